"""``policykb import``: codings of other programs become a knowledge base."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from policykb.authoring.draft import Draft
from policykb.cli import options
from policykb.cli.progress import show_progress
from policykb.cli.session import print_message, print_text
from policykb.cli.writing import WritingFormat
from policykb.diagnostics import Diagnostic, PolicyKBError
from policykb.exchange.build import Built, build
from policykb.exchange.foreign_files import reader_of
from policykb.exchange.imported import Imported
from policykb.exchange.writing import Outcome, add_to, write_new
from policykb.loading.locate import find_required
from policykb.render.escaping import one_line
from policykb.render.lines import json_document
from policykb.views.wording.claims import quantity

if TYPE_CHECKING:
    from policykb.views.view import Json

_SHOWN = 20
"""The faults that are printed as text."""


def import_(
    *,
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="A database of DNA, QualCoder or Taguette, or REFI-QDA: .qdpx or .qdc.",
            show_default=False,
        ),
    ],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="DIR",
            help="Make a new knowledge base in this folder.",
            show_default=False,
        ),
    ] = None,
    into: Annotated[
        str | None,
        typer.Option(
            "--into",
            metavar="DIR",
            callback=options.non_empty,
            help="Add to the knowledge base in this folder: its actors and topics are used.",
            show_default=False,
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Tell what would be made, and write nothing.")
    ] = False,
    format_: Annotated[
        WritingFormat,
        typer.Option("--format", "-f", help="Output format.", rich_help_panel=options.OUTPUT),
    ] = WritingFormat.TEXT,
) -> None:
    """Make a knowledge base of codings from another program, or add them to one.

    The content of FILE says what it is. All of it is imported, or nothing, and nothing is
    overwritten. What a knowledge base cannot hold is listed. docs/exchange.md says more.
    """
    if (output is None) == (into is None) and not (dry_run and output is None):
        raise PolicyKBError(
            "the import has no place to go to"
            if output is None
            else "-o and --into are two places",
            "Name a new folder with -o DIR, or a knowledge base with --into DIR.",
        )
    reader = reader_of(file)
    if reader is None:
        raise PolicyKBError(
            f"{file} is in no format that can be imported",
            "These can: databases of DNA 3, QualCoder and Taguette, and REFI-QDA (.qdpx, .qdc).",
        )
    imported = reader(file)
    root = None if into is None else find_required(into)
    kb = None if root is None else Draft(root).kb
    built = build(imported, kb=kb)
    if root is not None:
        outcome = add_to(built, root, show_progress, dry_run=dry_run)
    else:
        # A dry run needs a place, too: beside the folder that is to be made.
        outcome = write_new(built, output or Path("new-kb"), show_progress, dry_run=dry_run)
    written = not (outcome.errors or dry_run)
    _tell(imported, built, outcome, format_, written=written)
    if outcome.errors:
        raise typer.Exit(1)


def _tell(
    imported: Imported, built: Built, outcome: Outcome, format_: WritingFormat, *, written: bool
) -> None:
    made = {kind: len(some) for kind, some in built.records.items()}
    if format_ is WritingFormat.JSON:
        payload: dict[str, Json] = {
            "version": 1,
            "written": written,
            "rows": len(imported.statements),
            "made": {**made},
            "remarks": [*built.remarks],
            "losses": [*imported.losses],
            "faults": [
                {"file": one.location.path, "place": _place(one, built), "message": one.message}
                for one in outcome.errors
            ],
        }
        print_text(json_document(payload))
        return
    statements = quantity(len(imported.statements), "statement")
    print_text(f"{one_line(imported.origin)}: {statements}\n")
    for kind, number in made.items():
        if number and not outcome.errors:
            name = "skipped sentence" if kind == "skipped" else kind
            print_text(f"  {quantity(number, name)}\n")
    if warnings := len(outcome.report.diagnostics) - len(outcome.errors):
        print_message(f"{quantity(warnings, 'warning')} of validate")
    for remark in built.remarks:
        print_message(f"note: {remark}")
    for loss in imported.losses:
        print_message(f"not imported: {loss}")
    for one in outcome.errors[:_SHOWN]:
        print_message(f"error: {_place(one, built)}: {one.message}")
    if len(outcome.errors) > _SHOWN:
        print_message(f"and {len(outcome.errors) - _SHOWN:,} more; --format json lists all")
    if not written:
        print_message("nothing was written")


def _place(fault: Diagnostic, built: Built) -> str:
    """Return where in the foreign file the record with a fault comes from; the fault's own place if
    that is not known.
    """
    path = fault.location.path
    index = next((step for step in fault.route if isinstance(step, int)), -1)
    return built.places.get((path, index)) or f"{path}:{fault.location.line}"

"""``policykb import``: codings of other programs become a knowledge base."""

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from policykb.authoring.draft import Draft
from policykb.cli import options
from policykb.cli.parameters import argument, non_empty, option
from policykb.cli.progress import show_progress
from policykb.cli.session import print_message, print_note, print_text
from policykb.cli.writing import WritingFormat
from policykb.diagnostics import Diagnostic, PolicyKBError
from policykb.exchange.build import Built, build
from policykb.exchange.mapped_columns import RowFault
from policykb.exchange.reading import ReadFile, read_file
from policykb.exchange.writing import ImportOutcome, add_to, write_new
from policykb.loading.locate import find_required
from policykb.render.escaping import one_line
from policykb.render.json import json_document
from policykb.views.wording.claims import quantity

if TYPE_CHECKING:
    from policykb.views.payloads import Json

_SHOWN = 20
"""The faults that are printed as text."""


def import_(
    *,
    file: Annotated[
        Path,
        argument(
            "FILE",
            "A table (.csv, .tsv, .xlsx, .parquet), a database of DNA, QualCoder or Taguette, "
            "or REFI-QDA: .qdpx or .qdc.",
        ),
    ],
    map_: Annotated[
        Path | None, option("--map MAP", "The map of a table (YAML): which column is which field.")
    ] = None,
    print_map: Annotated[
        bool, option("--print-map", "Print a map that fits the table, for you to edit.")
    ] = False,
    output: Annotated[
        Path | None, option("--output -o DIR", "Make a new knowledge base in this folder.")
    ] = None,
    into: Annotated[
        str | None,
        option(
            "--into DIR",
            "Add to the knowledge base in this folder: its actors and topics are used.",
            callback=non_empty,
        ),
    ] = None,
    dry_run: Annotated[
        bool, option("--dry-run", "Tell what would be made, and write nothing.")
    ] = False,
    format_: Annotated[
        WritingFormat, option("--format -f", "Output format.", options.OUTPUT, show_default=True)
    ] = WritingFormat.TEXT,
) -> None:
    """Make a knowledge base of codings from another program, or add them to one.

    All of it is imported, or nothing, and nothing is overwritten. Each row of a table that does not
    fit is named, with its line and the reason. docs/exchange.md explains the map of a table, and
    what becomes of what.
    """
    if print_map:
        from policykb.exchange.proposed_map import proposed_map

        print_text(proposed_map(file))
        return
    if (output is None) == (into is None) and not (dry_run and output is None):
        raise PolicyKBError(
            "the import has no place to go to"
            if output is None
            else "-o and --into are two places",
            "Name a new folder with -o DIR, or a knowledge base with --into DIR.",
        )
    read = read_file(file, map_)
    built = Built()
    outcome: ImportOutcome | None = None
    if not read.faults:
        root = None if into is None else find_required(into)
        kb = None if root is None else Draft(root).kb
        built = build(read.imported, read.known_ids, kb)
        if root is not None:
            outcome = add_to(built, root, show_progress, dry_run=dry_run)
        else:
            # A dry run needs a place, too: beside the folder that is to be made.
            folder = output or Path("new-kb")
            outcome = write_new(built, folder, show_progress, dry_run=dry_run)
    written = outcome is not None and not outcome.errors and not dry_run
    if written:
        _keep_ids(read, built)
    _tell(read, built, outcome, format_, written=written)
    if read.faults or (outcome is not None and outcome.errors):
        raise typer.Exit(1)


def _keep_ids(read: ReadFile, built: Built) -> None:
    """Write the ids that were made into the map; without it the import stands, too."""
    try:
        read.keep_ids(built.ids)
    except PolicyKBError as error:
        print_note(f"{error.message}: the next import may make other ids")


def _tell(
    read: ReadFile,
    built: Built,
    outcome: ImportOutcome | None,
    format_: WritingFormat,
    *,
    written: bool,
) -> None:
    errors = outcome.errors if outcome else ()
    file = read.imported.origin
    faults = [
        *read.faults,
        *(RowFault(file, _place(one, built), "", one.message) for one in errors),
    ]
    made = {kind: len(some) for kind, some in built.records.items()}
    checked = outcome.report.diagnostics if outcome and not errors else ()
    warnings = Counter(one.rule.name for one in checked)
    if format_ is WritingFormat.JSON:
        payload: dict[str, Json] = {
            "version": 1,
            "written": written,
            "rows": read.rows,
            "made": {**made},
            "warnings": dict(warnings.most_common()),
            "remarks": [*built.remarks],
            "losses": [*read.imported.losses],
            "faults": [{**fault._asdict()} for fault in faults],
        }
        print_text(json_document(payload))
        return
    print_text(f"{one_line(file)}: {quantity(read.rows, read.unit)}\n")
    if outcome and not errors:
        print_text("".join(_made(made)))
        if warnings:
            listed = ", ".join(f"{number:,} {name}" for name, number in warnings.most_common())
            print_message(f"{quantity(warnings.total(), 'warning')} of validate: {listed}")
    lines = [*(f"note: {one}" for one in built.remarks)]
    lines += [f"not imported: {one}" for one in read.imported.losses]
    lines += map(_line, faults[:_SHOWN])
    if len(faults) > _SHOWN:
        lines.append(f"and {len(faults) - _SHOWN:,} more; --format json lists all")
    for line in [*lines, *([] if written else ["nothing was written"])]:
        print_message(line)


def _made(made: Mapping[str, int]) -> Iterator[str]:
    """Yield the number of records of each kind, in words."""
    for kind, number in made.items():
        if number:
            name = "skipped sentence" if kind == "skipped" else kind
            yield f"  {quantity(number, name)}\n"


def _line(fault: RowFault) -> str:
    about = f"column {fault.column}: " if fault.column else ""
    return f"error: {fault.file}, {fault.place}: {about}{fault.message}"


def _place(fault: Diagnostic, built: Built) -> str:
    """Return where in the foreign file the record with a fault comes from; the fault's own place if
    that is not known.
    """
    path = fault.location.path
    index = next((step for step in fault.route if isinstance(step, int)), -1)
    return built.places.get((path, index)) or f"{path}:{fault.location.line}"

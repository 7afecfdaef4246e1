"""``policykb schema``: JSON Schemas for editors."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from policykb.cli import options
from policykb.cli.session import print_message, print_note, print_text
from policykb.diagnostics import PolicyKBError
from policykb.loading.declared_ids import read_declared_ids
from policykb.loading.editor_schemas import PlannedFile, make_folder, schemas, with_modelines
from policykb.loading.locate import find, find_required
from policykb.model.json_schema import schema_text
from policykb.render.escaping import one_line
from policykb.text.files import relative_to_cwd


class FileKind(StrEnum):
    """A kind of file in a knowledge base."""

    KB = "kb"
    ACTORS = "actors"
    TOPICS = "topics"
    SOURCE = "source"
    CLAIMS = "claims"


def schema(
    context: typer.Context,
    kind: Annotated[
        FileKind | None,
        typer.Argument(
            metavar="[KIND]",
            help="kb, actors, topics, source or claims; default: all.",
            show_default=False,
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="DIR",
            help="Write a file for each kind, as in claims.schema.json, instead of printing.",
            show_default=False,
        ),
    ] = None,
    modelines: Annotated[
        bool,
        typer.Option(
            "--modelines",
            help="With -o: also write a first line into each YAML file that names its schema.",
        ),
    ] = False,
    check: Annotated[
        bool,
        typer.Option(
            "--check", help="With -o: write nothing; exit 1 if anything would be written."
        ),
    ] = False,
    generic: Annotated[
        bool,
        typer.Option("--generic", help="For any knowledge base: leave out the ids of this one."),
    ] = False,
    kb: options.RequiredKb = None,
) -> None:
    """Print or write JSON Schemas of the files, for editors.

    They include the ids of the actors and topics of the knowledge base. The dialect is 2020-12.
    """
    explicit = kb or context.obj.kb
    kinds = [kind.value] if kind else [member.value for member in FileKind]
    if output is None:
        if modelines or check:
            raise PolicyKBError(
                f"{'--modelines' if modelines else '--check'} needs -o",
                "Name the folder for the schemas with -o DIR.",
            )
        print_text(schema_text(kinds, _ids(explicit, generic=generic)))
        return
    marked = with_modelines(find_required(explicit), kinds, output) if modelines else ()
    wanted = [*schemas(kinds, _ids(explicit, generic=generic), output)]
    for file in marked:
        if isinstance(file, str):
            print_note(f"{file}, so it gets no modeline")
        else:
            wanted.append(file)
    _write_stale(wanted, output, check=check)


def _ids(explicit: str | None, *, generic: bool) -> Mapping[str, Mapping[str, str]]:
    """Return the ids of the knowledge base, by kind; print a note if there are none."""
    if generic:
        return {}
    root = find(explicit)
    if root is None:
        print_note("no knowledge base here, so the schemas accept any text as an id")
        return {}
    ids = read_declared_ids(root)
    for kind, found in ids.items():
        if not found:
            print_note(f"no {kind} id can be read, so the schemas accept any text as one")
    return ids


def _write_stale(wanted: Sequence[PlannedFile], folder: Path, *, check: bool) -> None:
    """Write the files that are out of date; with ``check``, only print their names."""
    stale = [file for file in wanted if not file.there]
    if stale and not check:
        make_folder(folder)
    for file in stale:
        if not check:
            file.write()
        print_text(f"{one_line(relative_to_cwd(Path(), str(file.path)))}\n")
    if not stale:
        print_message(f"{len(wanted)} files, all up to date")
    elif check:
        print_message(
            f"{len(stale)} of {len(wanted)} files are out of date: run this again without --check"
        )
        raise typer.Exit(1)

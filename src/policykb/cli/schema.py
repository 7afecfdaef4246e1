"""``policykb schema``: JSON Schemas for editors."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from policykb.cli.kb_options import RequiredKb
from policykb.cli.parameters import argument, option
from policykb.cli.session import print_message, print_note, print_text
from policykb.diagnostics import PolicyKBError
from policykb.loading.editor_schemas import (
    PlannedFile,
    known_ids,
    schemas,
    with_modelines,
    write_files,
)
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
    kind: Annotated[
        FileKind | None, argument("[KIND]", "kb, actors, topics, source or claims; default: all.")
    ] = None,
    output: Annotated[
        Path | None,
        option(
            "--output -o DIR",
            "Write a file for each kind, as in claims.schema.json, instead of printing.",
        ),
    ] = None,
    modelines: Annotated[
        bool,
        option(
            "--modelines",
            "With -o: also write a first line into each YAML file that names its schema.",
        ),
    ] = False,
    check: Annotated[
        bool, option("--check", "With -o: write nothing; exit 1 if anything would be written.")
    ] = False,
    generic: Annotated[
        bool, option("--generic", "For any knowledge base: leave out the ids of this one.")
    ] = False,
    kb: RequiredKb = None,
) -> None:
    """Print or write JSON Schemas of the files, for editors.

    They include the ids of the actors and topics of the knowledge base. The dialect is 2020-12.
    """
    kinds = [kind.value] if kind else [member.value for member in FileKind]
    if output is None and (modelines or check):
        raise PolicyKBError(
            f"{'--modelines' if modelines else '--check'} needs -o",
            "Name the folder for the schemas with -o DIR.",
        )
    marked = [*with_modelines(find_required(kb), kinds, output)] if output and modelines else []
    ids, notes = ({}, ()) if generic else known_ids(find(kb))
    refused = [f"{reason}, so it gets no modeline" for reason in marked if isinstance(reason, str)]
    for note in (*notes, *refused):
        print_note(note)
    if output is None:
        print_text(schema_text(kinds, ids))
        return
    wanted = [*schemas(kinds, ids, output), *(f for f in marked if isinstance(f, PlannedFile))]
    stale = [file for file in wanted if not file.there]
    for file in stale if check or not stale else write_files(stale, output):
        print_text(f"{one_line(relative_to_cwd(Path(), str(file.path)))}\n")
    if not stale:
        print_message(f"{len(wanted)} files, all up to date")
    elif check:
        print_message(
            f"{len(stale)} of {len(wanted)} files are out of date: run this again without --check"
        )
        raise typer.Exit(1)

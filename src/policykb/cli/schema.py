"""``policykb schema``: JSON Schema for editors."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from policykb.cli.session import emit
from policykb.render.escaping import one_line


class FileKind(StrEnum):
    """The kinds of files of a knowledge base."""

    KB = "kb"
    ACTORS = "actors"
    TOPICS = "topics"
    SOURCE = "source"
    CLAIMS = "claims"


def schema(
    kind: Annotated[
        FileKind | None,
        typer.Argument(
            metavar="[KIND]",
            help="kb, actors, topics, source or claims; none prints all by kind.",
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
) -> None:
    """Print JSON Schema of the files, for editors.

    The dialect is 2020-12.
    """
    from policykb.json_schema import schema_text, write_schemas  # noqa: PLC0415 - pydantic is heavy

    kinds = [kind.value] if kind else [member.value for member in FileKind]
    if output is None:
        emit(schema_text(kinds))
        return
    for path in write_schemas(kinds, output):
        emit(f"{one_line(str(path))}\n")

"""``policykb schema``: JSON Schema for editors."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from policykb.cli import options
from policykb.cli.session import emit, remark, say
from policykb.diagnostics import PolicyKBError
from policykb.loading.declared_ids import read_declared_ids
from policykb.loading.editor_schemas import PlannedFile, make_folder, schemas, with_modelines
from policykb.loading.locate import find, find_required
from policykb.model.json_schema import schema_text
from policykb.render.escaping import one_line
from policykb.text.files import relative_to_cwd


class FileKind(StrEnum):
    """The kinds of files of a knowledge base."""

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
            help="kb, actors, topics, source or claims; none means all.",
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
            help="With -o: also have the first line of each YAML file name its schema.",
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
        typer.Option("--generic", help="For any knowledge base: without the ids of this one."),
    ] = False,
    kb: options.OwnKb = None,
) -> None:
    """Print or write JSON Schema of the files, for editors.

    It knows the actors and topics of the knowledge base. The dialect is 2020-12.
    """
    explicit = kb or context.obj.kb
    kinds = [kind.value] if kind else [member.value for member in FileKind]
    if output is None:
        if modelines or check:
            raise PolicyKBError(
                f"{'--modelines' if modelines else '--check'} is about files",
                "Name the folder of the schemas with -o DIR.",
            )
        emit(schema_text(kinds, _ids(explicit, generic=generic)))
        return
    marked = with_modelines(find_required(explicit), kinds, output) if modelines else ()
    wanted = [*schemas(kinds, _ids(explicit, generic=generic), output)]
    for file in marked:
        if isinstance(file, str):
            remark(f"{file}, so it gets no modeline")
        else:
            wanted.append(file)
    _settle(wanted, output, check=check)


def _ids(explicit: str | None, *, generic: bool) -> Mapping[str, Mapping[str, str]]:
    """The ids to know; says where there are none although they were asked for."""
    if generic:
        return {}
    root = find(explicit)
    if root is None:
        remark("no knowledge base here, so an id may be any text")
        return {}
    ids = read_declared_ids(root)
    for kind, found in ids.items():
        if not found:
            remark(f"no id of any {kind} can be read, so any text passes for one")
    return ids


def _settle(wanted: Sequence[PlannedFile], folder: Path, *, check: bool) -> None:
    """Write what is not there yet, or only say so."""
    stale = [file for file in wanted if not file.there]
    if stale and not check:
        make_folder(folder)
    for file in stale:
        if not check:
            file.write()
        emit(f"{one_line(relative_to_cwd(Path(), str(file.path)))}\n")
    if not stale:
        say(f"{len(wanted)} files, all as they should be")
    elif check:
        say(f"{len(stale)} of {len(wanted)} files are out of date: run this again without --check")
        raise typer.Exit(1)

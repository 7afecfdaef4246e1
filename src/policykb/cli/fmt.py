"""``policykb fmt``: format the files of a knowledge base."""

import os
import sys
from collections import Counter
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from policykb.cli import options
from policykb.cli.progress import show_progress
from policykb.cli.session import print_error, print_message, print_text
from policykb.diagnostics import Diagnostic, PolicyKBError
from policykb.loading.layout import Layout
from policykb.loading.locate import group_by_root, is_under, relative_to
from policykb.render import Output
from policykb.render.escaping import one_line
from policykb.render.patch import patch
from policykb.text.files import MAX_YAML_BYTES, read_bytes, relative_to_cwd, rewrite
from policykb.yaml.formatter import format_document
from policykb.yaml.parser import parse_document


class _Outcome(StrEnum):
    """The result for one file."""

    CHANGED = "changed"
    UNCHANGED = "unchanged"
    FAILED = "not formatted"


def fmt(
    context: typer.Context,
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[PATH...]",
            help="Format only these: knowledge bases, or folders or files in them.",
            show_default=False,
        ),
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit 1 if a file would change.")
    ] = False,
    diff: Annotated[
        bool, typer.Option("--diff", help="Like --check, and show what would change.")
    ] = False,
    kb: options.RequiredKb = None,
) -> None:
    """Format the YAML files; their content stays the same.

    Prints the files that change. A file with faults is not changed.
    """
    wanted = group_by_root(paths or (), kb or context.obj.kb)
    files = [(root, path) for root, under in wanted.items() for path in _files(root, under)]
    if not files:
        raise PolicyKBError("nothing to format", "Name a YAML file of the knowledge base.")
    outcomes: Counter[_Outcome] = Counter()
    for root, path in show_progress(files, "formatting"):
        try:
            outcomes[_format(root, path, write=not (check or diff), diff=diff)] += 1
        except PolicyKBError as error:
            print_error(error)
            outcomes[_Outcome.FAILED] += 1
    words = {_Outcome.CHANGED: "would change" if check or diff else "changed"}
    counts = (
        f"{outcomes[outcome]} {words.get(outcome, outcome)}"
        for outcome in _Outcome
        if outcomes[outcome]
    )
    print_message(f"{len(files)} {'file' if len(files) == 1 else 'files'}: {', '.join(counts)}")
    if outcomes[_Outcome.FAILED] or (outcomes[_Outcome.CHANGED] and (check or diff)):
        raise typer.Exit(1)


def _files(root: Path, paths: list[Path]) -> Iterator[str]:
    """Yield the files of a knowledge base to format. ``validate`` reports missing ones."""
    under = [relative_to(root, path) for path in paths]
    for path in Layout(root).yaml_files():
        if is_under(path, under) and os.path.lexists(root / path):
            yield path


def _format(root: Path, path: str, *, write: bool, diff: bool) -> _Outcome:
    """Format a file, or print how it would change.

    Raises:
        PolicyKBError: it cannot be formatted or written.
    """
    name = relative_to_cwd(root, path)
    data = read_bytes(root, path, limit=MAX_YAML_BYTES)
    if isinstance(data, Diagnostic):
        raise _faulty(name, data)
    document = parse_document(data, path)
    if document.faults:
        raise _faulty(name, document.faults[0])
    made = format_document(document)
    if made == document.text:
        return _Outcome.UNCHANGED
    if write:
        rewrite(root, path, document.text, made)
    print_text(
        patch(name, document.text, made, Output.of(sys.stdout)) if diff else f"{one_line(name)}\n"
    )
    return _Outcome.CHANGED


def _faulty(name: str, fault: Diagnostic) -> PolicyKBError:
    """Return the error that says why a file is not formatted."""
    where = fault.location
    return PolicyKBError(
        f"{name}:{where.line}:{where.column}: {fault.rule.code} {fault.message}",
        f"The file was not changed. {fault.help} `policykb validate` shows every fault.",
    )

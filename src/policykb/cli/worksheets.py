"""Shared steps of the commands whose worksheet is filled in with an editor."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Protocol, TypeVar

import typer

from policykb.authoring.proposal import Added, Finding
from policykb.authoring.worksheet_lines import Problem
from policykb.cli import editor
from policykb.cli.parameters import option
from policykb.cli.session import print_message, print_note, print_text
from policykb.cli.writing import added_line
from policykb.text.files import relative_to_cwd, write_file

Printed = Annotated[bool, option("--print", "Print the worksheet; change nothing.")]
Applied = Annotated[
    Path | None,
    option(
        "--apply FILE", "Take a worksheet from a file, without an editor; - for standard input."
    ),
]


class _Outcome(Protocol):
    """The outcome of writing what a worksheet asks for."""

    @property
    def problems(self) -> Mapping[int, Sequence[Problem]]: ...


_O = TypeVar("_O", bound=_Outcome)


def edit_until_right(
    root: Path,
    path: Path,
    make: Callable[[_O | None], str],
    write: Callable[[str], _O],
    command: str,
) -> None:
    """Open a worksheet in the editor, until all of it is written or the person has enough.

    Args:
        root: The folder of the knowledge base.
        path: The file that keeps the worksheet until then.
        make: Returns the worksheet, with what is left after an outcome.
        write: Writes what is right in a worksheet.
        command: The command that goes on with what is left.

    Raises:
        typer.Exit: something is left.
        PolicyKBError: the editor fails, or a file cannot be read or written.
    """
    place = relative_to_cwd(root, str(path))
    if path.is_file():
        print_note(f"going on with {place}")
    else:
        write_file(path, make(None))
    while True:
        editor.edit(path)
        outcome = write(editor.read(path))
        if not outcome.problems:
            path.unlink(missing_ok=True)
            return
        write_file(path, make(outcome))
        number = sum(map(bool, outcome.problems.values()))
        if not editor.asks(f"{number} line{'' if number == 1 else 's'} with faults; edit again?"):
            print_note(f"kept in {place}; {command} goes on")
            raise typer.Exit(1)


def tell_added(root: Path, added: Sequence[Added], warnings: Sequence[Finding]) -> None:
    """Print new records, and warnings about them."""
    for one in added:
        print_text(f"{added_line(root, one)}\n")
    for warning in warnings:
        print_message(f"warning: {warning.message}")


def tell_problems(
    problems: Mapping[int, Sequence[Problem]], others: Sequence[Problem] = ()
) -> bool:
    """Print the problems of lines, and others. Return True if there are any."""
    told = [(f"line {line}: ", one) for line, found in sorted(problems.items()) for one in found]
    for where, problem in (*told, *(("", one) for one in others)):
        print_message(f"error: {where}{problem.message}")
        print_message(f"help: {problem.help}")
    return bool(problems or others)

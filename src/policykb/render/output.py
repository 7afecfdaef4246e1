"""What standard output and standard error can show, from the terminal and the environment."""

import os
import sys
from typing import TextIO

from policykb.frozen import dataclass


@dataclass(frozen=True, slots=True)
class Output:
    """How to print: whether a person watches, how wide, in colour or not, in which characters.

    ``width`` is in columns; None leaves it to the terminal. ``unicode`` says whether ``encoding``
    has the signs of tables and drawings.
    """

    terminal: bool
    colour: bool
    width: int | None
    unicode: bool
    encoding: str = "utf-8"

    @classmethod
    def of(cls, stream: TextIO) -> "Output":
        """The output that ``stream`` and the environment (``NO_COLOR``, ``FORCE_COLOR``,
        ``CLICOLOR``, ``CLICOLOR_FORCE``, ``COLUMNS``, ``TERM``) ask for.
        """
        terminal = stream.isatty()
        columns = os.environ.get("COLUMNS", "").lstrip("0")
        return cls(
            terminal=terminal,
            colour=_colour(terminal=terminal),
            width=max(20, min(int(columns), 1000))
            if columns.isascii() and columns.isdigit()
            else None,
            unicode=_can_encode(stream),
            encoding=stream.encoding or "ascii",
        )

    @classmethod
    def of_file(cls) -> "Output":
        """A file: no person watches, no colours, any character."""
        columns = cls.of(sys.stdout).width
        return cls(terminal=False, colour=False, width=columns, unicode=True)


def _colour(*, terminal: bool) -> bool:
    """NO_COLOR (https://no-color.org) before FORCE_COLOR before CLICOLOR
    (https://bixense.com/clicolors/).
    """
    if os.environ.get("NO_COLOR"):
        return False
    if _on("FORCE_COLOR") or _on("CLICOLOR_FORCE"):
        return True
    return terminal and os.environ.get("CLICOLOR") != "0" and os.environ.get("TERM") != "dumb"


def _on(name: str) -> bool:
    return os.environ.get(name, "0") not in {"", "0"}


def _can_encode(stream: TextIO) -> bool:
    try:
        "▲△○▽▼◆◇✕·─…“”→".encode(stream.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def stdout() -> Output:
    """What standard output can show."""
    return Output.of(sys.stdout)


def stderr() -> Output:
    """What standard error can show."""
    return Output.of(sys.stderr)

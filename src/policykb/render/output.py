"""The capabilities of standard output and standard error, from the terminal and the environment."""

import os
import sys
from typing import TextIO

from policykb.frozen import dataclass

PICTURE_WIDTH = 1280
"""The usual width of pictures, in pixels: that of a slide."""

PICTURE_WIDTHS = range(600, 8001)
"""The widths that pictures can have, in pixels."""


@dataclass(frozen=True, slots=True)
class Output:
    """The capabilities of an output: a terminal or not, colour, width and characters.

    ``width`` is in columns; None leaves it to the terminal. ``unicode`` is True if ``encoding`` has
    the characters of tables and drawings. ``picture_width`` is the width of pictures, in pixels.
    """

    terminal: bool
    colour: bool
    width: int | None
    unicode: bool
    encoding: str = "utf-8"
    picture_width: int = PICTURE_WIDTH

    @classmethod
    def of(cls, stream: TextIO) -> "Output":
        """Return the capabilities of ``stream``, as the environment (``NO_COLOR``, ``FORCE_COLOR``,
        ``CLICOLOR``, ``CLICOLOR_FORCE``, ``COLUMNS``, ``TERM``) changes them.
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
        """Return the capabilities of a file: no terminal, no colour, any character."""
        columns = cls.of(sys.stdout).width
        return cls(terminal=False, colour=False, width=columns, unicode=True)


def _colour(*, terminal: bool) -> bool:
    """Return True if the output shall be coloured.

    NO_COLOR (https://no-color.org) precedes FORCE_COLOR, which precedes CLICOLOR
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
    """Return the capabilities of standard output."""
    return Output.of(sys.stdout)


def stderr() -> Output:
    """Return the capabilities of standard error."""
    return Output.of(sys.stderr)

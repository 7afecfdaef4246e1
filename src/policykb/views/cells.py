"""The parts of a table: rows of cells, cells of lines, lines of segments."""

from enum import StrEnum
from typing import NamedTuple


class Style(StrEnum):
    """The kind of a piece of text, which colours show; it is never shown by colour alone."""

    FOR = "for"
    AGAINST = "against"
    BETWEEN = "between"
    CLASH = "clash"
    STRONG = "strong"
    MUTED = "muted"
    MATCH = "match"


class Segment(NamedTuple):
    """Some text and its style."""

    text: str
    style: Style | None = None


Line = tuple[Segment, ...]


class Band(NamedTuple):
    """A part of a strip: where it begins and ends on the axis (0 to 1), the sign that fills it, its
    style, its meaning in words, and if it is only possibly so.
    """

    first: float
    last: float
    sign: str
    style: Style | None
    title: str
    possible: bool = False


class Strip(NamedTuple):
    """Something through time, drawn as wide as there is room: its bands in order, and if the first
    and the last go on beyond the axis.
    """

    bands: tuple[Band, ...]
    before: bool = False
    beyond: bool = False


class Scale(NamedTuple):
    """The axis of the strips below it: the position (0 to 1) and text of each date, and the
    position of the end of the record, if the axis shows it.
    """

    ticks: tuple[tuple[float, str], ...]
    end: float | None = None


Cell = tuple[Line | Strip | Scale, ...]


def line(*pieces: str | Segment) -> Line:
    """Return a line of segments; plain text needs no wrapping."""
    return tuple(Segment(piece) if isinstance(piece, str) else piece for piece in pieces)


def cell(text: object, style: Style | None = None) -> Cell:
    """Return a cell of one line; None makes an empty one."""
    return (line(Segment("" if text is None else str(text), style)),)


class Column(NamedTuple):
    """A column of the table: its header, its share of the width, its alignment."""

    label: str
    ratio: int = 1
    right: bool = False


class TableRow(NamedTuple):
    """A row of the table, and its footnotes, which take the whole width."""

    cells: tuple[Cell, ...]
    notes: tuple[Line, ...] = ()


class Group(NamedTuple):
    """Rows under a common heading, which may be empty; or, in their place, ``code``: lines of a
    file in which every space counts.
    """

    title: str
    rows: tuple[TableRow, ...]
    code: tuple[str, ...] = ()

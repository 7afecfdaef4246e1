"""What the table of a view is made of: rows of cells, cells of lines, lines of pieces."""

from enum import StrEnum
from typing import NamedTuple


class Style(StrEnum):
    """What a piece of text is, for those who can show it; never the only sign of it."""

    FOR = "for"
    AGAINST = "against"
    BETWEEN = "between"
    CLASH = "clash"
    STRONG = "strong"
    MUTED = "muted"
    MATCH = "match"


class Segment(NamedTuple):
    """Some text and what it is."""

    text: str
    style: Style | None = None


Line = tuple[Segment, ...]


class Band(NamedTuple):
    """A stretch of a strip: from where to where on the axis (parts of it, 0 to 1), the sign that
    fills it, what that is, what it says in words, and whether it is only possibly so.
    """

    first: float
    last: float
    sign: str
    style: Style | None
    title: str
    possible: bool = False


class Strip(NamedTuple):
    """Something through time, drawn as wide as there is room: its bands in order, and whether the
    first and the last go on beyond the axis.
    """

    bands: tuple[Band, ...]
    before: bool = False
    beyond: bool = False


class Scale(NamedTuple):
    """The axis of the strips below it: where on it (0 to 1) which date stands, and where the record
    ends, if it does so there.
    """

    ticks: tuple[tuple[float, str], ...]
    end: float | None = None


Cell = tuple[Line | Strip | Scale, ...]


def line(*pieces: str | Segment) -> Line:
    """A line of pieces; plain text needs no wrapping."""
    return tuple(Segment(piece) if isinstance(piece, str) else piece for piece in pieces)


def cell(text: object, style: Style | None = None) -> Cell:
    """A cell of one line; None is an empty one."""
    return (line(Segment("" if text is None else str(text), style)),)


class Column(NamedTuple):
    """A column of the table: its heading, its share of the width, its alignment."""

    label: str
    ratio: int = 1
    right: bool = False


class TableRow(NamedTuple):
    """A row of the table, and lines that stand under it over the whole width."""

    cells: tuple[Cell, ...]
    notes: tuple[Line, ...] = ()


class Group(NamedTuple):
    """Rows under a common heading, which may be empty; or in their place ``code``, lines of a file
    of which each space counts.
    """

    title: str
    rows: tuple[TableRow, ...]
    code: tuple[str, ...] = ()

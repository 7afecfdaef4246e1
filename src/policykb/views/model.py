"""What every result becomes before it is printed: a view, the same for all formats.

A view holds the result three times, each complete: as a table for people (terminal,
Markdown), as flat rows for lines (plain, CSV) and as a payload for programs (JSON).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from policykb.views.page_model import Page

Scalar = str | int | float | None
"""A value of a flat row; numbers stay numbers."""

Json = Scalar | bool | Sequence["Json"] | Mapping[str, "Json"]
"""What a payload is made of."""


class Style(StrEnum):
    """What a piece of text is, for those who can show it; never the only sign of it."""

    FOR = "for"
    AGAINST = "against"
    BETWEEN = "between"
    CLASH = "clash"
    STRONG = "strong"
    MUTED = "muted"
    MATCH = "match"


class Piece(NamedTuple):
    """Some text and what it is."""

    text: str
    style: Style | None = None


Line = tuple[Piece, ...]


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
    """The axis of the strips below it: where on it (0 to 1) which date stands."""

    ticks: tuple[tuple[float, str], ...]


Cell = tuple[Line | Strip | Scale, ...]


def line(*pieces: str | Piece) -> Line:
    """A line of pieces; plain text needs no wrapping."""
    return tuple(Piece(piece) if isinstance(piece, str) else piece for piece in pieces)


def cell(text: object, style: Style | None = None) -> Cell:
    """A cell of one line; None is an empty one."""
    return (line(Piece("" if text is None else str(text), style)),)


class Column(NamedTuple):
    """A column of the table: its heading, its share of the width, its alignment."""

    label: str
    ratio: int = 1
    right: bool = False


class Row(NamedTuple):
    """A row of the table, and lines that stand under it over the whole width."""

    cells: tuple[Cell, ...]
    notes: tuple[Line, ...] = ()


class Group(NamedTuple):
    """Rows under a common heading, which may be empty."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class View:
    """A result, ready for any format.

    ``fields`` and ``flat`` are the rows for lines, ``payload`` the object for programs, of which
    ``items`` names the list that JSON Lines print. ``notes`` is what is to be said of the
    result as a whole; formats without room for it say it on standard error, and the title if it is
    a ``headline``, which says what the result comes to. ``legend`` explains
    the signs of the table. ``spaced`` asks for
    an empty line between the rows of the table. ``page`` is what an HTML page shows in place of
    the table, where it can show more.
    """

    title: str
    columns: tuple[Column, ...]
    groups: tuple[Group, ...]
    fields: tuple[str, ...]
    flat: tuple[tuple[Scalar, ...], ...]
    payload: Mapping[str, Json]
    items: str
    headline: bool = False
    notes: tuple[Line, ...] = ()
    legend: tuple[Line, ...] = ()
    spaced: bool = False
    page: "Page | None" = None


def joined(values: Iterable[object]) -> str:
    """Several values in one flat cell."""
    return " ".join(str(value) for value in values)

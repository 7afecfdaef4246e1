"""The parts of a table: rows of cells, cells of lines, lines of segments."""

from datetime import date
from enum import StrEnum

from policykb.frozen import NamedTuple


class Style(StrEnum):
    """The kind of a piece of text, which colours show; it is never shown by colour alone."""

    FOR = "for"
    AGAINST = "against"
    BETWEEN = "between"
    CLASH = "clash"
    OPPOSED = "opposed"
    DIFFER = "differ"
    AGREE = "agree"
    STRONG = "strong"
    MUTED = "muted"
    MATCH = "match"


class Segment(NamedTuple):
    """Some text, its style, and the address that it links to, where a format has links."""

    text: str
    style: Style | None = None
    href: str = ""


Line = tuple[Segment, ...]


class Band(NamedTuple):
    """A part of a strip: where it begins and ends on the axis (0 to 1), the sign that fills it, its
    style, its meaning in words, if it is only possibly so, if it begins *at the latest* where it is
    drawn, and if it is on record without a date.
    """

    first: float
    last: float
    sign: str
    style: Style | None
    title: str
    possible: bool = False
    latest: bool = False
    undated: bool = False


class Strip(NamedTuple):
    """Something through time, drawn as wide as there is room: its bands in order, if the first and
    the last go on beyond the axis, and whose it is (the index of the actor; None: the verdicts').
    """

    bands: tuple[Band, ...]
    before: bool = False
    beyond: bool = False
    actor: int | None = None


class Scale(NamedTuple):
    """The axis of the strips below it: the position (0 to 1) and text of each date, and the
    position of the end of the record, if the axis shows it.
    """

    ticks: tuple[tuple[float, str], ...]
    end: float | None = None


TableCell = tuple[Line | Strip | Scale, ...]


def line(*pieces: str | Segment) -> Line:
    """Return a line of segments; plain text needs no wrapping."""
    return tuple(Segment(piece) if isinstance(piece, str) else piece for piece in pieces)


def cell(text: object, style: Style | None = None) -> TableCell:
    """Return a cell of one line; None makes an empty one."""
    return (line(Segment("" if text is None else str(text), style)),)


class Column(NamedTuple):
    """A column of the table: its header, its share of the width, its alignment. The lines of a
    ``signed`` one begin with a sign and a space, or stand beside a line that does.
    """

    label: str
    ratio: int = 1
    right: bool = False
    signed: bool = False


class CitedSource(NamedTuple):
    """A document as a bibliography cites it.

    ``author`` is None if the source names none. ``personal`` is True if the author is a person.
    """

    id: str
    title: str
    kind: str
    language: str
    author: str | None
    personal: bool
    publisher: str | None
    published: date
    url: str | None
    accessed: date | None


class Quotation(NamedTuple):
    """A sentence that an answer rests on, and the document that it is from.

    ``introduction`` says what the sentence supports. ``marked`` is the sentence in segments, if
    something in it is marked. ``place`` is where it stands in the knowledge base. ``column`` is the
    index of the cell that it supports.
    """

    quote: str
    source: CitedSource
    place: str = ""
    introduction: Line = ()
    marked: Line = ()
    column: int = -1

    @property
    def sentence(self) -> Line:
        """Return the sentence in quotation marks."""
        return (Segment("“"), *(self.marked or (Segment(self.quote),)), Segment("”"))


class TableRow(NamedTuple):
    """A row of the table, and its footnotes, which take the whole width.

    ``cites`` holds what the row rests on but does not print below it.
    """

    cells: tuple[TableCell, ...]
    notes: tuple[Line | Quotation, ...] = ()
    cites: tuple[Quotation | CitedSource, ...] = ()

    @property
    def cited(self) -> tuple[Quotation | CitedSource, ...]:
        """Return all that the row rests on, below it or not."""
        return (*(note for note in self.notes if isinstance(note, Quotation)), *self.cites)


class Group(NamedTuple):
    """Rows under a common heading, which may be empty and has a style; or, in their place,
    ``code``: lines of a file in which every space counts, or ``lines`` that begin with a sign.
    """

    title: str
    rows: tuple[TableRow, ...]
    code: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()
    style: Style = Style.STRONG

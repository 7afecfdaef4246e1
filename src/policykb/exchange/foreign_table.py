"""Tables of other programs, read row by row."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

ForeignValue = str | tuple[str, ...]
"""A cell as text, dates in ISO 8601; a tuple where the format has lists."""


class ForeignRow(NamedTuple):
    """A row: its place, as in ``line 3``, and its cells, one for each heading."""

    place: str
    cells: Sequence[ForeignValue]


class ForeignTable(NamedTuple):
    """The headings of a table, and its rows, which are read when they are asked for. ``size`` is
    their number if the file says it, else 0.

    The rows raise :class:`PolicyKBError` where the file is damaged.
    """

    headings: Sequence[str]
    rows: Iterator[ForeignRow]
    size: int = 0


class UnfitError(Exception):
    """A cell does not fit its field.

    Args:
        column: The heading of its column; empty if the column is not known.
        message: The reason.
    """

    def __init__(self, column: str, message: str) -> None:
        super().__init__(f"column {column}: {message}" if column else message)
        self.column = column
        self.message = message


def text_of(value: object) -> str:
    """Return a value as text: a whole number without a point, a day as 2011-03-11."""
    match value:
        case str():
            return value
        case None:
            text = ""
        case bool():
            text = "true" if value else "false"
        case float() if value.is_integer():
            text = str(int(value))
        case date():  # or a time of a day
            text = value.isoformat().removesuffix("T00:00:00")
        case _:
            text = str(value)
    return text

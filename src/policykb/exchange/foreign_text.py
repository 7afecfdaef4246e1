"""Texts, names and offsets of other programs."""

from bisect import bisect_left
from itertools import accumulate

from policykb.text.normalize import collapse_spaces, strip_invisible

_NO_TEXT = dict.fromkeys((0, *range(0xD800, 0xE000)), "\ufffd")


def one_line(value: object) -> str:
    """Return a value as the text of a field: on one line, without invisible characters."""
    return "" if value is None else collapse_spaces(strip_invisible(str(value)))


def as_text(value: object) -> str:
    """Return the text of a document, with as many characters, each of which UTF-8 can hold."""
    return str(value).translate(_NO_TEXT)


class Utf16Offsets:
    """Offsets in UTF-16 code units, as Java, JavaScript and C# count, as those in characters."""

    def __init__(self, text: str) -> None:
        self._size = len(text)
        self._units: list[int] | None = None
        if not text.isascii() and any(char > "\uffff" for char in text):
            self._units = list(accumulate((1 + (char > "\uffff") for char in text), initial=0))

    def __getitem__(self, offset: int) -> int:
        """Return the offset in characters."""
        return offset if self._units is None else bisect_left(self._units, offset)

    def extent(self, start: int, end: int) -> tuple[int, int] | None:
        """Return two offsets in characters; None if nothing of the text is between them."""
        found = self[start], self[end]
        return found if 0 <= found[0] < found[1] <= self._size else None

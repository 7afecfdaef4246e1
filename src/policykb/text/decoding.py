"""The text of a file: decoded, with its lines."""

import re
from array import array
from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property
from io import StringIO
from itertools import accumulate

from policykb.diagnostics import Diagnostic, Location, Span
from policykb.diagnostics.catalogue import NOT_UTF_8

LINE_END = re.compile(r"\r\n|\r|\n")
"""A line end of any system."""
_WHITE = " \t\r\n"
_OTHER_ENCODINGS = (
    ("UTF-32", re.compile(rb"\xff\xfe\0\0|\0\0\xfe\xff|(?:[^\0]\0\0\0){2}|(?:\0\0\0[^\0]){2}")),
    ("UTF-16", re.compile(rb"\xff\xfe|\xfe\xff|(?:[^\0]\0){2}|(?:\0[^\0]){2}")),
)


class Lines:
    """The lines of a text, for converting offsets into spans."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._passed = (0, 1, 0)
        """An offset, its line, and where that begins: most spans are asked for in their order."""

    @cached_property
    def _has_returns(self) -> bool:
        return "\r" in self.text

    @cached_property
    def _starts(self) -> Sequence[int]:
        # An array, because a text may be 64 MiB of line ends. StringIO splits at the same ones as
        # LINE_END and takes a third of the time.
        lines = StringIO(self.text, newline="")
        starts = array("Q", accumulate(map(len, lines), initial=0))
        if self.text and self.text[-1] not in "\r\n":
            starts.pop()
        return starts

    def span(self, start: int, end: int) -> Span:
        """Return the span from one offset to another, without white space at its end."""
        if self.text[end - 1 : end] in _WHITE:  # a quick check: there may be a million spans
            end = start + len(self.text[start:end].rstrip(_WHITE))
        return self.exact_span(start, end)

    def exact_span(self, start: int, end: int) -> Span:
        """Return the span from one offset to another."""
        line, column = self._place(start)
        end_line, end_column = self._place(end)
        return Span(line, column, end_line, end_column)

    def _place(self, offset: int) -> tuple[int, int]:
        """Return the line and column of an offset."""
        passed, line, begun = self._passed
        if offset < passed or self._has_returns:
            line = bisect_right(self._starts, offset)
            return line, offset - self._starts[line - 1] + 1
        if ends := self.text.count("\n", passed, offset):
            line, begun = line + ends, self.text.rindex("\n", passed, offset) + 1
        self._passed = (offset, line, begun)
        return line, offset - begun + 1

    def end_of_line(self, offset: int) -> int:
        """Return the offset of the end of the line at ``offset``, before its line end."""
        found = LINE_END.search(self.text, offset)
        return found.start() if found else len(self.text)


def decode(data: bytes, path: str) -> str | Diagnostic:
    """Decode UTF-8. A byte order mark stays in the text.

    Args:
        data: The bytes of the file.
        path: The file's path below the knowledge base, for the diagnostic.

    Returns:
        The text, or a diagnostic at the first wrong byte. UTF-16 and UTF-32 are recognised by
        their byte order mark or, without one, by the NULs.
    """
    for encoding, pattern in _OTHER_ENCODINGS:
        if pattern.match(data):
            return Diagnostic(
                NOT_UTF_8,
                f"the file is not UTF-8: it looks like {encoding}",
                Location(path, Span(1, 1, 1, 1)),
                help=f"Save the file as UTF-8 instead of {encoding}, without a byte order mark.",
            )
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        before = data[: error.start].decode()
        return Diagnostic(
            NOT_UTF_8,
            f"the byte 0x{data[error.start]:02X} is not valid UTF-8",
            Location(path, Lines(before).span(len(before), len(before))),
            help=NOT_UTF_8.remedy,
        )

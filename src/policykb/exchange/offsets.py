"""Offsets in a text, counted in the way of the program that wrote a file.

REFI-QDA counts Unicode code points from 0 (10.2) and leaves open whether the last character is
in a selection, how line ends count, and a byte order mark. ATLAS.ti counts the two characters of a
line end as one; programs on Java, JavaScript or .NET count UTF-16 code units. A selection often
has its words as its name: the way of counting that gives the most of these is the right one. Where
no name is like that, it is the one by which the fewest selections begin or end within a word.
"""

from collections.abc import Iterator, Sequence
from itertools import product

from policykb.exchange.foreign_text import Utf16Offsets, one_line
from policykb.frozen import dataclass


@dataclass(frozen=True, slots=True)
class Slice:
    """A selection: its offsets as they are written, and its name."""

    start: int
    end: int
    name: str


@dataclass(frozen=True, slots=True)
class OffsetCounting:
    """A way of counting: line ends as one character, UTF-16 code units, and ends that are in the
    selection.
    """

    one_line_end: bool = False
    utf16: bool = False
    inclusive: bool = False

    @property
    def in_words(self) -> str:
        """The way of counting in words; empty for that of the standard."""
        parts = {
            "line ends as one character": self.one_line_end,
            "in UTF-16 code units": self.utf16,
            "up to and with the last character": self.inclusive,
        }
        return ", ".join(words for words, is_so in parts.items() if is_so)

    def text(self, text: str) -> str:
        """Return the text whose characters are counted."""
        return text.replace("\r\n", "\n") if self.one_line_end else text


class CountedText:
    """A text whose offsets are counted in one way."""

    def __init__(self, text: str, counting: OffsetCounting) -> None:
        self.text = counting.text(text)
        self._counting = counting
        self._utf16 = Utf16Offsets(self.text) if counting.utf16 else None

    def extent(self, of: Slice) -> tuple[int, int] | None:
        """Return the offsets in characters; None if they are outside of the text."""
        end = of.end + self._counting.inclusive
        if self._utf16:
            return self._utf16.extent(of.start, end)
        return (of.start, end) if 0 <= of.start < end <= len(self.text) else None

    def is_named(self, of: Slice) -> bool:
        """Return True if the name of a selection is its words, or the first of them."""
        extent = self.extent(of)
        if not extent or not (name := one_line(of.name)):
            return False
        words = one_line(self.text[slice(*extent)])
        begun = name.removesuffix("...").removesuffix("…").rstrip()
        return words == name or (begun != name and bool(begun) and words.startswith(begun))

    def is_whole_words(self, of: Slice) -> bool:
        """Return True if a selection neither begins nor ends within a word."""
        extent = self.extent(of)
        if not extent:
            return False
        around = (self.text[max(0, at - 1) : at + 1] for at in extent)
        return not any(len(two) == 2 and two.isalnum() for two in around)


def counting_of(texts: Sequence[tuple[str, Sequence[Slice]]], origin: str) -> OffsetCounting:
    """Return the way in which the offsets of a project are counted.

    Args:
        texts: The texts, each with its selections.
        origin: The name of the program that wrote the project.
    """
    usual = OffsetCounting(one_line_end="atlas" in origin.casefold())
    has_two = any("\r\n" in text for text, _ in texts)
    has_large = any(char > "\uffff" for text, _ in texts if not text.isascii() for char in text)
    found = {
        one: _fitting(texts, one) for one in (usual, *_others(has_two=has_two, large=has_large))
    }
    best = max(found.values())
    return next(one for one, count in found.items() if count == best)


def _others(*, has_two: bool, large: bool) -> Iterator[OffsetCounting]:
    """Yield the ways of counting between which the texts make a difference."""
    choices = ((False, True) if has_two else (False,), (False, True) if large else (False,))
    for inclusive, (one_line_end, utf16) in product((False, True), product(*choices)):
        yield OffsetCounting(one_line_end, utf16, inclusive)


def _fitting(
    texts: Sequence[tuple[str, Sequence[Slice]]], counting: OffsetCounting
) -> tuple[int, int]:
    """Return the numbers of selections whose names are their words, and that are whole words."""
    named = whole = 0
    for text, slices in texts:
        counted = CountedText(text, counting)
        named += sum(map(counted.is_named, slices))
        whole += sum(map(counted.is_whole_words, slices))
    return named, whole

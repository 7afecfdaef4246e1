"""The words in which two texts differ, marked in both."""

from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from policykb.views.table import Line, Segment, Style, line

_MOST = 400
"""Longer texts are not compared word by word."""


def marked_words(before: str, after: str) -> tuple[Line, Line]:
    """Return two texts as lines, with the words marked that are in one of them alone."""
    one, other = before.split(), after.split()
    if len(one) + len(other) > _MOST:
        return line(before), line(after)
    same = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    return (
        _pieces(one, [(block.a, block.size) for block in same]),
        _pieces(other, [(block.b, block.size) for block in same]),
    )


def _pieces(found: Sequence[str], same: Iterable[tuple[int, int]]) -> Line:
    pieces: list[Segment] = []
    at = 0
    for start, size in same:
        pieces.append(Segment(" ".join(found[at:start]), Style.MATCH))
        pieces.append(Segment(" ".join(found[start : start + size])))
        at = start + size
    shown = [piece for piece in pieces if piece.text]
    # The spaces between stretches are parts of neither.
    return tuple(part for piece in shown for part in (Segment(" "), piece))[1:]

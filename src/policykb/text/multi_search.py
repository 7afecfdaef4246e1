"""A search for many strings in one text.

One pass over a long text finds all strings. With a pass for each string, a text that is the source
of all claims of a large knowledge base would take minutes.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from itertools import accumulate

# In a shorter text (in characters), or for fewer strings, a pass for each string is as fast.
_SHORT_TEXT = 16_000
_FEW = 8
# The key of a string is as many characters after its first space, the tail of the string, as one of
# these lengths. A string that has no key, one or two short words, is searched by itself.
_KEY_LENGTHS = (16, 4)

_Heads = dict[int, dict[str, list[int]]]
"""The offsets of the strings with one tail, by the length of what is before it, and by that."""


def find_all(text: str, strings: Iterable[str], limit: int) -> Mapping[str, list[int]]:
    """Return the offsets at which each string occurs in ``text``, in order, at most ``limit``.

    Overlapping occurrences count once, and an empty string has none. The search is fast for a text
    with single spaces between words.
    """
    found: dict[str, list[int]] = {string: [] for string in strings}
    if len(text) < _SHORT_TEXT or len(found) < _FEW:
        return {string: _find(text, string, limit) for string in found}
    by_key: dict[str, dict[str, _Heads]] = {}
    for string, offsets in found.items():
        before = string.find(" ") + 1
        tail = string[before:] if before else ""
        length = next((one for one in _KEY_LENGTHS if one <= len(tail)), 0)
        if length:
            heads = by_key.setdefault(tail[:length], {}).setdefault(tail, {})
            heads.setdefault(before, {})[string[:before]] = offsets
        else:
            offsets.extend(_find(text, string, limit))
    tails = {key: _Tails(some) for key, some in by_key.items()}
    lengths = {len(key) for key in tails}
    for word in _words(text) if tails else ():
        for length in lengths:
            if (key := text[word : word + length]) in tails:
                tails[key].record(text, word, limit)
    return found


def _words(text: str) -> Iterator[int]:
    """Yield the offsets at which words begin."""
    lengths = accumulate(map(len, text.split(" ")), initial=0)
    return (spaces + letters for spaces, letters in enumerate(lengths))


class _Tails:
    """The tails that have one key. Of those that occur at a place the longest is found by
    bisection; the others are its beginnings.
    """

    def __init__(self, heads: Mapping[str, _Heads]) -> None:
        self._heads = heads
        self._tails = sorted(heads)
        self._longest = max(map(len, heads))
        # The longest other tail that each begins with.
        self._shorter: dict[str, str | None] = {}
        outer: list[str] = []
        for tail in self._tails:
            while outer and not tail.startswith(outer[-1]):
                outer.pop()
            self._shorter[tail] = outer[-1] if outer else None
            outer.append(tail)

    def record(self, text: str, word: int, limit: int) -> None:
        """Record the strings that occur in ``text`` with their tail at the offset ``word``."""
        at = bisect_right(self._tails, text[word : word + self._longest])
        tail = self._tails[at - 1] if at else None
        while tail is not None:
            if text.startswith(tail, word):
                self._record(tail, text, word, limit)
            tail = self._shorter[tail]

    def _record(self, tail: str, text: str, word: int, limit: int) -> None:
        for before, heads in self._heads[tail].items():
            start = word - before
            if start >= 0 and (offsets := heads.get(text[start:word])) is not None:
                overlaps = bool(offsets) and start < offsets[-1] + before + len(tail)
                if not overlaps and len(offsets) < limit:
                    offsets.append(start)


def _find(text: str, string: str, limit: int) -> list[int]:
    offsets: list[int] = []
    at = text.find(string) if string else -1
    while at >= 0 and len(offsets) < limit:
        offsets.append(at)
        at = text.find(string, at + len(string))
    return offsets

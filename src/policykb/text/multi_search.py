"""A search for many strings in one text.

One pass over a long text finds all strings. With a pass for each string, a text that is the source
of all claims of a large knowledge base would take minutes.
"""

from collections.abc import Iterable, Mapping
from itertools import accumulate

# In a shorter text (in characters) a pass for each string is as fast.
_SHORT_TEXT = 16_000
# The key of a string is this many characters after its first space.
_KEY_LENGTH = 16
# At each occurrence of a key, a substring of each shape is looked up. Strings beyond this number
# of shapes are searched one by one.
_MAX_SHAPES = 200

_Shapes = dict[tuple[int, int], dict[str, list[int]]]
"""The offsets of the strings of one key, by shape: the lengths before the key and of the whole."""


def find_all(text: str, strings: Iterable[str], limit: int) -> Mapping[str, list[int]]:
    """Return the offsets at which each string occurs in ``text``, in order, at most ``limit``.

    Overlapping occurrences count once, and an empty string has none. The search is fast for a text
    with single spaces between words.
    """
    if len(text) < _SHORT_TEXT:
        return {string: _find(text, string, limit) for string in strings}
    found: dict[str, list[int]] = {string: [] for string in strings}
    by_key: dict[str, _Shapes] = {}
    for string, offsets in found.items():
        before = string.find(" ") + 1
        key = string[before : before + _KEY_LENGTH] if before else ""
        shapes = by_key.setdefault(key, {}) if len(key) == _KEY_LENGTH else {}
        shape = (before, len(string))
        if len(key) < _KEY_LENGTH or (shape not in shapes and len(shapes) == _MAX_SHAPES):
            offsets.extend(_find(text, string, limit))
        else:
            shapes.setdefault(shape, {})[string] = offsets
    if by_key:
        lengths = accumulate(map(len, text.split(" ")), initial=0)
        for spaces, letters in enumerate(lengths):
            word = letters + spaces
            if (key := text[word : word + _KEY_LENGTH]) in by_key:
                _record(text, word, by_key[key], limit)
    return found


def _record(text: str, offset: int, shapes: _Shapes, limit: int) -> None:
    """Record the strings that occur in ``text`` with their key at ``offset``."""
    for (before, length), strings in shapes.items():
        start = offset - before
        if start >= 0 and (offsets := strings.get(text[start : start + length])) is not None:
            overlaps = bool(offsets) and start < offsets[-1] + length
            if not overlaps and len(offsets) < limit:
                offsets.append(start)


def _find(text: str, string: str, limit: int) -> list[int]:
    offsets: list[int] = []
    at = text.find(string) if string else -1
    while at >= 0 and len(offsets) < limit:
        offsets.append(at)
        at = text.find(string, at + len(string))
    return offsets

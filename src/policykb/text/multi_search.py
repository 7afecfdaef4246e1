"""Where each of many strings stands in one text, in one pass over a long text.

To look for one string after another takes as many passes as there are strings: minutes, where one
text has all claims of a large knowledge base.
"""

from collections.abc import Iterable, Mapping
from itertools import accumulate

# In a text of so many characters all passes take no longer.
_SHORT = 16_000
# A string is known by so many characters behind its first space.
_KEY = 16
# Strings that are alike in these, but of so many lengths, are looked for one by one: at each place
# where the key stands a piece of every length is compared.
_MOST_SHAPES = 200

_Shapes = dict[tuple[int, int], dict[str, list[int]]]
"""The places of strings, by how much stands before the key and by their length."""


def find_all(text: str, strings: Iterable[str], most: int) -> Mapping[str, list[int]]:
    """Where each string stands in ``text``: all places, in order, or the first ``most``;
    overlapping ones count once, and an empty string stands nowhere.

    It is quick where words are parted by single spaces.
    """
    if len(text) < _SHORT:
        return {string: _places(text, string, most) for string in strings}
    found: dict[str, list[int]] = {string: [] for string in strings}
    by_key: dict[str, _Shapes] = {}
    for string, places in found.items():
        before = string.find(" ") + 1
        key = string[before : before + _KEY] if before else ""
        shapes = by_key.setdefault(key, {}) if len(key) == _KEY else {}
        shape = (before, len(string))
        if len(key) < _KEY or (shape not in shapes and len(shapes) == _MOST_SHAPES):
            places.extend(_places(text, string, most))
        else:
            shapes.setdefault(shape, {})[string] = places
    if by_key:
        lengths = accumulate(map(len, text.split(" ")), initial=0)
        for spaces, letters in enumerate(lengths):
            word = letters + spaces
            if (key := text[word : word + _KEY]) in by_key:
                _note(text, word, by_key[key], most)
    return found


def _note(text: str, at: int, shapes: _Shapes, most: int) -> None:
    """Note the strings of one key that stand where the key stands at ``at``."""
    for (before, length), strings in shapes.items():
        start = at - before
        if start >= 0 and (places := strings.get(text[start : start + length])) is not None:
            overlaps = bool(places) and start < places[-1] + length
            if not overlaps and len(places) < most:
                places.append(start)


def _places(text: str, string: str, most: int) -> list[int]:
    places: list[int] = []
    at = text.find(string) if string else -1
    while at >= 0 and len(places) < most:
        places.append(at)
        at = text.find(string, at + len(string))
    return places

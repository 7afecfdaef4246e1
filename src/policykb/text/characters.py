"""Characters that cannot be seen, or that reorder what is seen: no record holds them (PKB005),
comparisons pass over them, and output spells them out.

What scripts cannot be written without stays: joiners (U+200C, U+200D), the Mongolian separator,
and a variation selector behind the character that it varies. A second selector, or one behind a
space, varies nothing; chains of them carry text that nobody sees.
"""

import re
import sys
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

Ranges = tuple[tuple[int, int], ...]
"""Code points from and to, in order."""

HIDDEN: Ranges = (
    (0x00, 0x08),  # control characters, but for tab and line ends
    (0x0B, 0x0C),
    (0x0E, 0x1F),
    (0x7F, 0x9F),
    (0xAD, 0xAD),  # soft hyphen
    (0x034F, 0x034F),  # combining grapheme joiner
    (0x061C, 0x061C),  # Arabic letter mark
    (0x115F, 0x1160),  # Hangul fillers
    (0x17B4, 0x17B5),  # Khmer inherent vowels
    (0x200B, 0x200B),  # zero width space
    (0x200E, 0x200F),  # marks of direction
    (0x2028, 0x202E),  # separators of lines and paragraphs, embeddings and overrides
    (0x2060, 0x2060),  # word joiner
    (0x2061, 0x206F),  # invisible operators, isolates, deprecated controls
    (0x3164, 0x3164),  # Hangul filler
    (0xD800, 0xDFFF),  # surrogates
    (0xFDD0, 0xFDEF),  # noncharacters
    (0xFEFF, 0xFEFF),  # byte order mark
    (0xFFA0, 0xFFA0),  # halfwidth Hangul filler
    (0xFFF0, 0xFFFB),  # unassigned, to be ignored; annotations
    (0xFFFE, 0xFFFF),
    (0x1BCA0, 0x1BCA3),  # shorthand format controls
    (0x1D173, 0x1D17A),  # beams, ties and slurs
    *((plane << 16 | 0xFFFE, plane << 16 | 0xFFFF) for plane in range(1, 14)),
    (0xE0000, 0xE00FF),  # tags
    (0xE01F0, 0xE0FFF),  # unassigned, to be ignored
    *((plane << 16 | 0xFFFE, plane << 16 | 0xFFFF) for plane in range(14, 17)),
)
_SELECTORS: Ranges = (
    (0x180B, 0x180D),
    (0x180F, 0x180F),
    (0xFE00, 0xFE0F),
    (0xE0100, 0xE01EF),
)
_BREAKS: Ranges = ((0xAD, 0xAD), (0x200B, 0x200B), (0x2060, 0x2060))
"""What only says where a line may break: the texts of sources hold it, and show it as it is."""


def _listed(ranges: Ranges) -> str:
    """Ranges as they stand in a class of a regular expression."""
    return "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in ranges)


def _others(ranges: Ranges) -> Ranges:
    """The ranges between."""
    ordered = sorted(ranges)
    firsts = [0, *(last + 1 for _, last in ordered)]
    lasts = [*(first - 1 for first, _ in ordered), sys.maxunicode]
    return tuple((f, t) for f, t in zip(firsts, lasts, strict=True) if f <= t)


@cache
def _pattern(ranges: Ranges) -> re.Pattern[str]:
    """Finds characters in ``ranges``, and selectors that vary nothing."""
    selectors = _listed(_SELECTORS)
    # Written as what is allowed, letters first, because that is ten times faster to search for.
    allowed = f"\\n -~{_listed(_others(ranges + _SELECTORS))}"
    return re.compile(f"[^{allowed}](?<![^{selectors}\\s][{selectors}])")


FORBIDDEN: re.Pattern[str]
"""A character that no record may hold (PKB005); among them is whatever the parser would refuse
or take for a line break that editors do not show."""

UNSAFE: re.Pattern[str]
"""What output spells out: it could drive a terminal, mislead its reader, or not be encoded."""

INVISIBLE: re.Pattern[str]
"""A character that a text may hold and no record: a quote could not repeat it. Those that are
white space are folded as such."""

BLANK: str
"""A regular expression for one character that is white space or :data:`INVISIBLE`."""

_PLAIN = bytes((0x09, 0x0A, 0x0D, *range(0x20, 0x7F)))


def is_plain(text: str) -> bool:
    """Whether all of ``text`` is blanks, tabs, line ends and what ASCII shows: then neither
    FORBIDDEN nor INVISIBLE find anything in it, which they take five times as long to say.
    """
    if not text.isascii():
        return False
    return text.isprintable() or not text.encode().translate(None, _PLAIN)


def is_forbidden(text: str) -> bool:
    """Whether ``text`` holds something FORBIDDEN."""
    if is_plain(text):
        return False
    from policykb.text.characters import FORBIDDEN  # noqa: PLC0415 - it takes time to make

    return FORBIDDEN.search(text) is not None


_PRINTABLE: Ranges = (
    (0x034F, 0x034F),
    (0x115F, 0x1160),
    (0x17B4, 0x17B5),
    (0x3164, 0x3164),
    (0xFFA0, 0xFFA0),
    *_SELECTORS,
)
"""What is hidden or varies, and yet passes for printable."""

_SUSPECTS = frozenset(chr(code) for first, last in _PRINTABLE for code in range(first, last + 1))
_WHITE = dict.fromkeys(map(ord, "\n\xa0"))


def is_safe(text: str) -> bool:
    """Whether ``text`` surely holds nothing :data:`UNSAFE`: so it is with most texts, and this is
    told without that pattern, which takes longer to compile than most answers take.
    """
    if text.isprintable() or text.translate(_WHITE).isprintable():
        return text.isascii() or _SUSPECTS.isdisjoint(text)
    return False


_SPACES: Ranges = ((0x0B, 0x0C), (0x1C, 0x1F), (0x85, 0x85), (0x2028, 0x2029))
_MORE_SPACES: Ranges = (
    *((0x09, 0x0A), (0x0D, 0x0D), (0x20, 0x20), (0xA0, 0xA0), (0x1680, 0x1680)),
    *((0x2000, 0x200A), (0x202F, 0x202F), (0x205F, 0x205F), (0x3000, 0x3000)),
)


def _invisible() -> Ranges:
    return _others(_others(HIDDEN) + _SPACES)


_MADE: dict[str, Callable[[], re.Pattern[str] | str]] = {
    "FORBIDDEN": lambda: _pattern(HIDDEN),
    "UNSAFE": lambda: _pattern((*(r for r in HIDDEN if r not in _BREAKS), (0x0D, 0x0D))),
    "INVISIBLE": lambda: re.compile(f"[^\\n -~{_listed(_others(_invisible()))}]"),
    "BLANK": lambda: f"[^!-~{_listed(_others(_invisible() + _SPACES + _MORE_SPACES))}]",
}

if not TYPE_CHECKING:  # to which they are there from the beginning

    def __getattr__(name: str) -> re.Pattern[str] | str:
        """A pattern, made when it is first asked for: few runs of the program need all, and to make
        one takes longer than most answers.
        """
        if name not in _MADE:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        globals()[name] = _MADE[name]()
        return globals()[name]

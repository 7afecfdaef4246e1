"""Invisible characters, and characters that change the order of the text around them.

Records must not contain them (PKB005), comparisons ignore them, and output escapes them. Characters
that some scripts need are allowed: the joiners U+200C and U+200D, the Mongolian vowel separator,
and a variation selector after the character that it varies. A second selector, or one after a
space, is not allowed: it has no effect, and chains of them can carry hidden text.
"""

import re
import sys
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

Ranges = tuple[tuple[int, int], ...]
"""Ranges of code points, in order: the first and the last of each."""

HIDDEN: Ranges = (
    (0x00, 0x08),  # control characters except tab and line ends
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
"""Characters that only mark where a line may break: output does not escape them."""


def _character_class(ranges: Ranges) -> str:
    """Return ranges in the syntax of a regular expression's character class."""
    return "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in ranges)


def _complement(ranges: Ranges) -> Ranges:
    """Return the ranges of all other code points."""
    ordered = sorted(ranges)
    firsts = [0, *(last + 1 for _, last in ordered)]
    lasts = [*(first - 1 for first, _ in ordered), sys.maxunicode]
    return tuple((f, t) for f, t in zip(firsts, lasts, strict=True) if f <= t)


@cache
def _pattern(ranges: Ranges) -> re.Pattern[str]:
    """Return a pattern for characters in ``ranges`` and for selectors without effect."""
    selectors = _character_class(_SELECTORS)
    # A negated class of the allowed characters, letters first: ten times faster to search with.
    allowed = f"\\n -~{_character_class(_complement(ranges + _SELECTORS))}"
    return re.compile(f"[^{allowed}](?<![^{selectors}\\s][{selectors}])")


FORBIDDEN: re.Pattern[str]
"""A character that records must not contain (PKB005). This includes all characters that the YAML
parser rejects, or reads as a line break that editors do not show."""

UNSAFE: re.Pattern[str]
"""A character that output escapes: it could control a terminal, mislead the reader, or have no
encoding."""

INVISIBLE: re.Pattern[str]
"""A character that a source text may contain but a record, and so a quote, may not.
White space is not among them."""

BLANK: str
"""A regular expression for one character that is white space or :data:`INVISIBLE`."""

_PLAIN = bytes((0x09, 0x0A, 0x0D, *range(0x20, 0x7F)))


def is_plain(text: str) -> bool:
    """Return True if ``text`` holds only printable ASCII characters, tabs and line ends. Then it
    matches neither FORBIDDEN nor INVISIBLE, which take five times as long to search with.
    """
    if not text.isascii():
        return False
    return text.isprintable() or not text.encode().translate(None, _PLAIN)


def is_forbidden(text: str) -> bool:
    """Return True if ``text`` holds a :data:`FORBIDDEN` character."""
    if is_plain(text):
        return False
    from policykb.text.characters import FORBIDDEN  # noqa: PLC0415 - the pattern is slow to compile

    return FORBIDDEN.search(text) is not None


_PRINTABLE: Ranges = (
    (0x034F, 0x034F),
    (0x115F, 0x1160),
    (0x17B4, 0x17B5),
    (0x3164, 0x3164),
    (0xFFA0, 0xFFA0),
    *_SELECTORS,
)
"""Hidden characters and selectors for which ``str.isprintable`` is True."""

_SUSPECTS = frozenset(chr(code) for first, last in _PRINTABLE for code in range(first, last + 1))
_WHITE = dict.fromkeys(map(ord, "\n\xa0"))


def is_safe(text: str) -> bool:
    """Return True if ``text`` certainly holds no :data:`UNSAFE` character. This is so for most
    texts, and avoids compiling that pattern, which takes longer than most commands.
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
    return _complement(_complement(HIDDEN) + _SPACES)


_PATTERNS: dict[str, Callable[[], re.Pattern[str] | str]] = {
    "FORBIDDEN": lambda: _pattern(HIDDEN),
    "UNSAFE": lambda: _pattern((*(r for r in HIDDEN if r not in _BREAKS), (0x0D, 0x0D))),
    "INVISIBLE": lambda: re.compile(f"[^\\n -~{_character_class(_complement(_invisible()))}]"),
    "BLANK": lambda: (
        f"[^!-~{_character_class(_complement(_invisible() + _SPACES + _MORE_SPACES))}]"
    ),
}

if not TYPE_CHECKING:  # type checkers see the declarations above

    def __getattr__(name: str) -> re.Pattern[str] | str:
        """Compile a pattern when it is first used: few runs of the program need all of them, and
        compiling one takes longer than most commands.
        """
        if name not in _PATTERNS:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        globals()[name] = _PATTERNS[name]()
        return globals()[name]

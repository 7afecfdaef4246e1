"""The width of text in pictures, and lines that fit.

A picture does not know the font that draws it. The widths are those of DejaVu Sans, which is wider
than Arial, Helvetica and the fonts of systems, so that what fits here fits with them.
"""

import unicodedata
from collections.abc import Iterator

_WIDTHS = {
    0.32: "'ijlIJ ,.",
    0.36: "/:;\\|f-",
    0.42: "()[]t!r",
    0.55: '*_`szc?"',
    0.70: "KAVBRXZCTY&",
    0.79: "UHNDGOQ",
    0.86: "w#+<=>^~M",
    1.00: "%mW@",
}
_WIDTH = {sign: width for width, signs in _WIDTHS.items() for sign in signs}
_OTHER_ASCII = 0.64
_OTHER = 0.95
_BOLD = 1.13


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width of a text, in the unit of ``size``, the height of the font."""
    return sum(map(_width, text)) * size * (_BOLD if bold else 1)


def _width(sign: str) -> float:
    if sign.isascii():
        return _WIDTH.get(sign, _OTHER_ASCII)
    if unicodedata.combining(sign) or unicodedata.category(sign) in {"Mn", "Me", "Cf"}:
        return 0
    if unicodedata.east_asian_width(sign) in {"W", "F"}:
        return 1.05
    base = unicodedata.normalize("NFD", sign)[0]
    return _WIDTH.get(base, _OTHER_ASCII) if base.isascii() else _OTHER


def balanced(text: str, width: float, size: float, *, bold: bool = False) -> list[str]:
    """Return the lines of a text as :func:`wrap` does, but about equally long."""
    lines = list(wrap(text, width, size, bold=bold))
    least = text_width(text, size, bold=bold) / max(len(lines), 1)
    for narrower in range(round(least), round(width), round(size)):
        narrow = list(wrap(text, narrower, size, bold=bold))
        if len(narrow) == len(lines):
            return narrow
    return lines


def wrap(text: str, width: float, size: float, *, bold: bool = False) -> Iterator[str]:
    """Yield the lines of a text, each at most ``width`` wide; a longer word is broken."""
    line = ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if text_width(longer, size, bold=bold) <= width:
            line = longer
            continue
        if line:
            yield line
        line = word
        while text_width(line, size, bold=bold) > width and len(line) > 1:
            fits = next(
                (
                    n
                    for n in range(len(line) - 1, 1, -1)
                    if text_width(line[:n], size, bold=bold) <= width
                ),
                1,
            )
            yield line[:fits]
            line = line[fits:]
    if line:
        yield line

"""Strips and scales in characters: the axis in columns, with arrows at its ends."""

from policykb.views.table import Band, Line, Scale, Segment, Strip, Style

LEAST_WIDTH = 24
"""The least width of a strip, in columns."""

_POSSIBLE = "~"
_UNDATED = "┄"
_BEFORE, _BEYOND = "◀", "▶"

# One character for each sign, so that a strip has the same width in ASCII.
ASCII_SIGNS = {
    "▲": "S",
    "△": "s",
    "○": "n",
    "▽": "o",
    "▼": "O",
    "◆": "m",
    "◇": "r",
    "✕": "X",
    "┄": "-",
    "≠": "#",
    "≈": "~",
    "=": "=",
    "‹": "<",
    "›": ">",
    "◀": "<",
    "▶": ">",
    "─": "-",
    "┬": "+",
    "┃": "|",
}
ASCII_LEGEND = (
    "In the lines: S supports or affirms, s leans towards it, n is neutral, o leans against it, "
    "O opposes or denies, m is divided, "
    "r only an order, X contested, - undated"
)


def strip_line(strip: Strip, width: int) -> Line:
    """Return a strip in ``width`` columns; the first and the last are for arrows."""
    columns: list[tuple[str, Style | None]] = [(" ", None)] * (width - 2)
    for band in strip.bands:
        for offset, column in enumerate(_columns(band, width - 2)):
            between = _UNDATED if band.undated else _POSSIBLE if band.possible else band.sign
            columns[column] = (between if offset % 2 else band.sign, band.style)
    ends = (strip.bands[0].style, strip.bands[-1].style) if strip.bands else (None, None)
    left = (_BEFORE if strip.before else " ", ends[0])
    right = (_BEYOND if strip.beyond else " ", ends[1])
    return tuple(Segment(sign, style) for sign, style in (left, *columns, right))


def _columns(band: Band, width: int) -> range:
    """Return the columns of a band: at least one, so that it is visible."""
    first = min(round(band.first * width), width - 1)
    return range(first, max(round(band.last * width), first + 1))


def scale_lines(scale: Scale, width: int) -> tuple[Line, Line]:
    """Return a scale in ``width`` columns: the dates that fit, and the axis with their marks."""
    dates, axis = [" "] * width, ["─"] * width
    end = -1
    for part, label in scale.ticks:
        at = _column(part, width)
        start = max(0, min(at - len(label) // 2, width - len(label)))
        if start > end:
            dates[start : start + len(label)] = label
            axis[at] = "┬"
            end = start + len(label)
    if scale.end is not None:
        axis[_column(scale.end, width)] = "┃"
    return ((Segment("".join(dates), Style.MUTED),), (Segment("".join(axis), Style.MUTED),))


def _column(part: float, width: int) -> int:
    return 1 + min(round(part * (width - 2)), width - 3)

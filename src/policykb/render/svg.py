"""Strips as SVG: one picture of a whole view, or single strips for a page.

A stance is read from the shape, with or without colour: support stands above the middle line and
opposition hangs below it, leaning ones by half. Nothing from data becomes markup: the tree is
built of elements and written by the standard library.
"""

import textwrap
from collections.abc import Iterator
from typing import NamedTuple
from xml.etree import ElementTree as ET

from policykb.diagnostics import PolicyKBError
from policykb.render.escaping import one_line
from policykb.views.model import View
from policykb.views.pieces import Band, Line, Row, Scale, Strip

STYLE = """
.axis, .middle { stroke: #767676; stroke-width: 1; }
.record { stroke: currentColor; stroke-width: 2.5; }
.tick, .told { fill: #595959; font-size: 11px; }
.label { font-size: 13px; }
.group, .title { font-weight: 600; font-size: 14px; }
.title { font-size: 17px; }
.for { fill: #1a7f37; stroke: #1a7f37; }
.against { fill: #b42318; stroke: #b42318; }
.between { fill: #8a6100; stroke: #8a6100; }
.clash { fill: #8250df; stroke: #8250df; }
.muted { fill: #767676; stroke: #767676; }
.possible { fill-opacity: .3; stroke-dasharray: 2 2; }
@media screen and (prefers-color-scheme: dark) {
  .tick, .told { fill: #b0b0b0; }
  .for { fill: #4cc26a; stroke: #4cc26a; }
  .against { fill: #ff7b72; stroke: #ff7b72; }
  .between { fill: #e3b341; stroke: #e3b341; }
  .clash { fill: #c297ff; stroke: #c297ff; }
  .muted { fill: #9a9a9a; stroke: #9a9a9a; }
}
.hollow { fill: none; }
.sign { fill: currentColor; stroke: none; }
"""
"""How the classes of strips look; a page has to hold it, too."""

_SHAPES_TOLD = (
    "Support stands above the middle line and opposition hangs below it, half as far where it only "
    "leans. A thin bar is neutral, one to both sides mixed, a full one to both sides contested, a "
    "hollow one only an order. Dots: nobody says whether it held. Pale and dashed: inside a bound "
    "that is only roughly known. Arrows: it goes on. The heavy mark on the axis: the record ends."
)
_VERDICTS_TOLD = (
    "Verdicts: ≠ opposed, ✕ contested, ≈ differ, = agree; a thin hollow bar: one-sided, the words "
    "below say for whom."
)
LEGEND = (_SHAPES_TOLD, _VERDICTS_TOLD)
"""What the shapes mean; it takes the place of a view's own legend, which is of signs."""

_PAGE_STYLE = """
svg { color-scheme: light dark; background: Canvas; color: CanvasText; fill: currentColor;
  font-family: system-ui, sans-serif; }
"""

ARROW = 8
"""How much room, in pixels, a strip needs on each side for the arrow that says it goes on."""

_HEIGHT = 22
_WIDTH = 1000
_LABELS = 200
_MARGIN = 12
_TOLD = 118  # characters of the small print that fit beside the labels


class _Shape(NamedTuple):
    """How far a band reaches above and below the middle line, as parts of half the height."""

    above: float
    below: float
    hollow: bool = False


_SHAPES = {
    "▲": _Shape(0.95, 0),
    "△": _Shape(0.5, 0),
    "○": _Shape(0.16, 0.16),
    "▽": _Shape(0, 0.5),
    "▼": _Shape(0, 0.95),
    "◆": _Shape(0.5, 0.5),
    "◇": _Shape(0.3, 0.3, hollow=True),
    "✕": _Shape(0.95, 0.95),
    "┄": _Shape(0, 0),
    # Verdicts: a band with its sign in it.
    "≠": _Shape(0.7, 0.7, hollow=True),
    "≈": _Shape(0.7, 0.7, hollow=True),
    "=": _Shape(0.7, 0.7, hollow=True),
    "‹": _Shape(0.25, 0.25, hollow=True),
    "›": _Shape(0.25, 0.25, hollow=True),
}
_LETTERED = "≠≈=✕"
_LETTER = 0.016  # how much of the axis a sign takes
_APART = 0.15  # how much of it lies between two signs of a long band, about
_FEW = 6  # ticks that any screen has room for
_LEAST = 0.0026
_EDGE = 0.03


class _Along(NamedTuple):
    """Where the axis begins and how long it is, in units of the drawing or, of a page, parts."""

    begin: float
    length_: float
    unit: str = ""

    def place(self, part: float) -> str:
        """Where a part of the axis lies."""
        return _number(self.begin + part * self.length_) + self.unit

    def length(self, part: float) -> str:
        """How long a part of the axis is."""
        return _number(part * self.length_) + self.unit


_PARTS = _Along(0, 100, "%")


def strip(part: Strip, label: str) -> str:
    """One strip as an ``svg`` element for a page, as wide as the page gives it.

    What lies along it is in parts of the width, so signs keep their shape; the page leaves
    :data:`ARROW` pixels on both sides.

    Args:
        part: the strip.
        label: what it shows, for those who do not see it.
    """
    root = ET.Element("svg", {"role": "img", "class": "strip", "height": str(_HEIGHT)})
    root.set("aria-label", one_line(label))
    for band in part.bands:
        _draw_band(root, band, _PARTS, 0)
    for goes_on, at, points in ((part.before, "0", -1), (part.beyond, "100%", 1)):
        if goes_on and part.bands:
            end = ET.SubElement(root, "svg", {"x": at, "overflow": "visible"})
            _draw_arrow(end, part.bands[0 if points < 0 else -1], points * ARROW, 0, points)
    return ET.tostring(root, encoding="unicode")


def scale(part: Scale) -> str:
    """The axis of the strips below it as an ``svg`` element for a page.

    Of many ticks every second one is ``minor``, for screens that have no room for all.
    """
    root = ET.Element("svg", {"class": "strip", "height": str(_HEIGHT), "aria-hidden": "true"})
    foot = _HEIGHT - 3
    _line(root, ("0", foot), ("100%", foot), "axis")
    for index, (at, label) in enumerate(part.ticks):
        x = _PARTS.place(at)
        minor = " minor" if index % 2 and len(part.ticks) > _FEW else ""
        _line(root, (x, foot - 3), (x, foot + 3), "axis")
        made = ET.SubElement(root, "text", {"x": x, "y": str(foot - 6), "class": f"tick{minor}"})
        made.set("text-anchor", "start" if at < _EDGE else "end" if at > 1 - _EDGE else "middle")
        made.text = one_line(label)
    if part.end is not None:
        x = _PARTS.place(part.end)
        _line(root, (x, foot - 6), (x, foot + 3), "record")
    return ET.tostring(root, encoding="unicode")


def has_strips(view: View) -> bool:
    """Whether something in the table of a view is drawn."""
    cells = (cell for group in view.groups for row in group.rows for cell in row.cells)
    return any(isinstance(part, Strip) for cell in cells for part in cell)


def picture(view: View) -> str:
    """A view with strips as one SVG document.

    Raises:
        PolicyKBError: the view has no strips.
    """
    if not has_strips(view):
        raise PolicyKBError(
            "this answer has no picture",
            "`policykb timeline ACTOR... --format svg` draws one; other answers are pages with "
            "--format html.",
        )
    root = ET.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "role": "img"})
    ET.SubElement(root, "title").text = one_line(view.title)
    ET.SubElement(root, "style").text = STYLE + _PAGE_STYLE
    at = _text(root, view.title, _MARGIN, _MARGIN + 14, "title") + 12
    for group in view.groups:
        if group.title:
            at = _text(root, group.title, _MARGIN, at + 22, "group") + 4
        for row in group.rows:
            at = _draw_row(root, row, at)
    at += 10
    for told in (*map(_plain, view.notes), *LEGEND):
        for text in textwrap.wrap(told, _TOLD + 30):
            at = _text(root, text, _MARGIN, at + 15, "told")
    height = round(at + _MARGIN)
    root.set("viewBox", f"0 0 {_WIDTH} {height}")
    root.set("width", str(_WIDTH))
    root.set("height", str(height))
    ET.indent(root)
    return ET.tostring(root, encoding="unicode") + "\n"


def _plain(line: Line) -> str:
    return one_line("".join(piece.text for piece in line))


def _text(parent: ET.Element, text: str, x: float, y: float, name: str) -> float:
    """Write a text with its foot at ``y``, which is returned."""
    made = ET.SubElement(parent, "text", {"x": _number(x), "y": _number(y), "class": name})
    made.text = one_line(text)
    return y


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _draw_row(root: ET.Element, row: Row, top: float) -> float:
    """Draw a row of two cells, a label and strips or words; returns where it ends."""
    label, drawn = row.cells
    at = top
    for part in label:
        if not isinstance(part, Strip | Scale):
            _text(root, _plain(part), _MARGIN, at + 16, "label")
    width = _WIDTH - _LABELS - _MARGIN
    for part in drawn:
        match part:
            case Strip():
                _draw_strip(root, part, _LABELS, at, width)
                at += _HEIGHT
            case Scale():
                at = _draw_scale(root, part, at, width)
            case _:
                for text in textwrap.wrap(_plain(part), _TOLD):
                    at = _text(root, text, _LABELS + ARROW, at + 13, "told")
                at += 4
    return at + 4


def _draw_scale(root: ET.Element, scale: Scale, top: float, width: float) -> float:
    foot = top + 22
    inner = width - 2 * ARROW
    _line(root, (_number(_LABELS), foot), (_number(_LABELS + width), foot), "axis")
    end = 0.0
    for part, label in scale.ticks:
        x = _LABELS + ARROW + part * inner
        half = len(label) * 3.3
        left = min(max(x - half, _LABELS), _LABELS + width - 2 * half)
        if left >= end:
            _text(root, label, left, foot - 6, "tick")
            _line(root, (_number(x), foot - 3), (_number(x), foot + 3), "axis")
            end = left + 2 * half + 6
    if scale.end is not None:
        at = _number(_LABELS + ARROW + scale.end * inner)
        _line(root, (at, foot - 6), (at, foot + 6), "record")
    return foot


def _line(
    parent: ET.Element, one: tuple[str, float], other: tuple[str, float], name: str
) -> ET.Element:
    """A line from one point to another: where along the axis, already written, and how high."""
    ends = {"x1": one[0], "y1": _number(one[1]), "x2": other[0], "y2": _number(other[1])}
    return ET.SubElement(parent, "line", ends | ({"class": name} if name else {}))


def _draw_strip(parent: ET.Element, part: Strip, left: float, top: float, width: float) -> None:
    along = _Along(left + ARROW, width - 2 * ARROW)
    for band in part.bands:
        _draw_band(parent, band, along, top)
    for goes_on, x, points in ((part.before, left, -1), (part.beyond, left + width, 1)):
        if goes_on and part.bands:
            _draw_arrow(parent, part.bands[0 if points < 0 else -1], x, top, points)


def _draw_band(parent: ET.Element, band: Band, along: _Along, top: float) -> None:
    middle, half = top + _HEIGHT / 2, _HEIGHT / 2
    group = ET.SubElement(parent, "g", {"class": " ".join(_classes(band))})
    ET.SubElement(group, "title").text = one_line(band.title)
    # What is very short is still to be seen.
    wide = max(band.last - band.first, _LEAST)
    shape = _SHAPES[band.sign]
    if not (shape.above or shape.below):
        made = _line(
            group, (along.place(band.first), middle), (along.place(band.first + wide), middle), ""
        )
        made.set("stroke-dasharray", "2 4")
        made.set("stroke-width", "1.5")
        return
    box = {
        "x": along.place(band.first),
        "y": _number(middle - shape.above * half),
        "width": along.length(wide),
        "height": _number((shape.above + shape.below) * half),
    }
    ET.SubElement(group, "rect", box)
    if band.sign in _LETTERED and wide > _LETTER:
        for at in _repeated(band.first, wide):
            sign = ET.SubElement(
                group, "text", {"x": along.place(at), "y": _number(middle + 4), "class": "sign"}
            )
            sign.set("text-anchor", "middle")
            sign.set("stroke", "none")
            sign.set("font-size", "12")
            sign.text = band.sign


def _draw_arrow(parent: ET.Element, band: Band, x: float, top: float, points: int) -> None:
    """An arrow with its tip at ``x`` that points backwards (-1) or on (1)."""
    middle = top + _HEIGHT / 2
    tip, foot = x + points * -1, x - points * (ARROW - 1)
    corners = ((tip, middle), (foot, middle - 4), (foot, middle + 4))
    outline = " ".join(f"{_number(x)},{_number(y)}" for x, y in corners)
    ET.SubElement(parent, "polygon", {"points": outline, "class": band.style or "muted"})


def _repeated(begin: float, wide: float) -> Iterator[float]:
    """Where a sign stands in a band: in the middle, in a long one again and again."""
    count = max(1, round(wide / _APART))
    return (begin + wide * (index + 0.5) / count for index in range(count))


def _classes(band: Band) -> Iterator[str]:
    yield band.style or "muted"
    if band.possible:
        yield "possible"
    if _SHAPES[band.sign].hollow:
        yield "hollow"

"""Strips as SVG elements, for a page or a document.

The shape shows the stance, also without colour: support is above the middle line, opposition below
it, and a leaning stance has half the height. No data becomes markup: the standard library builds
and serializes the tree of elements.
"""

from collections.abc import Iterator
from typing import NamedTuple
from xml.etree import ElementTree as ET

from policykb.render.escaping import one_line
from policykb.render.strips.canvas import draw_line, number
from policykb.render.strips.style import actor_class
from policykb.views.table import Band, Scale, Strip

_SHAPES_LEGEND = (
    "What an actor supports or affirms is above the middle line, what it opposes or denies below "
    "it, with half the height if it only leans or doubts. A thin bar is neutral, one on both sides "
    "divided, a full one on both sides contested, a hollow one only an order. Grey dots outline "
    "what is on record, but not known to be in force. Pale and dashed: inside a bound that is only "
    "roughly known. Arrows: it goes on. The heavy mark on the axis: the record ends."
)
_VERDICTS_LEGEND = (
    "Verdicts: ≠ opposed, ✕ contested, ≈ differ, = agree; a thin hollow bar: one-sided, the words "
    "below say for whom."
)
LEGEND = (_SHAPES_LEGEND, _VERDICTS_LEGEND)
"""The legend of the shapes; it replaces the legend of the view, which is for signs."""

ARROW = 8
"""The room for an arrow on each side of a strip, in pixels."""

HEIGHT = 22
"""The height of a strip, in units of the document or pixels of a page."""


class _Shape(NamedTuple):
    """The extent of a band above and below the middle line, in parts of half the height."""

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
_LETTER = 0.016  # the part of the axis that a sign takes
_APART = 100  # about the units between two signs of a long band
_USUAL = 650  # about the width of a strip on a page, in pixels
_FEW = 6  # any screen has room for these ticks
_LEAST = 0.0026
_EDGE = 0.03
_TIP = 7


class _Axis(NamedTuple):
    """The beginning and the length of the axis, in units of the document or percent of a page."""

    begin: float
    length_: float
    unit: str = ""

    def place(self, part: float) -> str:
        """Return the place of a part of the axis."""
        return number(self.begin + part * self.length_) + self.unit

    def length(self, part: float) -> str:
        """Return the length of a part of the axis."""
        return number(part * self.length_) + self.unit


_PARTS = _Axis(0, 100, "%")


def strip(part: Strip, label: str) -> str:
    """Return a strip as an ``svg`` element for a page, of the width that the page gives it.

    Places along it are in percent of the width, so that signs keep their shape; the page leaves
    :data:`ARROW` pixels on both sides.

    Args:
        part: the strip.
        label: the description of the strip for screen readers.
    """
    root = ET.Element("svg", {"role": "img", "class": "strip", "height": str(HEIGHT)})
    root.set("aria-label", one_line(label))
    for band in part.bands:
        _draw_band(root, band, _PARTS, 0, part.actor)
    for goes_on, at, points in ((part.before, "0", -1), (part.beyond, "100%", 1)):
        if goes_on and part.bands:
            end = ET.SubElement(root, "svg", {"x": at, "overflow": "visible"})
            _draw_arrow(end, part, points * ARROW, 0, points)
    return ET.tostring(root, encoding="unicode")


def scale(part: Scale) -> str:
    """Return the axis of the strips below as an ``svg`` element for a page.

    If there are many ticks, every second one has the class ``minor``, for small screens.
    """
    root = ET.Element("svg", {"class": "strip", "height": str(HEIGHT), "aria-hidden": "true"})
    foot = HEIGHT - 3
    draw_line(root, ("0", foot), ("100%", foot), "axis")
    for index, (at, label) in enumerate(part.ticks):
        x = _PARTS.place(at)
        minor = " minor" if index % 2 and len(part.ticks) > _FEW else ""
        draw_line(root, (x, foot - 3), (x, foot + 3), "axis")
        text = ET.SubElement(root, "text", {"x": x, "y": str(foot - 6), "class": f"tick{minor}"})
        text.set("text-anchor", "start" if at < _EDGE else "end" if at > 1 - _EDGE else "middle")
        text.text = one_line(label)
    if part.end is not None:
        x = _PARTS.place(part.end)
        draw_line(root, (x, foot - 6), (x, foot + 3), "record")
    return ET.tostring(root, encoding="unicode")


def draw_strip(parent: ET.Element, part: Strip, left: float, top: float, width: float) -> None:
    """Draw a strip of :data:`HEIGHT` units at a place in its parent."""
    axis = _Axis(left + ARROW, width - 2 * ARROW)
    for band in part.bands:
        _draw_band(parent, band, axis, top, part.actor)
    for goes_on, x, points in ((part.before, left, -1), (part.beyond, left + width, 1)):
        if goes_on and part.bands:
            _draw_arrow(parent, part, x, top, points)


def _draw_band(parent: ET.Element, band: Band, axis: _Axis, top: float, actor: int | None) -> None:
    middle, half = top + HEIGHT / 2, HEIGHT / 2
    group = ET.SubElement(parent, "g", {"class": " ".join(_classes(band, actor))})
    ET.SubElement(group, "title").text = one_line(band.title)
    # A very short band stays visible.
    wide = max(band.last - band.first, _LEAST)
    shape = _SHAPES[band.sign]
    if not (shape.above or shape.below):
        line = draw_line(
            group, (axis.place(band.first), middle), (axis.place(band.first + wide), middle), ""
        )
        line.set("stroke-dasharray", "2 4")
        line.set("stroke-width", "1.5")
        return
    box = {
        "x": axis.place(band.first),
        "y": number(middle - shape.above * half),
        "width": axis.length(wide),
        "height": number((shape.above + shape.below) * half),
    }
    ET.SubElement(group, "rect", box)
    if band.latest:  # a tip to the left: it may have begun before
        tip = ET.SubElement(group, "svg", {"x": axis.place(band.first), "overflow": "visible"})
        up, down = middle - shape.above * half, middle + shape.below * half
        points = f"0,{number(up)} {-_TIP},{number((up + down) / 2)} 0,{number(down)}"
        ET.SubElement(tip, "polygon", {"points": points})
    if band.sign in _LETTERED and wide > _LETTER:
        for at in _repeated(band.first, wide, axis):
            sign = ET.SubElement(
                group, "text", {"x": axis.place(at), "y": number(middle + 4), "class": "sign"}
            )
            sign.set("text-anchor", "middle")
            sign.set("stroke", "none")
            sign.set("font-size", "12")
            sign.text = band.sign


def _draw_arrow(parent: ET.Element, part: Strip, x: float, top: float, points: int) -> None:
    """Draw an arrow with its tip at ``x`` that points to the left (-1) or right (1)."""
    band = part.bands[0 if points < 0 else -1]
    middle = top + HEIGHT / 2
    tip, foot = x + points * -1, x - points * (ARROW - 1)
    corners = ((tip, middle), (foot, middle - 4), (foot, middle + 4))
    outline = " ".join(f"{number(x)},{number(y)}" for x, y in corners)
    ET.SubElement(parent, "polygon", {"points": outline, "class": _colour(band, part.actor)})


def _repeated(begin: float, wide: float, axis: _Axis) -> Iterator[float]:
    """Yield the places of a sign in a band: its middle, or several in a long band."""
    length = _USUAL if axis.unit else axis.length_
    count = max(1, round(wide * length / _APART))
    return (begin + wide * (index + 0.5) / count for index in range(count))


def _colour(band: Band, actor: int | None) -> str:
    """Return the class of the colour: that of an actor, or of what a verdict says."""
    return (band.style or "muted") if actor is None else actor_class(actor)


def _classes(band: Band, actor: int | None) -> Iterator[str]:
    yield _colour(band, actor)
    if band.possible:
        yield "possible"
    if band.undated:
        yield "undated"
    if _SHAPES[band.sign].hollow:
        yield "hollow"

"""A strip chart as SVG elements: a row a topic, with a marker an actor on the scale of stances.

Actors have their own shapes, so that a chart needs no colour. Colours are classes and variables of
style sheets: a page may set them otherwise.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple
from xml.etree import ElementTree as ET

from policykb.render.escaping import one_line
from policykb.render.strips.canvas import Canvas, draw_line, number
from policykb.render.strips.style import FONTS, actor_class
from policykb.render.strips.text import wrap
from policykb.views.picture import ChartRow, Marker, MarkerKind, StripChart

_OUTLINES = (
    "M-7,0a7,7 0 1,0 14,0a7,7 0 1,0 -14,0Z",
    "M-6,-6H6V6H-6Z",
    "M0,-7.5L7.5,6H-7.5Z",
    "M0,-8.5L8.5,0L0,8.5L-8.5,0Z",
    "M0,7.5L7.5,-6H-7.5Z",
    "M-2.5,-7H2.5V-2.5H7V2.5H2.5V7H-2.5V2.5H-7V-2.5H-2.5Z",
)
_ADDED = {
    MarkerKind.LESS: ("M-9,0H-18m5,-4l-5,4l5,4",),
    MarkerKind.MORE: ("M9,0H18m-5,-4l5,4l-5,4",),
    MarkerKind.CONTESTED: ("M-3,-3L3,3M-3,3L3,-3",),
}
"""The drawings beside or in the outline of an actor."""

_SIDE = 18  # the room for a marker, in units of the chart
_LINE_UP = 20  # the least height of a row of markers
_STEPS = 5
_GAP = 24  # between the words and the scale
_WORDS = 0.5  # the part of the width that the words take
_MOST_LINES = 3  # of the name of a step

_MEANINGS = {
    MarkerKind.MIXED: "divided",
    MarkerKind.CONTESTED: "contested: the record puts it on both sides",
    MarkerKind.LESS: "only known to go less far than another",
    MarkerKind.MORE: "only known to go further than another",
    MarkerKind.UNDATED: "on record, but not known if it held on this date",
}


class _Scale(NamedTuple):
    """The place of the scale along a row, in units of the chart or percent of the row."""

    begin: float
    length: float
    unit: str = ""

    def place(self, score: float) -> str:
        """Return the place of a score; one beyond the ends is half a step outside of them."""
        return number(self.begin + (score + _STEPS / 2) / _STEPS * self.length) + self.unit


_PERCENT = _Scale(0, 100, "%")


def row_svg(chart: StripChart, row: ChartRow, width: float = 300) -> str:
    """Return the scale and the markers of a row as an ``svg`` element for a page, as wide as the
    page makes it; ``width`` is the least number of pixels.
    """
    root = ET.Element("svg", {"class": "strip", "role": "img", "aria-label": one_line(row.words)})
    root.set("height", number(_draw_scale_row(root, chart, row, _PERCENT, width, 0)))
    return ET.tostring(root, encoding="unicode")


def draw_chart(canvas: Canvas, chart: StripChart, left: float, width: float) -> None:
    """Draw a chart below what the canvas holds: its legend, scale, rows and other topics."""
    _draw_legend(canvas, chart, left, width)
    words = width * _WORDS - _GAP
    scale = _Scale(left + words + _GAP, width - words - _GAP)
    if chart.groups:
        _draw_steps(canvas, chart.steps, scale)
    for group in chart.groups:
        canvas.at += 10
        canvas.paragraph(group.title, "group", left, width)
        canvas.at += 4
        for row in group.rows:
            top = canvas.at
            canvas.paragraph(row.label, "label", left, words)
            canvas.paragraph(row.words, "small", left, words)
            least = max(canvas.at - top + 8, _LINE_UP + 8)
            height = _draw_scale_row(canvas.root, chart, row, scale, scale.length, top, least)
            canvas.at = top + height
    canvas.at += 8
    for text in chart.others:
        canvas.at += 4
        canvas.paragraph(text, "small", left, width)


def _draw_steps(canvas: Canvas, steps: Sequence[str], scale: _Scale) -> None:
    """Write the names of the steps above the scale; of a small one only the ends and the middle."""
    size = FONTS["tick"].size
    column = scale.length / _STEPS
    shown = range(_STEPS)
    if any(len(list(wrap(step, column - 8, size))) > _MOST_LINES for step in steps):
        shown = range(0, _STEPS, 2)
        column *= _STEPS / 3
    lines = {index: list(wrap(steps[index], column - 8, size)) for index in shown}
    lowest = max(map(len, lines.values()))
    canvas.at += 10 + lowest * (size + 2)
    for index, texts in lines.items():
        middle = scale.begin + (index + 0.5) * scale.length / _STEPS
        middle = min(max(middle, scale.begin + column / 2), scale.begin + scale.length - column / 2)
        for up, text in enumerate(reversed(texts)):
            canvas.text(text, "tick", middle, canvas.at - up * (size + 2), "middle")
    canvas.at += 4


def _draw_scale_row(
    parent: ET.Element,
    chart: StripChart,
    row: ChartRow,
    scale: _Scale,
    width: float,
    top: float,
    least: float = _LINE_UP,
) -> float:
    """Draw the scale and the markers of a row; return its height."""
    placed = list(_placed(row.markers, max(int(width / _STEPS / _SIDE), 1)))
    lines = 1 + max((line for _, _, line in placed), default=0)
    height = max(least, lines * _LINE_UP)
    for score in range(-2, 3):
        place = scale.place(score)
        draw_line(parent, (place, top), (place, top + height), "centre" if score == 0 else "grid")
    first = top + height / 2 - (lines - 1) * _LINE_UP / 2
    held = [one.low for one in row.markers if one.kind is MarkerKind.HELD]
    if held:
        middle = top + height / 2
        draw_line(
            parent, (scale.place(min(held)), middle), (scale.place(max(held)), middle), "span"
        )
    for marker, shift, line in placed:
        _draw_place(parent, chart, marker, scale, shift, first + line * _LINE_UP)
    return height


def _placed(markers: Iterable[Marker], room: int) -> Iterator[tuple[Marker, float, int]]:
    """Yield markers with their shift to the side and their line, so that none covers another."""
    groups: dict[float, list[Marker]] = defaultdict(list)
    for marker in markers:
        groups[(marker.low + marker.high) / 2].append(marker)
    for group in groups.values():
        for begin in range(0, len(group), room):
            line = group[begin : begin + room]
            for index, marker in enumerate(line):
                yield marker, (index - (len(line) - 1) / 2) * _SIDE, begin // room


def _draw_place(
    parent: ET.Element, chart: StripChart, marker: Marker, scale: _Scale, shift: float, y: float
) -> None:
    group = ET.SubElement(parent, "g", {"class": actor_class(marker.actor)})
    ET.SubElement(group, "title").text = one_line(marker.title)
    middle = (marker.low + marker.high) / 2
    if marker.high > marker.low:
        ends = scale.place(marker.low), scale.place(marker.high)
        bar = draw_line(group, (ends[0], y), (ends[1], y), "")
        if marker.kind is MarkerKind.CONTESTED:
            bar.set("class", "dashed")
    actors = len(chart.actors)
    draw_marker(group, actors, marker.actor, marker.kind, scale.place(middle), y, shift=shift)


def draw_marker(
    parent: ET.Element,
    actors: int,
    actor: int,
    kind: MarkerKind,
    x: str | float,
    y: float,
    *,
    shift: float = 0,
    coloured: bool = True,
) -> None:
    """Draw the shape of an actor.

    Args:
        parent: the element to draw it in.
        actors: the number of all actors; if they are more than the shapes, it is a number.
        actor: the index of the actor.
        kind: the kind of its place.
        x: where its middle is, in units or percent.
        y: the same, in units.
        shift: to move it to the right, in units.
        coloured: whether it has the colour of the actor.
    """
    # A nested element, as a place in percent and a shift in units do not add up otherwise.
    place = x if isinstance(x, str) else number(x)
    at = {"x": place, "y": number(y), "overflow": "visible", "width": "1", "height": "1"}
    name = f"marker {actor_class(actor) if coloured else 'key'}"
    shape = ET.SubElement(ET.SubElement(parent, "svg", at), "g", {"class": name})
    if shift:
        shape.set("transform", f"translate({number(shift)})")
    numbered = actors > len(_OUTLINES)
    outline = ET.SubElement(shape, "path", {"d": _OUTLINES[0 if numbered else actor]})
    if kind is not MarkerKind.HELD:
        outline.set("class", "open dashed" if kind is MarkerKind.UNDATED else "open")
    for added in _ADDED.get(kind, ()):
        ET.SubElement(shape, "path", {"d": added, "class": "open"})
    if numbered:
        text = ET.SubElement(shape, "text", {"y": "3.2", "text-anchor": "middle"})
        text.text = str(actor + 1)


def legend_svgs(chart: StripChart) -> Iterator[tuple[str, str]]:
    """Yield the legend of a chart for a page: each shape as an ``svg`` element, and its meaning."""
    for actor, kind, text in _legend(chart):
        root = ET.Element("svg", {"width": "32", "height": "18", "aria-hidden": "true"})
        held = kind is MarkerKind.HELD
        draw_marker(root, len(chart.actors), actor, kind, 16, 9, coloured=held)
        yield ET.tostring(root, encoding="unicode"), text


def _legend(chart: StripChart) -> Iterator[tuple[int, MarkerKind, str]]:
    """Yield the shapes of the actors with their names, and of the kinds that occur."""
    yield from ((index, MarkerKind.HELD, name) for index, name in enumerate(chart.actors))
    # The shape of the first actor stands for all.
    yield from ((0, kind, text) for kind, text in _MEANINGS.items() if kind in chart.kinds)


def _draw_legend(canvas: Canvas, chart: StripChart, left: float, width: float) -> None:
    """Draw the shapes of the actors with their names, and of the kinds that occur."""
    canvas.at += 24
    drawn = list(_legend(chart))
    room = {MarkerKind.LESS: 36.0, MarkerKind.MORE: 36.0}
    parts = ((room.get(kind, 24), text) for _, kind, text in drawn)
    for x, (actor, kind, _) in zip(canvas.legend(parts, left, width), drawn, strict=True):
        place = (x + (21 if kind is MarkerKind.LESS else 9), canvas.at - 5)
        held = kind is MarkerKind.HELD
        draw_marker(canvas.root, len(chart.actors), actor, kind, *place, coloured=held)

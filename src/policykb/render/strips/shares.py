"""Shares as SVG elements: a stacked bar a topic, or a topic's date."""

from xml.etree import ElementTree as ET

from policykb.render.escaping import one_line
from policykb.render.strips.canvas import Canvas, draw_line, number
from policykb.render.strips.style import FONTS
from policykb.render.strips.text import text_width
from policykb.views.picture import SharesBar, SharesChart

_LABELS = 0.34  # the part of the width that labels take
_GAP = 16
_HEIGHT = 20
_TOTAL = 44  # the room for the number of actors behind a bar


def draw_shares(canvas: Canvas, chart: SharesChart, left: float, width: float) -> None:
    """Draw stacked bars of equal length below what the canvas holds; the number behind each bar is
    that of the actors. Signs say the sides without colour.
    """
    _draw_legend(canvas, chart, left)
    labels = width * _LABELS - _GAP
    begin, wide = left + labels + _GAP, width - labels - _GAP - _TOTAL
    for group in chart.groups:
        canvas.at += 8
        if group.title:
            canvas.paragraph(group.title, "group", left, width)
            canvas.at += 4
        for bar in group.bars:
            _draw_bar(canvas, chart, bar, (left, labels), (begin, wide))


def _draw_bar(
    canvas: Canvas,
    chart: SharesChart,
    bar: SharesBar,
    label: tuple[float, float],
    extent: tuple[float, float],
) -> None:
    """Draw a bar and its label, each in a column: its left edge and its width."""
    top = canvas.at
    canvas.paragraph(bar.label, "small", *label)
    canvas.at = max(canvas.at + 4, top + _HEIGHT + 4)
    total = sum(bar.numbers)
    group = ET.SubElement(canvas.root, "g")
    ET.SubElement(group, "title").text = one_line(f"{bar.label}: {bar.words}")
    x, whole = extent
    if not total:
        draw_line(group, (number(x), top + 11), (number(x + whole), top + 11), "grid")
    for (_, sign, style), count in zip(chart.sides, bar.numbers, strict=True):
        if count:
            wide = whole * count / total
            box = {"x": number(x), "y": number(top + 2), "width": number(wide)}
            box |= {"height": number(_HEIGHT - 4), "class": style.value, "stroke-width": "0"}
            ET.SubElement(group, "rect", box)
            _draw_count(group, f"{sign} {count}", x + wide / 2, top + 15, wide)
            x += wide
    canvas.text(str(total), "tick", extent[0] + whole + 8, top + 15)


def _draw_count(parent: ET.Element, text: str, x: float, y: float, room: float) -> None:
    """Write the number in a part of a bar, if there is room."""
    if text_width(text, FONTS["tick"].size) + 4 <= room:
        element = ET.SubElement(parent, "text", {"x": number(x), "y": number(y), "class": "inside"})
        element.set("text-anchor", "middle")
        element.text = text


def _draw_legend(canvas: Canvas, chart: SharesChart, left: float) -> None:
    canvas.at += 26
    x = left
    for side, sign, style in chart.sides:
        name = f"{sign} {side}"
        box = {"x": number(x), "y": number(canvas.at - 12), "width": "14", "height": "14"}
        ET.SubElement(canvas.root, "rect", {**box, "class": style.value})
        canvas.text(name, "small", x + 20, canvas.at)
        x += 20 + text_width(name, FONTS["small"].size) + 24
    canvas.at += 10

"""A timeline as SVG elements: for each topic a strip for each actor, and one of the verdicts."""

from xml.etree import ElementTree as ET

from policykb.render.strips.canvas import Canvas, draw_line, number
from policykb.render.strips.strip_chart import draw_marker
from policykb.render.strips.style import FONTS
from policykb.render.strips.svg import ARROW, HEIGHT, draw_strip
from policykb.render.strips.text import text_width
from policykb.views.picture import MarkerKind, TimelineChart, TimelineRow
from policykb.views.table import Scale, Strip

_WORDS = 0.45  # the part of the width that the words take
_GAP = 16
_INDENT = 24  # the room for the marker of an actor
_SAMPLE = 30  # the width of a strip in the legend
_FEW_GROUPS = 8  # with more topics the axis stands at the foot, too


def draw_timeline(canvas: Canvas, chart: TimelineChart, left: float, width: float) -> None:
    """Draw a timeline below what the canvas holds: its legend, axis and strips."""
    _draw_legend(canvas, chart, left, width)
    words = width * _WORDS - _GAP
    begin, wide = left + words + _GAP, width - words - _GAP
    _draw_scale(canvas, chart.scale, begin, wide)
    top = canvas.at
    grid = ET.SubElement(canvas.root, "g")
    for group in chart.groups:
        canvas.at += 12
        canvas.paragraph(group.title, "group", left, words)
        canvas.at += 2
        for row in group.rows:
            _draw_row(canvas, chart, row, (left, words), (begin, wide))
    for part, _ in chart.scale.ticks:
        x = number(begin + ARROW + part * (wide - 2 * ARROW))
        draw_line(grid, (x, top), (x, canvas.at), "grid")
    if len(chart.groups) > _FEW_GROUPS:
        _draw_scale(canvas, chart.scale, begin, wide)


def _draw_row(
    canvas: Canvas,
    chart: TimelineChart,
    row: TimelineRow,
    words: tuple[float, float],
    axis: tuple[float, float],
) -> None:
    """Draw a strip and its words, each in a column: its left edge and its width."""
    top = canvas.at
    if row.actor is not None:
        draw_marker(
            canvas.root, len(chart.actors), row.actor, MarkerKind.HELD, words[0] + 9, top + 12
        )
    canvas.at += 2
    canvas.paragraph(row.words, "small", words[0] + _INDENT, words[1] - _INDENT)
    draw_strip(canvas.root, row.strip, axis[0], top, axis[1])
    canvas.at = max(canvas.at, top + HEIGHT) + 3


def _draw_scale(canvas: Canvas, scale: Scale, left: float, width: float) -> None:
    canvas.at += 26
    foot, inner = canvas.at, width - 2 * ARROW
    draw_line(canvas.root, (number(left), foot), (number(left + width), foot), "axis")
    end = 0.0
    for part, label in scale.ticks:
        x = left + ARROW + part * inner
        wide = text_width(label, FONTS["tick"].size)
        begin = min(max(x - wide / 2, left), left + width - wide)
        if begin >= end:
            canvas.text(label, "tick", begin, foot - 6)
            draw_line(canvas.root, (number(x), foot - 3), (number(x), foot + 3), "axis")
            end = begin + wide + 6
    if scale.end is not None:
        at = number(left + ARROW + scale.end * inner)
        draw_line(canvas.root, (at, foot - 6), (at, foot + 6), "record")


def _draw_legend(canvas: Canvas, chart: TimelineChart, left: float, width: float) -> None:
    canvas.at += 26
    parts = ((_SAMPLE + 8.0 if band else 0.0, text) for band, text in chart.legend)
    for x, (band, _) in zip(canvas.legend(parts, left, width), chart.legend, strict=True):
        if band:
            begin, top = x - ARROW + 6, canvas.at - HEIGHT + 6
            draw_strip(canvas.root, Strip((band,)), begin, top, _SAMPLE - 6 + 2 * ARROW)

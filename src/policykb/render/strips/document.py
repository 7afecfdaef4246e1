"""Views with strips as one SVG document: titles, labels, axes, strips and texts."""

import textwrap
from xml.etree import ElementTree as ET

from policykb.diagnostics import PolicyKBError
from policykb.render.escaping import one_line
from policykb.render.strips.svg import (
    ARROW,
    HEIGHT,
    LEGEND,
    STYLE,
    draw_line,
    draw_strip,
    has_strips,
    number,
)
from policykb.views.cells import Line, Scale, Strip, TableRow
from policykb.views.view import View

_PAGE_STYLE = """
svg { color-scheme: light dark; background: Canvas; color: CanvasText; fill: currentColor;
  font-family: system-ui, sans-serif; }
"""

_WIDTH = 1000
_LABELS = 200
_MARGIN = 12
_SMALL_PRINT = 118  # characters of the small print that fit beside the labels


def svg_document(view: View) -> str:
    """Return a view with strips as one SVG document.

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
    for note in (*map(_plain, view.notes), *LEGEND):
        for text in textwrap.wrap(note, _SMALL_PRINT + 30):
            at = _text(root, text, _MARGIN, at + 15, "small")
    height = round(at + _MARGIN)
    root.set("viewBox", f"0 0 {_WIDTH} {height}")
    root.set("width", str(_WIDTH))
    root.set("height", str(height))
    ET.indent(root)
    return ET.tostring(root, encoding="unicode") + "\n"


def _plain(line: Line) -> str:
    return one_line("".join(piece.text for piece in line))


def _text(parent: ET.Element, text: str, x: float, y: float, name: str) -> float:
    """Write a text with its baseline at ``y``; return ``y``."""
    element = ET.SubElement(parent, "text", {"x": number(x), "y": number(y), "class": name})
    element.text = one_line(text)
    return y


def _draw_row(root: ET.Element, row: TableRow, top: float) -> float:
    """Draw a row of two cells, a label and strips or texts; return its lower edge."""
    label, drawn = row.cells
    at = top
    for part in label:
        if not isinstance(part, Strip | Scale):
            _text(root, _plain(part), _MARGIN, at + 16, "label")
    width = _WIDTH - _LABELS - _MARGIN
    for part in drawn:
        match part:
            case Strip():
                draw_strip(root, part, _LABELS, at, width)
                at += HEIGHT
            case Scale():
                at = _draw_scale(root, part, at, width)
            case _:
                for text in textwrap.wrap(_plain(part), _SMALL_PRINT):
                    at = _text(root, text, _LABELS + ARROW, at + 13, "small")
                at += 4
    return at + 4


def _draw_scale(root: ET.Element, scale: Scale, top: float, width: float) -> float:
    foot = top + 22
    inner = width - 2 * ARROW
    draw_line(root, (number(_LABELS), foot), (number(_LABELS + width), foot), "axis")
    end = 0.0
    for part, label in scale.ticks:
        x = _LABELS + ARROW + part * inner
        half = len(label) * 3.3
        left = min(max(x - half, _LABELS), _LABELS + width - 2 * half)
        if left >= end:
            _text(root, label, left, foot - 6, "tick")
            draw_line(root, (number(x), foot - 3), (number(x), foot + 3), "axis")
            end = left + 2 * half + 6
    if scale.end is not None:
        at = number(_LABELS + ARROW + scale.end * inner)
        draw_line(root, (at, foot - 6), (at, foot + 6), "record")
    return foot

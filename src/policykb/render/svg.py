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
from policykb.views.model import Band, Line, Row, Scale, Strip, View

STYLE = """
.axis, .middle { stroke: #767676; stroke-width: 1; }
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
.hollow { fill: none; }
.sign { fill: currentColor; stroke: none; }
@media (prefers-color-scheme: dark) {
  .tick, .told { fill: #b0b0b0; }
  .for { fill: #4cc26a; stroke: #4cc26a; }
  .against { fill: #ff7b72; stroke: #ff7b72; }
  .between { fill: #e3b341; stroke: #e3b341; }
  .clash { fill: #c297ff; stroke: #c297ff; }
  .muted { fill: #9a9a9a; stroke: #9a9a9a; }
}
"""
"""How the classes of strips look; a page has to hold it, too."""

_PAGE_STYLE = """
svg { color-scheme: light dark; background: Canvas; color: CanvasText; fill: currentColor;
  font-family: system-ui, sans-serif; }
"""

_HEIGHT = 22
_WIDTH = 1000
_LABELS = 200
_MARGIN = 12
_ARROW = 8
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


def strip(part: Strip, label: str, width: int = _WIDTH - _LABELS) -> str:
    """One strip as an ``svg`` element that stretches to the width it is given.

    Args:
        part: the strip.
        label: what it shows, for those who do not see it.
        width: how wide it is drawn, in its own units.
    """
    root = ET.Element(
        "svg",
        {
            "viewBox": f"0 0 {width} {_HEIGHT}",
            "role": "img",
            "class": "strip",
            "preserveAspectRatio": "none",
            "aria-label": one_line(label),
        },
    )
    _draw_strip(root, part, 0, 0, width)
    return ET.tostring(root, encoding="unicode")


def picture(view: View) -> str:
    """A view with strips as one SVG document.

    Raises:
        PolicyKBError: the view has no strips.
    """
    rows = [row for group in view.groups for row in group.rows]
    if not any(isinstance(part, Strip) for row in rows for cell in row.cells for part in cell):
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
    for note in (*view.notes, *view.legend):
        for text in textwrap.wrap(_plain(note), _TOLD + 30):
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
                    at = _text(root, text, _LABELS + _ARROW, at + 13, "told")
                at += 4
    return at + 4


def _draw_scale(root: ET.Element, scale: Scale, top: float, width: float) -> float:
    foot = top + 22
    inner = width - 2 * _ARROW
    _line(root, _LABELS, foot, _LABELS + width, foot, "axis")
    end = 0.0
    for part, label in scale.ticks:
        x = _LABELS + _ARROW + part * inner
        half = len(label) * 3.3
        left = min(max(x - half, _LABELS), _LABELS + width - 2 * half)
        if left >= end:
            _text(root, label, left, foot - 6, "tick")
            _line(root, x, foot - 3, x, foot + 3, "axis")
            end = left + 2 * half + 6
    return foot


def _line(parent: ET.Element, x1: float, y1: float, x2: float, y2: float, name: str) -> None:
    ends = {"x1": x1, "y1": y1, "x2": x2, "y2": y2}
    ET.SubElement(
        parent, "line", {key: _number(value) for key, value in ends.items()} | {"class": name}
    )


def _draw_strip(parent: ET.Element, part: Strip, left: float, top: float, width: float) -> None:
    middle, half, inner = top + _HEIGHT / 2, _HEIGHT / 2, width - 2 * _ARROW
    for band in part.bands:
        group = ET.SubElement(parent, "g", {"class": " ".join(_classes(band))})
        ET.SubElement(group, "title").text = one_line(band.title)
        begin = left + _ARROW + band.first * inner
        wide = max((band.last - band.first) * inner, 2.0)
        shape = _SHAPES[band.sign]
        if not (shape.above or shape.below):
            dashes = {"stroke-dasharray": "2 4", "stroke-width": "1.5"}
            ends = {"x1": begin, "x2": begin + wide, "y1": middle, "y2": middle}
            ET.SubElement(group, "line", {k: _number(v) for k, v in ends.items()} | dashes)
            continue
        box = {
            "x": begin,
            "y": middle - shape.above * half,
            "width": wide,
            "height": (shape.above + shape.below) * half,
        }
        ET.SubElement(group, "rect", {k: _number(v) for k, v in box.items()})
        if band.sign in _LETTERED and wide > 12:
            for x in _repeated(begin, wide):
                sign = ET.SubElement(
                    group,
                    "text",
                    {"x": _number(x), "y": _number(middle + 4), "class": "sign"},
                )
                sign.set("text-anchor", "middle")
                sign.set("stroke", "none")
                sign.set("font-size", "12")
                sign.text = band.sign
    for goes_on, x, points in ((part.before, left, -1), (part.beyond, left + width, 1)):
        if goes_on and part.bands:
            band = part.bands[0 if points < 0 else -1]
            tip, foot = x + points * -1, x - points * (_ARROW - 1)
            outline = f"{_number(tip)},{_number(middle)} "
            outline += (
                f"{_number(foot)},{_number(middle - 4)} {_number(foot)},{_number(middle + 4)}"
            )
            ET.SubElement(parent, "polygon", {"points": outline, "class": band.style or "muted"})


def _repeated(begin: float, wide: float) -> Iterator[float]:
    """Where a sign stands in a band: in the middle, in a long one again and again."""
    count = max(1, round(wide / 120))
    return (begin + wide * (index + 0.5) / count for index in range(count))


def _classes(band: Band) -> Iterator[str]:
    yield band.style or "muted"
    if band.possible:
        yield "possible"
    if _SHAPES[band.sign].hollow:
        yield "hollow"

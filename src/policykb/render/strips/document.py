"""Pictures as one SVG document: a head with the finding, the drawing, and a foot with the sources.

A document needs nothing else: no network, no font, no other file.
"""

from xml.etree import ElementTree as ET

from policykb.diagnostics import PolicyKBError
from policykb.render.escaping import one_line
from policykb.render.output import PICTURE_WIDTHS
from policykb.render.strips.canvas import FONT_FAMILY, FONT_STYLE, FONTS, Canvas, draw_line, number
from policykb.render.strips.strip_chart import CHART_STYLE, draw_chart
from policykb.render.strips.svg import ARROW, HEIGHT, LEGEND, STYLE, draw_strip
from policykb.render.strips.text import text_width
from policykb.views.cells import Line, Scale, Strip, TableRow
from policykb.views.view import View

_STYLE = f"""
svg {{ color-scheme: light dark; background: Canvas; color: CanvasText; }}
text {{ fill: currentColor; font-family: {FONT_FAMILY}; }}
"""

_LAYOUT_WIDTH = 1280
"""The width above which a picture is enlarged rather than laid out anew."""

_LABELS = 0.18  # the part of the width for the names beside strips


def svg_document(view: View, width: int) -> str:
    """Return the picture of a view as an SVG document.

    Args:
        view: the view.
        width: the width of the document in pixels.

    Raises:
        PolicyKBError: the view has no picture, or the width is not one of :data:`PICTURE_WIDTHS`.
    """
    if view.make_picture is None:
        raise PolicyKBError(
            "this answer has no picture",
            "`policykb compare` and `policykb timeline` draw one (--format svg or png); other "
            "answers are pages with --format html.",
        )
    if width not in PICTURE_WIDTHS:
        raise PolicyKBError(
            f"a picture cannot be {width} pixels wide",
            f"Give a --width from {PICTURE_WIDTHS[0]} to {PICTURE_WIDTHS[-1]}.",
        )
    picture = view.make_picture()
    root = ET.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "role": "img"})
    root.set("aria-labelledby", "title desc")
    ET.SubElement(root, "title", {"id": "title"}).text = one_line(picture.title)
    described = f"{picture.subtitle}. {picture.source}"
    ET.SubElement(root, "desc", {"id": "desc"}).text = one_line(described)
    ET.SubElement(root, "style").text = STYLE + FONT_STYLE + CHART_STYLE + _STYLE
    full = min(width, _LAYOUT_WIDTH)
    margin = round(full / 32)
    inner = full - 2 * margin
    canvas = Canvas(root)
    canvas.at = margin - 6
    canvas.paragraph(picture.title, "title", margin, inner)
    canvas.at += 4
    canvas.paragraph(picture.subtitle, "subtitle", margin, inner)
    if picture.chart:
        draw_chart(canvas, picture.chart, margin, inner)
    else:
        _draw_groups(canvas, view, margin, inner)
    canvas.at += 12
    for note in picture.notes:
        canvas.paragraph(note, "small", margin, inner)
    canvas.at += 12
    draw_line(root, (number(margin), canvas.at), (number(margin + inner), canvas.at), "grid")
    canvas.at += 6
    canvas.paragraph(picture.source, "small", margin, inner)
    height = round(canvas.at + margin - 6)
    root.set("viewBox", f"0 0 {full} {height}")
    root.set("width", str(width))
    root.set("height", str(round(height * width / full)))
    ET.indent(root)
    return ET.tostring(root, encoding="unicode") + "\n"


def _draw_groups(canvas: Canvas, view: View, left: float, width: float) -> None:
    for group in view.groups:
        if group.title:
            canvas.at += 14
            canvas.paragraph(group.title, "group", left, width)
            canvas.at += 4
        for row in group.rows:
            _draw_row(canvas, row, left, width)
    canvas.at += 8
    for text in LEGEND:
        canvas.at += 4
        canvas.paragraph(text, "small", left, width)


def _plain(line: Line) -> str:
    return one_line("".join(piece.text for piece in line))


def _draw_row(canvas: Canvas, row: TableRow, left: float, width: float) -> None:
    """Draw a row of two cells, a label and strips or texts."""
    label, drawn = row.cells
    top = canvas.at
    labels = width * _LABELS
    for part in label:
        if not isinstance(part, Strip | Scale):
            canvas.paragraph(_plain(part), "label", left, labels - 8)
    lowest, canvas.at = canvas.at, top
    begin = left + labels
    for part in drawn:
        match part:
            case Strip():
                draw_strip(canvas.root, part, begin, canvas.at, width - labels)
                canvas.at += HEIGHT
            case Scale():
                _draw_scale(canvas, part, begin, width - labels)
            case _:
                canvas.paragraph(_plain(part), "small", begin + ARROW, width - labels - 2 * ARROW)
                canvas.at += 4
    canvas.at = max(canvas.at, lowest) + 4


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

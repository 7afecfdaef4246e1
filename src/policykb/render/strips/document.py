"""Pictures as one SVG document: a head with the finding, the drawing, and a foot with the sources.

A document needs nothing else: no network, no font, no other file.
"""

from xml.etree import ElementTree as ET

from policykb.diagnostics import PolicyKBError
from policykb.render.escaping import one_line
from policykb.render.output import PICTURE_WIDTHS
from policykb.render.strips.canvas import Canvas, draw_line, number
from policykb.render.strips.network import draw_network
from policykb.render.strips.shares import draw_shares
from policykb.render.strips.strip_chart import draw_chart
from policykb.render.strips.style import DOCUMENT_STYLE, STYLE
from policykb.render.strips.timeline import draw_timeline
from policykb.views.picture import Drawing, NetworkChart, Picture, SharesChart, StripChart
from policykb.views.view import View

_LAYOUT_WIDTH = 1280
"""The width above which a picture is enlarged rather than laid out anew."""


def svg_document(view: View, width: int) -> str:
    """Return the picture of a view as an SVG document, as many pixels wide.

    Raises:
        PolicyKBError: the view has no picture, or the width is not one of :data:`PICTURE_WIDTHS`.
    """
    if view.make_picture is None:
        raise PolicyKBError(
            "this answer has no picture",
            "`policykb compare`, `timeline`, `shares` and `network` draw one (--format svg or "
            "png); other answers are pages with --format html.",
        )
    if width not in PICTURE_WIDTHS:
        raise PolicyKBError(
            f"a picture cannot be {width} pixels wide",
            f"Give a --width from {PICTURE_WIDTHS[0]} to {PICTURE_WIDTHS[-1]}.",
        )
    picture = view.make_picture()
    root = ET.Element(
        "svg", {"xmlns": "http://www.w3.org/2000/svg", "role": "img", "class": "picture"}
    )
    root.set("aria-labelledby", "title desc")
    ET.SubElement(root, "title", {"id": "title"}).text = one_line(picture.title)
    described = f"{picture.subtitle}. {picture.source}"
    ET.SubElement(root, "desc", {"id": "desc"}).text = one_line(described)
    ET.SubElement(root, "style").text = STYLE + DOCUMENT_STYLE
    full = min(width, _LAYOUT_WIDTH)
    margin = round(full / 32)
    inner = full - 2 * margin
    canvas = Canvas(root)
    canvas.at = margin - 6
    canvas.paragraph(picture.title, "title", margin, inner)
    canvas.at += 4
    canvas.paragraph(picture.subtitle, "subtitle", margin, inner)
    draw_drawing(canvas, picture.chart, margin, inner)
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


def drawing(picture: Picture, width: float) -> str:
    """Return the drawing of a picture without its head and foot, as an ``svg`` element of a page.
    ``width`` is that for which it is laid out, in units of the element.
    """
    root = ET.Element("svg", {"role": "img", "class": "picture"})
    root.set("aria-label", one_line(picture.title))
    canvas = Canvas(root)
    draw_drawing(canvas, picture.chart, 0, width)
    root.set("viewBox", f"0 0 {number(width)} {number(canvas.at)}")
    return ET.tostring(root, encoding="unicode")


def draw_drawing(canvas: Canvas, chart: Drawing, left: float, width: float) -> None:
    """Draw a chart of any kind below what the canvas holds."""
    match chart:
        case StripChart():
            draw_chart(canvas, chart, left, width)
        case NetworkChart():
            draw_network(canvas, chart, left, width)
        case SharesChart():
            draw_shares(canvas, chart, left, width)
        case _:
            draw_timeline(canvas, chart, left, width)

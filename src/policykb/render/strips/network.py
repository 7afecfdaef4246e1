"""A network as SVG elements: nodes on a circle, community by community, and ties as curves."""

import math
from xml.etree import ElementTree as ET

from policykb.render.escaping import one_line
from policykb.render.strips.canvas import Canvas, number
from policykb.render.strips.style import FONTS, actor_class
from policykb.render.strips.text import text_width
from policykb.views.picture import NetworkChart

_LABEL = 210  # the most room of a label, in units of the picture
_MANY = 90  # with more nodes, labels are smaller
_WIDEST = 7  # the width of the strongest tie
_PULL = 0.55  # how far from the middle a tie bends, as a part of its distance


def draw_network(canvas: Canvas, chart: NetworkChart, left: float, width: float) -> None:
    """Draw a network below what the canvas holds."""
    count = max(len(chart.nodes), 1)
    size = FONTS["small"].size if count <= _MANY else max(5.0, 900 / count)
    radius = max(width / 2 - _LABEL, 80)
    middle, top = left + width / 2, canvas.at + 20
    labels = [_clipped(one_line(node.label), size) for node in chart.nodes]
    room = max((text_width(label, size) for label in labels), default=0) + 20
    height = top + room + radius
    points = [
        (math.sin(angle), -math.cos(angle))
        for angle in (2 * math.pi * place / count for place in range(len(chart.nodes)))
    ]
    at = [(middle + x * radius, height + y * radius) for x, y in points]
    ties = ET.SubElement(canvas.root, "g", {"class": "ties"})
    for tie in sorted(chart.ties, key=lambda one: abs(one.part)):
        (x, y), (x_, y_) = at[tie.one], at[tie.other]
        colour = "against" if tie.part < 0 else "muted"
        bend = (middle + ((x + x_) / 2 - middle) * _PULL, height + ((y + y_) / 2 - height) * _PULL)
        path = ET.SubElement(ties, "path", {"class": f"{colour} hollow"})
        path.set("d", f"M{_point(x, y)} Q{_point(*bend)} {_point(x_, y_)}")
        path.set("stroke-width", number(max(0.4, abs(tie.part) * _WIDEST)))
        path.set("stroke-opacity", number(0.15 + 0.6 * abs(tie.part)))
    for node, label, (x, y), (dx, dy) in zip(chart.nodes, labels, at, points, strict=True):
        group = ET.SubElement(canvas.root, "g")
        ET.SubElement(group, "title").text = one_line(node.label)
        name = "key" if node.community is None else actor_class(node.community - 1)
        dot = {"cx": number(x), "cy": number(y), "r": number(max(2.5, size / 2.4)), "class": name}
        ET.SubElement(group, "circle", dot)
        turn = math.degrees(math.atan2(dy, dx))
        flipped = dx < 0
        text = ET.SubElement(group, "text", {"font-size": number(size)})
        text.set("x", number(-9 if flipped else 9))
        text.set("y", number(size / 3))
        text.set("text-anchor", "end" if flipped else "start")
        spin = turn + 180 if flipped else turn
        text.set("transform", f"translate({number(x)} {number(y)}) rotate({number(spin)})")
        text.text = label
    canvas.at = height + radius + room


def _point(x: float, y: float) -> str:
    return f"{number(x)},{number(y)}"


def _clipped(label: str, size: float) -> str:
    """Return a label as far as there is room for it; the title of the node has it whole."""
    if text_width(label, size) <= _LABEL - 20:
        return label
    while label and text_width(f"{label}…", size) > _LABEL - 20:
        label = label[:-1]
    return f"{label.rstrip()}…"

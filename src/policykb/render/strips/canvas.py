"""A canvas: texts and lines in an SVG element, one below the other."""

from collections.abc import Iterable, Iterator
from xml.etree import ElementTree as ET

from policykb.render.escaping import one_line
from policykb.render.strips.style import FONTS
from policykb.render.strips.text import balanced, text_width, wrap

_LEGEND_LINE = 22
_LINE = 1.3  # the height of a line, as a multiple of the size of its font


class Canvas:
    """An SVG element that is filled downwards; ``at`` is the height down to which it is filled."""

    def __init__(self, root: ET.Element) -> None:
        self.root = root
        self.at = 0.0

    def paragraph(self, text: str, name: str, left: float, width: float) -> None:
        """Write a text of a class, wrapped to a width."""
        font = FONTS[name]
        lines = balanced if name == "title" else wrap
        for line in lines(one_line(text), width, font.size, bold=font.bold):
            self.at += font.size * _LINE
            self.text(line, name, left, self.at - font.size * (_LINE - 1))

    def text(self, text: str, name: str, x: float | str, y: float, anchor: str = "start") -> None:
        """Write a text on one line, with its baseline at ``y``."""
        place = {"x": x if isinstance(x, str) else number(x), "y": number(y), "class": name}
        element = ET.SubElement(self.root, "text", place)
        if anchor != "start":
            element.set("text-anchor", anchor)
        element.text = one_line(text)

    def legend(
        self, parts: Iterable[tuple[float, str]], left: float, width: float
    ) -> Iterator[float]:
        """Write the texts of a legend, each behind the room for its sample, in lines as wide as
        there is room. Yield the left edge of each sample, which stands on the line ``at``.
        """
        x = left
        for sample, text in parts:
            needs = sample + text_width(text, FONTS["small"].size)
            if x > left and x + needs > left + width:
                x = left
                self.at += _LEGEND_LINE
            yield x
            self.text(text, "small", x + sample, self.at)
            x += needs + 20
        self.at += 6


def number(value: float) -> str:
    """Return a length or place as SVG text."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def draw_line(
    parent: ET.Element, one: tuple[str, float], other: tuple[str, float], name: str
) -> ET.Element:
    """Draw a line between two points, each a place along the axis as text, and a height."""
    ends = {"x1": one[0], "y1": number(one[1]), "x2": other[0], "y2": number(other[1])}
    return ET.SubElement(parent, "line", ends | ({"class": name} if name else {}))

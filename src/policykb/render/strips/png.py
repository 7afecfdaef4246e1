"""Pictures as PNG: the SVG document, drawn by resvg with the fonts of the machine."""

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from policykb.diagnostics import PolicyKBError
from policykb.render.strips.document import svg_document
from policykb.render.strips.style import FONT_FAMILY

if TYPE_CHECKING:
    from policykb.views.view import View

_MOST_PIXELS = 100_000_000
"""The most pixels of a PNG; each takes four bytes of memory."""

_SAMPLE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20">'
    f"<text y='18' font-family='{FONT_FAMILY}'>{{}}</text></svg>"
)


def png_document(view: "View", width: int) -> bytes:
    """Return the picture of a view as a PNG file, on white, as many pixels wide.

    Raises:
        PolicyKBError: the view has no picture of this width, it would be too large, resvg is not
            installed, or the machine has no font.
    """
    document = svg_document(view, width)
    root = ET.fromstring(document)  # noqa: S314 - our own output
    height = int(root.get("height", "0"))
    if width * height > _MOST_PIXELS:
        raise PolicyKBError(
            f"a PNG of {width} x {height} pixels is too large",
            "Give a smaller --width, or fewer topics (-t), or write SVG.",
        )
    try:
        import resvg_py
    except ImportError:
        raise PolicyKBError(
            "a PNG needs the package resvg-py",
            "Install it: pip install 'policykb[png]'. --format svg needs no package.",
        ) from None
    # Without a font resvg leaves all text out, and reports no error.
    with_text, without = (
        resvg_py.svg_to_bytes(svg_string=_SAMPLE.format(text)) for text in ("M", "")
    )
    if with_text == without:
        raise PolicyKBError(
            "no font for the words of a PNG is installed",
            "Install one, such as DejaVu Sans (apt install fonts-dejavu-core). "
            "--format svg needs no font.",
        )
    return bytes(resvg_py.svg_to_bytes(svg_string=document, background="white"))

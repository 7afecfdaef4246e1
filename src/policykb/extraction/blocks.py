"""The paragraphs of an HTML tree, or of the tree that trafilatura makes from one."""

import re
from collections.abc import Iterator
from itertools import chain

from lxml import etree

_PARAGRAPHS = frozenset(
    re.findall(
        r"\w+",
        """
        address article aside blockquote body caption dd details div dl dt fieldset figcaption
        figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table
        tbody tfoot thead tr ul head item list quote row
        """,
    )
)
"""The elements that are, or hold, whole paragraphs; the last four are trafilatura's."""

_ENDS = {**dict.fromkeys(("td", "th", "cell"), " "), **dict.fromkeys(("br", "lb"), "\n")}
"""The text of the ends of other elements."""

_BREAK = re.compile(r"\n\s*\n")
_LEFT_OUT = frozenset(
    re.findall(
        r"\w+",
        """
        button canvas graphic iframe img input link math meta nav noscript object script select
        style svg template textarea title video audio
        """,
    )
)
_NOTE_MARK = re.compile(r"\s*\[?(?:[0-9]{1,3}|[a-z*†‡§]{1,2})\]?\s*|\s*[↑↩︎^]+\s*")
_NOTE_TYPES = frozenset({"noteref", "doc-noteref", "doc-backlink", "backlink"})
_SPACE = re.compile(r"\s+")
_EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"


def paragraphs(root: etree._Element) -> Iterator[str]:
    """Yield the texts of the paragraphs of a tree, in document order.

    A cell of a table is followed by a space, as where a table is copied from a browser, and a row
    is a paragraph. A line break is a line end, two of them end the paragraph. Scripts, pictures,
    hidden elements and the marks of footnotes are left out.
    """
    pieces: list[str] = []
    for piece in chain(_pieces(root), (None,)):
        if piece is not None:
            pieces.append(piece)
        elif pieces:
            yield from filter(None, map(str.strip, _BREAK.split("".join(pieces))))
            pieces.clear()


def drop_note_marks(root: etree._Element) -> None:
    """Remove the marks of footnotes, and the links back from them, from a tree of lxml.html."""
    for element in [one for one in root.iter("sup", "a") if _is_note_mark(one)]:
        if element.getparent() is not None:
            element.drop_tree()


def _pieces(root: etree._Element) -> Iterator[str | None]:
    """Yield the pieces of the texts of a tree; None where a paragraph may end."""
    in_pre = False
    walker = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, element in walker:
        tag = _name(element)
        left_out = event == "start" and (
            tag in _LEFT_OUT or _is_hidden(element) or _is_note_mark(element)
        )
        if left_out:
            walker.skip_subtree()
        elif event == "start":
            in_pre = in_pre or tag == "pre"
            yield from (None,) if tag in _PARAGRAPHS else ()
            yield _text(element.text, in_pre=in_pre)
        else:
            in_pre = in_pre and tag != "pre"
            yield _ENDS.get(tag, "") if tag not in _PARAGRAPHS else None
            yield _text(element.tail, in_pre=in_pre)


def _name(element: etree._Element) -> str:
    """Return the name of an element without its namespace."""
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


def _text(text: str | None, *, in_pre: bool) -> str:
    return (text or "") if in_pre else _SPACE.sub(" ", text or "")


def _is_hidden(element: etree._Element) -> bool:
    style = _SPACE.sub("", element.get("style") or "").casefold()
    return element.get("hidden") is not None or "display:none" in style


def _is_note_mark(element: etree._Element) -> bool:
    """Return True for the mark of a footnote, or for the link back from one."""
    if {element.get(_EPUB_TYPE), element.get("role")} & _NOTE_TYPES:
        return True
    name = _name(element)
    if name not in {"sup", "a"} or len(element) > 3:
        return False
    links = [element] if name == "a" else [*element.iter("{*}a", "a")]
    inside = bool(links) and "#" in (links[0].get("href") or "")
    return inside and _NOTE_MARK.fullmatch("".join(element.itertext())) is not None

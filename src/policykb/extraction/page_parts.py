"""The later parts of an article that a page has in several boxes, between advertisements.

trafilatura takes the first box. Of the 181 pages of a benchmark two are so; more than half of each
was missing.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from lxml import etree

from policykb.extraction.document import clean_all

_LONG = 80
"""A paragraph of more characters is one of an article, not a caption or a link."""

_KNOWN = 3
"""So many long paragraphs that were found must stand in a box for others like it to count."""

_MISSING = 2
"""So many long paragraphs must be missing."""


def missing_paragraphs(tree: etree._Element, found: Sequence[str]) -> tuple[str, ...]:
    """Return the paragraphs, in order, of the boxes of a page of which none was found, and which
    have the class of the box with the most paragraphs found; none if these are only a few.
    """
    known = {text for text in found if len(text) > _LONG}
    homes = Counter(
        (box.tag, box.get("class"))
        for box in (one.getparent() for one in tree.iter("p") if _text(one) in known)
        if box is not None and box.get("class")
    )
    for (tag, name), number in homes.most_common(1):
        if number >= _KNOWN:
            boxes = [box for box in tree.iter(tag) if box.get("class") == name]
            texts = [tuple(_paragraphs(box)) for box in boxes]
            missing = tuple(text for some in texts if known.isdisjoint(some) for text in some)
            if sum(len(text) > _LONG for text in missing) >= _MISSING:
                return missing
    return ()


def _paragraphs(box: etree._Element) -> Iterator[str]:
    return (text for text in map(_text, box.findall("p")) if text)


def _text(paragraph: etree._Element) -> str:
    return "".join(clean_all(["".join(paragraph.itertext())]))

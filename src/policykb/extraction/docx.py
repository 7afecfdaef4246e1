"""The content of a Word document (.docx)."""

import io

import mammoth
from lxml import etree
from trafilatura import load_html

from policykb.diagnostics import PolicyKBError
from policykb.extraction.archives import dublin_core, opened, parse_xml
from policykb.extraction.blocks import paragraphs
from policykb.extraction.document import ExtractedDocument, clean_all, facts

_CORE = "docProps/core.xml"
_CREATED = "{http://purl.org/dc/terms/}created"


def extract_docx(data: bytes) -> ExtractedDocument:
    """Return the text of a Word document, its footnotes last, and the facts of its properties.

    Raises:
        PolicyKBError: It is encrypted, too large, or has no text.
    """
    with opened(data) as archive:
        names = set(archive.namelist())
        core = parse_xml(archive.read(_CORE)) if _CORE in names else etree.Element("none")
        page = mammoth.convert_to_html(
            io.BytesIO(data),
            # Otherwise pictures become part of the page.
            convert_image=mammoth.images.img_element(lambda _: {"src": ""}),
        ).value
    tree = load_html(f"<html><body>{page}</body></html>")
    texts = () if tree is None else clean_all(paragraphs(tree))
    if not texts:
        raise PolicyKBError("no text in this document", "Check that it is the right file.")
    created = core.findtext(_CREATED)
    said = facts(
        "the document's properties",
        title=dublin_core(core, "title"),
        author=dublin_core(core, "creator"),
        language=dublin_core(core, "language"),
        published=created[:10] if created else None,
    )
    return ExtractedDocument(texts, tuple(said))

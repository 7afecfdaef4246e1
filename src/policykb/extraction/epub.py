"""The content of an e-book (EPUB)."""

import posixpath
import zipfile
from collections.abc import Iterator
from urllib.parse import unquote

from lxml import etree
from trafilatura import load_html

from policykb.diagnostics import PolicyKBError
from policykb.extraction.archives import dublin_core, opened, parse_xml
from policykb.extraction.blocks import paragraphs
from policykb.extraction.document import ExtractedDocument, clean_all, facts

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"


def extract_epub(data: bytes) -> ExtractedDocument:
    """Return the text of an e-book in its reading order, and the facts of its package.

    The format is that of https://www.w3.org/TR/epub-33/.

    Raises:
        PolicyKBError: It is encrypted, too large, or has no text.
    """
    with opened(data) as archive:
        root_file = parse_xml(archive.read(_CONTAINER)).find(".//{*}rootfile")
        path = "" if root_file is None else root_file.get("full-path") or ""
        package = parse_xml(archive.read(path))
        chapters = list(_chapters(package, posixpath.dirname(path)))
        if _encrypted(archive) & set(chapters):
            raise PolicyKBError(
                "this e-book is encrypted", "Ask its publisher for a copy without protection."
            )
        texts = clean_all(
            text for chapter in chapters for text in _paragraphs(archive.read(chapter))
        )
    if not texts:
        raise PolicyKBError("no text in this e-book", "Its pages may be pictures.")
    date = dublin_core(package, "date")
    said = facts(
        "the e-book's package",
        title=dublin_core(package, "title"),
        author=dublin_core(package, "creator"),
        publisher=dublin_core(package, "publisher"),
        published=date[:10] if date else None,
        language=dublin_core(package, "language"),
        rights=dublin_core(package, "rights"),
    )
    return ExtractedDocument(texts, tuple(said))


def _chapters(package: etree._Element, folder: str) -> Iterator[str]:
    """Yield the paths of the chapters in reading order, without the table of contents."""
    items = {
        item.get("id"): item.get("href") or ""
        for item in package.iterfind(".//{*}manifest/{*}item")
        if "nav" not in (item.get("properties") or "").split()
    }
    for reference in package.iterfind(".//{*}spine/{*}itemref"):
        href = items.get(reference.get("idref"))
        if href and reference.get("linear") != "no":
            yield posixpath.normpath(posixpath.join(folder, unquote(href)))


def _encrypted(archive: zipfile.ZipFile) -> set[str]:
    """Return the paths of the files that are encrypted. Fonts often are, chapters hardly ever."""
    if _ENCRYPTION not in archive.namelist():
        return set()
    references = parse_xml(archive.read(_ENCRYPTION)).iterfind(".//{*}CipherReference")
    return {unquote(reference.get("URI") or "") for reference in references}


def _paragraphs(chapter: bytes) -> Iterator[str]:
    tree = load_html(chapter)
    if tree is not None:
        yield from paragraphs(tree)

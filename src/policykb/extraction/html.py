"""The content of a web page: its main text, without navigation, comments and advertisements."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from lxml import etree
from trafilatura import bare_extraction, load_html
from trafilatura.settings import Document

from policykb.diagnostics import PolicyKBError
from policykb.extraction.blocks import drop_note_marks, paragraphs
from policykb.extraction.document import ExtractedDocument, Fact, clean_all, facts
from policykb.extraction.page_parts import missing_paragraphs

_LITTLE = 250
"""A page with fewer characters than this is hardly an article."""

_LITTLE_TEXT = (
    "There is little text in this page; scripts may write the rest. If so, open it in a browser, "
    "save it from there, and add that file."
)
_KINDS = {
    "BlogPosting": "blog",
    "OpinionNewsArticle": "opinion",
    "NewsArticle": "news",
    "ReportageNewsArticle": "news",
    "AnalysisNewsArticle": "news",
    "Report": "report",
    "Legislation": "law",
}
_JSON_LD_TYPE = re.compile(rf'"@type"\s*:\s*\[?\s*"({"|".join(_KINDS)})"')
_BLOGS = re.compile(r"blogger|ghost|medium|substack", re.IGNORECASE)


def extract_html(data: bytes, url: str | None = None) -> ExtractedDocument:
    """Return the main text of a web page and the facts of its metadata.

    Args:
        data: The page. Its encoding is found from its bytes and its head.
        url: The address of the page, if it is known.

    Raises:
        PolicyKBError: There is no text in the page.
    """
    tree = load_html(data)
    if tree is None:
        raise PolicyKBError("this is no web page", "Name its type with --type.")
    head = tuple(_head(tree))
    drop_note_marks(tree)
    for element in tree.findall(".//noscript"):
        element.drop_tree()
    tomorrow = datetime.now(tz=UTC) + timedelta(days=1)
    # Of its ways, the fast one found most of the sentences of a benchmark of 181 pages, and
    # leaving out repetitions lost 4 % of them.
    found = bare_extraction(
        tree,
        url=url,
        fast=True,
        include_comments=False,
        include_tables=True,
        deduplicate=False,
        with_metadata=True,
        date_extraction_params={
            "original_date": True,
            # A year in the text is no date of publication.
            "extensive_search": False,
            "max_date": tomorrow.strftime("%Y-%m-%d"),
        },
    )
    # Once it could also be a dictionary.
    document = found if isinstance(found, Document) else Document()
    texts = () if document.body is None else clean_all(paragraphs(document.body))
    if not texts:
        raise PolicyKBError(
            "no text in this page; perhaps scripts write it",
            "Open it in a browser, save it from there (or as PDF), and add that file.",
        )
    about = facts(
        "the page's metadata",
        title=_without_publisher(document.title, document.sitename),
        author=document.author,
        publisher=document.sitename or document.hostname,
        published=document.date,
        url=document.url,
        rights=document.license,
    )
    more = missing_paragraphs(tree, texts)
    remarks = [f"The page has its text in several parts: {len(more)} paragraphs are of later ones."]
    if sum(map(len, texts)) < _LITTLE:
        return ExtractedDocument(texts, (*about, *head), (_LITTLE_TEXT,))
    return ExtractedDocument((*texts, *more), (*about, *head), tuple(remarks if more else ()))


def _without_publisher(title: str | None, publisher: str | None) -> str | None:
    """Return a title without the name of the publisher at its end."""
    if title and publisher:
        return re.sub(rf"\s+[|–—-]\s+{re.escape(publisher)}\Z", "", title)
    return title


def _head(tree: etree._Element) -> Iterator[Fact]:
    """Yield what the head of a page says and trafilatura does not tell."""
    language = tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang")
    yield from facts("the page's language tag", language=language)
    locale = tree.xpath("string(//meta[@property='og:locale']/@content)")
    yield from facts("the page's metadata", language=str(locale).replace("_", "-"))
    blocks = tree.xpath("//script[@type='application/ld+json']/text()")
    types = {kind for block in blocks for kind in _JSON_LD_TYPE.findall(str(block))}
    generator = str(tree.xpath("string(//meta[@name='generator']/@content)"))
    for name, kind in _KINDS.items():
        if name in types:
            yield from facts(f"its type, {name}", kind=kind)
    if _BLOGS.search(generator):
        yield from facts("the program that made the page", kind="blog")

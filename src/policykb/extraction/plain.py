"""The content of plain text and of Markdown."""

import codecs
import re
from collections.abc import Iterator, Mapping

from policykb.diagnostics import Diagnostic, PolicyKBError
from policykb.extraction.document import ExtractedDocument, Fact, clean_all, facts
from policykb.text.decoding import decode
from policykb.text.source_text import SourceText

_FRONT_MATTER = re.compile(r"\A---\n(.*?)\n(?:---|\.\.\.)(?:\n|\Z)", re.DOTALL)
_PAIR = re.compile(r"^(\w+):[ \t]*(.+?)[ \t]*$", re.MULTILINE)
_KEYS = {
    "title": "title",
    "author": "author",
    "date": "published",
    "published": "published",
    "lang": "language",
    "language": "language",
    "publisher": "publisher",
    "url": "url",
    "source": "url",
    "rights": "rights",
    "license": "rights",
}
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def extract_text(data: bytes) -> ExtractedDocument:
    """Return the content of plain text: lines that are wraps are joined.

    Raises:
        PolicyKBError: It is not UTF-8, nor UTF-16 with a byte order mark.
    """
    return ExtractedDocument(clean_all(unwrapped(_decoded(data))))


def unwrapped(text: str) -> Iterator[str]:
    """Yield the paragraphs of a text, each on one line."""
    source = SourceText(text, "")
    for extent in source.paragraphs:
        yield text[slice(*extent)].replace("\n", " ")


def extract_markdown(data: bytes) -> ExtractedDocument:
    """Return the content of Markdown without its markup, and the facts of its front matter.

    Raises:
        PolicyKBError: It is not UTF-8, nor UTF-16 with a byte order mark.
    """
    from markdown_it import MarkdownIt  # noqa: PLC0415 - only Markdown needs it

    text = _decoded(data)
    front = _FRONT_MATTER.match(text)
    tokens = MarkdownIt("commonmark").enable("table").parse(text[front.end() :] if front else text)
    paragraphs: list[str] = []
    title = None
    row: list[str] | None = None
    for before, token in zip([None, *tokens], tokens, strict=False):
        if token.type == "tr_open":
            row = []
        elif token.type == "tr_close" and row is not None:
            paragraphs.append(" ".join(row))
            row = None
        elif token.type in {"fence", "code_block"}:
            paragraphs.append(token.content)
        elif token.type == "inline":
            words = "".join(_words(child.type, child.content) for child in token.children or ())
            if title is None and before is not None and before.tag == "h1":
                title = words
            (paragraphs if row is None else row).append(words)
    known = [*_front_matter(front.group(1) if front else ""), *facts("its heading", title=title)]
    return ExtractedDocument(clean_all(paragraphs), tuple(known))


def _words(type_: str, content: str) -> str:
    if type_ in {"softbreak", "hardbreak"}:
        return " " if type_ == "softbreak" else "\n"
    return content if type_ in {"text", "code_inline"} else ""


def _front_matter(block: str) -> Iterator[Fact]:
    values: Mapping[str, str] = {
        _KEYS[key.casefold()]: value.strip("\"'")
        for key, value in _PAIR.findall(block)
        if key.casefold() in _KEYS
    }
    yield from facts("its front matter", **values)


def _decoded(data: bytes) -> str:
    """Return text with line feeds only.

    Raises:
        PolicyKBError: The encoding is not known.
    """
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), None)
    if encoding == "utf-16":
        text: str | Diagnostic = data.decode("utf-16", "replace")
    else:
        text = decode(data, "the document")
    if isinstance(text, Diagnostic):
        raise PolicyKBError(f"no text: {text.message}", "Save it as UTF-8 and try again.")
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")

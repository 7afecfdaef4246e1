"""The types of documents, how to recognise them, and the function that extracts each."""

import re
from dataclasses import replace
from enum import StrEnum
from importlib import import_module
from typing import TYPE_CHECKING

from policykb.diagnostics import PolicyKBError
from policykb.extraction.document import ExtractedDocument, facts
from policykb.extraction.language import guess_language, is_doubtful

if TYPE_CHECKING:
    from collections.abc import Callable

EXTRA = "documents"
"""The extra of the package that installs what other types than text need."""

MAX_BYTES = 64 * 1024 * 1024

_REASON = 200
"""The most characters of an error of a library that are told."""


class DocumentType(StrEnum):
    """The type of a document."""

    HTML = "html"
    PDF = "pdf"
    DOCX = "docx"
    EPUB = "epub"
    MARKDOWN = "markdown"
    TXT = "txt"


_EXTRACTORS = {
    DocumentType.HTML: ("html", "extract_html"),
    DocumentType.PDF: ("pdf", "extract_pdf"),
    DocumentType.DOCX: ("docx", "extract_docx"),
    DocumentType.EPUB: ("epub", "extract_epub"),
    DocumentType.MARKDOWN: ("plain", "extract_markdown"),
    DocumentType.TXT: ("plain", "extract_text"),
}
"""The module and function for each type."""

_EXTENSIONS = {
    "html": DocumentType.HTML,
    "htm": DocumentType.HTML,
    "xhtml": DocumentType.HTML,
    "pdf": DocumentType.PDF,
    "docx": DocumentType.DOCX,
    "epub": DocumentType.EPUB,
    "md": DocumentType.MARKDOWN,
    "markdown": DocumentType.MARKDOWN,
    "txt": DocumentType.TXT,
    "text": DocumentType.TXT,
}
_SIGNATURES = (
    (re.compile(rb"\s{0,1024}%PDF-"), DocumentType.PDF),
    (re.compile(rb"PK\x03\x04.{26}mimetypeapplication/epub\+zip", re.DOTALL), DocumentType.EPUB),
    (re.compile(rb"PK\x03\x04.*word/document\.xml", re.DOTALL), DocumentType.DOCX),
    (re.compile(rb"PK\x03\x04.*META-INF/container\.xml", re.DOTALL), DocumentType.EPUB),
    (
        re.compile(
            rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*"
            rb"<(?:!doctype html|html|head|body)\b",
            re.IGNORECASE | re.DOTALL,
        ),
        DocumentType.HTML,
    ),
)
_OTHERS = (
    (re.compile(rb"\xd0\xcf\x11\xe0"), "an old Word document (.doc)", "Save it as .docx."),
    (re.compile(rb"\{\\rtf"), "a document in RTF", "Save it as .docx."),
    (re.compile(rb"PK\x03\x04"), "an archive of a type that is not known", "Unpack it first."),
    (re.compile(rb"\x1f\x8b|BZh|7z\xbc\xaf|\xfd7zXZ"), "a compressed file", "Unpack it first."),
    (
        re.compile(rb"\x89PNG|\xff\xd8\xff|GIF8|II\*\0|MM\0\*"),
        "a picture",
        "Recognise its text first, for example with `ocrmypdf`.",
    ),
)


def type_of(data: bytes, name: str = "") -> DocumentType:
    """Return the type of a document: what its first bytes say, else what its name says, else text.

    Raises:
        PolicyKBError: It is of a type that cannot be read.
    """
    for signature, type_ in _SIGNATURES:
        if signature.match(data):
            return type_
    for signature, what, remedy in _OTHERS:
        if signature.match(data):
            raise PolicyKBError(f"this is {what}", remedy)
    return _EXTENSIONS.get(name.rpartition(".")[2].casefold(), DocumentType.TXT)


def extract(data: bytes, type_: DocumentType, url: str | None = None) -> ExtractedDocument:
    """Return the content of a document.

    Args:
        data: The bytes of the document.
        type_: Its type.
        url: The address of a web page, if it is known.

    Raises:
        PolicyKBError: There is no text, it is damaged or encrypted, or packages are missing.
    """
    if not data.strip():
        raise PolicyKBError("the document is empty", "Check that it is the right file.")
    module_name, function = _EXTRACTORS[type_]
    try:
        module = import_module(f"policykb.extraction.{module_name}")
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("policykb"):
            raise
        raise PolicyKBError(
            f"to read {type_}, packages are missing ({error.name})",
            f"Install them: python -m pip install 'policykb[{EXTRA}]'. Plain text works without.",
        ) from None
    extractor: Callable[..., ExtractedDocument] = getattr(module, function)
    try:
        content = extractor(data, url) if type_ is DocumentType.HTML else extractor(data)
    except PolicyKBError:
        raise
    except Exception as error:  # noqa: BLE001 - a damaged file can lead a library to any of them
        reason = " ".join(f"{type(error).__name__} {error}".split())[:_REASON]
        raise PolicyKBError(
            f"this {type_} file is damaged, or too large or nested too deeply: {reason}",
            "Open it in its program and save it again, or add its text as a .txt file.",
        ) from None
    if not content.paragraphs:
        raise PolicyKBError("no text in the document", "Check that it is the right file.")
    return _with_language(content)


def _with_language(content: ExtractedDocument) -> ExtractedDocument:
    """Return a content with the language of its words, if it states none or another one."""
    guessed = guess_language(content.text)
    stated = next((fact.value for fact in content.facts if fact.field == "language"), "")
    if guessed and (not stated or is_doubtful(stated, guessed)):
        return replace(content, facts=(*facts("its words", language=guessed), *content.facts))
    return content

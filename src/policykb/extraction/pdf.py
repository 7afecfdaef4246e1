"""The content of a PDF: its text, with lines joined to paragraphs, and its metadata."""

import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from pypdf import PasswordType, PdfReader
from pypdf.errors import DependencyError

from policykb.diagnostics import PolicyKBError
from policykb.extraction.document import ExtractedDocument, clean_all, facts
from policykb.extraction.plain import unwrapped

MAX_PAGES = 3_000
_EDGE_LINES = 2
"""So many lines at the top and bottom of a page may be running heads."""
_NUMBER = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"\W*(?:(?:page|seite|p\.)\s*)?\d{1,4}(?:\s*(?:/|of|von)\s*\d{1,4})?\W*", re.IGNORECASE
)
_HYPHENATED = re.compile(r"(\w+)-[ \t]*\n[ \t]*(?=([^\W\d_A-Z]\w*))")
_SENTENCE_END = re.compile(r"[.!?…:;][\"'”’»)\]]*\Z")
_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
)
_DATE = re.compile(r"(?:D:)?(\d{4})(\d{2})(\d{2})")


def extract_pdf(data: bytes) -> ExtractedDocument:
    """Return the text of a PDF and the facts of its metadata.

    Lines are joined to paragraphs, words that are hyphenated at a line end put together, and
    running heads and page numbers left out.

    Raises:
        PolicyKBError: It is encrypted, too long, or has no text.
    """
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and reader.decrypt("") is PasswordType.NOT_DECRYPTED:
            raise _encrypted()
        if len(reader.pages) > MAX_PAGES:
            raise PolicyKBError(
                f"this PDF has more than {MAX_PAGES:,} pages", "Add the part that matters."
            )
        pages = [page.extract_text().translate(_LIGATURES) for page in reader.pages]
        about = reader.metadata
        language = reader.root_object.get("/Lang")
    except DependencyError:
        raise _encrypted() from None
    lines, left_out = _without_running_heads([page.splitlines() for page in pages])
    texts = clean_all(_paragraphs(lines))
    if not any(any(map(str.isalpha, text)) for text in texts):
        raise PolicyKBError(
            "no text in this PDF: its pages are pictures",
            "Recognise the text first, for example with `ocrmypdf`, and add the result.",
        )
    said = facts(
        "the PDF's metadata",
        title=about.title if about else None,
        author=about.author if about else None,
        published=_date(str(about.get("/CreationDate", "")) if about else ""),
        language=str(language) if language else None,
    )
    remark = f"left out as running heads and page numbers: {left_out} lines" if left_out else ""
    return ExtractedDocument(texts, tuple(said), (remark,) if remark else ())


def _encrypted() -> PolicyKBError:
    return PolicyKBError(
        "this PDF is encrypted", "Open it in a viewer, print it to a new PDF, and add that."
    )


def _date(text: str) -> str | None:
    """Return a date of PDF (``D:20250704…``) as ISO 8601 has it."""
    found = _DATE.match(text)
    return "-".join(found.groups()) if found else None


def _without_running_heads(pages: Sequence[list[str]]) -> tuple[list[list[str]], int]:
    """Return the lines of each page without those that stand at the edge of many pages, and the
    number of the others.
    """
    pages = [[line for line in page if line.strip()] for page in pages]
    edges = Counter(
        key for page in pages for key in {_NUMBER.sub("0", line.strip()) for line in _edge(page)}
    )
    often = {key for key, number in edges.items() if number >= max(3, len(pages) / 3)}
    kept: list[list[str]] = []
    for page in pages:
        edge = {
            line
            for line in _edge(page)
            if _NUMBER.sub("0", line.strip()) in often or _PAGE_NUMBER.fullmatch(line.strip())
        }
        first, last = _EDGE_LINES, len(page) - _EDGE_LINES
        kept.append([x for i, x in enumerate(page) if x not in edge or first <= i < last])
    return kept, sum(map(len, pages)) - sum(map(len, kept))


def _edge(page: list[str]) -> list[str]:
    return page[:_EDGE_LINES] + page[max(_EDGE_LINES, len(page) - _EDGE_LINES) :]


def _paragraphs(pages: Sequence[list[str]]) -> Iterator[str]:
    """Yield the paragraphs. One that does not end like a sentence goes on on the next page, if
    that begins in lower case.
    """
    whole = "\n".join(line for page in pages for line in page)
    words = Counter(re.findall(r"\w+(?:-\w+)*", whole.casefold()))

    def joined(match: re.Match[str]) -> str:
        first, rest = match.group(1), match.group(2)
        parted, together = (words[f"{first}{mark}{rest}".casefold()] for mark in ("-", ""))
        return f"{first}-" if parted > together else first

    waiting = ""
    for page in pages:
        text = _HYPHENATED.sub(joined, "\n".join(page))
        for paragraph in unwrapped(text):
            if waiting and paragraph[:1].islower() and not _SENTENCE_END.search(waiting):
                waiting = _joined_over_pages(waiting, paragraph)
                continue
            if waiting:
                yield waiting
            waiting = paragraph
    if waiting:
        yield waiting


def _joined_over_pages(before: str, after: str) -> str:
    return before[:-1] + after if before.endswith("-") else f"{before} {after}"

"""Documents of every type become paragraphs and facts; what has no text is an error."""

import gzip
import io
import sys
from collections.abc import Callable

import pytest
from pypdf import PdfReader, PdfWriter

from policykb.diagnostics import PolicyKBError
from policykb.extraction import archives, pdf
from policykb.extraction.document import ExtractedDocument, Fact
from policykb.extraction.formats import DocumentType, extract, type_of
from policykb.extraction.isolated import extract_isolated
from tests.support import documents
from tests.support.source_texts import PATROLS as SECOND
from tests.support.source_texts import TOLL as FIRST

TITLE = "The harbour of two towns"


def read(data: bytes, name: str = "") -> ExtractedDocument:
    return extract(data, type_of(data, name))


def told(content: ExtractedDocument) -> dict[str, str]:
    return {fact.field: fact.value for fact in reversed(content.facts)}


DOCUMENTS: dict[str, bytes] = {
    "html": documents.page(FIRST, SECOND),
    "pdf": documents.pdf([[FIRST], [SECOND]]),
    "docx": documents.word(FIRST, SECOND),
    "epub": documents.book({"a.xhtml": f"<p>{FIRST}</p>", "b.xhtml": f"<p>{SECOND}</p>"}),
    "markdown": f"{FIRST}\n\n{SECOND}\n".encode(),
    "txt": f"{FIRST}\n\n{SECOND}\n".encode(),
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_of_each_type_gives_its_paragraphs(name: str) -> None:
    content = extract(DOCUMENTS[name], DocumentType(name))
    assert content.text == f"{FIRST}\n\n{SECOND}\n"


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_type_is_seen_in_the_content_where_it_can_be(name: str) -> None:
    expected = "txt" if name == "markdown" else name
    assert type_of(DOCUMENTS[name], "misleading.txt") == expected


def test_the_name_tells_the_type_of_text() -> None:
    assert type_of(b"# A heading", "a.MD") is DocumentType.MARKDOWN
    assert type_of(b"# A heading", "a.unknown") is DocumentType.TXT
    assert type_of(b"  <!-- x --> <HTML lang=en>") is DocumentType.HTML


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "old Word"),
        (rb"{\rtf1 text}", "RTF"),
        (documents.archive({"a.txt": "text"}), "archive"),
        (gzip.compress(b"text"), "compressed"),
        (b"\x89PNG\r\n", "picture"),
    ],
    ids=["doc", "rtf", "zip", "gzip", "png"],  # an archive holds the time
)
def test_what_cannot_be_read_is_named_with_a_remedy(data: bytes, message: str) -> None:
    with pytest.raises(PolicyKBError, match=message) as caught:
        type_of(data)
    assert caught.value.help


# --- what a document says about itself ------------------------------------------------


def test_a_page_tells_its_fields() -> None:
    head = (
        f"<title>{TITLE} | Town Gazette</title><meta name='author' content='Jane Roe'>"
        "<meta property='og:site_name' content='Town Gazette'>"
        "<meta property='article:published_time' content='2024-05-02T10:00:00Z'>"
        "<link rel='canonical' href='https://example.org/harbour'>"
        '<script type="application/ld+json">{"@type": "NewsArticle"}</script>'
    )
    assert told(read(documents.page(FIRST, SECOND, head=head))) == {
        "title": TITLE,
        "author": "Jane Roe",
        "publisher": "Town Gazette",
        "published": "2024-05-02",
        "url": "https://example.org/harbour",
        "language": "en",
        "kind": "news",
    }


def test_other_documents_tell_their_fields() -> None:
    core = (
        f"<dc:title>{TITLE}</dc:title><dc:creator>Jane Roe</dc:creator>"
        "<dc:language>en-GB</dc:language><dcterms:created>2024-05-02T10:00:00Z</dcterms:created>"
    )
    expected = {
        "title": TITLE,
        "author": "Jane Roe",
        "language": "en-GB",
        "published": "2024-05-02",
    }
    assert told(read(documents.word(FIRST, properties=core))) == expected
    info = {"Title": TITLE, "Author": "Jane Roe", "CreationDate": "D:20240502100000Z"}
    assert told(read(documents.pdf([[FIRST]], info))) == expected
    package = (
        f"<dc:title>{TITLE}</dc:title><dc:creator>Jane Roe</dc:creator>"
        "<dc:language>en-GB</dc:language><dc:date>2024-05-02</dc:date>"
        "<dc:publisher>Town Gazette</dc:publisher>"
    )
    assert told(read(documents.book({"a.xhtml": f"<p>{FIRST}</p>"}, package))) == {
        **expected,
        "publisher": "Town Gazette",
    }
    front = f'---\ntitle: "{TITLE}"\nauthor: Jane Roe\nlang: en-GB\ndate: 2024-05-02\n---\n'
    assert told(read(f"{front}{FIRST}\n".encode(), "a.md")) == expected


def test_each_fact_has_its_origin() -> None:
    content = read(f"# {TITLE}\n\n{FIRST}\n".encode(), "a.md")
    assert content.facts == (
        Fact("language", "en", "its words"),
        Fact("title", TITLE, "its heading"),
    )


def test_a_year_in_the_text_is_no_date_of_publication() -> None:
    assert "published" not in told(read(documents.page(FIRST, SECOND)))


# --- the text ----------------------------------------------------------------------------


def test_what_is_not_the_article_is_left_out() -> None:
    page = documents.page(FIRST, SECOND, after="<aside>Buy a boat today.</aside>")
    assert read(page).paragraphs == (FIRST, SECOND)


def test_the_later_parts_of_an_article_belong_to_it() -> None:
    parts = [
        [
            f"The paragraph {n} of part {part} tells at length of the tolls of straits, "
            "and of much more."
            for n in range(4)
        ]
        for part in range(3)
    ]
    boxes = "<div>Buy a boat today.</div>".join(
        f"<div class='article__body'>{''.join(f'<p>{text}</p>' for text in part)}</div>"
        for part in parts
    )
    page = f"<html><body><main>{boxes}</main></body></html>".encode()
    content = read(page)
    assert content.paragraphs == tuple(text for part in parts for text in part)


def test_little_text_of_a_page_is_remarked() -> None:
    assert "little text" in read(documents.page(FIRST)).remarks[0]
    assert not read(documents.page(FIRST, *(f"{SECOND} It was {n}." for n in "abc"))).remarks


def test_inline_markup_does_not_part_a_sentence() -> None:
    marked = "The <b>ferr</b>y runs<a href='#x'><sup>1</sup></a> <i>daily</i>,&nbsp;they say."
    plain = "The ferry runs daily, they say."
    assert read(documents.page(FIRST, marked, SECOND)).paragraphs[1] == plain
    chapter = f"<p>{marked}</p><p>m<sup>2</sup></p><p hidden='hidden'>secret</p>"
    assert read(documents.book({"a.xhtml": chapter})).paragraphs == (plain, "m2")


def test_rows_of_tables_and_items_of_lists_are_paragraphs() -> None:
    chapter = (
        "<table><tr><td>Fee</td><td>10</td></tr><tr><td>Tax</td><td>2</td></tr></table>"
        "<ul><li>one</li><li>two</li></ul><p>a<br/>b<br/><br/>c</p><pre>d\n  e</pre>"
    )
    content = read(documents.book({"a.xhtml": chapter}))
    assert content.paragraphs == ("Fee 10", "Tax 2", "one", "two", "a\nb", "c", "d\ne")
    markdown = read(b"| a | b |\n|---|---|\n| c | d |\n\n- one\n- two\nthree\n", "a.md")
    assert markdown.paragraphs == ("a b", "c d", "one", "two three")


def test_no_quote_of_a_text_holds_a_character_that_records_may_not() -> None:
    text = "A\u200b hidden\u00ad \u202etext with\u00a0spaces, cafe\u0301.\u2028Next \ufe0f."
    assert read(text.encode()).paragraphs == ("A hidden text with spaces, café. Next .",)


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_that_are_wraps_are_joined(mark: str, end: str) -> None:
    lines = ["The ferry between the two towns runs every day of the", "week. It is slow."]
    wrapped = f"{mark}{TITLE}{end}{end}{end.join(lines)}{end}"
    assert read(wrapped.encode()).paragraphs == (TITLE, " ".join(lines))
    assert read(wrapped.encode("utf-16")).paragraphs == (TITLE, " ".join(lines))


def test_text_in_an_old_encoding_is_an_error() -> None:
    with pytest.raises(PolicyKBError, match="not valid UTF-8"):
        read("café".encode("latin-1"))


# --- PDF ---------------------------------------------------------------------------------


def test_lines_of_a_pdf_become_paragraphs_over_pages() -> None:
    body = [
        "The two towns have argued about the harbour for many years, and the co-",
        "operation of their councils has suffered. The long-",
        "standing dispute about long-standing fees ended in a compro-",
        "mise. It did not",
    ]
    pages = [
        ["Gazette", *body, "Page 1"],
        ["Gazette", "last a week.", "Page 2"],
        ["Gazette", "So they began again.", "Page 3"],
    ]
    content = read(documents.pdf(pages))
    assert " ".join(content.paragraphs) == (
        "The two towns have argued about the harbour for many years, and the cooperation of their "
        "councils has suffered. The long-standing dispute about long-standing fees ended in a "
        "compromise. It did not last a week. So they began again."
    )
    assert content.remarks == ("left out as running heads and page numbers: 6 lines",)


def test_a_short_pdf_keeps_lines_that_only_look_like_heads() -> None:
    content = read(documents.pdf([["Gazette", FIRST], ["Gazette", SECOND]]))
    assert content.text.count("Gazette") == 2


# --- no text, damaged, hostile -------------------------------------------------------------


def encrypted_pdf() -> bytes:
    writer = PdfWriter(PdfReader(io.BytesIO(documents.pdf([[FIRST]]))))
    writer.encrypt("secret", algorithm="RC4-128")
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b" \n", "empty"),
    "scanned": (lambda: documents.pdf([[], []]), "pictures"),
    "numbered scan": (lambda: documents.pdf([["1"], ["2"]]), "pictures"),
    "encrypted pdf": (encrypted_pdf, "encrypted"),
    "cut pdf": (lambda: documents.pdf([[FIRST]])[:60], "damaged"),
    "scripts": (
        lambda: (
            b"<!doctype html><html><head><title>App</title></head><body><noscript>Turn scripts on."
            b"</noscript><div id='root'></div><script>write('text')</script></body></html>"
        ),
        "scripts",
    ),
    "deep": (lambda: b"<html><body>" + b"<div>" * 50_000 + b"<p>text", "no text"),
    "cut docx": (lambda: documents.word(FIRST)[:-40], "damaged"),
    "empty docx": (lambda: documents.word(""), "no text"),
    "broken docx": (
        lambda: documents.archive({"a": "", "word/document.xml": "<w:document>"}),
        "damaged",
    ),
    "entities": (
        lambda: documents.archive(
            {
                "[Content_Types].xml": "<x/>",
                "word/document.xml": "<!DOCTYPE x [<!ENTITY a 'b'>]>&a;",
            }
        ),
        "damaged",
    ),
    "zip bomb": (
        lambda: documents.word(FIRST, more={"bomb": bytes(archives.MAX_UNPACKED)}),
        "unpack to more",
    ),
    "many entries": (
        lambda: documents.word(
            FIRST, more={str(number): b"" for number in range(archives.MAX_ENTRIES)}
        ),
        "unpack to more",
    ),
    "no chapters": (lambda: documents.book({}), "no text"),
    "protected book": (
        lambda: documents.book(
            {"a.xhtml": f"<p>{FIRST}</p>"},
            more={
                "META-INF/encryption.xml": "<encryption><CipherReference URI='OPS/a.xhtml'/>"
                "</encryption>"
            },
        ),
        "encrypted",
    ),
    "missing chapter": (
        lambda: documents.book({"a.xhtml": "x"}).replace(b"OPS/a.xhtml", b"OPS/b.xhtml"),
        "damaged",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_has_no_text_is_an_error_with_a_remedy(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "MAX_UNPACKED", 1_000_000)
    monkeypatch.setattr(archives, "MAX_ENTRIES", 100)
    make, message = HOSTILE[name]
    data = make()
    with pytest.raises(PolicyKBError, match=message) as caught:
        read(data)
    assert caught.value.help


def test_a_pdf_of_too_many_pages_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "MAX_PAGES", 1)
    with pytest.raises(PolicyKBError, match="more than 1 pages"):
        read(documents.pdf([[FIRST], [SECOND]]))


def test_a_document_is_read_in_a_process_of_its_own() -> None:
    page = documents.page(FIRST, SECOND, head=f"<title>{TITLE}</title>")
    assert extract_isolated(page, DocumentType.HTML) == read(page)
    with pytest.raises(PolicyKBError, match="pictures") as caught:
        extract_isolated(documents.pdf([[]]), DocumentType.PDF)
    assert "ocrmypdf" in caught.value.help


def test_a_document_that_takes_too_long_is_an_error() -> None:
    with pytest.raises(PolicyKBError, match=r"longer than 0\.01 seconds"):
        extract_isolated(documents.page(FIRST), DocumentType.HTML, seconds=0.01)


def test_a_missing_package_is_an_error_that_names_the_extra(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("policykb.extraction.pdf", "policykb.extraction.html"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.setitem(sys.modules, "pypdf", None)
    with pytest.raises(PolicyKBError, match="packages are missing") as caught:
        extract(documents.pdf([[FIRST]]), DocumentType.PDF)
    assert "pip install 'policykb[documents]'" in caught.value.help
    assert extract(FIRST.encode(), DocumentType.TXT).paragraphs == (FIRST,)

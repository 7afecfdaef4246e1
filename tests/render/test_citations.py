"""Footnotes, BibTeX and CSL-JSON, and the documents that Markdown and pages cite."""

import dataclasses
import json
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from markdown_it import MarkdownIt
from pybtex.database import BibliographyData, parse_string

from policykb import Query, load, select
from policykb.diagnostics import PolicyKBError
from policykb.model.knowledge_base import KnowledgeBase
from policykb.model.records import ActorKind, SourceKind
from policykb.render import Format, Output, render
from policykb.render.escaping import one_line, web_address
from policykb.text.normalize import collapse_spaces
from policykb.views.claims import claims_view
from policykb.views.lists import sources_view, topics_view
from policykb.views.payloads import Json
from policykb.views.record import records_view
from tests.support import factories
from tests.support.hostile_strings import UNSAFE, hostile_texts
from tests.support.running import SAMPLE, run

OUTPUT = Output(terminal=False, colour=False, width=80, unicode=True)
ANSWERS = {
    "compare": ("compare", "arvona", "belmark"),
    "grep": ("grep", "-t", "quotas"),
    "claims": ("claims", "-t", "quotas"),
    "show-claim": ("show", "arvona-lighthouse-sale"),
    "show-actor": ("show", "arvona"),
    "show-source": ("show", "gazette-2015"),
    "sources": ("sources",),
    "explain": ("explain", "arvona", "belmark", "lighthouse"),
    "conflicts": ("conflicts",),
    "two-moments": ("compare", "arvona", "belmark", "--from", "2019"),
}


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    return load(SAMPLE)


def kb_with(
    *,
    title: str = "T",
    author: str = "A",
    kind: ActorKind = ActorKind.PERSON,
    publisher: str | None = None,
    url: str | None = None,
    quote: str = "Q.",
    source_kind: SourceKind = SourceKind.BLOG,
) -> KnowledgeBase:
    """A knowledge base of one claim, with the texts of its source and its author given."""
    claim = dataclasses.replace(factories.claim("c1"), quote=quote)
    writer = dataclasses.replace(factories.actor("writer", author), kind=kind)
    made = factories.knowledge_base([claim], actors=[writer])
    source = dataclasses.replace(
        made.sources[claim.source],
        title=title,
        author="writer",
        publisher=publisher,
        url=url,
        kind=source_kind,
        accessed=date(2025, 7, 9),
    )
    return dataclasses.replace(made, sources={source.id: source})


def rendered(kb: KnowledgeBase, chosen: Format) -> str:
    return render(records_view(kb, [kb.claims["c1"]], {}, cites=True), chosen, OUTPUT)


# --- BibTeX ----------------------------------------------------------------------------

_NAMED = {
    "textbackslash": "\\",
    "textbraceleft": "{",
    "textbraceright": "}",
    "textasciitilde": "~",
    "textasciicircum": "^",
    "textless": "<",
    "textgreater": ">",
    "textbar": "|",
}


def from_tex(text: str) -> str:
    """The text that TeX prints for a text of these entries."""

    def read(match: re.Match[str]) -> str:
        return _NAMED[match["name"]] if match["name"] else match["sign"]

    return re.sub(r"\\(?:(?P<name>text[a-z]+)\{\}|(?P<sign>[#$%&_]))", read, text)


def parsed(text: str) -> BibliographyData:
    return parse_string(text, "bibtex")


def test_an_entry_of_bibtex() -> None:
    kb = kb_with(
        title="Fish & chips: 100%",
        author="Ada Byron",
        publisher="The {Gazette}",
        url="https://example.org/a_b?c=d%20e#f",
        quote="He said\n“no”.",
    )
    assert rendered(kb, Format.BIBTEX) == (
        "@misc{s2025,\n"
        "  author = {Ada Byron},\n"
        "  title = {{Fish \\& chips: 100\\%}},\n"
        "  publisher = {The \\textbraceleft{}Gazette\\textbraceright{}},\n"
        "  year = {2025},\n"
        "  month = jul,\n"
        "  date = {2025-07-04},\n"
        "  url = {https://example.org/a_b?c=d%20e#f},\n"
        "  urldate = {2025-07-09},\n"
        "  annote = {“He said “no”.”},\n"
        "}\n"
    )


BREAKING = (
    *("{", "}", "}}", "{{", "\\{", "\\", "\\\\}", '"', '", note = "x', "}, note = {x", "@misc{x,"),
    *("\n}\n@misc{y, title = {z}}\n", "\u202e}\u202c", "%", "# $ & _ ~ ^ < > |", "a and b", "a, b"),
)
any_text = st.one_of(
    st.sampled_from(BREAKING), st.lists(st.sampled_from(BREAKING)).map("".join), hostile_texts
).filter(lambda text: bool(collapse_spaces(text)))


@given(any_text, any_text, any_text, any_text)
def test_no_text_breaks_out_of_bibtex(title: str, author: str, publisher: str, quote: str) -> None:
    kb = kb_with(title=title, author=author, publisher=publisher, quote=quote)
    text = rendered(kb, Format.BIBTEX)
    assert UNSAFE.search(text) is None
    found = parsed(text).entries
    assert list(found) == ["s2025"]
    fields = found["s2025"].fields
    assert set(fields) <= {
        *("author", "title", "publisher", "year", "month", "date", "urldate", "annote"),
    }
    # A parser may collapse runs of spaces, as TeX does.
    wanted = {"title": title, "publisher": publisher, "annote": f"“{collapse_spaces(quote)}”"}
    for name, value in wanted.items():
        field = fields[name]
        printed = from_tex(field[1:-1] if name == "title" else field)
        assert collapse_spaces(printed) == collapse_spaces(one_line(collapse_spaces(value)))
    assert len(found["s2025"].persons["author"]) == 1


@given(st.one_of(any_text, any_text.map("https://example.org/{}".format)))
def test_an_address_is_one_word(url: str) -> None:
    address = web_address(url)
    assert re.fullmatch(r"[!-~]*", address)
    assert not set(address) & set('{}\\"<>|()`')
    assert (
        parsed(rendered(kb_with(url=url), Format.BIBTEX)).entries["s2025"].fields.get("url", "")
        == address
    )


@pytest.mark.parametrize("url", [None, "", "javascript:alert(1)", "ftp://example.org"])
def test_only_addresses_of_the_web_are_linked(url: str | None) -> None:
    assert web_address(url) == ""
    assert "url" not in rendered(kb_with(url=url), Format.BIBTEX).replace("urldate", "")


@pytest.mark.parametrize(
    ("kind", "name", "field"),
    [
        (ActorKind.PERSON, "Ada Byron", "{Ada Byron}"),
        (ActorKind.PERSON, "Barnes and Noble", "{{Barnes and Noble}}"),
        (ActorKind.GOVERNMENT_BODY, "Ministry of Fish and Tides", "{{Ministry of Fish and Tides}}"),
    ],
)
def test_the_name_of_an_organisation_stays_whole(kind: ActorKind, name: str, field: str) -> None:
    text = rendered(kb_with(author=name, kind=kind), Format.BIBTEX)
    assert f"author = {field}," in text
    assert len(parsed(text).entries["s2025"].persons["author"]) == 1


@pytest.mark.parametrize("chosen", [Format.BIBTEX, Format.CSL_JSON, Format.FOOTNOTES])
def test_nobody_is_cited_as_an_author_without_a_name(chosen: Format) -> None:
    kb = kb_with(author="the article's author", kind=ActorKind.UNNAMED)
    assert "the article's author" not in rendered(kb, chosen)


# --- CSL-JSON --------------------------------------------------------------------------

# https://resource.citationstyles.org/schema/v1.0/input/json/csl-data.json requires of what is
# written here: a list of items without other members, each with a type of this list and an id;
# dates as lists of one to three numbers; names as objects.
_DATE: dict[str, Json] = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "date-parts": {
            "type": "array",
            "minItems": 1,
            "maxItems": 2,
            "items": {"type": "array", "minItems": 1, "maxItems": 3, "items": {"type": "integer"}},
        }
    },
}
_TEXT: dict[str, Json] = {"type": "string"}
CSL_SCHEMA: dict[str, Json] = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["id", "type"],
        "additionalProperties": False,
        "properties": {
            "id": _TEXT,
            "type": {
                "enum": [
                    *("article-newspaper", "dataset", "document", "legislation", "post-weblog"),
                    *("report", "speech", "treaty"),
                ]
            },
            "title": _TEXT,
            "author": {
                "type": "array",
                "items": {
                    "type": "object",
                    "additionalProperties": False,
                    "properties": {"literal": _TEXT},
                },
            },
            "container-title": _TEXT,
            "publisher": _TEXT,
            "issued": _DATE,
            "accessed": _DATE,
            "URL": _TEXT,
            "language": _TEXT,
            "annote": _TEXT,
        },
    },
}


@pytest.mark.parametrize("name", list(ANSWERS))
def test_csl_json_has_the_shape_of_its_schema(name: str) -> None:
    items = json.loads(run(*ANSWERS[name], "-f", "csl-json").out)
    Draft202012Validator(CSL_SCHEMA).validate(items)
    assert items


@pytest.mark.parametrize("kind", list(SourceKind))
def test_every_kind_of_source_has_a_type(kind: SourceKind) -> None:
    items = json.loads(rendered(kb_with(source_kind=kind, publisher="P"), Format.CSL_JSON))
    Draft202012Validator(CSL_SCHEMA).validate(items)


@given(any_text, any_text, any_text)
def test_csl_json_reads_back_as_it_was(title: str, author: str, quote: str) -> None:
    (item,) = json.loads(
        rendered(kb_with(title=title, author=author, quote=quote), Format.CSL_JSON)
    )
    as_json = json.loads(json.dumps([collapse_spaces(one) for one in (title, author, quote)]))
    assert [item["title"], item["author"][0]["literal"], item["annote"][1:-1]] == as_json
    assert item["issued"] == {"date-parts": [[2025, 7, 4]]}
    assert item["accessed"] == {"date-parts": [[2025, 7, 9]]}


# --- which documents and sentences -----------------------------------------------------


@pytest.mark.parametrize("name", list(ANSWERS))
def test_formats_cite_the_same_documents(name: str) -> None:
    items = json.loads(run(*ANSWERS[name], "-f", "csl-json").out)
    entries = parsed(run(*ANSWERS[name], "-f", "bibtex").out).entries
    notes = run(*ANSWERS[name], "-f", "footnotes").out
    assert [item["id"] for item in items] == list(entries)
    for item in items:
        assert f"“{item['title']}”" in notes
        for quote in filter(None, item.get("annote", "").split("\n")):
            assert notes.count(f"] {quote} ") == 1


def test_a_comparison_cites_what_cite_prints() -> None:
    command = ("compare", "arvona", "belmark")
    rows = json.loads(run(*command, "--cite", "-f", "json").out)["rows"]
    cited = {
        collapse_spaces(citation["quote"])
        for row in rows
        for cell in row["cells"].values()
        for citation in cell["citations"]
    }
    items = json.loads(run(*command, "-f", "csl-json").out)
    assert cited == {quote[1:-1] for item in items for quote in item["annote"].split("\n")}


def test_filters_and_dates_hold_for_citations() -> None:
    items = json.loads(run("grep", "--source", "gazette-2015", "-f", "csl-json").out)
    assert [item["id"] for item in items] == ["gazette-2015"]


def test_footnotes() -> None:
    kb = kb_with(
        title="On tides",
        author="Ada Byron",
        publisher="Gazette",
        url="https://example.org/",
        quote="They rise.",
    )
    assert rendered(kb, Format.FOOTNOTES).split("\n\n")[1] == (
        "[1] “They rise.” Ada Byron, “On tides”, Gazette, 4 July 2025, https://example.org/ "
        "(accessed 9 July 2025).\n"
    )


@given(any_text, any_text)
def test_no_text_makes_a_note_of_its_own(title: str, quote: str) -> None:
    lines = rendered(kb_with(title=title, quote=quote), Format.FOOTNOTES).split("\n")
    assert [line.startswith("[1] “") for line in lines] == [False, False, True, False]


def test_every_mark_has_a_note_and_every_note_a_mark() -> None:
    for command in ANSWERS.values():
        text = run(*command, "-f", "footnotes").out
        notes = [int(number) for number in re.findall(r"^\[(\d+)\] ", text, re.MULTILINE)]
        marks = re.findall(r"(?<=[\] ])\[(\d+)\]", re.sub(r"(?m)^\[.*", "", text))
        assert notes == list(range(1, len(notes) + 1))
        assert {int(mark) for mark in marks} == set(notes)


@pytest.mark.parametrize("chosen", ["footnotes", "bibtex", "csl-json"])
@pytest.mark.parametrize("command", ["topics", "coverage", "timeline arvona"])
def test_an_answer_that_cites_nothing_says_so(command: str, chosen: str) -> None:
    ran = run(*command.split(), "-f", chosen)
    assert ran.code == 2
    assert "cites no document" in ran.err


def test_the_extension_gives_the_format(kb: KnowledgeBase, tmp_path: Path) -> None:
    for name, start in {"refs.bib": "@misc{", "refs.csl.json": "[", "refs.json": "{"}.items():
        assert run("sources", "-o", tmp_path / name).code == 0
        assert (tmp_path / name).read_text().startswith(start)
    with pytest.raises(PolicyKBError):
        render(topics_view(kb), Format.BIBTEX, OUTPUT)
    assert "gazette-2015" in render(sources_view(kb), Format.BIBTEX, OUTPUT)


# --- Markdown and pages ----------------------------------------------------------------

PRINTED = [("compare", "arvona", "belmark", "--cite"), ("grep", "-t", "quotas"), ("conflicts",)]


@pytest.mark.parametrize("chosen", ["markdown", "html"])
@pytest.mark.parametrize("command", [("grep",), ("conflicts",)])
def test_documents_are_cited_not_files(command: tuple[str, ...], chosen: str) -> None:
    text = run(*command, "-f", chosen).out
    assert not re.search(r"(claims\.yaml|text\.txt):\d", text)
    assert "Troubled waters" in text
    assert "1 March 2015" in text


def test_a_quote_is_printed_once_and_its_document_linked() -> None:
    for command in PRINTED:
        text = run(*command, "-f", "markdown").out
        quotes = re.findall(r"“[^”]+”", text)
        assert len(quotes) == len(set(quotes)) > 0
    text = run("compare", "arvona", "belmark", "--cite", "-f", "markdown").out
    assert "[State of the strait](https://example.org/strait), 2 May 2024" in text
    page = run("grep", "-f", "html").out
    assert '<a href="https://example.org/strait" rel="noreferrer">State of the strait</a>' in page


def test_a_link_leads_where_it_says() -> None:
    url = "https://example.org/(a)_b?x=1&copy;=2*c*"
    kb = kb_with(title="[x](http://evil.example) `*_", url=url)
    view = claims_view(kb, select(kb, Query()).hits, quotes=True)
    text = render(view, Format.MARKDOWN, OUTPUT)
    tokens = MarkdownIt("commonmark").parse(text.split("\n\n")[-1])
    children = [child for token in tokens for child in token.children or ()]
    links = [child.attrs["href"] for child in children if child.type == "link_open"]
    assert links == [web_address(url)]
    assert "[x](http://evil.example) `*_" in "".join(child.content for child in children)


def test_a_terminal_keeps_the_place_in_the_text() -> None:
    ran = run("compare", "arvona", "belmark", "--cite", terminal=True, env={"NO_COLOR": "1"})
    assert re.search(r"”\s+sources/gazette-2015/text\.txt:\d+", ran.out)

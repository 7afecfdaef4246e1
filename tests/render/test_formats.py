import csv
import dataclasses
import io
import json
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from syrupy.assertion import SnapshotAssertion

from policykb import Query, compare, load, select
from policykb.diagnostics import Diagnostic
from policykb.model.knowledge_base import KnowledgeBase
from policykb.model.records import Claim
from policykb.render import Format, Output, render
from policykb.render.escaping import (
    csv_text,
    json_text,
    markdown_code,
    markdown_text,
    no_commands,
    one_line,
    visible,
)
from policykb.render.lines import notes
from policykb.text.source_text import SourceText, read_text
from policykb.views.claims import claims_view
from policykb.views.comparison import comparison_view
from policykb.views.comparison_table import Detail
from policykb.views.lists import actors_view, sources_view, topics_view
from policykb.views.payloads import Json
from policykb.views.table import Group
from policykb.views.view import View
from tests.support.hostile_strings import UNSAFE, hostile_kb, hostile_texts, views
from tests.support.running import SAMPLE

# --- one comparison in every format ----------------------------------------------------


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    return dataclasses.replace(load(SAMPLE), root=Path("sample"))


@pytest.fixture(scope="module")
def texts(kb: KnowledgeBase) -> Mapping[str, SourceText]:
    found = {
        source.id: read_text(SAMPLE, source.text_path, source.language)
        for source in kb.sources.values()
    }
    return {name: text for name, text in found.items() if not isinstance(text, Diagnostic)}


@pytest.fixture(scope="module")
def view(kb: KnowledgeBase) -> View:
    return comparison_view(kb, compare(kb, "arvona", "belmark"))


@pytest.fixture(scope="module")
def cited(kb: KnowledgeBase, texts: Mapping[str, SourceText]) -> View:
    return comparison_view(kb, compare(kb, "arvona", "belmark"), texts=texts)


def screen(width: int = 80, *, colour: bool = False, unicode: bool = True) -> Output:
    return Output(terminal=True, colour=colour, width=width, unicode=unicode)


@pytest.mark.parametrize("width", [80, 120])
def test_table(view: View, width: int, snapshot: SnapshotAssertion) -> None:
    assert render(view, Format.TABLE, screen(width)) == snapshot


@pytest.mark.parametrize("width", [80, 120])
def test_table_with_sentences(cited: View, width: int, snapshot: SnapshotAssertion) -> None:
    assert render(cited, Format.TABLE, screen(width)) == snapshot


def test_table_in_ascii(view: View, snapshot: SnapshotAssertion) -> None:
    assert render(view, Format.TABLE, screen(unicode=False)) == snapshot


def test_table_in_colour(view: View, snapshot: SnapshotAssertion) -> None:
    assert render(view, Format.TABLE, screen(colour=True)) == snapshot


# A picture is there for strips alone, and a page is looked at in test_html.
WRITTEN = [f for f in Format if not (f.is_picture or f.is_graph or f.cites)]
CITING = [chosen for chosen in Format if chosen.cites]


@pytest.mark.parametrize("chosen", [f for f in WRITTEN if f not in {Format.TABLE, Format.HTML}])
def test_other_formats(view: View, chosen: Format, snapshot: SnapshotAssertion) -> None:
    assert render(view, chosen, screen()) == snapshot


@pytest.mark.parametrize("chosen", [Format.PLAIN, Format.JSON, Format.MARKDOWN, *CITING])
def test_other_formats_with_sentences(
    cited: View, chosen: Format, snapshot: SnapshotAssertion
) -> None:
    assert render(cited, chosen, screen()) == snapshot


def test_three_actors_in_pairs(kb: KnowledgeBase, snapshot: SnapshotAssertion) -> None:
    compared = compare(kb, "arvona", "belmark", "council")
    view = comparison_view(kb, compared, Detail(pairs=True))
    assert render(view, Format.TABLE, screen(100)) == snapshot


def test_colour_is_all_that_colour_adds(cited: View) -> None:
    plain = render(cited, Format.TABLE, screen())
    colours = re.compile(r"\x1b\[[0-9;]*m")
    coloured = colours.sub("", render(cited, Format.TABLE, screen(colour=True)))
    assert [line.rstrip() for line in coloured.split("\n")] == plain.split("\n")


def test_ascii_is_ascii(kb: KnowledgeBase) -> None:
    view = claims_view(kb, select(kb, Query()).hits)
    assert render(view, Format.TABLE, screen(unicode=False)).isascii()


@pytest.mark.parametrize("width", [40, 80, 120, 200])
def test_no_line_is_wider_than_the_screen(cited: View, width: int) -> None:
    lines = render(cited, Format.TABLE, screen(width)).split("\n")
    assert max(map(len, lines)) <= width


@pytest.mark.parametrize("width", [20, 21, 30])
def test_a_narrow_screen_loses_nothing(kb: KnowledgeBase, width: int) -> None:
    for view in (actors_view(kb), topics_view(kb), sources_view(kb)):
        text = "".join(render(view, Format.TABLE, screen(width)).split())
        assert all(digit in text for digit in "0123")


def test_words_stay_whole_where_there_is_room(kb: KnowledgeBase) -> None:
    for view in (
        actors_view(kb, everyone=True),
        sources_view(kb),
        claims_view(kb, select(kb, Query()).hits),
    ):
        words = render(view, Format.TABLE, screen(120)).split()
        assert {w for row in view.flat for w in str(row[0]).split()} <= set(words)


# --- what data cannot do ---------------------------------------------------------------


@given(
    *(hostile_texts, hostile_texts, hostile_texts, hostile_texts),
    st.sampled_from([*WRITTEN, *CITING]),
)
def test_no_format_lets_through_what_could_drive_a_terminal(
    name: str, label: str, summary: str, quote: str, chosen: Format
) -> None:
    for view in views(hostile_kb(name, label, summary, quote), quote):
        if chosen.cites and not view.cites:
            continue
        text = render(view, chosen, screen()) + notes(view)
        assert UNSAFE.search(text.replace("\r\n", "\n")) is None


@given(hostile_texts, hostile_texts, hostile_texts)
def test_plain_lines_have_a_field_for_every_name(name: str, summary: str, quote: str) -> None:
    for view in views(hostile_kb(name, name, summary, quote), quote):
        lines = render(view, Format.PLAIN, screen()).split("\n")
        assert lines.pop() == ""
        tabs = len(view.fields) - (0 if view.make_places else 1)
        assert [line.count("\t") for line in lines] == [tabs] * len(list(view.flat))


@given(hostile_texts, hostile_texts, hostile_texts)
def test_json_reads_back_as_it_was(name: str, summary: str, quote: str) -> None:
    for view in views(hostile_kb(name, name, summary, quote), quote):
        whole = json.loads(render(view, Format.JSON, screen()))
        assert whole == as_json(dict(view.payload))
        *items, rest = map(json.loads, render(view, Format.JSONL, screen()).split("\n")[:-1])
        assert rest | {view.items: items} == whole


def as_json(value: object) -> Json:
    """A payload with the types that reading JSON gives; surrogate pairs become one character."""
    loaded: Json = json.loads(json.dumps(value))
    return loaded


@given(hostile_texts, hostile_texts, hostile_texts)
def test_csv_reads_back_but_for_the_apostrophe(name: str, summary: str, quote: str) -> None:
    for view in views(hostile_kb(name, name, summary, quote), quote):
        text = render(view, Format.CSV, screen())
        head, *rows = csv.reader(io.StringIO(text, newline=""), strict=True)
        assert head == list(view.fields)
        for row, values in zip(rows, view.flat, strict=True):
            for found, value in zip(row, values, strict=True):
                plain = "" if value is None else str(value)
                guard = "'" if isinstance(value, str) and csv_text(plain)[:1] == "'" else ""
                assert found in {one_line(plain), guard + one_line(plain)}


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "-2", "  =1", "\t=1", "\n=1"])
def test_text_cannot_become_a_formula(text: str) -> None:
    assert csv_text(text).startswith("'")


@pytest.mark.parametrize("text", ["a=1", "2021/..", "'x", "", "x -1", "a@b"])
def test_text_that_is_no_formula_stays_as_it_is(text: str) -> None:
    assert csv_text(text) == text


def test_numbers_stay_numbers_in_csv(view: View) -> None:
    rows = list(csv.DictReader(io.StringIO(render(view, Format.CSV, screen()))))
    assert [row["score"] for row in rows if row["actor"] == "belmark"][:2] == ["-2", "2"]


@given(hostile_texts)
def test_what_is_visible_is_so_already(text: str) -> None:
    assert visible(visible(text)) == visible(text)
    assert one_line(one_line(text)) == one_line(text)
    assert "\n" not in one_line(text)


@given(hostile_texts)
def test_escaped_json_says_the_same(text: str) -> None:
    assert json.loads(json_text(json.dumps(text, ensure_ascii=False))) == as_json(text)


_MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def shown_by_markdown(source: str) -> str:
    """The text of a rendered page, with anything that is not text named."""
    parts = []
    for token in _MARKDOWN.parse(source):
        assert token.type in {
            *("paragraph_open", "paragraph_close", "inline"),
            *("bullet_list_open", "bullet_list_close", "list_item_open", "list_item_close"),
        }
        parts += [child.content for child in token.children or ()]
        kinds = {child.type for child in token.children or ()}
        assert kinds <= {"text", "text_special"}
    return "".join(parts)


@given(hostile_texts)
def test_markdown_shows_the_text_and_nothing_else(text: str) -> None:
    wanted = one_line(text).strip()
    page = shown_by_markdown(f"- {markdown_text(text)}\n")
    assert page.replace("\u200b", "") == wanted.replace("\u200b", "")


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("@octocat", "@&#8203;octocat"),
        ("a@b.org", "a@&#8203;b.org"),
        ("@ noon", "@ noon"),
        ("#12", r"\#&#8203;12"),
        ("gh-12", "gh-&#8203;12"),
        ("https://example.org", r"https\://example.org"),
        ("www.example.org", r"www\.example.org"),
    ],
)
def test_markdown_mentions_nobody_and_links_nowhere(text: str, escaped: str) -> None:
    assert markdown_text(text) == escaped


@given(hostile_texts, hostile_texts, hostile_texts)
def test_markdown_tables_keep_their_shape(name: str, summary: str, quote: str) -> None:
    for view in views(hostile_kb(name, name, summary, quote), quote):
        tokens = _MARKDOWN.parse(render(view, Format.MARKDOWN, screen()))
        rows = sum(token.type == "tr_open" for token in tokens)
        cells = sum(token.type in {"td_open", "th_open"} for token in tokens)
        assert rows == sum(len(group.rows) + 1 for group in view.groups)
        assert cells == rows * len(view.columns)


@given(hostile_texts)
def test_tables_show_data_not_markup(name: str) -> None:
    view = actors_view(hostile_kb(name, "t", "s", "q"))
    text = render(view, Format.TABLE, screen(1000))
    assert "".join(one_line(name).split()) in "".join(text.split())


def test_long_words_are_folded_not_cut() -> None:
    word = "Donaudampfschifffahrtsgesellschaft" * 6
    view = actors_view(hostile_kb(word, "t", "s", "q"))
    lines = render(view, Format.TABLE, screen()).split("\n")
    assert "".join("".join(lines).split()).count("gesellschaft") >= 1
    assert sum(line.count("D") for line in lines) == 6


def test_every_field_of_a_claim_is_in_json_and_in_lines(kb: KnowledgeBase) -> None:
    names = {field.name for field in dataclasses.fields(Claim)} - {"route"}
    view = claims_view(kb, select(kb, Query()).hits)
    first = json.loads(render(view, Format.JSON, screen()))["claims"][0]
    assert names | {"score"} == set(first) == set(view.fields)


# --- lines of a file -------------------------------------------------------------------


def coded(*lines: str) -> View:
    return View(
        title="",
        columns=(),
        make_groups=lambda: [Group("In a file", (), lines)],
        make_payload=lambda: {"items": []},
        items="items",
        fields={},
    )


@pytest.mark.parametrize("chosen", [Format.TABLE, Format.MARKDOWN, Format.HTML])
def test_code_keeps_its_lines_and_spaces(chosen: Format) -> None:
    text = render(coded("claims:", "  - id: a", "", "    note: b  c"), chosen, screen())
    assert "claims:\n  - id: a\n\n    note: b  c\n" in text.replace("<code>", "")


def test_a_long_line_of_code_is_folded_not_cut() -> None:
    text = render(coded("  - " + "x" * 100), Format.TABLE, screen(40))
    assert max(map(len, text.split("\n"))) == 40
    assert text.count("x") == 100


@given(st.lists(hostile_texts, min_size=1), st.sampled_from([Format.TABLE, Format.HTML]))
def test_code_lets_nothing_through(lines: list[str], chosen: Format) -> None:
    text = render(coded(*lines), chosen, screen())
    assert UNSAFE.search(text) is None
    assert "<b>" not in text or chosen is not Format.HTML


@given(st.lists(hostile_texts | st.text("`~ ", min_size=1), min_size=1))
def test_markdown_shows_code_and_no_line_ends_it(lines: list[str]) -> None:
    (block,) = _MARKDOWN.parse(markdown_code(lines))
    assert block.type == "fence"
    assert block.content == "".join(f"{one_line(line)}\n" for line in lines)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("::error::x", "\\x3a:error::x"),
        ("a\n  ::stop-commands::x\n", "a\n  \\x3a:stop-commands::x\n"),
        ("a ::error::x", "a ::error::x"),
        ("  ::: claims.yaml:3:4", "  ::: claims.yaml:3:4"),
        (":::error::", "\\x3a::error::"),
    ],
)
def test_no_line_of_a_log_is_an_order(text: str, shown: str) -> None:
    assert no_commands(text) == shown


def test_orders_inside_a_line_are_spelt_out() -> None:
    assert visible("a ##[error]b") == "a ##\\x5berror]b"
    assert json.loads(json_text('"a ##[error]b"')) == "a ##[error]b"
    assert "##[" not in json_text('"a ##[error]b"')

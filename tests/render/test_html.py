import dataclasses
import json
import shutil
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings

from policykb import Comparison, Query, compare, load
from policykb.analysis.counted import count_for
from policykb.diagnostics import Diagnostic
from policykb.model.knowledge_base import KnowledgeBase
from policykb.render import Format, Output, render
from policykb.render.escaping import one_line
from policykb.text.source_text import SourceText, read_text
from policykb.views.comparison import comparison_view
from policykb.views.comparison_page.build import comparison_page
from policykb.views.page import Page
from policykb.views.view import View
from tests.support import factories, hostile_strings, markup
from tests.support.running import ROOT, SAMPLE, run, start

ANSWERS: Mapping[str, tuple[str, ...]] = {
    "compare": ("compare", "arvona", "belmark"),
    "compare three": ("compare", "arvona", "belmark", "council", "--pairs"),
    "compare --only": ("compare", "arvona", "belmark", "--only", "opposed", "--cite"),
    "compare silent ones": ("compare", "fishers", "hearsay"),
    "compare --known-by": ("compare", "arvona", "belmark", "--known-by", "2016", "-t", "toll"),
    "timeline": ("timeline", "arvona", "belmark"),
    "grep": ("grep", "ferry"),
    "show": ("show", "arvona-ferry-wanted"),
    "claims": ("claims",),
    "actors": ("actors", "--all"),
    "topics": ("topics",),
    "sources": ("sources",),
    "coverage": ("coverage", "--sentences"),
    "rule": ("rule",),
    "rule PKB402": ("rule", "PKB402", "PKB102"),
}
PLAIN = Output(terminal=False, colour=False, width=80, unicode=True)


@cache
def written(command: tuple[str, ...], cwd: Path = SAMPLE) -> str:
    ran = run(*command, "--format", "html", cwd=cwd)
    assert ran.code == 0, ran.err
    return ran.out


def texts_of(kb: KnowledgeBase) -> dict[str, SourceText]:
    found = {
        name: read_text(kb.root, source.text_path, source.language)
        for name, source in kb.sources.items()
    }
    return {name: text for name, text in found.items() if not isinstance(text, Diagnostic)}


def page_of(kb: KnowledgeBase, shown: Comparison, texts: Mapping[str, SourceText]) -> View:
    counted = count_for(kb, shown.actors, shown.query)
    return dataclasses.replace(
        comparison_view(kb, shown), page=comparison_page(counted, shown, texts)
    )


# --- every answer ----------------------------------------------------------------------


@pytest.mark.parametrize("command", list(ANSWERS))
def test_a_page_needs_nothing_else_and_lets_nothing_in(command: str) -> None:
    document = markup.check(written(ANSWERS[command]))
    assert len(document.of("h1")) == 1
    assert document.of("title")[0].text
    assert bool(document.policy.get("script-src")) is command.startswith("compare")


@pytest.mark.parametrize("command", list(ANSWERS))
def test_a_page_holds_what_the_table_holds(command: str) -> None:
    if command.startswith(("compare", "timeline")):
        return
    text = "".join(markup.parse(written(ANSWERS[command])).text.split())
    for row in run(*ANSWERS[command], "-f", "plain").out.splitlines():
        # The first fields of a line name what it is about.
        first = row.split("\t")[1 if command == "grep" else 0]
        assert "".join(first.split()) in text


def test_an_answer_begins_with_its_documents_and_ends_with_its_topics() -> None:
    document = markup.parse(written(("grep", "barrage", "-t", "barrage")))
    text = " ".join(document.text.split())
    assert text.index("1 source: State of the strait, report, 2 May 2024") < text.index("[1]")
    assert "Building the tidal barrage A barrage should be built across the strait." in text
    links = [one.attributes["href"] for one in document.of("a")]
    assert links[0] == "https://example.org/strait"


def test_an_answer_in_a_sentence_is_the_title() -> None:
    document = markup.parse(written(("coverage",)))
    (heading,), (title,) = document.of("h1"), document.of("title")
    assert heading.text == title.text == "All 19 sentences are coded or skipped"


def test_strips_are_drawn() -> None:
    document = markup.parse(written(("timeline", "arvona", "belmark")))
    drawn = [one.attributes for one in document.of("svg") if "aria-label" in one.attributes]
    assert "A ferry across the strait: Arvona through time" in {one["aria-label"] for one in drawn}
    assert "A ferry across the strait: verdict through time" in {one["aria-label"] for one in drawn}


def test_sentences_stand_under_their_rows() -> None:
    document = markup.parse(written(("coverage", "--sentences")))
    assert sum(one.attributes.get("class") == "under" for one in document.of("tr")) == 3
    assert "The sea was calm that day." in document.text


@pytest.mark.parametrize("command", [("claims",), ("compare", "arvona", "belmark")])
def test_what_is_left_out_is_said(command: tuple[str, ...], tmp_path: Path) -> None:
    copy = Path(shutil.copytree(SAMPLE, tmp_path / "copy"))
    path = copy / "sources/gazette-2015/claims.yaml"
    path.write_text(path.read_text().replace("stance: neutral", "stance: undecided", 1))
    text = markup.parse(written(command, copy)).text
    assert "claim belmark-quotas-neutral in sources/gazette-2015/claims.yaml" in text
    assert "1 faulty record of the knowledge base left out of this answer" in text
    assert "left out of this answer" not in markup.parse(written(command)).text


def test_a_page_is_the_same_each_time() -> None:
    again = start(*ANSWERS["compare three"], "-f", "html", env={"PYTHONHASHSEED": "1"})
    assert again.code == 0
    assert again.out == written(ANSWERS["compare three"])


def test_a_page_names_no_place_of_this_machine() -> None:
    for command in ("compare", "timeline", "show", "coverage"):
        assert str(ROOT) not in written(ANSWERS[command])


def test_the_ending_of_a_file_asks_for_the_page(tmp_path: Path) -> None:
    ran = run("compare", "arvona", "belmark", "-o", tmp_path / "report.html")
    assert ran.code == 0
    assert (tmp_path / "report.html").read_text("utf-8") == written(ANSWERS["compare"])


# --- what data cannot do ---------------------------------------------------------------

HOSTILE = (
    "</script><img src=x onerror=alert(1)>",
    "{{7*7}}{% raw %}${7*7}",
    "--><svg onload=alert(1)>",
    "</template></style><script>alert(1)</script>",
    "\" autofocus onfocus=alert(1) x='",
    "javascript:alert(1)",
    "<!--<script>",
    "]]>&lt;&amp;&#x3c;",
    "\x1b[31m \u202eevil\u202c \u2066x\u2069 \u2028",
    "\ud800 \udcff",
    "\x00",
)


def hostile_views(text: str) -> Iterator[View]:
    kb = hostile_strings.hostile_kb(text, text, text, text)
    sources = {
        name: dataclasses.replace(
            source, title=text, publisher=text, url="javascript:alert(1)", note=text
        )
        for name, source in kb.sources.items()
    }
    conflict = dataclasses.replace(
        factories.parse_claim("oppose 2020/..", "c3", actor=hostile_strings.ONE),
        quote=text,
        note=text,
    )
    claims = {**kb.claims, "c3": conflict}
    kb = dataclasses.replace(kb, sources=sources, claims=claims, title=text)
    quote = text.encode(errors="replace").decode()
    texts = {"s2025": SourceText(f"Before. {quote} Behind.", "sources/s2025/text.txt")}
    shown = compare(kb, hostile_strings.ONE, hostile_strings.OTHER)
    yield page_of(kb, shown, texts)
    yield from hostile_strings.views(kb, text)


@pytest.mark.sampled
@pytest.mark.parametrize("text", HOSTILE)
def test_data_is_text_on_every_page(text: str) -> None:
    harmless = [markup.parse(render(one, Format.HTML, PLAIN)) for one in hostile_views("harmless")]
    tags = {one.tag for page in harmless for one in page.elements} | {"a", "mark"}
    names = {name for page in harmless for one in page.elements for name in one.attributes}
    wanted = " ".join(one_line(text).split())
    for number, view in enumerate(hostile_views(text)):
        found = markup.check(render(view, Format.HTML, PLAIN))
        assert {one.tag for one in found.elements} <= tags
        assert {name for one in found.elements for name in one.attributes} <= names
        for tag in ("script", "style", "template", "h1", "title"):
            assert len(found.of(tag)) == len(harmless[number].of(tag))
        if view.page:
            assert " ".join(found.text.split()).count(wanted) > 10


@settings(max_examples=settings().max_examples // 2)
@given(hostile_strings.hostile_texts)
def test_no_page_lets_through_what_misleads(text: str) -> None:
    for view in hostile_views(text):
        page = render(view, Format.HTML, PLAIN)
        markup.check(page)
        assert hostile_strings.UNSAFE.search(page) is None


def test_only_pages_of_the_web_are_linked() -> None:
    links = [one.attributes["href"] for one in markup.parse(real_page()).of("a")]
    assert any(href.startswith("https://") for href in links)
    assert all(href.startswith(("https://", "#")) for href in links)


# --- a comparison ----------------------------------------------------------------------


def real_page() -> str:
    return written(("compare", "us", "russia"), ROOT)


@pytest.mark.sampled
@pytest.mark.parametrize(
    ("root", "actors", "topics"),
    [
        (SAMPLE, ("arvona", "belmark"), ("toll",)),  # nothing turns where the record ends
        (SAMPLE, ("arvona", "belmark", "council"), ()),
        (ROOT / "kb", ("us", "russia"), ()),
    ],
)
def test_a_page_holds_the_answer_of_every_day(
    root: Path, actors: tuple[str, ...], topics: tuple[str, ...]
) -> None:
    kb, query = load(root), Query(topics=topics)
    shown = compare(kb, *actors, as_of="2019-03-03", query=query)
    page = comparison_page(count_for(kb, shown.actors, query), shown, texts_of(kb))
    stops = [date.fromisoformat(stop.first).toordinal() for stop in page.stops]
    assert stops[-1] <= shown.record_ends
    sample = range(stops[1] - 400, shown.record_ends, 997)
    days = {day + by for day in (*stops, shown.record_ends) for by in (-1, 0)} | set(sample)
    for day in sorted(days - {0}):
        text = date.fromordinal(day).isoformat()
        stop = max(at for at, first in enumerate(stops) if first <= day)
        assert_same(page, stop, compare(kb, *actors, as_of=text, query=query))
    for told, first in zip(page.stops, stops, strict=True):
        shown_day = date.fromisoformat(told.shown).toordinal()
        assert max(one for one in stops if one <= shown_day) == first


@pytest.mark.parametrize(("as_of", "last"), [("2019-03-03", "2024-05-02"), ("2031", "2031-12-31")])
def test_the_dates_end_with_the_record_or_the_date_asked_for(as_of: str, last: str) -> None:
    document = markup.parse(written((*ANSWERS["compare"], "--as-of", as_of)))
    (field,) = [one for one in document.of("input") if one.attributes["type"] == "date"]
    assert field.attributes["max"] == last
    assert ("what changed after that day is not in it" in document.text) is (as_of == "2031")


def assert_same(page: Page, stop: int, answer: Comparison) -> None:
    rows = {row.topic.id: row for row in answer.rows}
    for row in page.rows:
        change = [change for change in row.changes if change.stop <= stop][-1]
        assert (change.verdict is None) == (row.topic not in rows)
        if change.verdict is None:
            continue
        wanted = rows.pop(row.topic)
        verdict = page.verdicts[change.verdict]
        assert (verdict.verdict, verdict.side) == (wanted.verdict, wanted.side)
        assert verdict.pair == (wanted.pair or ())
        for cell, position in zip(change.cells, wanted.positions.values(), strict=True):
            shown = page.cells[cell]
            assert (shown.actor, shown.status, shown.stance) == (
                *(position.actor, position.status, position.stance),
            )
            assert (shown.score, shown.marks) == (position.score, position.marks)
            assert shown.claims == tuple(claim.id for claim in position.claims)
    assert not rows
    summary = page.summaries[[at for first, at in page.summary_changes if first <= stop][-1]]
    assert dict(summary.counts) == answer.verdicts
    for made, pair in zip(summary.agreements, answer.pairs, strict=True):
        found = pair.agreement
        assert (made.value, made.low, made.high) == (found.value, found.low, found.high)
        assert (made.shared, made.topics) == (found.shared, found.topics)


def test_each_cell_and_sentence_is_held_once() -> None:
    document = markup.parse(real_page())
    claims = [one.attributes.get("data-claim") for one in document.of("article")]
    counted = json.loads(run("compare", "us", "russia", "-f", "json", cwd=ROOT).out)
    trajectories = {
        step["claim"]
        for row in counted["rows"]
        for cell in row["cells"].values()
        for step in cell["trajectory"]
    }
    assert sorted(name for name in claims if name) == sorted(trajectories)


def test_a_preset_filter_hides_the_other_rows() -> None:
    document = markup.parse(written(ANSWERS["compare --only"]))
    shown = {
        one.attributes["data-topic"]
        for one in document.of("tr")
        if "data-topic" in one.attributes and "hidden" not in one.attributes
    }
    assert shown == {"barrage", "ferry"}
    boxes = [one.attributes for one in document.of("input") if one.attributes["type"] == "checkbox"]
    assert [box["value"] for box in boxes if "checked" in box] == ["opposed"]


def test_what_was_asked_for_and_not_counted_is_told() -> None:
    command = ("compare", "arvona", "belmark", "--certainty", "certain", "--known-by", "2020")
    text = " ".join(markup.parse(written(command)).text.split())
    assert "As known by 2020." in text
    assert "certainty: certain" in text
    assert "known-by: " in text


def test_conflicts_stand_with_both_sentences() -> None:
    document = markup.parse(written(ANSWERS["compare"]))
    text = " ".join(document.text.split())
    assert "contradiction: both hold at some time (acknowledged)" in text
    classes = [one.attributes.get("class") for one in document.elements]
    first = classes.index("conflict")
    links = [one.attributes["href"] for one in document.elements[first:] if one.tag == "a"]
    assert links[:2] == ["#claim-arvona-quotas-ignored", "#claim-arvona-quotas-defended"]


def test_every_sentence_of_a_source_is_there_once() -> None:
    document = markup.parse(real_page())
    sentences = [one for one in document.of("li") if "id" in one.attributes]
    details = json.loads(run("coverage", "-f", "json", cwd=ROOT).out)["sources"][0]["details"]
    assert [one.attributes["class"] for one in sentences] == [
        f"is-{one['treatment']}" for one in details
    ]
    text = " ".join(document.text.split())
    for one in details:
        if one["treatment"] == "coded":
            assert text.count(" ".join(one["sentence"].split())) == 1


def test_conflicts_that_a_page_has_no_room_for_are_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert "for which a page has no room" not in written(ANSWERS["compare"])
    monkeypatch.setattr("policykb.views.comparison_page.evidence.MOST_CONFLICTS", 1)
    document = markup.parse(run(*ANSWERS["compare"], "-f", "html").out)
    text = " ".join(document.text.split())
    assert "2 more, for which a page has no room: policykb conflicts arvona belmark" in text
    assert len([one for one in document.elements if one.attributes.get("class") == "conflict"]) == 1

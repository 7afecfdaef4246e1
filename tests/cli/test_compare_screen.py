"""The screen of ``policykb compare``: the result on one page, and more on request."""

import csv
import io
import re

import pytest

from policykb.analysis.comparison import compare
from policykb.analysis.verdicts import SILENT, Verdict
from policykb.render import Format, Output, render
from policykb.views.comparison import comparison_view
from policykb.views.comparison_table import Detail
from policykb.views.wording.verdicts import MARK_SIGNS, MARKS
from tests.support.commands import answer
from tests.support.factories import actor, claim, knowledge_base, topic
from tests.support.running import ROOT, run


def screen(*arguments: str, width: int = 100) -> str:
    ran = run("compare", *arguments, "-f", "table", cwd=ROOT, env={"COLUMNS": str(width)})
    assert ran.code == 0, ran.err
    return ran.out


@pytest.mark.parametrize(("width", "most"), [(80, 60), (100, 45), (200, 45)])
def test_the_answer_fits_a_screen(width: int, most: int) -> None:
    lines = screen("us", "russia", width=width).splitlines()
    assert len(lines) <= most
    assert max(map(len, lines)) <= width


def test_it_begins_with_the_question_the_sources_and_the_result() -> None:
    title, sources, empty, result, *_ = screen("us", "russia").splitlines()
    assert title == "United States and Russia on 4 July 2025"
    assert sources.startswith("1 source: “Understanding US and Russian policies towards Taliban”")
    assert sources.endswith(", blog, 4 July 2025")
    assert empty == ""
    assert result.startswith("They disagree on 5 of the 11 topics that both address")


def test_every_topic_is_on_the_screen_and_in_a_row_on_request() -> None:
    found = answer(run("compare", "us", "russia", "-f", "json", cwd=ROOT))
    short = " ".join(screen("us", "russia", width=200).split()).casefold()
    unfolded = screen("us", "russia", "--all", width=200).casefold()
    for row in found["rows"]:
        assert row["label"].casefold() in short
        assert re.search(rf"^\S {re.escape(row['label'].casefold())} ", unfolded, re.MULTILINE)
    assert "Only Russia (6): " in screen("us", "russia")
    assert "Only Russia" not in screen("us", "russia", "--all")


def test_topics_stand_in_rows_where_no_other_does() -> None:
    assert "‹ Keeping sanctions on the Taliban" in screen(
        "us", "russia", "-t", "sanctions", width=200
    )
    assert "‹ Keeping sanctions on the Taliban" in screen(
        "us", "russia", "--only", "one-sided", width=200
    )


def test_what_came_before_and_what_claims_say_come_on_request() -> None:
    arguments = ("us", "russia", "-t", "recognition")
    told = "Russia recognises the Taliban as a government"
    assert told not in " ".join(screen(*arguments).split())
    long = " ".join(screen(*arguments, "--long", width=200).split())
    assert told in long
    assert "through time: leans against" in long


def test_the_agreement_comes_on_request_and_names_a_claim_by_what_it_says() -> None:
    assert "greement" not in screen("us", "russia")
    told = " ".join(screen("us", "russia", "--stats").split())
    assert "Agreement 0.50, from 0 (opposite ends on each topic) to 1" in told
    assert "by chance would give 0.60" in told
    assert "Claim that matters most: Russia recognises the Taliban" in told
    assert "russia-recognition" not in told
    pairs = " ".join(screen("us", "russia", "china", "--stats").split())
    assert "United States and China: 1 opposed" in pairs
    assert "see the pairs" not in pairs


@pytest.mark.parametrize(
    "actors", [("us", "russia"), ("us", "russia", "china"), ("us", "russia", "china", "taliban")]
)
def test_the_legend_holds_the_signs_on_the_screen_and_no_other(actors: tuple[str, ...]) -> None:
    body, _, legend = screen(*actors, "--all", width=200).rpartition("\n\n")
    legend = " ".join(legend.split())
    for mark, sign in MARK_SIGNS.items():
        occurs = re.search(rf", [^,]*\d {re.escape(sign)}|\d [^\w\s]+{re.escape(sign)}", body)
        assert (f"{sign} {MARKS[mark]}" in legend) == bool(occurs), mark


def test_both_sides_are_named_and_nobody_hides_behind_a_pair() -> None:
    out = " ".join(screen("us", "russia", "china", width=200).split())
    assert "United States and Russia against China" in out


@pytest.mark.parametrize("width", [80, 100])
@pytest.mark.parametrize("number", [2, 3, 4, 6])
def test_many_actors_have_room(number: int, width: int) -> None:
    names = [f"Country {one}" for one in "ABCDEF"[:number]]
    ids = [name[-1].lower() for name in names]
    claims = [
        claim(f"c-{one}", actor=one, stance="oppose" if index % 2 else "support")
        for index, one in enumerate(ids)
    ]
    kb = knowledge_base(
        claims,
        actors=[actor(one, name=name) for one, name in zip(ids, names, strict=True)],
        topics=[topic("t", label="sharing the water of the river")],
    )
    output = Output(terminal=True, colour=False, width=width, unicode=True)
    text = render(comparison_view(kb, compare(kb, *ids)), Format.TABLE, output)
    assert max(map(len, text.splitlines())) <= width
    table = text.partition("topic")[2].split()
    for name in names:  # no word of a name is broken in the table
        assert set(name.split()) <= {word.rstrip(",") for word in table}
    assert len(text.splitlines()) <= 16


def test_many_actors_who_hold_the_same_share_a_line() -> None:
    claims = [
        *(claim(f"c-{one}", actor=one, stance="support") for one in "abc"),
        claim("c-d", actor="d", stance="lean-support"),
    ]
    kb = knowledge_base(claims, actors=[actor(one, name=one.upper()) for one in "abcd"])
    output = Output(terminal=True, colour=False, width=100, unicode=True)
    found = compare(kb, *"abcd")
    brief, long = (
        render(comparison_view(kb, found, detail), Format.TABLE, output)
        for detail in (Detail(), Detail(long=True))
    )
    assert "▲ A, B and C, since" in brief
    assert "△ D, since" in brief
    assert "▲ B, since" in long


def test_only_silent_tells_what_the_record_has_nothing_on() -> None:
    out = screen("us", "russia", "--only", "silent", width=200)
    assert "no counted claim of Russia\n" in out
    assert "no counted claim of United States and Russia\n" in out
    rows = answer(run("compare", "us", "russia", "--only", "silent", "-f", "json", cwd=ROOT))[
        "rows"
    ]
    assert all("silent" in {cell["status"] for cell in row["cells"].values()} for row in rows)
    topics = answer(run("topics", "-f", "json", cwd=ROOT))["topics"]
    whole = answer(run("compare", "us", "russia", "-f", "json", cwd=ROOT))["rows"]
    held = {row["topic"] for row in whole} - {row["topic"] for row in rows}
    assert {row["topic"] for row in rows} == {one["id"] for one in topics} - held


@pytest.mark.parametrize("word", [*Verdict, SILENT])
def test_only_takes_every_verdict_and_silent(word: str) -> None:
    assert run("compare", "us", "russia", "--only", word, cwd=ROOT).code == 0


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("china",),
        ("--cite",),
        ("--as-of", "2010"),
        ("--only", "silent"),
        ("--all", "--long", "--stats", "--pairs"),
        ("--from", "2020"),
        ("china", "--from", "2020", "--cite"),
    ],
)
def test_csv_has_a_line_for_each_topic_and_actor_with_the_same_columns(
    arguments: tuple[str, ...],
) -> None:
    def read(*more: str) -> list[dict[str, str]]:
        out = run("compare", "us", "russia", *more, "-f", "csv", cwd=ROOT).out
        return list(csv.DictReader(io.StringIO(out)))

    usual, found = read(), read(*arguments)
    assert list(found[0]) == list(usual[0])
    lines = [(one["topic"], one["as_of"], one["actor"]) for one in found]
    assert len(lines) == len(set(lines))
    actors = {"us", "russia", *(["china"] if "china" in arguments else [])}
    assert {one["actor"] for one in found} == actors
    assert len(lines) == len({line[:2] for line in lines}) * len(actors)
    assert bool(found[0]["change"]) == ("--from" in arguments)

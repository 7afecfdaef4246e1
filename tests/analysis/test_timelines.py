"""Positions and verdicts through time: stretches and episodes say what each day's answer says."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policykb.analysis.comparison import compare
from policykb.analysis.counted import count
from policykb.analysis.histories import history, position
from policykb.analysis.positions import PositionStatus
from policykb.analysis.timelines import Timelines, timelines
from policykb.diagnostics import PolicyKBError
from policykb.model.knowledge_base import KnowledgeBase
from policykb.model.period import AFTER_ALL_DAYS, BEFORE_ALL_DAYS, day_text
from policykb.model.records import Claim
from tests.support.factories import PUBLISHED_DAYS, knowledge_base, ordinal, parse_claims
from tests.support.strategies import SOURCE_DAYS, claim_lists, knowledge_bases

ALL_DAYS = st.dates(date(2014, 1, 1), date(2026, 1, 1)).map(date.toordinal)


def told_stretches(told: Sequence[str]) -> list[str]:
    """The stretches on which anything is known, in words."""
    return [
        f"{day_text(one.first)} {one.position.stance or one.position.status}"
        for one in history("a", "t", parse_claims(told), PUBLISHED_DAYS)
        if one.position.status is not PositionStatus.SILENT
    ]


@pytest.mark.parametrize(
    ("told", "stretches"),
    [
        ([], []),
        (["support 2021-08-15"], ["2021-08-15 support", "2021-08-16 past"]),
        (["support 2021-08-15/.."], ["2021-08-15 support"]),
        # the unit of an inexact bound is a stretch of its own, as it is only possibly so
        (["support 2021/.."], ["2021-01-01 support", "2022-01-01 support"]),
        (
            ["support ../2020-05-01"],
            ["0001-01-01 support", "2020-05-02 past"],
        ),
        (["support /2020-05-01"], ["0001-01-01 undated", "2020-05-01 support", "2020-05-02 past"]),
        (["support 2025-07-04/.. published"], ["0001-01-01 undated", "2025-07-04 support"]),
        (
            ["support ../2026-01-01 published"],
            ["0001-01-01 undated", "2025-07-04 support", "2026-01-02 past"],
        ),
        (
            ["support /2020-05-01", "oppose 2020-05-01/.."],
            ["0001-01-01 undated", "2020-05-01 oppose", "2020-05-02 oppose"],
        ),
    ],
)
def test_positions_of_all_days(told: list[str], stretches: list[str]) -> None:
    assert told_stretches(told) == stretches


@given(claim_lists(), ALL_DAYS)
def test_a_stretch_says_what_is_held_on_each_of_its_days(claims: list[Claim], day: int) -> None:
    found = history("a", "t1", claims, SOURCE_DAYS)
    assert found[0].first == BEFORE_ALL_DAYS + 1
    assert found[-1].last == AFTER_ALL_DAYS - 1
    assert all(one.last + 1 == other.first for one, other in pairwise(found))
    (stretch,) = (one for one in found if one.first <= day <= one.last)
    there = position("a", "t1", claims, SOURCE_DAYS, day)
    assert (stretch.position.status, stretch.position.stance) == (there.status, there.stance)
    assert stretch.position == there


def drawn(kb: KnowledgeBase, *actors: str, start: str = "", end: str = "") -> Timelines:
    return timelines(count(kb), [kb.actors[name] for name in actors], start, end)


@given(knowledge_bases, ALL_DAYS)
def test_an_episode_says_what_the_verdict_is_on_each_of_its_days(
    kb: KnowledgeBase, day: int
) -> None:
    rows = {row.topic.id: row for row in compare(kb, "a", "b", "c", as_of=day_text(day)).rows}
    for timeline in drawn(kb, "a", "b", "c").topics:
        (episode,) = (one for one in timeline.episodes if one.first <= day <= one.last)
        row = rows.get(timeline.topic.id)
        if row is not None:
            told = (row.verdict, row.side, row.pair)
            assert told == (episode.row.verdict, episode.row.side, episode.row.pair)
        else:
            assert episode.row.verdict == "none"


def test_verdicts_say_when_two_parted_ways() -> None:
    kb = knowledge_base(
        [
            *parse_claims(["support 2001-01-01/2020-05-31", "oppose 2020-06-01/.."], actor="a"),
            *parse_claims(["support 2010-01-01/.."], actor="b"),
        ]
    )
    (timeline,) = drawn(kb, "a", "b").topics
    assert [(one.row.verdict.value, day_text(one.first)) for one in timeline.episodes] == [
        ("none", "0001-01-01"),
        ("one-sided", "2001-01-01"),
        ("agree", "2010-01-01"),
        ("opposed", "2020-06-01"),
    ]


@pytest.mark.parametrize(
    ("a", "b", "episodes"),
    [
        # the side of the undated actor is told, and that it is not known
        (
            ["oppose 2021-01-01/.."],
            ["lean-oppose /2025-06-30", "support 2025-07-01/.."],
            ["undated one-sided", "undated agree", "agree", "opposed"],
        ),
        # what only publication dates does not look like a change
        (
            ["support 2000-01-01/.."],
            ["oppose 2025-07-04/.. published"],
            ["undated one-sided", "undated opposed", "opposed"],
        ),
        # claims of both sides give no verdict, and nor do comparatives
        (["support 2000/.."], ["oppose /2030", "support /2030"], ["undated", "undated"]),
        (["support 2000/.."], ["oppose /2030 less"], ["undated", "undated"]),
    ],
)
def test_an_undated_verdict_comes_with_the_verdict_if_all_positions_held(
    a: list[str], b: list[str], episodes: list[str]
) -> None:
    kb = knowledge_base([*parse_claims(a, actor="a"), *parse_claims(b, actor="b")])
    (timeline,) = drawn(kb, "a", "b").topics
    found = [
        " ".join(dict.fromkeys([one.row.verdict, one.row.verdict_if_held]))
        for one in timeline.episodes
    ]
    assert found[: len(episodes)] == episodes


def test_another_side_is_another_episode() -> None:
    kb = knowledge_base(
        [
            *parse_claims(["support 2001-01-01/2005-12-31"], actor="a"),
            *parse_claims(["support 2006-01-01/2010-12-31"], actor="b"),
        ]
    )
    (timeline,) = drawn(kb, "a", "b").topics
    assert [one.row.side for one in timeline.episodes] == [None, "a", "b", None]


def test_one_actor_has_no_verdicts() -> None:
    (timeline,) = drawn(knowledge_base(parse_claims(["support 2001/.."])), "a").topics
    assert timeline.episodes == ()


def test_the_axis_holds_every_bound_and_the_end_of_the_record() -> None:
    kb = knowledge_base(parse_claims(["support 1979/1989", "oppose 2030/.."]))
    found = drawn(kb, "a")
    assert found.first < ordinal("1979-01-01")
    assert found.last > ordinal("2030-12-31")


def test_the_axis_is_as_asked_for() -> None:
    kb = knowledge_base(parse_claims(["support 1979/1989"]))
    found = drawn(kb, "a", start="2001", end="2005-06")
    assert (day_text(found.first), day_text(found.last)) == ("2001-01-01", "2005-06-30")


def test_an_axis_cannot_end_before_it_begins() -> None:
    kb = knowledge_base(parse_claims(["support 1979/1989"]))
    with pytest.raises(PolicyKBError, match="before it begins"):
        drawn(kb, "a", start="2005", end="2001")


def test_the_axis_leaves_out_an_empty_century() -> None:
    years = [f"support {year}" for year in range(2010, 2022)]
    kb = knowledge_base(parse_claims(["oppose 1801", *years]))
    found = timelines(count(kb), list(kb.actors.values()))
    assert day_text(found.first).startswith("2009")
    assert day_text(found.begins) == "1801-01-01"
    whole = timelines(count(kb), list(kb.actors.values()), "1801")
    assert day_text(whole.first) == "1801-01-01"


def test_the_axis_keeps_what_is_not_far_from_the_rest() -> None:
    years = [f"support {year}" for year in range(2010, 2022)]
    kb = knowledge_base(parse_claims(["oppose 2008", *years]))
    assert timelines(count(kb), list(kb.actors.values())).first < ordinal("2008-01-01")

"""Positions, histories and conflicts of many claims are those of a look at every pair of them."""

from collections.abc import Sequence
from unittest.mock import patch

from hypothesis import given

from policykb.analysis import bags
from policykb.analysis import conflicts as conflicts_module
from policykb.analysis.conflicts import conflicts, unsettled_conflicts
from policykb.analysis.histories import history, position
from policykb.analysis.leaving_out import leaving_out, scores_without
from policykb.analysis.positions import Position
from policykb.model.period import day_text
from policykb.model.records import Claim
from tests.support.factories import PUBLISHED_DAYS, ordinal, parse_claims
from tests.support.naive_positions import NaivePosition, naive_conflicts, naive_position
from tests.support.strategies import SOURCE_DAYS, claim_lists, days


def ids(claims: Sequence[Claim]) -> tuple[str, ...]:
    return tuple(claim.id for claim in claims)


def told(found: Position) -> NaivePosition:
    return NaivePosition(
        found.status,
        found.stance,
        tuple(mark.value for mark in found.marks),
        ids(found.claims),
        ids(found.deciding),
        tuple(ids(side.claims) for side in found.sides),
    )


@given(claim_lists(16), days)
def test_a_position_is_what_the_design_says(claims: list[Claim], day: str) -> None:
    found = position("a", "t1", claims, SOURCE_DAYS, ordinal(day))
    assert told(found) == naive_position(claims, SOURCE_DAYS, ordinal(day))


@given(claim_lists(16), days)
def test_a_position_names_few_of_many_claims_and_knows_all(claims: list[Claim], day: str) -> None:
    whole = position("a", "t1", claims, SOURCE_DAYS, ordinal(day))
    with patch.object(bags, "MOST_NAMED", 2):
        found = position("a", "t1", claims, SOURCE_DAYS, ordinal(day))
        assert told(found) == told(whole)
        for few, every in zip(found.bases, whole.bases, strict=True):
            assert (few.number, few.first, few.latest) == (
                every.number,
                every.first,
                every.latest[-2:],
            )
            assert set(few.traits) == set(every.traits)


@given(claim_lists(12))
def test_a_history_is_the_position_of_each_day(claims: list[Claim]) -> None:
    for stretch in history("a", "t1", claims, SOURCE_DAYS):
        for day in {stretch.first, stretch.last}:
            assert told(stretch.position) == naive_position(claims, SOURCE_DAYS, day)


@given(claim_lists(10), days)
def test_without_a_claim_a_position_is_that_of_the_others(claims: list[Claim], day: str) -> None:
    whole = position("a", "t1", claims, SOURCE_DAYS, ordinal(day))
    found = leaving_out(whole)
    for claim in claims:
        others = [one for one in claims if one.id != claim.id]
        wanted = naive_position(others, SOURCE_DAYS, ordinal(day))
        content = found.get(claim.id, whole.content)
        assert (content.status, content.stance) == (wanted.status, wanted.stance)


@given(claim_lists(10))
def test_the_scores_without_a_claim_are_those_of_the_others_on_each_day(
    claims: list[Claim],
) -> None:
    changes = [(0, {}), *scores_without("a", "t1", claims, SOURCE_DAYS)]
    ends = [first for first, _ in changes[1:]] + [changes[-1][0] + 1]
    turns = {one.first for one in history("a", "t1", claims, SOURCE_DAYS)}
    days_ = {day for end in (*ends, *turns) for day in (end - 1, end) if day > 0}
    for day in days_:
        known = [scores for first, scores in changes if first <= day][-1]
        score = naive_position(claims, SOURCE_DAYS, day).stance
        for claim in claims:
            others = [one for one in claims if one.id != claim.id]
            wanted = naive_position(others, SOURCE_DAYS, day).stance
            left = known[claim.id].score if claim.id in known else score and score.score
            assert left == (wanted and wanted.score)


def test_the_scores_without_an_undated_claim_that_will_end_another() -> None:
    told_of = ["oppose 2019/.. s2023", "support 2018/.. published"]
    claims = parse_claims(told_of)
    changes = dict(scores_without("a", "t", claims, PUBLISHED_DAYS))
    assert [(day_text(day), [*scores]) for day, scores in changes.items()] == [
        ("2019-01-01", ["a-t-1"]),
        ("2025-07-04", ["a-t-2"]),
    ]
    assert changes[ordinal("2025-07-04")]["a-t-2"].score == -2


@given(claim_lists(16))
def test_conflicts_are_those_of_every_pair(claims: list[Claim]) -> None:
    every = naive_conflicts(claims, SOURCE_DAYS)
    assert [
        (one.kind, one.first.id, one.second.id) for one in conflicts(claims, SOURCE_DAYS)
    ] == every
    with patch.object(conflicts_module, "MOST_CONFLICTS", 3):
        few = [(one.kind, one.first.id, one.second.id) for one in conflicts(claims, SOURCE_DAYS)]
        unsettled = unsettled_conflicts(claims, SOURCE_DAYS)
    assert len(few) == min(len(every), 3)
    assert set(few) <= set(every)
    left = [one for one in every if one[0] != "shift"]
    assert len(unsettled) == min(len(left), 4)
    assert sum(kind != "shift" for kind, _, _ in few) == min(len(left), 3)

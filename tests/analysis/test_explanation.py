"""An explanation says which part each claim plays, and is the position's own account."""

import pytest
from hypothesis import given

from policykb.analysis.comparison import compare
from policykb.analysis.explanation import explain
from policykb.analysis.histories import position
from policykb.analysis.positions import Position, PositionStatus, Role, moves
from policykb.analysis.query import Query
from policykb.analysis.verdicts import Reason, Verdict
from policykb.diagnostics import PolicyKBError
from policykb.model.knowledge_base import KnowledgeBase
from policykb.model.records import Claim
from tests.support.factories import (
    PUBLISHED_DAYS,
    knowledge_base,
    ordinal,
    parse_claim,
    parse_claims,
)
from tests.support.strategies import (
    SOURCE_DAYS,
    TOPICS,
    claim_lists,
    days,
    knowledge_bases,
)


@pytest.mark.parametrize(
    ("told_of", "day", "roles"),
    [
        (["support 2001/.."], "2020-01-01", "deciding"),
        (["support 2001/..", "lean-support 2005/.."], "2020-01-01", "later-first deciding"),
        (["support 2001/..", "lean-support 2001/.."], "2020-01-01", "milder-first deciding"),
        (["support 2001/..", "support 2001/.."], "2020-01-01", "deciding deciding"),
        (
            ["support 2001/..", "lean-support 2025-07-04/.. published"],
            "2025-07-04",
            "deciding dated-first",
        ),
        (["support 2001/..", "oppose 2001/.."], "2020-01-01", "side side"),
        (
            ["support 2001/..", "oppose 2001/..", "neutral 2001/.."],
            "2020-01-01",
            "side side no-side",
        ),
        (["support 2001/..", "support 2001/.. less"], "2020-01-01", "deciding order"),
        (["support 2001/.. less"], "2020-01-01", "deciding"),
        (["support /2010", "oppose 2010/.."], "2010-06-01", "yielded deciding"),
        (["support 2001/.. s2015", "oppose 2018/.."], "2020-01-01", "yielded deciding"),
        (["support /2010"], "2005-01-01", "deciding"),
        (["support 2001/..", "oppose /2010"], "2005-01-01", "deciding undated"),
        (["support 2001/2005", "support 2001/2010"], "2020-01-01", "ended deciding"),
        (["support 2001/..", "oppose 2030/2040"], "2020-01-01", "deciding ahead"),
        (["support 2001/.."], "2000-01-01", "ahead"),
    ],
)
def test_each_claim_plays_a_part(told_of: list[str], day: str, roles: str) -> None:
    found = position("a", "t", parse_claims(told_of), PUBLISHED_DAYS, ordinal(day))
    parts = {one.claim.id: one.role.value for one in found.standings}
    assert [parts[f"a-t-{n}"] for n in range(1, len(told_of) + 1)] == roles.split()


# --- laws: the account is complete, and what it calls idle is idle


def without(claims: list[Claim], gone: str, day: str) -> Position:
    left = [claim for claim in claims if claim.id != gone]
    return position("a", "t1", left, SOURCE_DAYS, ordinal(day))


@given(claim_lists(), days)
def test_the_parts_are_what_the_position_rests_on(claims: list[Claim], day: str) -> None:
    found = position("a", "t1", claims, SOURCE_DAYS, ordinal(day))
    parts = {one.claim.id: one.role for one in found.standings}
    assert sorted(parts) == sorted(claim.id for claim in claims)
    assert [c for c in found.trajectory if parts[c.id] is Role.DECIDING] == list(found.deciding)
    sides = {c.id for side in found.sides for c in side.claims}
    assert {name for name, role in parts.items() if role is Role.SIDE} == sides
    in_force = {one.claim.id for one in found.standings if one.phase.in_force}
    if found.status.in_force:
        assert {claim.id for claim in found.claims} == in_force
    for one in found.standings:
        if one.role is Role.YIELDED:
            assert one.in_force.yielding
        if one.role in {Role.YIELDED, Role.ENDED, Role.AHEAD, Role.UNDATED}:
            assert not one.phase.in_force


@given(claim_lists(), days)
def test_leaving_out_a_claim_moves_the_position_only_if_it_is_pivotal(
    claims: list[Claim], day: str
) -> None:
    found = position("a", "t1", claims, SOURCE_DAYS, ordinal(day))
    for claim in claims:
        if moves(found, without(claims, claim.id, day)):
            assert claim.id in found.pivotal


@given(claim_lists(), days)
def test_the_claims_that_play_a_part_are_enough(claims: list[Claim], day: str) -> None:
    """Without the claims that are ahead, over or undated, the position is the same."""
    found = position("a", "t1", claims, SOURCE_DAYS, ordinal(day))
    if not found.status.in_force:
        return
    succeeding = {later.claim.id for one in found.standings for later in one.in_force.yielding}
    idle = {Role.AHEAD, Role.ENDED, Role.UNDATED}
    gone = {one.claim.id for one in found.standings if one.role in idle} - succeeding
    left = [claim for claim in claims if claim.id not in gone]
    assert not moves(found, position("a", "t1", left, SOURCE_DAYS, ordinal(day)))


@given(knowledge_bases, days)
def test_an_explanation_is_the_row_of_the_comparison(kb: KnowledgeBase, day: str) -> None:
    rows = {row.topic.id: row for row in compare(kb, "a", "b", as_of=day).rows}
    for topic in TOPICS:
        found = explain(kb, "a", "b", topic, as_of=day)
        if topic in rows:
            assert found.row == rows[topic]
        else:
            assert found.row.silent
        counted = {one.claim.id for p in found.row.positions.values() for one in p.standings}
        rejected = {claim.id for claims in found.rejected.values() for claim in claims}
        assert not counted & rejected
        assert counted | rejected == {
            c.id for c in kb.claims.values() if c.topic == topic and c.actor in {"a", "b"}
        }


@given(knowledge_bases, days)
def test_what_would_be_without_a_claim_is_what_is_without_it(kb: KnowledgeBase, day: str) -> None:
    found = explain(kb, "a", "b", "t1", as_of=day)
    for p in found.row.positions.values():
        for claim in p.trajectory:
            less = {key: c for key, c in kb.claims.items() if key != claim.id}
            other = explain(
                KnowledgeBase(
                    kb.root, actors=kb.actors, topics=kb.topics, sources=kb.sources, claims=less
                ),
                *("a", "b", "t1"),
                as_of=day,
            ).row
            told_row = found.without.get(claim.id, found.row)
            assert told_row.verdict is other.verdict
            for actor, q in told_row.positions.items():
                assert not moves(q, other.positions[actor])


# --- what is asked for

KB = knowledge_base(
    [
        *parse_claims(["support 2001/.."]),
        parse_claim("oppose 2001/.. other", "heard"),
        parse_claim("oppose 2001/.. draft", "draft"),
        *parse_claims(["oppose 2001/.."], topic="below"),
    ],
    broader={"below": "t"},
)


def test_what_does_not_count_is_named_with_its_rule() -> None:
    found = explain(KB, "a", "t")
    assert {rule: [c.id for c in claims] for rule, claims in found.rejected.items()} == {
        "voice": ["heard"],
        "status": ["draft"],
    }
    wider = explain(KB, "a", "t", query=Query(voices=["author", "other"]))
    assert wider.row.positions["a"].status is PositionStatus.CONTESTED


def test_narrower_topics_are_named_and_not_looked_at() -> None:
    found = explain(KB, "a", "t")
    assert found.narrower == ("below",)
    assert found.row.positions["a"].status is PositionStatus.HELD


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ("", "", "nobody"),
        ("support 2001/..", "", "one-actor"),
        ("support 2001/..", "lean-support 2001/..", "same-side"),
        ("neutral 2001/..", "neutral 2001/..", "same-side"),
        ("support 2001/..", "mixed 2001/..", "no-sign"),
        ("mixed 2001/..", "mixed 2001/..", "no-sign"),
        ("support 2001/.. less", "support 2001/..", "no-sign"),
        ("support 2001/..", "neutral 2001/..", "one-neutral"),
        ("support 2001/..", "lean-oppose 2001/..", "opposite"),
    ],
)
def test_a_verdict_has_a_reason(one: str, other: str, reason: str) -> None:
    ended = ["support 1990/1991"]  # so that both have been heard of
    kb = knowledge_base(
        [
            *parse_claims([*ended, *([one] if one else [])], actor="a"),
            *parse_claims([*ended, *([other] if other else [])], actor="b"),
        ]
    )
    row = explain(kb, "a", "b", "t", as_of="2020").row
    assert row.reason.value == reason
    assert row.verdict is row.reason.verdict


def test_every_reason_has_a_verdict() -> None:
    assert {reason.verdict for reason in Reason} == set(Verdict)


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["a"], "needs an actor and a topic"),
        (["a", "a", "t"], "named twice"),
        (["a", "b"], "unknown topic"),
        (["t", "a"], "a is an actor, not a topic"),
        (["c", "t"], "unknown actor"),
    ],
)
def test_what_cannot_be_explained_is_an_error_with_help(names: list[str], said: str) -> None:
    with pytest.raises(PolicyKBError, match=said) as caught:
        explain(KB, *names)
    assert caught.value.help


def test_a_topic_in_another_place_is_recognised() -> None:
    with pytest.raises(PolicyKBError) as caught:
        explain(KB, "below", "a")
    assert caught.value.help == "The topic comes last: below."

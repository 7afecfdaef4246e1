"""The claims that count, and what follows for all answers alike."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given

from policykb.analysis.conflicts import ConflictKind, conflicts
from policykb.analysis.counted import count, count_for, resolve_actors
from policykb.analysis.positions import Mark
from policykb.analysis.query import Query
from policykb.diagnostics import Location, PolicyKBError
from policykb.model.knowledge_base import KnowledgeBase, LeftOut
from tests.support.factories import knowledge_base, parse_claim, parse_claims
from tests.support.strategies import knowledge_bases


def test_of_no_actors_named_all_count() -> None:
    kb = knowledge_base(
        [*parse_claims(["support 2001/.."]), *parse_claims(["oppose 2001/.."], actor="b")]
    )
    assert set(count_for(kb, []).claims) == {("a", "t"), ("b", "t")}
    assert set(count_for(kb, [kb.actors["b"]]).claims) == {("b", "t")}


def test_actors_are_named_once() -> None:
    kb = knowledge_base(parse_claims(["support 2001/.."]))
    assert resolve_actors(kb, ["a"]) == (kb.actors["a"],)
    with pytest.raises(PolicyKBError, match="named twice"):
        resolve_actors(kb, ["a", "A"])


def lost(actor: str | None, topic: str | None, kind: str = "claim") -> LeftOut:
    return LeftOut(kind, "gone", Location("claims.yaml"), "it is faulty", actor, topic)


@pytest.mark.parametrize(
    ("left_out", "marked"),
    [
        (lost("a", "t"), True),
        (lost("b", "t"), False),
        (lost("a", "u"), False),
        (lost(None, "t"), False),
        (lost("a", "t", "skipped"), False),
    ],
)
def test_a_position_that_lost_a_claim_is_marked(left_out: LeftOut, *, marked: bool) -> None:
    kb = replace(knowledge_base(parse_claims(["support 2001/.."])), left_out=(left_out,))
    counted = count(kb)
    found = counted.position("a", "t", counted.record_ends)
    assert (Mark.INCOMPLETE in found.marks) is marked
    stretches = counted.history("a", "t")
    assert all((Mark.INCOMPLETE in one.position.marks) is marked for one in stretches)


def test_conflicts_come_by_kind_then_by_actor_and_topic() -> None:
    told_of = ["support 2001/2005", "oppose 2001/2005", "oppose 2010/2011"]
    kb = knowledge_base([*parse_claims(told_of, actor="b"), *parse_claims(told_of, actor="a")])
    found = count(kb).conflicts()
    assert [(one.kind.value, one.first.actor) for one in found] == [
        ("contradiction", "b"),
        ("contradiction", "a"),
        ("shift", "b"),
        ("shift", "a"),
    ]


def test_what_does_not_count_is_in_no_conflict() -> None:
    kb = knowledge_base(
        [*parse_claims(["support 2001/.."]), parse_claim("oppose 2001/.. other", "heard")]
    )
    assert count(kb).conflicts() == ()
    (found,) = count(kb, Query(voices=["author", "other"])).conflicts()
    assert found.kind is ConflictKind.CONTRADICTION


@given(knowledge_bases)
def test_every_conflict_is_among_claims_of_one_actor_on_one_topic(kb: KnowledgeBase) -> None:
    counted = count(kb)
    found = {(one.first.id, one.second.id) for one in counted.conflicts()}
    assert found == {
        (one.first.id, one.second.id)
        for claims in counted.claims.values()
        for one in conflicts(claims, kb.published)
    }


def test_a_knowledge_base_without_sources_has_nothing_to_count() -> None:
    with pytest.raises(PolicyKBError, match="no valid source"):
        count(KnowledgeBase(Path()))


@given(knowledge_bases)
def test_claims_for_many_days_give_the_positions_of_each_day(kb: KnowledgeBase) -> None:
    each, many = count(kb), count(kb).for_many_days()
    for actor, topic in each.claims:
        turns = [stretch.first for stretch in each.history(actor, topic)]
        for day in (*turns, *(turn - 1 for turn in turns[1:])):
            assert many.position(actor, topic, day) == each.position(actor, topic, day)

"""Actors side by side, by section 3 of the design.

Positions are told in a few words, as in ``factories.told``; claims are from ``s2025``, so that
the date of an answer is 2025-07-04 where a test gives no other.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import chain, combinations_with_replacement, permutations
from random import Random
from statistics import fmean
from unittest.mock import Mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policykb.analysis.agreement import Agreement, agreement
from policykb.analysis.comparison import Comparison, compare
from policykb.analysis.positions import PositionStatus
from policykb.analysis.query import Query, select
from policykb.analysis.verdicts import Row, Verdict
from policykb.diagnostics import PolicyKBError
from policykb.model.knowledge_base import KnowledgeBase
from policykb.model.records import Claim
from tests.support.factories import actor, claim, knowledge_base, ordinal, parse_claim, parse_claims
from tests.support.strategies import (
    ACTORS,
    TOPICS,
    claims,
    days,
    eventful_days,
    knowledge_base_of,
    knowledge_bases,
    settled_bases,
)

Told = Mapping[str, Mapping[str, Sequence[str]]]
"""The stances of each actor, by topic."""


def kb_of(told_of: Told, broader: Mapping[str, str] | None = None) -> KnowledgeBase:
    found = [
        c
        for name, positions in told_of.items()
        for topic, texts in positions.items()
        for c in parse_claims(texts, actor=name, topic=topic)
    ]
    return knowledge_base(
        found,
        actors=[actor(name) for name in ("a", "b", "c")],
        published={"s2025": "2025-07-04"},
        broader=broader,
    )


def scored(a: str, b: str) -> Told:
    """Two actors with a stance a topic, as in ``scored("support oppose", "neutral mixed")``."""
    return {
        name: {f"t{n}": [f"{stance} 2021/.."] for n, stance in enumerate(stances.split(), 1)}
        for name, stances in (("a", a), ("b", b))
    }


def row_of(*held: Sequence[str]) -> Row | None:
    """The row of the actors a, b, c, who hold what is told of them on one topic."""
    names = ("a", "b", "c")[: len(held)]
    kb = kb_of({name: {"t": texts} for name, texts in zip(names, held, strict=True)})
    rows = compare(kb, *names).rows
    return rows[0] if rows else None


# --- the verdict on two positions

KINDS: Mapping[str, Sequence[Sequence[str]]] = {
    "for": (["support 2021/.."], ["lean-support 2021/.."]),
    "against": (["oppose 2021/.."], ["lean-oppose 2021/.."]),
    "neutral": (["neutral 2021/.."],),
    "mixed": (["mixed 2021/.."],),
    "relative": (["support 2021/.. less"], ["oppose 2021/.. more"]),
    "contested": (["support 2021/..", "lean-oppose 2021/.."],),
    "undated": (["support 2020/"], ["oppose /2030"]),
    "past": (["support 2001/2002"],),
    "silent": ([], ["support 2030/.."]),
}
OUT = ("undated", "past", "silent")
NAMED = {
    frozenset({"for"}): "agree",
    frozenset({"against"}): "agree",
    frozenset({"neutral"}): "agree",
    frozenset({"for", "against"}): "opposed",
}


def expected_verdict(one: str, other: str) -> str | None:
    """The first that applies."""
    kinds = frozenset({one, other})
    if kinds == {"silent"}:
        return None
    if kinds.issubset({"past", "silent"}):
        return "none"
    if "undated" in kinds:
        return "undated"
    if kinds.intersection(OUT):
        return "one-sided"
    if "contested" in kinds:
        return "contested"
    return NAMED.get(kinds, "differ")


@pytest.mark.parametrize(("one", "other"), list(combinations_with_replacement(KINDS, 2)))
def test_every_two_positions_have_one_verdict(one: str, other: str) -> None:
    for a in KINDS[one]:
        for b in KINDS[other]:
            for row in (row_of(a, b), row_of(b, a)):
                assert (row and row.verdict.value) == expected_verdict(one, other)


@pytest.mark.parametrize(("kind", "texts"), [(k, t) for k in KINDS for t in KINDS[k]])
def test_the_positions_behind_the_verdicts_are_what_they_are_called(
    kind: str, texts: Sequence[str]
) -> None:
    row = row_of(texts, ["support 2021/.."])
    assert row is not None
    held = {"for", "against", "neutral", "mixed"}
    assert row.positions["a"].status.value == ("held" if kind in held else kind)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in OUT])
@pytest.mark.parametrize("out", OUT)
def test_a_row_with_one_position_in_force_names_its_side(kind: str, out: str) -> None:
    row, mirrored = row_of(KINDS[kind][0], KINDS[out][0]), row_of(KINDS[out][0], KINDS[kind][0])
    assert row is not None
    assert mirrored is not None
    assert (row.side, mirrored.side) == ("a", "b")


@pytest.mark.parametrize("other", ["for", "against", "mixed", "contested"])
def test_no_other_row_has_a_side_and_a_row_of_two_names_no_pair(other: str) -> None:
    row = row_of(KINDS["for"][0], KINDS[other][0])
    assert row is not None
    assert (row.side, row.pair) == (None, None)


def test_topics_on_which_all_are_silent_have_no_row() -> None:
    kb = kb_of(
        {
            "a": {"t1": ["support 2030/.."], "t2": ["support 2001/2002"], "t3": ["support 2020/"]},
            "c": {"t4": ["support 2021/.."]},
        }
    )
    found = compare(kb, "a", "b")
    assert {row.topic.id: row.verdict for row in found.rows} == {
        "t2": Verdict.NONE,
        "t3": Verdict.UNDATED,
    }
    assert sum(found.verdicts.values()) == 2


# --- more than two actors


@pytest.mark.parametrize(
    ("a", "b", "c", "verdict", "pair"),
    [
        ("support", "lean-support", "lean-oppose", "opposed", {"a", "c"}),
        ("lean-oppose", "oppose", "lean-support", "opposed", {"b", "c"}),
        ("support", "oppose", "neutral", "opposed", {"a", "b"}),
        ("neutral", "support", "lean-support", "differ", {"a", "b"}),
        ("lean-oppose", "neutral", "oppose", "differ", {"b", "c"}),
        ("support", "lean-support", "support", "agree", None),
        ("neutral", "neutral", "neutral", "agree", None),
        ("support", "oppose", "mixed", "opposed", {"a", "b"}),
        ("mixed", "support", "support", "differ", None),
        ("mixed", "mixed", "mixed", "differ", None),
    ],
)
def test_the_verdict_on_several_is_that_on_the_widest_pair(
    a: str, b: str, c: str, verdict: str, pair: set[str] | None
) -> None:
    row = row_of(*([f"{stance} 2021/.."] for stance in (a, b, c)))
    assert row is not None
    assert row.verdict.value == verdict
    assert row.pair is not None
    assert pair is None or set(row.pair) == pair


@pytest.mark.parametrize("texts", [["support 2001/2002"], []])
def test_of_several_those_not_in_force_are_passed_over(texts: Sequence[str]) -> None:
    row = row_of(texts, ["oppose 2021/.."], ["support 2021/.."])
    assert row is not None
    assert (row.verdict, row.pair, row.side) == (Verdict.OPPOSED, ("b", "c"), None)
    row = row_of(texts, texts, ["support 2021/.."])
    assert row is not None
    assert (row.verdict, row.pair, row.side) == (Verdict.ONE_SIDED, None, "c")


FEW_IN_FORCE = {
    ("past", "past", "silent"): ("none", None),
    ("past", "past", "past"): ("none", None),
    ("undated", "past", "silent"): ("undated", None),
    ("undated", "undated", "undated"): ("undated", None),
    ("for", "past", "silent"): ("one-sided", "for"),
    ("contested", "silent", "silent"): ("one-sided", "contested"),
    ("for", "undated", "silent"): ("undated", "for"),
    ("relative", "undated", "past"): ("undated", "relative"),
    ("for", "against", "undated"): ("opposed", None),
    ("for", "contested", "undated"): ("contested", None),
    ("for", "mixed", "undated"): ("differ", None),
    ("for", "for", "undated"): ("agree", None),
}


@pytest.mark.parametrize("kinds", FEW_IN_FORCE, ids="-".join)
def test_of_three_the_undated_count_only_where_fewer_than_two_are_in_force(
    kinds: tuple[str, str, str],
) -> None:
    verdict, alone = FEW_IN_FORCE[kinds]
    for order in permutations(kinds):
        row = row_of(*(KINDS[kind][0] for kind in order))
        assert row is not None
        side = "abc"[order.index(alone)] if alone else None
        assert (row.verdict.value, row.side) == (verdict, side)


def test_only_one_sided_rows_are_counted_by_their_side() -> None:
    kb = kb_of(
        {
            "a": {"t1": ["support 2021/.."], "t2": ["support 2021/.."]},
            "b": {"t2": ["oppose /2030"]},
        }
    )
    found = compare(kb, "a", "b")
    assert (found.verdicts[Verdict.ONE_SIDED], found.verdicts[Verdict.UNDATED]) == (1, 1)
    assert found.sides == {"a": 1, "b": 0}


def test_an_undated_leaf_is_a_leaf_row_and_is_not_shared() -> None:
    stances = "support support support"
    told_of = scored(stances, stances)
    kb = kb_of({**told_of, "a": {**told_of["a"], "t9": ["support /2030"]}})
    found = compare(kb, "a", "b").agreement
    assert (found.shared, found.topics) == (3, 4)


def test_a_contested_actor_does_not_hide_that_two_others_are_opposed() -> None:
    # A contested position is never scored: no pair with it is the widest.
    row = row_of(["support 2021/.."], ["oppose 2021/.."], KINDS["contested"][0])
    assert row is not None
    assert (row.verdict, row.pair) == (Verdict.OPPOSED, ("a", "b"))


@pytest.mark.parametrize("stance", ["support", "neutral", "mixed"])
def test_a_contested_actor_makes_the_row_contested_where_no_two_are_opposed(stance: str) -> None:
    row = row_of([f"{stance} 2021/.."], [f"{stance} 2021/.."], KINDS["contested"][0])
    assert row is not None
    assert row.verdict is Verdict.CONTESTED


def test_several_actors_come_with_every_pair_as_if_it_were_compared_alone() -> None:
    told_of = {**scored("support oppose neutral", "support support mixed")}
    kb = kb_of({**told_of, "c": {"t1": ["oppose 2021/.."], "t3": ["neutral 2021/.."]}})
    found = compare(kb, "a", "b", "c")
    assert [pair.actors for pair in found.pairs] == [("a", "b"), ("a", "c"), ("b", "c")]
    for pair in found.pairs:
        alone = compare(kb, *pair.actors)
        assert (pair.verdicts, pair.agreement) == (alone.verdicts, alone.agreement)
    assert found.agreement.value is None
    assert found.agreement.reason
    assert [pair.actors for pair in compare(kb, "a", "b").pairs] == [("a", "b")]


def test_pairs_are_worked_out_once_and_only_if_they_are_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    worked_out = Mock(wraps=agreement)
    monkeypatch.setattr("policykb.analysis.agreement.agreement", worked_out)
    found = compare(kb_of(scored("support oppose neutral", "support support mixed")), "a", "b")
    assert found.rows
    assert not worked_out.called
    assert found.pairs[0].agreement is found.agreement
    assert worked_out.call_count == 1


# --- agreement


def agreement_of(told_of: Told, broader: Mapping[str, str] | None = None) -> Agreement:
    return compare(kb_of(told_of, broader), "a", "b").agreement


@pytest.mark.parametrize(
    ("a", "b", "value"),
    [
        ("support support support", "support support support", 1),
        ("support oppose support", "oppose support oppose", 0),
        ("support support support", "neutral neutral neutral", 0.5),
        ("support lean-support neutral", "lean-support neutral lean-oppose", 0.75),
        ("lean-support support oppose", "lean-oppose neutral lean-oppose", (0.5 + 0.5 + 0.75) / 3),
    ],
)
def test_agreement_is_the_mean_nearness_of_scores(a: str, b: str, value: float) -> None:
    assert agreement_of(scored(a, b)).value == pytest.approx(value)


def test_an_agreement_worked_by_hand() -> None:
    found = agreement_of(
        {
            "a": {
                "t1": ["support 2021/.."],
                "t2": ["lean-oppose 2010/.. s2015", "support 2021/.."],  # the second holds
                "t3": ["oppose 2021/.."],
                "t4": ["lean-support 2021/.."],
                "t5": ["support 2021/.."],
            },
            "b": {
                "t1": ["support 2021/.."],
                "t2": ["oppose 2021/.."],
                "t3": ["oppose 2021/.."],
                "t4": ["neutral 2021/.."],
                "t6": ["mixed 2001/2002"],
            },
        }
    )
    # |a - b|: t1 0, t2 4, t3 0, t4 1, so 1 + 0 + 1 + 0.75 over the four topics of t1 to t6 that
    # both score.
    assert found.value == pytest.approx(2.75 / 4)
    assert (found.shared, found.topics, found.reason) == (4, 6, None)
    # Either claim on t1 removed: 0 + 1 + 0.75 over three; the same for t3.
    assert found.low == pytest.approx(1.75 / 3)
    # b on t2 removed: 1 + 1 + 0.75 over three. More than with a's second claim on t2 removed, where
    # the first holds again, |-1 + 2| = 1: 1 + 0.75 + 1 + 0.75 over four; and than for t4: 2 / 3.
    assert found.high == pytest.approx(2.75 / 3)
    # Six claims of a, five of b; three topics are always left.
    assert (found.removals, found.below_three) == (11, 0)


def test_a_removal_may_add_a_topic_and_at_three_shared_topics_most_fall_below() -> None:
    three = {f"t{n}": ["support 2021/.."] for n in (1, 2, 3)}
    contested = ["support 2021/..", "oppose 2021/.."]
    found = agreement_of(
        {"a": {**three, "t4": contested}, "b": {**three, "t4": ["support 2021/.."]}}
    )
    # Without a's support on t4 it holds oppose: 1 + 1 + 1 + 0 over four.
    assert (found.value, found.low, found.high) == (1, 0.75, 1)
    assert (found.shared, found.topics) == (3, 4)
    # Each of the six claims on t1 to t3 leaves two topics; those on t4 leave three or make four.
    assert (found.removals, found.below_three) == (9, 6)


def test_the_claims_that_move_the_agreement_most_are_all_named_and_no_other() -> None:
    told_of = {
        "a": {"t1": ["support 2001/.."], "t2": ["support 2001/.."], "t3": ["support 2001/.."]},
        "b": {"t1": ["support 2001/.."], "t2": ["neutral 2001/.."], "t3": ["oppose 2001/.."]},
    }
    for held in told_of.values():
        held["t4"] = ["support 2001/.."]
    found = agreement_of(told_of)
    # 1 + 0.5 + 0 + 1 over 4; without the third topic 2.5 / 3, without the second 2 / 3
    assert found.value == pytest.approx(0.625)
    moved = {one.claim.id: one.value for one in found.most}
    assert moved == {
        "a-t3-1": pytest.approx(2.5 / 3),
        "b-t3-1": pytest.approx(2.5 / 3),
    }


def test_a_topic_with_two_claims_of_the_same_stance_does_not_rest_on_either() -> None:
    twice = {f"t{n}": ["support 2021/..", "support 2022/.."] for n in (1, 2, 3)}
    found = agreement_of({"a": twice, "b": twice})
    assert (found.value, found.low, found.high) == (1, 1, 1)
    assert (found.removals, found.below_three) == (12, 0)


@pytest.mark.parametrize(
    ("a", "b", "shared"),
    [
        ("support support", "support support", 2),
        ("support support mixed", "support support mixed", 2),
        ("support support mixed", "support support support", 2),
        ("support", "oppose", 1),
        ("mixed", "support", 0),
    ],
)
def test_below_three_shared_topics_there_is_no_number_and_a_reason(
    a: str, b: str, shared: int
) -> None:
    found = agreement_of(scored(a, b))
    assert (found.value, found.low, found.high, found.shared) == (None, None, None, shared)
    assert found.reason
    assert str(shared) in found.reason


def test_only_leaf_topics_count_towards_agreement() -> None:
    told_of = scored("support support support oppose", "support support support support")
    found = agreement_of(told_of, broader={"t5": "t4"})
    assert (found.value, found.shared, found.topics) == (1, 3, 3)
    assert agreement_of(told_of, broader={"t4": "t5"}).value == 0.75
    # No number for want of leaves, though four topics are shared.
    assert agreement_of(told_of, broader={"t5": "t4", "t6": "t3"}).value is None


def test_a_row_that_is_no_leaf_is_still_a_row_and_has_its_verdict_counted() -> None:
    kb = kb_of(scored("support support", "support oppose"), broader={"t1": "t2"})
    found = compare(kb, "a", "b")
    assert {row.topic.id: row.leaf for row in found.rows} == {"t1": True, "t2": False}
    assert found.verdicts[Verdict.OPPOSED] == 1


def test_every_counted_claim_is_removed_in_turn() -> None:
    stances = "support support support oppose"
    kb = kb_of(scored(stances, stances), broader={"t5": "t4"})
    more = [
        parse_claim("support 2030/..", "future", topic="t6"),
        parse_claim("oppose 2021/.. draft", "draft"),
    ]
    kb = knowledge_base([*kb.claims.values(), *more], broader={"t5": "t4"})
    assert compare(kb, "a", "b").agreement.removals == 9


# --- the date


DATED = knowledge_base(
    [
        claim("a1", source="s2015", stance="oppose", period="2010/.."),
        claim("a2", source="s2023", stance="support", period="2021/.."),
        claim("b1", actor="b", source="s2015", stance="support", period="2010/.."),
    ],
    published={"s2025": "2025-07-04"},
)


@pytest.mark.parametrize(
    ("as_of", "known_by", "day", "record_ends", "verdict"),
    [
        ("", "", "2025-07-04", "2025-07-04", Verdict.AGREE),
        ("2021-08-15", "", "2021-08-15", "2025-07-04", Verdict.AGREE),
        ("2021", "", "2021-12-31", "2025-07-04", Verdict.AGREE),
        ("2020-02", "", "2020-02-29", "2025-07-04", Verdict.OPPOSED),
        ("2050", "", "2050-12-31", "2025-07-04", Verdict.AGREE),
        ("", "2025-07-03", "2023-05-01", "2023-05-01", Verdict.AGREE),
        ("", "2023", "2023-05-01", "2023-05-01", Verdict.AGREE),
        ("", "2023-05-01", "2023-05-01", "2023-05-01", Verdict.AGREE),
        ("", "2023-04-30", "2015-03-01", "2015-03-01", Verdict.OPPOSED),
        ("2022", "2020", "2022-12-31", "2015-03-01", Verdict.OPPOSED),
        ("2012", "2030", "2012-12-31", "2025-07-04", Verdict.OPPOSED),
    ],
)
def test_an_answer_is_for_a_date_and_says_where_the_record_ends(
    as_of: str, known_by: str, day: str, record_ends: str, verdict: Verdict
) -> None:
    found = compare(DATED, "a", "b", as_of=as_of, query=Query(known_by=known_by))
    assert (found.day, found.record_ends) == (ordinal(day), ordinal(record_ends))
    assert found.known_by == (known_by or None)
    assert [row.verdict for row in found.rows] == [verdict]


def test_known_by_leaves_out_what_was_not_published_yet() -> None:
    found = compare(DATED, "a", "b", query=Query(known_by="2020"))
    assert [c.id for c in found.rows[0].positions["a"].trajectory] == ["a1"]
    assert found.not_counted == {"known-by": 1}


# --- what does not count

COUNTED = knowledge_base(
    [
        claim("a1"),
        claim("a2", topic="t2", voice="actor"),
        claim("a3", topic="t3", voice="other"),
        claim("a4", topic="t4", status="draft"),
        claim("a5", topic="t5", status="retracted"),
        claim("a6", topic="t6", status="draft", voice="other"),
        claim("b1", actor="b", certainty="possible"),
        claim("b2", actor="b", topic="t2", kind="action"),
        claim("c1", actor="c", status="draft"),
        claim("c2", actor="c", voice="other"),
    ]
)

DRAFTS = ("active", "draft")


@pytest.mark.parametrize(
    ("query", "topics", "not_counted"),
    [
        (Query(), "t t2", {"voice": 1, "status": 3}),
        (Query(statuses=DRAFTS), "t t2 t4", {"voice": 2, "status": 1}),
        (Query(voices=["author", "actor", "other"]), "t t2 t3", {"status": 3}),
        (Query(voices=["other"], statuses=DRAFTS), "t3 t6", {"voice": 5, "status": 1}),
        (Query(kinds=["action"]), "t2", {"voice": 1, "status": 3, "kind": 3}),
        (Query(certainties=["certain"]), "t t2", {"voice": 1, "status": 3, "certainty": 1}),
        (Query(topics=["t", "t4"]), "t", {"status": 1}),
        (Query(during="2020"), "", {"voice": 1, "status": 3, "during": 4}),
    ],
)
def test_what_does_not_count_is_counted_by_the_rule_that_left_it_out(
    query: Query, topics: str, not_counted: Mapping[str, int]
) -> None:
    found = compare(COUNTED, "a", "b", query=query)
    assert sorted(row.topic.id for row in found.rows) == topics.split()
    assert found.not_counted == not_counted


# --- what is asked for


@pytest.mark.parametrize("only", [["agree"], [Verdict.OPPOSED, "one-sided"], ["none"], []])
def test_only_keeps_rows_and_leaves_counts_and_agreement(only: Sequence[Verdict | str]) -> None:
    stances = "support support support lean-oppose oppose"
    kb = kb_of(scored(stances, "support oppose neutral lean-oppose"))
    whole, part = compare(kb, "a", "b"), compare(kb, "a", "b", only=only)
    assert part.rows == tuple(row for row in whole.rows if not only or row.verdict in only)
    assert (part.verdicts, part.agreement) == (whole.verdicts, whole.agreement)


def test_rows_are_grouped_by_verdict_and_actors_are_found_by_name() -> None:
    kb = kb_of(scored("support support mixed support", "support oppose neutral oppose"))
    found = compare(kb, "the A", "B")
    assert [a.id for a in found.actors] == ["a", "b"]
    verdicts = [row.verdict for row in found.rows]
    assert verdicts == sorted(verdicts, key=list(Verdict).index)
    assert found.verdicts == {v: verdicts.count(v) for v in Verdict}


@pytest.mark.parametrize(
    ("actors", "query", "options"),
    [
        ([], Query(), {}),
        (["a"], Query(), {}),
        (["a", "a"], Query(), {}),
        (["a", "b", "the A"], Query(), {}),
        (["a", "nobody"], Query(), {}),
        (["a", "b"], Query(topics=["nothing"]), {}),
        (["a", "b"], Query(known_by="2015-02-28"), {}),
        (["a", "b"], Query(known_by="soon"), {}),
        (["a", "b"], Query(), {"as_of": "2021-02-29"}),
        (["a", "b"], Query(), {"as_of": "2021/2022"}),
        (["a", "b"], Query(), {"as_of": "2021?"}),
        (["a", "b"], Query(), {"only": "opposd"}),
    ],
)
def test_what_cannot_be_compared_is_an_error_with_help(
    actors: Sequence[str], query: Query, options: Mapping[str, str]
) -> None:
    only = [options["only"]] if "only" in options else []
    with pytest.raises(PolicyKBError) as caught:
        compare(DATED, *actors, query=query, as_of=options.get("as_of", ""), only=only)
    assert caught.value.message
    assert caught.value.help


def test_a_knowledge_base_without_sources_has_no_date_to_answer_for() -> None:
    with pytest.raises(PolicyKBError):
        compare(knowledge_base(actors=[actor("a"), actor("b")]), "a", "b")


# --- laws

Facts = dict[str, object]


def as_is(name: str) -> str:
    return name


def facts(found: Comparison, name: Callable[[str], str] = as_is) -> Facts:
    """All that a comparison says, whatever the order, with every id as ``name`` puts it."""

    def ids(claims: Sequence[Claim]) -> frozenset[str]:
        return frozenset(name(c.id) for c in claims)

    rows = {
        name(row.topic.id): (
            row.verdict,
            row.leaf,
            row.side and name(row.side),
            row.pair and frozenset(map(name, row.pair)),
            {
                name(who): (
                    *(p.status, p.stance, p.score, p.period, frozenset(p.marks)),
                    *(ids(p.claims), ids(p.deciding), ids(p.trajectory)),
                    frozenset((side.sign, ids(side.claims), side.possible) for side in p.sides),
                )
                for who, p in row.positions.items()
            },
        )
        for row in found.rows
    }
    pairs = {
        frozenset(map(name, p.actors)): (
            p.verdicts,
            replace(p.agreement, most=()),
            frozenset((name(one.claim.id), one.value) for one in p.agreement.most),
        )
        for p in found.pairs
    }
    return {
        "day": (found.day, found.record_ends),
        "rows": rows,
        "verdicts": found.verdicts,
        "pairs": pairs,
        "not_counted": found.not_counted,
    }


@given(knowledge_bases, days)
def test_a_comparison_mirrors_itself(kb: KnowledgeBase, day: str) -> None:
    found, mirrored = compare(kb, "a", "b", as_of=day), compare(kb, "b", "a", as_of=day)
    assert facts(found) == facts(mirrored)
    assert [row.verdict for row in found.rows] == [row.verdict for row in mirrored.rows]


@given(knowledge_bases, days, st.randoms(use_true_random=False))
def test_the_order_of_claims_and_files_changes_nothing(
    kb: KnowledgeBase, day: str, random: Random
) -> None:
    ids, sources = list(kb.claims), list(kb.sources)
    random.shuffle(ids)
    random.shuffle(sources)
    shuffled = replace(
        kb,
        claims={key: kb.claims[key] for key in ids},
        sources={key: kb.sources[key] for key in sources},
    )
    assert compare(shuffled, *ACTORS, as_of=day) == compare(kb, *ACTORS, as_of=day)


_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
_TURNED = str.maketrans(_LETTERS, _LETTERS[::-1])


def longer(name: str) -> str:
    return f"x-{name}"


def turned(name: str) -> str:
    """Another name for each, which sorts the other way round."""
    return name.translate(_TURNED)


def renamed(kb: KnowledgeBase, name: Callable[[str], str]) -> KnowledgeBase:
    def claim_named(c: Claim) -> Claim:
        return replace(
            c, id=name(c.id), actor=name(c.actor), topic=name(c.topic), source=name(c.source)
        )

    return replace(
        kb,
        actors={name(key): replace(a, id=name(key)) for key, a in kb.actors.items()},
        topics={
            name(key): replace(t, id=name(key), broader=t.broader and name(t.broader))
            for key, t in kb.topics.items()
        },
        sources={name(key): replace(s, id=name(key)) for key, s in kb.sources.items()},
        claims={name(key): claim_named(c) for key, c in kb.claims.items()},
    )


@given(knowledge_bases, days, st.sampled_from([longer, turned]))
def test_other_ids_change_nothing_but_the_ids(
    kb: KnowledgeBase, day: str, name: Callable[[str], str]
) -> None:
    named = compare(renamed(kb, name), *map(name, ACTORS), as_of=day)
    assert facts(compare(kb, *ACTORS, as_of=day), name) == facts(named)


@given(knowledge_bases, claims(actors=("c",)), days)
def test_a_claim_of_a_third_actor_changes_nothing_between_two(
    kb: KnowledgeBase, another: Claim, day: str
) -> None:
    more = knowledge_base_of([*kb.claims.values(), replace(another, id="another")])
    assert compare(more, "a", "b", as_of=day) == compare(kb, "a", "b", as_of=day)


# What is still to come is yielded to only when it comes. What is over may have been yielded to, and
# what has yielded does not revive; but not to what began before all others, nor to a comparative.
FAR_CLAIMS = [
    *(
        f"{stance} {period}"
        for stance in ("support", "neutral", "oppose", "mixed")
        for period in ("2024/..", "2024-01-01", "203X/2050", "1950/1960", "195X", "1950-03-01")
    ),
    *("support 2017-01/2017-12 less", "oppose 2018-03-14 more"),
]


@given(knowledge_bases, st.sampled_from(FAR_CLAIMS), st.sampled_from(TOPICS), eventful_days)
def test_a_claim_that_does_not_reach_the_day_changes_no_held_position(
    kb: KnowledgeBase, text: str, topic: str, day: str
) -> None:
    far = replace(parse_claim(text, "far", actor="a", topic=topic), source="s4")
    more = knowledge_base_of([*kb.claims.values(), far])
    before, after = (
        {row.topic.id: row.positions["a"] for row in compare(found, "a", "b", as_of=day).rows}
        for found in (kb, more)
    )
    for name, position in before.items():
        if position.status.in_force:
            assert after[name] == position


@given(settled_bases, eventful_days)
def test_agreement_and_its_range_are_those_of_the_rows_and_of_comparing_without_each_claim(
    kb: KnowledgeBase, day: str
) -> None:
    found = compare(kb, "a", "b", as_of=day)
    agreement = found.agreement
    pairs = [[p.score for p in row.positions.values()] for row in found.rows if row.leaf]
    terms = [1 - abs(a - b) / 4 for a, b in pairs if a is not None and b is not None]
    assert (agreement.shared, agreement.topics) == (len(terms), len(pairs))
    if len(terms) < 3:
        assert (agreement.value, agreement.low, agreement.high) == (None, None, None)
        assert agreement.reason
        return
    without = [
        compare(
            knowledge_base_of([c for c in kb.claims.values() if c != gone]), "a", "b", as_of=day
        )
        for gone in select(kb, Query(actors=["a", "b"]).counting()).claims
    ]
    values = [each.agreement.value for each in without if each.agreement.value is not None]
    value, low, high = agreement.value, agreement.low, agreement.high
    assert value == pytest.approx(fmean(terms))
    assert low == pytest.approx(min([*values, fmean(terms)]))
    assert high == pytest.approx(max([*values, fmean(terms)]))
    assert value is not None
    assert low is not None
    assert high is not None
    assert 0 <= low <= value <= high <= 1
    assert agreement.below_three == len(without) - len(values)


@given(knowledge_bases, days)
def test_every_claim_of_the_actors_counts_or_is_counted_as_left_out(
    kb: KnowledgeBase, day: str
) -> None:
    found = compare(kb, *ACTORS, as_of=day)
    counted = {
        c.id for c in kb.claims.values() if c.status == "active" and c.voice in {"author", "actor"}
    }
    assert len(counted) + sum(found.not_counted.values()) == len(kb.claims)
    shown = chain.from_iterable(p.trajectory for row in found.rows for p in row.positions.values())
    assert {c.id for c in shown} <= counted


OF_TWO_IN_FORCE = {Verdict.CONTESTED, Verdict.DIFFER, Verdict.OPPOSED, Verdict.AGREE}


@given(knowledge_bases, days, st.sampled_from([("a", "b"), ("b", "c"), ("a", "b", "c")]))
def test_every_row_has_somebody_heard_and_exactly_one_verdict_applies(
    kb: KnowledgeBase, day: str, actors: Sequence[str]
) -> None:
    for row in compare(kb, *actors, as_of=day).rows:
        statuses = {p.status for p in row.positions.values()}
        in_force = [key for key, p in row.positions.items() if p.status.in_force]
        known = PositionStatus.UNDATED not in statuses
        applies = {
            Verdict.NONE: not in_force and known,
            Verdict.UNDATED: len(in_force) < 2 and not known,
            Verdict.ONE_SIDED: len(in_force) == 1 and known,
            **dict.fromkeys(OF_TWO_IN_FORCE, len(in_force) > 1),
        }
        assert statuses != {PositionStatus.SILENT}
        assert applies[row.verdict]
        assert {v for v, told in applies.items() if told} in ({row.verdict}, OF_TWO_IN_FORCE)
        assert row.side == (in_force[0] if len(in_force) == 1 else None)

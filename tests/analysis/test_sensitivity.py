"""The sensitivity of an answer: other ways to count, and leaving out one claim."""

from dataclasses import replace

import pytest
from hypothesis import given

from policykb.analysis.comparison import Comparison, compare
from policykb.analysis.query import Query, select
from policykb.analysis.sensitivity import VARIANTS, sensitivity
from policykb.analysis.succession import in_order
from policykb.analysis.verdicts import Verdict
from policykb.model.knowledge_base import KnowledgeBase
from policykb.model.records import ClaimKind
from tests.support.factories import knowledge_base, parse_claim, parse_claims
from tests.support.strategies import eventful_days, knowledge_base_of, settled_bases

KB = knowledge_base(
    [
        *parse_claims(["support 2001/.."], actor="a", topic="plain"),
        *parse_claims(["oppose 2001/.."], actor="b", topic="plain"),
        parse_claim("support 2001/.. actor", "a-reported", actor="a", topic="reported"),
        parse_claim("support 2001/.. other", "a-hearsay", actor="a", topic="hearsay"),
        parse_claim("support 2001/.. probable", "a-hedged", actor="a", topic="hedged"),
        replace(
            parse_claim("support 2001/..", "a-disputed", actor="a", topic="disputed"),
            disputed_by=("b",),
        ),
        parse_claim("support 2025-07-04/.. published", "a-published", actor="a", topic="published"),
        replace(
            parse_claim("support 2001/..", "a-belief", actor="a", topic="belief"),
            kind=ClaimKind.BELIEF,
        ),
    ]
)


@pytest.mark.parametrize(
    ("variant", "topics"),
    [
        ("as-asked", "belief disputed hedged plain published reported"),
        ("author", "belief disputed hedged plain published"),
        ("reported", "reported"),
        ("hearsay-too", "belief disputed hearsay hedged plain published reported"),
        ("firm", "belief plain published reported"),
        ("dated", "belief disputed hedged plain reported"),
        ("policy", "disputed hedged plain published reported"),
        ("outlook", "belief"),
    ],
)
def test_each_variant_counts_what_it_says(variant: str, topics: str) -> None:
    trials = {trial.variant.name: trial for trial in sensitivity(KB, "a", "b").trials}
    rows = trials[variant].comparison.rows
    assert sorted(row.topic.id for row in rows) == topics.split()
    assert list(trials) == [one.name for one in VARIANTS]


def test_a_variant_names_the_verdicts_that_turn() -> None:
    trials = {trial.variant.name: trial for trial in sensitivity(KB, "a", "b").trials}
    assert trials["as-asked"].changes == ()
    told_of = {change.topic: (change.before, change.after) for change in trials["firm"].changes}
    gone = ((Verdict.ONE_SIDED, "a"), (Verdict.NONE, None))
    assert told_of == {"hedged": gone, "disputed": gone}


def test_filters_that_were_asked_for_stay() -> None:
    found = sensitivity(KB, "a", "b", query=Query(topics=["plain"]))
    for trial in found.trials:
        assert {row.topic.id for row in trial.comparison.rows} <= {"plain"}


def test_leaving_out_a_claim_that_matters() -> None:
    found = sensitivity(KB, "a", "b")
    assert found.tried == 7
    changes = {one.claim.id: one.changes for one in found.effects}
    assert set(changes) == {
        *("a-plain-1", "b-plain-1", "a-reported", "a-hedged"),
        *("a-disputed", "a-published", "a-belief"),
    }
    (change,) = changes["a-plain-1"]
    assert (change.before, change.after) == ((Verdict.OPPOSED, None), (Verdict.ONE_SIDED, "b"))


def test_a_claim_that_another_says_again_does_not_matter() -> None:
    kb = knowledge_base(
        [*parse_claims(["support 2001/.."] * 2), *parse_claims(["support 2001/.."], actor="b")]
    )
    assert [one.claim.id for one in sensitivity(kb, "a", "b").effects] == ["b-t-1"]


def verdicts(found: Comparison) -> dict[str, tuple[Verdict, str | None]]:
    rows = {row.topic.id: (row.verdict, row.side) for row in found.rows}
    return {
        topic: rows.get(topic, (Verdict.NONE, None)) for topic in ("t1", "t2", "t3", "t4", "t5")
    }


@given(settled_bases, eventful_days)
def test_what_matters_is_what_comparing_without_each_claim_shows(
    kb: KnowledgeBase, day: str
) -> None:
    found = sensitivity(kb, "a", "b", as_of=day)
    whole = compare(kb, "a", "b", as_of=day)
    told_of = {one.claim.id: one for one in found.effects}
    for gone in in_order(select(kb, Query(actors=["a", "b"]).counting()).claims):
        without = knowledge_base_of([c for c in kb.claims.values() if c != gone])
        part = compare(without, "a", "b", as_of=day)
        turned = {
            (topic, before, verdicts(part)[topic])
            for topic, before in verdicts(whole).items()
            if before != verdicts(part)[topic]
        }
        effect = told_of.get(gone.id)
        told_turns = effect.changes if effect else ()
        assert {(change.topic, change.before, change.after) for change in told_turns} == turned
        if effect and effect.agreements:
            assert effect.agreements["a", "b"] == pytest.approx(part.agreement.value)
        else:
            assert part.agreement.value == pytest.approx(whole.agreement.value)


@given(settled_bases, eventful_days)
def test_the_claims_that_move_the_agreement_most_are_those_with_the_largest_shift(
    kb: KnowledgeBase, day: str
) -> None:
    agreement = compare(kb, "a", "b", as_of=day).agreement
    if agreement.value is None:
        assert not agreement.most
        return
    shifts = {
        one.claim.id: abs(value - agreement.value)
        for one in sensitivity(kb, "a", "b", as_of=day).effects
        if (value := one.agreements.get(("a", "b"))) is not None
    }
    most = max(shifts.values(), default=0)
    assert {one.claim.id for one in agreement.most} == {
        name for name, shift in shifts.items() if shift == pytest.approx(most)
    }

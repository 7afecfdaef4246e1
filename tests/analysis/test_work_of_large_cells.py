"""Twice the claims of one actor on one topic are twice the work, counted in calls."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date
from unittest.mock import patch

import pytest

from policykb.analysis import bags, maxima, phases
from policykb.analysis.conflicts import MOST_CONFLICTS, conflicts, unsettled_conflicts
from policykb.analysis.counted import count
from policykb.analysis.explanation import explain
from policykb.analysis.many_days import compare_on_days
from policykb.analysis.moments import compare_moments
from policykb.analysis.query import Query
from policykb.analysis.sensitivity import sensitivity, varied_comparisons
from policykb.analysis.timelines import timelines
from policykb.model.knowledge_base import KnowledgeBase
from policykb.model.period import day_text
from policykb.model.records import Claim
from tests.support.factories import claim, knowledge_base

SIZE = 100
FIRST = date(1990, 1, 1).toordinal()
STANCES = ("support", "support", "lean-support", "neutral", "oppose", "support", "mixed")


def turning(size: int) -> list[Claim]:
    """Claims of sources of their own, most of them open-ended, that yield to later ones."""
    return [
        claim(
            f"c{n}",
            actor=actor,
            stance=STANCES[n % len(STANCES)],
            period=f"{day_text(FIRST + 20 * n)}/" + (".." if n % 3 else day_text(FIRST + 25 * n)),
            source=f"s{n * 7 % size:05}",
        )
        for n in range(size)
        for actor in ("a" if n % 2 else "b",)
    ]


def opposite(size: int) -> list[Claim]:
    """Claims of one source on both sides, all in force for long."""
    return [
        claim(
            f"c{n}",
            actor=actor,
            stance="support" if n // 2 % 2 else "oppose",
            period=f"{day_text(FIRST + n)}/{day_text(FIRST + 9_000 + n)}",
        )
        for n in range(size)
        for actor in ("a" if n % 2 else "b",)
    ]


def kb_of(claims: Sequence[Claim]) -> KnowledgeBase:
    sources = {one.source for one in claims if one.source != "s2025"}
    return knowledge_base(
        claims, published={name: day_text(FIRST + 30 * int(name[1:])) for name in sources}
    )


@contextmanager
def counting() -> Iterator[Callable[[], int]]:
    """Count the steps that positions are made of: phases that change, searches for successors,
    positions, and positions without a claim.
    """
    steps = (
        (bags.Bag, "add"),
        (bags.Bag, "remove"),
        (maxima.Maxima, "_next"),
        (phases.Phases, "position"),
        (phases.Phases, "without"),
    )
    counted = 0

    def counts(step: Callable[..., object]) -> Callable[..., object]:
        def call(*args: object, **words: object) -> object:
            nonlocal counted
            counted += 1
            return step(*args, **words)

        return call

    with ExitStack() as patches:
        for owner, name in steps:
            patches.enter_context(patch.object(owner, name, counts(getattr(owner, name))))
        yield lambda: counted


def work(ask: Callable[[KnowledgeBase], object], claims: Sequence[Claim]) -> int:
    kb = kb_of(claims)
    with counting() as steps:
        ask(kb)
        return steps()


def on_all_days(kb: KnowledgeBase) -> object:
    counted = count(kb).for_many_days()
    days = sorted(one.first for actor in kb.actors for one in counted.history(actor, "t"))
    return list(compare_on_days(counted, [kb.actors["a"], kb.actors["b"]], days))


ANSWERS: dict[str, Callable[[KnowledgeBase], object]] = {
    "timeline": lambda kb: timelines(count(kb), list(kb.actors.values())),
    "many days": on_all_days,
    "explain": lambda kb: explain(kb, "a", "b", "t"),
    "sensitivity": lambda kb: sensitivity(kb, "a", "b"),
    "moments": lambda kb: compare_moments(kb, "a", "b", start="1995", end="2005"),
    "without a claim": lambda kb: list(count(kb).scores_without("a", "t")),
    "conflicts": lambda kb: count(kb).conflicts(),
}


@pytest.mark.parametrize("shape", [turning, opposite])
@pytest.mark.parametrize("answer", list(ANSWERS))
def test_twice_the_claims_are_twice_the_work(
    answer: str, shape: Callable[[int], list[Claim]]
) -> None:
    small, large = (work(ANSWERS[answer], shape(size)) for size in (SIZE, 2 * SIZE))
    assert large <= 2.6 * small, (small, large)


def test_a_matrix_of_twice_the_actors_is_twice_the_work() -> None:
    def matrix(kb: KnowledgeBase) -> object:
        (found,) = varied_comparisons(kb, *kb.actors, dates=[""], query=Query(), varied=False)
        return [pair.agreement for one in found.moments for pair in one.pairs]

    def all_speak(actors: int) -> list[Claim]:
        return [
            claim(f"c{actor}-{topic}", actor=f"a{actor}", topic=topic, stance=STANCES[actor % 7])
            for actor in range(actors)
            for topic in ("t", "u", "v")
        ]

    small, large = (work(matrix, all_speak(actors)) for actors in (10, 20))
    assert large <= 2.1 * small, (small, large)


def test_of_many_conflicts_no_more_are_made_than_are_told() -> None:
    claims = [one for one in opposite(800) if one.actor == "a"]
    published = kb_of(claims).published
    assert len(conflicts(claims, published)) == MOST_CONFLICTS
    assert len(unsettled_conflicts(claims, published)) == MOST_CONFLICTS + 1
    counted = count(kb_of(claims))
    assert counted.unlisted_conflicts() == {("a", "t"): 200 * 200 - MOST_CONFLICTS}

"""The agreement of two actors over all topics, and its range without single claims.

The measures, worked examples and limits are in ``docs/measures.md``.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from math import fsum

from policykb.analysis.counted import CountedClaims
from policykb.analysis.in_force import in_order
from policykb.analysis.positions import Position
from policykb.frozen import dataclass
from policykb.model.knowledge_base import KnowledgeBase
from policykb.model.records import Claim, Stance

LEAST_SHARED = 3
"""The least number of shared topics for which an agreement has a value."""

_WIDTH = 4  # from support (+2) to oppose (-2)


@dataclass(frozen=True, slots=True)
class Removal:
    """The agreement without one claim."""

    claim: Claim
    value: float


@dataclass(frozen=True, slots=True)
class Agreement:
    """The agreement of two actors: the mean of 1 - |a - b| / 4 over the topics on which both
    hold a scored position, leaves only; 1 is the same stance everywhere, 0 the opposite.

    ``low`` and ``high`` are the range when each counted claim is left out in turn (it includes the
    value itself). ``removals`` is the number of claims left out, ``below_three`` the number of
    these that left fewer than three topics, ``most`` holds those that change the value most
    (several if they tie, none if nothing changes it). ``shared`` is the number of scored topics,
    ``topics`` that of all leaf rows. If ``value`` is None, ``reason`` says why.
    """

    value: float | None
    low: float | None
    high: float | None
    shared: int
    topics: int
    removals: int = 0
    below_three: int = 0
    most: tuple[Removal, ...] = ()
    reason: str | None = None


def at_random() -> float:
    """Return the expected agreement of two actors with random stances, all five scores equally
    likely: 0.6.
    """
    scores = [stance.score for stance in Stance if stance.score is not None]
    near = [nearness(one, other) for one, other in product(scores, repeat=2)]
    return fsum(near) / len(near)


def nearness(one: int, other: int) -> float:
    """Return 1 - |a - b| / 4 of two scores: 1 is the same stance, 0 opposite ends."""
    return 1 - abs(one - other) / _WIDTH


def agreement(
    counted: CountedClaims,
    actors: tuple[str, str],
    positions: Mapping[str, Sequence[Position]],
    day: int,
) -> Agreement:
    """Return the agreement of two actors.

    Args:
        counted: the claims that count.
        actors: the ids of the two.
        positions: for each topic (id) that has a row, the positions of the two.
        day: the day of the positions (ordinal).
    """
    leaves = sum(counted.kb.is_leaf(topic) for topic in positions)
    terms = _terms(counted.kb, positions)
    shared = len(terms)
    value = _mean(terms)
    if value is None:
        reason = f"shared scored topics: {shared}; at least {LEAST_SHARED} are needed"
        return Agreement(None, None, None, shared, leaves, reason=reason)
    claims = [c for (actor, _), found in counted.claims.items() if actor in actors for c in found]
    below_three = 0
    removals: list[Removal] = []
    pivotal = {name for pair in positions.values() for one in pair for name in one.pivotal}
    for claim in in_order(claim for claim in claims if claim.id in pivotal):
        pair = [
            counted.position(actor, claim.topic, day, without=claim.id)
            if actor == claim.actor
            else present
            for actor, present in zip(actors, positions[claim.topic], strict=True)
        ]
        others = {topic: term for topic, term in terms.items() if topic != claim.topic}
        remaining = _mean(others | _terms(counted.kb, {claim.topic: pair}))
        if remaining is None:
            below_three += 1
        else:
            removals.append(Removal(claim, remaining))
    values = [value, *(removal.value for removal in removals)]
    return Agreement(
        value,
        min(values),
        max(values),
        shared,
        leaves,
        len(claims),
        below_three,
        tuple(_largest(value, removals)),
    )


def mean_nearness(kb: KnowledgeBase, positions: Mapping[str, Sequence[Position]]) -> float | None:
    """Return the mean nearness over the leaves on which both actors have a score; None if there are
    fewer than three. ``positions`` holds the positions of the two by topic (id).
    """
    return _mean(_terms(kb, positions))


def _mean(terms: Mapping[str, float]) -> float | None:
    return fsum(terms.values()) / len(terms) if len(terms) >= LEAST_SHARED else None


def _terms(kb: KnowledgeBase, positions: Mapping[str, Sequence[Position]]) -> dict[str, float]:
    """Return the nearness on each leaf (id) on which both have a score."""
    scores = {topic: (one.score, other.score) for topic, (one, other) in positions.items()}
    return {
        topic: nearness(one, other)
        for topic, (one, other) in scores.items()
        if one is not None and other is not None and kb.is_leaf(topic)
    }


def _largest(value: float, removals: Sequence[Removal]) -> Iterator[Removal]:
    # Values are means of quarters: those that differ only by rounding errors are equal.
    shifts = [round(abs(removal.value - value), 12) for removal in removals]
    most = max(shifts, default=0)
    return (one for one, shift in zip(removals, shifts, strict=True) if most and shift == most)

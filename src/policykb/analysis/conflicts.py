"""Conflicts between claims: two opposite ones of one actor on one topic."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from heapq import heappop, heappush
from itertools import islice

from policykb.analysis.in_force import InForce, in_force
from policykb.analysis.succession import Published, Successors, Yielding, in_order
from policykb.frozen import dataclass
from policykb.model.records import Claim

MOST_CONFLICTS = 1_000
"""The number of conflicts of one actor on one topic that are told: there are as many as pairs of
claims in favour and claims against.
"""


class ConflictKind(StrEnum):
    """The relation in time of two opposite claims of one actor on one topic."""

    CONTRADICTION = "contradiction"
    BOUNDARY = "boundary"
    SHIFT = "shift"


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two opposite claims of one actor on one topic, the earlier-beginning one first."""

    kind: ConflictKind
    first: Claim
    second: Claim

    @property
    def acknowledged(self) -> bool:
        """True if one of the two names the other in ``contradicts``."""
        return self.second.id in self.first.contradicts or self.first.id in self.second.contradicts


def number_of_conflicts(claims: Iterable[Claim]) -> int:
    """Return the number of conflicts among an actor's counted claims on a topic."""
    signs = [claim.sign for claim in claims]
    return signs.count(1) * signs.count(-1)


def conflicts(claims: Sequence[Claim], published: Published) -> list[Conflict]:
    """Return the pairs of opposite claims among an actor's counted claims on a topic, over all
    time, in their order. Of more than :data:`MOST_CONFLICTS` shifts are left out first.
    """
    if not number_of_conflicts(claims):
        return []
    ordered = in_order(claims)
    found = dict(islice(_unsettled(ordered, published), MOST_CONFLICTS))
    shifts = ((pair, ConflictKind.SHIFT) for pair in _opposites(ordered) if pair not in found)
    found |= dict(islice(shifts, MOST_CONFLICTS - len(found)))
    return [Conflict(found[pair], *(ordered[one] for one in pair)) for pair in sorted(found)]


def unsettled_conflicts(claims: Sequence[Claim], published: Published) -> list[Conflict]:
    """Return the pairs of :func:`conflicts` that are no shifts and not acknowledged, in the same
    order.

    There are at most :data:`MOST_CONFLICTS` of them, and one more to show that there are others.
    """
    if not number_of_conflicts(claims):
        return []
    ordered = in_order(claims)
    every = (
        (pair, Conflict(kind, *(ordered[one] for one in pair)))
        for pair, kind in _unsettled(ordered, published)
    )
    wanted = (one for one in every if not one[1].acknowledged)
    return [conflict for _, conflict in sorted(islice(wanted, MOST_CONFLICTS + 1), key=_pair)]


_Pair = tuple[int, int]
"""The places of two claims in the order of their beginning, the lower one first."""


def _pair(found: tuple[_Pair, Conflict]) -> _Pair:
    return found[0]


def _opposites(ordered: Sequence[Claim]) -> Iterator[_Pair]:
    by_sign = {
        sign: [place for place, claim in enumerate(ordered) if claim.sign == sign]
        for sign in (1, -1)
    }
    for one, claim in enumerate(ordered):
        if claim.sign:
            others = by_sign[-claim.sign]
            yield from ((one, other) for other in others[bisect_right(others, one) :])


def _unsettled(
    ordered: Sequence[Claim], published: Published
) -> Iterator[tuple[_Pair, ConflictKind]]:
    """Yield the contradictions, then the boundaries, each without a look at other pairs."""
    # Of two claims of which one yields to the other, the one is over when the other begins.
    successors = Successors(ordered, published)
    times = [in_force(claim, published, successors) for claim in ordered]
    for pair in _meeting(times):
        yield pair, ConflictKind.CONTRADICTION
    places = {claim.id: place for place, claim in enumerate(ordered)}
    for one, claim in enumerate(ordered):
        for later, rule, _ in successors.of(claim):
            if rule is not Yielding.BOUNDARY:
                break  # a claim yields to all others by the same rule
            other = places[later.id]
            yield (min(one, other), max(one, other)), ConflictKind.BOUNDARY


def _meeting(times: Sequence[InForce]) -> Iterator[_Pair]:
    """Yield the pairs of opposite claims that are in force on the same day."""
    begun = sorted((time.lo, one) for one, time in enumerate(times) if time.lo <= time.hi)
    current: dict[int, list[tuple[int, int]]] = {1: [], -1: []}  # by the last day
    for first, one in begun:
        time, sign = times[one], times[one].claim.sign
        if not sign:
            continue
        opposite = current[-sign]
        while opposite and opposite[0][0] < first:
            heappop(opposite)
        yield from ((min(one, other), max(one, other)) for _, other in opposite)
        heappush(current[sign], (time.hi, one))

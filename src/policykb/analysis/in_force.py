"""The days on which claims are in force: their periods, cut short where they yield."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import islice

from policykb.analysis.succession import Published, Succession, Successors, in_order
from policykb.frozen import NamedTuple
from policykb.model.period import AFTER_ALL_DAYS, BEFORE_ALL_DAYS, Bound, Phase
from policykb.model.records import Claim, PeriodBasis

MOST_YIELDINGS = 5
"""The number of claims that a claim is said to yield to; one may yield to all others."""


class InForce(NamedTuple):
    """The days on which a claim is in force: its period, cut short where it yields.

    ``yielding`` holds the first claims that it yields to, in the order of the days on which it
    does; from the first of these days on it no longer counts. ``yields_more`` is True if there are
    others. ``published`` is the first day in force (ordinal) of a claim with the period basis
    ``published``.
    """

    claim: Claim
    published: int | None = None
    yielding: tuple[Succession, ...] = ()
    yields_more: bool = False

    @property
    def until(self) -> int | None:
        """The first day on which the claim no longer counts (an ordinal), if it yields."""
        return self.yielding[0].day if self.yielding else None

    @property
    def successor(self) -> Claim | None:
        """The claim that alone ends this one; None if none does, or several on one day."""
        match self.yielding:
            case (first,):
                return first.claim
            case (first, second, *_) if second.day > first.day:
                return first.claim
        return None

    @property
    def without_successor(self) -> "InForce":
        """The days in force without the claim that alone ends this one."""
        return InForce(self.claim, self.published, self.yielding[1:], self.yields_more)

    def phase(self, day: int) -> Phase:
        """Return the phase of the claim on ``day`` (ordinal)."""
        if self.yielding and day >= self.yielding[0].day:
            return Phase.PAST
        phase = self.claim.period.phase(day)
        if self.published is not None and day < self.published and phase is not Phase.PAST:
            return Phase.UNDATED
        return phase

    @property
    def lo(self) -> int:
        """The first day in force."""
        return max(self.claim.period.lo, self.published or 0)

    @property
    def hi(self) -> int:
        """The last day in force."""
        hi = self.claim.period.hi
        return min(hi, self.yielding[0].day - 1) if self.yielding else hi

    def meets(self, other: "InForce") -> bool:
        """Return True if there is a day on which both claims are in force."""
        return max(self.lo, other.lo) <= min(self.hi, other.hi)

    def phases(self) -> Iterator[tuple[int, Phase]]:
        """Yield the phases of all days, each with the first day (ordinal) on which it holds."""
        period = self.claim.period
        days = {BEFORE_ALL_DAYS + 1, self.published, self.until}
        for bound in (period.start, period.end):
            if bound is not None:
                days |= {bound.first, bound.last + 1}
        before = None
        for day in sorted(one for one in days if one and one < AFTER_ALL_DAYS):
            if (phase := self.phase(day)) is not before:
                yield day, phase
                before = phase


class Times(NamedTuple):
    """The days in force of all claims of one actor on one topic, in the order of their beginning.

    ``boundaries`` holds the first and last day (ordinals) of each time in which one of them ends
    and an opposite one begins, in order.
    """

    each: tuple[InForce, ...] = ()
    boundaries: tuple[tuple[int, int], ...] = ()

    def at_boundary(self, day: int) -> bool:
        """Return True if a day lies where one of the claims gives way to its opposite."""
        at = bisect_right(self.boundaries, (day, AFTER_ALL_DAYS)) - 1
        return at >= 0 and day <= self.boundaries[at][1]


def times_of(claims: Iterable[Claim], published: Published) -> Times:
    """Return the days in force of an actor's claims on a topic."""
    ordered = in_order(claims)
    successors = Successors(ordered if len(ordered) > 1 else (), published)
    each = tuple(in_force(claim, published, successors) for claim in ordered)
    return Times(each, tuple(_joined(successors.boundaries(ordered))))


def in_force(claim: Claim, published: Published, successors: Successors) -> InForce:
    """Return the days in force of one of an actor's claims on a topic."""
    first = published[claim.source] if claim.period_basis is PeriodBasis.PUBLISHED else None
    found = tuple(islice(successors.of(claim), MOST_YIELDINGS + 1))
    return InForce(claim, first, found[:MOST_YIELDINGS], len(found) > MOST_YIELDINGS)


def _joined(units: Iterable[Bound]) -> Iterator[tuple[int, int]]:
    """Yield the first and last day of units of time in order, of those that overlap together."""
    found: tuple[int, int] | None = None
    for first, last in sorted((unit.first, unit.last) for unit in units):
        if found is None or first > found[1]:
            if found:
                yield found
            found = (first, last)
        else:
            found = (found[0], max(found[1], last))
    if found:
        yield found

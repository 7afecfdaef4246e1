"""The days on which claims are in force, and the conflicts between claims.

A claim *yields* to a later one that succeeds it, so that history does not look like contradiction.
Two opposite claims of one actor on one topic are a conflict.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from itertools import combinations, islice
from operator import itemgetter
from typing import NamedTuple

from policykb.frozen import dataclass
from policykb.model.period import AFTER_ALL_DAYS, BEFORE_ALL_DAYS, Phase
from policykb.model.records import Claim, PeriodBasis

Published = Mapping[str, int]
"""The day of publication of each source (ordinal), by the source's id."""


class ConflictKind(StrEnum):
    """The relation in time of two opposite claims of one actor on one topic."""

    CONTRADICTION = "contradiction"
    BOUNDARY = "boundary"
    SHIFT = "shift"


class Yielding(StrEnum):
    """The rule by which a claim yields to a later one."""

    BOUNDARY = "boundary"
    LATER_SOURCE = "later-source"


class Succession(NamedTuple):
    """The claim that another one yields to, the rule, and the first day (ordinal) it yields."""

    claim: Claim
    rule: Yielding
    day: int


@dataclass(frozen=True, slots=True)
class InForce:
    """The days on which a claim is in force: its period, cut short where it yields.

    ``yielding`` holds the claims that it yields to, in the order of the days on which it does; from
    the first of these days on it no longer counts. ``published`` is the first day in force
    (ordinal) of a claim with the period basis ``published``.
    """

    claim: Claim
    published: int | None = None
    yielding: tuple[Succession, ...] = ()

    @property
    def until(self) -> int | None:
        """The first day on which the claim no longer counts (an ordinal), if it yields."""
        return self.yielding[0].day if self.yielding else None

    @property
    def successors(self) -> tuple[Claim, ...]:
        """The claims that end this one: those it yields to on the first such day."""
        return tuple(one.claim for one in self.yielding if one.day == self.until)

    def phase(self, day: int) -> Phase:
        """Return the phase of the claim on ``day`` (ordinal)."""
        if (until := self.until) is not None and day >= until:
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
        return hi if (until := self.until) is None else min(hi, until - 1)

    def at_boundary(self, day: int) -> bool:
        """Return True if ``day`` lies in the unit of time in which this claim ends and an opposite
        one begins.
        """
        starts = [one.claim.period.start for one in self.yielding if one.rule is Yielding.BOUNDARY]
        return any(start is not None and start.first <= day <= start.last for start in starts)

    def meets(self, other: "InForce") -> bool:
        """Return True if there is a day on which both claims are in force."""
        return max(self.lo, other.lo) <= min(self.hi, other.hi)

    def change_days(self) -> Iterator[int]:
        """Yield the days (ordinals) on which the phase may differ from that of the day before."""
        period = self.claim.period
        opposite = [
            one.claim.period.start for one in self.yielding if one.rule is Yielding.BOUNDARY
        ]
        for bound in (period.start, period.end, *opposite):
            if bound is not None:
                yield bound.first
                yield bound.last + 1
        yield from (day for day in (self.published, self.until) if day is not None)


def change_days(times: Iterable[InForce]) -> list[int]:
    """Return the days (ordinals) on which a position of these claims may change, in order."""
    found = {day for time in times for day in time.change_days()}
    return sorted(day for day in found if BEFORE_ALL_DAYS < day < AFTER_ALL_DAYS)


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


def begins(claim: Claim) -> int:
    """Return the first day (ordinal) of the unit of time in which a claim begins.

    It is before all days where the period has an open or unknown start.
    """
    start = claim.period.start
    return BEFORE_ALL_DAYS if start is None else start.first


def _succeeds_on(claim: Claim, published: Published) -> int:
    """Return the day (ordinal) from which others yield to a claim: its beginning, or its
    publication if its period basis is ``published``.
    """
    if claim.period_basis is PeriodBasis.PUBLISHED and claim.period.start is not None:
        return max(begins(claim), published[claim.source])
    return begins(claim)


def in_order(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """Return claims in the order of their beginning.

    A claim with an unknown beginning comes before those that begin on the first day on which it is
    known to be in force. Ids decide only if everything else is equal.
    """

    def place(claim: Claim) -> tuple[int, bool, int, str, str, str]:
        period = claim.period
        known = period.start is not None or period.open_start
        return (period.lo, known, period.hi, period.text, claim.stance, claim.id)

    return tuple(sorted(claims, key=place))


def yields(claim: Claim, later: Claim, published: Published) -> Yielding | None:
    """Return the rule by which ``claim`` yields to ``later``; None if it does not.

    Where a claim ends and an opposite one begins within overlapping units, the one that
    begins later is in force from its first day. An open-ended claim yields to one that begins
    later, comes from a later-published source and differs in sign.
    """
    start = later.period.start
    if start is None or claim.relative_to or later.relative_to:
        return None
    if _succeeds_on(later, published) <= _succeeds_on(claim, published):
        return None
    end = claim.period.end
    if (
        end is not None
        and claim.opposes(later)
        and end.first <= start.last
        and _succeeds_on(later, published) <= end.last
    ):
        return Yielding.BOUNDARY
    if (
        claim.period.open_end
        and claim.sign != later.sign
        and published[later.source] > published[claim.source]
    ):
        return Yielding.LATER_SOURCE
    return None


def in_force(
    claims: Sequence[Claim], published: Published, most: int | None = None
) -> tuple[InForce, ...]:
    """Return the days in force of each of an actor's claims on a topic, in the order given.

    ``most`` is the largest number of claims that each is said to yield to; one is enough for the
    days in force.
    """
    dated = [claim for claim in in_order(claims) if claim.period.start is not None]
    successors = sorted(dated, key=lambda claim: _succeeds_on(claim, published))
    starts = [_succeeds_on(claim, published) for claim in successors]
    newest = max((published[claim.source] for claim in claims), default=0)

    def of_claim(claim: Claim) -> InForce:
        first = published[claim.source] if claim.period_basis is PeriodBasis.PUBLISHED else None
        low = bisect_right(starts, _succeeds_on(claim, published))
        # A claim with an end can only be succeeded by claims that begin by then, an open-ended
        # one by any claim of a later source.
        end = claim.period.end
        if end is not None:
            high = bisect_right(starts, end.last)
        else:
            high = len(starts) if published[claim.source] < newest else low
        yielding = (
            Succession(later, rule, _succeeds_on(later, published))
            for later in (successors[index] for index in range(low, high))
            if (rule := yields(claim, later, published))
        )
        return InForce(claim, first, tuple(islice(yielding, most)))

    return tuple(map(of_claim, claims))


def conflicts(claims: Sequence[Claim], published: Published) -> list[Conflict]:
    """Return all pairs of opposite claims among an actor's counted claims on a topic, over all
    time.
    """
    ordered = in_order(claims)
    pairs = [
        (one, other)
        for one, other in combinations(in_force(ordered, published), 2)
        if one.claim.opposes(other.claim)
    ]
    return [
        Conflict(_conflict_kind(one, other, published), one.claim, other.claim)
        for one, other in pairs
    ]


def unsettled_conflicts(claims: Sequence[Claim], published: Published) -> Iterator[Conflict]:
    """Yield the pairs of :func:`conflicts` that are no shifts, in the same order.

    Claims that neither overlap nor touch are not looked at as a pair.
    """
    times = in_force(in_order(claims), published, most=1)
    by_sign = {
        sign: [(index, time) for index, time in enumerate(times) if time.claim.sign == sign]
        for sign in (1, -1)
    }
    for index, one in enumerate(times):
        opposite = by_sign.get(-(one.claim.sign or 0), [])
        after = bisect_right(opposite, index, key=itemgetter(0))
        for _, other in islice(opposite, after, None):
            if other.claim.period.lo > _reach(one):
                break
            kind = _conflict_kind(one, other, published)
            if kind is not ConflictKind.SHIFT:
                yield Conflict(kind, one.claim, other.claim)


def _reach(time: InForce) -> int:
    """Return the last day on which another claim may begin and overlap or touch this one."""
    period = time.claim.period
    return max([time.hi, *(bound.last for bound in (period.start, period.end) if bound)])


def _conflict_kind(one: InForce, other: InForce, published: Published) -> ConflictKind:
    # At most one of two claims begins later, so at most one yields to the other.
    rule = yields(one.claim, other.claim, published) or yields(other.claim, one.claim, published)
    match rule:
        case Yielding.BOUNDARY:
            return ConflictKind.BOUNDARY
        case Yielding.LATER_SOURCE:
            return ConflictKind.SHIFT
        case None:
            return ConflictKind.CONTRADICTION if one.meets(other) else ConflictKind.SHIFT

"""The order of claims in time, and which claims yield to which.

A claim *yields* to a later one that succeeds it, so that history does not look like contradiction.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from heapq import merge
from itertools import chain

from policykb.analysis.maxima import Maxima
from policykb.frozen import NamedTuple
from policykb.model.period import BEFORE_ALL_DAYS, Bound
from policykb.model.records import Claim, PeriodBasis

Published = Mapping[str, int]
"""The day of publication of each source (ordinal), by the source's id."""


class Yielding(StrEnum):
    """The rule by which a claim yields to a later one."""

    BOUNDARY = "boundary"
    LATER_SOURCE = "later-source"


class Succession(NamedTuple):
    """The claim that another one yields to, the rule, and the first day (ordinal) it yields."""

    claim: Claim
    rule: Yielding
    day: int


def begins(claim: Claim) -> int:
    """Return the first day (ordinal) of the unit of time in which a claim begins.

    It is before all days where the period has an open or unknown start.
    """
    start = claim.period.start
    return BEFORE_ALL_DAYS if start is None else start.first


def succeeds_on(claim: Claim, published: Published) -> int:
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
    if succeeds_on(later, published) <= succeeds_on(claim, published):
        return None
    end = claim.period.end
    if (
        end is not None
        and claim.opposes(later)
        and end.first <= start.last
        and succeeds_on(later, published) <= end.last
    ):
        return Yielding.BOUNDARY
    if (
        claim.period.open_end
        and claim.sign != later.sign
        and published[later.source] > published[claim.source]
    ):
        return Yielding.LATER_SOURCE
    return None


class Successors:
    """Finds the claims that each of an actor's claims on a topic yields to, without a look at the
    others: :func:`yields` says what is found.
    """

    def __init__(self, claims: Sequence[Claim], published: Published) -> None:
        """``claims`` are in the order of their beginning."""
        self._published = published
        by_sign: dict[int | None, list[tuple[int, int, Claim]]] = {}
        for place, claim in enumerate(claims):
            if claim.period.start is not None and not claim.relative_to:
                entry = (succeeds_on(claim, published), place, claim)
                by_sign.setdefault(claim.sign, []).append(entry)
        self._later = {sign: _Later(sorted(found), published) for sign, found in by_sign.items()}

    def of(self, claim: Claim) -> Iterator[Succession]:
        """Yield the claims that a claim yields to, in the order of the days on which it does."""
        if claim.relative_to:
            return
        begun, end = succeeds_on(claim, self._published), claim.period.end
        if end is not None:
            rule, opposite = Yielding.BOUNDARY, self._opposite(claim)
            found = opposite.touching(begun, end) if opposite else iter(())
        elif claim.period.open_end:
            rule, source = Yielding.LATER_SOURCE, self._published[claim.source]
            others = [each for sign, each in self._later.items() if sign != claim.sign]
            runs = [each.published_after(begun, source) for each in others]
            found = merge(*runs) if len(runs) > 1 else chain(*runs)
        else:
            return
        for day, _, later in found:
            yield Succession(later, rule, day)

    def boundaries(self, claims: Iterable[Claim]) -> tuple[Bound, ...]:
        """Return the units of time in which one of the claims ends and an opposite one begins."""
        found: list[Bound] = []
        for claim in claims:
            end, opposite = claim.period.end, self._opposite(claim)
            if end is not None and opposite is not None:
                found += opposite.taken(succeeds_on(claim, self._published), end)
        return tuple(found)

    def _opposite(self, claim: Claim) -> "_Later | None":
        return self._later.get(-claim.sign) if claim.sign else None


class _Later:
    """The claims of one sign by the day (ordinal) from which others yield to them."""

    def __init__(self, entries: list[tuple[int, int, Claim]], published: Published) -> None:
        self._entries = entries
        self._days = [day for day, _, _ in entries]
        self._published = Maxima(published[claim.source] for _, _, claim in entries)
        starts = [claim.period.start for _, _, claim in entries]
        self._starts = [start for start in starts if start is not None]
        self._ends_of_starts = Maxima(start.last for start in self._starts)
        self._left = Maxima(start.last for start in self._starts)

    def published_after(self, begun: int, source: int) -> Iterator[tuple[int, int, Claim]]:
        """Yield those that begin after a day and are of a source published after another."""
        first = bisect_right(self._days, begun)
        for at in self._published.above(source, first, len(self._days)):
            yield self._entries[at]

    def touching(self, begun: int, end: Bound) -> Iterator[tuple[int, int, Claim]]:
        """Yield those that begin after a day, and in the unit of time of an end or before."""
        first, last = bisect_right(self._days, begun), bisect_right(self._days, end.last)
        for at in self._ends_of_starts.above(end.first - 1, first, last):
            yield self._entries[at]

    def taken(self, begun: int, end: Bound) -> Iterator[Bound]:
        """Yield the starts of those that :meth:`touching` gives, each only the first time."""
        first, last = bisect_right(self._days, begun), bisect_right(self._days, end.last)
        for at in self._left.above(end.first - 1, first, last):
            yield self._starts[at]
            self._left.lower(at)

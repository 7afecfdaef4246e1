"""The claims of a cell by their phases on a day, from which the position follows."""

from collections.abc import Iterator, Sequence
from heapq import heappop, heappush

from policykb.analysis.bags import Bag, Traits
from policykb.analysis.bases import Basis, Rank, rank
from policykb.analysis.in_force import Times
from policykb.analysis.positions import Content, Mark, Position, PositionStatus
from policykb.model.period import Phase
from policykb.model.records import Certainty, Claim, RelativeTo, Voice


class Phases:
    """The phases of the claims of a cell on one day, and the position that follows from them.

    A phase can be changed, at a cost that hardly grows with the number of claims, which are known
    by their places in the cell. At first no claim has begun.
    """

    def __init__(self, actor: str, topic: str, times: Times) -> None:
        """``actor`` and ``topic`` are the ids of the cell."""
        self._actor = actor
        self._topic = topic
        self._times = times
        self._phases = [Phase.FUTURE] * len(times.each)
        self._traits = Traits(times.each)
        self._in_force = Bag(self._traits)
        self._relative = Bag(self._traits)
        self._orders: dict[RelativeTo, int] = {}
        self._by_sign: dict[int | None, Bag] = {}
        self._by_rank: dict[Rank, Bag] = {}
        self._ranks: list[Rank] = []
        self._undated = Bag(self._traits)
        self._over = 0
        self._ended_last = Bag(self._traits)
        self._last_day = 0

    def change(self, place: int, phase: Phase) -> None:
        """Set the phase of a claim. What is over stays over."""
        before, self._phases[place] = self._phases[place], phase
        if before.in_force:
            self._leave(place)
        elif before is Phase.UNDATED:
            self._undated.remove(place)
        if phase.in_force:
            self._enter(place, phase)
        elif phase is Phase.UNDATED:
            self._undated.add(place, phase)
        elif phase is Phase.PAST:
            self._end(place)

    def _enter(self, place: int, phase: Phase) -> None:
        claim = self._times.each[place].claim
        self._in_force.add(place, phase)
        if claim.relative_to is not None:
            self._relative.add(place, phase)
            self._orders[claim.relative_to] = self._orders.get(claim.relative_to, 0) + 1
            return
        own = rank(claim)
        if claim.sign not in self._by_sign:
            self._by_sign[claim.sign] = Bag(self._traits)
        if own not in self._by_rank:
            self._by_rank[own] = Bag(self._traits)
        if not self._by_rank[own]:
            heappush(self._ranks, own)
        self._by_sign[claim.sign].add(place, phase)
        self._by_rank[own].add(place, phase)

    def _leave(self, place: int) -> None:
        claim = self._times.each[place].claim
        self._in_force.remove(place)
        if claim.relative_to is not None:
            self._relative.remove(place)
            self._orders[claim.relative_to] -= 1
        else:
            self._by_sign[claim.sign].remove(place)
            self._by_rank[rank(claim)].remove(place)

    def _end(self, place: int) -> None:
        last = self._times.each[place].hi
        if not self._over or last > self._last_day:
            self._last_day, self._ended_last = last, Bag(self._traits)
        if last == self._last_day:
            self._ended_last.add(place, Phase.PAST)
        self._over += 1

    def position(self, day: int) -> Position:
        """Return the position on a day (ordinal), on which the claims are in these phases."""
        status, bags = self._status()
        bases = tuple(bag.basis() for bag in bags)
        if not status.in_force:
            content = Content(self._actor, self._topic, status)
            cited = bases[0] if bases else None
            return Position(content, (), cited, bases, self._times, day)
        held = status is PositionStatus.HELD
        relative = status is PositionStatus.RELATIVE
        orders = (one.relative_to for one in bases[0].traits) if relative else ()
        content = Content(
            self._actor,
            self._topic,
            status,
            bases[0].first.stance if held else None,
            tuple(dict.fromkeys(one for one in orders if one)),
        )
        marks = tuple(_marks(bases, boundary=self._times.at_boundary(day)))
        return Position(content, marks, self._in_force.basis(), bases, self._times, day)

    def _status(self) -> tuple[PositionStatus, tuple[Bag, ...]]:
        """Return the status, and the claims of each group by which it stands."""
        sides = [bag for sign in (1, -1) if (bag := self._by_sign.get(sign))]
        if len(sides) == 2:
            return PositionStatus.CONTESTED, tuple(sides)
        if (first := self._first_rank()) is not None:
            return PositionStatus.HELD, (self._by_rank[first],)
        for status, bag in (
            (PositionStatus.RELATIVE, self._relative),
            (PositionStatus.UNDATED, self._undated),
            (PositionStatus.PAST, self._ended_last),
        ):
            if bag:
                return status, (bag,)
        return PositionStatus.SILENT, ()

    def _first_rank(self) -> Rank | None:
        """Return the rank of the claims in force that set the degree, if there is one."""
        while self._ranks and not self._by_rank[self._ranks[0]]:
            heappop(self._ranks)
        return self._ranks[0] if self._ranks else None

    def _rank_without(self, claim: Claim) -> Rank | None:
        """Return the rank of those that set the degree without one claim."""
        first = self._first_rank()
        if first is None or first != rank(claim) or len(self._by_rank[first]) > 1:
            return first
        while self._ranks and self._ranks[0] == first:
            heappop(self._ranks)
        second = self._first_rank()
        heappush(self._ranks, first)
        return second

    def without(
        self, place: int, revived: Sequence[Claim] = (), *, undated: bool = False
    ) -> Content:
        """Return the content of the position without a claim, if others have not yielded to it.

        Of these ``revived`` are in force; of each sign only one of the first rank is needed.
        ``undated`` is True if another one is undated.
        """
        claim, phase = self._times.each[place].claim, self._phases[place]
        relative, gone = claim.relative_to, phase.in_force
        first = self._first_rank() if not gone or relative else self._rank_without(claim)
        ranks = {} if first is None else {first: self._by_rank[first].any_but(place).stance}
        ranks |= {rank(one): one.stance for one in revived}
        signs = {one.sign for one in revived}
        for sign in (1, -1):
            bag = self._by_sign.get(sign, ())
            if len(bag) > (gone and claim.sign == sign):
                signs.add(sign)
        if {1, -1} <= signs:
            return self._content(PositionStatus.CONTESTED)
        if ranks:
            content = self._content(PositionStatus.HELD)
            return content._replace(stance=ranks[min(ranks)])
        orders = {one for one, number in self._orders.items() if number}
        if gone and relative and self._orders[relative] == 1:
            orders.remove(relative)
        if orders:
            return self._content(PositionStatus.RELATIVE)._replace(orders=tuple(orders))
        if undated or len(self._undated) > (phase is Phase.UNDATED):
            return self._content(PositionStatus.UNDATED)
        if self._over > (phase is Phase.PAST):
            return self._content(PositionStatus.PAST)
        return self._content(PositionStatus.SILENT)

    def _content(self, status: PositionStatus) -> Content:
        return Content(self._actor, self._topic, status)


def _marks(bases: Sequence[Basis], *, boundary: bool) -> Iterator[Mark]:
    """Yield the marks of a position in force that rests on each of these groups by itself.
    ``boundary`` is True if the day lies where one stance gives way to its opposite.
    """
    traits = [base.traits for base in bases]
    if any(all(one.possible for one in base) for base in traits):
        yield Mark.POSSIBLE
    if boundary:
        yield Mark.BOUNDARY
    if any(all(one.voice is Voice.ACTOR for one in base) for base in traits):
        yield Mark.REPORTED
    if any(all(one.voice is Voice.OTHER for one in base) for base in traits):
        yield Mark.HEARSAY
    if any(all(one.certainty is not Certainty.CERTAIN for one in base) for base in traits):
        yield Mark.HEDGED
    if any(one.disputed for base in traits for one in base):
        yield Mark.DISPUTED

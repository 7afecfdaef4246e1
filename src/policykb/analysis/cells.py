"""Cells: the claims of each actor on each topic, summed up. Answers about all actors are made of
these, and need no more of many claims.

Every engine reads claims in its own way, grouped by actor and topic, and calls :func:`cells`: a
database over files, each worker of a cluster. There may be millions of actors and topics whose
claims amount to the same: engines tell a cell once, together with all who have it. Positions come
from :mod:`policykb.analysis.histories` alone.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from policykb.analysis.histories import history, position
from policykb.analysis.leaving_out import scores_without_each
from policykb.analysis.positions import Position, PositionStatus
from policykb.analysis.query import Resolved
from policykb.analysis.succession import Published, begins
from policykb.frozen import dataclass
from policykb.model.knowledge_base import KnowledgeBase
from policykb.model.period import BEFORE_ALL_DAYS
from policykb.model.records import Claim, Stance

_FEW_DAYS = 3
"""On more days than these, positions of all days are worked out together."""


class Cited(StrEnum):
    """The claims whose sources are told: all counted ones, those that give positions their score,
    or those of the times that have a score.
    """

    COUNTED = "counted"
    POSITIONS = "positions"
    TIMES = "times"


class Taken(StrEnum):
    """The claims of a time: those whose period overlaps it, that begin in it, or that are first
    known to hold in it.
    """

    OVERLAPPING = "overlapping"
    BEGUN = "begun"
    REACHED = "reached"


@dataclass(frozen=True, slots=True)
class Question:
    """The parts of each cell that are asked for: the positions on ``days`` (ordinals), if
    ``without`` also with each claim left out in turn; the claims of ``times`` (first and last
    day, both in order), ``taken`` as it says, if ``documents`` with the number of their documents;
    and, if ``reach`` is true, the first days of claims: those on which they begin, if claims are
    ``taken`` that have begun, else those that they are known to reach.
    """

    days: tuple[int, ...] = ()
    without: bool = False
    times: tuple[tuple[int, int], ...] = ()
    taken: Taken = Taken.OVERLAPPING
    documents: bool = False
    reach: bool = False
    cited: Cited = Cited.COUNTED

    def cites(self, kb: KnowledgeBase, topic: str) -> bool:
        """Return True if the sources of claims on a topic (id) are told: of positions and times,
        only those of topics that have no narrower ones.
        """
        return self.cited is Cited.COUNTED or kb.is_leaf(topic)


class CellPosition(NamedTuple):
    """The position of an actor on a topic on a day, without its claims.

    ``claims`` is the number of those that set the degree. ``without`` holds, where they were asked
    for, the scores that are left when one claim is left out, with the number of claims that leave
    them; claims that leave the score as it is are not in it.
    """

    status: PositionStatus
    stance: Stance | None
    claims: int
    without: tuple[tuple[int | None, int], ...] = ()

    @property
    def score(self) -> int | None:
        """The stance as a number from +2 to -2; None if it has none."""
        return self.stance.score if self.stance else None


class StanceCount(NamedTuple):
    """The number of claims with a stance, None for those that give only an order; and the number of
    documents that have such claims, 0 if it was not asked for.
    """

    stance: Stance | None
    claims: int
    documents: int


class Cell(NamedTuple):
    """The claims of an actor on a topic, summed up.

    ``claims`` is the number of counted claims, ``rejected`` that of the others by the name of the
    filter that rejected them. ``reach`` is the earliest and latest first day (ordinal) of the
    counted claims, without those whose first day is not known. ``positions`` are those on the days
    asked for, ``times`` the claims of the times asked for by the place of the time.
    """

    claims: int
    rejected: tuple[tuple[str, int], ...]
    reach: tuple[int, int] | None
    positions: tuple[CellPosition, ...]
    times: tuple[tuple[int, tuple[StanceCount, ...]], ...]


class Alike(NamedTuple):
    """A cell, and actors and topics (ids, side by side) whose claims amount to it; others may
    follow.

    ``sources`` (ids) are those asked for; one may stand beside another cell than its own.
    """

    cell: Cell
    actors: Sequence[str]
    topics: Sequence[str]
    sources: frozenset[str] = frozenset()


class Group(NamedTuple):
    """All claims of an actor on a topic, and the days on which their sources were published
    (ordinals, by id).
    """

    claims: Sequence[Claim]
    published: Published


def cells(
    groups: Iterable[Group], query: Resolved, asked: Question
) -> Iterator[tuple[Cell, frozenset[str]]]:
    """Yield the cell of each group of claims, with the sources (ids) that are asked for.

    The query's actors and topics are not looked at: other groups must not be among them.
    """
    published: dict[str, int] = {}
    filters = list(query.filters(published))
    for group in groups:
        published.clear()
        published.update(group.published)
        counted: list[Claim] = []
        rejected: Counter[str] = Counter()
        for claim in group.claims:
            failed = next((one.name for one in filters if not one.passes(claim)), None)
            if failed is None:
                counted.append(claim)
            else:
                rejected[failed] += 1
        yield cell(Group(counted, group.published), asked, tuple(sorted(rejected.items())))


def cell(
    counted: Group, asked: Question, rejected: tuple[tuple[str, int], ...] = ()
) -> tuple[Cell, frozenset[str]]:
    """Return the cell of counted claims, with the sources (ids) that are asked for."""
    claims = counted.claims
    whole = _on_days(counted, asked.days)
    starts = [day for day in _first_days(claims, asked) if day > BEFORE_ALL_DAYS]
    times = _times(claims, asked)
    made = Cell(
        len(claims),
        rejected,
        (min(starts), max(starts)) if starts else None,
        tuple(_positions(whole, asked)),
        tuple((at, tuple(_stance_counts(some, asked))) for at, some in sorted(times.items())),
    )
    return made, frozenset(claim.source for claim in _cited(claims, whole, times, asked.cited))


def _first_days(claims: Iterable[Claim], asked: Question) -> Iterator[int]:
    """Yield the first day (ordinal) of each claim, if it is asked for."""
    if asked.reach:
        begun = asked.taken is Taken.BEGUN
        yield from (begins(claim) if begun else claim.period.lo for claim in claims)


def _positions(whole: Sequence[Position], asked: Question) -> Iterator[CellPosition]:
    """Yield a position for each of ``whole``; the same one again while these are the same."""
    known: Position | None = None
    for one in whole:
        if one is not known:
            known, made = one, _cell_position(one, asked)
        yield made


def _cell_position(one: Position, asked: Question) -> CellPosition:
    left = scores_without_each(one).values() if asked.without else ()
    scores = Counter(without.score for without in left)
    deciding = one.bases[0].number if len(one.bases) == 1 else 0
    return CellPosition(one.status, one.stance, deciding, tuple(sorted(scores.items(), key=str)))


def _on_days(counted: Group, days: Sequence[int]) -> list[Position]:
    """Return the positions on days, in their order."""
    if len(days) <= _FEW_DAYS:
        return [position("", "", *counted, day) for day in days]
    stretches = list(history("", "", *counted))
    found: dict[int, Position] = {}
    for day in sorted(days, reverse=True):
        while stretches[-1].first > day:
            stretches.pop()
        found[day] = stretches[-1].position
    return [found[day] for day in days]


def _cited(
    claims: Sequence[Claim],
    positions: Sequence[Position],
    times: Mapping[int, Sequence[Claim]],
    cited: Cited,
) -> Iterable[Claim]:
    match cited:
        case Cited.COUNTED:
            return claims
        case Cited.POSITIONS:
            return (claim for one in positions if one.score is not None for claim in one.deciding)
        case Cited.TIMES:
            return (one for some in times.values() for one in some if one.score is not None)


def _times(claims: Sequence[Claim], asked: Question) -> dict[int, list[Claim]]:
    """Return the claims of the times asked for, by the place of the time."""
    ends = [last for _, last in asked.times]
    found: dict[int, list[Claim]] = {}
    for claim in claims if ends else ():
        period = claim.period
        if asked.taken is Taken.OVERLAPPING:
            first, last = period.lo, period.hi
        else:
            first = last = begins(claim) if asked.taken is Taken.BEGUN else period.lo
        for at in range(bisect_left(ends, first), len(ends)):
            if asked.times[at][0] > last:
                break
            found.setdefault(at, []).append(claim)
    return found


def _stance_counts(claims: Iterable[Claim], asked: Question) -> Iterator[StanceCount]:
    sources: dict[Stance | None, list[str]] = {}
    for claim in claims:
        sources.setdefault(None if claim.relative_to else claim.stance, []).append(claim.source)
    for stance, found in sorted(sources.items(), key=str):  # in the same order in every engine
        yield StanceCount(stance, len(found), len(set(found)) if asked.documents else 0)

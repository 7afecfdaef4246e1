"""The number of actors and claims on each side of a topic, on one day or on several."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from policykb.analysis.cells import Cell, CellPosition, Question, Taken
from policykb.analysis.counted import CountedClaims
from policykb.analysis.counted_cells import cells_of
from policykb.analysis.positions import PositionStatus
from policykb.analysis.query import day
from policykb.diagnostics import PolicyKBError
from policykb.frozen import dataclass
from policykb.model.period import BEFORE_ALL_DAYS
from policykb.model.records import Stance, Topic


class Side(StrEnum):
    """The side of an actor or a claim. Between are neutral and mixed ones; no claim is contested,
    and no side have those that give only an order.
    """

    SUPPORT = "support"
    BETWEEN = "between"
    CONTESTED = "contested"
    OPPOSE = "oppose"
    ORDER = "order"


class By(StrEnum):
    """The length of the steps through time."""

    YEAR = "year"
    MONTH = "month"


_MOST_STEPS = 2000


@dataclass(frozen=True, slots=True)
class Share:
    """The sides of a topic on a day.

    ``first`` and ``last`` are days (ordinals). ``actors`` is the number of actors on each side on
    the last day, ``claims`` that of claims that begin between the two. If the beginning of a claim
    is unknown, it is the first day that the claim is known to reach.
    """

    first: int
    last: int
    actors: Mapping[Side, int]
    claims: Mapping[Side, int]


@dataclass(frozen=True, slots=True)
class TopicShares:
    """The sides of a topic through time. The first topic of an answer has the ``sources`` (ids)
    that the claims on all of them come from.
    """

    topic: Topic
    shares: tuple[Share, ...]
    sources: frozenset[str]


# There may be millions of cells, and there are few stances and positions.
@cache
def _side(stance: Stance | None) -> Side:
    """Return the side of claims with a stance; None is that of those that give only an order."""
    if stance is None:
        return Side.ORDER
    if not stance.sign:  # mixed has none
        return Side.BETWEEN
    return Side.SUPPORT if stance.sign > 0 else Side.OPPOSE


@cache
def _side_of_position(status: PositionStatus, stance: Stance | None) -> Side | None:
    """Return the side of a position; None if it is not in force."""
    if status is PositionStatus.CONTESTED:
        return Side.CONTESTED
    return _side(stance) if status.in_force else None


def shares_of(
    counted: CountedClaims, as_of: str = "", by: By | None = None, on: Sequence[str] = ()
) -> list[TopicShares]:
    """Return the sides of each topic on a date, at the end of each year or month, or on dates.

    Raises:
        PolicyKBError: more than one of these is asked for, a date cannot be read, or there would
            be too many steps.
    """
    if sum(map(bool, (as_of, by, on))) > 1:
        raise PolicyKBError(
            "--as-of, --by and --on exclude one another",
            "Give a date (--as-of), several (--on), or steps (--by).",
        )
    if by:
        return shares(counted, calendar_steps(counted, by))
    return shares(counted, dated_steps([day(one) for one in on] or [counted.day(as_of)]))


def shares(counted: CountedClaims, days: Sequence[tuple[int, int]]) -> list[TopicShares]:
    """Return the sides of each topic with counted claims, in the order of the files.

    Args:
        counted: the claims; their topics are those of the answer.
        days: the first and last day (ordinals) of each step, in order. Of several steps those in
            which no claim begins and nobody changes sides are left out.
    """
    asked = Question(tuple(last for _, last in days), times=tuple(days), taken=Taken.REACHED)
    found: defaultdict[_Sides, Counter[str]] = defaultdict(Counter)
    sources: set[str] = set()
    for one in cells_of(counted, asked):
        sources |= one.sources
        if one.cell.claims:
            found[_sides(one.cell)].update(one.topics)
    numbers: dict[str, _Numbers] = {}
    for sides, by_topic in found.items():
        for topic, cells in by_topic.items():
            numbers.setdefault(topic, _Numbers()).add(sides, cells)
    topics = [one for one in counted.kb.topics.values() if one.id in numbers]
    return [
        TopicShares(one, numbers[one.id].shares(days), frozenset() if at else frozenset(sources))
        for at, one in enumerate(topics)
    ]


class _Sides(NamedTuple):
    """The sides of a cell: of the actor by the place of the step in which it changes, with the new
    side and the one before; of claims by the place of the step, with their side and number.
    """

    changes: tuple[tuple[int, Side | None, Side | None], ...]
    claims: tuple[tuple[int, Side, int], ...]


def _sides(cell: Cell) -> _Sides:
    return _Sides(
        tuple(_changes(cell.positions)),
        tuple((at, _side(one.stance), one.claims) for at, some in cell.times for one in some),
    )


def _changes(positions: Iterable[CellPosition]) -> Iterator[tuple[int, Side | None, Side | None]]:
    """Yield the changes of the side of an actor, who has none before the first step."""
    known: CellPosition | None = None
    before: Side | None = None
    for at, one in enumerate(positions):
        if one is known:
            continue
        known, side = one, _side_of_position(one.status, one.stance)
        if side is not before:
            yield at, side, before
        before = side


class _Numbers:
    """The numbers of actors and of claims on each side of a topic, by the places of the steps in
    which they change: most steps change nothing.
    """

    def __init__(self) -> None:
        self._changes = defaultdict[int, Counter[Side]](Counter)
        self._claims = defaultdict[int, Counter[Side]](Counter)

    def add(self, sides: _Sides, cells: int) -> None:
        """Add so many cells with these sides."""
        for at, side, before in sides.changes:
            if side:
                self._changes[at][side] += cells
            if before:
                self._changes[at][before] -= cells
        for at, side, claims in sides.claims:
            self._claims[at][side] += claims * cells

    def shares(self, days: Sequence[tuple[int, int]]) -> tuple[Share, ...]:
        """Return the shares of all steps; of several those that change anything."""
        found: list[Share] = []
        actors = Counter[Side]()
        for at in range(1) if len(days) == 1 else sorted({*self._changes, *self._claims}):
            before = actors.copy()
            actors.update(self._changes.get(at, {}))
            claims = self._claims.get(at, Counter())
            if len(days) == 1 or claims or actors != before:
                found.append(Share(*days[at], +actors, claims))
        return tuple(found)


def dated_steps(days: Sequence[int]) -> list[tuple[int, int]]:
    """Return the steps that end on these days (ordinals), in order; the first has no beginning."""
    ends = sorted(set(days))
    return [(before + 1, end) for before, end in pairwise([BEFORE_ALL_DAYS - 1, *ends])]


def calendar_steps(counted: CountedClaims, by: By) -> list[tuple[int, int]]:
    """Return the years or months from the first beginning of a claim to the end of the record.

    The first step has no beginning, the last one ends with the record, or with the last claim if
    that is later.

    Raises:
        PolicyKBError: there would be too many.
    """
    asked = Question(reach=True)
    known = [day for one in cells_of(counted, asked) for day in one.cell.reach or ()]
    last = max(counted.record_ends, *known) if known else counted.record_ends
    ends = list(_ends(min([*known, last]), last, by))
    if len(ends) > _MOST_STEPS:
        raise PolicyKBError(
            f"more than {_MOST_STEPS} {by}s are too many", "Ask for fewer: --by year, or --on DATE."
        )
    return dated_steps(ends)


def _ends(first: int, last: int, by: By) -> Iterator[int]:
    """Yield the last day of each year or month from that of ``first`` on; at most ``last``."""
    start = date.fromordinal(first)
    year, month = start.year, start.month if by is By.MONTH else 12
    for _ in range(_MOST_STEPS + 1):
        following = (year + 1, 1) if month == 12 else (year, month + 1)
        end = date(*following, 1).toordinal() - 1 if following[0] <= date.max.year else last
        yield min(end, last)
        if end >= last:
            return
        year, month = following if by is By.MONTH else (year + 1, 12)

"""The comparison of all pairs of many actors, from the cells of their claims.

A bit stands for a topic, so that one operation on two numbers looks at all topics of a pair.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache, partial, reduce
from itertools import combinations
from operator import or_
from typing import NamedTuple

from policykb.analysis.agreement import LEAST_SHARED, Agreement, Mean, largest, nearness
from policykb.analysis.cells import Alike, CellPosition
from policykb.analysis.comparison import Comparison, Pair
from policykb.analysis.counted import CountedClaims
from policykb.analysis.counted_cells import CountedCells
from policykb.analysis.leaving_out import Left, scores_without_each
from policykb.analysis.positions import PositionStatus
from policykb.analysis.query import Query
from policykb.analysis.verdicts import Reason, Verdict, reason_of
from policykb.model.records import Actor, Claim, Stance

_Kind = tuple[PositionStatus, Stance | None]
"""The part of a position that a verdict depends on."""
_SILENT: _Kind = (PositionStatus.SILENT, None)


class _Removal(NamedTuple):
    """Claims that change a score when one of them is left out, and the score that is left."""

    score: int | None
    left: int | None
    claims: int


_Topics = defaultdict[str, list[int]]
"""Topics (numbers) by actor (id)."""


class _Day:
    """The positions on a day: the topics of each kind, and those on which a claim matters."""

    def __init__(self) -> None:
        self.kinds: dict[_Kind, _Topics] = {}
        self.removals: dict[_Removal, _Topics] = {}

    def add(self, found: CellPosition, actors: Sequence[str], topics: Sequence[int]) -> None:
        """Add a position that actors have on topics, side by side."""
        kind = (found.status, found.stance)
        sets = [
            self.removals.setdefault(_Removal(found.score, *one), defaultdict(list))
            for one in found.without
        ]
        if kind != _SILENT:
            sets.append(self.kinds.setdefault(kind, defaultdict(list)))
        for of in sets:
            for actor, topic in zip(actors, topics, strict=True):
                of[actor].append(topic)


class _Bits:
    """The positions of an actor, with a bit for each topic."""

    def __init__(self, of: _Day, actor: str) -> None:
        self.actor = actor
        self.kinds = {
            kind: _bits(topics[actor]) for kind, topics in of.kinds.items() if actor in topics
        }
        self.removals = {
            one: _bits(topics[actor]) for one, topics in of.removals.items() if actor in topics
        }
        self.spoken = sum(self.kinds.values())


_Removed = Callable[[_Bits, int | None, int], Iterable[Claim]]
"""Returns the claims of an actor on topics (bits) that leave a score when they are left out."""


class CellComparison:
    """Comparisons of actors on days (ordinals), made from cells as they come.

    Cells may come in any order, and are not kept. ``sources`` are their sources (ids).
    """

    def __init__(
        self, counted: CountedClaims, actors: Sequence[Actor], days: Sequence[int]
    ) -> None:
        self._counted = counted
        self._actors = actors
        self._days = days
        self._topics = list(counted.kb.topics)
        self._numbers = {topic: number for number, topic in enumerate(self._topics)}
        self._of = [_Day() for _ in days]
        self._claims: Counter[str] = Counter()
        self.sources: set[str] = set()

    def add(self, cells: Iterable[Alike]) -> None:
        """Add cells of these actors."""
        for cell, actors, topics, sources in cells:
            self.sources |= sources
            if not cell.claims:
                continue
            for actor, number in Counter(actors).items():
                self._claims[actor] += number * cell.claims
            numbers = [self._numbers[topic] for topic in topics]
            for of, found in zip(self._of, cell.positions, strict=True):
                of.add(found, actors, numbers)

    def comparisons(self, query: Query) -> Iterator[Comparison]:
        """Yield the comparison on each day, without rows. Agreements name the claims that matter
        most if the claims are in this process.
        """
        leaves = _bits(
            [n for n, topic in enumerate(self._topics) if self._counted.kb.is_leaf(topic)]
        )
        actors = [one.id for one in self._actors]
        for day, of in zip(self._days, self._of, strict=True):
            verdicts, sides = _together(of, actors)
            bits = {actor: _Bits(of, actor) for actor in actors}
            yield Comparison(
                actors=tuple(self._actors),
                day=day,
                record_ends=self._counted.record_ends,
                rows=(),
                verdicts=verdicts,
                sides=sides,
                make_pairs=partial(self._pairs, bits, day, leaves),
                not_counted=self._counted.not_counted,
                query=query,
                leaf_rows=(reduce(or_, (one.spoken for one in bits.values())) & leaves).bit_count(),
            )

    def _pairs(self, of: Mapping[str, _Bits], day: int, leaves: int) -> Iterator[Pair]:
        kept = not isinstance(self._counted, CountedCells)

        @cache
        def scores(actor: str, topic: int) -> Collection[Left]:
            found = self._counted.position(actor, self._topics[topic], day)
            return scores_without_each(found).values()

        def removed(side: _Bits, left: int | None, topics: int) -> Iterator[Claim]:
            every = (one for topic in _numbers(topics) for one in scores(side.actor, topic))
            return (one.claim for one in every if one.score == left)

        for one, other in combinations(of, 2):
            yield self._pair(of[one], of[other], leaves, removed if kept else None)

    def _pair(self, one: _Bits, other: _Bits, leaves: int, removed: _Removed | None) -> Pair:
        verdicts = dict.fromkeys(Verdict, 0)
        for a, b, topics in _meetings(one, other):
            verdicts[_reason(a, b).verdict] += topics.bit_count()
        claims = self._claims[one.actor] + self._claims[other.actor]
        return Pair(
            (one.actor, other.actor), verdicts, _agreement(one, other, leaves, claims, removed)
        )


def _together(of: _Day, actors: Iterable[str]) -> tuple[dict[Verdict, int], dict[str, int]]:
    """Return the number of topics by verdict on all actors, and the one-sided ones by side."""
    verdicts, sides = dict.fromkeys(Verdict, 0), dict.fromkeys(actors, 0)
    kinds: dict[int, dict[_Kind, list[str]]] = {}
    for kind, by_actor in of.kinds.items():
        for actor, topics in by_actor.items():
            for topic in topics:
                kinds.setdefault(topic, {}).setdefault(kind, []).append(actor)
    for on_topic in kinds.values():
        # Of equal positions, two say as much as many.
        some = sorted((kind for kind, those in on_topic.items() for _ in those[:2]), key=str)
        verdict = _reason(*some, _SILENT).verdict
        verdicts[verdict] += 1
        if verdict is Verdict.ONE_SIDED:
            (side,) = (those for (status, _), those in on_topic.items() if status.in_force)
            sides[side[0]] += 1
    return verdicts, sides


def _meetings(one: _Bits, other: _Bits) -> Iterator[tuple[_Kind, _Kind, int]]:
    """Yield the kinds of the positions of two actors, with the topics (bits) on which they meet.

    Topics on which both are silent are left out.
    """
    spoken, other_spoken = one.spoken, other.spoken
    for a, topics in one.kinds.items():
        for b, others in other.kinds.items():
            if topics & others:
                yield a, b, topics & others
        yield a, _SILENT, topics & ~other_spoken
    for b, others in other.kinds.items():
        yield _SILENT, b, others & ~spoken


@cache
def _reason(*kinds: _Kind) -> Reason:
    positions = {str(at): CellPosition(*kind, 0) for at, kind in enumerate(kinds)}
    return reason_of(positions)[0]


def _agreement(
    one: _Bits, other: _Bits, leaves: int, claims: int, removed: _Removed | None
) -> Agreement:
    scores, other_scores = _scores(one, leaves), _scores(other, leaves)
    mean = Mean()
    for a, topics in scores.items():
        for b, others in other_scores.items():
            shared = (topics & others).bit_count()
            mean = Mean(mean.total + shared * nearness(a, b), mean.shared + shared)
    rows = ((one.spoken | other.spoken) & leaves).bit_count()
    if mean.value is None:
        reason = f"shared scored topics: {mean.shared}; at least {LEAST_SHARED} are needed"
        return Agreement(None, None, None, mean.shared, rows, reason=reason)
    below_three = 0
    values = [mean.value]
    removals: list[tuple[float, Iterable[Claim]]] = []
    for side, others_scores in ((one, other_scores), (other, scores)):
        for removal, topics in side.removals.items():
            for score, others in others_scores.items():
                if not topics & others:
                    continue
                was, now = (
                    None if side is None else nearness(side, score)
                    for side in (removal.score, removal.left)
                )
                left = mean.replaced(was, now).value
                if left is None:
                    below_three += removal.claims * (topics & others).bit_count()
                    continue
                values.append(left)
                if removed:
                    removals.append((left, removed(side, removal.left, topics & others)))
    return Agreement(
        mean.value,
        min(values),
        max(values),
        mean.shared,
        rows,
        claims,
        below_three,
        tuple(largest(mean.value, removals)),
    )


def _scores(of: _Bits, leaves: int) -> dict[int, int]:
    """Return the leaf topics (bits) by score."""
    return {
        stance.score: topics & leaves
        for (_, stance), topics in of.kinds.items()
        if stance is not None and stance.score is not None
    }


def _bits(numbers: Sequence[int]) -> int:
    """Return a number with these bits."""
    found = bytearray(max(numbers, default=0) // 8 + 1)
    for number in numbers:
        found[number >> 3] |= 1 << (number & 7)
    return int.from_bytes(found, "little")


def _numbers(bits: int) -> Iterator[int]:
    """Yield the places of the bits that are set."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest

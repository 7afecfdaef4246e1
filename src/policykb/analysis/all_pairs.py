"""The comparison of all pairs of many actors, from the cells of their claims.

A bit stands for a topic, so that one operation on two numbers looks at all topics of a pair.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import combinations
from typing import NamedTuple

from policykb.analysis.agreement import LEAST_SHARED, Agreement, Mean, nearness
from policykb.analysis.cells import Cell, CellPosition
from policykb.analysis.comparison import Comparison, Pair
from policykb.analysis.positions import PositionStatus
from policykb.analysis.query import Query
from policykb.analysis.verdicts import Reason, Verdict, reason_of
from policykb.model.knowledge_base import KnowledgeBase
from policykb.model.records import Actor, Stance

_Kind = tuple[PositionStatus, Stance | None]
"""What a verdict depends on of a position."""
_SILENT: _Kind = (PositionStatus.SILENT, None)


class _Removal(NamedTuple):
    """Claims that change a score when one of them is left out, and the score that is left."""

    score: int | None
    left: int | None
    claims: int


class _Actor:
    """The positions of an actor on a day: the topics of each kind, as the bits of numbers."""

    def __init__(self) -> None:
        self.kinds: dict[_Kind, int] = {}
        self.removals: dict[_Removal, int] = {}

    def add(self, found: CellPosition, topic: int, *, leaf: bool) -> None:
        kind = (found.status, found.stance)
        if kind != _SILENT:
            self.kinds[kind] = self.kinds.get(kind, 0) | topic
        for left, claims in found.without if leaf else ():
            removal = _Removal(found.score, left, claims)
            self.removals[removal] = self.removals.get(removal, 0) | topic

    @property
    def spoken(self) -> int:
        """The topics on which the actor is not silent."""
        return sum(self.kinds.values())

    def scores(self, leaves: int) -> dict[int, int]:
        """Return the leaf topics by score."""
        return {
            stance.score: topics & leaves
            for (_, stance), topics in self.kinds.items()
            if stance is not None and stance.score is not None
        }


class CellComparison:
    """Comparisons of actors on days (ordinals), made from cells as they come.

    Cells may come in any order. Not one of them is kept.
    """

    def __init__(self, kb: KnowledgeBase, actors: Sequence[Actor], days: Sequence[int]) -> None:
        self._kb = kb
        self._actors = actors
        self._days = days
        self._bits: dict[str, int] = {}
        self._leaves = 0
        self._of = [{one.id: _Actor() for one in actors} for _ in days]
        self._claims: Counter[str] = Counter()
        self._rejected: Counter[str] = Counter()

    def add(self, cells: Iterable[Cell]) -> None:
        """Add cells of these actors."""
        for cell in cells:
            self._rejected.update(cell.rejected)
            if not cell.claims:
                continue
            self._claims[cell.actor] += cell.claims
            topic = self._bits.get(cell.topic)
            leaf = self._kb.is_leaf(cell.topic)
            if topic is None:
                topic = self._bits[cell.topic] = 1 << len(self._bits)
                self._leaves |= topic if leaf else 0
            for of, found in zip(self._of, cell.positions, strict=True):
                of[cell.actor].add(found, topic, leaf=leaf)

    def comparisons(self, query: Query, record_ends: int) -> Iterator[Comparison]:
        """Yield the comparison on each day, without rows; agreements do not name the claims that
        matter most.
        """
        for day, of in zip(self._days, self._of, strict=True):
            verdicts, sides = self._all(of)
            yield Comparison(
                actors=tuple(self._actors),
                day=day,
                record_ends=record_ends,
                rows=(),
                verdicts=verdicts,
                sides=sides,
                pairs=tuple(self._pair(of, pair) for pair in combinations(of, 2)),
                not_counted=dict(self._rejected),
                query=query,
            )

    def _pair(self, of: Mapping[str, _Actor], pair: tuple[str, str]) -> Pair:
        one, other = (of[actor] for actor in pair)
        verdicts = dict.fromkeys(Verdict, 0)
        for a, b, topics in _meetings(one, other):
            verdicts[_reason(a, b).verdict] += topics.bit_count()
        claims = sum(self._claims[actor] for actor in pair)
        return Pair(pair, verdicts, _agreement(one, other, self._leaves, claims))

    def _all(self, of: Mapping[str, _Actor]) -> tuple[dict[Verdict, int], dict[str, int]]:
        """Return the number of topics by verdict on all actors, and the one-sided ones by side."""
        verdicts, sides = dict.fromkeys(Verdict, 0), dict.fromkeys(of, 0)
        kinds: dict[int, dict[_Kind, list[str]]] = {}
        for actor, found in of.items():
            for kind, topics in found.kinds.items():
                for topic in _bits_of(topics):
                    kinds.setdefault(topic, {}).setdefault(kind, []).append(actor)
        for on_topic in kinds.values():
            # Of equal positions, two say as much as many.
            some = tuple(kind for kind, those in on_topic.items() for _ in those[:2])
            verdict = _reason(*some, _SILENT).verdict
            verdicts[verdict] += 1
            if verdict is Verdict.ONE_SIDED:
                (side,) = (a for (status, _), a in on_topic.items() if status.in_force)
                sides[side[0]] += 1
        return verdicts, sides


def _meetings(one: _Actor, other: _Actor) -> Iterator[tuple[_Kind, _Kind, int]]:
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


def _agreement(one: _Actor, other: _Actor, leaves: int, claims: int) -> Agreement:
    scores, other_scores = one.scores(leaves), other.scores(leaves)
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
    for removals, others_scores in ((one.removals, other_scores), (other.removals, scores)):
        for removal, topics in removals.items():
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
                else:
                    values.append(left)
    return Agreement(mean.value, min(values), max(values), mean.shared, rows, claims, below_three)


def _bits_of(topics: int) -> Iterator[int]:
    """Yield the places of the bits of a number."""
    while topics:
        lowest = topics & -topics
        yield lowest.bit_length() - 1
        topics ^= lowest

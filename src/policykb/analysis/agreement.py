"""The agreement of two actors over all topics, and its range without single claims.

The measures, worked examples and limits are in ``docs/measures.md``.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import product
from math import fsum

from policykb.analysis.counted import CountedClaims
from policykb.analysis.leaving_out import Scores, scores_without_each
from policykb.analysis.positions import Position
from policykb.analysis.succession import in_order
from policykb.frozen import NamedTuple, dataclass
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


class Mean(NamedTuple):
    """The mean nearness on shared topics, as its sum and their number.

    Every nearness is a number of quarters, so that sums are exact in any order.
    """

    total: float = 0.0
    shared: int = 0

    @property
    def value(self) -> float | None:
        """The mean; None if there are fewer than three shared topics."""
        return self.total / self.shared if self.shared >= LEAST_SHARED else None

    def replaced(self, old: float | None, new: float | None) -> "Mean":
        """Return the mean with another nearness on one topic; None is a topic that is not
        shared.
        """
        shared = self.shared - (old is not None) + (new is not None)
        return Mean(self.total - (old or 0) + (new or 0), shared)


class Contribution(NamedTuple):
    """The contribution of one topic to an agreement: ``leaf`` is 1 if the topic is a leaf, ``near``
    the nearness on it, None if it is not shared. ``without`` holds the claims that change the
    nearness when they are left out, with the nearness that is left.
    """

    leaf: int
    near: float | None
    without: tuple[tuple[Claim, float | None], ...] = ()


class Tally:
    """The agreement of two actors, kept up to date while the shares of topics come and go.

    Claims are grouped by the nearness with them and without them. There are few such groups, and
    all claims of a group leave the same agreement.
    """

    def __init__(self, claims: int) -> None:
        """``claims`` is the number of counted claims of the two actors."""
        self._claims = claims
        self._leaves = 0
        self._mean = Mean()
        self._groups: dict[tuple[float | None, float | None], dict[str, Claim]] = {}

    def add(self, contribution: Contribution) -> None:
        """Add the contribution of a topic."""
        self._leaves += contribution.leaf
        self._mean = self._mean.replaced(None, contribution.near)
        for claim, left in contribution.without:
            self._groups.setdefault((contribution.near, left), {})[claim.id] = claim

    def remove(self, contribution: Contribution) -> None:
        """Remove a contribution that was added."""
        self._leaves -= contribution.leaf
        self._mean = self._mean.replaced(contribution.near, None)
        for claim, left in contribution.without:
            del self._groups[contribution.near, left][claim.id]

    def agreement(self) -> Agreement:
        """Return the agreement over the topics whose shares were added."""
        shared, value = self._mean.shared, self._mean.value
        if value is None:
            reason = f"shared scored topics: {shared}; at least {LEAST_SHARED} are needed"
            return Agreement(None, None, None, shared, self._leaves, reason=reason)
        below_three = 0
        left: list[tuple[float, Collection[Claim]]] = []
        for nearness_change, claims in self._groups.items():
            remaining = self._mean.replaced(*nearness_change).value
            if remaining is None:
                below_three += len(claims)
            elif claims:
                left.append((remaining, claims.values()))
        values = [value, *(remaining for remaining, _ in left)]
        return Agreement(
            value,
            min(values),
            max(values),
            shared,
            self._leaves,
            self._claims,
            below_three,
            tuple(largest(value, left)),
        )


def agreement(
    counted: CountedClaims, actors: tuple[str, str], positions: Mapping[str, Sequence[Position]]
) -> Agreement:
    """Return the agreement of two actors.

    Args:
        counted: the claims that count.
        actors: the ids of the two.
        positions: for each topic (id) that has a row, the positions of the two.
    """
    kb, tally = counted.kb, Tally(claims_of(counted, actors))
    has_value = mean_nearness(kb, positions).value is not None
    for topic, pair in positions.items():
        tally.add(
            contribution(counted, topic, pair)
            if has_value
            else Contribution(kb.is_leaf(topic), near_on(kb, topic, *(one.score for one in pair)))
        )
    return tally.agreement()


def claims_of(counted: CountedClaims, actors: Collection[str]) -> int:
    """Return the number of counted claims of actors (ids)."""
    return sum(len(found) for (actor, _), found in counted.claims.items() if actor in actors)


def contribution(counted: CountedClaims, topic: str, positions: Sequence[Position]) -> Contribution:
    """Return the contribution of a topic (id) to the agreement of two actors: ``positions`` are
    those of the two on it.
    """
    scores = [position.score for position in positions]
    without = [scores_without_each(position) for position in positions]
    return contribution_of_scores(counted.kb, topic, scores, without)


def contribution_of_scores(
    kb: KnowledgeBase, topic: str, scores: Sequence[int | None], without: Sequence[Scores]
) -> Contribution:
    """Return the contribution of a topic (id) to the agreement of two actors.

    Args:
        kb: the knowledge base.
        topic: id of the topic.
        scores: the scores of the two on it.
        without: for each of the two the scores without single claims.
    """
    one, other = scores
    near = near_on(kb, topic, one, other)
    ones, others = (left.values() for left in without)
    left = [
        *((claim, near_on(kb, topic, score, other)) for claim, score in ones),
        *((claim, near_on(kb, topic, one, score)) for claim, score in others),
    ]
    changed = tuple((claim, value) for claim, value in left if value != near)
    return Contribution(kb.is_leaf(topic), near, changed)


def mean_nearness(kb: KnowledgeBase, positions: Mapping[str, Sequence[Position]]) -> Mean:
    """Return the mean nearness on all leaves on which both actors have a score. ``positions`` holds
    the positions of the two by topic (id).
    """
    found = [
        near_on(kb, topic, *(position.score for position in pair))
        for topic, pair in positions.items()
    ]
    shared = [near for near in found if near is not None]
    return Mean(fsum(shared), len(shared))


def near_on(kb: KnowledgeBase, topic: str, one: int | None, other: int | None) -> float | None:
    """Return the nearness of two scores on a topic (id); None if the topic is no leaf or one of the
    two is missing.
    """
    if one is None or other is None or not kb.is_leaf(topic):
        return None
    return nearness(one, other)


def largest(value: float, left: Iterable[tuple[float, Iterable[Claim]]]) -> Iterator[Removal]:
    """Yield the removals that change the agreement most, of claims in the order of their beginning.

    ``left`` holds the values that are left, each with the claims that leave it.
    """
    # Values are means of quarters: those that differ only by rounding errors are equal.
    shifts = [(round(abs(one - value), 12), one, claims) for one, claims in left]
    most = max((shift for shift, _, _ in shifts), default=0)
    found = {
        claim.id: Removal(claim, one)
        for shift, one, claims in shifts
        if most and shift == most
        for claim in claims
    }
    return (found[claim.id] for claim in in_order(removal.claim for removal in found.values()))

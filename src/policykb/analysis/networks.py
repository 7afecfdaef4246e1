"""Networks of actors by the positions that they share, as matrices and as ties.

The measures are those of discourse network analysis (Leifeld 2017, *Discourse network analysis:
policy debates as dynamic networks*) as the Discourse Network Analyzer computes them
(``Exporter.java``), on the scale of stances from -2 to +2.
"""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from policykb.analysis.shared_topics import Uses, sums_of_pairs
from policykb.diagnostics import PolicyKBError, one_of
from policykb.frozen import dataclass

RANGE = 4
"""The range R of the scale of stances: from -2 to +2."""


class Measure(StrEnum):
    """The weight of the tie of two actors."""

    CONGRUENCE = "congruence"
    CONFLICT = "conflict"
    SUBTRACT = "subtract"
    IGNORE = "ignore"


class Normalisation(StrEnum):
    """The number that a weight is divided by.

    The last two are for networks of actors by topics, the two before them for networks of actors.
    """

    NO = "no"
    AVERAGE = "average"
    JACCARD = "jaccard"
    ACTIVITY = "activity"
    PROMINENCE = "prominence"


_ONE_MODE = (Normalisation.NO, Normalisation.AVERAGE, Normalisation.JACCARD)
_TWO_MODE = (Normalisation.NO, Normalisation.ACTIVITY, Normalisation.PROMINENCE)


class Tie(NamedTuple):
    """A tie of two nodes (ids) and its weight, which is not zero."""

    one: str
    other: str
    weight: float


@dataclass(frozen=True, slots=True)
class Network:
    """Actors, tied to one another or to ``topics``, and their ties in the order of the nodes.

    Without topics the network has one mode, and each pair of actors has at most one tie. Ids are
    unique for actors and for topics, so that an actor and a topic may share one.
    """

    actors: tuple[str, ...]
    topics: tuple[str, ...]
    ties: tuple[Tie, ...]

    @property
    def density(self) -> float | None:
        """The number of ties, divided by the number of possible ones; None if none is possible."""
        n = len(self.actors)
        possible = n * len(self.topics) if self.topics else n * (n - 1) // 2
        return len(self.ties) / possible if possible else None

    def matrix(self) -> list[list[float]]:
        """Return the weights: a row an actor, a column an actor or a topic; 0 without a tie."""
        columns = {name: place for place, name in enumerate(self.topics or self.actors)}
        rows = {name: place for place, name in enumerate(self.actors)}
        cells = [[0.0] * len(columns) for _ in rows]
        for one, other, weight in self.ties:
            cells[rows[one]][columns[other]] = weight
            if not self.topics:
                cells[rows[other]][columns[one]] = weight
        return cells

    def with_ties(self, ties: Iterable[Tie]) -> "Network":
        """Return the network with other ties between the same nodes."""
        return Network(self.actors, self.topics, tuple(ties))


class Degree(NamedTuple):
    """The number of ties of a node, and the sum of their weights."""

    ties: int
    strength: float


def degrees(network: Network) -> tuple[dict[str, Degree], dict[str, Degree]]:
    """Return the degrees of the actors and those of the topics, by id."""
    actors = dict.fromkeys(network.actors, Degree(0, 0.0))
    topics = dict.fromkeys(network.topics, Degree(0, 0.0))
    for one, other, weight in network.ties:
        for side, name in ((actors, one), (topics if network.topics else actors, other)):
            side[name] = Degree(side[name].ties + 1, side[name].strength + weight)
    return actors, topics


def actor_network(
    uses: Uses,
    measure: Measure = Measure.CONGRUENCE,
    normalisation: Normalisation = Normalisation.NO,
) -> Network:
    """Return the network of actors by the stances that they share.

    With x the number of times that actor i takes the stance k on topic j, congruence is
    Σ_j Σ_k Σ_k' x_ijk x_i'jk' (1 - |k - k'| / R), conflict the same with |k - k'| / R, subtract
    congruence minus conflict, and ignore Σ_j n_ij n_i'j, whatever the stances. Average divides by
    (n_i + n_i') / 2; Jaccard by the sum of the x of stances that only one of the two takes and the
    products of those that both take. Time grows with the square of the number of actors.

    Raises:
        PolicyKBError: the normalisation is one for actors by topics.
    """
    _check(normalisation, _ONE_MODE, "of actors")
    actors = tuple(uses)
    totals = [sum(sum(scores.values()) for scores in uses[actor].values()) for actor in actors]
    pairs = sums_of_pairs(uses)

    def weight(i: int, j: int) -> float:
        found = pairs[i, j]
        divisor = 1.0
        if normalisation is Normalisation.AVERAGE:
            divisor = (totals[i] + totals[j]) / 2
        elif normalisation is Normalisation.JACCARD:
            divisor = totals[i] + totals[j] + found.common
        return _raw(measure, found.both, found.distance / RANGE) / divisor

    ties = (Tie(actors[i], actors[j], weight(i, j)) for i, j in sorted(pairs))
    return Network(actors, (), tuple(tie for tie in ties if tie.weight))


def _raw(measure: Measure, both: int, conflict: float) -> float:
    match measure:
        case Measure.CONGRUENCE:
            return both - conflict
        case Measure.CONFLICT:
            return conflict
        case Measure.SUBTRACT:
            return both - 2 * conflict
        case Measure.IGNORE:
            return both


def topic_network(
    uses: Uses,
    measure: Measure = Measure.SUBTRACT,
    normalisation: Normalisation = Normalisation.NO,
) -> Network:
    """Return the network of actors by topics.

    Subtract is Σ_k x_ijk k / 2, so that full support counts 1 and full opposition -1; ignore is
    the number of times that the actor takes a stance. Activity divides by the number of stances
    of the actor, prominence by that of the topic.

    Raises:
        PolicyKBError: the measure or the normalisation is one for networks of actors.
    """
    _check(normalisation, _TWO_MODE, "of actors by topics")
    if measure not in {Measure.SUBTRACT, Measure.IGNORE}:
        raise PolicyKBError(
            f"actors by topics have no {measure}", "Choose --measure subtract or ignore."
        )
    numbers = {
        (actor, topic): sum(scores.values())
        for actor, topics in uses.items()
        for topic, scores in topics.items()
    }
    activity: dict[str, int] = {}
    prominence: dict[str, int] = {}
    for (actor, topic), number in numbers.items():
        activity[actor] = activity.get(actor, 0) + number
        prominence[topic] = prominence.get(topic, 0) + number

    def weight(actor: str, topic: str) -> float:
        scores = uses[actor][topic]
        found: float = numbers[actor, topic]
        if measure is Measure.SUBTRACT:
            found = sum(score * times for score, times in scores.items()) / 2
        if normalisation is Normalisation.ACTIVITY:
            return found / activity[actor]
        if normalisation is Normalisation.PROMINENCE:
            return found / prominence[topic]
        return found

    return Network(
        tuple(uses),
        tuple(prominence),
        tuple(Tie(a, t, found) for a, t in numbers if (found := weight(a, t))),
    )


def _check(normalisation: Normalisation, allowed: Sequence[Normalisation], network: str) -> None:
    if normalisation not in allowed:
        raise PolicyKBError(
            f"networks {network} have no normalisation {normalisation}",
            f"Choose --normalise {one_of([one.value for one in allowed])}.",
        )


def backbone(network: Network, alpha: float) -> Network:
    """Return the network with only the ties that are significant for one of their ends.

    This is the disparity filter: if a node of degree k > 1 had divided its strength s at random, a
    tie would have a weight of at least w with the probability (1 - w / s)^(k - 1); a tie stays if
    this is below ``alpha`` at one end or both. A node with one tie decides nothing. Only positive
    weights are looked at; others are left out.

    Source: Serrano, Boguñá and Vespignani (2009), PNAS 106 (16), 6483-6488, equation 2.
    """
    positive = network.with_ties(tie for tie in network.ties if tie.weight > 0)
    actors, topics = degrees(positive)
    others = topics if network.topics else actors

    def significant(end: Degree, weight: float) -> bool:
        rest = max(0.0, 1 - weight / end.strength)
        return end.ties > 1 and float(rest ** (end.ties - 1)) < alpha

    return positive.with_ties(
        tie
        for tie in positive.ties
        if significant(actors[tie.one], tie.weight) or significant(others[tie.other], tie.weight)
    )


def ei_index(network: Network, community: Mapping[str, int]) -> float | None:
    """Return the E-I index: ties between communities minus those within, divided by both together.

    Only ties of positive weight count. It is -1 if all are within communities, 1 if all are
    between them, and None without such ties.

    Source: Krackhardt and Stern (1988), Social Psychology Quarterly 51 (2), 123-140.
    """
    pairs = [
        (community[tie.one], community[tie.other])
        for tie in network.ties
        if tie.weight > 0 and tie.one in community and tie.other in community
    ]
    external = sum(one != other for one, other in pairs)
    return (2 * external - len(pairs)) / len(pairs) if pairs else None

"""The agreement of coders at three levels: sentences coded or skipped; actor and topic where both
coded; stance where actor and topic agree.

The units and the differences of values are explained in ``docs/measures.md``.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from policykb.analysis.collation import Collation, Level
from policykb.analysis.coverage import Treatment
from policykb.analysis.reliability import (
    DRAWS,
    SEED,
    Alpha,
    Confusion,
    Interval,
    Metric,
    Value,
    alpha,
    confusion,
    intervals,
    percent_agreement,
)
from policykb.model.records import ActorTopic, Stance

MOST_COMPARED = 12
"""The most coders of whom each two are compared."""

Units = Sequence[Sequence[Value]]
"""For each unit the value of each coder; None if it has none."""


@dataclass(frozen=True, slots=True)
class Measured:
    """The agreement at a level: alpha by a metric, its interval, and the share of equal pairs."""

    level: Level
    metric: str
    alpha: Alpha
    interval: Interval
    agreement: float | None


@dataclass(frozen=True, slots=True)
class OfTwo:
    """The agreement of two of several coders: alpha at each level, by its first metric."""

    one: str
    other: str
    alphas: Mapping[Level, Alpha]


@dataclass(frozen=True, slots=True)
class Reliability:
    """The agreement of coders.

    ``levels`` are the measures, ``coded`` and ``stances`` say which values met. ``confused`` counts
    the actors and topics that two coders have in place of one another on a passage, the most
    frequent first. ``several`` is the number of stances that are missing because a coder has
    several on an actor and topic in one passage. ``twos`` holds each two of three coders or more,
    if they are no more than :data:`MOST_COMPARED`.
    """

    collation: Collation
    levels: Sequence[Measured]
    coded: Confusion
    stances: Confusion
    confused: Sequence[tuple[ActorTopic, ActorTopic, int]]
    several: int
    twos: Sequence[OfTwo]

    def measured(self, level: Level, metric: str | None = None) -> Measured:
        """Return the measure of a level by a metric; by default the first one."""
        return next(
            one for one in self.levels if one.level is level and metric in {None, one.metric}
        )


def reliability(collation: Collation, *, draws: int = DRAWS, seed: int = SEED) -> Reliability:
    """Return the agreement of readings. ``draws`` is the number of samples of each interval."""
    coded = coded_units(collation)
    pairs = pair_units(collation)
    stances = stance_units(collation)
    scores = [[_score(value) for value in unit] for unit in stances]
    levels = [
        *_measured(Level.CODED, coded, {"nominal": "nominal"}, draws, seed),
        *_measured(Level.PAIR, pairs, {"masi": masi}, draws, seed),
        *_measured(
            Level.STANCE, scores, {"ordinal": "ordinal", "interval": "interval"}, draws, seed
        ),
        *_measured(Level.STANCE, stances, {"nominal": "nominal"}, draws, seed),
    ]
    return Reliability(
        collation,
        levels,
        confusion(coded, (Treatment.CODED, Treatment.SKIPPED)),
        confusion(stances, tuple(Stance)),
        _confused(pairs),
        sum(len(some) > 1 for unit in _stances(collation) for some in unit),
        _twos(
            collation.names,
            {
                Level.CODED: (coded, "nominal"),
                Level.PAIR: (pairs, masi),
                Level.STANCE: (scores, "ordinal"),
            },
        ),
    )


def _twos(names: Sequence[str], levels: Mapping[Level, tuple[Units, Metric]]) -> list[OfTwo]:
    """Return the agreement of each two of several coders."""
    if not 2 < len(names) <= MOST_COMPARED:
        return []
    return [
        OfTwo(
            names[a],
            names[b],
            {
                level: alpha([(unit[a], unit[b]) for unit in units], metric)
                for level, (units, metric) in levels.items()
            },
        )
        for a, b in combinations(range(len(names)), 2)
    ]


def coded_units(collation: Collation) -> Units:
    """Return for each sentence if each coder coded or skipped it."""
    return [row for one in collation.sources.values() for row in one.treatments if row]


def pair_units(collation: Collation) -> Units:
    """Return for each passage the set of actors and topics of each coder who coded it."""
    return [passage.pairs for passage in collation.passages]


def stance_units(collation: Collation) -> Units:
    """Return for each passage, actor and topic the stance of each coder who has them; a coder with
    several stances on them has none.
    """
    return [
        [next(iter(some)) if len(some) == 1 else None for some in stances]
        for stances in _stances(collation)
    ]


def _stances(collation: Collation) -> Iterator[Sequence[frozenset[Stance]]]:
    """Yield the stances of each coder on each actor and topic of each passage."""
    for passage in collation.passages:
        for pair in passage.all_pairs:
            yield passage.stances(pair)


def masi(one: Value, other: Value) -> float:
    """Return the MASI distance of two different sets (Passonneau 2006): 0 for equal sets, 1 for
    sets without a common member.
    """
    assert isinstance(one, frozenset)  # noqa: S101 - the values of the level
    assert isinstance(other, frozenset)  # noqa: S101 - same
    common = len(one & other)
    if not common:
        return 1
    if one == other:
        return 0
    monotonic = 2 / 3 if one <= other or other <= one else 1 / 3
    return 1 - monotonic * common / len(one | other)


def _score(value: Value) -> int | None:
    return value.score if isinstance(value, Stance) else None


def _measured(
    level: Level, units: Units, metrics: dict[str, Metric], draws: int, seed: int
) -> list[Measured]:
    found = intervals(units, list(metrics.values()), draws=draws, seed=seed)
    share = percent_agreement(units)
    return [
        Measured(level, name, alpha(units, metric), one, share)
        for (name, metric), one in zip(metrics.items(), found, strict=True)
    ]


def _confused(units: Units) -> list[tuple[ActorTopic, ActorTopic, int]]:
    """Return what two coders have in place of one another where each has one pair of its own."""
    found: Counter[tuple[ActorTopic, ActorTopic]] = Counter()
    for unit in units:
        some = [value for value in unit if isinstance(value, frozenset)]
        if len(unit) == len(some) == 2:
            mine, theirs = some[0] - some[1], some[1] - some[0]
            if len(mine) == len(theirs) == 1:
                found[next(iter(mine)), next(iter(theirs))] += 1
    return [(one, other, number) for (one, other), number in found.most_common()]

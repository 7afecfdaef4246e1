"""Krippendorff's alpha: how far the values that coders gave to the same units agree, beyond chance.

The formulas, with their sources, are in ``docs/measures.md``.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from math import fsum
from operator import mul
from random import Random
from typing import Literal

Value = Hashable
"""A value that a coder gave to a unit; None if the coder gave none."""

Metric = Literal["nominal", "ordinal", "interval"] | Callable[[Value, Value], float]
"""The squared difference of two values, by name or as a function of two that are not equal.

For ``ordinal`` and ``interval`` the values are numbers.
"""

DRAWS = 1_000
"""The number of samples that an interval rests on."""
SEED = 1
"""The seed of the samples: the same units give the same interval."""
_ENDS = (0.025, 0.975)


@dataclass(frozen=True, slots=True)
class Alpha:
    """Krippendorff's alpha: 1 is perfect agreement, 0 that of chance; below 0 is less than chance.

    ``units`` is the number of units with two values or more, ``values`` the number of their values.
    ``observed`` and ``expected`` are the disagreements D_o and D_e. If ``value`` is None,
    ``reason`` says why.
    """

    value: float | None
    units: int
    values: int
    observed: float | None = None
    expected: float | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Interval:
    """The interval in which alpha lies in 95 % of samples of the units, drawn with replacement.

    ``draws`` is the number of samples, ``used`` the number of those that give an alpha. The ends
    are None if fewer than half do.
    """

    low: float | None
    high: float | None
    draws: int
    used: int


@dataclass(frozen=True, slots=True)
class Confusion:
    """The number of units on which each value of one coder met each value of another.

    ``counts`` is by (row, column). ``symmetric`` says that there are more than two coders: then
    each pair of their values counts in both orders.
    """

    values: tuple[Value, ...]
    counts: Mapping[tuple[Value, Value], int]
    symmetric: bool


def alpha(units: Iterable[Sequence[Value]], metric: Metric = "nominal") -> Alpha:
    """Return Krippendorff's alpha of values.

    Args:
        units: For each unit the values that coders gave to it, in any order; None is no value.
        metric: ``nominal`` (values differ or not), ``ordinal`` (ranks), ``interval`` (numbers), or
            a function that returns the squared difference of two values.
    """
    return _Table(units).alpha(metric)


def interval(
    units: Iterable[Sequence[Value]],
    metric: Metric = "nominal",
    *,
    draws: int = DRAWS,
    seed: int = SEED,
) -> Interval:
    """Return the interval of alpha by a bootstrap over units, seeded. The parameters are those of
    :func:`alpha`, and the number of samples.
    """
    return intervals(units, [metric], draws=draws, seed=seed)[0]


def intervals(
    units: Iterable[Sequence[Value]],
    metrics: Sequence[Metric],
    *,
    draws: int = DRAWS,
    seed: int = SEED,
) -> list[Interval]:
    """Return the :func:`interval` for each of several metrics, from the same samples."""
    table = _Table(units)
    found: list[list[float]] = [[] for _ in metrics]
    if table.counts:
        random = Random(seed)  # noqa: S311 - a reproducible sample, no secret
        patterns = range(len(table.counts))
        total = sum(table.counts)
        ends: list[int] = []
        for count in table.counts:
            ends.append(count + (ends[-1] if ends else 0))
        for _ in range(draws):
            drawn = Counter(random.choices(patterns, cum_weights=ends, k=total))
            sample = [drawn[index] for index in patterns]
            for values, metric in zip(found, metrics, strict=True):
                value = table.alpha(metric, sample).value
                if value is not None:
                    values.append(value)
    return [_interval(values, draws) for values in found]


def _interval(values: Sequence[float], draws: int) -> Interval:
    if not values or 2 * len(values) < draws:
        return Interval(None, None, draws, len(values))
    ordered = sorted(values)
    low, high = (ordered[round(end * (len(ordered) - 1))] for end in _ENDS)
    return Interval(low, high, draws, len(values))


def percent_agreement(units: Iterable[Sequence[Value]]) -> float | None:
    """Return the share of the pairs of values of the same unit that are equal; None if there is no
    pair.
    """
    equal = pairs = 0
    for unit in units:
        counts = Counter(value for value in unit if value is not None)
        number = counts.total()
        pairs += number * (number - 1)
        equal += sum(count * (count - 1) for count in counts.values())
    return equal / pairs if pairs else None


def confusion(units: Iterable[Sequence[Value]], order: Sequence[Value]) -> Confusion:
    """Return how often values met.

    Args:
        units: For each unit the value of each coder, in the order of the coders; None is no value.
        order: All values, in the order of the rows.
    """
    counts: Counter[tuple[Value, Value]] = Counter()
    symmetric = False
    for unit in units:
        symmetric = symmetric or len(unit) > 2
        for one, other in combinations([value for value in unit if value is not None], 2):
            counts[one, other] += 1
            if len(unit) > 2:
                counts[other, one] += 1
    met = {value for pair in counts for value in pair}
    return Confusion(tuple(value for value in order if value in met), dict(counts), symmetric)


class _Table:
    """Units with two values or more: equal ones once, with their number."""

    def __init__(self, units: Iterable[Sequence[Value]]) -> None:
        patterns: Counter[frozenset[tuple[Value, int]]] = Counter()
        self._values: dict[Value, int] = {}
        for unit in units:
            counts = Counter(value for value in unit if value is not None)
            if counts.total() > 1:
                patterns[frozenset(counts.items())] += 1
                for value in counts:
                    self._values.setdefault(value, len(self._values))
        self.counts = list(patterns.values())
        self._units = [
            sorted((self._values[value], count) for value, count in pattern) for pattern in patterns
        ]
        self._near: dict[Metric, dict[tuple[int, int], float]] = {}
        self._within: dict[Metric, list[float]] = {}

    def alpha(self, metric: Metric, weights: Sequence[int] | None = None) -> Alpha:
        """Return alpha, each distinct unit as often as its weight says."""
        weights = self.counts if weights is None else weights
        totals = [0] * len(self._values)
        for unit, weight in zip(self._units, weights, strict=True):
            for value, count in unit:
                totals[value] += count * weight
        number = sum(totals)
        units = sum(weights)
        if number < 2:
            return Alpha(None, units, number, reason="no unit has two values")
        near = self._nearness(metric, totals)
        expected = self._expected(totals, number, near)
        if expected <= 0:
            return Alpha(None, units, number, 0.0, 0.0, "all values are the same")
        if metric == "ordinal":
            observed = self._observed_ranks(weights, near) / number
        else:
            observed = sum(map(mul, weights, self._disagreements(metric, near))) / number
        return Alpha(1 - observed / expected, units, number, observed, expected)

    def _disagreements(
        self, metric: Metric, near: Mapping[tuple[int, int], float]
    ) -> Sequence[float]:
        """Return the disagreement within each distinct unit: Σ_c Σ_k n_uc n_uk δ² / (m_u - 1)."""
        if metric not in self._within:
            self._within[metric] = [
                fsum(met * (1 - near.get(pair, 0.0)) for pair, met in self._met(unit))
                for unit in self._units
            ]
        return self._within[metric]

    def _observed_ranks(
        self, weights: Sequence[int], near: Mapping[tuple[int, int], float]
    ) -> float:
        """Return the disagreement within all units by ranks, which depend on the weights."""
        return fsum(
            (1 - near[pair]) * sum(map(mul, weights, met)) for pair, met in self._pairs.items()
        )

    @cached_property
    def _pairs(self) -> Mapping[tuple[int, int], Sequence[float]]:
        """For each pair of different values how often they meet in each distinct unit."""
        found: dict[tuple[int, int], list[float]] = {}
        for index, unit in enumerate(self._units):
            for pair, met in self._met(unit):
                found.setdefault(pair, [0.0] * len(self._units))[index] = met
        return found

    @staticmethod
    def _met(unit: Sequence[tuple[int, int]]) -> Iterator[tuple[tuple[int, int], float]]:
        """Yield each pair of different values of a unit: n_uc n_uk / (m_u - 1), in both orders."""
        others = sum(count for _, count in unit) - 1
        for (a, one), (b, other) in combinations(unit, 2):
            yield (a, b), 2 * one * other / others

    @staticmethod
    def _expected(
        totals: Sequence[int], number: int, near: Mapping[tuple[int, int], float]
    ) -> float:
        apart = number**2 - sum(total**2 for total in totals)
        shared = fsum(2 * totals[a] * totals[b] * one for (a, b), one in near.items())
        return (apart - shared) / (number * (number - 1))

    def _nearness(self, metric: Metric, totals: Sequence[int]) -> Mapping[tuple[int, int], float]:
        """Return 1 - δ² for the pairs of different values for which it is not 0: of values that are
        mostly unlike, these are few.
        """
        if metric == "nominal":
            return {}
        if metric == "ordinal":
            return self._ranks(totals)
        if metric not in self._near:
            apart = _squared if metric == "interval" else metric
            assert callable(apart)  # noqa: S101 - the names are dealt with
            self._near[metric] = {
                (self._values[a], self._values[b]): one
                for a, b in combinations(self._values, 2)
                if (one := 1 - apart(a, b))
            }
        return self._near[metric]

    def _ranks(self, totals: Sequence[int]) -> Mapping[tuple[int, int], float]:
        """Return 1 - δ² of ranks: the values from one to the other, the ends half."""
        ranked = sorted(self._values, key=_number)
        near: dict[tuple[int, int], float] = {}
        for at, low in enumerate(ranked):
            first = self._values[low]
            between = totals[first] / 2
            for high in ranked[at + 1 :]:
                second = self._values[high]
                half = totals[second] / 2
                near[min(first, second), max(first, second)] = 1 - (between + half) ** 2
                between += totals[second]
        return near


def _number(value: Value) -> float:
    if isinstance(value, int | float):
        return value
    raise TypeError(f"{value!r} is not a number")


def _squared(one: Value, other: Value) -> float:
    return (_number(one) - _number(other)) ** 2

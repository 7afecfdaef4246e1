"""Krippendorff's alpha, beside published figures and another program."""

import random
from collections.abc import Sequence
from typing import Literal

import krippendorff
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policykb.analysis.reliability import (
    Metric,
    Value,
    alpha,
    confusion,
    interval,
    intervals,
    percent_agreement,
)
from tests.support.coders import PUBLISHED_UNITS

Table = list[list[int | None]]
tables: st.SearchStrategy[Table] = st.integers(2, 5).flatmap(
    lambda coders: st.lists(
        st.lists(st.none() | st.integers(-2, 2), min_size=coders, max_size=coders),
        min_size=1,
        max_size=12,
    )
)


@pytest.mark.parametrize(
    ("metric", "published"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849)]
)
def test_the_published_example_gives_the_published_figures(
    metric: Metric, published: float
) -> None:
    found = alpha(PUBLISHED_UNITS, metric)
    assert found.value is not None
    assert round(found.value, 3) == published
    assert (found.units, found.values) == (11, 40)


@pytest.mark.parametrize("metric", ["nominal", "ordinal", "interval"])
@given(units=tables)
def test_another_program_gives_the_same_alpha(
    metric: Literal["nominal", "ordinal", "interval"], units: Table
) -> None:
    found = alpha(units, metric)
    data = np.array([[np.nan if v is None else v for v in unit] for unit in units]).T
    try:
        expected = float(krippendorff.alpha(reliability_data=data, level_of_measurement=metric))
    except (ValueError, RuntimeWarning):  # the same value everywhere gives 0 / 0
        assert found.value is None
    else:
        assert found.value == pytest.approx(expected)


@given(units=tables, seed=st.integers(0, 9))
def test_the_order_of_coders_and_units_does_not_matter(units: Table, seed: int) -> None:
    mixed = [random.Random(seed).sample(unit, len(unit)) for unit in units]  # noqa: S311 - no secret
    for metric in ("nominal", "ordinal", "interval"):
        one, other = alpha(units, metric), alpha(reversed(mixed), metric)
        assert one.value == (None if other.value is None else pytest.approx(other.value))


@pytest.mark.parametrize(
    ("units", "reason"),
    [
        ([], "no unit has two values"),
        ([[1], [2], [3]], "no unit has two values"),
        ([[1, None], [None, 2]], "no unit has two values"),
        ([[1, 1], [1, 1, 1]], "all values are the same"),
        ([[1, 1]], "all values are the same"),
    ],
)
@pytest.mark.parametrize("metric", ["nominal", "ordinal", "interval"])
def test_there_is_no_number_without_pairs_or_variation(
    units: Sequence[Sequence[Value]], reason: str, metric: Metric
) -> None:
    found = alpha(units, metric)
    assert (found.value, found.reason) == (None, reason)
    assert interval(units, metric).low is None


def test_units_that_always_differ_are_below_chance() -> None:
    found = alpha([["a", "b"], ["b", "a"]]).value
    assert found is not None
    assert found < 0


def test_a_metric_may_be_a_function() -> None:
    def apart(one: Value, other: Value) -> float:
        assert isinstance(one, int)
        assert isinstance(other, int)
        return float((one - other) ** 2)

    assert alpha(PUBLISHED_UNITS, apart).value == pytest.approx(
        alpha(PUBLISHED_UNITS, "interval").value
    )


def test_the_interval_is_the_same_each_time_and_holds_alpha() -> None:
    first, again = (interval(PUBLISHED_UNITS, "interval") for _ in range(2))
    assert first == again
    assert (first.draws, first.used) == (1000, 1000)
    value = alpha(PUBLISHED_UNITS, "interval").value
    assert first.low is not None
    assert first.high is not None
    assert value is not None
    assert first.low < value < first.high <= 1
    assert intervals(PUBLISHED_UNITS, ["nominal", "interval"])[1] == first
    assert interval(PUBLISHED_UNITS, "interval", seed=2) != first
    assert interval(PUBLISHED_UNITS, draws=0).draws == 0


def test_more_units_make_the_interval_narrower() -> None:
    few, many = interval(PUBLISHED_UNITS), interval(PUBLISHED_UNITS * 20)
    assert few.low is not None
    assert few.high is not None
    assert many.low is not None
    assert many.high is not None
    assert many.high - many.low < (few.high - few.low) / 2


def test_percent_agreement_counts_pairs() -> None:
    assert percent_agreement([["a", "a"], ["a", "b"], ["a", None]]) == 0.5
    assert percent_agreement([["a", "a", "b"]]) == pytest.approx(1 / 3)
    assert percent_agreement([["a", None]]) is None


def test_values_that_met_are_counted_by_coder() -> None:
    found = confusion([["a", "b"], ["a", "b"], ["b", "b"], ["a", None]], ["b", "a", "c"])
    assert found.values == ("b", "a")
    assert found.counts == {("a", "b"): 2, ("b", "b"): 1}
    assert not found.symmetric
    several = confusion([["a", "b", "b"]], ["a", "b"])
    assert several.symmetric
    assert several.counts == {("a", "b"): 2, ("b", "a"): 2, ("b", "b"): 2}

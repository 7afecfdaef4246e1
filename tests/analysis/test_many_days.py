"""Comparisons on many days are those of each day, and cost what changes."""

from collections.abc import Sequence
from dataclasses import replace
from unittest.mock import Mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policykb.analysis import many_days
from policykb.analysis.comparison import compare_counted
from policykb.analysis.counted import count
from policykb.analysis.many_days import compare_on_days
from policykb.analysis.verdicts import compare_topic
from policykb.model.knowledge_base import KnowledgeBase
from policykb.model.period import BEFORE_ALL_DAYS
from tests.support.factories import knowledge_base, parse_claim
from tests.support.strategies import knowledge_bases, settled_bases

ACTORS = st.sampled_from([["a", "b"], ["b", "c"], ["c", "b", "a"]])


@given(settled_bases | knowledge_bases, ACTORS)
def test_each_comparison_is_that_of_its_day(kb: KnowledgeBase, names: Sequence[str]) -> None:
    counted = count(kb)
    actors = [kb.actors[name] for name in names]
    stretches = [stretch for pair in counted.claims for stretch in counted.history(*pair)]
    turns = {stretch.first for stretch in stretches}
    days = sorted({*turns, *(day - 1 for day in turns if day - 1 > BEFORE_ALL_DAYS)})
    found = list(compare_on_days(counted, actors, days))
    expected = [replace(compare_counted(counted, actors, day), rows=()) for day in days]
    assert found == expected
    assert [one.pairs for one in found] == [one.pairs for one in expected]


def test_a_day_costs_the_rows_that_change_on_it(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = Mock(wraps=compare_topic)
    monkeypatch.setattr(many_days, "compare_topic", compared)
    topics = 40
    kb = knowledge_base(
        parse_claim(
            f"{stance} {1950 + number}/..", f"{actor}{number}", actor=actor, topic=f"t{number}"
        )
        for number in range(topics)
        for actor, stance in (("a", "support"), ("b", "oppose"))
    )
    days = range(700_000, 740_000, 50)
    found = list(compare_on_days(count(kb), [kb.actors["a"], kb.actors["b"]], days))
    assert sum(found[-1].verdicts.values()) == topics
    # Each row before its claims begin, in the year in which they do, and after it.
    assert compared.call_count == 3 * topics

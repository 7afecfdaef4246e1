"""Cells, and what is made of them, say what the claims themselves say."""

import pickle
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policykb.analysis.all_pairs import CellComparison
from policykb.analysis.cells import Alike, Group, Question, cells
from policykb.analysis.comparison import compare_counted
from policykb.analysis.counted import count
from policykb.analysis.counted_cells import counting
from policykb.analysis.query import Query
from policykb.loading.read import load
from policykb.model.knowledge_base import KnowledgeBase
from tests.support.factories import ordinal
from tests.support.running import ROOT, SAMPLE
from tests.support.strategies import DAYS, claims, knowledge_base_of, settled_bases, with_ids

bases = st.lists(claims(), max_size=16).map(with_ids).map(knowledge_base_of)
queries = st.sampled_from(
    [
        Query(),
        Query(include_hearsay=True),
        Query(certainties=["certain"], known_by="2021"),
        Query(statuses=["active", "draft"], during="2018/2020"),
        Query(sources=["s1"], undisputed=True),
    ]
)
ON = [ordinal(day) for day in DAYS]


def cells_in(kb: KnowledgeBase, query: Query, days: Sequence[int]) -> list[Alike]:
    """The cells of a knowledge base, by a question that was sent somewhere else."""
    asked = (counting(kb, query), Question(tuple(days), without=True))
    sent = pickle.loads(pickle.dumps(asked))  # noqa: S301 - it is our own
    groups = kb.by_actor_and_topic
    found = cells((Group(some, kb.published) for some in groups.values()), *sent)
    return [
        Alike(cell, (actor,), (topic,), sources)
        for (actor, topic), (cell, sources) in zip(groups, found, strict=True)
    ]


@given(kb=bases, query=queries)
def test_a_cell_is_the_position_of_its_claims_on_every_day(kb: KnowledgeBase, query: Query) -> None:
    if not kb.claims:
        return
    counted = count(kb, query)
    found = cells_in(kb, query, ON)
    for cell, (actor,), (topic,), _ in found:
        expected = [counted.position(actor, topic, day) for day in ON]
        assert [(p.status, p.stance, p.claims) for p in cell.positions] == [
            (p.status, p.stance, len(p.deciding)) for p in expected
        ]
        assert cell.claims == len(counted.of(actor, topic))
    rejected: Counter[str] = Counter()
    for one in found:
        rejected.update(dict(one.cell.rejected))
    assert rejected == counted.not_counted


@given(kb=bases, query=queries)
def test_one_day_gives_what_many_days_give(kb: KnowledgeBase, query: Query) -> None:
    together = cells_in(kb, query, ON)
    for at, day in enumerate(ON):
        alone = cells_in(kb, query, [day])
        assert [one.cell.positions[0] for one in alone] == [
            one.cell.positions[at] for one in together
        ]


def assert_pairs_are_those_of_the_comparison(kb: KnowledgeBase, query: Query, day: int) -> None:
    actors = list(kb.actors.values())
    counted = count(kb, query)
    expected = compare_counted(counted, actors, day)
    made = CellComparison(counted, actors, [day])
    made.add(cells_in(kb, query, [day]))
    (found,) = made.comparisons(query)
    assert found.verdicts == expected.verdicts
    assert found.sides == expected.sides
    assert found.not_counted == expected.not_counted
    assert found.agreement.topics == expected.agreement.topics
    for pair, other in zip(found.pairs, expected.pairs, strict=True):
        assert (pair.actors, pair.verdicts) == (other.actors, other.verdicts)
        assert pair.agreement == other.agreement


@given(kb=st.one_of(bases, settled_bases), query=queries, day=st.sampled_from(ON))
def test_all_pairs_of_cells_are_those_of_the_comparison(
    kb: KnowledgeBase, query: Query, day: int
) -> None:
    assert_pairs_are_those_of_the_comparison(kb, query, day)


@pytest.mark.parametrize("root", [SAMPLE, ROOT / "kb"], ids=["sample", "kb"])
@pytest.mark.parametrize("day", ["2012-06-01", "2020-12-31", "2024-05-02", "2026-01-01"])
def test_all_pairs_of_a_real_knowledge_base_are_those_of_the_comparison(
    root: Path, day: str
) -> None:
    assert_pairs_are_those_of_the_comparison(load(root), Query(), ordinal(day))

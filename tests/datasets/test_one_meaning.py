"""Whatever keeps the claims, the answers are the same: cell by cell, on many days."""

import json
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from policykb.analysis.all_pairs import CellComparison
from policykb.analysis.cells import Cited, Question, Taken
from policykb.analysis.comparison import compare
from policykb.analysis.counted import count
from policykb.analysis.counted_cells import cells_of, count_cells, count_two_sided, counting
from policykb.analysis.network_answers import Request
from policykb.analysis.query import Query, select
from policykb.analysis.sensitivity import varied_comparisons
from policykb.analysis.shares import By, shares_of
from policykb.analysis.timelines import timelines
from policykb.analysis.uses import Counting
from policykb.datasets.dataset import open_dataset
from policykb.datasets.spark.on_workers import parts_of_batches, read_columns, unpacked
from policykb.exchange.dataset import write_dataset
from policykb.model.knowledge_base import KnowledgeBase
from policykb.render.json import json_document
from policykb.views.claims import claims_view
from policykb.views.comparison import comparison_view
from policykb.views.comparison_table import Detail
from policykb.views.conflicts import conflicts_view
from policykb.views.matrix import matrix_view
from policykb.views.network.view import network_view
from policykb.views.shares import shares_view
from policykb.views.timelines import timelines_view
from policykb.views.view import View
from tests.support.cells import by_pair, sources_of
from tests.support.factories import actor, claim, ordinal
from tests.support.strategies import DAYS, claims, knowledge_base_of, settled_bases, with_ids


def with_somebody(kb: KnowledgeBase) -> KnowledgeBase:
    """The knowledge base with the actor that comparatives and hearsay name."""
    return replace(kb, actors={**kb.actors, "somebody": actor("somebody")})


bases = st.one_of(
    st.lists(claims(), min_size=1, max_size=24).map(with_ids).map(knowledge_base_of),
    settled_bases,
).map(with_somebody)
queries = st.sampled_from(
    [
        Query(),
        Query(include_hearsay=True),
        Query(certainties=["certain"], known_by="2024"),
        Query(statuses=["active", "draft"], during="2018/2020"),
        Query(kinds=["position", "action"], undisputed=True),
        Query(sources=["s1", "s2"], include_hearsay=True),
        Query(stances=["support", "oppose"], bases=["stated", "inferred"]),
    ]
)
FEW = settings(
    max_examples=-(-settings().max_examples // 5),
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
)
"""Files are written for each example: few are tried, and none is made smaller."""
ON = [ordinal(day) for day in DAYS]


@contextmanager
def packed(kb: KnowledgeBase) -> Iterator[KnowledgeBase]:
    """The same knowledge base as a dataset, asked by DuckDB."""
    with tempfile.TemporaryDirectory() as folder:
        write_dataset(kb, Path(folder, "data"))
        yield replace(open_dataset(Path(folder, "data")), root=kb.root)


def views(kb: KnowledgeBase, query: Query) -> Iterator[tuple[str, View]]:
    """Answers of every kind about a knowledge base."""
    names = list(kb.actors)
    claims_of = select(kb, query)
    yield "claims", claims_view(kb, claims_of.hits)
    counted = count(kb, query)
    two_sided = count_two_sided(kb, query)
    yield "conflicts", conflicts_view(two_sided, two_sided.conflicts(), {})
    of_cells = count_cells(kb, query)
    for by in By:
        yield f"shares by {by}", shares_view(of_cells, shares_of(of_cells, by=by))
    for on in DAYS[1::3]:
        yield f"shares {on}", shares_view(of_cells, shares_of(of_cells, on))
        yield f"network {on}", network_view(of_cells, Request(as_of=on))
    for how in (Counting.CLAIMS, Counting.DOCUMENT, Counting.WINDOW):
        yield f"network {how}", network_view(of_cells, Request(counting=how))
    if len(names) > 1:
        for on in DAYS[1::3]:
            found = compare(kb, *names, as_of=on, query=query)
            yield f"compare {on}", comparison_view(kb, found, Detail())
            found_pairs = varied_comparisons(kb, *names, dates=[on], query=query, varied=False)
            yield f"matrix {on}", matrix_view(kb, found_pairs)
    yield "timeline", timelines_view(kb, timelines(counted, list(kb.actors.values())))


def payloads(kb: KnowledgeBase, query: Query) -> Mapping[str, object]:
    return {
        name: without_most(json.loads(json_document(v.payload))) for name, v in views(kb, query)
    }


def without_most(found: object) -> object:
    """JSON without the claims that matter most, which matrices of tables do not have."""
    if isinstance(found, dict):
        return {key: without_most(value) for key, value in found.items() if key != "most"}
    return [without_most(one) for one in found] if isinstance(found, list) else found


@FEW
@given(kb=bases, query=queries)
def test_a_dataset_answers_as_the_records_do(kb: KnowledgeBase, query: Query) -> None:
    expected = payloads(kb, query)
    with packed(kb) as data:
        assert payloads(data, query) == expected


QUESTIONS = [
    Question(tuple(ON), without=True),
    Question((ON[0],), cited=Cited.POSITIONS),
    Question(times=((ON[0], ON[-1]),), documents=True, cited=Cited.TIMES),
    Question(times=((ON[0], ON[1]), (ON[1] + 1, ON[2])), taken=Taken.BEGUN, cited=Cited.TIMES),
    Question(tuple(ON), times=((0, ON[1]), (ON[1] + 1, ON[2])), taken=Taken.REACHED),
    Question(documents=True, reach=True),
    Question(reach=True, taken=Taken.BEGUN),
]


@FEW
@given(kb=bases, query=queries)
def test_a_dataset_has_the_cells_of_the_records(kb: KnowledgeBase, query: Query) -> None:
    counted = count(kb, query)
    with packed(kb) as data:
        of_cells = count_cells(data, query)
        for asked in QUESTIONS:
            found, expected = list(cells_of(of_cells, asked)), list(cells_of(counted, asked))
            assert by_pair(found) == by_pair(expected)
            assert sources_of(found) == sources_of(expected)
            assert of_cells.not_counted == counted.not_counted


@FEW
@given(kb=bases, query=queries)
def test_workers_of_a_cluster_have_the_cells_of_the_records(
    kb: KnowledgeBase, query: Query
) -> None:
    counted, of_cells = count(kb, query), counting(kb, query)
    with tempfile.TemporaryDirectory() as folder:
        write_dataset(kb, Path(folder, "data"))
        table = pq.read_table(Path(folder, "data", "claims"), partitioning=None)
    batches = table.select(read_columns(of_cells)).to_batches(max_chunksize=7)
    for asked in QUESTIONS:
        uncited = frozenset(topic for topic in kb.topics if not asked.cites(kb, topic))
        for packed_part in parts_of_batches(of_cells, asked, uncited)(batches):
            found = list(unpacked(packed_part.column("part")[0].as_py()).alike())
            expected = list(cells_of(counted, asked))
            assert by_pair(found) == by_pair(expected)
            assert sources_of(found) == sources_of(expected)


@FEW
@given(kb=bases, query=queries)
def test_pairs_of_a_dataset_are_those_of_the_comparison(kb: KnowledgeBase, query: Query) -> None:
    actors = list(kb.actors.values())
    with packed(kb) as data:
        counted = count_cells(data, query)
        made = CellComparison(counted, actors, ON)
        made.add(cells_of(counted, Question(tuple(ON), without=True)))
        for day, found in zip(DAYS, made.comparisons(query), strict=True):
            if len(actors) > 1:
                expected = compare(kb, *kb.actors, as_of=day, query=query)
                assert found.verdicts == expected.verdicts
                for one, other in zip(found.pairs, expected.pairs, strict=True):
                    assert replace(one.agreement, most=()) == replace(other.agreement, most=())


def test_of_positions_sources_of_topics_that_have_narrower_ones_are_not_told() -> None:
    kb = knowledge_base_of(
        [claim("c1", source="s1", topic="t5"), claim("c2", source="s2", topic="t1")]
    )
    query = Query(sources=["s1", "s2"])
    with packed(kb) as data:
        for asked in QUESTIONS[1:3]:
            expected = sources_of(cells_of(count_cells(kb, query), asked))
            assert sources_of(cells_of(count_cells(data, query), asked)) == expected
            assert "s1" not in expected

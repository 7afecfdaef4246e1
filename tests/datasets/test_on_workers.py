"""Workers of a cluster make cells of rows, without the packages that policykb needs elsewhere."""

import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from policykb.analysis.cells import Question
from policykb.analysis.counted import count
from policykb.analysis.counted_cells import FindsCells, cells_of, counting
from policykb.analysis.query import Query
from policykb.datasets.spark.knowledge_base import ClusterKnowledgeBase, NoClaims
from policykb.datasets.spark.on_workers import Part, parts_of_batches, read_columns, unpacked
from policykb.diagnostics import PolicyKBError
from policykb.exchange.dataset import write_dataset
from policykb.model.knowledge_base import KnowledgeBase
from tests.support.cells import by_pair, sources_of
from tests.support.factories import claim, ordinal
from tests.support.strategies import knowledge_base_of

if TYPE_CHECKING:
    from policykb.datasets.spark.cluster import Cluster

DAY = Question((ordinal("2021-08-20"),), without=True)
ALL = Query()
NONE = frozenset[str]()


@pytest.fixture
def kb() -> KnowledgeBase:
    return knowledge_base_of(
        [
            claim("c1", source="s1", stance="support", topic="t1", period="2018/.."),
            claim("c2", source="s2", stance="oppose", topic="t1", period="2021/.."),
            claim("c3", source="s2", stance="neutral", topic="t2", than="less"),
            claim("c4", actor="b", source="s3", topic="t1", voice="other"),
            claim("c5", actor="b", source="s3", topic="t2"),
            claim("c6", actor="c", source="s2", topic="t2"),
            claim("c7", actor="c", source="s3", topic="t3"),
        ]
    )


def rows(kb: KnowledgeBase, query: Query, folder: Path, size: int) -> list[object]:
    """The rows of a dataset's claims as they come to a worker, in batches of a size."""
    write_dataset(kb, folder)
    names = read_columns(counting(kb, query))
    table = pq.read_table(folder / "claims", columns=names)
    batches: list[object] = table.select(names).to_batches(max_chunksize=size)
    return batches


def part_of(
    kb: KnowledgeBase, batches: list[object], query: Query = ALL, uncited: frozenset[str] = NONE
) -> Part:
    (found,) = parts_of_batches(counting(kb, query), DAY, uncited)(batches)
    return unpacked(found.column("part")[0].as_py())


@pytest.mark.parametrize("size", [1, 2, 100])
def test_batches_of_any_size_give_the_cells(kb: KnowledgeBase, size: int, tmp_path: Path) -> None:
    part = part_of(kb, rows(kb, ALL, tmp_path / "data", size))
    found = list(part.alike())
    assert by_pair(found) == by_pair(cells_of(count(kb), DAY))
    assert {one.cell.rejected for one in found} == {(), (("voice", 1),)}
    assert sources_of(found) == {"s1", "s2", "s3"}


@pytest.mark.parametrize(
    ("query", "uncited", "expected"),
    [
        (ALL, NONE, {"s1", "s2", "s3"}),
        (ALL, {"t1"}, {"s2", "s3"}),
        (Query(sources=["s2"]), NONE, {"s2"}),
        (Query(sources=["s2", "s3"]), {"t3"}, {"s2", "s3"}),
        (Query(sources=["s1"]), {"t1"}, set()),
    ],
)
def test_sources_are_those_of_the_claims_that_count(
    query: Query, uncited: set[str], expected: set[str], kb: KnowledgeBase, tmp_path: Path
) -> None:
    part = part_of(kb, rows(kb, query, tmp_path / "data", 100), query, frozenset(uncited))
    assert set(part.sources) == expected


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("stance", "suport", "c1.*column stance: .*suport"),
        ("period", "2021-13", "c1.*column period: .*months run from 01 to 12"),
        ("published", None, "c1.*column published"),
        ("id", "c2", "c2.*twice"),
    ],
)
def test_a_row_that_is_no_claim_comes_back_as_an_error(
    column: str, value: object, message: str, kb: KnowledgeBase, tmp_path: Path
) -> None:
    (batch,) = rows(kb, ALL, tmp_path / "data", 100)
    found = batch.to_pylist()  # type: ignore[attr-defined] # pyarrow ships no types
    found[0][column] = value
    faulty = pa.RecordBatch.from_pylist(found, schema=batch.schema)  # type: ignore[attr-defined] # as above
    part = part_of(kb, [faulty])
    assert not part.cells
    assert part.error is not None
    assert re.search(message, part.error[0])


def test_a_knowledge_base_on_a_cluster_finds_cells_and_gives_no_claims() -> None:
    kb = ClusterKnowledgeBase(root=Path(), claims=NoClaims(), cluster=cast("Cluster", None))
    assert isinstance(kb, FindsCells)
    for ask in (lambda: kb.claims["c1"], lambda: [*kb.claims], lambda: kb.claims_of([])):
        with pytest.raises(PolicyKBError, match="answers compare --matrix, network and shares"):
            ask()


def test_a_worker_needs_no_package_but_pyarrow() -> None:
    needed = (
        "import sys, policykb.datasets.spark.on_workers, pyarrow;"
        "print(*(one for one in sys.modules if one in {'pydantic', 'typer', 'rich', 'ruamel.yaml',"
        "'duckdb', 'networkx', 'platformdirs', 'rapidfuzz', 'pyspark', 'jinja2'}))"
    )
    ran = subprocess.run([sys.executable, "-c", needed], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == ""

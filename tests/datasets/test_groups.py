"""Workers of a cluster make cells of rows, without the packages that policykb needs elsewhere."""

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from policykb.analysis.cells import FindsCells, Question, cells_of, counting
from policykb.analysis.counted import count
from policykb.analysis.query import Query
from policykb.datasets.spark.groups import CELL_COLUMNS
from policykb.datasets.spark.knowledge_base import ClusterKnowledgeBase, NoClaims
from policykb.datasets.spark.on_workers import cells_of_batches, unpacked
from policykb.diagnostics import PolicyKBError
from policykb.exchange.dataset import write_dataset
from policykb.model.knowledge_base import KnowledgeBase
from tests.support.factories import claim, ordinal
from tests.support.strategies import knowledge_base_of

if TYPE_CHECKING:
    from policykb.datasets.spark.cluster import Cluster

DAY = Question((ordinal("2021-08-20"),), without=True)


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


def rows(kb: KnowledgeBase, folder: Path, size: int = 2) -> list[object]:
    """The rows of a dataset's claims as they come to a worker, in batches of a size."""
    write_dataset(kb, folder)
    table = pq.read_table(folder / "claims", columns=list(CELL_COLUMNS))
    batches: list[object] = table.select(list(CELL_COLUMNS)).to_batches(max_chunksize=size)
    return batches


@pytest.mark.parametrize("size", [1, 2, 100])
def test_batches_of_any_size_give_the_cells(kb: KnowledgeBase, size: int, tmp_path: Path) -> None:
    run = cells_of_batches(counting(kb, Query()), DAY)
    made = [batch.to_pylist()[0] for batch in run(rows(kb, tmp_path / "data", size))]
    cells = {(one.actor, one.topic): one for packed in made for one in unpacked(packed["cells"])}
    for expected in cells_of(count(kb), DAY):
        assert cells[expected.actor, expected.topic].positions == expected.positions
    assert cells["b", "t1"].rejected == {"voice": 1}
    assert {source for one in cells.values() for source in one.sources} == {"s1", "s2", "s3"}


def test_claims_that_say_the_same_are_told_apart_by_their_source(
    kb: KnowledgeBase, tmp_path: Path
) -> None:
    def sources(query: Query) -> set[str]:
        run = cells_of_batches(counting(kb, query), DAY)
        made = [batch.to_pylist()[0]["cells"] for batch in run(rows(kb, tmp_path / "data"))]
        shutil.rmtree(tmp_path / "data")
        return {source for some in map(unpacked, made) for one in some for source in one.sources}

    assert sources(Query()) == {"s1", "s2", "s3"}
    assert sources(Query(sources=["s2"])) == {"s2"}


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
    (batch,) = rows(kb, tmp_path / "data", 100)
    found = batch.to_pylist()  # type: ignore[attr-defined] # pyarrow ships no types
    found[0][column] = value
    faulty = pa.RecordBatch.from_pylist(found, schema=batch.schema)  # type: ignore[attr-defined] # as above
    *_, last = cells_of_batches(counting(kb, Query()), DAY)([faulty])
    assert last.to_pylist()[0]["cells"] is None
    assert re.search(message, last.to_pylist()[0]["message"])


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

"""A Spark cluster gives what DuckDB and the YAML files give, also when it loses a worker.

The cluster is a real one: a master and two workers, each a process of its own.
"""

import json
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from random import Random
from threading import Thread
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from policykb.analysis.cells import Cell, Question, Taken
from policykb.analysis.counted_cells import cells_of, count_cells
from policykb.analysis.query import Query
from policykb.datasets.dataset import open_dataset
from policykb.datasets.spark import cluster as cluster_module
from policykb.datasets.spark.knowledge_base import ClusterKnowledgeBase, open_cluster
from policykb.diagnostics import PolicyKBError
from policykb.exchange.dataset import write_dataset
from policykb.loading.read import read
from policykb.model.knowledge_base import KnowledgeBase
from policykb.model.records import Claim, Stance
from policykb.progress import no_progress
from tests.support.cells import by_pair, sources_of
from tests.support.factories import claim, ordinal
from tests.support.running import SAMPLE, run
from tests.support.spark_cluster import SparkCluster, missing, spark_cluster, wait_until
from tests.support.strategies import (
    ACTORS,
    DATINGS,
    DAYS,
    MANNERS,
    SOURCES,
    STANCES,
    TOPICS,
    UNCOUNTED,
    knowledge_base_of,
)

pytestmark = [
    pytest.mark.skipif(bool(missing()), reason=missing()),
    pytest.mark.filterwarnings("default"),  # PySpark uses what is deprecated
]

CLAIMS = 1800
ON = tuple(ordinal(day) for day in DAYS)
ASKED = {
    "positions": Question(ON, without=True),
    "claims begun": Question(times=((ON[0], ON[-1]),), taken=Taken.BEGUN, documents=True),
    "claims by time": Question(
        ON, times=tuple((day - 400, day) for day in ON), taken=Taken.REACHED
    ),
}
QUERIES = {
    "usual": Query(),
    "known": Query(known_by="2021", certainties=["certain"]),
    "all": Query(include_hearsay=True, statuses=["active", "draft"], topics=["t1", "t5"]),
    "some": Query(
        actors=["a1", "b1", "c2"], sources=["s1", "s2"], undisputed=True, during="2018/2021"
    ),
}


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkCluster]:
    with (
        pytest.MonkeyPatch.context() as patch,
        spark_cluster(tmp_path_factory.mktemp("cluster")) as found,
    ):
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        patch.setenv("PYSPARK_SUBMIT_ARGS", f"{' '.join(found.settings)} pyspark-shell")
        yield found


MANY = [f"{name}{number}" for number in range(60) for name in ACTORS]


def random_claims(number: int) -> KnowledgeBase:
    """A knowledge base of claims that meet often, of many actors."""
    random = Random(15)  # noqa: S311 - for no secret

    def one(name: int) -> Claim:
        source, published = random.choice(list(SOURCES.items()))
        period, basis = random.choice(DATINGS)
        stance, _, than = random.choice([*STANCES, *list(Stance) * 2]).partition(" ")
        return claim(
            f"c{name}",
            actor=random.choice(MANY),
            topic=random.choice(TOPICS),
            stance=stance,
            period=period or f"{published}/..",
            source=source,
            basis=basis,
            than=than,
            **random.choice([*MANNERS, *UNCOUNTED]),
        )

    return knowledge_base_of([one(name) for name in range(number)], MANY)


@pytest.fixture(scope="module")
def written() -> KnowledgeBase:
    return random_claims(CLAIMS)


@pytest.fixture(scope="module")
def packed(written: KnowledgeBase, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("packed") / "data"
    write_dataset(written, folder)
    return folder


@pytest.fixture(scope="module")
def on_cluster(packed: Path, cluster: SparkCluster) -> ClusterKnowledgeBase:
    return open_cluster(str(packed), cluster.master)


def told(kb: KnowledgeBase, query: Query, asked: Question) -> dict[tuple[str, str], Cell]:
    """The cells of counted claims, by actor and topic."""
    return by_pair(cells_of(count_cells(kb, query), asked))


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("asked", ASKED)
def test_yaml_duckdb_and_spark_give_the_same_cells(
    query: str,
    asked: str,
    written: KnowledgeBase,
    packed: Path,
    on_cluster: ClusterKnowledgeBase,
) -> None:
    expected = told(written, QUERIES[query], ASKED[asked])
    assert expected
    assert told(open_dataset(packed), QUERIES[query], ASKED[asked]) == expected
    assert told(on_cluster, QUERIES[query], ASKED[asked]) == expected


@pytest.mark.parametrize("query", QUERIES)
def test_sources_and_rejected_claims_are_those_of_duckdb(
    query: str, packed: Path, on_cluster: ClusterKnowledgeBase
) -> None:
    def totals(kb: KnowledgeBase) -> tuple[set[str], dict[str, int]]:
        counted = count_cells(kb, QUERIES[query])
        return sources_of(cells_of(counted, Question(ON))), counted.not_counted

    assert totals(on_cluster) == totals(open_dataset(packed))


# Commands run in an environment of their own; the connection is there before.
@pytest.mark.usefixtures("on_cluster")
@pytest.mark.parametrize(
    "command",
    [
        "compare arvona belmark --matrix --as-of 2021",
        "compare arvona belmark --matrix --from 2010 --to 2024 --known-by 2025",
        "network",
        "network --two-mode --as-of 2020 --include-hearsay",
        "network --count document --begun",
        "network --window 520w --begun",
        "shares --on 2012 --on 2021",
        "shares --by year",
    ],
)
def test_a_command_prints_what_it_prints_of_the_yaml_files(
    command: str, cluster: SparkCluster, tmp_path: Path
) -> None:
    def payload(*where: object) -> object:
        ran = run(*command.split(), "--format", "json", *where)
        assert ran.code == 0, ran.err
        assert "WARN" not in ran.err
        return without_most(json.loads(ran.out))

    write_dataset(read(SAMPLE, no_progress).kb, tmp_path / "data")
    spark_options = ("--kb", tmp_path / "data", "--engine", "spark", "--master", cluster.master)
    assert payload(*spark_options) == payload("--kb", SAMPLE)


def without_most(found: object) -> object:
    """JSON without the place of the knowledge base, and the claims that matter most to an
    agreement, which cells do not tell.
    """
    if isinstance(found, dict):
        return {
            key: without_most(value) for key, value in found.items() if key not in {"kb", "most"}
        }
    return [without_most(one) for one in found] if isinstance(found, list) else found


@pytest.mark.usefixtures("on_cluster")
def test_other_answers_are_not_given(cluster: SparkCluster, packed: Path) -> None:
    options = ("--kb", packed, "--engine", "spark", "--master", cluster.master)
    ran = run("compare", "a0", "b0", *options)
    assert (ran.code, ran.out) == (2, "")
    assert "a cluster answers compare --matrix, network and shares" in ran.err


def test_an_actor_that_is_not_there_is_an_error(on_cluster: ClusterKnowledgeBase) -> None:
    actors = {key: one for key, one in on_cluster.actors.items() if key != "a1"}
    with pytest.raises(PolicyKBError, match='there is no actor "a1"'):
        told(replace(on_cluster, actors=actors), Query(), Question())


@pytest.mark.usefixtures("on_cluster")
@pytest.mark.parametrize(
    ("table", "change", "message"),
    [
        ("claims", lambda rows: rows.slice(1), "1,799 claims in the files, and 1,800 in"),
        ("actors", lambda rows: rows.slice(1), "179 actors in the files, and 180 in dataset.json"),
        ("claims", lambda rows: rows.drop_columns(["stance"]), "no column stance"),
        (
            "sources",
            lambda rows: rows.set_column(
                rows.schema.get_field_index("published"),
                pa.field("published", pa.date32()),
                pa.array([0] * len(rows), pa.date32()),
            ),
            "is not the day of the source",
        ),
        ("claims", lambda rows: pa.concat_tables([rows[1:], rows[1:2]]), "the id is there twice"),
        (
            "claims",
            lambda rows: rows.set_column(
                rows.schema.get_field_index("voice"), "voice", pa.array(range(CLAIMS))
            ),
            "the column voice is bigint, and should be string",
        ),
    ],
)
def test_a_dataset_that_is_not_whole_is_an_error(
    table: str,
    change: Callable[[Any], Any],
    message: str,
    packed: Path,
    cluster: SparkCluster,
    tmp_path: Path,
) -> None:
    shutil.copytree(packed, tmp_path / "data")
    (file,) = (tmp_path / "data").glob(f"{table}*/*.parquet" if table == "claims" else f"{table}.*")
    pq.write_table(change(pq.read_table(file, partitioning=None)), file)
    with pytest.raises(PolicyKBError, match=message):
        told(open_cluster(str(tmp_path / "data"), cluster.master), Query(), Question())


@pytest.mark.usefixtures("on_cluster")
def test_a_file_that_is_cut_short_is_an_error(
    packed: Path, cluster: SparkCluster, tmp_path: Path
) -> None:
    shutil.copytree(packed, tmp_path / "data")
    (file,) = (tmp_path / "data" / "claims").iterdir()
    file.write_bytes(file.read_bytes()[:-100])
    with pytest.raises(PolicyKBError, match="cannot be read"):
        told(open_cluster(str(tmp_path / "data"), cluster.master), Query(), Question())


def test_a_master_that_does_not_answer_is_an_error_at_once(packed: Path) -> None:
    options = ("--engine", "spark", "--master", "spark://127.0.0.1:1")
    ran = run("network", "--kb", packed, *options)
    assert (ran.code, ran.out) == (2, "")
    assert "no Spark master answers at spark://127.0.0.1:1" in ran.err


@pytest.mark.usefixtures("on_cluster")
def test_no_dataset_is_an_error(cluster: SparkCluster, tmp_path: Path) -> None:
    ran = run(
        *("network", "--kb", tmp_path / "none", "--engine", "spark", "--master", cluster.master)
    )
    assert ran.code == 2
    assert "dataset.json" in ran.err
    assert len(ran.err.splitlines()) == 2


# The last one: afterwards the cluster has lost a worker.
def test_the_answer_is_the_same_if_a_worker_is_killed_half_way(
    cluster: SparkCluster,
    written: KnowledgeBase,
    on_cluster: ClusterKnowledgeBase,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cluster_module, "_ROWS", 20)  # many tasks are left
    connection = on_cluster.cluster.connection
    status = connection.sparkContext.statusTracker()
    found: list[dict[tuple[str, str], Cell]] = []
    answer = Thread(
        target=lambda: found.append(told(on_cluster, Query(), ASKED["positions"])), daemon=True
    )
    done = 0

    def half_way() -> bool:
        nonlocal done
        stages = map(status.getStageInfo, status.getActiveStageIds())
        done = max(
            [one.numCompletedTasks for one in stages if one and one.numTasks > 80], default=0
        )
        return done >= 20 or not answer.is_alive()

    assert len(cluster.executors(connection)) == 2
    answer.start()
    wait_until(half_way, "a part of the tasks")
    cluster.kill(cluster.workers[0])
    assert 20 <= done < 90
    answer.join(300)
    assert found == [told(written, Query(), ASKED["positions"])]
    assert cluster.workers[0].returncode == -9
    wait_until(cluster.has_lost_a_worker, "the master to see it")
    assert len(cluster.executors(connection)) == 1

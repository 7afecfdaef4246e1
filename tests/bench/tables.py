"""Make a dataset of many claims, and measure answers from it, by DuckDB or by a Spark cluster.

    python -m tests.bench.tables 10_000_000 /tmp/data shares compare
    .cluster/bin/python -m tests.bench.tables 10_000_000 /tmp/data shares --engine spark

``make cluster-test`` makes the second of these. Like the votes of the United Nations, almost every
actor has one claim on each topic, on one of 2,000 days; one in 500 has two. The claims are made by
DuckDB from a seed, in the layout of ``policykb pack``. Each answer is a process of its own.
"""

import argparse
import json
import multiprocessing
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from policykb.exchange.dataset import dataset_columns
from policykb.exchange.tables import columns

if TYPE_CHECKING:
    import duckdb

FILE = 2_000_000
SEED = 20261
_STANCES = "['support', 'support', 'lean-support', 'neutral', 'lean-oppose', 'oppose']"
MARK = "POLICYKB_MEASURED"
"""The environment variable of the processes that are measured."""
SUBMIT = "--driver-memory 2g --conf spark.executor.memory=2g --conf spark.driver.maxResultSize=4g"
_SQL_TYPES = {"str": "VARCHAR", "int": "BIGINT", "date": "DATE"}


def shape(rows: int) -> tuple[int, int]:
    """Return the number of actors and of topics: four times as many topics."""
    actors = max(20, round((rows / 4) ** 0.5))
    return actors, -(-rows // actors)


def make(rows: int, folder: Path) -> None:
    """Write a dataset with about so many claims."""
    import duckdb  # noqa: PLC0415 - the process that asks stays small: memory counts from its own

    actors, topics = shape(rows)
    sources = max(1, min(100_000, rows // 50))
    (folder / "claims").mkdir(parents=True)
    database = duckdb.connect(config={"preserve_insertion_order": True})
    database.execute("SET enable_progress_bar = false")
    tables = {
        "actors": (
            actors,
            {"id": "printf('a%05d', i)", "name": "printf('Actor %d', i)", "kind": "'state'"},
        ),
        "topics": (
            topics,
            {
                "id": "printf('t%06d', i)",
                "label": "printf('measure %d', i)",
                "proposition": "printf('The measure %d should be taken.', i)",
                "kind": "'policy'",
            },
        ),
        "sources": (
            sources,
            {
                "id": "printf('s%06d', i)",
                "title": "printf('Document %d', i)",
                "kind": "'report'",
                "published": _day("i"),
                "language": "'en'",
                "rights": "'none'",
                "text_path": "''",
            },
        ),
        "skipped": (0, {}),
    }
    for name, (size, made) in tables.items():
        _copy(database, name, made, 0, size, folder / f"{name}.parquet")
    of_source = f"CAST(hash(i, {SEED}) % {sources} AS INTEGER)"
    number = "i // 500 * 499 + least(i % 500, 498)"  # each last of 500 repeats the cell before it
    claim = {
        "id": "printf('c%09d', i)",
        "source": f"printf('s%06d', {of_source})",
        "actor": f"printf('a%05d', ({number}) // {topics})",
        "topic": f"printf('t%06d', ({number}) % {topics})",
        "stance": f"{_STANCES}[1 + CAST(hash(i, {SEED + 1}) % 6 AS INTEGER)]",
        "period": f"printf('%s/..', {_day(of_source)})",
        "period_basis": "'published'",
        "quote": f"printf('They spoke of word%d and of word%d on that day.',"
        f" hash(i, {SEED + 2}) % 20000, hash(i, {SEED + 3}) % 20000)",
        "summary": "printf('Its view on measure %d', i % 1000)",
        "kind": "'action'",
        "voice": "'author'",
        "certainty": "'certain'",
        "status": "'active'",
        "published": _day(of_source),
    }
    for part, start in enumerate(range(0, rows, FILE)):
        end = min(start + FILE, rows)
        _copy(database, "claims", claim, start, end, folder / f"claims/part-{part:05}.parquet")
    counts = {"claims": rows, **{name: size for name, (size, _) in tables.items()}}
    marker = {
        "policykb_dataset": 1,
        "title": f"{rows:,} claims",
        "description": "",
        "counts": counts,
        "broader": [],
        "left_out": [],
    }
    (folder / "dataset.json").write_text(json.dumps(marker), "utf-8")


def _day(number: str) -> str:
    return f"(DATE '2015-01-01' + CAST(hash({number}, {SEED + 4}) % 2000 AS INTEGER))"


def _copy(
    database: "duckdb.DuckDBPyConnection",
    table: str,
    made: dict[str, str],
    start: int,
    end: int,
    path: Path,
) -> None:
    """Write the rows of a table from one number to another; columns that are not made are null."""
    kind = table if table == "skipped" else table.removesuffix("s")
    cells = []
    for one in dataset_columns(table, columns(kind)):
        type_ = _SQL_TYPES[one.type.__name__] + "[]" * one.is_list
        value = "i" if one.name == "loading_order" else made.get(one.name, "NULL")
        cells.append(f"CAST({value} AS {type_}) AS {one.name}")
    database.execute(  # no value from outside
        f"COPY (SELECT {', '.join(cells)} FROM range({start}, {end}) AS r(i)) TO '{path}'"  # noqa: S608 - as above
        " (FORMAT parquet, ROW_GROUP_SIZE 100_000, COMPRESSION zstd)"
    )


def questions(rows: int) -> dict[str, Sequence[str]]:
    """Return what is asked, by name."""
    actors, _ = shape(rows)
    two, some, many = ([f"a{n:05}" for n in range(min(size, actors))] for size in (2, 20, 200))
    return {
        "compare": ("compare", *two),
        "grep-actor": ("grep", "-t", "t000007", "-a", two[0]),
        "grep-word": ("grep", "-w", "word777"),
        "timeline": ("timeline", *two, "-t", "t000007"),
        "explain": ("explain", two[0], "t000007"),
        "conflicts": ("conflicts",),
        "shares-topic": ("shares", "t000007"),
        "shares": ("shares",),
        "shares-years": ("shares", "--by", "year"),
        "matrix-20": ("compare", *some, "--matrix"),
        "matrix-200": ("compare", *many, "--matrix"),
        "network-20": ("network", *some, "--matrix"),
        "network-200": ("network", *many, "--matrix"),
    }


class Used(NamedTuple):
    """The seconds that an answer takes, those of processors, and the largest memory in MB of its
    process, and of all others that took part.
    """

    seconds: float
    cpu: float
    memory: float
    others: float


def ask(arguments: Sequence[str], options: Sequence[str]) -> Used:
    """Return the cost of an answer, with that of processes that have the mark."""
    start = time.perf_counter()
    before, after = dict(processes()), dict[int, tuple[float, float]]()
    process = subprocess.Popen(
        [sys.executable, "-m", "policykb", *arguments, "-f", "csv", *options],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=os.environ | {MARK: "1"},
    )
    while process.poll() is None:
        after.update(processes())
        time.sleep(0.2)
    seconds = time.perf_counter() - start
    if process.returncode not in {0, 1}:
        raise SystemExit(f"{' '.join(arguments)} ended with {process.returncode}")
    cpu = sum(cpu - before.get(one, (0.0, 0.0))[0] for one, (cpu, _) in after.items())
    _, memory = after.pop(process.pid)
    return Used(seconds, cpu, memory, sum(other for _, other in after.values()))


def processes() -> Iterator[tuple[int, tuple[float, float]]]:
    """Yield the processes that have the mark: the seconds of the processor so far, and the largest
    memory in MB.
    """
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError, ValueError):
            if f"{MARK}=1".encode() in (folder / "environ").read_bytes():
                times = (folder / "stat").read_text().rpartition(")")[2].split()[11:13]
                (peak,) = re.findall(r"VmHWM:\s+(\d+)", (folder / "status").read_text())
                cpu = sum(map(int, times)) / os.sysconf("SC_CLK_TCK")
                yield int(folder.name), (cpu, int(peak) / 1024)


@contextmanager
def engine(name: str, folder: Path) -> Iterator[list[str]]:
    """Yield the options of commands that ask an engine."""
    if name == "duckdb":
        yield []
        return
    from tests.support.spark_cluster import missing, spark_cluster  # noqa: PLC0415 - only then

    if reason := missing():
        raise SystemExit(reason)
    os.environ.update({MARK: "1", "PYSPARK_PYTHON": sys.executable})
    os.environ.setdefault("PYSPARK_SUBMIT_ARGS", f"{SUBMIT} pyspark-shell")
    with tempfile.TemporaryDirectory(dir=folder.parent) as logs, spark_cluster(Path(logs)) as found:
        os.environ.pop(MARK)
        yield ["--engine", "spark", "--master", found.master]


def tell(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    """Make a dataset if it is not there, ask, and print a line for each question."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", type=lambda text: int(text.replace("_", "")))
    parser.add_argument("folder", type=Path, help="the dataset; it is kept")
    parser.add_argument("names", nargs="*", help="the questions; all if none is named")
    parser.add_argument("--engine", choices=("duckdb", "spark"), default="duckdb")
    options = parser.parse_args()
    if not options.folder.exists():
        start = time.perf_counter()
        maker = multiprocessing.Process(target=make, args=(options.rows, options.folder))
        maker.start()
        maker.join()
        size = sum(one.stat().st_size for one in options.folder.rglob("*.parquet"))
        tell(f"made in {time.perf_counter() - start:.0f} s, {size / 1e6:,.0f} MB")
    with engine(options.engine, options.folder) as of_engine:
        for name, arguments in questions(options.rows).items():
            if name in options.names or not options.names:
                used = ask(arguments, ["--kb", str(options.folder), *of_engine])
                tell(
                    f"{name:15} {used.seconds:8.1f} s {used.cpu:8.1f} s of CPU "
                    f"{used.memory:8.0f} MB, others {used.others:.0f} MB"
                )


if __name__ == "__main__":
    main()

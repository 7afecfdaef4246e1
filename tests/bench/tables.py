"""Make a dataset of many claims, and time answers from it.

    python -m tests.bench.tables 10_000_000 /tmp/data [--keep]

Like the votes of the United Nations, almost every actor has one claim on each topic, on one of
2,000 days; one in 500 has two. The claims are made by DuckDB from a seed, in the layout of
``policykb pack``. Each answer is a process of its own; of several runs the fastest is told.
"""

import argparse
import json
import multiprocessing
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from policykb.exchange.dataset import dataset_columns
from policykb.exchange.tables import columns

if TYPE_CHECKING:
    import duckdb

FILE = 2_000_000
SEED = 20261
_STANCES = "['support', 'support', 'lean-support', 'neutral', 'lean-oppose', 'oppose']"
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


def questions(rows: int) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield what is asked, by name."""
    actors, _ = shape(rows)
    some = [f"a{n:05}" for n in range(0, actors, max(1, actors // 20))][:20]
    one, other = some[1], some[2]
    yield "compare A B", ("compare", one, other, "-f", "plain")
    yield "grep -t T -a A", ("grep", "-t", "t000007", "-a", one)
    yield "grep WORD", ("grep", "-w", "word777", "-f", "plain")
    yield "timeline A B -t T", ("timeline", one, other, "-t", "t000007")
    yield "explain A T", ("explain", one, "t000007")
    yield "compare --matrix, 20 actors", ("compare", *some, "--matrix", "-f", "csv")
    yield "shares T", ("shares", "t000007")
    yield "shares", ("shares", "-f", "csv")
    yield "network of 20 actors", ("network", *some, "--matrix", "-f", "csv")


def ask(arguments: Sequence[str], folder: Path) -> tuple[float, float, float]:
    """Return the seconds, the seconds of the processor and the MB that an answer takes."""
    start = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "policykb", *arguments, "--kb", str(folder)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    if status not in {0, 256}:
        raise SystemExit(f"{' '.join(arguments)} ended with {status}")
    return seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def tell(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    """Make a dataset, ask, and print a line for each question."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", type=lambda text: int(text.replace("_", "")))
    parser.add_argument("folder", type=Path)
    parser.add_argument("--keep", action="store_true", help="do not delete the dataset")
    parser.add_argument("--runs", type=int, default=1)
    options = parser.parse_args()
    if not options.folder.exists():
        start = time.perf_counter()
        maker = multiprocessing.Process(target=make, args=(options.rows, options.folder))
        maker.start()
        maker.join()
        size = sum(one.stat().st_size for one in options.folder.rglob("*.parquet"))
        tell(f"made in {time.perf_counter() - start:.0f} s, {size / 1e6:,.0f} MB")
    for name, arguments in questions(options.rows):
        found = min(ask(arguments, options.folder) for _ in range(options.runs))
        tell("{:30} {:8.2f} s {:8.2f} s {:8.0f} MB".format(name, *found))
    if not options.keep:
        shutil.rmtree(options.folder)


if __name__ == "__main__":
    main()

"""Measurements of large datasets: DuckDB and a Spark cluster on this machine, side by side.

Run: ``.cluster/bin/python -m tests.bench.scale CLAIMS...`` after ``make cluster-test``. For each
size it prints the time and the memory of commands, and the CPU time of them and of the workers.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tests.bench.tables import make
from tests.support.spark_cluster import missing, spark_cluster

COMMANDS = ("shares", "network --matrix")
_TICK = os.sysconf("SC_CLK_TCK")
_ENDING = 5
"""Seconds in which workers end what belonged to a command."""
_SUBMIT = "--driver-memory 2g --conf spark.executor.memory=2g pyspark-shell"


def cpu_seconds() -> float:
    """The CPU time so far of the processes of the cluster, and of those that they waited for."""
    total = 0.0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            stat = (folder / "stat").read_text().rpartition(")")[2].split()
            environment = (folder / "environ").read_bytes()
        except OSError:
            continue
        if b"POLICYKB_MEASURED=1" in environment:
            total += sum(map(int, stat[11:15])) / _TICK
    return total


def measure(dataset: Path, command: str, options: Sequence[str]) -> str:
    """The time, CPU time and largest memory of a command, in words."""
    started, before = time.perf_counter(), cpu_seconds()
    with subprocess.Popen(
        [
            *(sys.executable, "-m", "policykb", *command.split(), "--kb", str(dataset)),
            *("--format", "csv", "--output", os.devnull, *options),
        ],
        env=os.environ | {"POLICYKB_MEASURED": "1", "PYSPARK_SUBMIT_ARGS": _SUBMIT},
    ) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = status
    took = time.perf_counter() - started
    own = usage.ru_utime + usage.ru_stime
    time.sleep(_ENDING if options else 0)
    cpu = own + max(0.0, cpu_seconds() - before)
    assert not status, f"{command} failed"
    return f"{took:.0f} s, {cpu:.0f} s of CPU, {usage.ru_maxrss / 1024:.0f} MB"


def tell(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(sizes: Sequence[int]) -> None:
    """Measure all sizes."""
    if reason := missing():
        sys.exit(reason)
    os.environ.update(POLICYKB_MEASURED="1", PYSPARK_PYTHON=sys.executable)
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            dataset = Path(folder, str(size))
            started = time.perf_counter()
            make(size, dataset)
            held = sum(file.stat().st_size for file in dataset.rglob("*.parquet"))
            tell(f"{size:,} claims: {held / 1e6:.0f} MB, {time.perf_counter() - started:.0f} s")
            for command in COMMANDS:
                tell(f"  {command}: duckdb {measure(dataset, command, ())}")
            with spark_cluster(Path(folder)) as cluster:
                for command in COMMANDS:
                    options = ("--engine", "spark", "--master", cluster.master)
                    tell(f"  {command}: spark {measure(dataset, command, options)}")
            shutil.rmtree(dataset)


if __name__ == "__main__":
    main(list(map(int, sys.argv[1:])))

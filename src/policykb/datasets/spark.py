"""Questions to a dataset on a Spark cluster, by PySpark, which is imported only here.

Spark reads the files, brings the claims of an actor on a topic together, and does again what a lost
worker did. :mod:`policykb.analysis.cells`, on the workers, works out what these claims amount to;
only that comes to this process.
"""

import os
import re
import shutil
import socket
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

from policykb.analysis.cells import Cell, Question
from policykb.analysis.query import Resolved
from policykb.datasets.groups import CELL_COLUMNS
from policykb.datasets.marker import AGAIN, parse_marker
from policykb.datasets.on_workers import SCHEMA, cells_of_batches, unpacked
from policykb.datasets.records import TABLES, BadCellError, read_columns, record
from policykb.diagnostics import PolicyKBError, format_value
from policykb.exchange.dataset import PUBLISHED
from policykb.exchange.tables import Column, columns
from policykb.loading.locate import DATASET_MARKER

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

    from policykb.model.records import Record

LOG = "POLICYKB_SPARK_LOG"
"""The environment variable with the file that takes what Spark says; without it nothing does."""

_ROWS = 250_000
"""The rows of a task: done in seconds, so that little is lost with a worker."""
_CONNECT = 5.0
_ACCEPT = 60.0
"""Seconds to wait for the master, and for a first worker."""
_PYTHON_ERROR = re.compile(r"^[A-Z]\w+(?:Error|Exception): .+", re.MULTILINE)
"""The last line of a traceback, as against the names that Java gives its errors."""
_TYPES = {"str": "string", "int": "bigint", "date": "date"}


class Cluster:
    """A dataset, and the Spark cluster that reads it.

    Args:
        path: The folder of the dataset, as Spark finds it: on a disk that all workers share, or an
            address (``hdfs://…``, ``s3a://…``).
        master: The address of the cluster, as in ``spark://host:7077``, ``yarn`` or ``local[4]``.

    Raises:
        PolicyKBError: PySpark or Java is missing, the cluster cannot be reached, or there is no
            dataset.
    """

    def __init__(self, path: str, master: str) -> None:
        self.path = path.rstrip("/")
        self.connection = _session(master)
        self.marker = self._read_marker()

    def close(self) -> None:
        """Leave the cluster."""
        with _quietly():
            self.connection.stop()

    def cells(self, query: Resolved, asked: Question) -> Iterator[Cell]:
        """Yield the cells that answer a question about the claims of a query.

        Raises:
            PolicyKBError: The dataset cannot be read, or a row is no claim.
        """
        rows = self._claims(query).mapInArrow(cells_of_batches(query, asked), SCHEMA)
        with _failing(f"{self.path} cannot be read"):
            found = rows.collect()
        for packed, message, help_ in found:
            if message is not None:
                raise PolicyKBError(message, help_)
            yield from unpacked(packed)

    def records(self, kind: str, *ids: str) -> dict[str, Any]:
        """Return the records of a kind by id, in loading order; those with some ids, or all.

        Raises:
            PolicyKBError: They cannot be read, or a row is none.
        """
        from pyspark.sql.functions import col  # noqa: PLC0415 - of the extra "spark"

        names = [one.name for one in read_columns(kind)]
        table = self._table(kind, (*names, "loading_order")).orderBy("loading_order")
        found: dict[str, Record] = {}
        with _failing(f"{self.path} cannot be read"):
            rows = (table.where(col("id").isin(*ids)) if ids else table).collect()
        for row in rows:
            try:
                found[row["id"]] = record(kind, row[: len(names)])
            except BadCellError as error:
                raise PolicyKBError(
                    f"{self.path}/{TABLES[kind]}.parquet, {format_value(str(row['id']))}: column "
                    f"{error.column}: {error.message}",
                    AGAIN,
                ) from None
        return found

    def source_column(self, name: str) -> Iterator[tuple[str, Any]]:
        """Yield the id of each source with the value of a column, in loading order."""
        table = self._table("source", ("id", name, "loading_order")).orderBy("loading_order")
        with _failing(f"{self.path} cannot be read"):
            rows = table.select("id", name).collect()
        return (tuple(row) for row in rows)

    def _claims(self, query: Resolved) -> "DataFrame":
        """Return the claims of a query's actors and topics, those of each behind one another."""
        from pyspark.sql.functions import col  # noqa: PLC0415 - of the extra "spark"

        claims = self._table("claim", CELL_COLUMNS)
        for name, ids in (("actor", query.actors), ("topic", query.topics)):
            if ids is not None:
                claims = claims.where(col(name).isin(sorted(ids)))
        tasks = max(
            2 * self.connection.sparkContext.defaultParallelism,
            self.marker["counts"]["claims"] // _ROWS,
        )
        # What groupBy(...).applyInArrow does, but for many groups at a time: it would call Python
        # once for each, which takes longer than the work on a few claims.
        return claims.repartition(tasks, "actor", "topic").sortWithinPartitions("actor", "topic")

    def _table(self, kind: str, names: Sequence[str]) -> "DataFrame":
        """Return columns of a table.

        Raises:
            PolicyKBError: It is not there, or one of its columns is not, or has another type.
        """
        name = TABLES[kind]
        file = f"{self.path}/{name}" if kind == "claim" else f"{self.path}/{name}.parquet"
        with _failing(f"{file} cannot be read"):
            table = self.connection.read.parquet(file)
        types = dict(table.dtypes)
        expected = {one.name: _type(one) for one in (*columns(kind), PUBLISHED)}
        expected["loading_order"] = "bigint"
        for one in names:
            if one not in types:
                raise PolicyKBError(f"{file} has no column {one}", AGAIN)
            if types[one] != expected[one]:
                raise PolicyKBError(
                    f"{file}: the column {one} is {types[one]}, and should be {expected[one]}",
                    AGAIN,
                )
        return table.select(*names)

    def _read_marker(self) -> Mapping[str, Any]:
        file = f"{self.path}/{DATASET_MARKER}"
        with _failing(f"{file} cannot be read"):
            found = self.connection.read.text(file, wholetext=True).collect()
        return parse_marker(str(found[0][0]).encode() if found else b"", file)


def _type(column: Column) -> str:
    name = _TYPES[column.type.__name__]
    return f"array<{name}>" if column.is_list else name


# --- the connection ----------------------------------------------------------------------


def _session(master: str) -> "SparkSession":
    try:
        from pyspark.sql import SparkSession  # noqa: PLC0415 - of the extra "spark"
    except ImportError:
        raise PolicyKBError(
            "the engine spark needs the package pyspark",
            "Install it: pip install 'policykb[spark]'.",
        ) from None
    _check_java()
    _check_master(master)
    if master.startswith("local"):
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    settings = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "WARN" if os.environ.get(LOG) else "OFF",
        "spark.sql.session.timeZone": "UTC",
    }
    builder = SparkSession.builder.appName("policykb").master(master).config(map=settings)
    with _failing(f"no Spark at {master}"), _quietly():
        spark = builder.getOrCreate()
    spark.sparkContext.addPyFile(_packed_code(spark))
    _wait_for_worker(spark, master)
    return spark


def _check_java() -> None:
    home = os.environ.get("JAVA_HOME")
    if not (home and Path(home, "bin", "java").exists()) and shutil.which("java") is None:
        raise PolicyKBError(
            "the engine spark needs Java, and there is none",
            "Install Java 17 or newer, or name its folder in JAVA_HOME.",
        )


def _check_master(master: str) -> None:
    """Raise PolicyKBError at once if nothing answers: Spark would try for a minute."""
    kind, slashes, places = master.partition("://")
    if kind != "spark" or not slashes:
        return
    for place in places.split(","):
        host, _, port = place.rpartition(":")
        try:
            socket.create_connection((host.strip("[]"), int(port)), _CONNECT).close()
        except (OSError, ValueError, OverflowError):
            continue
        return
    raise PolicyKBError(
        f"no Spark master answers at {master}",
        "Look whether it runs, and name it as it calls itself: --master spark://HOST:7077.",
    )


def _wait_for_worker(spark: "SparkSession", master: str) -> None:
    """Wait until the cluster has given a worker: without one a job would wait for ever.

    Raises:
        PolicyKBError: There is none within a minute.
    """
    scala = spark.sparkContext._jsc.sc()  # noqa: SLF001 - PySpark has no other way to ask
    end = time.monotonic() + _ACCEPT
    while not master.startswith("local") and scala.getExecutorMemoryStatus().size() < 2:
        if time.monotonic() > end:
            with _quietly():
                spark.stop()
            raise PolicyKBError(
                f"{master} has given no worker in {_ACCEPT:.0f} seconds",
                "Look whether workers are there, and have a core and memory left.",
            )
        time.sleep(0.1)


def _packed_code(spark: "SparkSession") -> str:
    """Return the path of an archive with the code of this package: all workers run it, whatever is
    installed there. Spark deletes it in the end.
    """
    folder: str = spark.sparkContext._temp_dir  # noqa: SLF001 - PySpark has no other name for it
    package = Path(__file__).resolve().parents[1]
    archive = Path(folder, "policykb.zip")
    with ZipFile(archive, "w") as made:
        for file in sorted(package.rglob("*.py")):
            made.write(file, file.relative_to(package.parent))
    return str(archive)


@contextmanager
def _failing(message: str) -> Iterator[None]:
    """Turn what Spark raises into an error with a message, and with the reason that Spark gives.

    Raises:
        PolicyKBError: Spark raised an error.
    """
    try:
        yield
    except Exception as error:
        if type(error).__module__.partition(".")[0] not in {"pyspark", "py4j"}:
            raise
        told = str(error)
        if on_worker := _PYTHON_ERROR.findall(told):
            version = f"{sys.version_info.major}.{sys.version_info.minor}"
            raise PolicyKBError(
                f"Python failed on a worker: {on_worker[-1]}",
                f"Workers need Python {version} and pyarrow; PYSPARK_PYTHON names theirs.",
            ) from None
        lines = (line.strip(": ") for line in told.splitlines())
        reasons = (one for one in lines if one and not one.startswith("An error occurred"))
        raise PolicyKBError(
            f"{message}: {next(reasons, type(error).__name__)}",
            f"{LOG}=FILE, an environment variable, keeps all that Spark says about it.",
        ) from None


@contextmanager
def _quietly() -> Iterator[None]:
    """Keep what Spark writes on standard error off it. The Java process that starts meanwhile goes
    on writing where it was told to.
    """
    sys.stderr.flush()
    kept = os.dup(2)
    target = os.open(
        os.environ.get(LOG) or os.devnull, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o666
    )
    try:
        os.dup2(target, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(target)

"""Questions to a dataset on a Spark cluster.

Spark reads the files, brings the claims of an actor on a topic together, and does again what a lost
worker did. :mod:`policykb.analysis.cells`, on the workers, works out what these claims amount to;
only that comes to this process.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from policykb.analysis.cells import Question
from policykb.analysis.query import Resolved
from policykb.datasets.marker import AGAIN, parse_marker
from policykb.datasets.records import TABLES, other_day, record
from policykb.datasets.records import read_columns as columns_of
from policykb.datasets.spark.connection import connect, failing
from policykb.datasets.spark.on_workers import (
    SCHEMA,
    Part,
    parts_of_batches,
    read_columns,
    unpacked,
)
from policykb.diagnostics import PolicyKBError, format_value
from policykb.exchange.dataset import CLAIMS, PUBLISHED
from policykb.exchange.foreign_table import UnfitError
from policykb.exchange.tables import TableColumn, columns
from policykb.loading.locate import DATASET_MARKER

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, Row

    from policykb.model.records import Record

_ROWS = 1_000_000
"""The rows of a task: done in seconds, so that little is lost with a worker."""
_TYPES = {"str": "string", "int": "bigint", "date": "date"}


class Cluster:
    """A dataset, and the Spark cluster that reads it.

    Args:
        path: The folder of the dataset, as Spark finds it: on a disk that all workers share, or an
            address (``hdfs://…``, ``s3a://…``).
        master: The address of the cluster, as in ``spark://host:7077``, ``yarn`` or ``local[4]``.
            The process keeps its connection to the end.

    Raises:
        PolicyKBError: PySpark or Java is missing, the cluster cannot be reached, or there is no
            dataset.
    """

    def __init__(self, path: str, master: str) -> None:
        self.path = path.rstrip("/")
        self.connection = connect(master)
        self.marker = self._read_marker()

    def parts(self, query: Resolved, asked: Question, uncited: frozenset[str]) -> Iterator[Part]:
        """Yield the cells that answer a question about the claims of a query.

        Raises:
            PolicyKBError: The dataset cannot be read, or a row is no claim.
        """
        claims = self._claims(query)
        rows = self._sorted(claims).mapInArrow(parts_of_batches(query, asked, uncited), SCHEMA)
        with failing(f"{self.path} cannot be read"):
            self._check_size("claim", self._table("claim", ("id",)).count())
            self._check_sources(claims)
            found = rows.toArrow()
        for packed in found.column("part"):
            part = unpacked(packed.as_buffer())
            if part.error:
                raise PolicyKBError(*part.error)
            yield part

    def records(self, kind: str, *ids: str) -> dict[str, Any]:
        """Return the records of a kind by id, in loading order; those with some ids, or all.

        Raises:
            PolicyKBError: They cannot be read, or a row is none.
        """
        from pyspark.sql.functions import col  # noqa: PLC0415 - of the extra "spark"

        names = [one.name for one in columns_of(kind)]
        table = self._table(kind, (*names, "loading_order")).orderBy("loading_order")
        found: dict[str, Record] = {}
        with failing(f"{self.path} cannot be read"):
            rows = (table.where(col("id").isin(*ids)) if ids else table).collect()
        if not ids:
            self._check_size(kind, len(rows))
        for row in rows:
            try:
                found[row["id"]] = record(kind, row[: len(names)])
            except UnfitError as error:
                raise PolicyKBError(
                    f"{self.path}/{TABLES[kind]}.parquet, {format_value(str(row['id']))}: {error}",
                    AGAIN,
                ) from None
        return found

    def source_column(self, name: str) -> Iterator[tuple[str, Any]]:
        """Yield the id of each source with the value of a column, in loading order."""
        table = self._table("source", ("id", name, "loading_order"))
        with failing(f"{self.path} cannot be read"):
            rows = table.collect()
        self._check_size("source", len(rows))
        rows.sort(key=_loading_order)
        return ((row["id"], row[name]) for row in rows)

    def _claims(self, query: Resolved) -> "DataFrame":
        """Return the claims of a query's actors and topics."""
        from pyspark.sql.functions import col  # noqa: PLC0415 - of the extra "spark"

        claims = self._table("claim", read_columns(query))
        for name, ids in (("actor", query.actors), ("topic", query.topics)):
            if ids is not None:
                claims = claims.where(col(name).isin(sorted(ids)))
        return claims

    def _sorted(self, claims: "DataFrame") -> "DataFrame":
        """Return claims with those of an actor on a topic behind one another."""
        tasks = max(
            2 * self.connection.sparkContext.defaultParallelism,
            self.marker["counts"]["claims"] // _ROWS,
        )
        # What groupBy(...).applyInArrow does, but for many groups at a time: it would call Python
        # once for each, which takes longer than the work on a few claims.
        claims = claims.repartition(tasks, "actor", "topic")
        return claims.sortWithinPartitions("actor", "topic", "id")

    def _table(self, kind: str, names: Sequence[str]) -> "DataFrame":
        """Return columns of a table.

        Raises:
            PolicyKBError: It is not there, or one of its columns is not, or has another type.
        """
        name = TABLES[kind]
        file = f"{self.path}/{name}" if kind == "claim" else f"{self.path}/{name}.parquet"
        with failing(f"{file} cannot be read"):
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

    def _check_size(self, kind: str, rows: int) -> None:
        """Raise PolicyKBError unless a table has as many rows as the marker says."""
        name = TABLES[kind]
        expected = self.marker["counts"][name]
        if rows != expected:
            raise PolicyKBError(
                f"{self.path}: {rows:,} {name} in the files, and {expected:,} in {DATASET_MARKER}",
                f"Look whether a file of {name} is missing, or make the dataset anew.",
            )

    def _check_sources(self, claims: "DataFrame") -> None:
        """Raise PolicyKBError unless the source of each claim is there, and has its day."""
        from pyspark.sql.functions import col  # noqa: PLC0415 - of the extra "spark"

        given = claims.select("source", col("published").alias("given")).distinct()
        sources = self._table("source", ("id", "published"))
        found = given.join(sources, col("source") == col("id"), "left")
        for source, here, one, there in found.where(
            "id IS NULL OR given IS DISTINCT FROM published"
        ).take(1):
            raise PolicyKBError(
                f"{self.path}/{CLAIMS}: {other_day(source, there, here)}"
                if one
                else f"{self.path}: there is no source {format_value(str(source))} in the table of "
                "sources, and claims name it",
                AGAIN,
            )

    def _read_marker(self) -> Mapping[str, Any]:
        file = f"{self.path}/{DATASET_MARKER}"
        with failing(f"{file} cannot be read"):
            found = self.connection.read.text(file, wholetext=True).collect()
        return parse_marker(str(found[0][0]).encode() if found else b"", file)


def _loading_order(row: "Row") -> int:
    return row["loading_order"] or 0


def _type(column: TableColumn) -> str:
    name = _TYPES[column.type.__name__]
    return f"array<{name}>" if column.is_list else name

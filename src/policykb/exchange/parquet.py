"""Parquet files, by pyarrow."""

import io
import itertools
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import BinaryIO

from policykb.diagnostics import PolicyKBError
from policykb.exchange.foreign_table import ForeignRow, ForeignTable, ForeignValue, text_of
from policykb.exchange.tables import VERSION, Table, TableColumn, TableValue

_GROUP = 50_000
"""The rows of a row group."""
_BATCH = 10_000
"""The rows that are in memory at a time."""


def write(table: Table) -> bytes:
    """Return a table as a Parquet file, with the descriptions of its columns."""
    buffer = io.BytesIO()
    _write(table, itertools.chain(table.rows), buffer, _GROUP)
    return buffer.getvalue()


def write_files(table: Table, files: Iterator[Path], *, rows: int, group: int) -> None:
    """Write a table to files, with at most so many rows in each, and in each row group.

    A table without rows has one file.
    """
    left = iter(table.rows)
    for path in files:
        first = next(left, None)
        some = () if first is None else (first,)
        with path.open("wb") as file:
            _write(table, itertools.chain(some, itertools.islice(left, rows - 1)), file, group)
        ahead = next(left, None)
        if ahead is None:
            return
        left = itertools.chain((ahead,), left)


def _write(table: Table, rows: Iterator[Sequence[TableValue]], file: BinaryIO, group: int) -> None:
    import pyarrow as pa  # noqa: PLC0415 - of the extras "tables" and "large"
    import pyarrow.parquet as pq  # noqa: PLC0415 - as above

    types = {str: pa.string(), int: pa.int64(), date: pa.date32()}

    def field(column: TableColumn) -> pa.Field:
        type_ = types[column.type]
        return pa.field(
            column.name,
            pa.list_(type_) if column.is_list else type_,
            nullable=not column.is_required,
            metadata={"description": column.description},
        )

    schema = pa.schema(
        [field(column) for column in table.columns],
        metadata={"policykb_table": str(VERSION), "description": table.description},
    )
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        while some := list(itertools.islice(rows, group)):
            cells = zip(*some, strict=True)
            arrays = [pa.array(list(c), one.type) for c, one in zip(cells, schema, strict=True)]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema), group)


@contextmanager
def open_parquet(path: Path) -> Iterator[ForeignTable]:
    """Open a Parquet file, of which a batch of rows at a time is in memory.

    Raises:
        PolicyKBError: It is no Parquet file.
    """
    import pyarrow as pa  # noqa: PLC0415 - of the extra "tables"
    import pyarrow.parquet as pq  # noqa: PLC0415 - as above

    try:
        with pq.ParquetFile(path) as file:
            batches = ([one.to_pylist() for one in b.columns] for b in file.iter_batches(_BATCH))
            yield ForeignTable(
                list(map(str, file.schema_arrow.names)), _rows(batches), file.metadata.num_rows
            )
    except pa.ArrowException as error:
        raise PolicyKBError(
            f"{path} is no Parquet file that can be read: {error}", "Write it again, or use CSV."
        ) from None


def _rows(batches: Iterable[Sequence[Sequence[object]]]) -> Iterator[ForeignRow]:
    number = 0
    for columns in batches:
        for cells in zip(*columns, strict=True):
            number += 1
            yield ForeignRow(f"row {number}", list(map(_value, cells)))


def _value(cell: object) -> ForeignValue:
    return tuple(map(text_of, cell)) if isinstance(cell, list) else text_of(cell)

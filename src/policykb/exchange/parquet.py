"""Parquet, by pyarrow, which is imported only here."""

import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from policykb.diagnostics import PolicyKBError
from policykb.exchange.foreign_table import ForeignTable, Row, Value, text_of
from policykb.exchange.tables import VERSION, Column, Table

_GROUP = 50_000
"""The rows of a row group."""
_BATCH = 10_000
"""The rows that are in memory at a time."""


def write(table: Table) -> bytes:
    """Return a table as a Parquet file, with the descriptions of its columns."""
    import pyarrow as pa  # noqa: PLC0415 - of the extra "tables"
    import pyarrow.parquet as pq  # noqa: PLC0415 - as above

    types = {str: pa.string(), int: pa.int64(), date: pa.date32()}

    def field(column: Column) -> pa.Field:
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
    rows = zip(*table.rows, strict=True)
    cells = list(rows) or [()] * len(table.columns)
    arrays = [pa.array(list(some), one.type) for some, one in zip(cells, schema, strict=True)]
    buffer = io.BytesIO()
    pq.write_table(pa.Table.from_arrays(arrays, schema=schema), buffer, row_group_size=_GROUP)
    return buffer.getvalue()


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
            yield ForeignTable(list(map(str, file.schema_arrow.names)), _rows(batches))
    except pa.ArrowException as error:
        raise PolicyKBError(
            f"{path} is no Parquet file that can be read: {error}", "Write it again, or use CSV."
        ) from None


def _rows(batches: Iterable[Sequence[Sequence[object]]]) -> Iterator[Row]:
    number = 0
    for columns in batches:
        for cells in zip(*columns, strict=True):
            number += 1
            yield Row(f"row {number}", list(map(_value, cells)))


def _value(cell: object) -> Value:
    return tuple(map(text_of, cell)) if isinstance(cell, list) else text_of(cell)

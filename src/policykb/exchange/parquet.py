"""Parquet, by pyarrow, which is imported only here."""

import io
from datetime import date

from policykb.exchange.tables import VERSION, Column, Table

_GROUP = 50_000
"""The rows of a row group."""


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

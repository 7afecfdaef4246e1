"""The tables of a knowledge base as files: CSV, Parquet, and what describes them.

The description is a Data Package (https://datapackage.org/standard/data-package/). The map beside
it makes the same records of the tables again.
"""

import csv
import io
import json
import re
from collections.abc import Iterator, Sequence
from importlib.util import find_spec

from policykb.diagnostics import Diagnostic, PolicyKBError
from policykb.exchange import parquet
from policykb.exchange.tables import VERSION, Table, TableColumn, TableValue, tables
from policykb.loading.schema_errors import slugify
from policykb.model.knowledge_base import KnowledgeBase
from policykb.render.escaping import escape_formula
from policykb.text.files import MAX_TEXT_BYTES, read_bytes
from policykb.views.payloads import Json

PACKAGE = "datapackage.json"
MAP = "map.yaml"
SEPARATOR = "|"
"""The separator between the items of a list in a cell of CSV."""

_TYPES = {"str": "string", "int": "integer", "date": "date"}


def table_files(kb: KnowledgeBase) -> Iterator[tuple[str, bytes]]:
    """Yield the files of an export: the path in its folder, and the content.

    Raises:
        PolicyKBError: The text of a source cannot be read.
    """
    found = tables(kb)
    for table in found:
        yield f"{table.name}.csv", _csv(table).encode()
        if find_spec("pyarrow"):
            yield f"{table.name}.parquet", parquet.write(table)
    yield PACKAGE, _json(_package(kb, found))
    yield MAP, export_map(kb, found).encode()
    for source in kb.sources.values():
        data = read_bytes(kb.root, source.text_path, limit=MAX_TEXT_BYTES)
        if isinstance(data, Diagnostic):
            raise PolicyKBError(data.message, "`policykb validate` says more.")
        yield source.text_path, data


# --- CSV -------------------------------------------------------------------------------


def _csv(table: Table) -> str:
    """Return comma-separated values (RFC 4180) with a heading; text cannot become a formula."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow([column.name for column in table.columns])
    for row in table.rows:
        writer.writerow([_csv_cell(cell) for cell in row])
    return buffer.getvalue()


def _csv_cell(cell: TableValue) -> object:
    match cell:
        case str():
            return escape_formula(cell)
        case tuple():
            return escape_formula(join(cell))
        case _:
            return cell


def join(items: Sequence[str]) -> str:
    """Return the items of a list as one text, which :func:`split` takes apart again."""
    return SEPARATOR.join(re.sub(r"([\\|])", r"\\\1", item) for item in items)


# --- Data Package ----------------------------------------------------------------------


def _package(kb: KnowledgeBase, found: Sequence[Table]) -> dict[str, Json]:
    return {
        "profile": "tabular-data-package",
        "name": slugify(kb.title) or "policykb",
        "title": kb.title,
        **({"description": kb.description} if kb.description else {}),
        "policykb_table": VERSION,
        "resources": [_resource(table) for table in found],
    }


def _resource(table: Table) -> dict[str, Json]:
    keys: list[Json] = [
        {
            "fields": column.name,
            "reference": {
                "resource": "" if column.refers_to == table.name else column.refers_to,
                "fields": "id",
            },
        }
        for column in table.columns
        if column.refers_to and not column.is_list
    ]
    schema: dict[str, Json] = {
        "fields": [_field(column, is_key=column.name == table.key) for column in table.columns],
        **({"primaryKey": table.key} if table.key else {}),
        **({"foreignKeys": keys} if keys else {}),
        "missingValues": [""],
    }
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": f"{table.name}.csv",
        "description": table.description,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "header": True},
        "schema": schema,
    }


def _field(column: TableColumn, *, is_key: bool) -> dict[str, Json]:
    several = f' Several are separated by "{SEPARATOR}".' if column.is_list else ""
    constraints: dict[str, Json] = {
        **({"required": True} if column.is_required else {}),
        **({"unique": True} if is_key else {}),
        **({"enum": list(column.choices)} if column.choices and not column.is_list else {}),
    }
    return {
        "name": column.name,
        "type": "string" if column.is_list else _TYPES[column.type.__name__],
        "description": column.description + several,
        **({"constraints": constraints} if constraints else {}),
    }


def _json(payload: dict[str, Json]) -> bytes:
    return (json.dumps(payload, ensure_ascii=False, indent=2) + "\n").encode()


# --- the map ---------------------------------------------------------------------------

_NOT_IMPORTED = frozenset({"score"})


def export_map(kb: KnowledgeBase, found: Sequence[Table]) -> str:
    """Return the map by which the tables are imported again."""
    lines = [
        "# By this map `policykb import claims.csv --map map.yaml` makes the same records again.",
        "policykb_map: 1",
        f"title: {json.dumps(kb.title, ensure_ascii=False)}",
    ]
    if kb.description:
        lines.append(f"description: {json.dumps(kb.description, ensure_ascii=False)}")
    lines += ["table:", "  escaped: true"]
    for table in found:
        lines.append(f"{table.name}:")
        if table.name != "claims":
            lines.append(f"  file: {table.name}.csv")
        for column in table.columns:
            if column.name not in _NOT_IMPORTED and not column.name.startswith("location_"):
                field = {"source": "document", "text_path": "text"}.get(column.name, column.name)
                lines.append(f"  {field}: {column.name}")
    return "\n".join([*lines, ""])

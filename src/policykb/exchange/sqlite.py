"""Write a knowledge base as an SQLite database, with the metadata that Datasette shows it by.

Each table of :mod:`policykb.exchange.tables` is one here, with keys and references. A column of
several values is a table of its own: ``claims_conditions``. Words of claims and of the texts can be
searched (FTS5). See https://docs.datasette.io/en/stable/metadata.html for the metadata.
"""

import json
import sqlite3
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from datetime import date
from importlib import resources

from policykb.exchange.tables import NAMES, Table, TableColumn, TableValue
from policykb.frozen import dataclass
from policykb.version import __version__
from policykb.views.payloads import Json

ABOUT = "policykb"
"""The ``about`` of the metadata: by it, policykb knows what it has written."""

_TYPES = {str: "TEXT", int: "INTEGER", date: "TEXT"}
_FACETS = {
    "claims": ["actor", "topic", "stance", "source", "status"],
    "actors": ["kind"],
    "topics": ["kind"],
    "sources": ["kind", "language"],
    "skipped": ["source"],
}
_SEARCHED = {"claims": ("quote", "summary", "note"), "texts": ("text",)}

_READABLE = """
CREATE VIEW claims_in_words AS
SELECT c.id, a.name AS actor, c.stance, t.label AS topic, t.proposition, c.period, c.summary,
  c.quote, c.voice, c.certainty, c.status, s.title AS source, s.published, s.url
FROM claims c JOIN actors a ON a.id = c.actor JOIN topics t ON t.id = c.topic
JOIN sources s ON s.id = c.source
"""


@dataclass(frozen=True, slots=True)
class _Linked:
    """A table for the values of a column that has several for a record."""

    table: Table
    column: TableColumn
    place: int

    @property
    def name(self) -> str:
        return f"{self.table.name}_{self.column.name}"

    @property
    def owner(self) -> str:
        """The column that names the record."""
        return self.table.name.removesuffix("s")

    @property
    def description(self) -> str:
        return f"{self.column.description} One row a value, in their order."


def database(tables: Sequence[Table], texts: Mapping[str, str]) -> bytes:
    """Return a database as the bytes of its file.

    Args:
        tables: The records.
        texts: The texts of sources, by their ids.
    """
    with closing(sqlite3.connect(":memory:")) as made:
        for table in tables:
            made.execute(_definition(table))
        for linked in _all_linked(tables):
            made.execute(_linked_definition(linked))
        made.execute(
            'CREATE TABLE "texts" ("source" TEXT PRIMARY KEY REFERENCES "sources" ("id"), '
            '"text" TEXT NOT NULL)'
        )
        for table in tables:
            _fill(made, table)
        made.executemany('INSERT INTO "texts" VALUES (?, ?)', texts.items())
        for name, columns in _SEARCHED.items():
            made.execute(
                f'CREATE VIRTUAL TABLE "{name}_fts" USING fts5({", ".join(columns)}, '
                f'content="{name}", tokenize="unicode61 remove_diacritics 2")'
            )
            made.execute(f"INSERT INTO {name}_fts ({name}_fts) VALUES ('rebuild')")  # noqa: S608 - names of this program
        made.execute(_READABLE)
        made.commit()
        made.execute("VACUUM")
        return made.serialize()


def _definition(table: Table) -> str:
    columns = [
        _column(one, is_key=one.name == table.key) for one in table.columns if not one.is_list
    ]
    listed = ",\n  ".join(columns)
    return f'CREATE TABLE "{table.name}" (\n  {listed}\n)'


def _column(column: TableColumn, *, is_key: bool = False) -> str:
    parts = [f'"{column.name}"', _TYPES[column.type]]
    if is_key:
        parts.append("PRIMARY KEY")
    if column.is_required:
        parts.append("NOT NULL")
    if column.choices:
        choices = ", ".join(f"'{one}'" for one in column.choices)
        parts.append(f'CHECK ("{column.name}" IN ({choices}))')
    if column.refers_to:
        parts.append(f'REFERENCES "{column.refers_to}" ("id") DEFERRABLE INITIALLY DEFERRED')
    return " ".join(parts)


def _all_linked(tables: Sequence[Table]) -> Iterator[_Linked]:
    for table in tables:
        yield from _linked(table)


def _linked(table: Table) -> Iterator[_Linked]:
    for place, column in enumerate(table.columns):
        if column.is_list:
            yield _Linked(table, column, place)


def _linked_definition(linked: _Linked) -> str:
    reference = linked.column.refers_to
    refers = f' REFERENCES "{reference}" ("id") DEFERRABLE INITIALLY DEFERRED' if reference else ""
    return (
        f'CREATE TABLE "{linked.name}" (\n'
        f'  "{linked.owner}" TEXT NOT NULL REFERENCES "{linked.table.name}" ("id"),\n'
        f'  "{linked.column.name}" TEXT NOT NULL{refers},\n'
        f'  PRIMARY KEY ("{linked.owner}", "{linked.column.name}")\n)'
    )


def _fill(made: sqlite3.Connection, table: Table) -> None:
    places = [place for place, column in enumerate(table.columns) if not column.is_list]
    marks = ", ".join("?" * len(places))
    insert = f'INSERT INTO "{table.name}" VALUES ({marks})'  # noqa: S608 - names of this program
    linked = list(_linked(table))
    for row in table.rows:
        made.execute(insert, [_value(row[place]) for place in places])
        for one in linked:
            values = row[one.place]
            assert isinstance(values, tuple)  # noqa: S101 - a column of several values has these
            made.executemany(
                f'INSERT OR IGNORE INTO "{one.name}" VALUES (?, ?)',  # noqa: S608 - same
                [(row[_key(table)], value) for value in values],
            )


def _key(table: Table) -> int:
    return next(place for place, column in enumerate(table.columns) if column.name == table.key)


def _value(cell: TableValue) -> str | int | None:
    match cell:
        case date():
            return cell.isoformat()
        case tuple():
            return None
        case _:
            return cell


def metadata(tables: Sequence[Table], name: str, title: str, description: str) -> str:
    """Return the metadata of a database for Datasette, as JSON.

    Args:
        tables: The records.
        name: The name of the database: that of its file, without the ending.
        title: The title of the knowledge base.
        description: Its description; may be empty.
    """
    shown: dict[str, Json] = {table.name: _shown(table) for table in tables}
    for linked in _all_linked(tables):
        shown[linked.name] = {"description": linked.description, "hidden": True}
    shown["texts"] = {"description": "The texts of the sources."}
    queries = (resources.files("policykb.exchange") / "queries.toml").read_text("utf-8")
    content: Json = {
        "title": title,
        "description": description,
        "about": ABOUT,
        "source": f"policykb {__version__}",
        "databases": {name: {"title": title, "tables": shown, "queries": tomllib.loads(queries)}},
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _shown(table: Table) -> Json:
    columns: Json = {one.name: one.description for one in table.columns if not one.is_list}
    about: dict[str, Json] = {
        "title": table.name.capitalize(),
        "description": table.description,
        "columns": columns,
        "facets": _FACETS.get(table.name, []),
    }
    if table.name in NAMES:
        about["label_column"] = NAMES[table.name]
    return about

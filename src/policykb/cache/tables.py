"""The tables of a snapshot, and reading rows of them that are what was written.

A disk may lose part of a file without a trace. So each record is stored with a check sum of its
row, and each other text behind one of its own. Whatever does not fit its check sum, and whatever
SQLite cannot read, raises :class:`DamagedSnapshotError`.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any
from zlib import crc32

from policykb.cache import sqlite as sqlite3
from policykb.loading.raw_records import FIELDS, ITEM_SEPARATOR

_SPAN = ("line", "start", "end_line", "end")
_SIGNATURE = 4

ORDER = "ORDER BY part, number"
"""Loading order: ids of sources have only signs that sort alike here and in Python."""


@cache
def columns(kind: str) -> str:
    """Return the columns of the records of a kind, behind their part."""
    return ", ".join(f'"{name}"' for name in ("number", *FIELDS[kind], *_SPAN))


TABLES = (
    "CREATE TABLE meta(name TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID",
    """CREATE TABLE part(name TEXT PRIMARY KEY, outline BLOB, faults BLOB, left_out BLOB,
        header BLOB, findings BLOB, digests BLOB, unsound INTEGER)""",
    "CREATE TABLE name(kind TEXT, name TEXT, id TEXT, part TEXT, number INTEGER, checksum INTEGER)",
    """CREATE TABLE actor_topic(actor TEXT, topic TEXT, faults BLOB,
        PRIMARY KEY (actor, topic)) WITHOUT ROWID""",
    "CREATE TABLE term(term TEXT PRIMARY KEY) WITHOUT ROWID",
    """CREATE VIRTUAL TABLE word USING fts5(words, content='', detail=none, columnsize=0,
        tokenize="ascii tokenchars '_'")""",
    # No key is used twice: the words of a claim that is gone must not become those of a new one.
    *(
        f"CREATE TABLE {kind}(key INTEGER PRIMARY KEY AUTOINCREMENT, part TEXT, {columns(kind)},"
        " checksum INTEGER)"
        for kind in FIELDS
    ),
)

INDEXES = (
    *(f"{kind}_part ON {kind}(part, number)" for kind in FIELDS),
    *(f"{kind}_id ON {kind}(id)" for kind in FIELDS if "id" in FIELDS[kind]),
    "claim_actor_topic ON claim(actor, topic)",
    "claim_topic ON claim(topic)",
    "name_name ON name(kind, name)",
    "name_part ON name(part)",
)


class DamagedSnapshotError(Exception):
    """A snapshot cannot be read, or does not hold what was written to it."""


def checksum(row: Sequence[object]) -> int:
    """Return the check sum of a row."""
    return crc32("\0".join(map(str, row)).encode())


def sign(data: bytes) -> bytes:
    """Return ``data`` behind its check sum, as it is stored."""
    return _signature(data) + data


def _signature(data: bytes) -> bytes:
    # Of nothing, the check sum that begins with 0 would be 0, and zeroes are what disks lose to.
    return crc32(data, 1).to_bytes(_SIGNATURE, "big")


def verify(stored: object) -> bytes:
    """Return the data that :func:`sign` was given.

    Raises:
        DamagedSnapshotError: something else is stored.
    """
    if isinstance(stored, bytes):
        data = stored[_SIGNATURE:]
        if stored[:_SIGNATURE] == _signature(data):
            return data
    raise DamagedSnapshotError


EMPTY_LIST = sign(b"[]")
"""An empty list (JSON) as it is stored."""


class Database:
    """The tables of a snapshot, to be read. Every method raises :class:`DamagedSnapshotError`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def rows(self, query: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Return the rows that a query selects, as they are."""
        try:
            return self.connection.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise DamagedSnapshotError from error

    def verified(self, query: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Return the rows that a query selects; the last column is the check sum of the others."""
        rows = self.rows(query, values)
        for row in rows:
            if checksum(row[:-1]) != row[-1]:
                raise DamagedSnapshotError
        return rows

    def records(
        self, kind: str, condition: str = "", values: Sequence[object] = ()
    ) -> list[tuple[Any, ...]]:
        """Return the rows of the records that a condition selects, in loading order.

        A row holds the part, the columns of :func:`columns`, and the check sum.
        """
        # The sign makes SQLite sort the few selected records, and not go through all in order.
        order = ORDER.replace("part", "+part") if condition else ORDER
        query = f"SELECT part, {columns(kind)}, checksum FROM {kind} {condition} {order}"  # noqa: S608 - no value from outside
        rows = self.verified(query, values)
        if not condition and len(rows) != self.count(kind):
            raise DamagedSnapshotError
        return rows

    def has_meta(self, name: str) -> bool:
        """Return True if a value of this name is stored for the whole knowledge base."""
        return bool(self.rows("SELECT 1 FROM meta WHERE name = ?", (name,)))

    def meta(self, name: str) -> bytes:
        """Return a value that is stored for the whole knowledge base."""
        rows = self.rows("SELECT value FROM meta WHERE name = ?", (name,))
        return verify(rows[0][0] if rows else None)

    def text(self, name: str) -> str:
        """Return such a value as text."""
        return self.meta(name).decode()

    def number(self, name: str) -> int:
        """Return such a value as a number."""
        return int(self.meta(name))

    def count(self, kind: str) -> int:
        """Return the number of valid records of a kind."""
        return self.number(f"{kind} count")


def storable(text: str) -> str:
    """Return a text to look up; in place of one that cannot be stored, one that never is."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return ITEM_SEPARATOR
    return text

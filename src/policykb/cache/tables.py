"""The tables of a snapshot, and reading rows of them that are what was written.

A disk may lose part of a file without a trace. So each record is stored with a check sum of its
row, and each other text behind one of its own. Whatever does not fit its check sum, and whatever
SQLite cannot read, raises :class:`DamagedSnapshotError`.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any
from zlib import crc32

from policykb.cache import sqlite as sqlite3
from policykb.loading.raw_records import FIELDS, ITEM_SEPARATOR, KEYS, checksum

_SIGNATURE = 4
_LINES = 100
"""The number of lines of words that are read at once, some 80 KB. Lines are searched much faster as
one text, and the memory of a text that is larger is not used again for the next.
"""

ORDER = "ORDER BY part, number"
"""Loading order: ids of sources have only signs that sort alike here and in Python."""


@cache
def columns(kind: str) -> str:
    """Return the columns of a row of a record of a kind (:data:`.Row`)."""
    return ", ".join(("part", "number", *FIELDS[kind][: KEYS[kind]], "texts"))


TABLES = (
    "CREATE TABLE meta(name TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID",
    """CREATE TABLE part(name TEXT PRIMARY KEY, outline BLOB, faults BLOB, left_out BLOB,
        header BLOB, findings BLOB, digests BLOB, unsound INTEGER)""",
    "CREATE TABLE name(kind TEXT, name TEXT, id TEXT, part TEXT, number INTEGER, checksum INTEGER)",
    """CREATE TABLE actor_topic(actor TEXT, topic TEXT, faults BLOB,
        PRIMARY KEY (actor, topic)) WITHOUT ROWID""",
    # A line for some claims: the keys of the first and the last, and the words of all.
    "CREATE TABLE words(number INTEGER PRIMARY KEY, part TEXT, line TEXT)",
    *(
        f"CREATE TABLE {kind}(key INTEGER PRIMARY KEY, {columns(kind)}, checksum INTEGER)"
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
    "words_part ON words(part)",
)


class DamagedSnapshotError(Exception):
    """A snapshot cannot be read, or does not hold what was written to it."""


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


class SnapshotTables:
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
        """Return the rows that a query selects, without the last column: the check sum of the
        others.
        """
        found: list[tuple[Any, ...]] = []
        for row in self.rows(query, values):
            content = row[:-1]
            if checksum(content) != row[-1]:
                raise DamagedSnapshotError
            found.append(content)
        return found

    def records(
        self, kind: str, condition: str = "", values: Sequence[object] = ()
    ) -> list[tuple[Any, ...]]:
        """Return the rows of the records that a condition selects, in loading order.

        A row holds the columns of :func:`columns`.
        """
        # The sign makes SQLite sort the few selected records, and not go through all in order.
        order = ORDER.replace("part", "+part") if condition else ORDER
        query = f"SELECT {columns(kind)}, checksum FROM {kind} {condition} {order}"  # noqa: S608 - no value from outside
        rows = self.verified(query, values)
        if not condition and len(rows) != self.count(kind):
            raise DamagedSnapshotError
        return rows

    def ranges_holding(self, texts: Sequence[str]) -> list[tuple[int, int]]:
        """Return the keys of the first and the last claim of each line of words that holds all of
        these texts, of which there is one at least.
        """
        query = "SELECT group_concat(line, '') FROM words WHERE number BETWEEN ? AND ?"
        ((last,),) = self.rows("SELECT max(number) FROM words")
        found: list[tuple[int, int]] = []
        for start in range(1, (last or 0) + 1, _LINES):
            ((lines,),) = self.rows(query, (start, start + _LINES - 1))
            try:
                found += _ranges(lines or "", texts)
            except ValueError as error:
                raise DamagedSnapshotError from error
        return found

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


def _ranges(lines: str, texts: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield the two numbers at the beginning of each line that holds all texts."""
    longest = max(texts, key=len)
    at = lines.find(longest)
    while at >= 0:
        end = lines.index("\n", at)
        first, last, words = lines[lines.rfind("\n", 0, at) + 1 : end].split("\t")
        if all(text in words for text in texts):
            yield int(first), int(last)
        at = lines.find(longest, end)


def storable(text: str) -> str:
    """Return a text to look up; in place of one that cannot be stored, one that never is."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return ITEM_SEPARATOR
    return text

"""Writing a snapshot: what is read is put into a new file, which takes its place when complete."""

import json
import os
import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from policykb.cache import sqlite as sqlite3
from policykb.cache.file import discard, seal
from policykb.cache.fingerprint import fingerprint
from policykb.cache.location import SUFFIX, UNFINISHED
from policykb.cache.tables import (
    EMPTY_LIST,
    INDEXES,
    TABLES,
    SnapshotTables,
    columns,
    sign,
    verify,
)
from policykb.diagnostics import Diagnostic
from policykb.loading.outline import Header, Outline, part_of
from policykb.loading.raw_records import (
    FIELDS,
    KEYS,
    RawRecord,
    RawRow,
    checksum,
    raw_of,
    split_items,
)
from policykb.loading.serialize import (
    CLAIMS_OF_WORDS,
    SerializedPart,
    SerializedRecords,
    deserialize_header,
    deserialize_outline,
    serialize_faults,
    serialize_records,
)
from policykb.model.records import ActorTopic
from policykb.text.spelling import normalize_name

_ABANDONED_SECONDS = 3_600
"""After how many seconds an unfinished snapshot counts as abandoned."""
_NAMES = {"actor": (1, 3), "topic": (1, 3), "source": (1,)}
"""The texts of a record, beside the id, that are its names, or lists of them."""
_PUBLISHED = FIELDS["source"].index("published")


class SnapshotWriter:
    """Writes a snapshot into a new database: a copy of an ``old`` one, or an empty one.

    Its methods may raise :class:`sqlite3.Error` or :class:`OSError`, and where the old one is
    damaged :class:`policykb.cache.tables.DamagedSnapshotError`.
    """

    def __init__(self, connection: sqlite3.Connection, old: SnapshotTables | None) -> None:
        self._connection = connection
        self.database = SnapshotTables(connection)
        # Nobody else reads it until it is complete, and unfinished it is thrown away.
        for pragma in ("journal_mode = OFF", "synchronous = OFF", "temp_store = MEMORY"):
            connection.execute(f"PRAGMA {pragma}")
        if old is not None:
            # From the open connection: at its path there may be another file by now.
            old.connection.backup(connection)
        connection.execute("BEGIN")
        for table in TABLES if old is None else ():
            connection.execute(table)
        self._parts = {name for (name,) in self.database.rows("SELECT name FROM part")}

    @classmethod
    def in_memory(cls, old: SnapshotTables) -> "SnapshotWriter":
        """Return a writer of a snapshot that is never a file."""
        return cls(sqlite3.connect(":memory:", isolation_level=None), old)

    # --- parts ---------------------------------------------------------------------

    def outlines(self) -> dict[str, Outline]:
        """Return the outlines of all parts."""
        rows = self.database.rows("SELECT name, outline FROM part")
        return {name: deserialize_outline(verify(outline).decode()) for name, outline in rows}

    def unsound(self) -> set[str]:
        """Return the parts some of whose candidates are not valid records."""
        return {name for (name,) in self.database.rows("SELECT name FROM part WHERE unsound")}

    def put(self, packed: SerializedPart) -> None:
        """Put a part in, with all its candidates. It replaces an older state of the part."""
        if packed.name in self._parts:
            self.drop([packed.name])
        self._parts.add(packed.name)
        texts = (packed.outline, packed.faults, packed.left_out, packed.header, packed.findings)
        self._connection.execute(
            "INSERT INTO part(name, outline, faults, left_out, header, findings, digests, unsound)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, 0)",
            (
                packed.name,
                *(None if text is None else sign(text.encode()) for text in texts),
                sign(json.dumps(packed.digests).encode()),
            ),
        )
        self._insert(packed.name, packed.records)

    def drop(self, names: Iterable[str]) -> None:
        """Delete parts."""
        for name in names:
            self._delete(name)
            self._connection.execute("DELETE FROM part WHERE name = ?", (name,))

    def put_rows(
        self, name: str, records: Mapping[str, Sequence[RawRecord]], *, unsound: bool
    ) -> None:
        """Replace the records of a part; ``unsound`` if they are not all of its candidates."""
        self._delete(name)
        self._insert(name, serialize_records(name, records))
        self._connection.execute("UPDATE part SET unsound = ? WHERE name = ?", (unsound, name))

    def drop_findings(self, names: Iterable[str]) -> None:
        """Drop what checks have found in these parts."""
        query = "UPDATE part SET findings = NULL WHERE name = ?"
        self._connection.executemany(query, ((name,) for name in names))

    def mark_stale(self, paths: Iterable[str]) -> None:
        """Make the parts of these files stale: the files have changed since they were read."""
        query = "UPDATE part SET digests = ? WHERE name = ?"
        self._connection.executemany(query, ((sign(b"{}"), part_of(path)) for path in paths))

    def header(self) -> Header | None:
        """Return the content of ``kb.yaml``; None if it cannot be read."""
        query = "SELECT header FROM part WHERE name = 'kb.yaml' AND header IS NOT NULL"
        rows = self.database.rows(query)
        return deserialize_header(verify(rows[0][0]).decode()) if rows else None

    def left_out(self) -> dict[str, str]:
        """Return the records and files that were left out when each part was read (JSON)."""
        rows = self.database.rows("SELECT name, left_out FROM part")
        return {name: verify(left_out).decode() for name, left_out in rows}

    def index(self) -> None:
        """Make the indexes, once all records have been put in."""
        for index in INDEXES:
            self._connection.execute(f"CREATE INDEX IF NOT EXISTS {index}")

    def _insert(self, name: str, records: SerializedRecords) -> None:
        run = self._connection.executemany
        for kind, rows in records.rows.items():
            marks = ", ".join("?" * (KEYS[kind] + 4))
            run(
                f"INSERT INTO {kind}({columns(kind)}, checksum) VALUES ({marks})",  # noqa: S608 - no value from outside
                rows,
            )
            if kind not in _NAMES:
                continue
            names = ((kind, one, row[2], *row[:2]) for row in rows for one in _names(kind, row))
            run(
                "INSERT INTO name VALUES (?, ?, ?, ?, ?, ?)",
                ((*row, checksum(row)) for row in names),
            )
        if records.words:
            ((last,),) = self.database.rows("SELECT max(key) FROM claim")
            firsts = range(last + 1 - len(records.rows["claim"]), last + 1, CLAIMS_OF_WORDS)
            run(
                "INSERT INTO words(part, line) VALUES (?, ?)",
                (
                    (name, f"{first}\t{min(first + CLAIMS_OF_WORDS - 1, last)}\t{words}\n")
                    for first, words in zip(firsts, records.words, strict=True)
                ),
            )

    def _delete(self, name: str) -> None:
        for table in (*FIELDS, "name", "words"):
            self._connection.execute(f"DELETE FROM {table} WHERE part = ?", (name,))  # noqa: S608 - no value from outside

    # --- findings --------------------------------------------------------------------

    def pairs(self) -> set[ActorTopic]:
        """Return the actor-topic pairs that were checked."""
        rows = self.database.rows("SELECT actor, topic FROM actor_topic")
        return {(actor, topic) for actor, topic in rows}

    def put_pairs(self, faults: Iterable[tuple[ActorTopic, Collection[Diagnostic]]]) -> None:
        """Store the faults of actor-topic pairs."""
        self._connection.executemany(
            "INSERT OR REPLACE INTO actor_topic VALUES (?, ?, ?)",
            (
                (*pair, sign(serialize_faults(found).encode()) if found else EMPTY_LIST)
                for pair, found in faults
            ),
        )

    def drop_pairs(self, pairs: Iterable[ActorTopic]) -> None:
        """Drop the faults of actor-topic pairs."""
        query = "DELETE FROM actor_topic WHERE actor = ? AND topic = ?"
        self._connection.executemany(query, pairs)

    # --- the whole ---------------------------------------------------------------------

    def set_meta(self, values: Mapping[str, str | int | bytes]) -> None:
        """Store values for the whole knowledge base."""
        run = self._connection.executemany
        run(
            "INSERT OR REPLACE INTO meta VALUES (?, ?)",
            (
                (name, sign(value if isinstance(value, bytes) else str(value).encode()))
                for name, value in values.items()
            ),
        )

    def set_totals(self) -> None:
        """Store the number of records of each kind, and when the sources were published."""
        for kind in FIELDS:
            ((number,),) = self.database.rows(f"SELECT count(*) FROM {kind}")  # noqa: S608 - no value from outside
            self.set_meta({f"{kind} count": number})
        sources = (raw_of(row).texts for row in self.database.records("source"))
        self.set_meta({"published": "\n".join(f"{one[0]} {one[_PUBLISHED]}" for one in sources)})


class SnapshotFileWriter(SnapshotWriter):
    """Writes a snapshot into a file of its own beside ``path``, which it becomes at the end."""

    def __init__(self, path: Path, old: SnapshotTables | None) -> None:
        self._target = path
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _sweep(path.parent)
        self._path = path.with_name(f"{path.name}.{_token()}{UNFINISHED}")
        try:
            os.close(os.open(self._path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            super().__init__(sqlite3.connect(self._path, isolation_level=None), old)
        except BaseException:
            discard(self._path)
            raise

    def finish(self, root: Path) -> str:
        """Make the file the snapshot of the knowledge base at ``root``. Return its token, which no
        other snapshot has.
        """
        token = _token()
        of_root = {"root": os.path.realpath(root), "fingerprint": fingerprint(), "token": token}
        self.set_meta(of_root)
        self._connection.execute("COMMIT")
        self._connection.close()
        seal(self._path)
        self._path.replace(self._target)
        return token

    def discard(self) -> None:
        """Throw the file away."""
        with suppress(sqlite3.Error):
            self._connection.close()
        discard(self._path)


def _token() -> str:
    # To import `secrets` takes long.
    return os.urandom(8).hex()


def _names(kind: str, row: RawRow) -> Iterator[str]:
    """Yield the names of a record as look-ups compare them, from its row with the check sum."""
    texts = raw_of(row[:-1]).texts
    names = [name for at in _NAMES[kind] for name in split_items(texts[at])]
    yield from dict.fromkeys(map(normalize_name, [texts[0] or "", *names]))


def _sweep(folder: Path) -> None:
    """Delete the unfinished snapshots that other processes have abandoned."""
    with suppress(OSError):
        for path in folder.glob(f"*{SUFFIX}.*{UNFINISHED}"):
            with suppress(OSError):
                if path.stat().st_mtime < time.time() - _ABANDONED_SECONDS:
                    path.unlink()

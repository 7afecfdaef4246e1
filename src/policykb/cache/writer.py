"""A snapshot in the making: what is read is put into it; whole, it takes its place."""

import json
import os
import secrets
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path

from policykb.cache import sqlite as sqlite3
from policykb.cache.fingerprint import maker
from policykb.cache.location import SUFFIX, UNFINISHED
from policykb.cache.tables import (
    INDEXES,
    TABLES,
    columns,
    discard,
    seal,
)
from policykb.diagnostics import Diagnostic
from policykb.loading.outline import ActorTopic, Header, Outline, part_of
from policykb.loading.raw_records import FIELDS, RawRecord, split_items
from policykb.loading.serialize import (
    SerializedPart,
    TableRow,
    deserialize_header,
    deserialize_outline,
    serialize_faults,
    table_rows,
)
from policykb.text.spelling import normalize_name
from policykb.text.tokens import tokenize

_ABANDONED = 3_600
"""After how many seconds an unfinished snapshot is nobody's."""
_NAMES = {"actor": (1, 3), "topic": (1, 3), "source": (1,)}
"""Which texts of a row, beside the id, are names of the record, or lists of them."""
_ID = 2
"""Where in a flat row the id stands, behind the part and the number."""
_LOT = 10_000
"""How many claims are indexed at once."""
_LAST_SEAL = 500_000_000
"""In seconds since 1970. Seals are even numbers, so that any file system keeps them, and long past,
so that nothing that is written has one."""


class Draft:
    """A snapshot in a file of its own beside ``place``: a copy of an ``old`` one, or a new one.

    All that it does may raise :class:`sqlite3.Error` or :class:`OSError`.
    """

    def __init__(self, place: Path, old: sqlite3.Connection | None) -> None:
        self._place = place
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _sweep(place.parent)
        self._path = place.with_name(f"{place.name}.{secrets.token_hex(8)}{UNFINISHED}")
        try:
            os.close(os.open(self._path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            self._begin(old)
        except BaseException:
            discard(self._path)
            raise

    def _begin(self, old: sqlite3.Connection | None) -> None:
        self.connection = sqlite3.connect(self._path, isolation_level=None)
        # Nobody else reads it until it is whole, and unfinished it is thrown away.
        for pragma in ("journal_mode = OFF", "synchronous = OFF", "temp_store = MEMORY"):
            self.connection.execute(f"PRAGMA {pragma}")
        if old is not None:
            # At its place there may be another by now.
            old.backup(self.connection)
        self.connection.execute("BEGIN")
        for table in TABLES if old is None else ():
            self.connection.execute(table)
        self._parts = {name for (name,) in self.connection.execute("SELECT name FROM part")}

    # --- parts ---------------------------------------------------------------------

    def outlines(self) -> dict[str, Outline]:
        """The outlines of all parts, as they were read."""
        rows = self.connection.execute("SELECT name, outline FROM part")
        return {name: deserialize_outline(outline) for name, outline in rows}

    def shaken(self) -> set[str]:
        """The parts of which not all records that fit are sound beside the others."""
        return {name for (name,) in self.connection.execute("SELECT name FROM part WHERE shaken")}

    def put(self, packed: SerializedPart) -> None:
        """Put a part in, or in the place of what there was of it, with all its records that fit."""
        if packed.name in self._parts:
            self.drop([packed.name])
        self._parts.add(packed.name)
        self.connection.execute(
            "INSERT INTO part(name, outline, faults, left_out, header, findings, digests, shaken)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, 0)",
            (
                *(packed.name, packed.outline, packed.faults, packed.left_out, packed.header),
                *(packed.findings, json.dumps(packed.digests)),
            ),
        )
        self._insert(packed.rows)

    def drop(self, names: Iterable[str]) -> None:
        """Take parts out."""
        for name in names:
            self._delete(name)
            self.connection.execute("DELETE FROM part WHERE name = ?", (name,))

    def put_rows(self, name: str, rows: Mapping[str, Sequence[RawRecord]], *, shaken: bool) -> None:
        """Have these records of a part be the sound ones, and not all that fit if it is shaken."""
        self._delete(name)
        self._insert(table_rows(name, rows))
        self.connection.execute("UPDATE part SET shaken = ? WHERE name = ?", (shaken, name))

    def uncheck(self, names: Iterable[str]) -> None:
        """Forget what checks have found in these parts."""
        query = "UPDATE part SET findings = NULL WHERE name = ?"
        self.connection.executemany(query, ((name,) for name in names))

    def doubt(self, paths: Iterable[str]) -> None:
        """Have what was read of these files be none of what they hold: they have changed since."""
        for path in paths:
            query = "UPDATE part SET digests = '{}' WHERE name = ?"
            self.connection.execute(query, (part_of(path),))

    def header(self) -> Header | None:
        """What ``kb.yaml`` says; None where it cannot be read."""
        query = "SELECT header FROM part WHERE name = 'kb.yaml' AND header IS NOT NULL"
        found = self.connection.execute(query).fetchone()
        return deserialize_header(found[0]) if found else None

    def left_out(self) -> dict[str, str]:
        """What could not be read of parts (JSON), by their names, where there is any such."""
        query = "SELECT name, left_out FROM part WHERE left_out <> '[]'"
        return dict(self.connection.execute(query))

    def index(self) -> None:
        """Have all records been put in: they can be looked up from now on."""
        for index in INDEXES:
            self.connection.execute(f"CREATE INDEX IF NOT EXISTS {index}")

    def _insert(self, rows: Mapping[str, Sequence[TableRow]]) -> None:
        run = self.connection.executemany
        for kind, found in rows.items():
            marks = ", ".join("?" * (len(FIELDS[kind]) + 6))
            run(f"INSERT INTO {kind}(part, {columns(kind)}) VALUES ({marks})", found)  # noqa: S608 - no value from outside
            run(
                "INSERT INTO name(kind, name, id, part, number) VALUES (?, ?, ?, ?, ?)",
                ((kind, name, row[_ID], *row[:_ID]) for row in found for name in _names(kind, row)),
            )

    def _delete(self, name: str) -> None:
        # An index of words without the texts must be told what it is to forget.
        self.connection.executemany(
            "INSERT INTO word(word, rowid, words) VALUES ('delete', ?, ?)",
            list(self._worded("part = ? AND key <= ?", name, self.words)),
        )
        for table in (*FIELDS, "name"):
            self.connection.execute(f"DELETE FROM {table} WHERE part = ?", (name,))  # noqa: S608 - no value from outside

    @property
    def words(self) -> int:
        """The last claim (its key) whose words can be looked up; 0 if those of none can."""
        found = self.connection.execute("SELECT value FROM told WHERE name = 'words'").fetchone()
        return int(found[0]) if found else 0

    def index_words(self) -> None:
        """Have the words of all claims be looked up."""
        run, last = self.connection.executemany, self.words
        while found := list(islice(self._worded("key > ?", last), _LOT)):
            run("INSERT INTO word(rowid, words) VALUES (?, ?)", found)
            terms = {word for _, some in found for word in some.split()}
            run("INSERT OR IGNORE INTO term VALUES (?)", ((term,) for term in sorted(terms)))
            last, _ = found[-1]
        self.tell({"words": last})

    def _worded(self, condition: str, *values: str | int) -> Iterator[tuple[int, str]]:
        """The keys of claims, in their order, and the words of each, once, with blanks between."""
        query = f"SELECT key, id, quote, summary FROM claim WHERE {condition} ORDER BY key"  # noqa: S608 - no value from outside
        for key, *texts in self.connection.execute(query, values):
            yield key, " ".join(sorted({word for text in texts for word in tokenize(text)}))

    # --- what was found --------------------------------------------------------------

    def cells(self) -> dict[ActorTopic, bool]:
        """The actors and topics whose claims were looked at, and whether they were compared."""
        rows = self.connection.execute("SELECT actor, topic, compared FROM cell")
        return {(actor, topic): bool(compared) for actor, topic, compared in rows}

    def put_cell(self, cell: ActorTopic, faults: Iterable[Diagnostic], *, compared: bool) -> None:
        """Keep what is wrong with an actor's claims on a topic."""
        values = (*cell, compared, serialize_faults(faults))
        self.connection.execute("INSERT OR REPLACE INTO cell VALUES (?, ?, ?, ?)", values)

    def drop_cell(self, cell: ActorTopic) -> None:
        """Forget what was wrong with an actor's claims on a topic."""
        self.connection.execute("DELETE FROM cell WHERE actor = ? AND topic = ?", cell)

    def tell(self, said: Mapping[str, str | int | bytes]) -> None:
        """Keep what is to be told of the whole."""
        self.connection.executemany("INSERT OR REPLACE INTO told VALUES (?, ?)", said.items())

    # --- the end -----------------------------------------------------------------------

    def finish(self, root: Path) -> int:
        """Make it the snapshot of the knowledge base at ``root``; its seal."""
        sealed = secrets.randbelow(_LAST_SEAL // 2) * 2 * 1_000_000_000
        self.tell({"maker": maker(), "seal": sealed, "root": os.path.realpath(root)})
        self.connection.execute("COMMIT")
        self.connection.close()
        seal(self._path, sealed)
        self._path.replace(self._place)
        return sealed

    def discard(self) -> None:
        """Throw it away."""
        with suppress(sqlite3.Error):
            self.connection.close()
        discard(self._path)


def _names(kind: str, row: TableRow) -> Iterator[str]:
    if kind in _NAMES:
        names = [name for at in _NAMES[kind] for name in split_items(str(row[_ID + at] or ""))]
        yield from dict.fromkeys(map(normalize_name, [str(row[_ID]), *names]))


def _sweep(folder: Path) -> None:
    """Delete what others have left unfinished."""
    with suppress(OSError):
        for path in folder.glob(f"*{SUFFIX}.*{UNFINISHED}"):
            with suppress(OSError):
                if path.stat().st_mtime < time.time() - _ABANDONED:
                    path.unlink()

"""A snapshot of a knowledge base, and whether the files are still as it has them."""

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from policykb.cache import sqlite as sqlite3
from policykb.cache.file import discard, is_sealed, open_read_only
from policykb.cache.fingerprint import fingerprint
from policykb.cache.location import snapshot_path
from policykb.cache.stamps import Stamps
from policykb.cache.tables import EMPTY_LIST, DamagedSnapshotError, SnapshotTables, verify
from policykb.frozen import NamedTuple, dataclass

_SEPARATOR = "\0"

RECORDS, OTHERS = "records", "others"
"""The groups of files that a snapshot was made of: the files of records, with the folder of all
sources; and what only checks read, the texts and the other folders.
"""


class StoredPart(NamedTuple):
    """A part in a snapshot: the digests of its files by path (JSON), and whether it was checked."""

    digests: str
    is_checked: bool


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The snapshot of the knowledge base at ``root``, of its files as they are or as they were.

    Its methods raise :class:`DamagedSnapshotError`.
    """

    root: Path
    path: Path
    database: SnapshotTables

    @classmethod
    def open(cls, root: Path) -> "Snapshot | None":
        """Return the snapshot of a knowledge base; None if there is none that may be used: it is
        damaged, or this code did not make it for this folder.
        """
        path = snapshot_path(root)
        if not is_sealed(path):
            return None
        try:
            wanted = (fingerprint().encode(), os.path.realpath(root).encode())
            snapshot = cls(root, path, SnapshotTables(open_read_only(path)))
        except (OSError, UnicodeEncodeError, sqlite3.Error):
            return None
        with suppress(DamagedSnapshotError):
            if (snapshot.database.meta("fingerprint"), snapshot.database.meta("root")) == wanted:
                return snapshot
        snapshot.close()
        return None

    def close(self) -> None:
        """Close the file."""
        self.database.connection.close()

    def delete(self) -> None:
        """Close the file and delete it."""
        self.close()
        discard(self.path)

    @property
    def is_checked(self) -> bool:
        """True if it has the findings of checks."""
        return self.database.number("checked") == 1

    def is_fresh(self, *groups: str) -> bool:
        """Return True if these files, and no others, are there as they were, by their stamps."""
        settled = (self.database.number(f"{group} settled") for group in groups)
        return all(settled) and all(self.stamps(group).hold(self.root) for group in groups)

    def stamps(self, group: str) -> Stamps:
        """Return the stamps of a group of files."""
        return Stamps(self.paths(f"{group} paths"), self.database.meta(f"{group} stamps"))

    def paths(self, name: str) -> tuple[str, ...]:
        """Return the paths that are stored under a name."""
        stored = self.database.meta(name)
        return tuple(os.fsdecode(stored).split(_SEPARATOR)) if stored else ()

    def parts(self) -> dict[str, StoredPart]:
        """Return the parts, by name."""
        rows = self.database.rows("SELECT name, digests, findings IS NOT NULL FROM part")
        return {
            name: StoredPart(verify(digests).decode(), bool(is_checked))
            for name, digests, is_checked in rows
        }

    def header(self) -> str | None:
        """Return the content of ``kb.yaml`` (JSON); None if it cannot be read."""
        query = "SELECT header FROM part WHERE name = 'kb.yaml' AND header IS NOT NULL"
        return next(self._texts(query), None)

    def faults(self) -> Iterator[str]:
        """Yield the faults of each part and of the whole (JSON), without actor-topic pairs."""
        yield from (self.database.text(name) for name in ("faults", "findings"))
        for column in ("faults", "findings"):
            yield from self._texts(f"SELECT {column} FROM part WHERE {column} <> ?", EMPTY_LIST)  # noqa: S608 - no value from outside

    def pair_faults(self) -> Iterator[str]:
        """Return the faults of each actor-topic pair (JSON)."""
        query = "SELECT faults FROM actor_topic WHERE faults <> ? ORDER BY actor, topic"
        return self._texts(query, EMPTY_LIST)

    def _texts(self, query: str, *values: bytes) -> Iterator[str]:
        return (verify(stored).decode() for (stored,) in self.database.rows(query, values))


def join_paths(paths: Iterable[str]) -> bytes:
    """Return paths as they are stored."""
    return os.fsencode(_SEPARATOR.join(paths))

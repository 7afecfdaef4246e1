"""Opening the snapshot of a knowledge base, and seeing whether its files are as they were."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from policykb.cache import sqlite as sqlite3
from policykb.cache.lazy_kb import StoredKnowledgeBase, stored_kb
from policykb.cache.location import place_of
from policykb.cache.stamps import Stamps
from policykb.cache.tables import UnusableError, count, opened
from policykb.frozen import dataclass

_BETWEEN = "\0"

RECORDS, OTHERS = "records", "others"
"""What a snapshot was made of: the files of records, with the folder of all sources; and what only
checks look at, the texts and the other folders.
"""


class Kept(NamedTuple):
    """What is kept of a part: digests of its files by path (JSON), and whether it is checked."""

    digests: str
    checked: bool


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The snapshot of the knowledge base at ``root``, of its files as they are or as they were."""

    root: Path
    connection: sqlite3.Connection

    @classmethod
    def of(cls, root: Path) -> "Snapshot | None":
        """That of a knowledge base; None if there is none that can be trusted."""
        try:
            return cls(root, opened(place_of(root), root))
        except UnusableError:
            return None

    def close(self) -> None:
        """Read no more of it."""
        self.connection.close()

    @property
    def kb(self) -> StoredKnowledgeBase:
        """The knowledge base."""
        return stored_kb(self.connection, self.root)

    def has(self, *, check: bool = False, words: bool = False) -> bool:
        """Whether it has what is asked for: all that is wrong, an index of words."""
        return not ((check and not self.told("checked")) or (words and self.told("words") is None))

    def is_fresh(self, *groups: str) -> bool:
        """Whether these files, and no others, are there as they were, by their stamps alone."""
        settled = (self.told(f"{one} settled") for one in groups)
        return all(settled) and all(self.stamps(one).hold(self.root) for one in groups)

    def stamps(self, group: str) -> Stamps:
        """The stamps of a group of files."""
        paths = self.paths(f"{group} paths")
        numbers = self.told(f"{group} stamps")
        return Stamps(paths, numbers if isinstance(numbers, bytes) else b"")

    def paths(self, name: str) -> tuple[str, ...]:
        """Paths that are told of."""
        found = self.told(name)
        paths = os.fsdecode(found) if isinstance(found, bytes) else ""
        return tuple(paths.split(_BETWEEN)) if paths else ()

    def parts(self) -> dict[str, Kept]:
        """What is kept of each part, by its name."""
        rows = self.connection.execute("SELECT name, digests, findings IS NOT NULL FROM part")
        return {name: Kept(digests, bool(checked)) for name, digests, checked in rows}

    def header(self) -> str | None:
        """What ``kb.yaml`` says (JSON); None where it cannot be read."""
        query = "SELECT header FROM part WHERE name = 'kb.yaml'"
        (found,) = self.connection.execute(query).fetchone() or (None,)
        return None if found is None else str(found)

    def faults(self) -> Iterator[str]:
        """What is wrong with the parts, each by itself and beside the others: lists (JSON)."""
        yield from (str(self.told(name)) for name in ("faults", "findings"))
        for column in ("faults", "findings"):
            query = f"SELECT {column} FROM part WHERE {column} <> '[]'"  # noqa: S608 - no value from outside
            yield from (found for (found,) in self.connection.execute(query))

    def cell_faults(self) -> Iterator[str]:
        """What is wrong with the claims of each actor on each topic: lists (JSON)."""
        query = "SELECT faults FROM cell WHERE faults <> '[]' ORDER BY actor, topic"
        return (found for (found,) in self.connection.execute(query))

    def count(self, kind: str) -> int:
        """How many sound records of a kind there are."""
        return count(self.connection, kind)

    def told(self, name: str) -> str | int | bytes | None:
        """Something that is told of the whole."""
        found = self.connection.execute("SELECT value FROM told WHERE name = ?", (name,)).fetchone()
        return found[0] if found else None


def joined(paths: Iterable[str]) -> bytes:
    """Paths as they are kept."""
    return os.fsencode(_BETWEEN.join(paths))

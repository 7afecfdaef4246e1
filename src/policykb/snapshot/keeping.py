"""What the folder of snapshots holds, and emptying it."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

from policykb.snapshot.opening import RECORDS, Snapshot
from policykb.snapshot.place import SUFFIX, UNFINISHED, cache_folder, place_of
from policykb.snapshot.tables import readable
from policykb.values import dataclass

_NAME = re.compile(rf"[0-9a-f]{{16}}{re.escape(SUFFIX)}(\.[0-9a-f]+{re.escape(UNFINISHED)})?")


@dataclass(frozen=True, slots=True)
class Kept:
    """A snapshot: its file and size in bytes, the folder of its knowledge base and the number of
    its claims, both None if it cannot be read, and whether that folder is as the snapshot has it.
    """

    path: Path
    size: int
    root: Path | None
    claims: int | None
    fresh: bool


def kept() -> list[Kept]:
    """All snapshots there are, in the order of their knowledge bases."""
    found = [_kept(path, size) for path, size in _files() if not path.name.endswith(UNFINISHED)]
    return sorted(found, key=lambda one: (one.root is None, str(one.root), one.path))


def cleared() -> tuple[int, int]:
    """Delete all snapshots, finished or not; how many they were, and how many bytes."""
    number = total = 0
    for path, size in list(_files()):
        with suppress(OSError):
            path.unlink()
            number, total = number + 1, total + size
    return number, total


def _files() -> Iterator[tuple[Path, int]]:
    with suppress(OSError):
        for path in cache_folder().iterdir():
            # Whatever else stands there is not ours to count or to delete.
            if _NAME.fullmatch(path.name) and not path.is_dir():
                yield path, path.lstat().st_size


def _kept(path: Path, size: int) -> Kept:
    try:
        with closing(readable(path)) as connection:
            query = "SELECT value FROM told WHERE name = 'root'"
            root = Path(connection.execute(query).fetchone()[0])
    except (OSError, TypeError, ValueError, sqlite3.Error):
        return Kept(path, size, None, None, fresh=False)
    found = Snapshot.of(root) if place_of(root) == path else None
    if found is None:
        return Kept(path, size, root, None, fresh=False)
    with closing(found):
        return Kept(path, size, root, found.count("claim"), fresh=found.is_fresh(RECORDS))

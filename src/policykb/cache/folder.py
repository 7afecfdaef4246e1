"""The cache folder: listing the snapshots in it, and deleting them."""

import os
import re
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

from policykb.cache import sqlite as sqlite3
from policykb.cache.file import discard, open_read_only
from policykb.cache.location import SUFFIX, UNFINISHED, cache_folder, snapshot_path
from policykb.cache.snapshot import RECORDS, Snapshot
from policykb.cache.tables import DamagedSnapshotError, SnapshotTables
from policykb.frozen import dataclass
from policykb.loading.locate import MARKER

_MAX_FILES = 50
"""Only among more files than these is it worth looking for knowledge bases that are gone."""
_NAME = re.compile(rf"[0-9a-f]{{16}}{re.escape(SUFFIX)}(\.[0-9a-f]+{re.escape(UNFINISHED)})?")


@dataclass(frozen=True, slots=True)
class SnapshotInfo:
    """A snapshot in the cache folder: its file and size in bytes, and the folder of its knowledge
    base and the number of claims, both None if they cannot be read. It is ``fresh`` if that folder
    is as the snapshot has it.
    """

    path: Path
    size: int
    root: Path | None
    claims: int | None
    fresh: bool


def list_snapshots() -> list[SnapshotInfo]:
    """Return all snapshots, ordered by the folders of their knowledge bases."""
    found = [_info(path, size) for path, size in _files() if not path.name.endswith(UNFINISHED)]
    return sorted(found, key=lambda one: (one.root is None, str(one.root), one.path))


def clear() -> tuple[int, int]:
    """Delete all snapshots, finished or not. Return their number and size in bytes."""
    number = total = 0
    for path, size in list(_files()):
        with suppress(OSError):
            path.unlink()
            number, total = number + 1, total + size
    return number, total


def prune() -> None:
    """Delete the snapshots of knowledge bases that are gone, if there are many snapshots."""
    files = list(_files())
    for path, _ in files if len(files) > _MAX_FILES else ():
        root = None if path.name.endswith(UNFINISHED) else _root(path)
        if root is not None and not os.path.lexists(root / MARKER):
            discard(path)


def _files() -> Iterator[tuple[Path, int]]:
    """Yield the paths and sizes of all snapshots."""
    try:
        paths = [path for path in cache_folder().iterdir() if _NAME.fullmatch(path.name)]
    except OSError:
        return
    for path in paths:
        # Another process may delete it meanwhile. A folder of such a name is not ours.
        with suppress(OSError):
            if not path.is_dir():
                yield path, path.lstat().st_size


def _info(path: Path, size: int) -> SnapshotInfo:
    root = _root(path)
    snapshot = Snapshot.open(root) if root is not None and snapshot_path(root) == path else None
    if snapshot is not None:
        with suppress(DamagedSnapshotError), closing(snapshot):
            fresh = snapshot.is_fresh(RECORDS)
            return SnapshotInfo(path, size, root, snapshot.database.count("claim"), fresh)
    return SnapshotInfo(path, size, root, None, fresh=False)


def _root(path: Path) -> Path | None:
    """Return the folder whose snapshot is at ``path``; None if that cannot be read."""
    with (
        suppress(OSError, sqlite3.Error, DamagedSnapshotError),
        closing(open_read_only(path)) as connection,
    ):
        return Path(SnapshotTables(connection).text("root"))
    return None

"""What the folder of snapshots holds, and emptying it."""

import os
import re
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

from policykb.cache.location import SUFFIX, UNFINISHED, cache_folder, place_of
from policykb.cache.snapshot import RECORDS, Snapshot
from policykb.cache.tables import discard, readable
from policykb.cache.trust import DAMAGE
from policykb.frozen import dataclass
from policykb.loading.locate import MARKER

_MANY = 50
"""With more files than these some may well be of knowledge bases that are no more."""
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


def forget_gone() -> None:
    """Delete the snapshots of knowledge bases that are no more, if there are many snapshots."""
    files = list(_files())
    for path, _ in files if len(files) > _MANY else ():
        root = None if path.name.endswith(UNFINISHED) else _root(path)
        if root is not None and not os.path.lexists(root / MARKER):
            discard(path)


def _files() -> Iterator[tuple[Path, int]]:
    try:
        paths = [path for path in cache_folder().iterdir() if _NAME.fullmatch(path.name)]
    except OSError:
        return
    for path in paths:
        # Whatever else stands there is not ours to count or to delete, and others delete, too.
        with suppress(OSError):
            if not path.is_dir():
                yield path, path.lstat().st_size


def _kept(path: Path, size: int) -> Kept:
    root = _root(path)
    found = Snapshot.of(root) if root is not None and place_of(root) == path else None
    if found is not None:
        with suppress(*DAMAGE), closing(found.connection):
            return Kept(path, size, root, found.count("claim"), fresh=found.is_fresh(RECORDS))
    return Kept(path, size, root, None, fresh=False)


def _root(path: Path) -> Path | None:
    """The folder whose snapshot stands at ``path``; None if that cannot be read."""
    with suppress(OSError, *DAMAGE), closing(readable(path)) as connection:
        query = "SELECT value FROM told WHERE name = 'root'"
        (root,) = connection.execute(query).fetchone()
        if "\0" not in root:  # no path, which the system would refuse
            return Path(root)
    return None

"""Stamps: the size, times of change and inode of each file, to see whether it has changed.

A file is as it was if its stamp is. A file that had just been changed when it was read may have
been changed once more within a tick of the clock, with no trace in its stamp. Files that young are
compared by their content, as git does it.
"""

import os
import stat
from array import array
from collections.abc import Iterable, Sequence
from pathlib import Path

from policykb.frozen import NamedTuple

TICK = 2_000_000_000
"""The coarsest clock of a file system that is in use (FAT), in nanoseconds."""

_NUMBERS = 4
_MISSING = (-1, 0, 0, 0)
_MAX_INODE = 2**63 - 1


class Stamps(NamedTuple):
    """The stamps of files and folders, by paths relative to a root: four numbers each, as
    :func:`take_stamps` returns them.
    """

    paths: tuple[str, ...]
    numbers: bytes

    def by_path(self) -> dict[str, tuple[int, ...]]:
        """Return the stamp of each path."""
        numbers = array("q")
        numbers.frombytes(self.numbers)
        each = zip(*[iter(numbers)] * _NUMBERS, strict=True)
        return dict(zip(self.paths, each, strict=True))

    def hold(self, root: Path) -> bool:
        """Return True if all files are as they were."""
        return take_stamps(root, self.paths).numbers == self.numbers

    def settled(self, before: int) -> bool:
        """Return True if no file was young at a time (nanoseconds)."""
        return not any(is_young(one, before) for one in self.by_path().values())


def take_stamps(root: Path, paths: Iterable[str]) -> Stamps:
    """Return the stamps of these paths as they are now.

    A stamp is the size (-2 for a folder, -1 for what is missing), the times of change of the
    content and of the inode (nanoseconds), and the number of the inode.
    """
    paths = tuple(paths)
    numbers = array("q")
    start, add, look = f"{os.fspath(root)}{os.sep}", numbers.extend, os.lstat
    for path in paths:  # many thousands, at each answer
        try:
            found = look(start + path)
        except (OSError, ValueError):
            add(_MISSING)
        else:
            size = -2 if stat.S_ISDIR(found.st_mode) else found.st_size
            add((size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino & _MAX_INODE))
    return Stamps(paths, numbers.tobytes())


def is_young(stamp: Sequence[int], before: int) -> bool:
    """Return True if a file with this stamp was changed less than a tick before a time
    (nanoseconds), or after it.
    """
    return max(stamp[1], stamp[2]) >= before - TICK

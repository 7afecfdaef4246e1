"""What the system says of the files of a knowledge base, to see whether they have changed.

A file is as it was if its size, its times of change and its inode are. One that had just been
changed when it was read may have been changed once more within a tick of the clock, with no trace:
so files that young are compared by what they hold, as git does it.
"""

import os
import stat
from array import array
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

TICK = 2_000_000_000
"""The coarsest clock of a file system that is in use (FAT), in nanoseconds."""

_EACH = 4
_MISSING = (-1, 0, 0, 0)
_MOST = 2**63 - 1


class Stamps(NamedTuple):
    """The stamps of files and folders, paths relative to a root: four numbers each (see
    :func:`stamped`).
    """

    paths: tuple[str, ...]
    numbers: bytes

    def by_path(self) -> dict[str, tuple[int, ...]]:
        """The stamp of each path."""
        numbers = array("q")
        numbers.frombytes(self.numbers)
        each = zip(*[iter(numbers)] * _EACH, strict=True)
        return dict(zip(self.paths, each, strict=True))

    def hold(self, root: Path) -> bool:
        """Whether all is as it was."""
        return stamped(root, self.paths).numbers == self.numbers

    def settled(self, before: int) -> bool:
        """Whether nothing was young at a time (nanoseconds)."""
        return not any(is_young(one, before) for one in self.by_path().values())


def stamped(root: Path, paths: Iterable[str]) -> Stamps:
    """The stamps of these paths as they are now: of each the size (of a folder none), the times of
    change of its content and of itself (nanoseconds), and the inode of what stands there.
    """
    paths = tuple(paths)
    numbers = array("q")
    start, add, look = f"{os.fspath(root)}{os.sep}", numbers.extend, os.lstat
    for path in paths:  # of which there may be many thousands, at each answer
        try:
            found = look(start + path)
        except (OSError, ValueError):
            add(_MISSING)
        else:
            size = -2 if stat.S_ISDIR(found.st_mode) else found.st_size
            add((size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino & _MOST))
    return Stamps(paths, numbers.tobytes())


def is_young(numbers: Sequence[int], before: int) -> bool:
    """Whether what has this stamp was changed within a tick before a time (nanoseconds), or after
    it.
    """
    return max(numbers[1], numbers[2]) >= before - TICK

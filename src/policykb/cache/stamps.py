"""Stamps: the size, times of change and inode of each file, to see whether it has changed.

A file is as it was if its stamp is. A file that had just been changed when it was read may have
been changed once more within a tick of the clock, with no trace in its stamp. Files that young are
compared by their content, as git does it.
"""

import os
import stat
from array import array
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
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
    numbers: list[int] = []
    is_folder, start = stat.S_ISDIR, f"{os.fspath(root)}{os.sep}"
    with _opened(root) as folder:
        if folder is not None:
            start = ""
        for path in paths:  # many thousands, at each answer
            try:
                found = os.lstat(start + path, dir_fd=folder)
            except (OSError, ValueError):
                numbers += _MISSING
            else:
                size = -2 if is_folder(found.st_mode) else found.st_size
                inode = found.st_ino & _MAX_INODE
                numbers += (size, found.st_mtime_ns, found.st_ctime_ns, inode)
    return Stamps(paths, array("q", numbers).tobytes())


@contextmanager
def _opened(folder: Path) -> Iterator[int | None]:
    """Open a folder for looking at what is below it, which then takes the system a short path
    only; None where that cannot be done.
    """
    opened = None
    if os.stat in os.supports_dir_fd:
        with suppress(OSError):
            opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield opened
    finally:
        if opened is not None:
            os.close(opened)


def is_young(stamp: Sequence[int], before: int) -> bool:
    """Return True if a file with this stamp was changed less than a tick before a time
    (nanoseconds), or after it.
    """
    return max(stamp[1], stamp[2]) >= before - TICK

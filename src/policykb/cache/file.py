"""The file of a snapshot: opening it, and seeing whether anything has changed it.

A snapshot is written once, beside its place, and then moved there; nobody changes it. Its time of
change is set to its *seal*: a time long past, computed from its size and its first megabytes. So a
program that writes to it breaks the seal, wherever it writes, and a disk that loses part of it
does, where the file is not larger than that. To read more would take longer than many an answer.
"""

import os
import stat
from contextlib import suppress
from pathlib import Path
from zlib import crc32

from policykb.cache import sqlite as sqlite3

_SEALED_BYTES = 4 << 20
"""The number of bytes that are summed, in 2 ms: all of a snapshot of some 3,000 claims."""
_PIECE = 1 << 16
"""The number of bytes that are read at once. New memory takes longer to get than to fill."""
_SEALS = 250_000_000
"""Seals are even numbers of seconds, so that any file system keeps them, and end in 1985."""


def open_read_only(path: Path) -> sqlite3.Connection:
    """Open the database at ``path``. It is not locked, as nobody changes it.

    Raises:
        OSError: it is not a file but, say, a link or a pipe, or it is not there.
        sqlite3.Error: it cannot be opened.
    """
    if not stat.S_ISREG(path.lstat().st_mode):  # to open a pipe would take for ever
        raise OSError
    location = f"file:{_quote(path)}?mode=ro&immutable=1"
    return sqlite3.connect(location, uri=True, check_same_thread=False)


def _quote(path: Path) -> str:
    absolute = os.fsencode(os.path.abspath(path))  # noqa: PTH100 - a string is enough
    # A path may hold bytes that are no text.
    characters = (
        chr(byte) if byte < 0x80 and byte not in b"%?#" else f"%{byte:02X}" for byte in absolute
    )
    quoted = "".join(characters)
    return quoted if quoted.startswith("/") else f"/{quoted}"


def seal(path: Path) -> None:
    """Set the time of change of a finished snapshot to its seal.

    Raises:
        OSError: the file system does not keep it.
    """
    sealed = _seal_of(path)
    os.utime(path, ns=(sealed, sealed))
    if path.stat().st_mtime_ns != sealed:
        raise OSError


def is_sealed(path: Path) -> bool:
    """Return True if there is a file of this user at ``path`` with an unbroken seal."""
    try:
        status = path.lstat()
        is_own = not hasattr(os, "geteuid") or status.st_uid == os.geteuid()
        is_file = stat.S_ISREG(status.st_mode)
        return is_own and is_file and status.st_mtime_ns == _seal_of(path)
    except (OSError, ValueError):
        return False


def _seal_of(path: Path) -> int:
    """Return the seal of a file, in nanoseconds since 1970."""
    with path.open("rb", buffering=0) as file:
        summed = os.fstat(file.fileno()).st_size & 0xFFFFFFFF
        for _ in range(_SEALED_BYTES // _PIECE):
            summed = crc32(file.read(_PIECE), summed)
    return summed % _SEALS * 2 * 1_000_000_000


def discard(path: Path) -> None:
    """Delete a file, if it is there."""
    with suppress(OSError):
        path.unlink()

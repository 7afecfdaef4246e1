"""What makes snapshots: other code, or other libraries, might read the same files otherwise."""

import os
import sys
from collections.abc import Iterator

from policykb.version import __version__

_TABLES = 1
"""Of the tables of snapshots."""


def maker() -> str:
    """What is the same as long as nothing that makes snapshots changes: versions, and when modules
    and installed packages last did.
    """
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH100, PTH120 - texts are quicker
    installed = max((_time(path) for path in sys.path if path.endswith("-packages")), default=0)
    return f"{__version__} {_TABLES} {sys.version} {max(_times(package))} {installed}"


def _times(folder: str) -> Iterator[int]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith(".py"):
                yield entry.stat().st_mtime_ns
            elif entry.is_dir() and not entry.name.startswith("_"):
                yield from _times(entry.path)


def _time(path: str) -> int:
    try:
        return os.stat(path).st_mtime_ns  # noqa: PTH116 - a text is quicker
    except OSError:
        return 0

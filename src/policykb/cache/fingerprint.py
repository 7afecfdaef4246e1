"""What makes snapshots: other code, or other libraries, might read the same files otherwise."""

import os
import sys

from policykb.version import __version__

_TABLES = 1
"""Of the tables of snapshots."""


def maker() -> str:
    """What is the same as long as nothing that makes snapshots changes: versions, and when modules
    and installed packages last did.

    Raises:
        OSError: the modules do not stand in a folder that can be read.
    """
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH100, PTH120 - texts are quicker
    installed = max((_time(path) for path in sys.path if path.endswith("-packages")), default=0)
    return f"{__version__} {_TABLES} {sys.version} {_last(package)} {installed}"


def _last(package: str) -> int:
    """When a module was last changed."""
    last, folders = 0, [package]
    for folder in folders:
        with os.scandir(folder) as entries:
            for entry in entries:
                name = entry.name
                if name.endswith(".py"):
                    last = max(last, entry.stat().st_mtime_ns)
                elif "." not in name and name != "__pycache__" and entry.is_dir():
                    folders.append(entry.path)
    return last


def _time(path: str) -> int:
    try:
        return os.stat(path).st_mtime_ns  # noqa: PTH116 - a text is quicker
    except OSError:
        return 0

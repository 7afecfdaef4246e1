"""The fingerprint of the code: other code or libraries might read the same files otherwise."""

import os
import sys
from functools import cache

from policykb.version import __version__

_TABLES = 5
"""The version of the tables of snapshots."""
_ASIDE = {"__pycache__", "authoring", "cli", "datasets", "exchange", "render", "servers", "views"}
"""The rooms above the cache: no snapshot depends on their modules."""


@cache
def fingerprint() -> str:
    """Return a text that stays the same as long as nothing that makes snapshots changes.

    It holds the versions of policykb and Python, and when the modules that it depends on, and
    installed packages, were last changed.

    Raises:
        OSError: the modules do not stand in a folder that can be read.
    """
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH100, PTH120 - strings are quicker
    installed = max((_mtime(path) for path in sys.path if path.endswith("-packages")), default=0)
    return f"{__version__} {_TABLES} {sys.version} {_last_change(package)} {installed}"


def _last_change(package: str) -> int:
    """Return the latest time of change of a module, in nanoseconds."""
    last, folders = 0, [package]
    for folder in folders:
        with os.scandir(folder) as entries:
            for entry in entries:
                name = entry.name
                if name.endswith(".py"):
                    last = max(last, entry.stat().st_mtime_ns)
                elif "." not in name and name not in _ASIDE and entry.is_dir():
                    folders.append(entry.path)
    return last


def _mtime(path: str) -> int:
    try:
        return os.stat(path).st_mtime_ns  # noqa: PTH116 - a string is quicker
    except OSError:
        return 0

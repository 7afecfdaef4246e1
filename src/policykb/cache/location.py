"""The places of snapshots: a file for each knowledge base, in the user's cache folder."""

import os
import sys
from pathlib import Path

ENVIRONMENT = "POLICYKB_CACHE_DIR"
SUFFIX, UNFINISHED = ".sqlite", ".unfinished"

_NAME = "policykb"
_SYSTEM: str = sys.platform


def cache_folder() -> Path:
    """Return the folder of all snapshots: ``POLICYKB_CACHE_DIR``, else the one of the system."""
    if named := os.environ.get(ENVIRONMENT):
        return Path(named)
    if _SYSTEM == "linux":
        # As platformdirs does it, whose import takes as long as the rest of an answer.
        bases = (os.environ.get("XDG_CACHE_HOME", "").strip(), os.path.expanduser("~/.cache"))  # noqa: PTH111 - Path.home() fails where there is none
        # The standard ignores relative paths. Below a device nothing can be kept.
        return Path(next(filter(os.path.isabs, bases), os.devnull)) / _NAME
    from platformdirs import user_cache_path  # noqa: PLC0415 - other systems need it

    return user_cache_path(_NAME, appauthor=False)


def snapshot_path(root: Path) -> Path:
    """Return the path of the snapshot of the knowledge base at ``root``.

    Each user has another, as one may not be permitted to read what others may.
    """
    import zlib  # noqa: PLC0415 - quicker to import than hashlib

    user = os.geteuid() if hasattr(os, "geteuid") else 0
    real = os.path.realpath(root)
    key = os.fsencode(f"{user}:{real}")
    name = f"{zlib.crc32(key):08x}{zlib.adler32(key):08x}"
    return cache_folder() / f"{name}{SUFFIX}"

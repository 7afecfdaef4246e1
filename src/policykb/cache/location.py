"""Where snapshots are kept: a file for each knowledge base, in the user's folder for caches."""

import os
import sys
from pathlib import Path

ENVIRONMENT = "POLICYKB_CACHE_DIR"
SUFFIX, UNFINISHED = ".sqlite", ".unfinished"

_NAME = "policykb"
_SYSTEM: str = sys.platform


def cache_folder() -> Path:
    """The folder of all snapshots: the one in ``POLICYKB_CACHE_DIR``, else the one that the system
    has for it.
    """
    if named := os.environ.get(ENVIRONMENT):
        return Path(named)
    if _SYSTEM == "linux":
        # As platformdirs has it, whose import takes as long as all else that an answer takes.
        bases = (os.environ.get("XDG_CACHE_HOME", "").strip(), os.path.expanduser("~/.cache"))  # noqa: PTH111 - Path.home() fails where there is none
        # The standard has what is relative not be meant. Below a device nothing can be kept.
        return Path(next(filter(os.path.isabs, bases), os.devnull)) / _NAME
    from platformdirs import user_cache_path  # noqa: PLC0415 - other systems need it

    return user_cache_path(_NAME, appauthor=False)


def place_of(root: Path) -> Path:
    """The file of the snapshot of the knowledge base at ``root``: another for each user, who may
    not be permitted to read what others may.
    """
    import zlib  # noqa: PLC0415 - quicker to import than hashlib

    user = os.geteuid() if hasattr(os, "geteuid") else 0
    real = os.path.realpath(root)
    key = os.fsencode(f"{user}:{real}")
    name = f"{zlib.crc32(key):08x}{zlib.adler32(key):08x}"
    return cache_folder() / f"{name}{SUFFIX}"

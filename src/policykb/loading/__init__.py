"""From a folder to a knowledge base: find it, read its files, keep the sound records.

Names are imported when they are first used: finding needs none of what reading does.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from policykb.loading.discovery import bundled, enclosing, find, find_or_bundled
    from policykb.loading.loaded import Loaded
    from policykb.loading.whole import load, read

__all__ = ["Loaded", "bundled", "enclosing", "find", "find_or_bundled", "load", "read"]

_HOMES = {
    "discovery": ("bundled", "enclosing", "find", "find_or_bundled"),
    "loaded": ("Loaded",),
    "whole": ("load", "read"),
}


def __getattr__(name: str) -> object:
    for module, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"policykb.loading.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return list(__all__)

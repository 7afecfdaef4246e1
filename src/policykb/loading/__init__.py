"""From a folder to a knowledge base: find it, read its files, keep the sound records."""

from policykb.loading.discovery import bundled, enclosing, find, find_or_bundled
from policykb.loading.loaded import Loaded
from policykb.loading.whole import load, read

__all__ = ["Loaded", "bundled", "enclosing", "find", "find_or_bundled", "load", "read"]

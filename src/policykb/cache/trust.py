"""What becomes of a snapshot that was trusted and turns out to be damaged: it is deleted, and who
asked is to ask anew, without any.

Its seal tells who has written to it; a disk that has lost some of it tells nobody.
"""

from contextlib import suppress
from pathlib import Path

from policykb.cache import sqlite as sqlite3

DAMAGE = (sqlite3.Error, ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What may be raised where a damaged snapshot is read: it cannot be, or makes no sense."""

trusted: set[Path] = set()
"""The snapshots that answers of this process come from."""


def rely_on(path: Path) -> None:
    """Take note that answers of this process come from a snapshot."""
    trusted.add(path)


def forsaken(error: Exception) -> bool:
    """Whether snapshots may be to blame for an error; all that were trusted are deleted then."""
    if not isinstance(error, DAMAGE) or not trusted:
        return False
    while trusted:
        with suppress(OSError, KeyError):  # another thread may do the same
            trusted.pop().unlink()
    return True

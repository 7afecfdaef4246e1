"""Reading SQLite databases of other programs, which may come from anywhere."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from policykb.diagnostics import PolicyKBError

SqlValue = str | int | float | bytes | None
"""A value of a row."""

_MAX_VALUE_BYTES = 64 * 1024 * 1024
_MAX_STEPS = 2_000
"""So many times 100,000 steps may a query take: views of a hostile file could take for ever."""


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a database for reading only; nothing that it defines is run.

    Raises:
        PolicyKBError: It cannot be read, or is damaged.
    """
    try:
        # ``immutable``: no journal beside it is looked at, and no lock is taken.
        location = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        with closing(sqlite3.connect(location, uri=True)) as database:
            database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _MAX_VALUE_BYTES)
            database.execute("PRAGMA trusted_schema = OFF")
            steps = iter(range(_MAX_STEPS))
            database.set_progress_handler(lambda: next(steps, None) is None, 100_000)
            yield database
    except (sqlite3.Error, UnicodeDecodeError, OverflowError) as error:
        raise PolicyKBError(
            f"cannot read {path.name}: {error}",
            "Open it in the program that wrote it, and save it again.",
        ) from None


def table_names(database: sqlite3.Connection) -> frozenset[str]:
    """Return the names of the tables."""
    return frozenset(
        str(name) for (name,) in rows(database, "SELECT name FROM sqlite_master WHERE type='table'")
    )


def rows(database: sqlite3.Connection, query: str) -> Iterator[tuple[SqlValue, ...]]:
    """Yield the rows of a query."""
    yield from database.execute(query)


def number(value: SqlValue) -> int:
    """Return a value that must be a whole number.

    Raises:
        PolicyKBError: It is not: the database does not keep to its schema.
    """
    if isinstance(value, int):
        return value
    raise PolicyKBError(
        f"the database holds {str(value)[:40]!r} where a number must be",
        "Open it in the program that wrote it, and repair it there.",
    )

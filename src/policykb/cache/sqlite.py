"""SQLite as far as snapshots need it. Without it Python can open no snapshot, and none is made."""

from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from sqlite3 import Connection as Connection  # noqa: PLC0414 - this marks what is offered
    from sqlite3 import Error as Error  # noqa: PLC0414 - same
    from sqlite3 import connect as connect  # noqa: PLC0414 - same
else:
    try:
        from sqlite3 import Connection, Error, connect
    except ImportError:

        class Error(Exception):
            """A file cannot be opened."""

        class Connection:
            """A connection, of which there is none."""

        def connect(*_: object, **__: object) -> NoReturn:
            """Open a file.

            Raises:
                Error: always.
            """
            raise Error

"""SQLite as far as snapshots need it; a Python that was built without it can open none of them."""

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
            """There is none."""

        def connect(*_: object, **__: object) -> NoReturn:
            """Open a file.

            Raises:
                Error: it cannot be opened.
            """
            raise Error

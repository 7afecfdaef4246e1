"""Open tables of other programs, of whatever format."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from policykb.diagnostics import PolicyKBError
from policykb.exchange.foreign_table import ForeignTable
from policykb.model.import_map import TableOptions


def _csv(path: Path, options: TableOptions) -> AbstractContextManager[ForeignTable]:
    from policykb.exchange.csv_table import open_csv  # noqa: PLC0415 - only for such files

    return open_csv(path, options)


def _workbook(path: Path, options: TableOptions) -> AbstractContextManager[ForeignTable]:
    from policykb.exchange.workbook import open_workbook  # noqa: PLC0415 - as above

    return open_workbook(path, options)


def _parquet(path: Path, _: TableOptions) -> AbstractContextManager[ForeignTable]:
    from policykb.exchange.parquet import open_parquet  # noqa: PLC0415 - as above

    return open_parquet(path)


READERS: Mapping[str, Callable[[Path, TableOptions], AbstractContextManager[ForeignTable]]] = {
    ".csv": _csv,
    ".tsv": _csv,
    ".tab": _csv,
    ".txt": _csv,
    ".xlsx": _workbook,
    ".xlsm": _workbook,
    ".parquet": _parquet,
}
"""The readers of tables, by the ending of the file's name."""


@contextmanager
def open_table(path: Path, options: TableOptions) -> Iterator[ForeignTable]:
    """Open a table to read it from the beginning.

    Raises:
        PolicyKBError: It cannot be read, or is of no known format.
    """
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise PolicyKBError(
            f"{path} is no table that can be imported",
            f"Save it as one of these: {', '.join(READERS)}.",
        )
    try:
        with reader(path, options) as table:
            yield table
    except OSError as error:
        raise PolicyKBError(
            f"cannot read {path}: {error.strerror or error}", "Name a file that can be read."
        ) from None
    except ModuleNotFoundError as error:
        raise PolicyKBError(
            f"{error.name} is not installed, which {path.suffix} needs",
            "Run `pip install 'policykb[tables]'`, or save the table as CSV.",
        ) from None

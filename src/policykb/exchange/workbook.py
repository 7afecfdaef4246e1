"""Sheets of a workbook (.xlsx), by openpyxl."""

import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from policykb.diagnostics import PolicyKBError, one_of
from policykb.exchange.foreign_table import ForeignRow, ForeignTable, text_of
from policykb.model.import_map import TableOptions

MAX_UNPACKED = 1024 * 1024 * 1024
"""The most bytes that the files of a workbook may have unpacked."""
_MAX_ENTRIES = 10_000


@contextmanager
def open_workbook(path: Path, options: TableOptions) -> Iterator[ForeignTable]:
    """Open a sheet, the first one if the options name none. Cells with a formula have the value
    that was computed last.

    Raises:
        PolicyKBError: It is no workbook, has no such sheet, or would be too large unpacked.
    """
    from openpyxl import load_workbook  # noqa: PLC0415 - of the extra "tables"

    _check(path)
    try:
        workbook = load_workbook(path, read_only=True, data_only=True)
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, SyntaxError) as error:
        raise _damaged(path, error) from None
    with closing(workbook):
        name = options.sheet or workbook.sheetnames[0]
        if name not in workbook.sheetnames:
            raise PolicyKBError(
                f"{path} has no sheet {name}", f"It has {one_of(workbook.sheetnames)}."
            )
        cells = _cells(path, workbook[name].iter_rows(values_only=True))
        first = next(cells, None)
        if first is None:
            raise PolicyKBError(f"{path}: the sheet {name} is empty", "Name another sheet.")
        headings = list(map(str, first.cells))
        while headings and not headings[-1]:
            headings.pop()
        yield ForeignTable(headings, _padded(path, cells, len(headings)))


def _check(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except zipfile.BadZipFile as error:
        raise _damaged(path, error) from None
    if len(entries) > _MAX_ENTRIES or sum(one.file_size for one in entries) > MAX_UNPACKED:
        raise PolicyKBError(
            f"{path} would unpack to more than {MAX_UNPACKED:,} bytes, or {_MAX_ENTRIES:,} files",
            "Check where it comes from; save the sheet as CSV.",
        )


def _cells(path: Path, rows: Iterable[Sequence[object]]) -> Iterator[ForeignRow]:
    try:
        for number, row in enumerate(rows, 1):
            cells = list(map(text_of, row))
            if any(cells):
                yield ForeignRow(f"row {number}", cells)
    except (zipfile.BadZipFile, KeyError, ValueError, SyntaxError) as error:
        raise _damaged(path, error) from None


def _padded(path: Path, rows: Iterator[ForeignRow], size: int) -> Iterator[ForeignRow]:
    """Yield the rows with a cell for every heading."""
    for place, cells in rows:
        if any(cells[size:]):
            raise PolicyKBError(
                f"{path}, {place}: a cell stands in a column without a heading",
                "Give the column a heading, or delete the cell.",
            )
        yield ForeignRow(place, [*cells[:size], *[""] * (size - len(cells))])


def _damaged(path: Path, error: Exception) -> PolicyKBError:
    return PolicyKBError(
        f"{path} is no workbook that can be read: {error}", "Open it, and save it again as .xlsx."
    )

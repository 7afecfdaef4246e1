"""Write a knowledge base as a workbook (.xlsx) for people: a sheet a kind of record.

Names stand beside ids, dates are dates, and no text is a formula.
"""

import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from policykb.diagnostics import PolicyKBError
from policykb.exchange.tables import Cell, Table

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_MAX_CELL = 32_767
"""The most characters that a cell holds."""

_WIDE = frozenset({"quote", "summary", "proposition", "note", "rights", "reason", "description"})
_HIDDEN = frozenset({"location_path", "location_line", "location_column", "sha256"})
_NAMED = {"actors": "name", "topics": "label", "sources": "title"}
"""The column with the name of a record that others refer to."""


def workbook(tables: Sequence[Table], title: str, description: str) -> bytes:
    """Return a workbook as the bytes of its file.

    Raises:
        PolicyKBError: The package that writes it is not installed.
    """
    try:
        from openpyxl import Workbook  # noqa: PLC0415 - of an extra
    except ImportError:
        raise PolicyKBError(
            "writing a workbook needs openpyxl, which is not installed",
            "Install it with: pip install 'policykb[tables]'",
        ) from None
    book = Workbook()
    first = book.active
    assert first is not None  # noqa: S101 - a new workbook has a sheet
    first.title = "About"
    lines = [("", title), ("", description), ("", ""), ("Sheet", "Holds")]
    lines += [(one.name.capitalize(), f"{one.size:,}: {one.description}") for one in tables]
    lines += [("", ""), ("Column", "Means")]
    lines += [
        (f"{table.name.capitalize()}: {_heading(column.name)}", column.description)
        for table in tables
        for column in table.columns
        if column.name not in _HIDDEN
    ]
    _fill(first, lines)
    first.column_dimensions["A"].width = 34
    first.column_dimensions["B"].width = 100
    names = _names(tables)
    for table in tables:
        _add_sheet(book.create_sheet(table.name.capitalize()), table, names)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _names(tables: Sequence[Table]) -> dict[str, dict[str, str]]:
    """Return the names of records by their ids, by the name of their table."""
    found: dict[str, dict[str, str]] = {}
    for table in tables:
        if table.name in _NAMED:
            columns = [one.name for one in table.columns]
            key, name = columns.index("id"), columns.index(_NAMED[table.name])
            found[table.name] = {str(row[key]): str(row[name]) for row in table.rows}
    return found


def _add_sheet(sheet: "Worksheet", table: Table, names: Mapping[str, Mapping[str, str]]) -> None:
    shown = [(n, one) for n, one in enumerate(table.columns) if one.name not in _HIDDEN]
    headings: list[str] = []
    for _, column in shown:
        headings.append(_heading(column.name))
        if column.refers_to in names and not column.is_list:
            headings.append(f"{_heading(column.name)} (name)")

    def row_of(row: tuple[Cell, ...]) -> Iterator[Cell]:
        for place, column in shown:
            value = row[place]
            yield value
            if column.refers_to in names and not column.is_list:
                yield names[column.refers_to].get(str(value)) if value else None

    _fill(sheet, [headings, *(list(row_of(row)) for row in table.rows)])
    _lay_out(sheet, headings)


def _lay_out(sheet: "Worksheet", headings: Sequence[str]) -> None:
    """Make the columns wide enough, wrap texts, and keep the headings in sight."""
    from openpyxl.styles import Alignment, Font  # noqa: PLC0415 - of an extra
    from openpyxl.utils import get_column_letter  # noqa: PLC0415 - same

    wide = {_heading(name) for name in _WIDE}
    for number, heading in enumerate(headings, start=1):
        width = 60 if heading in wide else max(12, min(30, len(heading) + 4))
        sheet.column_dimensions[get_column_letter(number)].width = width
    wrapped, bold = Alignment(wrap_text=True, vertical="top"), Font(bold=True)
    for cell in (cell for row in sheet.iter_rows() for cell in row if cell.value is not None):
        cell.alignment = wrapped
    for cell in sheet[1]:
        cell.font = bold
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = sheet.dimensions


def _fill(sheet: "Worksheet", rows: Sequence[Sequence[Cell]]) -> None:
    for number, row in enumerate(rows, start=1):
        for place, value in enumerate(row, start=1):
            if value is None or value in ("", ()):
                continue
            cell = sheet.cell(number, place)
            if isinstance(value, int | date):
                cell.value = value
                if isinstance(value, date):
                    cell.number_format = "yyyy-mm-dd"
            else:
                cell.value = _text(value)
                # A text that begins with = would be a formula.
                cell.data_type = "s"
                cell.quotePrefix = True


def _text(value: str | tuple[str, ...]) -> str:
    text = ", ".join(value) if isinstance(value, tuple) else value
    safe = "".join(char for char in text if char >= " " or char in "\t\n")
    return safe if len(safe) <= _MAX_CELL else f"{safe[: _MAX_CELL - 1]}…"


def _heading(name: str) -> str:
    return name.replace("_", " ").capitalize()

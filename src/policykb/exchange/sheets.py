"""Write a knowledge base as a workbook (.xlsx) for people: a sheet a kind of record.

Names stand beside ids, dates are dates, and no text is a formula.
"""

import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING

from policykb.diagnostics import PolicyKBError
from policykb.exchange.tables import NAMES, Table, TableValue

if TYPE_CHECKING:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

_MAX_CELL = 32_767
"""The most characters that a cell holds."""

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f]")
"""The characters that no cell can hold."""

_FORMULA = ("=", "+", "-", "@")
"""The beginnings of texts that would be formulas, or become some when somebody edits them."""

_WIDE = frozenset({"quote", "summary", "proposition", "note", "rights", "reason", "description"})
_HIDDEN = frozenset({"location_path", "location_line", "location_column", "sha256"})


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
    book = Workbook(write_only=True)
    lines: list[Sequence[TableValue]] = [
        ("", title),
        ("", description),
        ("", ""),
        ("Sheet", "Holds"),
    ]
    lines += [(one.name.capitalize(), f"{one.size:,}: {one.description}") for one in tables]
    lines += [("", ""), ("Column", "Means")]
    lines += [
        (f"{table.name.capitalize()}: {_heading(column.name)}", column.description)
        for table in tables
        for column in table.columns
        if column.name not in _HIDDEN
    ]
    _fill(book.create_sheet("About"), lines, widths=(34, 100))
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
        if table.name in NAMES:
            columns = [one.name for one in table.columns]
            key, name = columns.index("id"), columns.index(NAMES[table.name])
            found[table.name] = {str(row[key]): str(row[name]) for row in table.rows}
    return found


def _add_sheet(
    sheet: "WriteOnlyWorksheet", table: Table, names: Mapping[str, Mapping[str, str]]
) -> None:
    shown = [(n, one) for n, one in enumerate(table.columns) if one.name not in _HIDDEN]
    headings: list[str] = []
    for _, column in shown:
        headings.append(_heading(column.name))
        if column.refers_to in names and not column.is_list:
            headings.append(f"{_heading(column.name)} (name)")

    def row_of(row: tuple[TableValue, ...]) -> Iterator[TableValue]:
        for place, column in shown:
            value = row[place]
            yield value
            if column.refers_to in names and not column.is_list:
                yield names[column.refers_to].get(str(value)) if value else None

    wide = {_heading(name) for name in _WIDE}
    widths = [60 if one in wide else max(12, min(30, len(one) + 4)) for one in headings]
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = f"A1:{_column(len(headings))}{table.size + 1}"
    _fill(
        sheet, chain([headings], (tuple(row_of(row)) for row in table.rows)), widths, heading=True
    )


def _fill(
    sheet: "WriteOnlyWorksheet",
    rows: Iterable[Sequence[TableValue]],
    widths: Sequence[int],
    *,
    heading: bool = False,
) -> None:
    """Write rows to a sheet with columns of these widths; the first row may be a heading."""
    cells = _Cells(sheet)
    for number, width in enumerate(widths, start=1):
        sheet.column_dimensions[_column(number)].width = width
    for row in rows:
        sheet.append([cells.of(value, heading=heading) for value in row])
        heading = False


def _column(number: int) -> str:
    from openpyxl.utils import get_column_letter  # noqa: PLC0415 - of an extra

    return str(get_column_letter(number))


class _Cells:
    """The cells of a sheet: texts are wrapped, dates are dates, and no text is a formula."""

    def __init__(self, sheet: "WriteOnlyWorksheet") -> None:
        from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 - of an extra
        from openpyxl.styles import Alignment, Font  # noqa: PLC0415 - same

        # A style costs much more than a copy of a cell that has it.
        self._plain, self._day, self._heading, self._formula = (
            WriteOnlyCell(sheet, "") for _ in range(4)
        )
        for one in (self._plain, self._day, self._heading, self._formula):
            one.alignment = Alignment(wrap_text=True, vertical="top")
        self._day.number_format = "yyyy-mm-dd"
        self._heading.font = Font(bold=True)
        self._formula.quotePrefix = True

    def of(self, value: TableValue, *, heading: bool) -> "WriteOnlyCell | None":
        """Return the cell of a value; None if there is none."""
        if value is None or value in ("", ()):
            return None
        if not isinstance(value, str | tuple):
            made = copy(self._day if isinstance(value, date) else self._plain)
            made.value = value
            return made
        text = _text(value)
        is_formula = text.startswith(_FORMULA)
        made = copy(self._heading if heading else self._formula if is_formula else self._plain)
        made.value = text
        made.data_type = "s"
        return made


def _text(value: str | tuple[str, ...]) -> str:
    text = ", ".join(value) if isinstance(value, tuple) else value
    safe = text if text.isprintable() else _CONTROLS.sub("", text)
    return safe if len(safe) <= _MAX_CELL else f"{safe[: _MAX_CELL - 1]}…"


def _heading(name: str) -> str:
    return name.replace("_", " ").capitalize()

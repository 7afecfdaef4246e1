"""The fields of a row, found in its columns as a map says."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import NamedTuple

from policykb.diagnostics import format_value
from policykb.exchange.foreign_table import ForeignValue, UnfitError
from policykb.exchange.imported import RecordData
from policykb.loading.import_map import ReadMap, Section
from policykb.model.fields import file_fields
from policykb.model.import_map import ColumnMap
from policykb.model.records import RECORD_TYPES
from policykb.render.escaping import unescape_formula
from policykb.text import characters
from policykb.text.normalize import strip_invisible
from policykb.text.spelling import close_matches

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_DAY = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[T ].*)?")
_LISTS = {
    field.name for record in RECORD_TYPES.values() for field in file_fields(record) if field.is_list
}
_DATES = frozenset({"date", "published", "accessed"})
_SEPARATOR = "|"
_ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"})
"""The values of cells with a formula that fails."""


class RowFault(NamedTuple):
    """A row that does not fit: its file, its place, the heading of the column, and why."""

    file: str
    place: str
    column: str
    message: str


class MappedColumns:
    """The columns of one section of a map in a table with these headings.

    Raises:
        PolicyKBError: The table has no such column, or two of them.
    """

    def __init__(self, map_: ReadMap, name: str, headings: Sequence[str]) -> None:
        section: Section = map_.sections[name]
        self._maps = section.columns
        self._escaped = map_.options.escaped
        self._indexes = {
            heading: _index(map_, (name, field), heading, headings)
            for field, one in section.columns.items()
            for heading in _headings_of(one)
        }

    def has(self, field: str) -> bool:
        """Return True if the map has the field."""
        return field in self._maps

    def indexes(self, field: str) -> tuple[int, ...]:
        """Return the indexes of the columns that a field is made of, those of the day included."""
        map_ = self._maps.get(field)
        if map_ is None:
            return ()
        found = {self._indexes[heading] for heading in _headings_of(map_)}
        if "{date}" in (map_.value or "") and field != "date":
            found.update(self.indexes("date"))
        return tuple(sorted(found))

    def heading(self, field: str) -> str:
        """Return the heading of the column of a field; empty if it has none."""
        return self._maps[field].column or "" if field in self._maps else ""

    def text(self, field: str, cells: Sequence[ForeignValue], day: str = "") -> str:
        """Return the text of a field; empty if there is none."""
        value = self._value(field, cells, day)
        return value if isinstance(value, str) else _SEPARATOR.join(value)

    def fields(
        self, cells: Sequence[ForeignValue], day: str = "", without: frozenset[str] = frozenset()
    ) -> RecordData:
        """Return the fields of the row, without empty ones."""
        found: RecordData = {}
        for field in self._maps:
            if field not in without and (value := self._value(field, cells, day)):
                found[field] = value if isinstance(value, str) else list(value)
        return found

    def _value(self, field: str, cells: Sequence[ForeignValue], day: str) -> ForeignValue:
        map_ = self._maps.get(field)
        if map_ is None:
            return ""
        if map_.value is not None:
            return self._filled(map_.value, cells, day)
        cell = cells[self._indexes[map_.column or ""]]
        try:
            return self._read(field, map_, cell)
        except UnfitError as error:
            raise UnfitError(map_.column or "", error.message) from None

    def _read(self, field: str, map_: ColumnMap, cell: ForeignValue) -> ForeignValue:
        if isinstance(cell, tuple):
            items = tuple(map(_clean, cell))
            return items if field in _LISTS else _SEPARATOR.join(items)
        if self._escaped:
            text = unescape_formula(cell)
            _check(text)
        else:
            text = _clean(cell)
        if map_.values is not None:
            text = _looked_up(text, map_.values, map_.default)
        text = text or map_.default or ""
        if text and field in _DATES:
            return _day(text, map_.format)
        return tuple(_split(text, map_.separator or _SEPARATOR)) if field in _LISTS else text

    def _filled(self, template: str, cells: Sequence[ForeignValue], day: str) -> str:
        def fill(match: re.Match[str]) -> str:
            name = match[1]
            if name == "date":
                if not day:
                    raise UnfitError(
                        "", "the date is missing, which `{date}` in the map stands for"
                    )
                return day
            cell = cells[self._indexes[name]]
            return _clean(cell if isinstance(cell, str) else _SEPARATOR.join(cell))

        return _PLACEHOLDER.sub(fill, template)


def _headings_of(map_: ColumnMap) -> Iterator[str]:
    if map_.value is not None:
        yield from (one for one in _PLACEHOLDER.findall(map_.value) if one != "date")
    else:
        yield map_.column or ""


def _index(map_: ReadMap, route: tuple[str, str], heading: str, headings: Sequence[str]) -> int:
    if not heading:
        raise map_.error(
            route, f"{route[1]} has neither a column nor a value", "Write `column: HEADING`."
        )
    match headings.count(heading):
        case 1:
            return headings.index(heading)
        case 0:
            near = close_matches(heading, headings, limit=1)
            raise map_.error(
                route,
                f"the table has no column {format_value(heading)}",
                f"Did you mean {near[0]}?" if near else f"It has {', '.join(headings)}.",
            )
        case number:
            raise map_.error(
                route,
                f"the table has {number} columns {format_value(heading)}",
                "Give each column a heading of its own.",
            )


def _clean(text: str) -> str:
    """Return a text without white space at its ends, and without invisible characters."""
    text = text.strip()
    if not characters.is_plain(text):
        text = strip_invisible(text)
    _check(text)
    return text


def _check(text: str) -> None:
    if text in _ERRORS:
        raise UnfitError("", f"{text} is no value, but an error of a spreadsheet")
    if characters.is_forbidden(text):
        found = characters.FORBIDDEN.search(text)
        code = ord(found.group()) if found else 0
        raise UnfitError("", f"it holds the character U+{code:04X}, which no record may hold")


def _looked_up(text: str, values: Mapping[str, str], default: str | None) -> str:
    if text in values:
        return values[text]
    if not text and default is not None:
        return ""
    if not text:
        raise UnfitError("", "the cell is empty; a `default` in the map may say what that means")
    raise UnfitError("", f"{format_value(text)} is not under `values` in the map")


def _day(text: str, format_: str | None) -> str:
    if format_ is not None:
        try:
            return datetime.strptime(text, format_).replace(tzinfo=UTC).date().isoformat()
        except ValueError:
            raise UnfitError("", f"{format_value(text)} is not written as {format_}") from None
    match = _DAY.fullmatch(text)
    try:
        return date.fromisoformat(match[1] if match else "").isoformat()
    except ValueError:
        raise UnfitError(
            "",
            f"{format_value(text)} is no day as in 2011-03-11; name the `format` of its dates in "
            "the map, or map the column as `period`",
        ) from None


def _split(text: str, separator: str) -> Iterator[str]:
    """Yield the items of a list in a cell; what follows a backslash is no separator."""
    item = ""
    pieces = re.findall(rf"\\[\\|]|{re.escape(separator)}|.", text, re.DOTALL)
    for piece in [*pieces, separator]:
        if piece == separator:
            if item.strip():
                yield item.strip()
            item = ""
        else:
            item += piece[1:] if piece[0] == "\\" and len(piece) > 1 else piece

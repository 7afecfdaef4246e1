"""Records made from the rows of tables."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any, NamedTuple

from policykb.datasets.database import Database, Rows, quoted
from policykb.diagnostics import Location, PolicyKBError, Span, format_value, one_of
from policykb.exchange.foreign_table import UnfitError
from policykb.exchange.tables import TableColumn, columns
from policykb.model.fields import FileField, file_fields
from policykb.model.period import Period, PeriodError
from policykb.model.records import RECORD_TYPES, Claim, Record, RelativeTo, Than

TABLES = {
    "claim": "claims",
    "actor": "actors",
    "topic": "topics",
    "source": "sources",
    "skipped": "skipped",
}
"""The names of the tables, by the kind of their records."""

_NOT_READ = frozenset({"score", "text_path"})
"""Columns that follow from others."""


@cache
def read_columns(kind: str) -> tuple[TableColumn, ...]:
    """Return the columns that a record of a kind is made of."""
    return tuple(one for one in columns(kind) if one.name not in _NOT_READ)


def selected(kind: str) -> str:
    """Return the columns that a record of a kind is made of, as a question has them."""
    return ", ".join(quoted(one.name) for one in read_columns(kind))


class _Cell(NamedTuple):
    """A cell: its field, its place in the row, and the function that converts it."""

    field: str
    place: int
    convert: Callable[[Any], object]


def record(kind: str, row: Sequence[Any]) -> Record:
    """Return the record of a row with the columns of :func:`selected`, and maybe others after them.

    Raises:
        UnfitError: A cell holds what its field cannot hold.
    """
    cells, size = _cells(kind)
    values: dict[str, Any] = {}
    for field, place, convert in cells:
        try:
            values[field] = convert(row[place])
        except (KeyError, ValueError, TypeError) as error:
            raise _bad_cell(kind, place, row[place], error) from None
    if kind == "claim":
        values["relative_to"] = _relative_to(values.pop("relative_to_actor"), values)
    path, line, at = row[size - 3 : size]
    values["location"] = Location(path or "", line and Span(line, at or 1, line, at or 1))
    return RECORD_TYPES[kind](**values)


def _relative_to(actor: str | None, values: dict[str, Any]) -> RelativeTo | None:
    than = values.pop("relative_to_than")
    if (actor is None) != (than is None):
        raise UnfitError("relative_to_than", "a comparative needs an actor, and less or more")
    return None if actor is None else RelativeTo(actor, than)


@cache
def _cells(kind: str) -> tuple[tuple[_Cell, ...], int]:
    fields = {one.name: one for one in file_fields(RECORD_TYPES[kind])}
    found = read_columns(kind)
    cells = [
        _Cell(one.name, place, _conversion(one, fields.get(one.name)))
        for place, one in enumerate(found)
        if not one.name.startswith("location_")
    ]
    return tuple(cells), len(found)


def _conversion(column: TableColumn, field: FileField | None) -> Callable[[Any], object]:
    if column.is_list:
        return _items
    if column.name == "relative_to_than":
        return lambda value: None if value is None else Than(value)
    if field is not None and field.type is Period:
        return lambda value: Period.parse(_required(value))
    if field is not None and isinstance(field.type, type) and issubclass(field.type, StrEnum):
        choices: dict[str | None, object] = {one.value: one for one in field.type}
        if not field.is_required:
            choices[None] = field.default
        return choices.__getitem__
    return _required if column.is_required else _itself


def _items(value: Sequence[str] | None) -> tuple[str, ...]:
    return tuple(value) if value else ()


def _itself(value: object) -> object:
    return value


def _required(value: Any) -> Any:
    if value is None:
        raise ValueError("it is empty")
    return value


def _bad_cell(kind: str, place: int, value: object, error: Exception) -> UnfitError:
    column = read_columns(kind)[place]
    if isinstance(error, PeriodError) and isinstance(value, str):
        return UnfitError(column.name, str(error))
    if value is None:
        return UnfitError(column.name, "it is empty")
    shown = value.isoformat() if isinstance(value, date) else str(value)
    choices = f"expected {one_of(column.choices)}, found " if column.choices else "it holds "
    return UnfitError(column.name, choices + format_value(shown))


def located(database: Database, kind: str, place: Sequence[Any], message: str) -> PolicyKBError:
    """Return the error of a row at a place: its file, and its number in it from 0."""
    file, number = place
    return PolicyKBError(
        f"{file}, row {number + 1}: {message}",
        f"Correct the table of {TABLES[kind]} in {database.root}, and make it anew.",
    )


def other_day(source: str, published: date | None, given: date | None) -> str | None:
    """Return the fault of a claim that has another day of publication than its source; None if it
    has the same.
    """
    if published == given:
        return None
    here, there = (day.isoformat() if day else "empty" for day in (given, published))
    return f"column published: {here} is not the day of the source {format_value(source)}, {there}"


def made(database: Database, kind: str, rows: Rows) -> list[Record]:
    """Return the records of rows that have, behind the columns of :func:`selected`, their file and
    their number in it.

    Raises:
        PolicyKBError: A row is no record; the message names its file and number.
    """
    found: list[Record] = []
    try:
        for row in rows:
            found.append(record(kind, row))
    except UnfitError as error:
        raise located(database, kind, row[-2:], str(error)) from None
    return found


def partial_claim(given: Mapping[str, Any]) -> Claim:
    """Return a claim with only some fields: those that cells depend on.

    Its ``source`` is empty unless it is given; its ``id`` is the day of publication (ordinal).

    Args:
        given: The cells by column; ``disputed`` is True if an actor disputes the claim.

    Raises:
        UnfitError: A cell holds what its field cannot hold.
    """
    fields: dict[str, Any] = {"disputed_by": ("somebody",) if given.get("disputed") else ()}
    for name, value in given.items():
        try:
            if name in _CONVERSIONS:
                fields[name] = _CONVERSIONS[name](value)
        except (KeyError, ValueError, TypeError) as error:
            place = next(n for n, one in enumerate(read_columns("claim")) if one.name == name)
            raise _bad_cell("claim", place, value, error) from None
    if (than := fields.pop("relative_to_than")) is not None:
        fields["relative_to"] = RelativeTo("somebody", than)
    if not isinstance(published := given["published"], date):
        raise UnfitError("published", "it is empty")
    return Claim(
        id=str(published.toordinal()),
        source=given.get("source") or "",
        actor="",
        topic="",
        quote="",
        summary="",
        target=given.get("target"),
        location=Location(""),
        **fields,
    )


_CELL_COLUMNS = frozenset(
    {
        *("stance", "period", "period_basis", "relative_to_than"),
        *("status", "voice", "certainty", "kind"),
    }
)
_CONVERSIONS = {one.field: one.convert for one in _cells("claim")[0] if one.field in _CELL_COLUMNS}
"""The conversions of the columns that cells depend on, by column."""

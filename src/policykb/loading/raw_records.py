"""Raw records: the texts of the fields of valid records, and their places.

Raw records are cheap to make, to store and to send between processes. Records are made from those
that a query asks for.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any
from zlib import crc32

from policykb.diagnostics import Location, Span
from policykb.frozen import NamedTuple, maker
from policykb.model.fields import FileField, file_fields
from policykb.model.period import Period
from policykb.model.records import RECORD_TYPES, Record, RelativeTo, Than

if TYPE_CHECKING:
    from policykb.yaml.document import Data


class RawRecord(NamedTuple):
    """A record as texts.

    ``number`` is its index in its list. ``texts`` are the values of :data:`FIELDS`: None for a
    field that is not there, :data:`ITEM_SEPARATOR` between the items of a list.
    """

    number: int
    texts: tuple[str | None, ...]
    span: Span


ITEM_SEPARATOR = "\x1f"
_FIELD_SEPARATOR = "\x1e"
"""Separate the items of a list, and the fields of a row; no record may contain them (PKB005)."""

FIELDS: Mapping[str, tuple[str, ...]] = {
    kind: tuple(
        name for name in record.__dataclass_fields__ if name not in {"location", "route", "source"}
    )
    for kind, record in RECORD_TYPES.items()
}
"""The fields of raw records, by kind; a raw record is stored with the part that it is in, which
gives its source.
"""

KEYS: Mapping[str, int] = {kind: {"claim": 3, "skipped": 0}.get(kind, 1) for kind in FIELDS}
"""The number of fields, the first ones, by which records are looked up in a snapshot, by kind: of
a claim the id, the actor and the topic, of others the id.
"""

RawRow = tuple[Any, ...]
"""A raw record as it is stored: its part, its number, the texts of its :data:`KEYS`, and all others
with its span as one text. An optional text that is not there is an empty one.
"""

_SPAN = f"{_FIELD_SEPARATOR}%d" * 4

_FILES = {"source": "/source.yaml", "claim": "/claims.yaml", "skipped": "/claims.yaml"}
"""The files of records in the folder of their source."""
LISTS = {"actor": "actors", "topic": "topics", "claim": "claims", "skipped": "skipped"}
"""The lists that records are in, by kind."""


def raw_record(kind: str, data: "Mapping[str, Data]", number: int, span: Span) -> RawRecord:
    """Return the raw record of data that fits its schema."""
    values = map(data.get, FIELDS[kind])
    texts = [one if one is None or isinstance(one, str) else _joined(one) for one in values]
    return RawRecord(number, tuple(texts), span)


def _joined(value: "Data") -> str:
    # The only mapping inside a record is a RelativeTo.
    items = (value["actor"], value["than"]) if isinstance(value, dict) else value
    return ITEM_SEPARATOR.join(map(str, items))


def row_of(kind: str, part: str, raw: RawRecord) -> RawRow:
    """Return the row of a raw record in this part."""
    keys, texts = KEYS[kind], raw.texts
    rest = _FIELD_SEPARATOR.join([one or "" for one in texts[keys:]])
    return (part, raw.number, *texts[:keys], rest + _SPAN % raw.span)


def checksum(row: Sequence[object]) -> int:
    """Return the check sum of a row, by which a part of it that was lost is noticed."""
    return crc32("\0".join(map(str, row)).encode())


def raw_of(row: RawRow) -> RawRecord:
    """Return the raw record of a row."""
    *texts, line, column, end_line, end_column = row[-1].split(_FIELD_SEPARATOR)
    span = Span(int(line), int(column), int(end_line), int(end_column))
    return RawRecord(row[1], (*row[2:-1], *[one or None for one in texts]), span)


def split_items(text: str | None) -> tuple[str, ...]:
    """Return the items of a list in a raw record."""
    return tuple(text.split(ITEM_SEPARATOR)) if text else ()


def record_of(kind: str, part: str, raw: RawRecord) -> Record:
    """Return the record of a raw record that is in this part (the name of a file or folder)."""
    make, source, conversions = _making(kind)
    location = Location(part + _FILES.get(kind, ""), raw.span)
    # The values stand in the order of the fields, which begin with location and route.
    values: list[Any] = [location, (LISTS[kind], raw.number) if kind in LISTS else (), *raw.texts]
    if source is not None:
        values.insert(source, part.rpartition("/")[2])
    for place, convert in conversions:
        values[place] = convert(values[place])
    return make(values)


@cache
def _making(
    kind: str,
) -> tuple[Callable[[list[Any]], Record], int | None, list[tuple[int, Callable[[Any], object]]]]:
    """Return a function that makes a record of the values of its fields, the place of its source
    among them (None if it has none), and the places of those that are not texts, with the functions
    that convert them.
    """
    names = list(RECORD_TYPES[kind].__dataclass_fields__)
    found = ((names.index(one.name), _conversion(one)) for one in file_fields(RECORD_TYPES[kind]))
    conversions = [(place, convert) for place, convert in found if convert is not None]
    return (
        maker(RECORD_TYPES[kind]),
        names.index("source") if "source" in names else None,
        conversions,
    )


def _conversion(field: FileField) -> Callable[[Any], object] | None:
    if field.is_list:
        return split_items
    if field.type is date:
        return _date
    if field.type is Period:
        return Period.parse
    if field.type is RelativeTo:
        return _relative_to
    if isinstance(field.type, type) and issubclass(field.type, StrEnum):
        choices: dict[str | None, object] = {choice.value: choice for choice in field.type}
        if not field.is_required:
            choices[None] = field.default
        return choices.__getitem__
    return None


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _relative_to(text: str | None) -> RelativeTo | None:
    if not text:
        return None
    actor, than = split_items(text)
    return RelativeTo(actor, Than(than))

"""The records of a knowledge base as tables: what every export is made from.

The columns of the claims are the members of ``claims --format json``, flattened; their types, keys
and descriptions come from the records' classes. Nothing is lost: actors, topics, sources and
skipped sentences are tables of their own.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from enum import StrEnum

from policykb.frozen import dataclass
from policykb.model.fields import REFERRED_KINDS, FileField, TextType, file_fields
from policykb.model.knowledge_base import KnowledgeBase
from policykb.model.records import RECORD_TYPES, Claim, Record, RelativeTo
from policykb.views import payloads

VERSION = 1
"""The version of the tables: it is raised if a column goes, or means something else."""

NAMES = {"actors": "name", "topics": "label", "sources": "title"}
"""The column with the name of a record that others refer to, by table."""

TableValue = str | int | date | tuple[str, ...] | None
"""A value of a table; a tuple in a column whose ``is_list`` is True."""


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column of a table.

    Args:
        name: Its name, as in ``period_basis`` or ``location_line``.
        type: The type of its values, or of each item of them if ``is_list``.
        description: What it holds.
        is_list: True if each value is a tuple.
        is_required: True if no value is None.
        choices: The only values, if there are but few.
        refers_to: The table whose ids its values are; empty for others.
    """

    name: str
    type: type[str | int | date]
    description: str
    is_list: bool = False
    is_required: bool = False
    choices: tuple[str, ...] = ()
    refers_to: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """All records of one kind: the columns, and a function that makes the rows one by one.

    ``key`` is the column that tells rows apart; empty if none does.
    """

    name: str
    description: str
    columns: tuple[TableColumn, ...]
    size: int
    make_rows: Callable[[], Iterator[tuple[TableValue, ...]]]
    key: str = "id"

    @property
    def rows(self) -> Iterator[tuple[TableValue, ...]]:
        """Yield the rows, each with a cell for every column."""
        return self.make_rows()


_ADDED = {
    ("source", "id"): TableColumn("id", str, "The source's id.", is_required=True),
    ("source", "text_path"): TableColumn(
        "text_path", str, "The file of its text, beside the tables.", is_required=True
    ),
    ("claim", "source"): TableColumn(
        "source", str, "The source that says so.", is_required=True, refers_to="sources"
    ),
    ("skipped", "source"): TableColumn(
        "source", str, "The source it is from.", is_required=True, refers_to="sources"
    ),
    ("claim", "score"): TableColumn(
        "score", int, "The stance as a number from +2 to -2; none for mixed and for comparatives."
    ),
}
"""The columns that are no fields of the record in its file."""

_LOCATION = (
    TableColumn("location_path", str, "The file of the record, in the knowledge base."),
    TableColumn("location_line", int, "The line at which the record begins, from 1."),
    TableColumn("location_column", int, "The column at which the record begins, from 1."),
)


def tables(kb: KnowledgeBase) -> tuple[Table, ...]:
    """Return the tables of a knowledge base: claims, actors, topics, sources, skipped."""
    claims = list(kb.claims.values())
    return (claims_table(claims, len(claims)), *other_tables(kb))


def claims_table(claims: Iterable[Claim], size: int) -> Table:
    """Return the table of claims; ``size`` is their number."""
    return _table("claim", "claims", claims, size)


def other_tables(kb: KnowledgeBase) -> tuple[Table, ...]:
    """Return the tables of a knowledge base without that of the claims."""
    return (
        _table("actor", "actors", list(kb.actors.values()), len(kb.actors)),
        _table("topic", "topics", list(kb.topics.values()), len(kb.topics)),
        _table("source", "sources", list(kb.sources.values()), len(kb.sources)),
        _table("skipped", "skipped", list(kb.skipped), len(kb.skipped), key=""),
    )


def columns(kind: str) -> tuple[TableColumn, ...]:
    """Return the columns of the records of a kind: ``claim``, ``actor``, ``topic``, ``source`` or
    ``skipped``.
    """
    fields = {field.name: field for field in file_fields(RECORD_TYPES[kind])}
    made: list[TableColumn] = []
    for name in _members(kind):
        if (kind, name) in _ADDED:
            made.append(_ADDED[kind, name])
        elif fields[name].type is RelativeTo:
            made.extend(_flattened(fields[name]))
        else:
            made.append(_column(fields[name]))
    return (*made, *_LOCATION)


def _members(kind: str) -> tuple[str, ...]:
    """Return the members of the JSON of a record; of a source also where its text is."""
    return (*payloads.members(RECORD_TYPES[kind]), *(("text_path",) if kind == "source" else ()))


def _column(field: FileField, prefix: str = "", *, is_required: bool | None = None) -> TableColumn:
    type_: type = str if isinstance(field.type, TextType) else field.type
    choices = type_ if issubclass(type_, StrEnum) else ()
    return TableColumn(
        prefix + field.name,
        date if type_ is date else str,
        field.description,
        field.is_list,
        field.is_required if is_required is None else is_required,
        tuple(map(str, choices)),
        f"{referred}s" if (referred := REFERRED_KINDS.get(str(field.type))) else "",
    )


def _flattened(field: FileField) -> Iterator[TableColumn]:
    """Yield a column for each field of a comparative, which a claim need not have."""
    for inner in file_fields(RelativeTo):
        yield _column(inner, f"{field.name}_", is_required=False)


def _table(kind: str, name: str, records: Iterable[Record], size: int, *, key: str = "id") -> Table:
    description, _, _ = (RECORD_TYPES[kind].__doc__ or "").partition("\n\n")
    members = _members(kind)

    def rows() -> Iterator[tuple[TableValue, ...]]:
        return (tuple(_cells(record, members)) for record in records)

    return Table(name, description, columns(kind), size, rows, key)


def _cells(record: Record, members: Sequence[str]) -> Iterator[TableValue]:
    """Yield the cells of a record's row."""
    for name in members:
        value: object = getattr(record, name)
        if isinstance(value, RelativeTo):
            yield from (value.actor, value.than.value)
        elif name == "relative_to":
            yield from (None, None)
        else:
            yield _cell(value)
    where = record.location
    yield from (where.path, where.line, where.column)


def _cell(value: object) -> TableValue:
    match value:
        case None | int() | date():
            return value
        case str():
            return str(value)
        case tuple():
            return tuple(map(str, value))
        case _:
            return str(value)

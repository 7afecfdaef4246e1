"""The distinct values of a table's columns, and what they stand for according to a map.

What a field is in a row depends on few columns. Each distinct combination of their values is read
once by the code of the import; a table of the outcomes is joined to the rows.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from policykb.datasets.database import Database
from policykb.diagnostics import PolicyKBError
from policykb.exchange.foreign_table import ForeignValue, UnfitError, text_of
from policykb.exchange.mapped_columns import MappedColumns
from policykb.loading.import_map import ReadMap, field_fault

FIELDS = (
    *("date", "actor", "topic", "document", "stance", "period", "period_basis", "kind", "voice"),
    *("certainty", "status", "relative_to_actor", "relative_to_than", "disputed_by", "target"),
)
"""The fields of claims that answers filter, group or count by, in the order of their columns."""
_NAMES = frozenset({"actor", "topic", "document", "date", "disputed_by", "target"})
"""Those whose values are checked elsewhere."""


@dataclass(slots=True)
class Dimension:
    """The distinct values of some columns (indexes), and the fields that are made of them.

    ``texts`` are the fields for each combination of values, ``first`` the row in which it is first.
    """

    name: str
    columns: tuple[int, ...]
    fields: list[str]
    texts: list[tuple[str, ...]] = field(default_factory=list)
    first: list[int] = field(default_factory=list)


def place_of(database: Database, row: int) -> str:
    """Return a row by its place in words: its file and its number there from 1."""
    ((file, number),) = database.rows(
        "SELECT filename, file_row_number FROM raw WHERE place = ?", [row]
    )
    return f"{file}, row {number + 1}"


class Dimensions:
    """All dimensions of a table.

    Args:
        database: The table, as the view ``raw`` with the columns ``c0``, ``c1`` and so on.
        map_: The map.
        headings: The headings of these columns.

    Raises:
        PolicyKBError: The map names a column that is not there, or a value does not fit.
    """

    def __init__(self, database: Database, map_: ReadMap, headings: Sequence[str]) -> None:
        self._database = database
        self._claims = MappedColumns(map_, "claims", headings)
        self._size = len(headings)
        self.all: list[Dimension] = []
        for name in FIELDS:
            if self._claims.has(name):
                columns = self._claims.indexes(name)
                same = next((one for one in self.all if one.columns == columns), None)
                if same is None:
                    same = Dimension(f"d{len(self.all)}", columns, [])
                    self.all.append(same)
                same.fields.append(name)
        for one in self.all:
            self._read(one)

    def of(self, field_: str) -> Dimension | None:
        """Return the dimension that gives a field; None if the map does not have it."""
        return next((one for one in self.all if field_ in one.fields), None)

    def values(self, field_: str) -> Mapping[str, int]:
        """Return the values of a field, each with the row in which it is first."""
        dimension = self.of(field_)
        found: dict[str, int] = {}
        if dimension is not None:
            at = dimension.fields.index(field_)
            for texts, row in zip(dimension.texts, dimension.first, strict=True):
                found[texts[at]] = min(row, found.get(texts[at], row))
        return found

    def _read(self, one: Dimension) -> None:
        """Read the distinct values of the columns of a dimension, and make its fields of them."""
        names = [f"c{column}" for column in one.columns]
        listed = ", ".join(names)
        if names:
            self._database.run(
                f"CREATE TABLE {one.name}_keys AS SELECT row_number() OVER (ORDER BY first) - 1"  # noqa: S608 - no value from outside
                f" AS n, * FROM (SELECT {listed}, min(place) AS first FROM raw GROUP BY ALL)"
            )
        else:
            self._database.run(f"CREATE TABLE {one.name}_keys AS SELECT 0 AS n, 0 AS first")
        rows = self._database.rows(f"SELECT * FROM {one.name}_keys ORDER BY n")  # noqa: S608 - as above
        for number, *values, first in rows:
            cells: list[ForeignValue] = [""] * self._size
            for column, value in zip(one.columns, values, strict=True):
                cells[column] = cell(value)
            one.texts.append(tuple(self._fields(one, cells, first)))
            one.first.append(first)
            assert number == len(one.first) - 1  # noqa: S101 - they are in order
        self._database.table(
            f"{one.name}_texts",
            ("n_row", *one.fields),
            [(number, *texts) for number, texts in enumerate(one.texts)],
        )
        self._database.run(
            f"CREATE TABLE {one.name} AS SELECT k.* EXCLUDE (n, first), t.* EXCLUDE (n_row)"  # noqa: S608 - as above
            f" FROM {one.name}_keys k JOIN {one.name}_texts t ON k.n = t.n_row"
        )

    def _fields(self, one: Dimension, cells: Sequence[ForeignValue], row: int) -> Iterator[str]:
        try:
            day = self._claims.text("date", cells) if self._has_day(one) else ""
            for name in one.fields:
                text = self._claims.text(name, cells, day)
                if text and name not in _NAMES:
                    self._check(name, text)
                yield text
        except UnfitError as error:
            raise PolicyKBError(
                f"{place_of(self._database, row)}: {error}",
                "Correct the table, or the map.",
            ) from None

    def _has_day(self, one: Dimension) -> bool:
        return set(self._claims.indexes("date")) <= set(one.columns)

    def _check(self, name: str, text: str) -> None:
        outer, _, inner = name.rpartition("to_")
        if fault := field_fault("claims", {f"{outer}to": {inner: text}} if outer else {name: text}):
            raise UnfitError(self._claims.heading(name), fault[1])


def cell(value: Any) -> ForeignValue:
    """Return a value of a column as the import has it."""
    return tuple(map(text_of, value)) if isinstance(value, list) else text_of(value)


def joins(dimensions: Sequence[Dimension]) -> str:
    """Return the joins of dimensions to the view ``raw``."""
    found = []
    for one in dimensions:
        same = " AND ".join(
            f"raw.c{column} IS NOT DISTINCT FROM {one.name}.c{column}" for column in one.columns
        )
        found.append(f"JOIN {one.name} ON {same or 'true'}")
    return " ".join(found)

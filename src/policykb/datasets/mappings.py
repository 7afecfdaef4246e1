"""Mappings of records that are read from tables when they are asked for."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, ValuesView
from functools import cached_property
from typing import Protocol, TypeVar, cast

from policykb.datasets.database import Database
from policykb.datasets.records import TABLES, made, selected
from policykb.diagnostics import PolicyKBError
from policykb.model.records import Claim, Record

_K = TypeVar("_K")
_R = TypeVar("_R", bound=Record)

_FEW = 50_000
"""So many records are read at once; of more, those that are asked for."""


class RecordTable(Mapping[str, _R]):
    """The records of a table by id, in loading order: actors, topics or sources."""

    def __init__(self, database: Database, kind: str) -> None:
        self._database = database
        self._kind = kind
        self._known: dict[str, _R] = {}
        self._expected: set[str] = set()

    @cached_property
    def _size(self) -> int:
        ((size,),) = self._database.rows(f"SELECT count(*) FROM {TABLES[self._kind]}")  # noqa: S608 - no value from outside
        return int(size)

    @cached_property
    def _all(self) -> Mapping[str, _R]:
        found = {one.id: one for one in self.where()}  # type: ignore[attr-defined]  # these have ids
        if len(found) != self._size:
            raise self._twice()
        return found

    def where(self, condition: str = "", values: Sequence[object] = ()) -> Iterator[_R]:
        """Yield the records that a condition selects, in loading order.

        Raises:
            PolicyKBError: They cannot be read.
        """
        question = (
            f"SELECT {selected(self._kind)}, filename, file_row_number FROM {TABLES[self._kind]}"  # noqa: S608 - no value from outside
            f" {condition} ORDER BY loading_order"
        )
        for rows in self._database.batches(question, values):
            yield from cast("list[_R]", made(self._database, self._kind, rows))

    def _twice(self) -> PolicyKBError:
        table = TABLES[self._kind]
        ((one, file, row),) = self._database.rows(
            f"SELECT id, max(filename), max(file_row_number) FROM {table}"  # noqa: S608 - as above
            " GROUP BY id HAVING count(*) > 1 ORDER BY id LIMIT 1"
        )
        return PolicyKBError(
            f"{file}, row {row + 1}: the id {one} is there twice", "Give each record its own id."
        )

    def __getitem__(self, key: str) -> _R:
        """Return the record of an id.

        Raises:
            KeyError: there is none.
        """
        if self._size <= _FEW:
            return self._all[key]
        if key not in self._known:
            self._read({key, *self._expected} - self._known.keys())
        return self._known[key]

    def expect(self, ids: Iterable[str]) -> None:
        """Read the records of these ids together when one of them is asked for: each question
        looks at the whole table.
        """
        self._expected.update(ids)

    def _read(self, ids: Collection[str]) -> None:
        found = list(self.where("WHERE id IN (SELECT unnest(?))", [sorted(ids)]))
        self._known.update((one.id, one) for one in found)  # type: ignore[attr-defined]  # as above
        if len(found) > len(self._known.keys() & ids):
            raise self._twice()
        self._expected.clear()

    def __iter__(self) -> Iterator[str]:
        """Return all ids, in loading order."""
        if self._size <= _FEW:
            return iter(self._all)
        question = f"SELECT id FROM {TABLES[self._kind]} ORDER BY loading_order"  # noqa: S608 - as above
        return (one for rows in self._database.batches(question) for (one,) in rows)

    def __len__(self) -> int:
        """Return the number of records."""
        return self._size

    def values(self) -> ValuesView[_R]:
        """Return all records, in loading order."""
        if self._size <= _FEW:
            return self._all.values()
        return _Values(self, self.where)


class _Values(ValuesView[_R]):
    """All records of a table, which ``read`` reads at once and not one by one."""

    def __init__(self, mapping: Mapping[str, _R], read: Callable[[], Iterable[_R]]) -> None:
        super().__init__(mapping)
        self._read = read

    def __iter__(self) -> Iterator[_R]:
        return iter(self._read())


class ClaimTable(Protocol):
    """The claims of a table."""

    def of_cells(self, condition: str = "", values: Sequence[object] = ()) -> Iterator[Claim]:
        """Yield the claims of the actors and topics that a condition on these two columns of the
        view ``claims`` selects, in loading order. Literals that claims must hold may stand in it.

        Raises:
            PolicyKBError: They cannot be read, or are no claims.
        """
        ...

    def where(self, condition: str, values: Sequence[object]) -> Iterator[Claim]:
        """Yield the claims that any condition on the view ``claims`` selects, in loading order.

        Raises:
            PolicyKBError: They cannot be read, or are no claims.
        """
        ...

    def with_id(self, key: str) -> Claim | None:
        """Return the claim with an id; None if there is none."""
        ...

    def ids(self) -> Iterator[str]:
        """Yield all ids, in loading order."""
        ...

    def size(self) -> int:
        """Return the number of claims."""
        ...


class Claims(Mapping[str, Claim]):
    """The claims of a table by id, in loading order."""

    def __init__(self, table: ClaimTable) -> None:
        self._table = table
        self._known: dict[str, Claim | None] = {}

    def __getitem__(self, key: str) -> Claim:
        """Return the claim of an id.

        Raises:
            KeyError: there is none.
        """
        if key not in self._known:
            self._known[key] = self._table.with_id(key)
        if (found := self._known[key]) is None:
            raise KeyError(key)
        return found

    def __iter__(self) -> Iterator[str]:
        """Return all ids, in loading order."""
        return self._table.ids()

    def __len__(self) -> int:
        """Return the number of claims."""
        return self._table.size()

    def values(self) -> ValuesView[Claim]:
        """Return all claims, in loading order."""
        return _Values(self, self._table.of_cells)


class ClaimGroups(Mapping[_K, tuple[Claim, ...]]):
    """Claims by a key that they have in common: the values of some columns.

    Args:
        database: The tables.
        table: The claims.
        names: The columns.
        values: A function that makes the values of a key.
        key: A function that makes a key of values.
    """

    def __init__(
        self,
        database: Database,
        table: ClaimTable,
        names: Sequence[str],
        values: Callable[[_K], Sequence[str]],
        key: Callable[[Sequence[str]], _K],
    ) -> None:
        self._database = database
        self._table = table
        self._names = names
        self._values = values
        self._key = key

    def __getitem__(self, key: _K) -> tuple[Claim, ...]:
        """Return the claims of a key, in loading order.

        Raises:
            KeyError: there are none.
        """
        condition = " AND ".join(f"{name} = ?" for name in self._names)
        if found := tuple(self._table.where(f"WHERE {condition}", self._values(key))):
            return found
        raise KeyError(key)

    def __iter__(self) -> Iterator[_K]:
        """Return all keys."""
        names = ", ".join(self._names)
        question = f"SELECT {names} FROM claims GROUP BY ALL ORDER BY ALL"  # noqa: S608 - no value from outside
        return (self._key(row) for rows in self._database.batches(question) for row in rows)

    def __len__(self) -> int:
        """Return the number of keys."""
        return sum(1 for _ in self)

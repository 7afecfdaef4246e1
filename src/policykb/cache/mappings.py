"""Mappings that are read from a snapshot when they are asked for.

Where the snapshot is damaged they raise :class:`.DamagedSnapshotError`, and
:class:`HealingMapping` asks the files.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, ValuesView
from functools import cached_property
from typing import TypeVar, cast

from policykb.cache.tables import DamagedSnapshotError, SnapshotTables, storable
from policykb.loading.raw_records import RawRow, raw_of, record_of
from policykb.model.records import Claim, Record

_K = TypeVar("_K")
_V = TypeVar("_V")
_T = TypeVar("_T")
_R = TypeVar("_R", bound=Record)

ID = 2
"""The column of the id in a row of a record, behind the part and the number."""
_FEW = 100
"""So many records are read faster all at once than more than a couple of them one by one."""
_COUPLE = 2
"""The number of records that are read one by one before all are, if they are few."""


class Records(Mapping[str, _R]):
    """The valid records of a kind by id, in loading order."""

    def __init__(self, database: SnapshotTables, kind: str) -> None:
        self._database = database
        self._kind = kind
        self._known: dict[str, _R] = {}
        self._all_known = False

    def where(self, condition: str = "", values: Sequence[object] = ()) -> Iterator[_R]:
        """Return the records that a condition in SQL selects, in loading order."""
        return map(self.record, self.rows(condition, values))

    def rows(self, condition: str = "", values: Sequence[object] = ()) -> list[RawRow]:
        """Return the rows of these records."""
        return self._database.records(self._kind, condition, values)

    def record(self, row: RawRow) -> _R:
        """Return the record of a row."""
        return cast("_R", record_of(self._kind, row[0], raw_of(row)))

    def __getitem__(self, key: str) -> _R:
        """Return the record of an id.

        Raises:
            KeyError: there is none.
        """
        if key not in self._known and not self._all_known:
            self._read(key)
        return self._known[key]

    def _read(self, key: str) -> None:
        """Read the record of an id; if they are few, all after the first ones, and all where it is
        not found: that shows if it was lost.
        """
        is_few = len(self) <= _FEW
        if not is_few or len(self._known) < _COUPLE:
            self._known.update((key, one) for one in self.where("WHERE id = ?", [storable(key)]))
        if is_few and key not in self._known:
            self._read_all()

    def _read_all(self) -> None:
        self._known = {row[ID]: self.record(row) for row in self.rows()}
        self._all_known = True

    def __iter__(self) -> Iterator[str]:
        """Return all ids, in loading order. If they are few, their records are asked for next."""
        if len(self) > _FEW:
            return (row[ID] for row in self.rows())
        if not self._all_known:
            self._read_all()
        return iter(self._known)

    def __len__(self) -> int:
        """Return the number of records."""
        return self._size

    @cached_property
    def _size(self) -> int:
        return self._database.count(self._kind)

    def values(self) -> ValuesView[_R]:
        """Return all records, in loading order."""
        return Values(self, self.where)


class ClaimGroups(Mapping[_K, tuple[Claim, ...]]):
    """Claims by a key that they have in common."""

    def __init__(
        self,
        claims: Records[Claim],
        condition: str,
        values: Callable[[_K], Sequence[str]],
        key: Callable[[RawRow], _K],
    ) -> None:
        """Group the claims by the ``key`` of their rows. A condition in SQL selects those of one
        key, with the values that ``values`` makes of it.
        """
        self._claims = claims
        self._condition = condition
        self._values = values
        self._key = key

    def __getitem__(self, key: _K) -> tuple[Claim, ...]:
        """Return the claims of a key, in loading order.

        Raises:
            KeyError: there are none.
        """
        if found := tuple(self._claims.where(self._condition, self._values(key))):
            return found
        raise KeyError(key)

    def __iter__(self) -> Iterator[_K]:
        """Return all keys, in loading order."""
        return iter(dict.fromkeys(map(self._key, self._claims.rows())))

    def __len__(self) -> int:
        """Return the number of keys."""
        return sum(1 for _ in self)


class Names(Mapping[str, tuple[str, ...]]):
    """The ids of the records of a kind that have a name, by the name as look-ups compare it."""

    def __init__(self, database: SnapshotTables, kind: str) -> None:
        self._database = database
        self._kind = kind

    def _rows(self, condition: str, *values: str) -> list[RawRow]:
        query = (
            f"SELECT kind, name, id, part, number, checksum FROM name WHERE kind = ? {condition}"  # noqa: S608 - no value from outside
            " ORDER BY part, number, rowid"
        )
        return self._database.verified(query, (self._kind, *values))

    def __getitem__(self, key: str) -> tuple[str, ...]:
        """Return the ids of a name.

        Raises:
            KeyError: there are none.
        """
        rows = self._rows("AND name = ?", storable(key))
        if ids := tuple(dict.fromkeys(row[2] for row in rows)):
            return ids
        raise KeyError(key)

    def __iter__(self) -> Iterator[str]:
        """Return all names, in loading order."""
        return iter(dict.fromkeys(row[1] for row in self._rows("")))

    def __len__(self) -> int:
        """Return the number of names."""
        return sum(1 for _ in self)


class HealingMapping(Mapping[_K, _V]):
    """A mapping in a snapshot. If that is damaged, ``reread`` returns the mapping of the files.

    Iterators are of complete lists, so that no answer comes partly from a damaged snapshot.
    """

    def __init__(self, stored: Mapping[_K, _V], reread: Callable[[], Mapping[_K, _V]]) -> None:
        self._mapping = stored
        self._reread = reread

    def _ask(self, question: Callable[[Mapping[_K, _V]], _T]) -> _T:
        try:
            return question(self._mapping)
        except DamagedSnapshotError:
            self._mapping = self._reread()
            return question(self._mapping)

    def __getitem__(self, key: _K) -> _V:
        return self._ask(lambda mapping: mapping[key])

    def __iter__(self) -> Iterator[_K]:
        return iter(self._ask(list))

    def __len__(self) -> int:
        return self._ask(len)

    def values(self) -> ValuesView[_V]:
        """Return all values, in loading order."""
        return Values(self, lambda: self._ask(lambda mapping: [*mapping.values()]))


class Values(ValuesView[_V]):
    """All values of a mapping, which ``read`` reads at once and not one by one."""

    def __init__(self, mapping: Mapping[_K, _V], read: Callable[[], Iterable[_V]]) -> None:
        super().__init__(mapping)
        self._read = read

    def __iter__(self) -> Iterator[_V]:
        return iter(self._read())

"""A knowledge base whose records stay in the snapshot until they are asked for."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, ValuesView
from dataclasses import field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TypeVar, cast, overload

from policykb.cache import sqlite as sqlite3
from policykb.cache.tables import ORDER, columns, count, storable, told
from policykb.diagnostics import Span
from policykb.frozen import dataclass
from policykb.loading.raw_records import RawRecord, record_of
from policykb.model.knowledge_base import KnowledgeBase, Prefilter
from policykb.model.records import Claim, Record, Skipped, Topic
from policykb.text.tokens import Literal, matching_terms

_K = TypeVar("_K")
_R = TypeVar("_R", bound=Record)

_MOST_TERMS = 500
"""A piece of more words than these leads to so many claims that one may as well look at all."""
_FEW = 100
"""So many records are sooner read in one go than some of them one by one."""
_MOST_IDS = 500
"""More ids than these are not put into a query."""


class Records(Mapping[str, _R]):
    """The sound records of a kind by id, in loading order."""

    def __init__(self, connection: sqlite3.Connection, kind: str) -> None:
        self._connection = connection
        self._kind = kind
        self._known: dict[str, _R] = {}

    def where(self, condition: str, values: Sequence[str]) -> Iterator[_R]:
        """The records that a condition in SQL selects, in loading order."""
        # The sign keeps the few that are selected from being looked for among all, in their order.
        order = ORDER.replace("part", "+part") if condition else ORDER
        query = f"SELECT part, {columns(self._kind)} FROM {self._kind} {condition} {order}"  # noqa: S608 - no value from outside
        return (self._record(*row) for row in self._connection.execute(query, values))

    def _record(self, part: str, number: int, *rest: str | int | None) -> _R:
        texts = cast("tuple[str | None, ...]", rest[:-4])
        place = cast("tuple[int, int, int, int]", rest[-4:])
        return cast("_R", record_of(self._kind, part, RawRecord(number, texts, Span(*place))))

    def column(self, names: str) -> Iterator[tuple[str, ...]]:
        """What stands in some columns of all records, in loading order."""
        query = f"SELECT {names} FROM {self._kind} {ORDER}"  # noqa: S608 - no value from outside
        return iter(self._connection.execute(query))

    def __getitem__(self, key: str) -> _R:
        """The record of an id.

        Raises:
            KeyError: there is none.
        """
        if not self._known and len(self) <= _FEW:
            self._known = dict(zip(self, self.where("", ()), strict=True))
        if key not in self._known:
            found = next(self.where("WHERE id = ?", [storable(key)]), None)
            if found is None:
                raise KeyError(key)
            self._known[key] = found
        return self._known[key]

    def __iter__(self) -> Iterator[str]:
        """All ids, in loading order."""
        return (record_id for (record_id,) in self.column("id"))

    def __len__(self) -> int:
        """How many there are."""
        return count(self._connection, self._kind)

    def values(self) -> ValuesView[_R]:
        """All records, in loading order."""
        return _All(self)


class _All(ValuesView[_R]):
    """All records, read in one go and not one by one."""

    _mapping: Records[_R]

    def __iter__(self) -> Iterator[_R]:
        return self._mapping.where("", ())


class Groups(Mapping[_K, tuple[Claim, ...]]):
    """Claims by what they have in common: a key stands for a condition in SQL with these values,
    and is made of what stands in these columns.
    """

    def __init__(
        self,
        claims: Records[Claim],
        condition: str,
        values: Callable[[_K], Sequence[str]],
        columns: str,
        made: Callable[..., _K],
    ) -> None:
        self._claims = claims
        self._condition = condition
        self._values = values
        self._columns = columns
        self._made = made

    def __getitem__(self, key: _K) -> tuple[Claim, ...]:
        """The claims of a key, in loading order.

        Raises:
            KeyError: there are none.
        """
        if found := tuple(self._claims.where(self._condition, self._values(key))):
            return found
        raise KeyError(key)

    def __iter__(self) -> Iterator[_K]:
        """All keys, in loading order."""
        return iter(dict.fromkeys(self._made(*row) for row in self._claims.column(self._columns)))

    def __len__(self) -> int:
        """How many there are."""
        return sum(1 for _ in self)


class Names(Mapping[str, tuple[str, ...]]):
    """The ids that a name stands for, by the name as look-ups compare it."""

    def __init__(self, connection: sqlite3.Connection, kind: str) -> None:
        self._connection = connection
        self._kind = kind

    def __getitem__(self, key: str) -> tuple[str, ...]:
        """The ids of a name.

        Raises:
            KeyError: there are none.
        """
        query = f"SELECT id FROM name WHERE kind = ? AND name = ? {ORDER}, rowid"  # noqa: S608 - no value from outside
        found = self._connection.execute(query, (self._kind, storable(key)))
        if ids := tuple(dict.fromkeys(record_id for (record_id,) in found)):
            return ids
        raise KeyError(key)

    def __iter__(self) -> Iterator[str]:
        """All names, in loading order."""
        query = f"SELECT name FROM name WHERE kind = ? {ORDER}, rowid"  # noqa: S608 - no value from outside
        found = self._connection.execute(query, (self._kind,))
        return iter(dict.fromkeys(name for (name,) in found))

    def __len__(self) -> int:
        """How many there are."""
        return sum(1 for _ in self)


@dataclass(frozen=True)
class StoredKnowledgeBase(KnowledgeBase):
    """A knowledge base whose records are read from a snapshot when they are asked for."""

    connection: sqlite3.Connection = field(kw_only=True, repr=False, compare=False)

    @cached_property
    def _claims(self) -> Records[Claim]:
        return Records(self.connection, "claim")

    @cached_property
    def by_actor_and_topic(self) -> Mapping[tuple[str, str], tuple[Claim, ...]]:
        """Claims by (actor id, topic id), in loading order."""

        def cell(actor: str, topic: str) -> tuple[str, str]:
            return actor, topic

        return Groups(self._claims, "WHERE actor = ? AND topic = ?", list, "actor, topic", cell)

    @cached_property
    def by_source(self) -> Mapping[str, tuple[Claim, ...]]:
        """Claims by source id, in reading order."""

        def values(source: str) -> list[str]:
            return [source]

        return Groups(self._claims, "WHERE part = 'sources/' || ?", values, "substr(part, 9)", str)

    @cached_property
    def published(self) -> Mapping[str, int]:
        """The day of publication of each source (ordinal), by source id."""
        rows = self.connection.execute("SELECT id, published FROM source")
        return {source: date.fromisoformat(day).toordinal() for source, day in rows}

    @cached_property
    def narrower(self) -> Mapping[str, tuple[str, ...]]:
        """Ids of the topics directly below each topic that has any."""
        below: dict[str, list[str]] = {}
        topics: Records[Topic] = Records(self.connection, "topic")
        for broader, topic in topics.column("broader, id"):
            if broader:
                below.setdefault(broader, []).append(topic)
        return {key: tuple(ids) for key, ids in below.items()}

    @cached_property
    def actor_names(self) -> Mapping[str, tuple[str, ...]]:
        """Ids of actors by id and name, as look-ups compare them."""
        return Names(self.connection, "actor")

    @cached_property
    def topic_names(self) -> Mapping[str, tuple[str, ...]]:
        """Ids of topics by id and name, as look-ups compare them."""
        return Names(self.connection, "topic")

    @cached_property
    def source_names(self) -> Mapping[str, tuple[str, ...]]:
        """Ids of sources by id and name, as look-ups compare them."""
        return Names(self.connection, "source")

    def prefilter(self, prefilter: Prefilter) -> Iterable[Claim]:
        """Return the claims that pass the prefilter, in loading order.

        Actors, topics and literals are looked up in indexes, unless there are too many of them.
        """
        conditions: list[str] = []
        values: list[str] = []
        for name, ids in (("actor", prefilter.actors), ("topic", prefilter.topics)):
            if ids is not None and len(ids) <= _MOST_IDS:
                conditions.append(f"{name} IN ({', '.join('?' * len(ids))})")
                values += sorted(ids)
        literals = prefilter.literals if self._has_words else ()
        if terms := [found for literal in literals if (found := self._terms(literal)) is not None]:
            conditions.append("key IN (SELECT rowid FROM word WHERE word MATCH ?)")
            values.append(" AND ".join(f"({' OR '.join(some)})" for some in terms))
        if not all(terms):
            return
        where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
        for claim in self._claims.where(where, values):
            of_actors = prefilter.actors is None or claim.actor in prefilter.actors
            if of_actors and (prefilter.topics is None or claim.topic in prefilter.topics):
                yield claim

    @property
    def _has_words(self) -> bool:
        query = "SELECT 1 FROM told WHERE name = 'words'"
        return self.connection.execute(query).fetchone() is not None

    def _terms(self, literal: Literal) -> list[str] | None:
        """The words that a literal is of, as a query has them; None for too many."""
        condition = "term = ?" if literal.begins and literal.ends else "instr(term, ?)"
        query = f"SELECT term FROM term WHERE {condition}"  # noqa: S608 - no value from outside
        terms = (term for (term,) in self.connection.execute(query, (storable(literal.text),)))
        found = [f'"{term}"' for term in matching_terms(literal, terms)]
        return found if len(found) <= _MOST_TERMS else None


class _Skipped(Sequence[Skipped]):
    """The skipped sentences, in loading order."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._records: Records[Skipped] = Records(connection, "skipped")

    def __iter__(self) -> Iterator[Skipped]:
        return self._records.where("", ())

    def __len__(self) -> int:
        return len(self._records)

    @overload
    def __getitem__(self, index: int) -> Skipped: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Skipped]: ...
    def __getitem__(self, index: int | slice) -> Skipped | Sequence[Skipped]:
        return tuple(self)[index]


def stored_kb(connection: sqlite3.Connection, root: Path) -> StoredKnowledgeBase:
    """The knowledge base at ``root`` that is in a snapshot."""
    said = told(connection)
    return StoredKnowledgeBase(
        root=root,
        title=said.title,
        description=said.description,
        actors=Records(connection, "actor"),
        topics=Records(connection, "topic"),
        sources=Records(connection, "source"),
        claims=Records(connection, "claim"),
        skipped=_Skipped(connection),
        left_out=said.left_out,
        broader=said.broader,
        connection=connection,
    )

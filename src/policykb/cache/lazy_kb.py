"""A knowledge base whose records stay in the snapshot until they are asked for.

Reading it raises :class:`policykb.cache.tables.DamagedSnapshotError` where the snapshot is damaged;
:mod:`policykb.cache.healing` reads the files then.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, ValuesView
from dataclasses import field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar, cast, overload

from policykb.cache.tables import Database, storable
from policykb.diagnostics import Span
from policykb.frozen import dataclass
from policykb.loading.raw_records import FIELDS, RawRecord, record_of
from policykb.model.knowledge_base import KnowledgeBase, LeftOut, Prefilter
from policykb.model.records import Claim, Record, Skipped
from policykb.text.tokens import Literal, matching_terms

_K = TypeVar("_K")
_R = TypeVar("_R", bound=Record)

_MAX_TERMS = 500
"""A literal that more words contain is in so many claims that all of them may as well be read."""
_FEW = 100
"""So many records are read faster all at once than some of them one by one."""
_MAX_IDS = 500
"""More ids than these are not put into a query."""
_ID, _ACTOR, _TOPIC = (2 + FIELDS["claim"].index(name) for name in ("id", "actor", "topic"))
"""The columns of a row of a claim, behind the part and the number."""
_BROADER = 2 + FIELDS["topic"].index("broader")


class Records(Mapping[str, _R]):
    """The valid records of a kind by id, in loading order."""

    def __init__(self, database: Database, kind: str) -> None:
        self._database = database
        self._kind = kind
        self._known: dict[str, _R] = {}

    def where(self, condition: str = "", values: Sequence[str] = ()) -> Iterator[_R]:
        """Return the records that a condition in SQL selects, in loading order."""
        return (self._record(*row) for row in self.rows(condition, values))

    def rows(self, condition: str = "", values: Sequence[str] = ()) -> list[tuple[Any, ...]]:
        """Return the rows of these records: part, number, texts, span and check sum."""
        return self._database.records(self._kind, condition, values)

    def _record(self, part: str, number: int, *rest: str | int | None) -> _R:
        texts = cast("tuple[str | None, ...]", rest[:-5])
        span = cast("tuple[int, int, int, int]", rest[-5:-1])
        return cast("_R", record_of(self._kind, part, RawRecord(number, texts, Span(*span))))

    def __getitem__(self, key: str) -> _R:
        """Return the record of an id.

        Raises:
            KeyError: there is none.
        """
        if not self._known and len(self) <= _FEW:
            self._known = {row[_ID]: self._record(*row) for row in self.rows()}
        if key not in self._known:
            found = next(self.where("WHERE id = ?", [storable(key)]), None)
            if found is None:
                raise KeyError(key)
            self._known[key] = found
        return self._known[key]

    def __iter__(self) -> Iterator[str]:
        """Return all ids, in loading order."""
        return (row[_ID] for row in self.rows())

    def __len__(self) -> int:
        """Return the number of records."""
        return self._database.count(self._kind)

    def values(self) -> ValuesView[_R]:
        """Return all records, in loading order."""
        return _Values(self)


class _Values(ValuesView[_R]):
    """All records, read at once and not one by one."""

    _mapping: Records[_R]

    def __iter__(self) -> Iterator[_R]:
        return self._mapping.where()


class ClaimGroups(Mapping[_K, tuple[Claim, ...]]):
    """Claims by a key that they have in common."""

    def __init__(
        self,
        claims: Records[Claim],
        condition: str,
        values: Callable[[_K], Sequence[str]],
        key: Callable[[tuple[Any, ...]], _K],
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

    def __init__(self, database: Database, kind: str) -> None:
        self._database = database
        self._kind = kind

    def _rows(self, condition: str, *values: str) -> list[tuple[Any, ...]]:
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


@dataclass(frozen=True)
class StoredKnowledgeBase(KnowledgeBase):
    """A knowledge base whose records are read from a snapshot when they are asked for."""

    database: Database = field(kw_only=True, repr=False, compare=False)

    @cached_property
    def _claims(self) -> Records[Claim]:
        return Records(self.database, "claim")

    @cached_property
    def by_actor_and_topic(self) -> Mapping[tuple[str, str], tuple[Claim, ...]]:
        """Claims by (actor id, topic id), in loading order."""
        return ClaimGroups(
            self._claims,
            "WHERE actor = ? AND topic = ?",
            list,
            lambda row: (row[_ACTOR], row[_TOPIC]),
        )

    @cached_property
    def by_source(self) -> Mapping[str, tuple[Claim, ...]]:
        """Claims by source id, in reading order."""
        condition = "WHERE part = 'sources/' || ?"
        return ClaimGroups(
            self._claims, condition, lambda source: [source], lambda row: row[0].rpartition("/")[2]
        )

    @cached_property
    def published(self) -> Mapping[str, int]:
        """The day of publication of each source (ordinal), by source id."""
        days = (line.split() for line in self.database.text("published").splitlines())
        return {source: date.fromisoformat(day).toordinal() for source, day in days}

    @cached_property
    def narrower(self) -> Mapping[str, tuple[str, ...]]:
        """Ids of the topics directly below each topic that has any."""
        below: dict[str, list[str]] = {}
        for row in self.database.records("topic"):
            if row[_BROADER]:
                below.setdefault(row[_BROADER], []).append(row[_ID])
        return {key: tuple(ids) for key, ids in below.items()}

    @cached_property
    def actor_names(self) -> Mapping[str, tuple[str, ...]]:
        """Ids of actors by id and name, as look-ups compare them."""
        return Names(self.database, "actor")

    @cached_property
    def topic_names(self) -> Mapping[str, tuple[str, ...]]:
        """Ids of topics by id and name, as look-ups compare them."""
        return Names(self.database, "topic")

    @cached_property
    def source_names(self) -> Mapping[str, tuple[str, ...]]:
        """Ids of sources by id and name, as look-ups compare them."""
        return Names(self.database, "source")

    def prefilter(self, prefilter: Prefilter) -> Iterable[Claim]:
        """Yield the claims that pass the prefilter, in loading order.

        Actors, topics and literals are looked up in indexes, unless there are too many of them.
        """
        conditions: list[str] = []
        values: list[str] = []
        for name, ids in (("actor", prefilter.actors), ("topic", prefilter.topics)):
            if ids is not None and len(ids) <= _MAX_IDS:
                conditions.append(f"{name} IN ({', '.join('?' * len(ids))})")
                values += sorted(ids)
        literals = prefilter.literals if self.database.has_meta("words") else ()
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

    def _terms(self, literal: Literal) -> list[str] | None:
        """Return the words that contain a literal, as a query has them; None for too many."""
        condition = "term = ?" if literal.begins and literal.ends else "instr(term, ?)"
        query = f"SELECT term FROM term WHERE {condition}"  # noqa: S608 - no value from outside
        terms = (term for (term,) in self.database.rows(query, (storable(literal.text),)))
        found = [f'"{term}"' for term in matching_terms(literal, terms)]
        return found if len(found) <= _MAX_TERMS else None


class _SkippedSentences(Sequence[Skipped]):
    """The skipped sentences, in loading order."""

    def __init__(self, database: Database) -> None:
        self._records: Records[Skipped] = Records(database, "skipped")

    def __iter__(self) -> Iterator[Skipped]:
        return self._records.where()

    def __len__(self) -> int:
        return len(self._records)

    @overload
    def __getitem__(self, index: int) -> Skipped: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Skipped]: ...
    def __getitem__(self, index: int | slice) -> Skipped | Sequence[Skipped]:
        return tuple(self)[index]


def stored_kb(database: Database, root: Path) -> StoredKnowledgeBase:
    """Return the knowledge base at ``root`` that is in a snapshot."""
    left_out: tuple[LeftOut, ...] = ()
    if packed := database.text("left_out"):
        from policykb.loading.serialize import deserialize_left_out  # noqa: PLC0415 - few need it

        left_out = deserialize_left_out(packed)
    return StoredKnowledgeBase(
        root=root,
        title=database.text("title"),
        description=database.text("description"),
        actors=Records(database, "actor"),
        topics=Records(database, "topic"),
        sources=Records(database, "source"),
        claims=Records(database, "claim"),
        skipped=_SkippedSentences(database),
        left_out=left_out,
        broader=frozenset(database.text("broader").split()),
        database=database,
    )

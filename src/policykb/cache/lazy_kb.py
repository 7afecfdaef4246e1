"""A knowledge base whose records stay in the snapshot until they are asked for.

Where the snapshot proves damaged, the files are read: every answer of
:class:`StoredKnowledgeBase` comes wholly from the one or the other.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import TypeVar, overload

from policykb.cache.mappings import ID, ClaimGroups, HealingMapping, Names, Records
from policykb.cache.tables import DamagedSnapshotError, Database, storable
from policykb.frozen import dataclass
from policykb.loading.raw_records import FIELDS
from policykb.model.knowledge_base import KnowledgeBase, LeftOut, Prefilter
from policykb.model.records import Claim, Record, Skipped
from policykb.text.tokens import Literal, matching_terms

_K = TypeVar("_K")
_V = TypeVar("_V")
_R = TypeVar("_R", bound=Record)

_MAX_TERMS = 500
"""A literal that more words contain is in so many claims that all of them may as well be read."""
_MAX_IDS = 500
"""More ids than these are not put into a query."""
_ACTOR, _TOPIC = (2 + FIELDS["claim"].index(name) for name in ("actor", "topic"))
_BROADER = 2 + FIELDS["topic"].index("broader")
"""Columns of rows, behind the part and the number."""


@dataclass(frozen=True)
class StoredKnowledgeBase(KnowledgeBase):
    """A knowledge base whose records are read from a snapshot when they are asked for.

    ``read_files`` returns the knowledge base of the files, once the snapshot proves damaged.
    """

    database: Database = field(kw_only=True, repr=False, compare=False)
    read_files: Callable[[], KnowledgeBase] = field(kw_only=True, repr=False, compare=False)

    def _ask(self, stored: Callable[[], _V], reread: Callable[[KnowledgeBase], _V]) -> _V:
        try:
            return stored()
        except DamagedSnapshotError:
            return reread(self.read_files())

    def _healing(
        self, stored: Mapping[_K, _V], reread: Callable[[KnowledgeBase], Mapping[_K, _V]]
    ) -> Mapping[_K, _V]:
        return HealingMapping(stored, lambda: reread(self.read_files()))

    @cached_property
    def _claims(self) -> Records[Claim]:
        return Records(self.database, "claim")

    @cached_property
    def by_actor_and_topic(self) -> Mapping[tuple[str, str], tuple[Claim, ...]]:
        """Claims by (actor id, topic id), in loading order."""
        condition = "WHERE actor = ? AND topic = ?"
        groups: ClaimGroups[tuple[str, str]] = ClaimGroups(
            self._claims, condition, list, lambda row: (row[_ACTOR], row[_TOPIC])
        )
        return self._healing(groups, lambda kb: kb.by_actor_and_topic)

    @cached_property
    def by_source(self) -> Mapping[str, tuple[Claim, ...]]:
        """Claims by source id, in reading order."""
        condition = "WHERE part = 'sources/' || ?"
        groups: ClaimGroups[str] = ClaimGroups(
            self._claims, condition, lambda source: [source], lambda row: row[0].rpartition("/")[2]
        )
        return self._healing(groups, lambda kb: kb.by_source)

    @cached_property
    def published(self) -> Mapping[str, int]:
        """The day of publication of each source (ordinal), by source id."""
        return self._ask(self._published, lambda kb: kb.published)

    def _published(self) -> Mapping[str, int]:
        days = (line.split() for line in self.database.text("published").splitlines())
        return {source: date.fromisoformat(day).toordinal() for source, day in days}

    @cached_property
    def narrower(self) -> Mapping[str, tuple[str, ...]]:
        """Ids of the topics directly below each topic that has any."""
        return self._ask(self._narrower, lambda kb: kb.narrower)

    def _narrower(self) -> Mapping[str, tuple[str, ...]]:
        below: dict[str, list[str]] = {}
        for row in self.database.records("topic"):
            if row[_BROADER]:
                below.setdefault(row[_BROADER], []).append(row[ID])
        return {key: tuple(ids) for key, ids in below.items()}

    @cached_property
    def actor_names(self) -> Mapping[str, tuple[str, ...]]:
        """Ids of actors by id and name, as look-ups compare them."""
        return self._healing(Names(self.database, "actor"), lambda kb: kb.actor_names)

    @cached_property
    def topic_names(self) -> Mapping[str, tuple[str, ...]]:
        """Ids of topics by id and name, as look-ups compare them."""
        return self._healing(Names(self.database, "topic"), lambda kb: kb.topic_names)

    @cached_property
    def source_names(self) -> Mapping[str, tuple[str, ...]]:
        """Ids of sources by id and name, as look-ups compare them."""
        return self._healing(Names(self.database, "source"), lambda kb: kb.source_names)

    def prefilter(self, prefilter: Prefilter) -> Iterable[Claim]:
        """Return the claims that pass the prefilter, in loading order."""
        return self._ask(
            lambda: [*self._prefilter(prefilter)], lambda kb: [*kb.prefilter(prefilter)]
        )

    def _prefilter(self, prefilter: Prefilter) -> Iterator[Claim]:
        # Actors, topics and literals are looked up in indexes, unless there are too many of them.
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
    """The skipped sentences in loading order, all of which are read when one is asked for."""

    def __init__(self, read: Callable[[], Sequence[Skipped]]) -> None:
        self._read = cache(read)

    def __len__(self) -> int:
        return len(self._read())

    @overload
    def __getitem__(self, index: int) -> Skipped: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Skipped]: ...
    def __getitem__(self, index: int | slice) -> Skipped | Sequence[Skipped]:
        return self._read()[index]


def stored_kb(
    database: Database, root: Path, read_files: Callable[[], KnowledgeBase]
) -> StoredKnowledgeBase:
    """Return the knowledge base at ``root`` that is in a snapshot.

    ``read_files`` returns that of the files, or raises :class:`DamagedSnapshotError`; it is called
    where the snapshot proves damaged.

    Raises:
        DamagedSnapshotError: not even the title can be read.
    """
    left_out: tuple[LeftOut, ...] = ()
    if packed := database.text("left_out"):
        from policykb.loading.serialize import deserialize_left_out  # noqa: PLC0415 - few need it

        left_out = deserialize_left_out(packed)

    def records(
        kind: str, reread: Callable[[KnowledgeBase], Mapping[str, _R]]
    ) -> HealingMapping[str, _R]:
        return HealingMapping(Records(database, kind), lambda: reread(read_files()))

    def skipped() -> Sequence[Skipped]:
        try:
            stored: Records[Skipped] = Records(database, "skipped")
            return [*stored.where()]
        except DamagedSnapshotError:
            return read_files().skipped

    return StoredKnowledgeBase(
        root=root,
        title=database.text("title"),
        description=database.text("description"),
        actors=records("actor", lambda kb: kb.actors),
        topics=records("topic", lambda kb: kb.topics),
        sources=records("source", lambda kb: kb.sources),
        claims=records("claim", lambda kb: kb.claims),
        skipped=_SkippedSentences(skipped),
        left_out=left_out,
        broader=frozenset(database.text("broader").split()),
        database=database,
        read_files=read_files,
    )

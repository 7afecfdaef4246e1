"""A knowledge base whose records stay in the snapshot until they are asked for.

Where the snapshot proves damaged, the files are read: every answer of
:class:`StoredKnowledgeBase` comes wholly from the one or the other.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from datetime import date
from functools import cache, cached_property
from itertools import chain
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, overload

from policykb.cache.mappings import ClaimGroups, HealingMapping, Names, Records
from policykb.cache.tables import DamagedSnapshotError, SnapshotTables
from policykb.frozen import dataclass
from policykb.loading.raw_records import RawRow
from policykb.model.knowledge_base import KnowledgeBase, LeftOut, Prefilter
from policykb.model.records import Claim, Record, Skipped, Topic
from policykb.text.normalize import fold_case

if TYPE_CHECKING:
    from policykb.text.tokens import Literal

_K = TypeVar("_K")
_V = TypeVar("_V")
_R = TypeVar("_R", bound=Record)

_MAX_IDS = 500
"""More ids than these are not put into a query."""
_PART, _NUMBER, _ID, _ACTOR, _TOPIC, _TEXTS = range(6)
"""Columns of the rows of claims."""


@dataclass(frozen=True)
class StoredKnowledgeBase(KnowledgeBase):
    """A knowledge base whose records are read from a snapshot when they are asked for.

    ``read_files`` returns the knowledge base of the files, once the snapshot proves damaged.
    """

    database: SnapshotTables = field(kw_only=True, repr=False, compare=False)
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
        words = self.database.text("published").split()
        days = map(date.toordinal, map(date.fromisoformat, words[1::2]))  # of many thousands
        return dict(zip(words[::2], days, strict=True))

    @cached_property
    def narrower(self) -> Mapping[str, tuple[str, ...]]:
        """Ids of the topics directly below each topic that has any."""
        return self._ask(self._narrower, lambda kb: kb.narrower)

    def _narrower(self) -> Mapping[str, tuple[str, ...]]:
        below: dict[str, list[str]] = {}
        for topic in Records[Topic](self.database, "topic").where():
            if topic.broader:
                below.setdefault(topic.broader, []).append(topic.id)
        return {key: tuple(ids) for key, ids in below.items()}

    def is_leaf(self, topic: str) -> bool:
        """Return True if no topic is narrower than this one; no topic is read to tell it."""
        return topic not in self.broader

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
        literals = prefilter.literals
        only_words = bool(literals) and prefilter.actors is None and prefilter.topics is None
        rows = self._rows_near(literals) if only_words else None
        for row in self._rows_about(prefilter) if rows is None else rows:
            of_actors = prefilter.actors is None or row[_ACTOR] in prefilter.actors
            if of_actors and (prefilter.topics is None or row[_TOPIC] in prefilter.topics):
                folded = fold_case(f"{row[_ID]} {row[_TEXTS]}") if literals else ""
                if all(literal.text in folded for literal in literals):
                    yield self._claims.record(row)

    def _rows_about(self, prefilter: Prefilter) -> list[RawRow]:
        """Return the rows of the claims of some actors on some topics, or more of them. Too many
        ids are not looked up in indexes.
        """
        conditions: list[str] = []
        values: list[str] = []
        for name, ids in (("actor", prefilter.actors), ("topic", prefilter.topics)):
            if ids is not None and len(ids) <= _MAX_IDS:
                conditions.append(f"{name} IN ({', '.join('?' * len(ids))})")
                values += sorted(ids)
        where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
        return self._claims.rows(where, values)

    def _rows_near(self, literals: "Sequence[Literal]") -> list[RawRow] | None:
        """Return the rows of the claims near those in which there are some words, in loading
        order; None if these are more than half of all claims, which may as well be read.
        """
        ranges = self.database.ranges_holding([literal.in_words for literal in literals])
        if sum(last + 1 - first for first, last in ranges) > len(self._claims) / 2:
            return None
        near = (self._claims.rows("WHERE key BETWEEN ? AND ?", one) for one in ranges)
        return sorted(chain.from_iterable(near), key=itemgetter(_PART, _NUMBER))


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
    database: SnapshotTables, root: Path, read_files: Callable[[], KnowledgeBase]
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

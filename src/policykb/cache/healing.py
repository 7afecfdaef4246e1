"""A knowledge base that is read from a snapshot, and from the files once that proves damaged."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, ValuesView
from dataclasses import field
from functools import cached_property
from typing import TypeVar, overload

from policykb.cache.snapshot import Snapshot
from policykb.cache.tables import DamagedSnapshotError
from policykb.frozen import dataclass
from policykb.model.knowledge_base import KnowledgeBase, Prefilter
from policykb.model.records import Claim, Skipped

_K = TypeVar("_K")
_V = TypeVar("_V")
_T = TypeVar("_T")


class _Healing:
    """Answers questions from a snapshot. If that is damaged, it is deleted and the files are read.

    An answer must hold no iterator: it is complete before anybody sees a part of it.
    """

    def __init__(self, snapshot: Snapshot, read_files: Callable[[], KnowledgeBase]) -> None:
        self._snapshot = snapshot
        self._read_files = read_files
        self.kb: KnowledgeBase = snapshot.kb

    def __call__(self, question: Callable[[KnowledgeBase], _T], /) -> _T:
        try:
            return question(self.kb)
        except DamagedSnapshotError:
            self._snapshot.delete()
            self.kb = self._read_files()
            return question(self.kb)


class _View(Mapping[_K, _V]):
    """A mapping of the knowledge base."""

    def __init__(self, ask: _Healing, mapping: Callable[[KnowledgeBase], Mapping[_K, _V]]) -> None:
        self.ask = ask
        self.mapping = mapping

    def __getitem__(self, key: _K) -> _V:
        return self.ask(lambda kb: self.mapping(kb)[key])

    def __iter__(self) -> Iterator[_K]:
        return iter(self.ask(lambda kb: [*self.mapping(kb)]))

    def __len__(self) -> int:
        return self.ask(lambda kb: len(self.mapping(kb)))

    def values(self) -> ValuesView[_V]:
        """Return all values, in loading order."""
        return _Values(self)


class _Values(ValuesView[_V]):
    """All values, read at once and not one by one."""

    _mapping: _View[object, _V]

    def __iter__(self) -> Iterator[_V]:
        view = self._mapping
        return iter(view.ask(lambda kb: [*view.mapping(kb).values()]))


class _SkippedSentences(Sequence[Skipped]):
    """The skipped sentences of the knowledge base."""

    def __init__(self, ask: _Healing) -> None:
        self._ask = ask

    def __iter__(self) -> Iterator[Skipped]:
        return iter(self._ask(lambda kb: [*kb.skipped]))

    def __len__(self) -> int:
        return self._ask(lambda kb: len(kb.skipped))

    @overload
    def __getitem__(self, index: int) -> Skipped: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Skipped]: ...
    def __getitem__(self, index: int | slice) -> Skipped | Sequence[Skipped]:
        return self._ask(lambda kb: kb.skipped[index])


@dataclass(frozen=True)
class HealingKnowledgeBase(KnowledgeBase):
    """A knowledge base each of whose answers comes wholly from the snapshot or from the files."""

    ask: _Healing = field(kw_only=True, repr=False, compare=False)

    @cached_property
    def by_actor_and_topic(self) -> Mapping[tuple[str, str], tuple[Claim, ...]]:
        """Claims by (actor id, topic id), in loading order."""
        return _View(self.ask, lambda kb: kb.by_actor_and_topic)

    @cached_property
    def by_source(self) -> Mapping[str, tuple[Claim, ...]]:
        """Claims by source id, in reading order."""
        return _View(self.ask, lambda kb: kb.by_source)

    @cached_property
    def published(self) -> Mapping[str, int]:
        """The day of publication of each source (ordinal), by source id."""
        return self.ask(lambda kb: kb.published)

    @cached_property
    def narrower(self) -> Mapping[str, tuple[str, ...]]:
        """Ids of the topics directly below each topic that has any."""
        return self.ask(lambda kb: kb.narrower)

    @cached_property
    def actor_names(self) -> Mapping[str, tuple[str, ...]]:
        """Ids of actors by id and name, as look-ups compare them."""
        return _View(self.ask, lambda kb: kb.actor_names)

    @cached_property
    def topic_names(self) -> Mapping[str, tuple[str, ...]]:
        """Ids of topics by id and name, as look-ups compare them."""
        return _View(self.ask, lambda kb: kb.topic_names)

    @cached_property
    def source_names(self) -> Mapping[str, tuple[str, ...]]:
        """Ids of sources by id and name, as look-ups compare them."""
        return _View(self.ask, lambda kb: kb.source_names)

    def prefilter(self, prefilter: Prefilter) -> Iterable[Claim]:
        """Return the claims that pass the prefilter, in loading order."""
        return self.ask(lambda kb: [*kb.prefilter(prefilter)])


def healing_kb(snapshot: Snapshot, read_files: Callable[[], KnowledgeBase]) -> HealingKnowledgeBase:
    """Return the knowledge base of a snapshot; ``read_files`` reads it where that is damaged.

    Raises:
        DamagedSnapshotError: not even the title can be read.
    """
    ask = _Healing(snapshot, read_files)
    kb = ask.kb
    return HealingKnowledgeBase(
        root=kb.root,
        title=kb.title,
        description=kb.description,
        actors=_View(ask, lambda kb: kb.actors),
        topics=_View(ask, lambda kb: kb.topics),
        sources=_View(ask, lambda kb: kb.sources),
        claims=_View(ask, lambda kb: kb.claims),
        skipped=_SkippedSentences(ask),
        left_out=kb.left_out,
        broader=kb.broader,
        ask=ask,
    )

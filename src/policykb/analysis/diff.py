"""The difference between two states of a knowledge base: records, and the positions, verdicts and
agreements that change with them on one date.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple, TypeVar

from policykb.analysis.counted import CountedClaims, count
from policykb.analysis.position_diff import (
    AgreementChange,
    PositionChange,
    VerdictChange,
    agreement_changes,
    position_changes,
    verdict_changes,
)
from policykb.analysis.query import Query, day, select
from policykb.analysis.record_diff import (
    ChangeKind,
    LeftOutRecords,
    RecordChange,
    by_sentence,
    record_changes,
)
from policykb.diagnostics import PolicyKBError
from policykb.frozen import dataclass
from policykb.model.knowledge_base import KnowledgeBase, Named
from policykb.model.period import AFTER_ALL_DAYS
from policykb.model.records import Actor, Claim, Record, Skipped, Source, Topic

_K = TypeVar("_K")
_R = TypeVar("_R", bound=Record)


@dataclass(frozen=True, slots=True)
class DiffFilter:
    """The ids that the words of a request name, in either state; an empty field asks for all."""

    actors: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """The answer to ``diff``: two states, the records that differ, and what changed with them.

    ``day`` is the date of all positions and ``record_ends`` the day on which the newest source of
    the later state was published (ordinals); None if there is no source. ``query`` and ``scope``
    are the request.
    """

    before: KnowledgeBase
    after: KnowledgeBase
    claims: tuple[RecordChange[Claim], ...]
    actors: tuple[RecordChange[Actor], ...]
    topics: tuple[RecordChange[Topic], ...]
    sources: tuple[RecordChange[Source], ...]
    skipped: tuple[RecordChange[Skipped], ...]
    positions: tuple[PositionChange, ...]
    verdicts: tuple[VerdictChange, ...]
    agreements: tuple[AgreementChange, ...]
    day: int | None
    record_ends: int | None
    query: Query
    scope: DiffFilter

    def actor(self, actor_id: str) -> Actor:
        """Return the actor with this id, from the later state if it is there."""
        return self.after.actors.get(actor_id) or self.before.actors[actor_id]

    def topic(self, topic_id: str) -> Topic:
        """Return the topic with this id, from the later state if it is there."""
        return self.after.topics.get(topic_id) or self.before.topics[topic_id]

    def __bool__(self) -> bool:
        """Return True if there is any difference."""
        records = (self.claims, self.actors, self.topics, self.sources, self.skipped)
        return any((*records, self.positions, self.verdicts, self.agreements))


def diff(
    before: KnowledgeBase,
    after: KnowledgeBase,
    *,
    actors: Sequence[str] = (),
    as_of: str = "",
    query: Query | None = None,
) -> Difference:
    """Return what differs between two states of a knowledge base.

    Args:
        before: the earlier state.
        after: the later state.
        actors: only these (ids, names or aliases); of two or more also their agreements.
        as_of: the date of the positions (``2021-08``: its last day); by default the day on which
            the newest source of the later state was published.
        query: which claims to look at; by default all, of which the active ones in the voice
            of the source's author or of the actor count. It may name records of one state only.
            The claims reported are those that fit it in one of the states, whatever their status.

    Raises:
        PolicyKBError: a name is unknown in both states, a date cannot be read, or no
            source was published in time in either.
    """
    query = query or Query()
    scope = DiffFilter(
        _ids(before, after, actors or query.actors, KnowledgeBase.actor),
        _ids(before, after, query.topics, KnowledgeBase.topic),
        _ids(before, after, query.sources, KnowledgeBase.source),
    )
    earlier, later = _state(before, query, scope), _state(after, query, scope)
    if query.known_by and earlier.record_ends == later.record_ends == 0:
        count(after, Query(known_by=query.known_by))  # raises an error with the reason
    on = day(as_of) if as_of else later.record_ends or earlier.record_ends
    counted = (earlier.counted, later.counted)
    positions = tuple(position_changes(*counted, on))
    fitting = earlier.fitting | later.fitting
    claims = _record_changes(before, after, before.claims, after.claims)
    topics = before.with_narrower(scope.topics) | after.with_narrower(scope.topics)
    skipped = _record_changes(
        before, after, by_sentence(before.skipped), by_sentence(after.skipped)
    )
    sources = scope.sources
    return Difference(
        before=before,
        after=after,
        claims=tuple(one for one in claims if one.record.id in fitting),
        actors=tuple(
            one
            for one in _record_changes(before, after, before.actors, after.actors)
            if not scope.actors or one.record.id in scope.actors
        ),
        topics=tuple(
            one
            for one in _record_changes(before, after, before.topics, after.topics)
            if not topics or one.record.id in topics
        ),
        sources=tuple(
            one
            for one in _record_changes(before, after, before.sources, after.sources)
            if not sources or one.record.id in sources
        ),
        skipped=tuple(one for one in skipped if not sources or one.record.source in sources),
        positions=positions,
        verdicts=tuple(verdict_changes(*counted, positions, on, scope.actors)),
        agreements=tuple(agreement_changes(*counted, on, scope.actors)),
        day=on or None,
        record_ends=later.record_ends or None,
        query=query,
        scope=scope,
    )


class _State(NamedTuple):
    """One of the two states: its claims that count, the ids of those that fit the request, and the
    day (ordinal) on which its newest source was published; 0 if it has none.
    """

    counted: CountedClaims
    fitting: frozenset[str]
    record_ends: int


def _ids(
    before: KnowledgeBase,
    after: KnowledgeBase,
    words: Iterable[str],
    find: Callable[[KnowledgeBase, str], Named],
) -> tuple[str, ...]:
    """Return the ids of the records that words name; each must be in at least one state."""
    found: dict[str, None] = {}
    for word in words:
        errors: list[PolicyKBError] = []
        for kb in (after, before):
            try:
                found[find(kb, word).id] = None
            except PolicyKBError as error:
                errors.append(error)
        if len(errors) == 2:
            raise errors[0]
    return tuple(found)


def _state(kb: KnowledgeBase, query: Query, scope: DiffFilter) -> _State:
    last = day(query.known_by) if query.known_by else AFTER_ALL_DAYS
    record_ends = max((d for d in kb.published.values() if d <= last), default=0)
    wanted = (
        (scope.actors, [one for one in scope.actors if one in kb.actors]),
        (scope.topics, [one for one in scope.topics if one in kb.topics]),
        (scope.sources, [one for one in scope.sources if one in kb.sources]),
    )
    actors, topics, sources = (found for _, found in wanted)
    own_query = replace(query, actors=actors, topics=topics, sources=sources)
    empty = CountedClaims(kb, own_query, {}, {}, record_ends)
    # An empty filter asks for all. If it has ids, but none of them is in this state, nothing fits.
    if any(requested and not found for requested, found in wanted):
        return _State(empty, frozenset(), record_ends)
    fitting = frozenset(claim.id for claim in select(kb, replace(own_query, statuses=())).claims)
    return _State(count(kb, own_query) if record_ends else empty, fitting, record_ends)


def _record_changes(
    before: KnowledgeBase,
    after: KnowledgeBase,
    earlier: Mapping[_K, _R],
    later: Mapping[_K, _R],
) -> Iterator[RecordChange[_R]]:
    """Yield the changes of records; those that are due to a fault are marked ``faulty``."""
    left_out = {
        ChangeKind.ADDED: LeftOutRecords(before),
        ChangeKind.REMOVED: LeftOutRecords(after),
    }
    for one in record_changes(earlier, later):
        others = left_out.get(one.kind)
        yield replace(one, faulty=others is not None and others.include(one.record))

"""Two states of a knowledge base: which records differ, and which positions, verdicts and
agreements are others because of it, on one and the same date.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from policykb.analysis.counted import CountedClaims, count
from policykb.analysis.position_diff import (
    AgreementChange,
    PositionChange,
    State,
    VerdictChange,
    agreement_changes,
    position_changes,
    verdict_changes,
)
from policykb.analysis.query import Query, day, select
from policykb.analysis.record_diff import (
    ChangeKind,
    RecordChange,
    by_sentence,
    changes,
    is_left_out,
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
    """The ids that the words of a request mean, in either state; without any, all."""

    actors: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """The answer to ``diff``: the states, the records that differ, and what moved with them.

    ``day`` is the date of all positions and ``record_ends`` the day on which the newest source of
    the later state was published (ordinals); None if there is no source. ``query`` and ``scope``
    are what was asked for.
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
        """The actor with this id, as in the later state if it is there."""
        return self.after.actors.get(actor_id) or self.before.actors[actor_id]

    def topic(self, topic_id: str) -> Topic:
        """The topic with this id, as in the later state if it is there."""
        return self.after.topics.get(topic_id) or self.before.topics[topic_id]

    def __bool__(self) -> bool:
        """Whether there is any difference."""
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
    """What differs between two states of a knowledge base.

    Args:
        before: the earlier state.
        after: the later state.
        actors: only these (ids, names or aliases); of two or more also their agreements.
        as_of: the date of the positions (``2021-08``: its last day); by default the day on which
            the newest source of the later state was published.
        query: which claims to look at; by default all, of which the active ones in the voice
            of the source's author or of the actor count. What it names need be in one state only.
            The claims reported are those that fit it in one of the states, of whatever status.

    Raises:
        PolicyKBError: a name is unknown in both states, a date is none, or no source was
            published in time in either.
    """
    query = query or Query()
    scope = DiffFilter(
        _ids(before, after, actors or query.actors, KnowledgeBase.actor),
        _ids(before, after, query.topics, KnowledgeBase.topic),
        _ids(before, after, query.sources, KnowledgeBase.source),
    )
    earlier, later = _state(before, query, scope), _state(after, query, scope)
    if query.known_by and earlier.record_ends == later.record_ends == 0:
        count(after, Query(known_by=query.known_by))  # says what there is
    on = day(as_of) if as_of else later.record_ends or earlier.record_ends
    positions = tuple(position_changes(earlier, later, on))
    fitting = earlier.fitting | later.fitting
    claims = _edits(before, after, before.claims, after.claims)
    topics = before.with_narrower(scope.topics) | after.with_narrower(scope.topics)
    skipped = _edits(before, after, by_sentence(before.skipped), by_sentence(after.skipped))
    sources = scope.sources
    return Difference(
        before=before,
        after=after,
        claims=tuple(one for one in claims if one.record.id in fitting),
        actors=tuple(
            one
            for one in _edits(before, after, before.actors, after.actors)
            if not scope.actors or one.record.id in scope.actors
        ),
        topics=tuple(
            one
            for one in _edits(before, after, before.topics, after.topics)
            if not topics or one.record.id in topics
        ),
        sources=tuple(
            one
            for one in _edits(before, after, before.sources, after.sources)
            if not sources or one.record.id in sources
        ),
        skipped=tuple(one for one in skipped if not sources or one.record.source in sources),
        positions=positions,
        verdicts=tuple(verdict_changes(earlier, later, positions, on, scope.actors)),
        agreements=tuple(agreement_changes(earlier, later, on, scope.actors)),
        day=on or None,
        record_ends=later.record_ends or None,
        query=query,
        scope=scope,
    )


def _ids(
    before: KnowledgeBase,
    after: KnowledgeBase,
    words: Iterable[str],
    find: Callable[[KnowledgeBase, str], Named],
) -> tuple[str, ...]:
    """What words name, each in one of the states at least."""
    found: dict[str, None] = {}
    for word in words:
        missed: list[PolicyKBError] = []
        for kb in (after, before):
            try:
                found[find(kb, word).id] = None
            except PolicyKBError as error:
                missed.append(error)
        if len(missed) == 2:
            raise missed[0]
    return tuple(found)


def _state(kb: KnowledgeBase, query: Query, scope: DiffFilter) -> State:
    last = day(query.known_by) if query.known_by else AFTER_ALL_DAYS
    record_ends = max((d for d in kb.published.values() if d <= last), default=0)
    wanted = (
        (scope.actors, [one for one in scope.actors if one in kb.actors]),
        (scope.topics, [one for one in scope.topics if one in kb.topics]),
        (scope.sources, [one for one in scope.sources if one in kb.sources]),
    )
    actors, topics, sources = (found for _, found in wanted)
    here = replace(query, actors=actors, topics=topics, sources=sources)
    nothing = CountedClaims(kb, here, {}, {}, record_ends)
    # An empty filter asks for all; one of which nothing is in this state asks for nothing.
    if any(asked and not found for asked, found in wanted):
        return State(nothing, frozenset(), record_ends)
    fitting = frozenset(claim.id for claim in select(kb, replace(here, statuses=())).claims)
    return State(count(kb, here) if record_ends else nothing, fitting, record_ends)


def _edits(
    before: KnowledgeBase,
    after: KnowledgeBase,
    earlier: Mapping[_K, _R],
    later: Mapping[_K, _R],
) -> Iterator[RecordChange[_R]]:
    """The changes, of which those say so that are due to a fault."""
    for one in changes(earlier, later):
        without = {ChangeKind.ADDED: before, ChangeKind.REMOVED: after}.get(one.kind)
        faulty = without is not None and is_left_out(without, one.record)
        yield replace(one, faulty=faulty)

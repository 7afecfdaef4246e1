"""Two states of a knowledge base: which records differ, and which positions, verdicts and
agreements are others because of it, on one and the same date.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import NamedTuple, TypeVar

from policykb.agreement import Agreement
from policykb.comparison import Verdict, compare_counted, compare_topic
from policykb.counting import Counted, count
from policykb.diagnostics import PolicyKBError
from policykb.edits import Edit, Fate, by_sentence, edits, is_left_out
from policykb.knowledge import KnowledgeBase, Named
from policykb.period import AFTER_ALL_DAYS
from policykb.positions import Position, moves
from policykb.query import Query, day, select
from policykb.records import Actor, Claim, Record, Skipped, Source, Topic

_K = TypeVar("_K")
_R = TypeVar("_R", bound=Record)


@dataclass(frozen=True, slots=True)
class PositionMove:
    """A position that is another one.

    ``claims`` are the ids of the claims behind it: they count in one of the states only, or differ
    in what a position can turn on. ``sources`` are the ids of those of its sources that have
    another date of publication.
    """

    actor: str
    topic: str
    before: Position
    after: Position
    claims: tuple[str, ...]
    sources: tuple[str, ...]


class Outcome(NamedTuple):
    """A verdict on two actors; ``side`` is the one in force (id) where only one is."""

    verdict: Verdict
    side: str | None


@dataclass(frozen=True, slots=True)
class VerdictMove:
    """A verdict on two actors (ids) on a topic (id) that is another one."""

    topic: str
    actors: tuple[str, str]
    before: Outcome
    after: Outcome


@dataclass(frozen=True, slots=True)
class AgreementMove:
    """An agreement of two actors (ids) that is another number, or is one in one state only."""

    actors: tuple[str, str]
    before: Agreement
    after: Agreement


@dataclass(frozen=True, slots=True)
class Scope:
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
    claims: tuple[Edit[Claim], ...]
    actors: tuple[Edit[Actor], ...]
    topics: tuple[Edit[Topic], ...]
    sources: tuple[Edit[Source], ...]
    skipped: tuple[Edit[Skipped], ...]
    positions: tuple[PositionMove, ...]
    verdicts: tuple[VerdictMove, ...]
    agreements: tuple[AgreementMove, ...]
    day: int | None
    record_ends: int | None
    query: Query
    scope: Scope

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
    scope = Scope(
        _ids(before, after, actors or query.actors, KnowledgeBase.actor),
        _ids(before, after, query.topics, KnowledgeBase.topic),
        _ids(before, after, query.sources, KnowledgeBase.source),
    )
    earlier, later = _state(before, query, scope), _state(after, query, scope)
    if query.known_by and earlier.record_ends == later.record_ends == 0:
        count(after, Query(known_by=query.known_by))  # says what there is
    on = day(as_of) if as_of else later.record_ends or earlier.record_ends
    positions = tuple(_positions(earlier, later, on))
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
        verdicts=tuple(_verdicts(earlier, later, positions, on, scope.actors)),
        agreements=tuple(_agreements(earlier, later, on, scope.actors)),
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


class _State(NamedTuple):
    """A state: its claims that count, the ids of those that fit the request, and the day (ordinal)
    on which its newest source was published; 0 if it has none.
    """

    counted: Counted
    fitting: frozenset[str]
    record_ends: int


def _state(kb: KnowledgeBase, query: Query, scope: Scope) -> _State:
    last = day(query.known_by) if query.known_by else AFTER_ALL_DAYS
    record_ends = max((d for d in kb.published.values() if d <= last), default=0)
    wanted = (
        (scope.actors, [one for one in scope.actors if one in kb.actors]),
        (scope.topics, [one for one in scope.topics if one in kb.topics]),
        (scope.sources, [one for one in scope.sources if one in kb.sources]),
    )
    actors, topics, sources = (found for _, found in wanted)
    here = replace(query, actors=actors, topics=topics, sources=sources)
    nothing = Counted(kb, here, {}, {}, record_ends)
    # An empty filter asks for all; one of which nothing is in this state asks for nothing.
    if any(asked and not found for asked, found in wanted):
        return _State(nothing, frozenset(), record_ends)
    fitting = frozenset(claim.id for claim in select(kb, replace(here, statuses=())).claims)
    return _State(count(kb, here) if record_ends else nothing, fitting, record_ends)


def _edits(
    before: KnowledgeBase,
    after: KnowledgeBase,
    earlier: Mapping[_K, _R],
    later: Mapping[_K, _R],
) -> Iterator[Edit[_R]]:
    """The edits, of which those say so that are due to a fault."""
    for one in edits(earlier, later):
        without = {Fate.ADDED: before, Fate.REMOVED: after}.get(one.fate)
        faulty = without is not None and is_left_out(without, one.record)
        yield replace(one, faulty=faulty)


# --- what moved ------------------------------------------------------------------------


def _positions(earlier: _State, later: _State, on: int) -> Iterator[PositionMove]:
    """The positions that are others, by topic and actor as they stand in their files."""
    before, after = earlier.counted, later.counted
    topics, actors = (
        {name: place for place, name in enumerate({**mine, **theirs})}
        for mine, theirs in (
            (after.kb.topics, before.kb.topics),
            (after.kb.actors, before.kb.actors),
        )
    )
    cells = before.claims.keys() | after.claims.keys()
    for actor, topic in sorted(cells, key=lambda cell: (topics[cell[1]], actors[cell[0]])):
        one, other = (counted.position(actor, topic, on) for counted in (before, after))
        if moves(one, other):
            claims = tuple(_behind(before.of(actor, topic), after.of(actor, topic)))
            dated_anew = tuple(
                source
                for source in dict.fromkeys(c.source for c in after.of(actor, topic))
                if before.kb.published.get(source, 0) not in {0, after.kb.published[source]}
            )
            yield PositionMove(actor, topic, one, other, claims, dated_anew)


def _behind(before: Sequence[Claim], after: Sequence[Claim]) -> Iterator[str]:
    """The ids of the claims that a position cannot have turned on in both states alike."""
    earlier = {claim.id: claim for claim in before}
    later = {claim.id: claim for claim in after}
    for name in {**later, **earlier}:
        one, other = earlier.get(name), later.get(name)
        if one is None or other is None or _telling(one) != _telling(other):
            yield name


def _telling(claim: Claim) -> tuple[object, ...]:
    return (claim.stance, claim.period, claim.period_basis, claim.relative_to, claim.source)


def _verdicts(
    earlier: _State, later: _State, moved: Iterable[PositionMove], on: int, named: Sequence[str]
) -> Iterator[VerdictMove]:
    """The verdicts that are others, on each two of the actors of whom one has moved: those that
    were named, else those with a counted claim on the topic.
    """
    states = (earlier.counted, later.counted)
    movers_on: dict[str, set[str]] = {}
    for move in moved:
        movers_on.setdefault(move.topic, set()).add(move.actor)
    speakers: dict[str, set[str]] = {}
    for actor, topic in (cell for counted in states for cell in counted.claims):
        speakers.setdefault(topic, set()).add(actor)
    order = {**later.counted.kb.actors, **earlier.counted.kb.actors}
    for topic, movers in movers_on.items():
        actors = named or [actor for actor in order if actor in speakers[topic]]
        for pair in combinations(actors, 2):
            if not set(pair).isdisjoint(movers):
                before, after = (_outcome(counted, topic, pair, on) for counted in states)
                if before != after:
                    yield VerdictMove(topic, pair, before, after)


def _outcome(counted: Counted, topic: str, pair: tuple[str, str], on: int) -> Outcome:
    if topic not in counted.kb.topics:
        return Outcome(Verdict.NONE, None)
    row = compare_topic(counted, topic, pair, on)
    return Outcome(row.verdict, row.side)


def _agreements(
    earlier: _State, later: _State, on: int, named: Sequence[str]
) -> Iterator[AgreementMove]:
    """The agreements that are others, of each two of the actors that were named."""
    states = (earlier.counted, later.counted)
    known = {**earlier.counted.kb.actors, **later.counted.kb.actors}
    for pair in combinations(named, 2):
        actors = [known[actor] for actor in pair]
        before, after = (compare_counted(counted, actors, on).agreement for counted in states)
        if before.value != after.value:
            yield AgreementMove(pair, before, after)

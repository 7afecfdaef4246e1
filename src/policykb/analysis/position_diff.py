"""What moves between two states of a knowledge base: positions, verdicts and agreements."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from policykb.analysis.agreement import Agreement
from policykb.analysis.comparison import Outcome, Verdict, compare_counted, compare_topic
from policykb.analysis.counted import CountedClaims
from policykb.analysis.positions import Position, moves
from policykb.frozen import dataclass
from policykb.model.records import Claim


@dataclass(frozen=True, slots=True)
class PositionChange:
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


@dataclass(frozen=True, slots=True)
class VerdictChange:
    """A verdict on two actors (ids) on a topic (id) that is another one."""

    topic: str
    actors: tuple[str, str]
    before: Outcome
    after: Outcome


@dataclass(frozen=True, slots=True)
class AgreementChange:
    """An agreement of two actors (ids) that is another number, or is one in one state only."""

    actors: tuple[str, str]
    before: Agreement
    after: Agreement


class State(NamedTuple):
    """A state: its claims that count, the ids of those that fit the request, and the day (ordinal)
    on which its newest source was published; 0 if it has none.
    """

    counted: CountedClaims
    fitting: frozenset[str]
    record_ends: int


def position_changes(earlier: State, later: State, on: int) -> Iterator[PositionChange]:
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
            yield PositionChange(actor, topic, one, other, claims, dated_anew)


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


def verdict_changes(
    earlier: State, later: State, moved: Iterable[PositionChange], on: int, named: Sequence[str]
) -> Iterator[VerdictChange]:
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
                    yield VerdictChange(topic, pair, before, after)


def _outcome(counted: CountedClaims, topic: str, pair: tuple[str, str], on: int) -> Outcome:
    if topic not in counted.kb.topics:
        return Outcome(Verdict.NONE)
    return compare_topic(counted, topic, pair, on).outcome


def agreement_changes(
    earlier: State, later: State, on: int, named: Sequence[str]
) -> Iterator[AgreementChange]:
    """The agreements that are others, of each two of the actors that were named."""
    states = (earlier.counted, later.counted)
    known = {**earlier.counted.kb.actors, **later.counted.kb.actors}
    for pair in combinations(named, 2):
        actors = [known[actor] for actor in pair]
        before, after = (compare_counted(counted, actors, on).agreement for counted in states)
        if before.value != after.value:
            yield AgreementChange(pair, before, after)

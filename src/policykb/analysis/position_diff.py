"""Positions, verdicts and agreements that differ between two states of a knowledge base."""

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from policykb.analysis.agreement import Agreement
from policykb.analysis.comparison import compare_counted
from policykb.analysis.counted import CountedClaims
from policykb.analysis.positions import Position, moves
from policykb.analysis.verdicts import Outcome, Verdict, outcome_of
from policykb.frozen import dataclass
from policykb.model.records import Claim


@dataclass(frozen=True, slots=True)
class PositionChange:
    """A position that is not the same in two states.

    ``claims`` are the ids of the claims that explain it: they count in one of the states only, or
    differ in a field that a position depends on. ``sources`` are the ids of those of its sources
    whose date of publication differs.
    """

    actor: str
    topic: str
    before: Position
    after: Position
    claims: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VerdictChange:
    """A verdict on two actors (ids) on a topic (id) that is not the same in two states."""

    topic: str
    actors: tuple[str, str]
    before: Outcome
    after: Outcome


@dataclass(frozen=True, slots=True)
class AgreementChange:
    """An agreement of two actors (ids) whose value differs, or is missing in one state."""

    actors: tuple[str, str]
    before: Agreement
    after: Agreement


def position_changes(
    before: CountedClaims, after: CountedClaims, on: int
) -> Iterator[PositionChange]:
    """Yield the positions that differ, by topic and actor in the order of their files."""
    topics, actors = (
        {name: place for place, name in enumerate({**mine, **theirs})}
        for mine, theirs in (
            (after.kb.topics, before.kb.topics),
            (after.kb.actors, before.kb.actors),
        )
    )
    redated_sources = {
        source
        for source, day in before.kb.published.items()
        if after.kb.published.get(source) != day
    }
    pairs = {
        pair
        for pair in before.claims.keys() | after.claims.keys()
        # Claims that were read once for both states are the same objects.
        if before.of(*pair) != after.of(*pair)
        or not redated_sources.isdisjoint(claim.source for claim in before.of(*pair))
    }
    for actor, topic in sorted(pairs, key=lambda pair: (topics[pair[1]], actors[pair[0]])):
        one, other = (counted.position(actor, topic, on) for counted in (before, after))
        if moves(one, other):
            claims = tuple(_differing(before.of(actor, topic), after.of(actor, topic)))
            redated = tuple(
                source
                for source in dict.fromkeys(c.source for c in after.of(actor, topic))
                if before.kb.published.get(source, 0) not in {0, after.kb.published[source]}
            )
            yield PositionChange(actor, topic, one, other, claims, redated)


def _differing(before: Sequence[Claim], after: Sequence[Claim]) -> Iterator[str]:
    """Yield the ids of the claims that affect a position in one state only, or differently."""
    earlier = {claim.id: claim for claim in before}
    later = {claim.id: claim for claim in after}
    for name in {**later, **earlier}:
        one, other = earlier.get(name), later.get(name)
        if one is None or other is None or _relevant_fields(one) != _relevant_fields(other):
            yield name


def _relevant_fields(claim: Claim) -> tuple[object, ...]:
    return (claim.stance, claim.period, claim.period_basis, claim.relative_to, claim.source)


def verdict_changes(
    before: CountedClaims,
    after: CountedClaims,
    moved: Iterable[PositionChange],
    on: int,
    named: Sequence[str],
) -> Iterator[VerdictChange]:
    """Yield the verdicts that differ, on each two actors of whom one has moved.

    The actors are those that were ``named`` (ids), else those with a counted claim on the topic.
    """
    states = (before, after)
    movers_on: dict[str, set[str]] = {}
    for move in moved:
        movers_on.setdefault(move.topic, set()).add(move.actor)
    speakers: dict[str, set[str]] = {}
    for actor, topic in (pair for counted in states for pair in counted.claims):
        speakers.setdefault(topic, set()).add(actor)
    places = {name: place for place, name in enumerate({**after.kb.actors, **before.kb.actors})}
    for topic, movers in movers_on.items():
        actors = named or sorted(speakers[topic], key=places.__getitem__)
        was, now = (_positions(counted, topic, actors, on) for counted in states)
        for pair in _pairs_with(actors, movers):
            old, new = _outcome(was, pair), _outcome(now, pair)
            if old != new:
                yield VerdictChange(topic, pair, old, new)


def _pairs_with(actors: Sequence[str], some: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield each two of the actors, at least one of whom is among ``some``, in their order."""
    wanted = [place for place, actor in enumerate(actors) if actor in some]
    for place, actor in enumerate(actors):
        if actor in some:
            others: Iterable[int] = range(place + 1, len(actors))
        else:
            others = wanted[bisect_right(wanted, place) :]
        for other in others:
            yield actor, actors[other]


def _positions(
    counted: CountedClaims, topic: str, actors: Iterable[str], on: int
) -> Mapping[str, Position]:
    """Return the positions of actors on a topic, by actor; empty if the state has no such topic."""
    if topic not in counted.kb.topics:
        return {}
    return {actor: counted.position(actor, topic, on) for actor in actors}


def _outcome(positions: Mapping[str, Position], pair: tuple[str, str]) -> Outcome:
    if not positions:
        return Outcome(Verdict.NONE)
    return outcome_of({actor: positions[actor] for actor in pair})


def agreement_changes(
    before: CountedClaims, after: CountedClaims, on: int, named: Sequence[str]
) -> Iterator[AgreementChange]:
    """Yield the agreements that differ, of each two of the actors that were ``named`` (ids)."""
    known = {**before.kb.actors, **after.kb.actors}
    for pair in combinations(named, 2):
        actors = [known[actor] for actor in pair]
        was, now = (compare_counted(state, actors, on).agreement for state in (before, after))
        if was.value != now.value:
            yield AgreementChange(pair, was, now)

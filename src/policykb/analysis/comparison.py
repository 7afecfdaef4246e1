"""Compare actors: a verdict for each topic, and the agreement of each pair over all topics."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from enum import StrEnum
from itertools import combinations
from typing import NamedTuple

from policykb.analysis.agreement import Agreement, agreement
from policykb.analysis.counted import CountedClaims, count_for, resolve_actors
from policykb.analysis.positions import Position, PositionStatus
from policykb.analysis.query import Query
from policykb.diagnostics import PolicyKBError, format_value, one_of
from policykb.frozen import dataclass
from policykb.model.knowledge_base import KnowledgeBase
from policykb.model.records import Actor, Claim, Topic


class Verdict(StrEnum):
    """The verdict on the positions of a row, most important first."""

    OPPOSED = "opposed"
    CONTESTED = "contested"
    DIFFER = "differ"
    AGREE = "agree"
    ONE_SIDED = "one-sided"
    UNDATED = "undated"
    NONE = "none"


_ORDER = list(Verdict)

SILENT = "silent"
"""The word that asks for the topics on which an actor is silent, in the place of a verdict."""


class Reason(StrEnum):
    """The reason of a verdict: the first of these that applies."""

    NOBODY = "nobody"  # all are silent or past
    UNKNOWN = "unknown"  # fewer than two positions are in force, and one is undated
    ONE_ACTOR = "one-actor"  # one position is in force, the others are silent or past
    CLASH = "clash"  # one of the two is contested
    SAME_SIDE = "same-side"  # both stances have the same sign, or both are neutral
    NO_SIGN = "no-sign"  # one is mixed, or only its order is known
    ONE_NEUTRAL = "one-neutral"  # one is neutral, the other is not
    OPPOSITE = "opposite"  # the stances have opposite signs

    @property
    def verdict(self) -> Verdict:
        """The verdict that follows."""
        return _VERDICTS[self]


_VERDICTS = {
    Reason.NOBODY: Verdict.NONE,
    Reason.UNKNOWN: Verdict.UNDATED,
    Reason.ONE_ACTOR: Verdict.ONE_SIDED,
    Reason.CLASH: Verdict.CONTESTED,
    Reason.SAME_SIDE: Verdict.AGREE,
    Reason.NO_SIGN: Verdict.DIFFER,
    Reason.ONE_NEUTRAL: Verdict.DIFFER,
    Reason.OPPOSITE: Verdict.OPPOSED,
}


class Outcome(NamedTuple):
    """A verdict; ``side`` is the only actor (id) in force, if one-sided or undated."""

    verdict: Verdict
    side: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a comparison: a topic, the positions by actor id, and the verdict with its reason.

    ``side`` is the only actor (id) in force, of a row that is one-sided or undated. ``pair`` is
    the pair that the verdict is about if there are more than two actors. ``leaf`` is True if no
    topic is narrower, so that the row counts towards the agreement.
    """

    topic: Topic
    positions: Mapping[str, Position]
    reason: Reason
    side: str | None
    pair: tuple[str, str] | None
    leaf: bool

    @property
    def verdict(self) -> Verdict:
        """The verdict on the positions."""
        return self.reason.verdict

    @property
    def verdict_if_held(self) -> Verdict:
        """The verdict if undated positions hold: another one only where the verdict is undated."""
        if self.verdict is not Verdict.UNDATED:
            return self.verdict
        return _reason({actor: p.if_it_held for actor, p in self.positions.items()})[0].verdict

    @property
    def outcome(self) -> Outcome:
        """The verdict with its side."""
        return Outcome(self.verdict, self.side)

    @property
    def claims(self) -> Iterator[Claim]:
        """Yield all counted claims of the actors on the topic, whatever the day."""
        return (claim for p in self.positions.values() for claim in p.trajectory)

    @property
    def actors_in_force(self) -> tuple[str, ...]:
        """The actors (ids) whose positions are in force."""
        return self._those(lambda position: position.status.in_force)

    @property
    def silent_actors(self) -> tuple[str, ...]:
        """The actors (ids) of whom there is no counted claim on the topic that has begun."""
        return self._those(lambda position: position.status is PositionStatus.SILENT)

    @property
    def undated_actors(self) -> tuple[str, ...]:
        """The actors (ids) of whom it is not known if their claims hold on the day."""
        return self._those(lambda position: position.status is PositionStatus.UNDATED)

    @property
    def silent(self) -> bool:
        """True if all positions are silent, so that a comparison leaves the row out."""
        return len(self.silent_actors) == len(self.positions)

    @property
    def supporters(self) -> tuple[str, ...]:
        """The actors (ids) in favour, to any degree."""
        return self._those(lambda position: (position.score or 0) > 0)

    @property
    def opponents(self) -> tuple[str, ...]:
        """The actors (ids) against, to any degree."""
        return self._those(lambda position: (position.score or 0) < 0)

    def _those(self, fits: Callable[[Position], bool]) -> tuple[str, ...]:
        return tuple(actor for actor, position in self.positions.items() if fits(position))


@dataclass(frozen=True, slots=True)
class Pair:
    """Two of several actors: the number of rows by verdict, and their agreement."""

    actors: tuple[str, str]
    verdicts: Mapping[Verdict, int]
    agreement: Agreement


@dataclass(frozen=True, slots=True)
class Comparison:
    """The answer to ``compare``: rows grouped by verdict, most important first.

    ``day`` is the date of the answer and ``record_ends`` the day on which the newest
    source was published (ordinals). ``verdicts`` counts all rows, ``sides`` the one-sided ones of
    each actor (id), ``rows`` holds those asked for. ``pairs`` holds each pair of the actors, also
    if there are only two. ``not_counted`` is the number of claims of the actors that did not
    count, by the filter that rejected them. ``query`` and ``only`` are the request.
    """

    actors: tuple[Actor, ...]
    day: int
    record_ends: int
    rows: tuple[Row, ...]
    verdicts: Mapping[Verdict, int]
    sides: Mapping[str, int]
    pairs: tuple[Pair, ...]
    not_counted: Mapping[str, int]
    query: Query
    only: tuple[str, ...] = ()

    @property
    def known_by(self) -> str | None:
        """The date by which the sources had to be published, if one was given."""
        return self.query.known_by or None

    @property
    def agreement(self) -> Agreement:
        """The agreement of two actors; without a value if there are more: see ``pairs``."""
        if len(self.pairs) == 1:
            return self.pairs[0].agreement
        leaves = sum(row.leaf for row in self.rows)
        reason = "an agreement is between two actors: see the pairs"
        return Agreement(None, None, None, 0, leaves, reason=reason)


def compare(
    kb: KnowledgeBase,
    *actors: str,
    as_of: str = "",
    query: Query | None = None,
    only: Collection[str] = (),
) -> Comparison:
    """Compare the positions of two or more actors, topic by topic.

    Args:
        kb: the knowledge base.
        actors: two or more actors, by id, name or alias.
        as_of: the date of the answer (``2021-08``: its last day); by default the day on which
            the newest source was published.
        query: which claims to look at; by default all that count (active, in the
            voice of the source's author or of the actor).
        only: the verdicts to keep in ``rows``, and ``silent`` for the topics on which one of the
            actors is silent, or all of them; the counts still cover all rows with a verdict.

    Raises:
        PolicyKBError: fewer than two actors, one of them twice, an unknown name, a bad date,
            or no source that was published in time.
    """
    found = comparable(kb, actors)
    counted = count_for(kb, found, query)
    return compare_counted(counted, found, counted.day(as_of), only)


def comparable(kb: KnowledgeBase, words: Sequence[str]) -> tuple[Actor, ...]:
    """Return two or more actors by id, name or alias.

    Raises:
        PolicyKBError: there are fewer, one of them is named twice, or a name is unknown.
    """
    found = resolve_actors(kb, words)
    if len(found) < 2:
        raise PolicyKBError(
            "a comparison needs two actors or more", "`policykb actors` lists the actors."
        )
    return found


def compare_counted(
    counted: CountedClaims,
    actors: Sequence[Actor],
    on: int,
    only: Collection[str] = (),
) -> Comparison:
    """Compare two or more actors by counted claims, on a day (ordinal).

    Raises:
        PolicyKBError: ``only`` names no verdict.
    """
    wanted = known_verdicts(only)
    ids = [actor.id for actor in actors]
    rows = _rows(counted, ids, on)
    return Comparison(
        actors=tuple(actors),
        day=on,
        record_ends=counted.record_ends,
        rows=tuple(_wanted(counted, ids, on, rows, wanted) if wanted else rows),
        verdicts=_count(rows),
        sides={
            actor: sum(row.outcome == (Verdict.ONE_SIDED, actor) for row in rows) for actor in ids
        },
        pairs=tuple(
            _pair(counted, pair, on, rows if len(ids) == 2 else _rows(counted, pair, on))
            for pair in combinations(ids, 2)
        ),
        not_counted=counted.not_counted,
        query=counted.query,
        only=wanted,
    )


def known_verdicts(words: Collection[str]) -> tuple[str, ...]:
    """Return verdicts, and the word silent, as they were given.

    Raises:
        PolicyKBError: one of the words is none of these.
    """
    known = [*(verdict.value for verdict in Verdict), SILENT]
    for word in words:
        if word not in known:
            raise PolicyKBError(f"unknown verdict {format_value(word)}", f"Write {one_of(known)}.")
    return tuple(map(str, words))


def _wanted(
    counted: CountedClaims,
    actors: Sequence[str],
    on: int,
    rows: Sequence[Row],
    wanted: Collection[str],
) -> Iterator[Row]:
    """Yield the rows asked for; also those of topics on which all are silent."""
    for row in rows:
        if row.verdict in wanted or (SILENT in wanted and row.silent_actors):
            yield row
    if SILENT in wanted:
        spoken = {row.topic.id for row in rows}
        for topic in counted.asked_topics():
            if topic not in spoken:
                yield compare_topic(counted, topic, actors, on)


def _rows(counted: CountedClaims, actors: Sequence[str], on: int) -> list[Row]:
    """Return the rows of a comparison by verdict, then by distance, then in file order."""
    rows = [compare_topic(counted, topic, actors, on) for topic in counted.topics(actors)]
    return sorted(
        (row for row in rows if not row.silent),
        key=lambda row: (
            _ORDER.index(row.verdict),
            -_distance(row),
            actors.index(row.side) if row.side else 0,
        ),
    )


def compare_topic(
    counted: CountedClaims, topic: str, actors: Sequence[str], on: int, without: str | None = None
) -> Row:
    """Return the row of one topic (id) on a day (ordinal), without the claim with the id
    ``without``.
    """
    positions = {actor: counted.position(actor, topic, on, without) for actor in actors}
    in_force = [actor for actor in actors if positions[actor].status.in_force]
    reason, pair = _reason(positions)
    return Row(
        topic=counted.kb.topics[topic],
        positions=positions,
        reason=reason,
        side=in_force[0] if len(in_force) == 1 else None,
        pair=pair if len(actors) > 2 else None,
        leaf=counted.kb.is_leaf(topic),
    )


def _reason(positions: Mapping[str, Position]) -> tuple[Reason, tuple[str, str] | None]:
    """Return the reason of the verdict on positions by actor (id), and the pair furthest apart."""
    in_force = [actor for actor, position in positions.items() if position.status.in_force]
    if len(in_force) < 2:
        undated = any(p.status is PositionStatus.UNDATED for p in positions.values())
        alone = Reason.ONE_ACTOR if in_force else Reason.NOBODY
        return Reason.UNKNOWN if undated else alone, None
    pairs = list(combinations(in_force, 2))
    reasons = {(a, b): _between(positions[a], positions[b]) for a, b in pairs}
    pair = min(pairs, key=lambda p: (_PAIR_ORDER.index(reasons[p].verdict), -_gap(positions, p)))
    return reasons[pair], pair


# The verdict of several pairs is that of the pair furthest apart. The distance of a contested
# position is unknown, so it must not hide that two other positions are opposed.
_PAIR_ORDER = (Verdict.OPPOSED, Verdict.CONTESTED, Verdict.DIFFER, Verdict.AGREE)


def _between(one: Position, other: Position) -> Reason:
    """Return the reason of the verdict on two positions in force."""
    if PositionStatus.CONTESTED in {one.status, other.status}:
        return Reason.CLASH
    signs = [p.stance.sign if p.stance else None for p in (one, other)]
    if None in signs:
        return Reason.NO_SIGN
    if signs[0] == signs[1]:
        return Reason.SAME_SIDE
    return Reason.ONE_NEUTRAL if 0 in signs else Reason.OPPOSITE


def _gap(positions: Mapping[str, Position], pair: tuple[str, str]) -> int:
    one, other = (positions[actor].score for actor in pair)
    return 0 if one is None or other is None else abs(one - other)


def _distance(row: Row) -> int:
    scores = [p.score for p in row.positions.values() if p.score is not None]
    return max(scores) - min(scores) if scores else 0


def _count(rows: Sequence[Row]) -> dict[Verdict, int]:
    verdicts = [row.verdict for row in rows]
    return {verdict: verdicts.count(verdict) for verdict in Verdict}


def _pair(counted: CountedClaims, actors: tuple[str, str], on: int, rows: Sequence[Row]) -> Pair:
    """Return the counts of verdicts and the agreement of two actors."""
    positions = {row.topic.id: [row.positions[actor] for actor in actors] for row in rows}
    return Pair(actors, _count(rows), agreement(counted, actors, positions, on))

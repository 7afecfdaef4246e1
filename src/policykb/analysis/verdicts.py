"""The verdict on the positions of several actors on a topic."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import StrEnum
from itertools import combinations
from typing import Protocol

from policykb.analysis.counted import CountedClaims
from policykb.analysis.positions import Position, PositionStatus
from policykb.frozen import NamedTuple, dataclass
from policykb.model.records import Claim, Stance, Topic


class Verdict(StrEnum):
    """The verdict on the positions of a row, most important first."""

    OPPOSED = "opposed"
    CONTESTED = "contested"
    DIFFER = "differ"
    AGREE = "agree"
    ONE_SIDED = "one-sided"
    UNDATED = "undated"
    NONE = "none"


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
        return reason_of({actor: p.if_it_held for actor, p in self.positions.items()})[0].verdict

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


def compare_topic(counted: CountedClaims, topic: str, actors: Sequence[str], on: int) -> Row:
    """Return the row of one topic (id) on a day (ordinal)."""
    positions = {actor: counted.position(actor, topic, on) for actor in actors}
    reason, pair = reason_of(positions)
    return Row(
        topic=counted.kb.topics[topic],
        positions=positions,
        reason=reason,
        side=_side(positions),
        pair=pair if len(actors) > 2 else None,
        leaf=counted.kb.is_leaf(topic),
    )


class Standpoint(Protocol):
    """A position as far as verdicts look at it."""

    @property
    def status(self) -> PositionStatus:
        """The status."""

    @property
    def stance(self) -> Stance | None:
        """The stance of a held position."""

    @property
    def score(self) -> int | None:
        """The stance as a number; None if it has none."""


def outcome_of(positions: Mapping[str, Standpoint]) -> Outcome:
    """Return the verdict on positions by actor (id), with its side."""
    return Outcome(reason_of(positions)[0].verdict, _side(positions))


def _side(positions: Mapping[str, Standpoint]) -> str | None:
    """Return the only actor (id) in force; None if there is none, or several."""
    in_force = [actor for actor, position in positions.items() if position.status.in_force]
    return in_force[0] if len(in_force) == 1 else None


def reason_of(
    positions: Mapping[str, Standpoint],
) -> tuple[Reason, tuple[str, str] | None]:
    """Return the reason of the verdict on positions by actor (id), and the pair furthest apart."""
    in_force = [actor for actor, position in positions.items() if position.status.in_force]
    if len(in_force) < 2:
        undated = any(p.status is PositionStatus.UNDATED for p in positions.values())
        alone = Reason.ONE_ACTOR if in_force else Reason.NOBODY
        return Reason.UNKNOWN if undated else alone, None
    pairs = list(combinations(in_force, 2))
    reasons = {(a, b): _between(positions[a], positions[b]) for a, b in pairs}
    pair = min(pairs, key=lambda p: (SEVERAL.index(reasons[p].verdict), -_gap(positions, p)))
    return reasons[pair], pair


# The verdict of several pairs is that of the pair furthest apart. The distance of a contested
# position is unknown, so it must not hide that two other positions are opposed.
SEVERAL = (Verdict.OPPOSED, Verdict.CONTESTED, Verdict.DIFFER, Verdict.AGREE)
"""The verdicts on two positions or more in force, in this order."""


def _between(one: Standpoint, other: Standpoint) -> Reason:
    """Return the reason of the verdict on two positions in force."""
    if PositionStatus.CONTESTED in {one.status, other.status}:
        return Reason.CLASH
    signs = [p.stance.sign if p.stance else None for p in (one, other)]
    if None in signs:
        return Reason.NO_SIGN
    if signs[0] == signs[1]:
        return Reason.SAME_SIDE
    return Reason.ONE_NEUTRAL if 0 in signs else Reason.OPPOSITE


def _gap(positions: Mapping[str, Standpoint], pair: tuple[str, str]) -> int:
    one, other = (positions[actor].score for actor in pair)
    return 0 if one is None or other is None else abs(one - other)


def distance(row: Row) -> int:
    """Return how far the scores in a row are apart, at most 4; 0 if fewer than two have one."""
    scores = [p.score for p in row.positions.values() if p.score is not None]
    return max(scores) - min(scores) if scores else 0

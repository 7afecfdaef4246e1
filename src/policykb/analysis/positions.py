"""The position of an actor on a topic on a day, from the claims that count.

:mod:`policykb.analysis.counted` selects the claims that count.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from enum import StrEnum
from itertools import pairwise

from policykb.analysis.in_force import InForce, Published, begins, change_days, in_force, in_order
from policykb.frozen import dataclass
from policykb.model.period import AFTER_ALL_DAYS, BEFORE_ALL_DAYS, Phase
from policykb.model.records import Certainty, Claim, PeriodBasis, Stance, Voice


class PositionStatus(StrEnum):
    """The status of a position; of several that apply, the first."""

    CONTESTED = "contested"
    HELD = "held"
    RELATIVE = "relative"
    UNDATED = "undated"
    PAST = "past"
    SILENT = "silent"

    @property
    def in_force(self) -> bool:
        """True if a claim is in force on the day."""
        return self in {self.CONTESTED, self.HELD, self.RELATIVE}


class Mark(StrEnum):
    """A caveat of a position."""

    POSSIBLE = "possible"  # the day lies inside an imprecise bound
    BOUNDARY = "boundary"  # the day lies where one stance gives way to its opposite
    REPORTED = "reported"  # it rests only on the actor's own words
    HEARSAY = "hearsay"  # it rests only on what others say
    HEDGED = "hedged"  # it rests only on claims of which the source is not sure
    DISPUTED = "disputed"  # according to the source, an actor disputes it
    INCOMPLETE = "incomplete"  # a claim of the actor on the topic is faulty and left out


class Role(StrEnum):
    """The role of a counted claim in a position; each counted claim has one."""

    DECIDING = "deciding"  # it sets the degree or, without one, the position
    SIDE = "side"  # it is one side of a contested position
    DATED_FIRST = (
        "dated-first"  # passed over: its period basis is published, that of another is not
    )
    LATER_FIRST = "later-first"  # passed over: another in force begins later
    MILDER_FIRST = "milder-first"  # passed over: another that begins on its day is nearer to zero
    NO_SIDE = "no-side"  # in force, but neutral or mixed beside two sides
    ORDER = "order"  # in force, but a comparative, which gives no degree, beside a stance
    YIELDED = "yielded"  # another claim has succeeded it
    UNDATED = "undated"  # unknown if it is in force on the day
    ENDED = "ended"  # its period is over
    AHEAD = "ahead"  # its period has not begun


@dataclass(frozen=True, slots=True)
class Standing:
    """The role of one counted claim in a position, its days in force and its phase on the day."""

    in_force: InForce
    phase: Phase
    role: Role

    @property
    def claim(self) -> Claim:
        """The claim."""
        return self.in_force.claim


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a contested position: its sign and claims; ``possible`` if all are only possibly
    in force.
    """

    sign: int
    claims: tuple[Claim, ...]
    possible: bool


@dataclass(frozen=True, slots=True)
class Position:
    """The position of an actor on a topic on a day.

    ``standings`` holds the role of every counted claim, in the order of their beginning. ``claims``
    are those that the status rests on, ``deciding`` those of them that set the degree. ``stance``
    and ``score`` are None unless the position is held; a mixed one has no score either.
    """

    actor: str
    topic: str
    status: PositionStatus
    claims: tuple[Claim, ...] = ()
    deciding: tuple[Claim, ...] = ()
    marks: tuple[Mark, ...] = ()
    sides: tuple[Side, ...] = ()
    standings: tuple[Standing, ...] = ()

    @property
    def trajectory(self) -> tuple[Claim, ...]:
        """All counted claims in the order of their beginning, whatever the day."""
        return tuple(standing.claim for standing in self.standings)

    @property
    def pivotal(self) -> frozenset[str]:
        """The ids of the claims without which the position may change (see :func:`moves`): those
        that alone decide it, form a side, or make another claim yield.
        """
        bases = [side.claims for side in self.sides] or [self.deciding]
        if self.status is PositionStatus.RELATIVE:  # each gives an order of its own
            bases = [(claim,) for claim in self.deciding]
        bases += [one.in_force.successors for one in self.standings]
        return frozenset(base[0].id for base in bases if len(base) == 1)

    @property
    def stance(self) -> Stance | None:
        """The stance of a held position."""
        return self.deciding[0].stance if self.status is PositionStatus.HELD else None

    @property
    def score(self) -> int | None:
        """The stance as a number from +2 to -2; None if it has none."""
        return self.stance.score if self.stance else None

    @property
    def if_it_held(self) -> "Position":
        """An undated position as it is if its claims hold, with the stance nearest to zero; the
        position as it is if it is not undated, or if these claims take no one side.
        """
        signed = [claim for claim in self.deciding if claim.relative_to is None]
        signs = {claim.sign for claim in signed}
        if self.status is not PositionStatus.UNDATED or len(signs) != 1:
            return self
        return replace(
            self, status=PositionStatus.HELD, deciding=(min(signed, key=_extremity),), marks=()
        )

    @property
    def period(self) -> str | None:
        """The period of the first of the deciding claims."""
        return self.deciding[0].period.text if self.deciding else None


def position(
    actor: str, topic: str, claims: Iterable[Claim], published: Published, day: int
) -> Position:
    """Return the position of ``actor`` on ``topic`` on ``day``.

    Args:
        actor: id of the actor.
        topic: id of the topic.
        claims: all counted claims of the actor on the topic, of any time.
        published: the day of publication of each source (ordinal).
        day: the day asked for (ordinal).
    """
    ordered = in_order(claims)
    if not ordered:
        return Position(actor, topic, PositionStatus.SILENT)
    return _position(actor, topic, in_force(ordered, published), day)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of days on which a position does not change, with its first and last (ordinals)."""

    first: int
    last: int
    position: Position


def history(
    actor: str, topic: str, claims: Iterable[Claim], published: Published
) -> tuple[Stretch, ...]:
    """Return the positions of all days, as stretches of days without a change.

    Args:
        actor: id of the actor.
        topic: id of the topic.
        claims: all counted claims of the actor on the topic.
        published: the day of publication of each source (ordinal).
    """
    times = in_force(in_order(claims), published)
    stretches: list[Stretch] = []
    for first, next_first in pairwise(
        sorted({BEFORE_ALL_DAYS + 1, *change_days(times), AFTER_ALL_DAYS})
    ):
        found = _position(actor, topic, times, first)
        if stretches and stretches[-1].position == found:
            stretches[-1] = replace(stretches[-1], last=next_first - 1)
        else:
            stretches.append(Stretch(first, next_first - 1, found))
    return tuple(stretches)


def _position(actor: str, topic: str, times: Sequence[InForce], day: int) -> Position:
    phases = [(time, time.phase(day)) for time in times]
    current = [time.claim for time, phase in phases if phase.in_force]
    possible = {time.claim.id for time, phase in phases if phase is Phase.POSSIBLE}
    signed = [claim for claim in current if claim.relative_to is None]
    sides = tuple(
        Side(sign, side, all(claim.id in possible for claim in side))
        for sign in (1, -1)
        if (side := tuple(claim for claim in signed if claim.sign == sign))
    )
    undated = [time.claim for time, phase in phases if phase is Phase.UNDATED]
    if len(sides) == 2:
        status, cited = PositionStatus.CONTESTED, current
        roles = _side_roles(current)
    elif signed:
        status, cited = PositionStatus.HELD, current
        roles = {c.id: Role.ORDER for c in current if c.relative_to} | _degree_roles(signed)
    elif current:
        status, cited = PositionStatus.RELATIVE, current
        roles = {claim.id: Role.DECIDING for claim in current}
    elif undated:
        status, cited = PositionStatus.UNDATED, undated
        roles = {claim.id: Role.DECIDING for claim in undated}
    elif past := [time for time, phase in phases if phase is Phase.PAST]:
        last = max(time.hi for time in past)
        status, cited = PositionStatus.PAST, [time.claim for time in past if time.hi == last]
        roles = {claim.id: Role.DECIDING for claim in cited}
    else:
        status, cited, roles = PositionStatus.SILENT, [], {}
    standings = tuple(
        Standing(time, phase, roles.get(time.claim.id) or _idle_role(time, phase, day))
        for time, phase in phases
    )
    deciding = tuple(one.claim for one in standings if one.role is Role.DECIDING)
    contested = sides if status is PositionStatus.CONTESTED else ()
    bases = [side.claims for side in contested] or [deciding]
    marks = tuple(_marks(bases, possible, times, day)) if status.in_force else ()
    return Position(actor, topic, status, tuple(cited), deciding, marks, contested, standings)


def _side_roles(current: Iterable[Claim]) -> dict[str, Role]:
    def role(claim: Claim) -> Role:
        if claim.relative_to:
            return Role.ORDER
        return Role.SIDE if claim.sign else Role.NO_SIDE

    return {claim.id: role(claim) for claim in current}


def _degree_roles(claims: Sequence[Claim]) -> dict[str, Role]:
    """Return the roles of claims by id. The latest-starting ones set the degree, dated before
    published ones; on a tie the degree nearest zero, ``mixed`` before any.
    """
    roles = {claim.id: Role.DECIDING for claim in claims}

    def pass_over(role: Role, passed: Iterable[Claim]) -> list[Claim]:
        roles.update((claim.id, role) for claim in passed)
        return [claim for claim in claims if roles[claim.id] is Role.DECIDING]

    published = [claim for claim in claims if claim.period_basis is PeriodBasis.PUBLISHED]
    left = pass_over(Role.DATED_FIRST, published if len(published) < len(claims) else ())
    latest = max(begins(claim) for claim in left)
    left = pass_over(Role.LATER_FIRST, (claim for claim in left if begins(claim) < latest))
    mildest = min(_extremity(claim) for claim in left)
    pass_over(Role.MILDER_FIRST, (claim for claim in left if _extremity(claim) > mildest))
    return roles


def _extremity(claim: Claim) -> int:
    score = claim.stance.score
    return -1 if score is None else abs(score)


def _idle_role(time: InForce, phase: Phase, day: int) -> Role:
    """Return the role of a claim that the status does not rest on."""
    if time.until is not None and day >= time.until:
        return Role.YIELDED
    return {Phase.UNDATED: Role.UNDATED, Phase.FUTURE: Role.AHEAD}.get(phase, Role.ENDED)


def _marks(
    bases: Sequence[tuple[Claim, ...]],
    possible: set[str],
    times: Sequence[InForce],
    day: int,
) -> Iterator[Mark]:
    """Yield the marks of a position that rests on each of these groups of claims by itself."""
    if any(all(claim.id in possible for claim in base) for base in bases):
        yield Mark.POSSIBLE
    if any(time.at_boundary(day) for time in times):
        yield Mark.BOUNDARY
    if any(all(claim.voice is Voice.ACTOR for claim in base) for base in bases):
        yield Mark.REPORTED
    if any(all(claim.voice is Voice.OTHER for claim in base) for base in bases):
        yield Mark.HEARSAY
    if any(all(claim.certainty is not Certainty.CERTAIN for claim in base) for base in bases):
        yield Mark.HEDGED
    if any(claim.disputed_by for base in bases for claim in base):
        yield Mark.DISPUTED


def moves(before: Position, after: Position) -> bool:
    """Return True if two positions differ in status, in stance, or in the order that comparatives
    give. Other differences between their claims do not count.
    """
    return _content(before) != _content(after)


def _content(position: Position) -> tuple[object, ...]:
    orders = {claim.relative_to for claim in position.deciding} if not position.stance else None
    return (position.status, position.stance, orders if position.status.in_force else None)

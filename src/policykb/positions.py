"""What an actor's claims on a topic amount to on a day.

Claims are put on a time line first: a claim that another one succeeds *yields* to it, so
that history does not look like contradiction. Then the day is looked up. Everything here
takes claims that count; which do is the business of the query.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from policykb.period import Phase
from policykb.records import Certainty, Claim, PeriodBasis, Stance, Voice

Published = Mapping[str, int]
"""The day of publication of each source (ordinal), by the source's id."""


class PositionStatus(StrEnum):
    """What is known of a position; of several that apply, the first."""

    CONTESTED = "contested"
    HELD = "held"
    RELATIVE = "relative"
    UNDATED = "undated"
    PAST = "past"
    SILENT = "silent"

    @property
    def in_force(self) -> bool:
        """Whether some claim holds on the day."""
        return self in {self.CONTESTED, self.HELD, self.RELATIVE}


class Mark(StrEnum):
    """What a reader must know of a position beside the stance."""

    POSSIBLE = "possible"  # the day lies inside an imprecise bound
    BOUNDARY = "boundary"  # the day lies where one stance gives way to its opposite
    REPORTED = "reported"  # it rests on the actor's own words alone
    HEARSAY = "hearsay"  # it rests on what others say alone
    HEDGED = "hedged"  # it rests on what the source itself is not sure of
    DISPUTED = "disputed"  # the source says that somebody disputes it


class ConflictKind(StrEnum):
    """How two opposite claims of one actor on one topic stand to each other."""

    CONTRADICTION = "contradiction"
    BOUNDARY = "boundary"
    SHIFT = "shift"


class Yielding(StrEnum):
    """By which rule a claim yields to a later one."""

    BOUNDARY = "boundary"
    LATER_SOURCE = "later-source"


@dataclass(frozen=True, slots=True)
class Tenure:
    """When a claim is in force: its period, cut short where it yields.

    ``yielding`` holds the claims that it yields to, by their beginning, each with the rule;
    from the first of these beginnings it no longer counts. ``published`` is the first day
    in force of a claim that only its publication dates (an ordinal).
    """

    claim: Claim
    published: int | None = None
    yielding: tuple[tuple[Claim, Yielding], ...] = ()

    @property
    def until(self) -> int | None:
        """The first day on which the claim no longer counts (an ordinal), if it yields."""
        return begins(self.yielding[0][0]) if self.yielding else None

    def phase(self, day: int) -> Phase:
        """How ``day`` stands to the claim."""
        if (until := self.until) is not None and day >= until:
            return Phase.PAST
        phase = self.claim.period.phase(day)
        if self.published is not None and day < self.published and phase is not Phase.PAST:
            return Phase.UNDATED
        return phase

    @property
    def lo(self) -> int:
        """The first day in force."""
        return max(self.claim.period.lo, self.published or 0)

    @property
    def hi(self) -> int:
        """The last day in force."""
        hi = self.claim.period.hi
        return hi if (until := self.until) is None else min(hi, until - 1)

    def at_boundary(self, day: int) -> bool:
        """Whether ``day`` lies in the unit in which an opposite claim begins as this one ends."""
        starts = [to.period.start for to, rule in self.yielding if rule is Yielding.BOUNDARY]
        return any(start is not None and start.first <= day <= start.last for start in starts)

    def meets(self, other: "Tenure") -> bool:
        """Whether there is a day on which both claims are in force."""
        return max(self.lo, other.lo) <= min(self.hi, other.hi)


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a contested position: its claims, and whether they are only possibly in force."""

    sign: int
    claims: tuple[Claim, ...]
    possible: bool


@dataclass(frozen=True, slots=True)
class Position:
    """Where an actor stands on a topic on a day.

    ``claims`` are those that the status rests on, ``deciding`` those of them that set
    the degree. ``stance`` and ``score`` are None unless the position is held (and a
    mixed one has no score). ``trajectory`` holds all counted claims by their beginning,
    whatever the day.
    """

    actor: str
    topic: str
    status: PositionStatus
    claims: tuple[Claim, ...] = ()
    deciding: tuple[Claim, ...] = ()
    marks: tuple[Mark, ...] = ()
    sides: tuple[Side, ...] = ()
    trajectory: tuple[Claim, ...] = ()

    @property
    def stance(self) -> Stance | None:
        """The stance of a held position."""
        return self.deciding[0].stance if self.status is PositionStatus.HELD else None

    @property
    def score(self) -> int | None:
        """The stance as a number from +2 to -2, if it has one."""
        return self.stance.score if self.stance else None

    @property
    def period(self) -> str | None:
        """The period of the claim that comes first among the deciding ones."""
        return self.deciding[0].period.text if self.deciding else None


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two opposite claims of one actor on one topic, the earlier-beginning one first."""

    kind: ConflictKind
    first: Claim
    second: Claim

    @property
    def acknowledged(self) -> bool:
        """Whether one of the two names the other in ``contradicts``."""
        return self.second.id in self.first.contradicts or self.first.id in self.second.contradicts


def begins(claim: Claim) -> int:
    """The first day of the unit in which a claim begins; below all days where it has always
    held, and below that where nobody says since when.
    """
    period = claim.period
    if period.start is not None:
        return period.start.first
    return 0 if period.open_start else -1


def in_order(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """Claims by their beginning. One whose beginning nobody says stands where it is first
    known to hold, before those that begin there; ids only part what is alike in all else.
    """

    def place(claim: Claim) -> tuple[int, bool, int, str, str, str]:
        period = claim.period
        known = begins(claim) >= 0
        return (period.lo, known, period.hi, period.text, claim.stance, claim.id)

    return tuple(sorted(claims, key=place))


def yields(claim: Claim, later: Claim, published: Published) -> Yielding | None:
    """By which rule ``claim`` yields to ``later``, if it does.

    Where a claim ends and an opposite one begins within overlapping units, the one that
    begins later holds from its first day. An open-ended claim yields to one that begins
    later, comes from a later-published source and differs in sign.
    """
    start = later.period.start
    if start is None or start.first <= begins(claim) or claim.relative_to or later.relative_to:
        return None
    end = claim.period.end
    if (
        end is not None
        and claim.opposes(later)
        and end.first <= start.last
        and start.first <= end.last
    ):
        return Yielding.BOUNDARY
    if (
        claim.period.open_end
        and claim.sign != later.sign
        and published[later.source] > published[claim.source]
    ):
        return Yielding.LATER_SOURCE
    return None


def tenures(claims: Sequence[Claim], published: Published) -> tuple[Tenure, ...]:
    """When each of an actor's claims on a topic is in force, in the order given."""
    return tuple(_tenure(claim, claims, published) for claim in claims)


def _tenure(claim: Claim, claims: Sequence[Claim], published: Published) -> Tenure:
    dated = claim.period_basis is not PeriodBasis.PUBLISHED
    first = None if dated else published[claim.source]
    successors = (
        (later, rule)
        for later in in_order(claims)
        if (rule := yields(claim, later, published)) is not None
    )
    return Tenure(claim, first, tuple(sorted(successors, key=lambda found: begins(found[0]))))


def position(
    actor: str, topic: str, claims: Sequence[Claim], published: Published, day: int
) -> Position:
    """The position that the counted ``claims`` of ``actor`` on ``topic`` amount to on ``day``.

    Args:
        actor: id of the actor.
        topic: id of the topic.
        claims: all counted claims of the actor on the topic, of any time.
        published: the day of publication of each source (ordinal).
        day: the day asked for (ordinal).
    """
    trajectory = in_order(claims)
    times = tenures(trajectory, published)
    phases = [(time.claim, time.phase(day)) for time in times]
    current = [claim for claim, phase in phases if phase.in_force]
    possible = {claim.id for claim, phase in phases if phase is Phase.POSSIBLE}
    signed = [claim for claim in current if claim.relative_to is None]
    sides = tuple(
        Side(sign, side, all(claim.id in possible for claim in side))
        for sign in (1, -1)
        if (side := tuple(claim for claim in signed if claim.sign == sign))
    )
    contested = len(sides) == 2

    def found(
        status: PositionStatus, cited: Iterable[Claim], deciding: Iterable[Claim]
    ) -> Position:
        deciding = tuple(deciding)
        return Position(
            actor,
            topic,
            status,
            tuple(cited),
            deciding,
            tuple(_marks(status, deciding, sides, possible, times, day)),
            sides if contested else (),
            trajectory,
        )

    if contested:
        return found(PositionStatus.CONTESTED, current, ())
    if signed:
        return found(PositionStatus.HELD, current, _deciding(signed))
    if current:
        return found(PositionStatus.RELATIVE, current, current)
    if undated := [claim for claim, phase in phases if phase is Phase.UNDATED]:
        return found(PositionStatus.UNDATED, undated, undated)
    if past := [time for time in times if time.phase(day) is Phase.PAST]:
        last = max(time.hi for time in past)
        ended = [time.claim for time in past if time.hi == last]
        return found(PositionStatus.PAST, ended, ended)
    return found(PositionStatus.SILENT, (), ())


def _deciding(claims: Sequence[Claim]) -> list[Claim]:
    """The claims that set the degree: the latest-starting, dated before published; on a tie
    the degree nearest zero, mixed before any.
    """
    dated = [claim for claim in claims if claim.period_basis is not PeriodBasis.PUBLISHED]
    candidates = dated or claims
    latest = max(begins(claim) for claim in candidates)
    tied = [claim for claim in candidates if begins(claim) == latest]
    mildest = min(_extremity(claim) for claim in tied)
    return [claim for claim in tied if _extremity(claim) == mildest]


def _extremity(claim: Claim) -> int:
    score = claim.stance.score
    return -1 if score is None else abs(score)


def _marks(
    status: PositionStatus,
    deciding: tuple[Claim, ...],
    sides: tuple[Side, ...],
    possible: set[str],
    times: tuple[Tenure, ...],
    day: int,
) -> Iterable[Mark]:
    if not status.in_force:
        return
    contested = status is PositionStatus.CONTESTED
    bases = [side.claims for side in sides] if contested else [deciding]
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


def conflicts(claims: Sequence[Claim], published: Published) -> list[Conflict]:
    """Every pair of opposite claims among an actor's counted claims on a topic, over all time."""
    ordered = in_order(claims)
    pairs = [
        (one, other)
        for one, other in combinations(tenures(ordered, published), 2)
        if one.claim.opposes(other.claim)
    ]
    return [
        Conflict(_conflict_kind(one, other, published), one.claim, other.claim)
        for one, other in pairs
    ]


def _conflict_kind(one: Tenure, other: Tenure, published: Published) -> ConflictKind:
    # At most one of two claims begins later, so at most one yields to the other.
    rule = yields(one.claim, other.claim, published) or yields(other.claim, one.claim, published)
    match rule:
        case Yielding.BOUNDARY:
            return ConflictKind.BOUNDARY
        case Yielding.LATER_SOURCE:
            return ConflictKind.SHIFT
        case None:
            return ConflictKind.CONTRADICTION if one.meets(other) else ConflictKind.SHIFT

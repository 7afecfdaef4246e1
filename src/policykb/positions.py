"""What an actor's claims on a topic amount to on a day.

Everything here takes claims that count; which do is the business of the query.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from policykb.period import Phase
from policykb.records import Certainty, Claim, PeriodBasis, Stance, Voice
from policykb.tenures import Published, Tenure, begins, in_order, tenures


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

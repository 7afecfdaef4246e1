"""The position of an actor on a topic on a day.

:mod:`policykb.analysis.histories` finds it from the claims that count.
"""

from dataclasses import field, replace
from enum import StrEnum

from policykb.analysis.bases import Basis, Trait, rank
from policykb.analysis.in_force import InForce, Times
from policykb.frozen import NamedTuple, dataclass
from policykb.model.period import Phase
from policykb.model.records import Claim, RelativeTo, Stance


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
class ContestedSide:
    """One side of a contested position: its sign and claims; ``possible`` if all are only possibly
    in force.
    """

    sign: int
    claims: tuple[Claim, ...]
    possible: bool


class Content(NamedTuple):
    """The part of a position that verdicts and agreements depend on: its status, the stance if it
    is held, and the orders that its comparatives give if it is relative, each once.
    """

    actor: str
    topic: str
    status: PositionStatus
    stance: Stance | None = None
    orders: tuple[RelativeTo, ...] = ()

    @property
    def score(self) -> int | None:
        """The stance as a number from +2 to -2; None if it has none."""
        return self.stance.score if self.stance else None


@dataclass(frozen=True, slots=True)
class Position:
    """The position of an actor on a topic on a day.

    ``cited`` is the group of all claims that the status rests on; None if there is none. ``bases``
    are the groups by which it stands: the two sides if it is contested, else the deciding claims.
    ``times`` holds all counted claims.
    """

    content: Content
    marks: tuple[Mark, ...] = ()
    cited: Basis | None = None
    bases: tuple[Basis, ...] = ()
    times: Times = field(default=Times(), compare=False)
    day: int = field(default=0, compare=False)

    @property
    def actor(self) -> str:
        """The id of the actor."""
        return self.content.actor

    @property
    def topic(self) -> str:
        """The id of the topic."""
        return self.content.topic

    @property
    def status(self) -> PositionStatus:
        """The status."""
        return self.content.status

    @property
    def stance(self) -> Stance | None:
        """The stance of a held position."""
        return self.content.stance

    @property
    def score(self) -> int | None:
        """The stance as a number from +2 to -2; None if it has none."""
        return self.content.score

    @property
    def orders(self) -> tuple[RelativeTo, ...]:
        """The orders that a relative position gives."""
        return self.content.orders

    @property
    def traits(self) -> tuple[Trait, ...]:
        """The traits of the deciding claims, each once."""
        return self.bases[0].traits if len(self.bases) == 1 else ()

    @property
    def period(self) -> str | None:
        """The period of the first of the deciding claims."""
        return self.bases[0].first.period.text if len(self.bases) == 1 else None

    @property
    def claims(self) -> tuple[Claim, ...]:
        """All claims that the status rests on."""
        if self.cited is None:
            return ()
        if not self.cited.unnamed:
            return self.cited.latest
        if not self.status.in_force:
            return self.deciding
        return tuple(one.claim for one in self.standings if one.phase.in_force)

    @property
    def deciding(self) -> tuple[Claim, ...]:
        """All claims that set the degree or, without one, the position."""
        if len(self.bases) != 1:
            return ()
        if not self.bases[0].unnamed:
            return self.bases[0].latest
        return tuple(one.claim for one in self.standings if one.role is Role.DECIDING)

    @property
    def sides(self) -> tuple[ContestedSide, ...]:
        """The two sides of a contested position, with all their claims."""
        if len(self.bases) != 2:
            return ()
        every = any(base.unnamed for base in self.bases)
        found = [one.claim for one in self.standings if one.role is Role.SIDE] if every else []
        return tuple(
            ContestedSide(
                sign,
                tuple(c for c in found if c.sign == sign) if every else base.latest,
                all(trait.possible for trait in base.traits),
            )
            for sign, base in zip((1, -1), self.bases, strict=True)
        )

    @property
    def standings(self) -> tuple[Standing, ...]:
        """The role of every counted claim, in the order of their beginning."""
        phases = [(time, time.phase(self.day)) for time in self.times.each]
        last = max((time.hi for time, phase in phases if phase is Phase.PAST), default=0)
        return tuple(Standing(time, phase, self._role(time, phase, last)) for time, phase in phases)

    def _role(self, time: InForce, phase: Phase, last: int) -> Role:
        """Return the role of a claim; ``last`` is the last day of those that ended last."""
        deciding = {
            PositionStatus.RELATIVE: phase.in_force,
            PositionStatus.UNDATED: phase is Phase.UNDATED,
            PositionStatus.PAST: phase is Phase.PAST and time.hi == last,
        }
        if deciding.get(self.status):
            return Role.DECIDING
        if phase.in_force:
            return self._role_in_force(time.claim)
        if time.until is not None and self.day >= time.until:
            return Role.YIELDED
        return {Phase.UNDATED: Role.UNDATED, Phase.FUTURE: Role.AHEAD}.get(phase, Role.ENDED)

    def _role_in_force(self, claim: Claim) -> Role:
        """Return the role of a claim in force in a position that is held or contested."""
        if claim.relative_to:
            return Role.ORDER
        if self.status is PositionStatus.CONTESTED:
            return Role.SIDE if claim.sign else Role.NO_SIDE
        own, first = rank(claim), rank(self.bases[0].first)
        roles = (Role.DATED_FIRST, Role.LATER_FIRST, Role.MILDER_FIRST)
        passed = (role for role, mine, best in zip(roles, own, first, strict=True) if mine > best)
        return next(passed, Role.DECIDING)

    @property
    def trajectory(self) -> tuple[Claim, ...]:
        """All counted claims in the order of their beginning, whatever the day."""
        return tuple(time.claim for time in self.times.each)

    @property
    def pivotal(self) -> frozenset[str]:
        """The ids of the claims without which the position may change (see :func:`moves`): those
        that alone decide it, form a side, or make another claim yield.
        """
        # Each comparative gives an order of its own.
        relative = self.deciding if self.status is PositionStatus.RELATIVE else ()
        alone = (base.first for base in self.bases if base.number == 1)
        ending = (time.successor for time in self.times.each)
        return frozenset(claim.id for claim in (*relative, *alone, *ending) if claim)

    @property
    def if_it_held(self) -> "Position":
        """An undated position as it is if its claims hold, with the stance nearest to zero; the
        position as it is if it is not undated, or if these claims take no one side.
        """
        signed = [trait for trait in self.traits if trait.relative_to is None]
        if self.status is not PositionStatus.UNDATED or len({one.sign for one in signed}) != 1:
            return self
        mildest = min((trait.stance for trait in signed), key=lambda one: abs(one.score or 0))
        held = Content(self.actor, self.topic, PositionStatus.HELD, mildest)
        return replace(self, content=held, marks=())


def moves(before: Position | Content, after: Position | Content) -> bool:
    """Return True if two positions differ in status, in stance, or in the order that comparatives
    give. Other differences between their claims do not count.
    """
    one, other = (each if isinstance(each, Content) else each.content for each in (before, after))
    return one[2:4] != other[2:4] or set(one.orders) != set(other.orders)

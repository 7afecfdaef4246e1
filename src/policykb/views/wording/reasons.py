"""The reasons of positions and verdicts, in words."""

from policykb.analysis.positions import Position, PositionStatus, Role, Standing
from policykb.analysis.succession import Yielding
from policykb.analysis.verdicts import Reason

STATUSES = {
    PositionStatus.CONTESTED: "claims in force take opposite sides",
    PositionStatus.HELD: "a claim in force takes a stance, and none the opposite",
    PositionStatus.RELATIVE: "only comparatives are in force: an order, no number",
    PositionStatus.UNDATED: "none is in force, and some might be",
    PositionStatus.PAST: "the claims that have begun are over, and none is in force",
    PositionStatus.SILENT: "no counted claim has begun",
}
"""The reason of each status; the first that applies."""

ROLES = {
    Role.DECIDING: "sets the degree",
    Role.SIDE: "takes a side",
    Role.DATED_FIRST: "in force, but claims with a date of their own come first",
    Role.LATER_FIRST: "in force, but what begins later comes first",
    Role.MILDER_FIRST: "in force, but of those that begin with it the one nearest zero comes first",
    Role.NO_SIDE: "in force, but takes neither side",
    Role.ORDER: "in force, but gives an order, no degree",
    Role.YIELDED: "has yielded to a later claim",
    Role.UNDATED: "no source says if it holds on this date",
    Role.ENDED: "over before this date",
    Role.AHEAD: "begins after this date",
}
"""The meaning of each part in a position."""

_DECIDING = {
    PositionStatus.RELATIVE: "gives the order",
    PositionStatus.UNDATED: ROLES[Role.UNDATED],
    PositionStatus.PAST: "ended last",
}

YIELDINGS = {
    Yielding.BOUNDARY: "which is opposite and begins as this one ends",
    Yielding.LATER_SOURCE: "in which a later source tells of another stance",
}
"""The rules by which a claim yields."""

REASONS = {
    Reason.NOBODY: "all are silent, or their positions have ended",
    Reason.UNKNOWN: "a position is on record, but the record does not say whether it held on this "
    "date",
    Reason.ONE_ACTOR: "only one position is in force; the others are silent, or have ended",
    Reason.CLASH: "one of the positions is contested",
    Reason.SAME_SIDE: "both stances are on the same side, or both neutral",
    Reason.NO_SIGN: "one is mixed, or only its order is known: no two sides",
    Reason.ONE_NEUTRAL: "one is neutral and the other is not",
    Reason.OPPOSITE: "the stances are on opposite sides",
}
"""The reason of each verdict; the first that applies."""


def part_words(position: Position, standing: Standing) -> str:
    """Return the part that a claim plays in a position."""
    if standing.role is Role.DECIDING:
        return _DECIDING.get(position.status, ROLES[Role.DECIDING])
    return ROLES[standing.role]

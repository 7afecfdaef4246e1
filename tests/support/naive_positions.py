"""Section 3 of the design word by word, with a look at every pair of claims."""

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

from policykb.analysis.conflicts import ConflictKind
from policykb.analysis.positions import PositionStatus
from policykb.analysis.succession import Yielding, begins, in_order, succeeds_on, yields
from policykb.model.period import Phase
from policykb.model.records import Certainty, Claim, PeriodBasis, Stance, Voice

Published = Mapping[str, int]


class NaivePosition(NamedTuple):
    """A position as its status, its stance, and the ids of the claims that it rests on; ``sides``
    are those in favour and those against.
    """

    status: PositionStatus
    stance: Stance | None
    marks: tuple[str, ...]
    claims: tuple[str, ...]
    deciding: tuple[str, ...]
    sides: tuple[tuple[str, ...], ...]


def yielding(
    claim: Claim, claims: Sequence[Claim], published: Published
) -> list[tuple[int, Claim]]:
    """The claims that a claim yields to, each with the day on which it does."""
    found = [
        (succeeds_on(later, published), later)
        for later in in_order(claims)
        if yields(claim, later, published)
    ]
    return sorted(found, key=lambda one: one[0])


def phase(claim: Claim, claims: Sequence[Claim], published: Published, day: int) -> Phase:
    """The phase of a claim on a day."""
    if any(day >= first for first, _ in yielding(claim, claims, published)):
        return Phase.PAST
    found = claim.period.phase(day)
    by_publication = claim.period_basis is PeriodBasis.PUBLISHED
    if by_publication and day < published[claim.source] and found is not Phase.PAST:
        return Phase.UNDATED
    return found


def naive_position(claims: Sequence[Claim], published: Published, day: int) -> NaivePosition:
    """The position that claims of an actor on a topic amount to on a day."""
    ordered = in_order(claims)
    phases = {claim.id: phase(claim, ordered, published, day) for claim in ordered}
    current = [claim for claim in ordered if phases[claim.id].in_force]
    signed = [claim for claim in current if claim.relative_to is None]
    favour = [claim for claim in signed if claim.sign == 1]
    against = [claim for claim in signed if claim.sign == -1]
    undated = [claim for claim in ordered if phases[claim.id] is Phase.UNDATED]
    past = [claim for claim in ordered if phases[claim.id] is Phase.PAST]
    cited, bases = current, [current]
    if favour and against:
        status, bases = PositionStatus.CONTESTED, [favour, against]
    elif signed:
        status, bases = PositionStatus.HELD, [_degree(signed)]
    elif current:
        status = PositionStatus.RELATIVE
    elif undated:
        status, cited, bases = PositionStatus.UNDATED, undated, [undated]
    elif past:
        ends = {claim.id: _last_day(claim, ordered, published) for claim in past}
        last = [claim for claim in past if ends[claim.id] == max(ends.values())]
        status, cited, bases = PositionStatus.PAST, last, [last]
    else:
        status, cited, bases = PositionStatus.SILENT, [], [[]]
    boundary = any(
        (start := later.period.start) is not None and start.first <= day <= start.last
        for claim, later in combinations((*ordered, *reversed(ordered)), 2)
        if yields(claim, later, published) is Yielding.BOUNDARY
    )
    tests = {
        "possible": any(all(phases[c.id] is Phase.POSSIBLE for c in base) for base in bases),
        "boundary": boundary,
        "reported": any(all(c.voice is Voice.ACTOR for c in base) for base in bases),
        "hearsay": any(all(c.voice is Voice.OTHER for c in base) for base in bases),
        "hedged": any(all(c.certainty is not Certainty.CERTAIN for c in base) for base in bases),
        "disputed": any(c.disputed_by for base in bases for c in base),
    }
    contested = len(bases) == 2
    return NaivePosition(
        status,
        bases[0][0].stance if status is PositionStatus.HELD else None,
        tuple(name for name, told in tests.items() if told) if status.in_force else (),
        _ids(cited),
        () if contested else _ids(bases[0]),
        tuple(map(_ids, bases)) if contested else (),
    )


def _degree(claims: Sequence[Claim]) -> list[Claim]:
    """The claims that set the degree."""
    left = [c for c in claims if c.period_basis is not PeriodBasis.PUBLISHED] or list(claims)
    left = [claim for claim in left if begins(claim) == max(map(begins, left))]
    extremes = {claim.id: _extremity(claim.stance) for claim in left}
    return [claim for claim in left if extremes[claim.id] == min(extremes.values())]


def _extremity(stance: Stance) -> int:
    return -1 if stance.score is None else abs(stance.score)


def _last_day(claim: Claim, claims: Sequence[Claim], published: Published) -> int:
    days = [day - 1 for day, _ in yielding(claim, claims, published)]
    return min([claim.period.hi, *days])


def _ids(claims: Sequence[Claim]) -> tuple[str, ...]:
    return tuple(claim.id for claim in claims)


def naive_conflicts(
    claims: Sequence[Claim], published: Published
) -> list[tuple[ConflictKind, str, str]]:
    """The pairs of opposite claims with their kinds."""
    found = []
    for one, other in combinations(in_order(claims), 2):
        if one.opposes(other):
            rule = yields(one, other, published) or yields(other, one, published)
            if rule is Yielding.BOUNDARY:
                kind = ConflictKind.BOUNDARY
            elif rule or not _meet(one, other, claims, published):
                kind = ConflictKind.SHIFT
            else:
                kind = ConflictKind.CONTRADICTION
            found.append((kind, one.id, other.id))
    return found


def _meet(one: Claim, other: Claim, claims: Sequence[Claim], published: Published) -> bool:
    """True if there is a day on which both are in force."""
    first = max(_first_day(claim, published) for claim in (one, other))
    return first <= min(_last_day(claim, claims, published) for claim in (one, other))


def _first_day(claim: Claim, published: Published) -> int:
    by_publication = claim.period_basis is PeriodBasis.PUBLISHED
    return max(claim.period.lo, published[claim.source] if by_publication else 0)

"""Positions without single claims: each is left out in turn.

Without a claim, those that have yielded to it alone are in force again.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from policykb.analysis.bases import Rank, rank
from policykb.analysis.histories import phase_changes, phases_on
from policykb.analysis.in_force import InForce, Times, times_of
from policykb.analysis.phases import Phases
from policykb.analysis.positions import Content, Position, moves
from policykb.analysis.succession import Published
from policykb.frozen import NamedTuple
from policykb.model.period import Phase
from policykb.model.records import Claim


def leaving_out(found: Position) -> dict[str, Content]:
    """Return the content of a position without each claim, by its id, if the position moves."""
    pivotal, times = found.pivotal, found.times
    if not pivotal:
        return {}
    phases = phases_on(found.actor, found.topic, times, found.day)
    endings = _endings(times)
    contents = {
        time.claim.id: phases.without(place, revived, undated=undated)
        for place, time in enumerate(times.each)
        if time.claim.id in pivotal
        for revived, undated in [_revived(endings.get(place, ()), found.day)]
    }
    return {name: content for name, content in contents.items() if moves(found, content)}


def _endings(times: Times) -> dict[int, list[InForce]]:
    """Return the claims that one other alone ends, by the place of that one."""
    places = {time.claim.id: place for place, time in enumerate(times.each)}
    found: dict[int, list[InForce]] = {}
    for time in times.each:
        if (by := time.successor) is not None:
            found.setdefault(places[by.id], []).append(time)
    return found


def _revived(ended: Iterable[InForce], day: int) -> tuple[list[Claim], bool]:
    """Return those of the claims that would be in force on a day (ordinal) if they had not yielded
    to the first, and if another one would be undated.
    """
    phases = [
        (time.claim, time.without_successor.phase(day))
        for time in ended
        if time.phase(day) is Phase.PAST
    ]
    in_force = [claim for claim, phase in phases if phase.in_force]
    return in_force, any(phase is Phase.UNDATED for _, phase in phases)


class Left(NamedTuple):
    """The score that a position without one claim has."""

    claim: Claim
    score: int | None


Scores = Mapping[str, Left]
"""The scores of a position without single claims, by the ids of these, as far as they are not
that with all claims.
"""


def scores_without_each(found: Position) -> Scores:
    """Return the scores of a position without each claim, as far as they are not that with it."""
    contents = leaving_out(found)
    claims = (time.claim for time in found.times.each if time.claim.id in contents)
    left = {claim.id: Left(claim, contents[claim.id].score) for claim in claims}
    return {name: one for name, one in left.items() if one.score != found.score}


def scores_without(
    actor: str, topic: str, claims: Iterable[Claim], published: Published
) -> Iterator[tuple[int, Scores]]:
    """Yield the scores of positions without single claims, for all days: each with the first day
    (ordinal) on which they hold.

    Args:
        actor: id of the actor.
        topic: id of the topic.
        claims: all counted claims of the actor on the topic.
        published: the day of publication of each source (ordinal).
    """
    times = times_of(claims, published)
    places = {time.claim.id: place for place, time in enumerate(times.each)}
    phases, changes = Phases(actor, topic, times), phase_changes(times)
    endings = {place: _Revived(ended) for place, ended in _endings(times).items()}
    turns: dict[int, list[int]] = {}
    for place, revived in endings.items():
        for day in revived.days:
            turns.setdefault(day, []).append(place)
    reviving: dict[int, None] = {}
    before: Scores = {}
    for day in sorted({*changes, *turns}):
        for place, phase in changes.get(day, ()):
            phases.change(place, phase)
        for place in turns.get(day, ()):
            if endings[place].go_to(day):
                reviving[place] = None
            else:
                reviving.pop(place, None)
        found = phases.position(day)
        alone = [places[base.first.id] for base in found.bases if base.number == 1]
        without = {
            place: phases.without(place, endings[place].first if place in endings else ())
            for place in dict.fromkeys((*alone, *reviving))
        }
        left = (Left(times.each[at].claim, content.score) for at, content in without.items())
        scores = {one.claim.id: one for one in left if one.score != found.score}
        if scores.keys() != before.keys() or any(
            one.score != before[name].score for name, one in scores.items()
        ):
            yield day, scores
        before = scores


class _Revived:
    """The claims that one other alone ends, as they would be in force without it."""

    def __init__(self, ended: Sequence[InForce]) -> None:
        """``ended`` all end on one day, on which that other one begins."""
        self._phases = dict.fromkeys(range(len(ended)), Phase.FUTURE)
        self._changes: list[tuple[int, int, Phase]] = []
        self._ranked: dict[int | None, list[tuple[Rank, int, Claim]]] = {}
        for place, time in enumerate(ended):
            ends, left = time.until or 0, time.without_successor
            self._changes.append((ends, place, left.phase(ends)))
            self._changes += [(day, place, phase) for day, phase in left.phases() if day > ends]
            entry = (rank(time.claim), place, time.claim)
            self._ranked.setdefault(time.claim.sign, []).append(entry)
        self.days = {day for day, _, _ in self._changes}
        """The days (ordinals) on which one comes into another phase."""
        # The last are those that are next.
        self._changes.sort(reverse=True)
        for found in self._ranked.values():
            found.sort(reverse=True)

    def go_to(self, day: int) -> bool:
        """Go to a day, which is not before the last one. Return True if one would be in force."""
        while self._changes and self._changes[-1][0] <= day:
            _, place, self._phases[place] = self._changes.pop()
        return bool(self.first)

    @property
    def first(self) -> list[Claim]:
        """Of each sign one of the first rank of those that would be in force."""
        found = (self._first(ranked) for ranked in self._ranked.values())
        return [claim for claim in found if claim is not None]

    def _first(self, ranked: list[tuple[Rank, int, Claim]]) -> Claim | None:
        while ranked and self._phases[ranked[-1][1]] is Phase.PAST:
            ranked.pop()
        in_force = (c for _, place, c in reversed(ranked) if self._phases[place].in_force)
        return next(in_force, None)

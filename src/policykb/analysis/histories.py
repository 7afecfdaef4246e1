"""The position of an actor on a topic on a day, and on all days.

:mod:`policykb.analysis.counted` selects the claims that count.
"""

from collections.abc import Collection, Iterable

from policykb.analysis.in_force import Times, times_of
from policykb.analysis.phases import Phases
from policykb.analysis.positions import Content, Position, PositionStatus
from policykb.analysis.succession import Published
from policykb.frozen import dataclass
from policykb.model.period import AFTER_ALL_DAYS, BEFORE_ALL_DAYS, Phase
from policykb.model.records import Claim


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of days on which a position does not change, with its first and last (ordinals)."""

    first: int
    last: int
    position: Position


def position(
    actor: str, topic: str, claims: Collection[Claim], published: Published, day: int
) -> Position:
    """Return the position of ``actor`` on ``topic`` on ``day``.

    Args:
        actor: id of the actor.
        topic: id of the topic.
        claims: all counted claims of the actor on the topic, of any time.
        published: the day of publication of each source (ordinal).
        day: the day asked for (ordinal).
    """
    if not claims:
        return Position(Content(actor, topic, PositionStatus.SILENT), day=day)
    return phases_on(actor, topic, times_of(claims, published), day).position(day)


def phases_on(actor: str, topic: str, times: Times, day: int) -> Phases:
    """Return the claims of a cell, of which ``actor`` and ``topic`` are the ids, by their phases on
    a day (ordinal).
    """
    phases = Phases(actor, topic, times)
    for place, time in enumerate(times.each):
        phases.change(place, time.phase(day))
    return phases


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
    times = times_of(claims, published)
    phases = Phases(actor, topic, times)
    found: list[Position] = []
    for day, changes in phase_changes(times).items():
        for place, phase in changes:
            phases.change(place, phase)
        now = phases.position(day)
        if not found or changes or found[-1].marks != now.marks:
            found.append(now)
    ends = [*(one.day for one in found[1:]), AFTER_ALL_DAYS]
    return tuple(Stretch(one.day, end - 1, one) for one, end in zip(found, ends, strict=True))


def phase_changes(times: Times) -> dict[int, list[tuple[int, Phase]]]:
    """Return the days (ordinals) on which a position may change, in order: each with the claims, by
    their places in the cell, that come into another phase. Before the first day none has begun.
    """
    days: dict[int, list[tuple[int, Phase]]] = {BEFORE_ALL_DAYS + 1: []}
    for first, last in times.boundaries:
        days.setdefault(first, [])
        days.setdefault(last + 1, [])
    for place, time in enumerate(times.each):
        for day, phase in time.phases():
            if phase is not Phase.FUTURE:
                days.setdefault(day, []).append((place, phase))
    return {day: days[day] for day in sorted(days) if day < AFTER_ALL_DAYS}

"""Positions and verdicts through time, on one axis."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from policykb.analysis.counted import CountedClaims
from policykb.analysis.histories import Stretch
from policykb.analysis.many_days import topic_rows
from policykb.analysis.query import Query, day
from policykb.analysis.verdicts import Row
from policykb.diagnostics import PolicyKBError
from policykb.frozen import dataclass
from policykb.model.period import AFTER_ALL_DAYS, day_text
from policykb.model.records import Actor, Claim, PeriodBasis, Topic

_MARGIN = 24  # one 24th of the axis is left free on each side, to show that open ends go on
_FEW = 10  # a tenth of the dates is few
_MUCH = 3  # a third of the axis is much


@dataclass(frozen=True, slots=True)
class Episode:
    """A stretch of days on which a verdict does not change; ``row`` is the row on its first day."""

    first: int
    last: int
    row: Row


@dataclass(frozen=True, slots=True)
class Timeline:
    """One topic through time: the positions of all days by actor (id), and the verdicts if there
    are two actors or more.
    """

    topic: Topic
    stretches: Mapping[str, tuple[Stretch, ...]]
    episodes: tuple[Episode, ...]


@dataclass(frozen=True, slots=True)
class Timelines:
    """The answer to ``timeline``: topics in file order, and the first and last day (ordinals) of
    their common axis. ``begins`` is the first day that the record tells of; it may lie before the
    axis.
    """

    actors: tuple[Actor, ...]
    topics: tuple[Timeline, ...]
    first: int
    last: int
    record_ends: int
    not_counted: Mapping[str, int]
    query: Query
    begins: int


def timelines(
    counted: CountedClaims,
    actors: Sequence[Actor],
    start: str = "",
    end: str = "",
    only: Collection[str] | None = None,
) -> Timelines:
    """Return the positions of actors through time, on every topic with a claim of theirs.

    Args:
        counted: the claims that count.
        actors: one actor or more.
        start: the first day of the axis (a date; a coarse one means its first day); by default a
            little before the first known bound of a period, or a later one, if the few before it
            would leave much of the axis empty.
        end: its last day; by default a little after the last bound and the end of the record.
        only: the topics (ids) to return; the axis is that of their claims.

    Raises:
        PolicyKBError: the axis would end before it begins, or a date cannot be read.
    """
    counted = counted.for_many_days()
    ids = [actor.id for actor in actors]
    wanted = None if only is None else frozenset(only)
    topics = [
        topic_timeline(counted, topic, ids)
        for topic in counted.topics(ids)
        if wanted is None or topic in wanted
    ]
    drawn = {timeline.topic.id for timeline in topics}
    claims = [
        claim for (_, topic), found in counted.claims.items() if topic in drawn for claim in found
    ]
    first, last, begins = _axis(claims, counted, start, end)
    return Timelines(
        tuple(actors),
        tuple(topics),
        first,
        last,
        counted.record_ends,
        counted.not_counted,
        counted.query,
        begins,
    )


def topic_timeline(counted: CountedClaims, topic: str, actors: Sequence[str]) -> Timeline:
    """Return the positions of actors (ids) on one topic (id) through time."""
    counted = counted.for_many_days()
    stretches = {actor: counted.history(actor, topic) for actor in actors}
    episodes = tuple(_episodes(counted, topic, stretches)) if len(actors) > 1 else ()
    return Timeline(counted.kb.topics[topic], stretches, episodes)


def _episodes(
    counted: CountedClaims, topic: str, stretches: Mapping[str, Sequence[Stretch]]
) -> list[Episode]:
    rows = list(topic_rows(counted, topic, list(stretches)))
    ends = [*(first for first, _ in rows[1:]), AFTER_ALL_DAYS]
    episodes: list[Episode] = []
    for (first, row), end in zip(rows, ends, strict=True):
        if episodes and _same_verdict(episodes[-1].row, row):
            episodes[-1] = replace(episodes[-1], last=end - 1)
        else:
            episodes.append(Episode(first, end - 1, row))
    return episodes


def _same_verdict(one: Row, other: Row) -> bool:
    return _told(one) == _told(other)


def _told(row: Row) -> tuple[object, ...]:
    return row.outcome, row.pair, row.verdict_if_held


class _Axis(NamedTuple):
    """The first and the last day of an axis, and the first day that the record tells of."""

    first: int
    last: int
    begins: int


def _axis(claims: Sequence[Claim], counted: CountedClaims, start: str, end: str) -> _Axis:
    bounds = [b for claim in claims for b in (claim.period.start, claim.period.end) if b]
    published = [
        counted.kb.published[c.source] for c in claims if c.period_basis is PeriodBasis.PUBLISHED
    ]
    days = sorted([counted.record_ends, *(b.first for b in bounds), *published])
    last = max([counted.record_ends, *(b.last for b in bounds)])
    first = _without_a_long_gap(days, last)
    margin = max((last - first) // _MARGIN, 15)
    first = day(start, first=True) if start else max(first - margin, 1)
    last = day(end) if end else min(last + margin, AFTER_ALL_DAYS - 1)
    if first >= last:
        raise PolicyKBError(
            f"the axis would end on {day_text(last)}, before it begins on {day_text(first)}",
            "Give the earlier date first: --from 2001 --to 2025.",
        )
    return _Axis(first, last, days[0])


def _without_a_long_gap(days: Sequence[int], last: int) -> int:
    """Return the day (ordinal) on which an axis begins: the first of these, or a later one, if few
    lie before it and the axis is much shorter without them.
    """
    cut = range(1, len(days) // _FEW + 1)
    at = max(cut, key=lambda index: days[index] - days[index - 1], default=0)
    return days[at] if (days[at] - days[0]) * _MUCH > last - days[0] else days[0]

"""Positions and verdicts through time, as strips on one axis."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from policykb.analysis.histories import Stretch
from policykb.analysis.positions import Mark, Position, PositionStatus
from policykb.analysis.succession import begins
from policykb.analysis.timelines import Episode, Timeline, Timelines
from policykb.analysis.verdicts import SEVERAL, Verdict
from policykb.model.knowledge_base import KnowledgeBase
from policykb.model.period import day_text
from policykb.model.records import Claim, PeriodBasis
from policykb.views.table import Band, Scale, Strip, Style
from policykb.views.wording import claims as words
from policykb.views.wording.dates import day_in_words, days_in_words
from policykb.views.wording.history import position_through_time, verdict_words
from policykb.views.wording.verdicts import LAST_SIDE, UNDATED, VERDICT_SIGNS

RECORD_END = "┃"
"""The sign of the end of the record on a scale."""


_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)
_MOST_TICKS = 12


class Axis:
    """The days (ordinals) that strips share."""

    def __init__(self, first: int, last: int) -> None:
        self.first = first
        self.last = last

    def part(self, day: int) -> float:
        """Return the beginning of a day on the axis, from 0 to 1; days outside are at an end."""
        return min(max((day - self.first) / (self.last + 1 - self.first), 0.0), 1.0)

    def shows(self, first: int, last: int) -> bool:
        """Return True if any of these days lies on the axis."""
        return first <= self.last and last >= self.first

    def scale(self, record_ends: int) -> Scale:
        """Return the scale: round years, or the first and the last day of a short axis; and the day
        (ordinal) on which the record ends.
        """
        ticks = tuple((self.part(day), text) for day, text in self._ticks())
        ends = self.shows(record_ends, record_ends)
        return Scale(ticks, self.part(record_ends + 1) if ends else None)

    def _ticks(self) -> Iterator[tuple[int, str]]:
        first, last = date.fromordinal(self.first), date.fromordinal(self.last)
        years = last.year - first.year
        if years < 2:
            yield self.first, day_in_words(self.first)
            yield self.last, day_in_words(self.last)
            return
        step = next(step for step in _STEPS if years / step <= _MOST_TICKS)
        for year in range(first.year, last.year + 1):
            day = date(year, 1, 1).toordinal()
            if year % step == 0 and day >= self.first:
                yield day, str(year)


def not_drawn(found: Timelines) -> Iterator[str]:
    """Yield a sentence if the record tells of days before the axis, with the option for them."""
    if found.begins < found.first:
        first, begins = day_in_words(found.first), day_text(found.begins)
        yield f"What was before {first} is not drawn; --from {begins} draws it."


def claims_told(timeline: Timeline) -> Iterator[Claim]:
    """Yield the claims that the positions on a topic rest on."""
    every = (stretches[0].position.trajectory for stretches in timeline.stretches.values())
    return (claim for claims in every for claim in claims)


def timeline_sources(found: Timelines) -> Iterator[str]:
    """Yield the sources (ids) that timelines rest on, a source as often as it is used."""
    return (claim.source for timeline in found.topics for claim in claims_told(timeline))


def position_strip(
    kb: KnowledgeBase, stretches: Sequence[Stretch], axis: Axis, actor: int
) -> Strip:
    """Return the positions of an actor (its index among those asked for) on a topic; days on which
    nothing is known are empty.
    """
    seen = [one for one in stretches if axis.shows(one.first, one.last)]
    bands = tuple(_bands(kb, seen, axis))
    drawn = [_sign(one.position) is not None for one in seen]
    return Strip(bands, *_goes_on(seen, axis, drawn), actor)


def verdict_strip(
    kb: KnowledgeBase, episodes: Sequence[Episode], axis: Axis, actors: Sequence[str]
) -> Strip:
    """Return the verdicts on actors (ids); days on which nobody is in force are empty."""
    seen = [one for one in episodes if axis.shows(one.first, one.last)]
    bands = []
    for one in seen:
        if one.row.verdict in VERDICT_SIGNS:
            sign, style = VERDICT_SIGNS[one.row.verdict]
            if one.row.verdict is Verdict.ONE_SIDED and one.row.side == actors[-1]:
                sign = LAST_SIDE
            title = f"{verdict_words(kb, one.row)}, {days_in_words(one.first, one.last)}"
            undated = one.row.verdict is Verdict.UNDATED
            if one.row.verdict_if_held in SEVERAL:
                sign = VERDICT_SIGNS[one.row.verdict_if_held][0]
            place = axis.part(one.first), axis.part(one.last + 1)
            bands.append(Band(*place, sign, style, title, undated=undated))
    return Strip(
        tuple(bands), *_goes_on(seen, axis, [one.row.verdict in VERDICT_SIGNS for one in seen])
    )


def _goes_on(
    seen: Sequence[Stretch] | Sequence[Episode], axis: Axis, drawn: Sequence[bool]
) -> tuple[bool, bool]:
    """Return if the first and the last of what is drawn go on beyond the axis."""
    if not seen:
        return False, False
    return (drawn[0] and seen[0].first < axis.first, drawn[-1] and seen[-1].last > axis.last)


def _bands(kb: KnowledgeBase, seen: Iterable[Stretch], axis: Axis) -> Iterator[Band]:
    for one in seen:
        sign = _sign(one.position)
        if sign is not None:
            yield Band(
                axis.part(one.first),
                axis.part(one.last + 1),
                sign[0],
                sign[1],
                f"{position_through_time(kb, one.position)}, {days_in_words(one.first, one.last)}",
                Mark.POSSIBLE in one.position.marks,
                _begins_at_the_latest(one),
                one.position.status is PositionStatus.UNDATED,
            )


def _begins_at_the_latest(stretch: Stretch) -> bool:
    """Return True if a position begins where the publication of a source first tells of it."""
    return stretch.position.status.in_force and any(
        all(trait.period_basis is PeriodBasis.PUBLISHED and trait.dated for trait in side.traits)
        # They are in the order of their beginning.
        and {begins(side.first), begins(side.latest[-1])} == {stretch.first}
        for side in stretch.position.bases
    )


def _sign(position: Position) -> tuple[str, Style | None] | None:
    match position.status:
        case PositionStatus.CONTESTED:
            return words.CONTESTED, Style.CLASH
        case PositionStatus.RELATIVE:
            return words.RELATIVE, Style.BETWEEN
        case PositionStatus.UNDATED:
            stance = position.if_it_held.stance
            return UNDATED if stance is None else words.GLYPHS[stance], Style.MUTED
        case PositionStatus.HELD if position.stance is not None:
            return words.GLYPHS[position.stance], words.style(position.stance)
        case _:
            return None

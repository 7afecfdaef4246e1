"""The days of a page of a comparison on which its answer may change."""

from collections.abc import Sequence

from policykb.analysis.counted import CountedClaims
from policykb.analysis.many_days import turning_days
from policykb.model.period import BEFORE_ALL_DAYS, day_text
from policykb.model.records import Actor
from policykb.views.page import PageStop
from policykb.views.wording.dates import day_in_words, days_in_words


def stops(counted: CountedClaims, actors: Sequence[Actor], shown: int) -> list[int]:
    """Return the days (ordinals) on which the answer may change, and the day shown at first. After
    the end of the record, and after the day shown at first, there is none.
    """
    ids = [actor.id for actor in actors]
    days = turning_days(
        stretch
        for topic in counted.topics(ids)
        for actor in ids
        for stretch in counted.history(actor, topic)
    )
    last = max(counted.record_ends, shown)
    return sorted({BEFORE_ALL_DAYS + 1, shown, *(day for day in days if day <= last)})


def page_stops(days: Sequence[int], shown: int, last: int) -> tuple[PageStop, ...]:
    """Return the stops with the words that people read for them; ``last`` is the last day."""
    made = []
    for at, first in enumerate(days):
        end = days[at + 1] - 1 if at + 1 < len(days) else last
        if at == 0 and first not in (shown, end):
            day, label = end, f"until {day_in_words(end)}"
        else:
            day = first
            label = day_in_words(first) if first == end else days_in_words(first, end)
        made.append(PageStop(day_text(first), day_text(day), label))
    return tuple(made)

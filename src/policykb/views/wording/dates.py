"""Dates and periods in words, as a person says them: ``since July 2025``."""

from datetime import date

from policykb.model.period import (
    AFTER_ALL_DAYS,
    BEFORE_ALL_DAYS,
    Bound,
    Period,
    PeriodError,
    Precision,
    parse_day,
)
from policykb.model.records import PeriodBasis

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def day_in_words(day: int) -> str:
    """Return a day in words: ``4 July 2025``.

    Args:
        day: an ordinal, as in :meth:`datetime.date.toordinal`.
    """
    when = date.fromordinal(day)
    return f"{when.day} {_MONTHS[when.month - 1]} {when.year}"


def period_in_words(
    period: Period, basis: PeriodBasis = PeriodBasis.STATED, *, in_history: bool = False
) -> str:
    """Return a period in words: ``since 2021``, ``2001 to 2021``, ``until July 2025 (start
    unknown)``.

    Of a period that publication alone dates, the start is unknown: it holds *as of* that day, or
    *at the latest by* that day where the words are part of a history (``in_history``).
    """
    start, end = period.start, period.end
    if start is None:
        remarks = () if period.open_start else ("start unknown",)
        return _dated("always until" if period.open_start else "until", end, *remarks)
    if basis is PeriodBasis.PUBLISHED:
        lead, remark = ("at the latest by", "") if in_history else ("as of", " (start unknown)")
        until = f", until {_dated('', end)}" if end and end != start else ""
        return f"{_dated(lead, start)}{until}{remark}"
    if period.open_end:
        return _dated("since", start)
    if end is None:
        return _dated("from", start, "end unknown")
    if start == end:
        # "Around" takes the place of "in" and "on".
        lead = "" if _is_approximate(start) else "on" if start.precision is Precision.DAY else "in"
        return _dated(lead, start)
    return f"{_shortened(start, end) or _dated('', start)} to {_dated('', end)}"


def days_in_words(first: int, last: int, *, by_month: bool = False) -> str:
    """Return a stretch of days in words: ``since 4 July 2025``.

    Args:
        first: the first day (ordinal); one before all dates for an open start.
        last: the last day (ordinal); one after all dates for an open end.
        by_month: a stretch of whole months is told by them: ``January 2021 to June 2025``.
    """
    opens, ends = first <= BEFORE_ALL_DAYS + 1, last >= AFTER_ALL_DAYS - 1
    if opens and ends:
        return "always"
    whole = (opens or _begins_month(first)) and (ends or _begins_month(last + 1))
    if by_month and whole:
        return _months_in_words(None if opens else first, None if ends else last)
    if opens or ends:
        return f"until {day_in_words(last)}" if opens else f"since {day_in_words(first)}"
    if first == last:
        return f"on {day_in_words(first)}"
    return f"{day_in_words(first)} to {day_in_words(last)}"


def _begins_month(day: int) -> bool:
    return date.fromordinal(day).day == 1


def _months_in_words(first: int | None, last: int | None) -> str:
    """Return a stretch of whole months in words; without a bound, it is open there."""
    start, end = ("" if day is None else _month_in_words(day) for day in (first, last))
    if start and end:
        return f"in {start}" if start == end else f"{start} to {end}"
    return f"since {start}" if start else f"until {end}"


def _month_in_words(day: int) -> str:
    when = date.fromordinal(day)
    return f"{_MONTHS[when.month - 1]} {when.year}"


def date_in_words(when: date) -> str:
    """Return a date in words: ``4 July 2025``."""
    return day_in_words(when.toordinal())


def asked_date_in_words(text: str) -> str:
    """Return a date that was asked for in words; one that is none stays as it is."""
    try:
        return bound_in_words(parse_day(text))
    except PeriodError:
        return text


def _dated(lead: str, bound: Bound | None, *remarks: str) -> str:
    """Return a date with the words before it, and remarks in brackets behind it."""
    if bound is None:
        return lead
    words = [lead] if lead else []
    words += ["around"] if _is_approximate(bound) else []
    words.append(bound_in_words(bound))
    if bound.qualifier in {"?", "%"}:
        remarks = ("uncertain", *remarks)
    return " ".join([*words, f"({', '.join(remarks)})"] if remarks else words)


def _is_approximate(bound: Bound) -> bool:
    return bound.qualifier in {"~", "%"}


def bound_in_words(bound: Bound) -> str:
    """Return the date of a bound in words, as fine as it is: ``July 2025``."""
    year = date.fromordinal(bound.first).year
    match bound.precision:
        case Precision.DAY:
            return day_in_words(bound.first)
        case Precision.MONTH:
            return _month_in_words(bound.first)
        case Precision.YEAR:
            return f"{year}"
        case Precision.DECADE:
            return f"the {year}s"


def _shortened(start: Bound, end: Bound) -> str:
    """Return a start without what it shares with the end: ``June`` of June to August 2021."""
    if start.precision is not end.precision or start.qualifier or end.qualifier:
        return ""
    first, last = date.fromordinal(start.first), date.fromordinal(end.first)
    if start.precision < Precision.MONTH or first.year != last.year:
        return ""
    if start.precision is Precision.MONTH:
        return _MONTHS[first.month - 1]
    day = f"{first.day}"
    return day if first.month == last.month else f"{day} {_MONTHS[first.month - 1]}"

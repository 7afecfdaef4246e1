"""Dates and periods in the Extended Date/Time Format (EDTF).

They have level 0 of EDTF (ISO 8601-2, https://www.loc.gov/standards/datetime/) without times of
day. Of level 1 they have what texts need: open ends (``2021-08/..``), unknown ends (``/2020``), and
a ``?`` (uncertain), ``~`` (approximate) or ``%`` (both) after a date. Decades (``198X``) count as
dates. Days are ordinals, as in :meth:`datetime.date.toordinal`.
"""

import re
from dataclasses import field
from datetime import date
from enum import IntEnum, StrEnum
from functools import lru_cache

from policykb.frozen import dataclass, maker

BEFORE_ALL_DAYS = 0
"""The day that an open start reaches: one below the ordinal of 0001-01-01."""

AFTER_ALL_DAYS = date.max.toordinal() + 1
"""The day that an open end reaches: one above the ordinal of 9999-12-31."""

_MOST_KEPT = 65_536
"""Many claims have the same period, or dates, and reading these takes longer than all the rest."""


class PeriodError(ValueError):
    """The text is not a period or date; the message says why and what to write."""


class Precision(IntEnum):
    """The unit of a date: a decade, year, month or day. A finer precision is greater."""

    DECADE = 1
    YEAR = 2
    MONTH = 3
    DAY = 4


class Phase(StrEnum):
    """The relation of a day to a period.

    ``FUTURE`` and ``PAST``: the period has not begun, or is over. ``UNDATED``: the day
    lies on the side whose end is unknown. ``POSSIBLE``: the day lies in the unit
    of an inexact bound. ``CERTAIN``: the day lies in the period whatever its bounds mean.
    """

    FUTURE = "future"
    UNDATED = "undated"
    POSSIBLE = "possible"
    CERTAIN = "certain"
    PAST = "past"

    @property
    def in_force(self) -> bool:
        """Return True if the period is known to reach the day."""
        return self in {Phase.POSSIBLE, Phase.CERTAIN}


@dataclass(frozen=True, slots=True)
class Bound:
    """One EDTF date, as a unit of days; made by :meth:`parse`.

    ``text`` is the date as written, ``first`` and ``last`` are the ordinals of the unit's
    first and last day, ``qualifier`` is ``?``, ``~``, ``%`` or empty.
    """

    text: str
    first: int
    last: int
    precision: Precision
    qualifier: str

    @staticmethod
    @lru_cache(_MOST_KEPT)
    def parse(text: str) -> "Bound":
        """Read one date: ``198X``, ``2021``, ``2021-08`` or ``2021-08-15``, maybe qualified.

        Raises:
            PeriodError: The text is none of these, or the calendar has no such date.
        """
        match = _DATE.fullmatch(text)
        if match is None:
            raise PeriodError(f"{_shown(text)} is not a date: {_misspelling(text)}")
        decade, years, months, days, qualifier = match.groups()
        year = int(years or decade + "0")
        month = int(months or 1)
        try:
            first = date(year, month, int(days or 1)).toordinal()
        except ValueError:
            raise PeriodError(f"{_shown(text)} is not a date: {_miscount(year, month)}") from None
        if days:
            last, precision = first, Precision.DAY
        elif months:
            last, precision = _last_of_month(year, month), Precision.MONTH
        elif years:
            last, precision = _last_of_month(year, 12), Precision.YEAR
        else:
            last, precision = _last_of_month(year + 9, 12), Precision.DECADE
        return _make_bound((text, first, last, precision, qualifier))

    @property
    def year(self) -> int:
        """The year; of a decade the first."""
        return date.fromordinal(self.first).year

    @property
    def exact(self) -> bool:
        """Return True for a single day without a qualifier."""
        return self.precision is Precision.DAY and not self.qualifier

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Period:
    """An EDTF date or interval; made by :meth:`parse`.

    A single date is both ``start`` and ``end``. Where one of them is None, that
    end is open (``open_start``, ``open_end``) or else unknown; at least one is a date.
    ``lo`` and ``hi`` are the first and last day that the period is known to reach: an
    open end reaches ``BEFORE_ALL_DAYS`` or ``AFTER_ALL_DAYS``, an unknown end as far as the
    unit of the other one. Periods that say the same are equal: ``2021``, ``2021/2021``.
    """

    text: str = field(compare=False)
    start: Bound | None
    end: Bound | None
    open_start: bool
    open_end: bool
    lo: int
    hi: int

    @classmethod
    def parse(cls, text: str) -> "Period":
        """Read a period: one date, or two with ``/`` between, of which one may be ``..`` or empty.

        Raises:
            PeriodError: The text is no period, gives no date, or ends before it begins.
        """
        return _period(text)

    def phase(self, day: int) -> Phase:
        """Return the relation of the day with this ordinal to the period."""
        if day < self.lo:
            return Phase.FUTURE if self.start else Phase.UNDATED
        if day > self.hi:
            return Phase.PAST if self.end else Phase.UNDATED
        for bound in (self.start, self.end):
            if bound and not bound.exact and bound.first <= day <= bound.last:
                return Phase.POSSIBLE
        return Phase.CERTAIN

    def overlaps(self, other: "Period") -> bool:
        """Return True if there is a day that both periods are known to reach."""
        return self.lo <= other.hi and other.lo <= self.hi

    def contains(self, other: "Period") -> bool:
        """Return True if this period is known to reach all days that the other one is known to."""
        return self.lo <= other.lo and other.hi <= self.hi

    def __str__(self) -> str:
        return self.text


# Thousands are made of a large knowledge base; `__init__` takes several times as long.
_make_bound, _make_period = maker(Bound), maker(Period)


@lru_cache(_MOST_KEPT)
def _period(text: str) -> Period:
    left, slash, right = text.partition("/")
    if not slash:
        only = Bound.parse(text)
        return _make_period((text, only, only, False, False, only.first, only.last))
    if "/" in right:
        raise PeriodError(f'{_shown(text)} is not a period: it has more than one "/"')
    open_start, open_end = left == "..", right == ".."
    start = Bound.parse(left) if left and not open_start else None
    end = Bound.parse(right) if right and not open_end else None
    earliest, latest = start or end, end or start
    if earliest is None or latest is None:
        raise PeriodError(f"{_shown(text)} gives no date: {_DATELESS[text]}")
    if latest.last < earliest.first:
        raise PeriodError(f"{_shown(text)} ends before it begins: write the earlier date first")
    lo = BEFORE_ALL_DAYS if open_start else earliest.first
    hi = AFTER_ALL_DAYS if open_end else latest.last
    return _make_period((text, start, end, open_start, open_end, lo, hi))


def parse_day(text: str) -> Bound:
    """Read the date of an answer; a coarse one means its ``last`` day.

    Raises:
        PeriodError: The text is not a date (see :meth:`Bound.parse`), or has a qualifier:
            an answer is for one certain day.
    """
    bound = Bound.parse(text)
    if bound.qualifier:
        raise PeriodError(f"{_shown(text)} has a qualifier: write the date without ?, ~ or %")
    return bound


def day_text(ordinal: int) -> str:
    """The ISO date of an ordinal: ``2021-08-15``.

    Raises:
        ValueError: No date has this ordinal, as with the day that an open end reaches.
    """
    return date.fromordinal(ordinal).isoformat()


def _last_of_month(year: int, month: int) -> int:
    if month == 12:  # no month follows 9999-12
        return date(year, 12, 31).toordinal()
    return date(year, month + 1, 1).toordinal() - 1


# Without repetition, so the time to match does not depend on the text.
_DATE = re.compile(r"(?:([0-9]{3})X|([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?)([?~%]?)")

_DATELESS = {
    "/": "write at least one date, as in 2021",
    "../..": "for a claim without a beginning, write the publication date, as in 2025-07-04/..",
    "/..": "write the publication date, as in 2025-07-04/.., with period_basis published",
    "../": "write the last date, as in ../2020",
}

_YEARS = "years run from 0001 to 9999"

# Searched in this order, in the beginning of a text that _DATE refuses;
# compiled only then, for a fast start.
_MISSPELLINGS = (
    (r"^$", "it is empty; write a date, as in 2021-08"),
    (r"(?i)^since\b", 'write "since 2019" as 2019/..'),
    (
        r"(?i)^(until|till)\b",
        'write "until 2020" as /2020, or as ../2020 if always so',
    ),
    (r"\s", "write it without white space, as in 2021-08"),
    (r"[^ -~]", "write it in plain digits and signs, as in 2021-08 or 2021-08/.."),
    (r"/", "it is an interval, and one date is needed"),
    (r"\.\.", 'write an open end as ".." on one side of a "/", as in 2021-08/..'),
    (r"^[?~%]|[?~%].", "write ?, ~ or % once, after the whole date, as in 2001-06?"),
    (r"(?i)^unknown$", "leave an unknown end empty, as in /2020 or 2020/"),
    (r"(?i)^(open|now|present)$", "an open end is two dots, as in 2021-08/.."),
    (r"^[+-]|^Y[0-9-]", _YEARS),
    (r"[0-9]T|:", "write the day without a time, as in 2021-08-15"),
    (r"^[0-9]{3}x", "a decade has a capital X, as in 198X"),
    (
        r"^X|[0-9-][Xx]",
        "X replaces only the last digit, as in 198X; else write 1900/1999 or 2001",
    ),
    (r"^[0-9]{4}-[0-9]{4}$", 'an interval has "/" between its dates, as in 2020/2021'),
    (r"^[0-9-]+[?~%]?$", "a year has four digits, month and day have two, as in 2021-08-05"),
    (r"", "write it as 2021, 2021-08, 2021-08-15 or 198X"),
)
_SHOWN = 40


def _misspelling(text: str) -> str:
    start = text[:_SHOWN]
    return next(advice for pattern, advice in _MISSPELLINGS if re.search(pattern, start))


def _miscount(year: int, month: int) -> str:
    if year == 0:
        return _YEARS
    if 21 <= month <= 41:
        return "a season is written in months, as in 2001-06/2001-08"
    if not 1 <= month <= 12:
        return "months run from 01 to 12"
    days = date.fromordinal(_last_of_month(year, month)).day
    return f"the days of {year:04}-{month:02} run from 01 to {days}"


def _shown(text: str) -> str:
    clipped = text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
    # Messages go to terminals, which obey control characters.
    safe = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in clipped)
    return f'"{safe}"'

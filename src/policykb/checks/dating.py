"""Stated periods against the source's text: what dates a claim stands beside its quote."""

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from datetime import date
from functools import cached_property

from policykb import rules
from policykb.checks.cases import SourceCase
from policykb.diagnostics import Diagnostic, Route
from policykb.period import Bound, Period, PeriodError, Precision
from policykb.records import PeriodBasis
from policykb.texts import Extent, SourceText


def stated_periods(case: SourceCase) -> Iterator[Diagnostic]:
    """A stated period is no finer than the quote's paragraph, and its years stand there."""
    extents = {quote.route: quote.extents for quote in case.quotes}
    read: dict[Extent, _Dates] = {}
    for claim in case.claims:
        places = extents.get((*claim.route, "quote"), ())
        if claim.data.get("period_basis", PeriodBasis.STATED) != PeriodBasis.STATED:
            continue
        if len(places) == 1:
            where = case.text.paragraphs_of(places[0])
            if (dates := read.get(where)) is None:
                dates = read[where] = _Dates(case.text, where)
            for bound in _bounds(claim.text("period")):
                if not dates.has_year(bound):
                    yield _year_fault(case, claim.route, bound)
                elif unit := dates.unit_not_named(bound):
                    yield _unit_fault(case, claim.route, bound, unit)


def _bounds(text: str) -> tuple[Bound, ...]:
    try:
        period = Period.parse(text)
    except PeriodError:
        return ()
    return tuple({b.text: b for b in (period.start, period.end) if b is not None}.values())


def _year_fault(case: SourceCase, route: Route, bound: Bound) -> Diagnostic:
    message = f"the quote's paragraph does not name {_year_text(bound)}"
    return case.fault(rules.YEAR_NOT_IN_TEXT, message, (*route, "period"))


def _unit_fault(case: SourceCase, route: Route, bound: Bound, unit: str) -> Diagnostic:
    year_or_month = bound.text[:4] if unit == "month" else bound.text[:7]
    return case.fault(
        rules.PERIOD_TOO_FINE,
        f"the quote's paragraph does not name the {unit} of {bound.text}",
        (*route, "period"),
        help=f"Write {year_or_month} instead, or `period_basis: inferred` with a `note`.",
    )


def _year_text(bound: Bound) -> str:
    return f"the {bound.year}s" if bound.precision is Precision.DECADE else str(bound.year)


# Digits of any script: int() reads them all. What an expression begins with is looked for in a
# third of the time if it is a set of characters, so digits are not \d+, nor is case ignored.
_NUMBER = re.compile(r"\d\d*")
_RANGE = re.compile(r"\d(?<!\d\d)\d{3}\s*[-–—/]\s*\d{2}(?!\d)")
_MONTHS = [
    re.compile(rf"{first}(?<!\w\w)(?i:{others})\b")
    for first, others in (
        *(("[Jj]", "an(uary)?"), ("[Ff]", "eb(ruary)?"), ("[Mm]", "ar(ch)?"), ("[Aa]", "pr(il)?")),
        *(("[Mm]", "ay"), ("[Jj]", "une?"), ("[Jj]", "uly?"), ("[Aa]", "ug(ust)?")),
        *(("[Ss\u017f]", "ept?(ember)?"), ("[Oo]", "ct(ober)?"), ("[Nn]", "ov(ember)?")),
        ("[Dd]", "ec(ember)?"),
    )
]
# The month as a number beside its year: 2020-02-29, 29.02.2020, 2/2020. One may begin in another.
_NUMERIC_DATE = re.compile(
    r"(?<![0-9])(?=([0-9]{4})[-./]([0-9]{1,2})(?![0-9])"
    r"|([0-9]{1,2})[-./](?:[0-9]{1,2}[-./])?([0-9]{4})(?![0-9]))"
)


class _Dates:
    """The dates that paragraphs of a text name; most of them are asked for by several claims."""

    def __init__(self, text: SourceText, where: Extent) -> None:
        self._text = text
        self._where = where
        self._named: dict[int, bool] = {}

    @cached_property
    def _numbers(self) -> AbstractSet[tuple[int, int]]:
        """The numbers, each behind how many digits it has."""
        found = _NUMBER.findall(self._paragraph)
        return {(len(number), int(number)) for number in found if len(number) <= 4}

    @cached_property
    def _last_years(self) -> AbstractSet[int]:
        """The years that stand there without their century: 89 in 1979–89."""
        found = _RANGE.findall(self._paragraph)
        return {int(one[:2]) * 100 + int(one[-2:]) for one in found}

    @cached_property
    def _numeric_months(self) -> AbstractSet[tuple[int, int]]:
        """The years and months of the dates that are numbers."""
        found = _NUMERIC_DATE.findall(self._paragraph)
        return {(int(first or last), int(second or month)) for first, second, month, last in found}

    @property
    def _paragraph(self) -> str:
        return self._text.text[self._where.start : self._where.end]

    def has_year(self, bound: Bound) -> bool:
        """Whether the year of a bound is named, or one of its decade."""
        if bound.precision is Precision.DECADE:
            return any(map(self._has_year, range(bound.year, bound.year + 10)))
        return self._has_year(bound.year)

    def _has_year(self, year: int) -> bool:
        return (4, year) in self._numbers or year in self._last_years

    def _has_month(self, day: date) -> bool:
        if day.month not in self._named:
            named = _MONTHS[day.month - 1].search(self._paragraph) is not None
            self._named[day.month] = named
        return self._named[day.month] or (day.year, day.month) in self._numeric_months

    def unit_not_named(self, bound: Bound) -> str | None:
        """The coarsest unit of a bound, below the year, that is not named.

        A month may stand as a number in a date; as a word it is known in English only, and taken
        to be there in other languages.
        """
        if bound.precision < Precision.MONTH:
            return None
        day = date.fromordinal(bound.first)
        if self._text.language.lower().startswith("en") and not self._has_month(day):
            return "month"
        has_day = {(1, day.day), (2, day.day)} & self._numbers
        return "day" if bound.precision is Precision.DAY and not has_day else None

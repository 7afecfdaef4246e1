"""Stated periods against the source's text: what dates a claim stands beside its quote."""

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from datetime import date
from functools import cached_property, lru_cache

from policykb import rules
from policykb.checks.cases import SourceCase, written_records
from policykb.diagnostics import Diagnostic, Route
from policykb.period import Bound, Period, PeriodError, Precision
from policykb.records import PeriodBasis
from policykb.texts import Extent, SourceText


def stated_periods(case: SourceCase) -> Iterator[Diagnostic]:
    """A stated period is no finer than the quote's paragraph, and its years stand there."""
    extents = {quote.route: quote.extents for quote in case.quotes}
    read: dict[Extent, _Dates] = {}
    for claim in written_records(case.loaded, case.claims_path, "claims"):
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


@lru_cache(maxsize=4_096)
def _bounds(text: str) -> tuple[Bound, ...]:
    # Most periods are those of several claims.
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


# Digits of any script: int() reads them all.
_YEARS = re.compile(r"(\d{4})(?<!\d{5})(?!\d)(?:\s*[-–—/]\s*(\d{2})(?!\d))?")
_ENGLISH_MONTHS = (
    *("jan(?:uary)?", "feb(?:ruary)?", "mar(?:ch)?", "apr(?:il)?", "may", "june?", "july?"),
    *("aug(?:ust)?", "sept?(?:ember)?", "oct(?:ober)?", "nov(?:ember)?", "dec(?:ember)?"),
)
# That a letter is none that a month begins with is soon seen.
_MONTH = re.compile(rf"(?=[adfjmnos])\b(?:({')|('.join(_ENGLISH_MONTHS)}))\b", re.IGNORECASE)
_NUMBER = re.compile(r"\d+")
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

    @cached_property
    def _years(self) -> AbstractSet[int]:
        """The years; 1979–89 names both."""
        found: set[int] = set()
        for match in _YEARS.finditer(self._paragraph):
            year = int(match[1])
            found.add(year)
            if match[2]:
                found.add(year // 100 * 100 + int(match[2]))
        return found

    @cached_property
    def _months(self) -> AbstractSet[int]:
        """The months that stand there by their English names."""
        # Each has a group of its own in the expression.
        return {found.lastindex or 0 for found in _MONTH.finditer(self._paragraph)}

    @cached_property
    def _numbers(self) -> AbstractSet[int]:
        """The numbers of one digit or two."""
        return {int(found) for found in _NUMBER.findall(self._paragraph) if len(found) <= 2}

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
            return any(bound.year <= year < bound.year + 10 for year in self._years)
        return bound.year in self._years

    def unit_not_named(self, bound: Bound) -> str | None:
        """The coarsest unit of a bound, below the year, that is not named.

        A month may stand as a number in a date; as a word it is known in English only, and taken
        to be there in other languages.
        """
        if bound.precision < Precision.MONTH:
            return None
        day = date.fromordinal(bound.first)
        month_named = (
            not self._text.language.lower().startswith("en")
            or day.month in self._months
            or (day.year, day.month) in self._numeric_months
        )
        if not month_named:
            return "month"
        return "day" if bound.precision is Precision.DAY and day.day not in self._numbers else None

"""Stated periods against the source's text: what dates a claim stands beside its quote."""

import re
from collections.abc import Iterator
from datetime import date

from policykb import rules
from policykb.checks.cases import SourceCase, written_claims
from policykb.diagnostics import Diagnostic, Route
from policykb.period import Bound, Period, PeriodError, Precision
from policykb.records import PeriodBasis


def stated_periods(case: SourceCase) -> Iterator[Diagnostic]:
    """A stated period is no finer than the quote's paragraph, and its years stand there."""
    extents = {quote.route: quote.extents for quote in case.quotes}
    for claim in written_claims(case.part):
        places = extents.get((*claim.route, "quote"), ())
        if claim.data.get("period_basis", PeriodBasis.STATED) != PeriodBasis.STATED:
            continue
        if len(places) == 1:
            paragraph = case.text.paragraphs_of(places[0])
            for bound in _bounds(claim.text("period")):
                yield from _stated_bound(case, (*claim.route, "period"), bound, paragraph)


def _bounds(text: str) -> list[Bound]:
    try:
        period = Period.parse(text)
    except PeriodError:
        return []
    return list({b.text: b for b in (period.start, period.end) if b is not None}.values())


def _stated_bound(
    case: SourceCase, route: Route, bound: Bound, paragraph: str
) -> Iterator[Diagnostic]:
    if not _names_year(paragraph, bound):
        yield case.fault(
            rules.YEAR_NOT_IN_TEXT,
            f"the quote's paragraph does not name {_year_text(bound)}",
            route,
        )
    elif unit := _unit_not_named(paragraph, bound, case.text.language):
        year_or_month = bound.text[:4] if unit == "month" else bound.text[:7]
        yield case.fault(
            rules.PERIOD_TOO_FINE,
            f"the quote's paragraph does not name the {unit} of {bound.text}",
            route,
            help=f"Write {year_or_month} instead, or `period_basis: inferred` with a `note`.",
        )


def _year_text(bound: Bound) -> str:
    return f"the {bound.year}s" if bound.precision is Precision.DECADE else str(bound.year)


# Digits of any script: int() reads them all.
_YEARS = re.compile(r"(?<!\d)(\d{4})(?!\d)(?:\s*[-–—/]\s*(\d{2})(?!\d))?")


def _years(paragraph: str) -> set[int]:
    """The years a paragraph names; 1979–89 names both."""
    found: set[int] = set()
    for match in _YEARS.finditer(paragraph):
        year = int(match[1])
        found.add(year)
        if match[2]:
            found.add(year // 100 * 100 + int(match[2]))
    return found


def _names_year(paragraph: str, bound: Bound) -> bool:
    if bound.precision is Precision.DECADE:
        return any(bound.year <= year < bound.year + 10 for year in _years(paragraph))
    return bound.year in _years(paragraph)


_ENGLISH_MONTHS = [
    "jan(uary)?",
    "feb(ruary)?",
    "mar(ch)?",
    "apr(il)?",
    "may",
    "june?",
    "july?",
    "aug(ust)?",
    "sept?(ember)?",
    "oct(ober)?",
    "nov(ember)?",
    "dec(ember)?",
]
_NUMBER = re.compile(r"(?<!\d)(\d{1,2})(?!\d)")


def _unit_not_named(paragraph: str, bound: Bound, language: str) -> str | None:
    """The coarsest unit of a bound, below the year, that a paragraph does not name.

    A month may stand as a number in a date; as a word it is known in English only, and taken
    to be there in other languages.
    """
    if bound.precision < Precision.MONTH:
        return None
    day = date.fromordinal(bound.first)
    month_named = (
        not language.lower().startswith("en")
        or re.search(rf"\b({_ENGLISH_MONTHS[day.month - 1]})\b", paragraph, re.IGNORECASE)
        or _numeric_date(day).search(paragraph)
    )
    if not month_named:
        return "month"
    numbers = {int(number) for number in _NUMBER.findall(paragraph)}
    return "day" if bound.precision is Precision.DAY and day.day not in numbers else None


def _numeric_date(day: date) -> re.Pattern[str]:
    """The month of ``day`` as a number beside its year: 2020-02-29, 29.02.2020, 2/2020."""
    month = rf"0?{day.month}"
    return re.compile(
        rf"(?<![0-9]){day.year}[-./]{month}(?![0-9])|(?<![0-9]){month}[-./]([0-9]{{1,2}}[-./])?{day.year}(?![0-9])"
    )

"""Checks of stated periods against the dates in the paragraph of the quote."""

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from functools import cached_property, lru_cache

from policykb.diagnostics import Diagnostic, Route, catalogue
from policykb.frozen import NamedTuple
from policykb.model.period import Bound, Period, PeriodError, Precision
from policykb.model.records import PeriodBasis
from policykb.text.source_text import Extent, SourceText
from policykb.validation.checks.context import SourceContext


def stated_periods(context: SourceContext) -> Iterator[Diagnostic]:
    """Report stated periods that the quote's paragraph does not name, or names less precisely."""
    extents = {quote.route: quote.extents for quote in context.quotes}
    read: dict[Extent, _Dates] = {}
    stated = PeriodBasis.STATED.value
    for claim in context.claims:
        places = extents.get((*claim.route, "quote"), ())
        if len(places) == 1 and claim.data.get("period_basis", stated) == stated:
            where = context.text.paragraphs_of(places[0])
            if (dates := read.get(where)) is None:
                dates = read[where] = _Dates(context.text, where)
            for required in _bounds(claim.text("period")):
                if not dates.has_year(required):
                    yield _year_fault(context, claim.route, required.bound)
                elif unit := dates.unit_not_named(required):
                    yield _unit_fault(context, claim.route, required.bound, unit)


class _Required(NamedTuple):
    """The parts of a bound that a text must name: one of the years, and any month and day."""

    bound: Bound
    years: Sequence[int]
    month: int | None
    day: int | None


# Many claims have the same period.
@lru_cache(maxsize=4_096)
def _bounds(text: str) -> tuple[_Required, ...]:
    try:
        period = Period.parse(text)
    except PeriodError:
        return ()
    bounds = {one.text: one for one in (period.start, period.end) if one is not None}
    return tuple(map(_required, bounds.values()))


def _required(bound: Bound) -> _Required:
    day, precision = date.fromordinal(bound.first), bound.precision
    years = range(day.year, day.year + 10) if precision is Precision.DECADE else (day.year,)
    month = day.month if precision >= Precision.MONTH else None
    return _Required(bound, years, month, day.day if precision is Precision.DAY else None)


def _year_fault(context: SourceContext, route: Route, bound: Bound) -> Diagnostic:
    message = f"the quote's paragraph does not name {_year_text(bound)}"
    return context.fault(catalogue.YEAR_NOT_IN_TEXT, message, (*route, "period"))


def _unit_fault(context: SourceContext, route: Route, bound: Bound, unit: str) -> Diagnostic:
    year_or_month = bound.text[:4] if unit == "month" else bound.text[:7]
    return context.fault(
        catalogue.PERIOD_TOO_FINE,
        f"the quote's paragraph does not name the {unit} of {bound.text}",
        (*route, "period"),
        help=f"Write {year_or_month} instead, or `period_basis: inferred` with a `note`.",
    )


def _year_text(bound: Bound) -> str:
    return f"the {bound.year}s" if bound.precision is Precision.DECADE else str(bound.year)


# Digits of any script, because int() reads them all. An expression that begins with a set of
# characters is found three times as fast, so digits are not \d+, nor is case ignored.
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
# The month as a number beside its year: 2020-02-29, 29.02.2020, 2/2020. Matches may overlap.
_NUMERIC_DATE = re.compile(
    r"(?<![0-9])(?=([0-9]{4})[-./]([0-9]{1,2})(?![0-9])"
    r"|([0-9]{1,2})[-./](?:[0-9]{1,2}[-./])?([0-9]{4})(?![0-9]))"
)


class _Dates:
    """The dates that paragraphs name. Most paragraphs are those of several claims."""

    def __init__(self, text: SourceText, where: Extent) -> None:
        self._text = text
        self._paragraph = text.text[where.start : where.end]
        self._months: dict[int, bool] = {}
        numbers = set(_NUMBER.findall(self._paragraph))
        self._years = {int(number) for number in numbers if len(number) == 4}
        self._days = {int(number) for number in numbers if len(number) <= 2}

    @cached_property
    def _last_years(self) -> AbstractSet[int]:
        """The years that are written without their century: 89 in 1979–89."""
        found = _RANGE.findall(self._paragraph)
        return {int(one[:2]) * 100 + int(one[-2:]) for one in found}

    @cached_property
    def _numeric_months(self) -> AbstractSet[tuple[int, int]]:
        """The years and months of the dates that are numbers."""
        found = _NUMERIC_DATE.findall(self._paragraph)
        return {(int(first or last), int(second or month)) for first, second, month, last in found}

    def has_year(self, required: _Required) -> bool:
        """Return True if the year of a bound is named, or one of its decade."""
        years = required.years
        return not (self._years.isdisjoint(years) and self._last_years.isdisjoint(years))

    def _has_month(self, year: int, month: int) -> bool:
        if month not in self._months:
            self._months[month] = _MONTHS[month - 1].search(self._paragraph) is not None
        return self._months[month] or (year, month) in self._numeric_months

    def unit_not_named(self, required: _Required) -> str | None:
        """Return the coarsest unit of a bound, below the year, that is not named.

        A month may be a number in a date, or a word. Only English words are known: a text in
        another language counts as naming each month.
        """
        _, years, month, day = required
        if month is None:
            return None
        if self._text.language.lower().startswith("en") and not self._has_month(years[0], month):
            return "month"
        return None if day is None or day in self._days else "day"

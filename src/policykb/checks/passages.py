"""Claims against the source's text: quotes, sentences, checksums, stated periods."""

import hashlib
import re
from collections.abc import Iterator
from datetime import date

from policykb import rules
from policykb.checks.cases import Quote, SourceCase
from policykb.coverage import Treatment, reached
from policykb.diagnostics import Diagnostic, Related, shown
from policykb.period import Bound, Precision
from policykb.records import Claim, PeriodBasis, Status
from policykb.texts import Extent

_MOST_PLACES = 5


def checksum(case: SourceCase) -> Iterator[Diagnostic]:
    """``sha256`` is that of the bytes of ``text.txt``."""
    stated = case.source.sha256 if case.source else None
    if stated is None:
        return
    actual = hashlib.sha256(case.data).hexdigest()
    if actual != stated:
        path = f"sources/{case.source_id}/source.yaml"
        yield Diagnostic(
            rules.CHECKSUM_MISMATCH,
            "text.txt is not the text that this checksum was made of",
            case.loaded.documents[path].location(("sha256",)),
            f"Restore the text; if the change is meant, read every quote again and write {actual}",
            ("sha256",),
        )


def quote_places(case: SourceCase) -> Iterator[Diagnostic]:
    """Every quote stands in the text, once."""
    for quote in case.quotes:
        if not quote.extents:
            yield _not_found(case, quote)
        elif len(quote.extents) > 1:
            places = [case.text.location(extent) for extent in quote.extents[:_MOST_PLACES]]
            yield case.fault(
                rules.QUOTE_REPEATED,
                f"the quote stands {len(quote.extents)} times in the text",
                quote.route,
                related=tuple(Related(place, "it stands here") for place in places),
            )


def _not_found(case: SourceCase, quote: Quote) -> Diagnostic:
    near = case.text.nearest(quote.text)
    if near is None:
        message = "the quote does not stand in the text, nor does anything like it"
        return case.fault(rules.QUOTE_NOT_FOUND, message, quote.route)
    passage = case.text.text[near.extent.start : near.extent.end]
    place = case.text.location(Extent(near.at, near.at + 1))
    return case.fault(
        rules.QUOTE_NOT_FOUND,
        f"the quote does not stand in the text: it has {shown(near.found)} "
        f"where the text has {shown(near.expected)}",
        quote.route,
        help=f"The nearest passage, at {place}: {' '.join(passage.split())}",
        related=(Related(place, "the text differs from here"),),
    )


def quoted_sentences(case: SourceCase) -> Iterator[Diagnostic]:
    """Every quote is made of whole sentences."""
    for quote in case.quotes:
        if len(quote.extents) == 1 and not case.text.is_whole(quote.extents[0]):
            (extent,) = quote.extents
            sentences = case.text.sentences
            whole = " ".join(sentences[i].text for i in reached(sentences, extent))
            yield case.fault(
                rules.PARTIAL_SENTENCE,
                "the quote is not a whole sentence",
                quote.route,
                help=f"The whole sentence is: {' '.join(whole.split())}",
            )


def coded_and_skipped(case: SourceCase) -> Iterator[Diagnostic]:
    """No skipped sentence is quoted by a claim."""
    coded = [quote for quote in case.quotes if quote.kind == "claims"]
    retracted = {
        (*claim.route, "quote")
        for claim in case.kb.by_source.get(case.source_id, ())
        if claim.status is Status.RETRACTED
    }
    document = case.loaded.documents.get(case.claims_path)
    for quote in case.quotes:
        if quote.kind != "skipped" or document is None:
            continue
        for extent in quote.extents:
            clash = next(
                (
                    other
                    for other in coded
                    if other.route not in retracted
                    and any(extent.touches(there) for there in other.extents)
                ),
                None,
            )
            if clash is not None:
                yield case.fault(
                    rules.CODED_AND_SKIPPED,
                    "a claim quotes this skipped sentence",
                    quote.route,
                    related=(Related(document.location(clash.route), "it is quoted here"),),
                )
                break


def open_sentences(case: SourceCase) -> Iterator[Diagnostic]:
    """Every sentence is coded or skipped."""
    if case.coverage is None:
        return
    touched = {
        index
        for quote in case.quotes
        for extent in quote.extents
        for index in reached(case.text.sentences, extent)
    }
    for index, covered in enumerate(case.coverage.sentences):
        # A sentence that only a faulty record quotes is not open: the record is.
        if covered.treatment is Treatment.OPEN and index not in touched:
            yield Diagnostic(
                rules.OPEN_SENTENCE,
                f"neither coded nor skipped: {shown(covered.sentence.text)}",
                covered.location,
                rules.OPEN_SENTENCE.remedy,
            )


def stated_periods(case: SourceCase) -> Iterator[Diagnostic]:
    """A stated period is no finer than the quote's paragraph, and its years stand there."""
    for claim in case.kb.by_source.get(case.source_id, ()):
        extents = case.text.find(claim.quote)
        if claim.period_basis is not PeriodBasis.STATED or len(extents) != 1:
            continue
        paragraph = case.text.paragraph(extents[0].start)
        bounds = {b.text: b for b in (claim.period.start, claim.period.end) if b is not None}
        for bound in bounds.values():
            yield from _stated_bound(case, claim, bound, paragraph)


def _stated_bound(
    case: SourceCase, claim: Claim, bound: Bound, paragraph: str
) -> Iterator[Diagnostic]:
    route = (*claim.route, "period")
    if not _names_year(paragraph, bound):
        yield case.fault(
            rules.YEAR_NOT_IN_TEXT,
            f"the quote's paragraph does not name {_year_text(bound)}",
            route,
        )
    elif bound.precision >= Precision.MONTH and not _names_unit(
        paragraph, bound, case.text.language
    ):
        yield case.fault(
            rules.PERIOD_TOO_FINE,
            f"the quote's paragraph does not name the month or day of {bound.text}",
            route,
        )


def _year_text(bound: Bound) -> str:
    return f"the {bound.year}s" if bound.precision is Precision.DECADE else str(bound.year)


_YEARS = re.compile(r"(?<![0-9])([0-9]{4})(?![0-9])(?:\s*[-–—/]\s*([0-9]{2})(?![0-9]))?")


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
_NUMBER = re.compile(r"(?<![0-9])0?([0-9]{1,2})(?![0-9])")


def _names_unit(paragraph: str, bound: Bound, language: str) -> bool:
    """Whether a paragraph names the month of a bound, and its day if it has one.

    A month may stand as a number in a date; as a word it is known in English only, and taken
    to be there in other languages.
    """
    day = date.fromordinal(bound.first)
    numbers = {int(number) for number in _NUMBER.findall(paragraph)}
    month_named = (
        not language.lower().startswith("en")
        or re.search(rf"\b({_ENGLISH_MONTHS[day.month - 1]})\b", paragraph, re.IGNORECASE)
        or _numeric_date(day).search(paragraph)
    )
    return bool(month_named) and (bound.precision < Precision.DAY or day.day in numbers)


def _numeric_date(day: date) -> re.Pattern[str]:
    """The month of ``day`` as a number beside its year: 2020-02-29, 29.02.2020, 2/2020."""
    month = rf"0?{day.month}"
    return re.compile(
        rf"(?<![0-9]){day.year}[-./]{month}(?![0-9])|(?<![0-9]){month}[-./]([0-9]{{1,2}}[-./])?{day.year}(?![0-9])"
    )

"""Claims against the source's text: quotes, sentences, checksums, stated periods."""

import hashlib
import re
from bisect import bisect_left
from collections.abc import Iterator
from datetime import date

from policykb import rules
from policykb.checks.cases import Quote, SourceCase, written_records
from policykb.coverage import Treatment, reached
from policykb.diagnostics import Diagnostic, Location, Related, Route, SetValue, shown
from policykb.folding import single_spaced
from policykb.likeness import only_passage
from policykb.period import Bound, Period, PeriodError, Precision
from policykb.records import PeriodBasis, Status
from policykb.texts import MAX_PLACES, Extent

_MOST_PLACES = 5
_MOST_CHARACTERS = 600


def checksum(case: SourceCase) -> Iterator[Diagnostic]:
    """``sha256`` is that of the bytes of ``text.txt``."""
    if case.source and case.source.sha256 and case.is_altered:
        path = f"sources/{case.source_id}/source.yaml"
        resaved = _differs_in_line_ends(case.data, case.source.sha256)
        remedy = (
            "Only its line ends differ: restore them, and have git keep them with `text.txt -text` "
            "in .gitattributes"
            if resaved
            else "Restore the text"
        )
        yield Diagnostic(
            rules.CHECKSUM_MISMATCH,
            "text.txt is not the text that this checksum was made of",
            case.loaded.documents[path].location(("sha256",)),
            f"{remedy}; if the change is meant, read every quote again and write {case.sum}",
            ("sha256",),
            fix=SetValue(("sha256",), case.sum) if _is_whole(case) and not resaved else None,
        )


def _is_whole(case: SourceCase) -> bool:
    """Whether every quote stands in the text, and every sentence of it is coded or skipped."""
    return (
        case.coverage is not None
        and bool(case.quotes)
        and not case.has_unreadable_quotes
        and all(quote.extents for quote in case.quotes)
        and not any(one.treatment is Treatment.OPEN for one in case.coverage.sentences)
    )


def _differs_in_line_ends(data: bytes, stated: str) -> bool:
    """Whether a text with other line ends, or without the last one, has the stated checksum."""
    plain = data.replace(b"\r\n", b"\n")
    bare = plain.rstrip(b"\n")
    texts = (plain, bare, bare + b"\n")
    saved = (*texts, *(text.replace(b"\n", b"\r\n") for text in texts))
    return any(hashlib.sha256(text).hexdigest() == stated for text in saved)


def quote_places(case: SourceCase) -> Iterator[Diagnostic]:
    """Every quote stands in the text, once."""
    if case.quotes and not case.text.text.strip():
        message = "the text is empty, so that no quote stands in it"
        help_ = "Put the text of the source here."
        yield Diagnostic(rules.EMPTY_FILE, message, Location(case.text.path), help_)
        return
    for quote in case.quotes:
        if not quote.extents:
            yield _not_found(case, quote)
        elif len(quote.extents) > 1:
            places = [case.text.location(extent) for extent in quote.extents[:_MOST_PLACES]]
            number = len(quote.extents)
            times = f"{number} times" if number < MAX_PLACES else f"{MAX_PLACES} times or more"
            yield case.fault(
                rules.QUOTE_REPEATED,
                f"the quote stands {times} in the text",
                quote.route,
                related=tuple(Related(place, "it stands here") for place in places),
            )


def _not_found(case: SourceCase, quote: Quote) -> Diagnostic:
    near = case.nearest.get(quote.route)
    if near is None:
        message = "the quote does not stand in the text, nor does anything like it"
        return case.fault(rules.QUOTE_NOT_FOUND, message, quote.route)
    place = case.text.location(Extent(near.at, near.at + 1))
    only = None if case.is_altered else only_passage(case.text, quote.text, near)
    return case.fault(
        rules.QUOTE_NOT_FOUND,
        f"the quote does not stand in the text: it has {shown(near.found)} "
        f"where the text has {shown(near.expected)}",
        quote.route,
        help=f"The nearest passage is: {_passage(case, near.extent)}",
        related=(Related(place, "the text differs from here"),),
        fix=SetValue(quote.route, only) if only else None,
    )


def exact_quotes(case: SourceCase) -> Iterator[Diagnostic]:
    """Every quote has the quotation marks of the text."""
    for quote in case.quotes:
        if len(quote.extents) != 1:
            continue
        found, passage = single_spaced(quote.text), case.text.said(quote.extents[0])
        if found != passage:
            pairs = enumerate(zip(found, passage, strict=False))
            at = next((i for i, (one, other) in pairs if one != other), 0)
            yield case.fault(
                rules.INEXACT_QUOTE,
                f"the quote has {found[at]} where the text has {passage[at]}",
                quote.route,
                help=f"The text says: {_cut(passage)}",
                fix=SetValue(quote.route, passage),
            )


def _passage(case: SourceCase, extent: Extent) -> str:
    """A passage on one line; of a very long one the beginning."""
    return _cut(case.text.said(extent))


def _cut(words: str) -> str:
    return f"{words[:_MOST_CHARACTERS]} …" if len(words) > _MOST_CHARACTERS else words


def quoted_sentences(case: SourceCase) -> Iterator[Diagnostic]:
    """Every quote is made of whole sentences."""
    for quote in case.quotes:
        if len(quote.extents) == 1 and not case.text.is_whole(quote.extents[0]):
            (extent,) = quote.extents
            sentences = case.text.sentences
            touched = [sentences[i].extent for i in reached(sentences, extent)]
            whole = Extent(touched[0].start, touched[-1].end)
            yield case.fault(
                rules.PARTIAL_SENTENCE,
                "the quote is not a whole sentence",
                quote.route,
                help=f"The whole sentence is: {_passage(case, whole)}",
            )


def coded_and_skipped(case: SourceCase) -> Iterator[Diagnostic]:
    """No skipped sentence is quoted by a claim."""
    retracted = {
        (*claim.route, "quote")
        for claim in written_records(case.loaded, case.claims_path, "claims")
        if claim.text("status") == Status.RETRACTED
    }
    quotes = (q for q in case.quotes if q.kind == "claims" and q.route not in retracted)
    coded = sorted((extent, quote.route) for quote in quotes for extent in quote.extents)
    longest = max((extent.end - extent.start for extent, _ in coded), default=0)
    for quote in case.quotes:
        clash = None
        for extent in quote.extents if quote.kind == "skipped" else ():
            first = bisect_left(coded, extent.start - longest, key=lambda c: c[0].start)
            last = bisect_left(coded, extent.end, key=lambda c: c[0].start)
            near = (route for there, route in coded[first:last] if there.touches(extent))
            clash = clash or next(near, None)
        if clash is not None:
            here = case.loaded.documents[case.claims_path].location(clash)
            yield case.fault(
                rules.CODED_AND_SKIPPED,
                "a claim quotes this skipped sentence",
                quote.route,
                related=(Related(here, "it is quoted here"),),
            )


def open_sentences(case: SourceCase) -> Iterator[Diagnostic]:
    """Every sentence is coded or skipped."""
    unread = case.claims_path in {left.id for left in case.kb.left_out}
    # A record without a quote may be of any sentence.
    if case.coverage is None or unread or case.has_unreadable_quotes:
        return
    # A sentence that only a faulty record quotes, or quotes with a slip, is not open.
    extents = [extent for quote in case.quotes for extent in quote.extents]
    extents += [near.extent for near in case.nearest.values()]
    touched = {index for e in extents for index in reached(case.text.sentences, e)}
    for index, covered in enumerate(case.coverage.sentences):
        if covered.treatment is Treatment.OPEN and index not in touched:
            yield Diagnostic(
                rules.OPEN_SENTENCE,
                f"neither coded nor skipped: {shown(covered.sentence.text)}",
                covered.location,
                rules.OPEN_SENTENCE.remedy,
            )


def stated_periods(case: SourceCase) -> Iterator[Diagnostic]:
    """A stated period is no finer than the quote's paragraph, and its years stand there."""
    extents = {quote.route: quote.extents for quote in case.quotes}
    for claim in written_records(case.loaded, case.claims_path, "claims"):
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

"""Claims against the source's text: quotes, sentences, checksums."""

import hashlib
from bisect import bisect_left
from collections.abc import Iterable, Iterator

from policykb.analysis.coverage import reached
from policykb.diagnostics import (
    Diagnostic,
    Location,
    Related,
    Route,
    SetValue,
    catalogue,
    format_value,
)
from policykb.model.records import Status
from policykb.text.nearest_passage import certain_passage
from policykb.text.normalize import collapse_spaces
from policykb.text.source_text import MAX_PLACES, Extent, Sentence
from policykb.validation.checks.context import Quote, SourceCase

_MOST_PLACES = 5
_MOST_CHARACTERS = 600


def checksum(case: SourceCase) -> Iterator[Diagnostic]:
    """``sha256`` is that of the bytes of ``text.txt``."""
    if case.source and case.source.sha256 and case.is_altered:
        path = f"{case.part.name}/source.yaml"
        resaved = _differs_in_line_ends(case.data, case.source.sha256)
        remedy = (
            "Only its line ends differ: restore them, and have git keep them with `text.txt -text` "
            "in .gitattributes"
            if resaved
            else "Restore the text"
        )
        yield Diagnostic(
            catalogue.CHECKSUM_MISMATCH,
            "text.txt is not the text that this checksum was made of",
            case.part.documents[path].location(("sha256",)),
            f"{remedy}; if the change is meant, read every quote again and write {case.sum}",
            ("sha256",),
            fix=SetValue(("sha256",), case.sum) if _is_whole(case) and not resaved else None,
        )


def _is_whole(case: SourceCase) -> bool:
    """Whether every quote stands in the text, and every sentence of it is coded or skipped."""
    if case.has_unreadable_quotes or not all(quote.extents for quote in case.quotes):
        return False
    retracted = _retracted(case)
    counting = [quote for quote in case.quotes if quote.route not in retracted]
    return bool(case.quotes) and not any(_open(case, counting))


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
        yield Diagnostic(catalogue.EMPTY_FILE, message, Location(case.text.path), help_)
        return
    for quote in case.quotes:
        if not quote.extents:
            yield _not_found(case, quote)
        elif len(quote.extents) > 1:
            places = [case.text.location(extent) for extent in quote.extents[:_MOST_PLACES]]
            number = len(quote.extents)
            times = f"{number} times" if number < MAX_PLACES else f"{MAX_PLACES} times or more"
            yield case.fault(
                catalogue.QUOTE_REPEATED,
                f"the quote stands {times} in the text",
                quote.route,
                related=tuple(Related(place, "it stands here") for place in places),
            )


def _not_found(case: SourceCase, quote: Quote) -> Diagnostic:
    near = case.nearest.get(quote.route)
    if near is None:
        message = "the quote does not stand in the text, nor does anything like it"
        return case.fault(catalogue.QUOTE_NOT_FOUND, message, quote.route)
    place = case.text.location(Extent(near.offset, near.offset + 1))
    only = None if case.is_altered else certain_passage(case.text, quote.text, near)
    return case.fault(
        catalogue.QUOTE_NOT_FOUND,
        f"the quote does not stand in the text: it has {format_value(near.found)} "
        f"where the text has {format_value(near.expected)}",
        quote.route,
        help=f"The nearest passage is: {_passage(case, near.extent)}",
        related=(Related(place, "the text differs from here"),),
        fix=SetValue(quote.route, only) if only else None,
    )


def exact_quotes(case: SourceCase) -> Iterator[Diagnostic]:
    """Every quote has the quotation marks of the text."""
    for quote in case.quotes:
        # Without a typographic mark on either side there is nothing to tell apart.
        if len(quote.extents) != 1 or (quote.text.isascii() and case.said.isascii()):
            continue
        # Most passages stand on one line, and the quote is what stands there.
        if quote.text == case.said[slice(*quote.extents[0])]:
            continue
        found, passage = collapse_spaces(quote.text), case.text.quote(quote.extents[0])
        if found != passage:
            pairs = enumerate(zip(found, passage, strict=False))
            at = next((i for i, (one, other) in pairs if one != other), 0)
            yield case.fault(
                catalogue.INEXACT_QUOTE,
                f"the quote has {found[at]} where the text has {passage[at]}",
                quote.route,
                help=f"The text says: {_cut(passage)}",
                fix=SetValue(quote.route, passage),
            )


def _passage(case: SourceCase, extent: Extent) -> str:
    """A passage on one line; of a very long one the beginning."""
    return _cut(case.text.quote(extent))


def _cut(words: str) -> str:
    return f"{words[:_MOST_CHARACTERS]} …" if len(words) > _MOST_CHARACTERS else words


def quoted_sentences(case: SourceCase) -> Iterator[Diagnostic]:
    """Every quote is made of whole sentences."""
    for quote in case.quotes:
        if len(quote.extents) == 1 and not case.text.is_whole_sentences(quote.extents[0]):
            (extent,) = quote.extents
            sentences = case.text.sentences
            touched = [sentences[i].extent for i in reached(sentences, extent)]
            whole = Extent(touched[0].start, touched[-1].end)
            yield case.fault(
                catalogue.PARTIAL_SENTENCE,
                "the quote is not a whole sentence",
                quote.route,
                help=f"The whole sentence is: {_passage(case, whole)}",
            )


def coded_and_skipped(case: SourceCase) -> Iterator[Diagnostic]:
    """No skipped sentence is quoted by a claim."""
    skipped = [quote for quote in case.quotes if quote.kind == "skipped" and quote.extents]
    if not skipped:
        return
    retracted = _retracted(case)
    quotes = (q for q in case.quotes if q.kind == "claims" and q.route not in retracted)
    coded = sorted((extent, quote.route) for quote in quotes for extent in quote.extents)
    longest = max((extent.end - extent.start for extent, _ in coded), default=0)
    for quote in skipped:
        clash = None
        for extent in quote.extents:
            first = bisect_left(coded, extent.start - longest, key=lambda c: c[0].start)
            last = bisect_left(coded, extent.end, key=lambda c: c[0].start)
            near = (route for there, route in coded[first:last] if there.touches(extent))
            clash = clash or next(near, None)
        if clash is not None:
            here = case.part.documents[case.claims_path].location(clash)
            yield case.fault(
                catalogue.CODED_AND_SKIPPED,
                "a claim quotes this skipped sentence",
                quote.route,
                related=(Related(here, "it is quoted here"),),
            )


def _retracted(case: SourceCase) -> set[Route]:
    """The routes of the quotes of retracted claims."""
    return {
        (*claim.route, "quote") for claim in case.claims if claim.text("status") == Status.RETRACTED
    }


def _open(
    case: SourceCase, quotes: Iterable[Quote], also: Iterable[Extent] = ()
) -> Iterator[Sentence]:
    """The sentences that neither the quotes nor the other stretches reach into."""
    extents = {*also, *(extent for quote in quotes for extent in quote.extents)}
    sentences = case.text.sentences
    # Most quotes are one sentence, and reach into no other.
    rest = extents.difference([sentence.extent for sentence in sentences])
    touched = {index for extent in rest for index in reached(sentences, extent)}
    for index, (extent, _, is_sentence) in enumerate(sentences):
        if is_sentence and extent not in extents and index not in touched:
            yield sentences[index]


def open_sentences(case: SourceCase) -> Iterator[Diagnostic]:
    """Every sentence is coded or skipped."""
    unread = case.claims_path in {left.id for left in case.part.reading.left_out}
    # A record without a quote may be of any sentence.
    if case.source is None or unread or case.has_unreadable_quotes:
        return
    # A sentence that only a faulty record quotes, or quotes with a slip, is not open.
    near = [one.extent for one in case.nearest.values()]
    for sentence in _open(case, case.quotes, near):
        yield Diagnostic(
            catalogue.OPEN_SENTENCE,
            f"neither coded nor skipped: {format_value(sentence.text)}",
            case.text.location(sentence.extent),
            catalogue.OPEN_SENTENCE.remedy,
        )

"""Checks of claims against the text of their source: quotes, sentences, the checksum."""

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
from policykb.text.nearest_passage import certain_passage, only_passage
from policykb.text.normalize import collapse_spaces
from policykb.text.source_text import MAX_PLACES, Extent, Sentence
from policykb.validation.checks.context import Quote, SourceContext

_MAX_PLACES_SHOWN = 5
_MAX_CHARACTERS = 600


def checksum(context: SourceContext) -> Iterator[Diagnostic]:
    """Report a ``sha256`` that is not that of the bytes of ``text.txt``."""
    if context.source and context.source.sha256 and context.is_altered:
        path = f"{context.part.name}/source.yaml"
        intended = f"if the change is intended, check every quote again and write {context.sha256}"
        resaved = _differs_in_line_ends(context.data, context.source.sha256)
        remedy = (
            "Only its line ends differ: restore them, and have git keep them with `text.txt -text` "
            "in .gitattributes"
            if resaved
            else "Restore the text"
        )
        yield Diagnostic(
            catalogue.CHECKSUM_MISMATCH,
            "this is not the checksum of text.txt",
            context.part.documents[path].location(("sha256",)),
            f"{remedy}; {intended}",
            ("sha256",),
            fix=SetValue(("sha256",), context.sha256)
            if _is_whole(context) and not resaved
            else None,
        )


def _is_whole(context: SourceContext) -> bool:
    """Return True if every quote occurs in the text and each sentence is coded or skipped."""
    if context.has_unreadable_quotes or not all(quote.extents for quote in context.quotes):
        return False
    retracted = _retracted(context)
    counting = [quote for quote in context.quotes if quote.route not in retracted]
    return bool(context.quotes) and not any(_open(context, counting))


def _differs_in_line_ends(data: bytes, stated: str) -> bool:
    """Return True if the text with other line ends, or without the last, has this checksum."""
    plain = data.replace(b"\r\n", b"\n")
    bare = plain.rstrip(b"\n")
    texts = (plain, bare, bare + b"\n")
    saved = (*texts, *(text.replace(b"\n", b"\r\n") for text in texts))
    return any(hashlib.sha256(text).hexdigest() == stated for text in saved)


def quote_places(context: SourceContext) -> Iterator[Diagnostic]:
    """Report quotes that do not occur in the text, or occur several times."""
    if context.quotes and not context.text.text.strip():
        message = "the text is empty, so no quote occurs in it"
        help_ = "Put the text of the source here."
        yield Diagnostic(catalogue.EMPTY_FILE, message, Location(context.text.path), help_)
        return
    for quote in context.quotes:
        if not quote.extents:
            yield _not_found(context, quote)
        elif len(quote.extents) > 1:
            places = [context.text.location(extent) for extent in quote.extents[:_MAX_PLACES_SHOWN]]
            number = len(quote.extents)
            times = f"{number} times" if number < MAX_PLACES else f"{MAX_PLACES} times or more"
            yield context.fault(
                catalogue.QUOTE_REPEATED,
                f"the quote occurs {times} in the text",
                quote.route,
                related=tuple(Related(place, "it occurs here") for place in places),
            )


def _not_found(context: SourceContext, quote: Quote) -> Diagnostic:
    near = context.nearest.get(quote.route)
    if near is None:
        message = "the quote does not occur in the text, nor does anything similar"
        return context.fault(catalogue.QUOTE_NOT_FOUND, message, quote.route)
    place = context.text.location(Extent(near.offset, near.offset + 1))
    only = None if context.is_altered else certain_passage(context.text, quote.text, near)
    likely = only_passage(context.text, quote.text, near)
    return context.fault(
        catalogue.QUOTE_NOT_FOUND,
        f"the quote does not occur in the text: it has {format_value(near.found)} "
        f"where the text has {format_value(near.expected)}",
        quote.route,
        help=f"The nearest passage is: {_passage(context, near.extent)}",
        related=(Related(place, "the text differs from here"),),
        fix=SetValue(quote.route, only) if only else None,
        unsafe_fix=SetValue(quote.route, likely)
        if likely and not only and not context.is_altered
        else None,
    )


def exact_quotes(context: SourceContext) -> Iterator[Diagnostic]:
    """Report quotes whose quotation marks and spaces are not those of the text."""
    for quote in context.quotes:
        # If both are ASCII, their quotation marks cannot differ.
        if len(quote.extents) != 1 or (quote.text.isascii() and context.raw_text.isascii()):
            continue
        # Most passages are on one line, and the quote is the same text.
        if quote.text == context.raw_text[slice(*quote.extents[0])]:
            continue
        found, passage = collapse_spaces(quote.text), context.text.quote(quote.extents[0])
        if found != passage:
            pairs = enumerate(zip(found, passage, strict=False))
            at = next((i for i, (one, other) in pairs if one != other), 0)
            yield context.fault(
                catalogue.INEXACT_QUOTE,
                f"the quote has {found[at]} where the text has {passage[at]}",
                quote.route,
                help=f"The text says: {_cut(passage)}",
                fix=SetValue(quote.route, passage),
            )


def _passage(context: SourceContext, extent: Extent) -> str:
    """Return a passage on one line, cut if it is very long."""
    return _cut(context.text.quote(extent))


def _cut(words: str) -> str:
    return f"{words[:_MAX_CHARACTERS]} …" if len(words) > _MAX_CHARACTERS else words


def quoted_sentences(context: SourceContext) -> Iterator[Diagnostic]:
    """Report quotes that are not whole sentences."""
    for quote in context.quotes:
        if len(quote.extents) == 1 and not context.text.is_whole_sentences(quote.extents[0]):
            (extent,) = quote.extents
            sentences = context.text.sentences
            touched = [sentences[i].extent for i in reached(sentences, extent)]
            whole = Extent(touched[0].start, touched[-1].end)
            yield context.fault(
                catalogue.PARTIAL_SENTENCE,
                "the quote is not a whole sentence",
                quote.route,
                help=f"The whole sentence is: {_passage(context, whole)}",
            )


def coded_and_skipped(context: SourceContext) -> Iterator[Diagnostic]:
    """Report skipped sentences that a claim quotes."""
    skipped = [quote for quote in context.quotes if quote.kind == "skipped" and quote.extents]
    if not skipped:
        return
    retracted = _retracted(context)
    quotes = (q for q in context.quotes if q.kind == "claims" and q.route not in retracted)
    coded = sorted((extent, quote.route) for quote in quotes for extent in quote.extents)
    longest = max((extent.end - extent.start for extent, _ in coded), default=0)
    for quote in skipped:
        clash = None
        for extent in quote.extents:
            first = bisect_left(coded, extent.start - longest, key=lambda c: c[0].start)
            last = bisect_left(coded, extent.end, key=lambda c: c[0].start)
            near = (route for other, route in coded[first:last] if other.touches(extent))
            clash = clash or next(near, None)
        if clash is not None:
            here = context.part.documents[context.claims_path].location(clash)
            yield context.fault(
                catalogue.CODED_AND_SKIPPED,
                "a claim quotes this skipped sentence",
                quote.route,
                related=(Related(here, "it is quoted here"),),
            )


def _retracted(context: SourceContext) -> set[Route]:
    """Return the routes of the quotes of retracted claims."""
    return {
        (*claim.route, "quote")
        for claim in context.claims
        if claim.data.get("status") == Status.RETRACTED
    }


def _open(
    context: SourceContext, quotes: Iterable[Quote], also: Iterable[Extent] = ()
) -> Iterator[Sentence]:
    """Yield the sentences that neither the quotes nor the other extents overlap."""
    extents = {*also, *(extent for quote in quotes for extent in quote.extents)}
    sentences = context.text.sentences
    # Most quotes are exactly one sentence.
    rest = extents.difference([sentence.extent for sentence in sentences])
    touched = {index for extent in rest for index in reached(sentences, extent)}
    for index, (extent, _, is_sentence) in enumerate(sentences):
        if is_sentence and extent not in extents and index not in touched:
            yield sentences[index]


def open_sentences(context: SourceContext) -> Iterator[Diagnostic]:
    """Report sentences that are neither coded nor skipped."""
    unread = context.claims_path in {left.id for left in context.part.parsed.left_out}
    # A record without a quote may be about any sentence.
    if context.source is None or unread or context.has_unreadable_quotes:
        return
    # A sentence that is quoted by a faulty record, or with a small mistake, is not open.
    near = [one.extent for one in context.nearest.values()]
    for sentence in _open(context, context.quotes, near):
        yield Diagnostic(
            catalogue.OPEN_SENTENCE,
            f"neither coded nor skipped: {format_value(sentence.text)}",
            context.text.location(sentence.extent),
            catalogue.OPEN_SENTENCE.remedy,
        )

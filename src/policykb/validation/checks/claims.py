"""Checks of single claims: fields that need another field, and copied summaries."""

import re
from collections.abc import Iterator

from policykb.diagnostics import Diagnostic, catalogue
from policykb.model.period import Period, PeriodError
from policykb.model.records import PeriodBasis, Status, Voice
from policykb.text.characters import is_plain
from policykb.text.normalize import straighten_quotes, strip_invisible
from policykb.validation.checks.context import PartContext

_COPIED_WORDS = 8
_WORD = re.compile(r"\w+(?:['-]\w+)*")


def other_said_by(context: PartContext) -> Iterator[Diagnostic]:
    """Report claims in the voice of others that do not name them."""
    for claim in context.claims:
        if claim.data.get("voice") == Voice.OTHER and claim.data.get("said_by", []) == []:
            message = "voice is other, but said_by does not say whose"
            yield claim.fault(catalogue.OTHER_WITHOUT_SAID_BY, message, "voice")


def period_notes(context: PartContext) -> Iterator[Diagnostic]:
    """Report inferred periods without a note."""
    for claim in context.claims:
        if claim.data.get("period_basis") == PeriodBasis.INFERRED and "note" not in claim.data:
            message = "the period is inferred, but no note says how"
            yield claim.fault(catalogue.INFERRED_WITHOUT_NOTE, message, "period_basis")


def retraction_notes(context: PartContext) -> Iterator[Diagnostic]:
    """Report retracted claims without a note."""
    for claim in context.claims:
        if claim.data.get("status") == Status.RETRACTED and "note" not in claim.data:
            message = "the claim is retracted, but no note says why"
            yield claim.fault(catalogue.RETRACTED_WITHOUT_NOTE, message, "status")


def published_periods(context: PartContext) -> Iterator[Diagnostic]:
    """Report periods dated by publication that do not begin then."""
    for claim in context.claims:
        if claim.data.get("period_basis") == PeriodBasis.PUBLISHED and context.source is not None:
            try:
                start = Period.parse(claim.text("period")).start
            except PeriodError:
                continue
            published = context.source.published
            if start is None or not start.exact or start.first != published.toordinal():
                message = f"the period is dated by publication, but does not begin on {published}"
                yield claim.fault(catalogue.PUBLISHED_PERIOD, message, "period")


def contradicts_itself(context: PartContext) -> Iterator[Diagnostic]:
    """Report claims that name themselves in ``contradicts``."""
    for claim in (one for one in context.claims if "contradicts" in one.data):
        for index, other in claim.texts("contradicts"):
            if other and other == claim.text("id"):
                message = "the claim names itself in contradicts"
                yield claim.fault(catalogue.CONTRADICTS_ITSELF, message, "contradicts", index)


def summary_words(context: PartContext) -> Iterator[Diagnostic]:
    """Report summaries that share a run of words with their quote."""
    for claim in context.claims:
        if copied := _copied(claim.text("quote"), claim.text("summary")):
            message = f'the summary copies its quote: "{copied}"'
            yield claim.fault(catalogue.COPIED_SUMMARY, message, "summary")


def _copied(quote: str, summary: str) -> str | None:
    """Return the first long run of words that a summary shares with its quote; None if there is
    none.
    """
    size = _COPIED_WORDS
    own = _WORD.findall(_folded(summary))
    if len(own) < size:
        return None
    text = _folded(quote)
    # Few summaries have so many words in a row that are in the text in any order.
    shared = "".join("+" if word in text else "-" for word in own)
    if "+" * size not in shared:
        return None
    theirs = _WORD.findall(text)
    runs = {tuple(theirs[i : i + size]) for i in range(len(theirs) - size + 1)}
    for i in range(len(own) - size + 1):
        if tuple(own[i : i + size]) in runs:
            return " ".join(own[i : i + size])
    return None


def _folded(text: str) -> str:
    if is_plain(text):
        return text.casefold()
    return straighten_quotes(strip_invisible(text)).casefold()

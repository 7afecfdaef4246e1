"""The evidence on a page of a comparison: claims in their context, conflicts, and sources."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from policykb.analysis.counted import CountedClaims
from policykb.analysis.coverage import Coverage, Treatment, cover
from policykb.analysis.in_force import in_order
from policykb.model.knowledge_base import KnowledgeBase
from policykb.model.records import Claim, PeriodBasis, Source, Status, Voice
from policykb.text.normalize import collapse_spaces
from policykb.views.conflicts import CONFLICTS, acknowledged
from policykb.views.page import (
    PageClaim,
    PageClaims,
    PageConflict,
    PageSentence,
    PageSource,
)
from policykb.views.wording import claims as words
from policykb.views.wording import stances
from policykb.views.wording.dates import date_in_words
from policykb.views.wording.positions import context

if TYPE_CHECKING:
    from policykb.text.source_text import SourceText


def page_claims(
    counted: CountedClaims, texts: "Mapping[str, SourceText]"
) -> tuple[PageClaims, ...]:
    """Return all counted claims by topic, in file order; in a topic by actor, then by their
    beginning.
    """
    kb = counted.kb
    found = []
    for topic in kb.topics.values():
        claims = [
            page_claim(kb, claim, texts)
            for actor in kb.actors
            for claim in in_order(counted.of(actor, topic.id))
        ]
        if claims:
            found.append(PageClaims(stances.heading(topic), tuple(claims)))
    return tuple(found)


def page_claim(kb: KnowledgeBase, claim: Claim, texts: "Mapping[str, SourceText]") -> PageClaim:
    """Return a claim with its sentence and its neighbours; the sentence alone if the text does not
    hold it.
    """
    source = kb.sources[claim.source]
    found = context(claim, texts)
    path = source.text_path
    return PageClaim(
        id=claim.id,
        statement=words.claim_sentence(kb, claim),
        stance=words.dated(kb, claim),
        summary=collapse_spaces(claim.summary),
        facts=tuple(_facts(kb, claim)),
        before=found.before if found else "",
        sentence=found.sentence if found else collapse_spaces(claim.quote),
        after=found.after if found else "",
        place=f"{path}:{found.place.line}" if found else path,
        source=source.title,
        url=_web(source),
    )


def _facts(kb: KnowledgeBase, claim: Claim) -> Iterator[tuple[str, str]]:
    def names(ids: tuple[str, ...]) -> str:
        return words.listed(kb.actors[one].name for one in ids)

    bases = {
        PeriodBasis.STATED: "stated in the text",
        PeriodBasis.INFERRED: "worked out by the coder",
        PeriodBasis.PUBLISHED: "dated by publication alone",
    }
    yield "Period", f"{stances.capitalized(words.when(claim))}, {bases[claim.period_basis]}"
    yield "Kind", claim.kind.value
    voices = {
        Voice.AUTHOR: "the source's author says so",
        Voice.ACTOR: "the source reports the actor's own words",
        Voice.OTHER: "others say so",
    }
    yield "Voice", voices[claim.voice]
    yield "Certainty", claim.certainty.value
    if claim.said_by:
        yield "Said by", names(claim.said_by)
    if claim.disputed_by:
        yield "Disputed by", names(claim.disputed_by)
    if claim.target:
        yield "About", kb.actors[claim.target].name
    if claim.conditions:
        yield "Conditions", words.listed(kb.topics[one].label for one in claim.conditions)
    if claim.contradicts:
        yield "Contradicts", ", ".join(claim.contradicts)
    if claim.status is not Status.ACTIVE:
        yield "Status", claim.status.value
    if claim.note:
        yield "Note", collapse_spaces(claim.note)


def _web(source: Source) -> str:
    """Return the address of a source if a browser can open it, else an empty text."""
    url = source.url or ""
    return url if url.lower().startswith(("https://", "http://")) else ""


MOST_CONFLICTS = 200
"""The number of conflicts on a page: it can grow with the square of the number of claims."""


def page_conflicts(
    counted: CountedClaims, texts: "Mapping[str, SourceText]"
) -> tuple[tuple[PageConflict, ...], int]:
    """Return the conflicts among the counted claims, contradictions first, and the number of those
    that the page has no room for.
    """
    kb, found = counted.kb, counted.conflicts()
    shown = tuple(
        PageConflict(
            f"{one.kind}: {CONFLICTS[one.kind]}",
            kb.actors[one.first.actor].name,
            stances.heading(kb.topics[one.first.topic]),
            page_claim(kb, one.first, texts),
            page_claim(kb, one.second, texts),
            acknowledged(one),
        )
        for one in found[:MOST_CONFLICTS]
    )
    return shown, len(found) - len(shown)


def page_sources(
    counted: CountedClaims, texts: "Mapping[str, SourceText]"
) -> tuple[PageSource, ...]:
    """Return the sources of the counted claims with their sentences, if the text can be read."""
    kb = counted.kb
    counts = {claim.id for claims in counted.claims.values() for claim in claims}
    used = {kb.claims[one].source for one in counts}
    return tuple(
        _source(source, cover(kb, source, texts[source.id]) if source.id in texts else None)
        for source in kb.sources.values()
        if source.id in used
    )


def _source(source: Source, coverage: Coverage | None) -> PageSource:
    facts = [source.kind.value.replace("-", " "), source.publisher or "", source.id]
    return PageSource(
        source.id,
        collapse_spaces(source.title),
        f"{', '.join(filter(None, facts))}; published on {date_in_words(source.published)}",
        _web(source),
        tuple((one.value, coverage.count(one) if coverage else 0) for one in Treatment),
        tuple(
            PageSentence(
                one.treatment.value,
                one.location.line,
                collapse_spaces(one.sentence.text),
                one.claims,
                collapse_spaces(one.reason or ""),
            )
            for one in (coverage.sentences if coverage else ())
        ),
    )

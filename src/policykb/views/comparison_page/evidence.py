"""The evidence on a page of a comparison: sources with sentences and claims, and conflicts."""

from collections.abc import Iterator, Sequence

from policykb.analysis.counted import CountedClaims
from policykb.analysis.coverage import CoveredSentence, Treatment, cover
from policykb.analysis.succession import in_order
from policykb.model.knowledge_base import KnowledgeBase
from policykb.model.records import Certainty, Claim, ClaimKind, PeriodBasis, Source, Status, Voice
from policykb.text.normalize import collapse_spaces
from policykb.views.conflicts import CONFLICTS, acknowledged
from policykb.views.page import PageClaim, PageConflict, PageSentence, PageSource
from policykb.views.wording import claims as words
from policykb.views.wording import stances
from policykb.views.wording.citations import Texts, cited_source


def page_sources(counted: CountedClaims, texts: Texts) -> tuple[PageSource, ...]:
    """Return the sources of the counted claims. Their sentences are missing if the text cannot be
    read.
    """
    kb = counted.kb
    # The beginning of claims decides between those of a sentence.
    by_source: dict[str, list[Claim]] = {}
    for claims in counted.by_topic():
        for claim in in_order(claims):
            by_source.setdefault(claim.source, []).append(claim)
    return tuple(
        _source(kb, source, by_source[source.id], texts)
        for source in kb.sources.values()
        if source.id in by_source
    )


def _source(kb: KnowledgeBase, source: Source, claims: list[Claim], texts: Texts) -> PageSource:
    covered = cover(kb, source, texts[source.id]).sentences if source.id in texts else ()
    parts: dict[str, list[int]] = {claim.id: [] for claim in claims}
    for index, one in enumerate(covered):
        for name in one.claims:
            if name in parts:
                parts[name].append(index)
    made = {one.id: page_claim(kb, one, tuple(parts[one.id])) for one in claims}
    begun: dict[int, list[PageClaim]] = {}
    for claim in made.values():
        if claim.parts:
            begun.setdefault(claim.parts[0], []).append(claim)
    treatments = [one.treatment for one in covered]
    return PageSource(
        cited_source(kb, source.id),
        tuple((one.value, treatments.count(one)) for one in Treatment),
        tuple(_sentence(one, begun.get(index, ())) for index, one in enumerate(covered)),
        tuple(one for one in made.values() if not one.parts),
    )


def _sentence(one: CoveredSentence, begun: Sequence[PageClaim]) -> PageSentence:
    ids = {claim.id for claim in begun}
    return PageSentence(
        one.treatment.value,
        collapse_spaces(one.sentence.text),
        tuple(begun),
        tuple(name for name in one.claims if name not in ids),
        collapse_spaces(one.reason or ""),
    )


def page_claim(kb: KnowledgeBase, claim: Claim, parts: tuple[int, ...] = ()) -> PageClaim:
    """Return a claim; ``parts`` are the indexes of its sentences."""
    return PageClaim(
        id=claim.id,
        topic=claim.topic,
        statement=words.claim_sentence(kb, claim),
        summary=collapse_spaces(claim.summary),
        facts=tuple(_facts(kb, claim)),
        source=claim.source,
        parts=parts,
        quote="" if parts else collapse_spaces(claim.quote),
    )


_BASES = {
    PeriodBasis.STATED: "stated in the text",
    PeriodBasis.INFERRED: "worked out by the coder",
    PeriodBasis.PUBLISHED: "by publication alone",
}
_VOICES = {
    Voice.AUTHOR: "the source's author says so",
    Voice.ACTOR: "the source reports the actor's own words",
    Voice.OTHER: "others say so",
}


def _facts(kb: KnowledgeBase, claim: Claim) -> Iterator[tuple[str, str]]:
    """Yield what there is to know of a claim, each with its name; not a kind, certainty or status
    that is the usual one.
    """

    def names(*ids: str) -> str:
        return words.names(kb, ids) if ids else ""

    usual = {ClaimKind.POSITION, Certainty.CERTAIN, Status.ACTIVE}
    conditions = [kb.topics[one].label for one in claim.conditions]
    for name, value in (
        ("Dated", _BASES[claim.period_basis]),
        ("Voice", _VOICES[claim.voice]),
        *(
            (name, "" if value in usual else value.value)
            for name, value in (
                ("Kind", claim.kind),
                ("Certainty", claim.certainty),
                ("Status", claim.status),
            )
        ),
        ("Said by", names(*claim.said_by)),
        ("Disputed by", names(*claim.disputed_by)),
        ("About", names(claim.target) if claim.target else ""),
        ("Conditions", words.listed(conditions) if conditions else ""),
        ("Contradicts", ", ".join(claim.contradicts)),
        ("Note", collapse_spaces(claim.note or "")),
    ):
        if value:
            yield name, value


MOST_CONFLICTS = 200
"""The number of conflicts on a page: it can grow with the square of the number of claims."""


def page_conflicts(counted: CountedClaims) -> tuple[tuple[PageConflict, ...], int]:
    """Return the conflicts among the counted claims, contradictions first, and the number of those
    that the page has no room for.
    """
    kb, found = counted.kb, counted.conflicts()
    shown = tuple(
        PageConflict(
            f"{one.kind}: {CONFLICTS[one.kind]}",
            kb.actors[one.first.actor].name,
            one.first.topic,
            stances.heading(kb.topics[one.first.topic]),
            (page_claim(kb, one.first), page_claim(kb, one.second)),
            acknowledged(one),
        )
        for one in found[:MOST_CONFLICTS]
    )
    return shown, len(found) - len(shown) + sum(counted.unlisted_conflicts().values())

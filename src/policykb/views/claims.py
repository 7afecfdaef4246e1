"""Lists of claims: the answers of ``claims`` and ``grep``."""

from collections import Counter
from collections.abc import Iterator, Sequence

from policykb.analysis.query import Hit
from policykb.model.knowledge_base import KnowledgeBase
from policykb.model.records import Claim, Status
from policykb.text.files import relative_to_cwd
from policykb.text.normalize import collapse_spaces
from policykb.views import payloads
from policykb.views.payloads import Json
from policykb.views.table import Column, Group, Line, Quotation, Segment, Style, TableRow, line
from policykb.views.view import View
from policykb.views.wording import claims as words
from policykb.views.wording import stances
from policykb.views.wording.citations import cited_source
from policykb.views.wording.sources import sources_in_words

_COLUMNS = (Column("Claim", signed=True), Column("Summary"))
_NAMED = 4
"""More actors than this are counted, not named."""

_FIELDS = payloads.fields(
    *("id", "source", "actor", "topic", "stance", "score", "period", "period_basis"),
    *("kind", "voice", "said_by", "certainty", "disputed_by", "relative_to", "conditions"),
    *("target", "contradicts", "status", "summary", "quote", "coder", "note", "location"),
)


def claims_view(kb: KnowledgeBase, hits: Sequence[Hit], *, quotes: bool = False) -> View:
    """Return claims in loading order; with ``quotes`` each with its sentence and the matches
    marked, and each line with its place.
    """
    return View(
        title=_title(kb, hits),
        columns=_COLUMNS,
        make_groups=lambda: (Group("", tuple(_rows(kb, hits, quotes=quotes))),),
        make_payload=lambda: payloads.envelope(
            kb, claims=[_item(hit, quotes=quotes) for hit in hits]
        ),
        items="claims",
        fields=_FIELDS,
        sources=sources_in_words(kb, (hit.claim.source for hit in hits)) if hits else "",
        headline=True,
        legend=words.as_of_legend(hit.claim for hit in hits),
        make_places=(lambda: _places(kb, hits)) if quotes else None,
        cites=quotes,
        make_propositions=lambda: stances.propositions(kb.topics[h.claim.topic] for h in hits),
    )


def _item(hit: Hit, *, quotes: bool) -> dict[str, Json]:
    made = payloads.record(hit.claim)
    if quotes:
        made["matches"] = [payloads.attributes(m, "field", "start", "end") for m in hit.matches]
    return made


def _places(kb: KnowledgeBase, hits: Sequence[Hit]) -> Iterator[str]:
    """Yield path and line of each claim, as an editor opens them from the current folder."""
    for hit in hits:
        place = hit.claim.location
        yield f"{relative_to_cwd(kb.root, place.path)}:{place.line}"


def _title(kb: KnowledgeBase, hits: Sequence[Hit]) -> str:
    """Return how many claims there are, and of whom."""
    total = words.quantity(len(hits), "claim")
    actors = Counter(hit.claim.actor for hit in hits).most_common()
    if len(actors) > _NAMED:
        return f"{total} of {len(actors)} actors"
    named = [(kb.actors[one].name, number) for one, number in actors]
    if len(named) == 1:
        return f"{total} of {named[0][0]}"
    return f"{total}: {', '.join(f'{name} {n}' for name, n in named)}" if hits else total


def _rows(kb: KnowledgeBase, hits: Sequence[Hit], *, quotes: bool) -> Iterator[TableRow]:
    """Yield a row for each claim, those of one sentence together, and the sentence below them."""
    by_sentence: dict[object, list[Hit]] = {}
    for hit in hits:
        key = (hit.claim.source, hit.claim.quote) if quotes else hit.claim.id
        by_sentence.setdefault(key, []).append(hit)
    for together in by_sentence.values():
        sentence = (_sentence(kb, together),) if quotes else ()
        for hit in together:
            summary = (*_marked(hit, "summary"), Segment("  "), *_id(hit))
            held = line(
                *words.who_holds_what(kb, hit.claim, brief=True), *_particulars(kb, hit.claim)
            )
            is_last = hit is together[-1]
            yield TableRow(
                ((held,), (summary,)), sentence if is_last else (), () if is_last else sentence
            )


def _particulars(kb: KnowledgeBase, claim: Claim) -> Line:
    """Return the status, voice and certainty of a claim, where they are not the usual ones."""
    status = "" if claim.status is Status.ACTIVE else claim.status.value
    found = [part for part in (status, words.spoken(kb, claim)) if part]
    return words.muted(f" ({'; '.join(found)})") if found else ()


def _sentence(kb: KnowledgeBase, hits: Sequence[Hit]) -> Quotation:
    """Return the sentence of several claims, with the place of each."""
    first = hits[0].claim
    places = [hit.claim.location for hit in hits]
    return Quotation(
        collapse_spaces(first.quote),
        cited_source(kb, first.source),
        f"{relative_to_cwd(kb.root, first.location.path)}:{','.join(str(p.line) for p in places)}",
        marked=_marked(hits[0], "quote"),
    )


def _id(hit: Hit) -> Line:
    return tuple(Segment(text, style or Style.MUTED) for text, style, _ in _marked(hit, "id"))


def _marked(hit: Hit, field: str) -> Line:
    """Return a field of a claim with the matches in it marked."""
    text = collapse_spaces(getattr(hit.claim, field))
    pieces: list[Segment] = []
    at = 0
    for match in hit.matches:
        if match.field == field and match.end > match.start >= at:
            pieces += [
                Segment(text[at : match.start]),
                Segment(text[match.start : match.end], Style.MATCH),
            ]
            at = match.end
    return (*pieces, Segment(text[at:]))

"""Lists of claims: the answers of ``claims`` and ``grep``."""

from collections.abc import Iterator, Sequence

from policykb.analysis.query import Hit
from policykb.model.knowledge_base import KnowledgeBase
from policykb.model.records import Claim, Status
from policykb.text.files import relative_to_cwd
from policykb.text.normalize import collapse_spaces
from policykb.views import payloads
from policykb.views.cells import (
    Column,
    Group,
    Line,
    Quotation,
    Segment,
    Style,
    TableRow,
    cell,
    line,
)
from policykb.views.view import Json, View
from policykb.views.wording import claims as words
from policykb.views.wording.positions import cited_source

_COLUMNS = (
    Column("Actor", 3),
    Column("Stance", 7),
    Column("Claim", 8),
)

_FIELDS = payloads.fields(
    *("id", "source", "actor", "topic", "stance", "score", "period", "period_basis"),
    *("kind", "voice", "said_by", "certainty", "disputed_by", "relative_to", "conditions"),
    *("target", "contradicts", "status", "summary", "quote", "coder", "note", "location"),
)


def claims_view(kb: KnowledgeBase, hits: Sequence[Hit], *, quotes: bool = False) -> View:
    """Return claims in loading order; with ``quotes`` each with its sentence and the matches
    marked, and each line with its place.
    """
    rows = tuple(
        TableRow(
            (
                cell(kb.actors[hit.claim.actor].name),
                (words.claim_phrase(kb, hit.claim), line(words.when(hit.claim))),
                (_marked(hit, "summary"), *_particulars(hit.claim), _id(hit)),
            ),
            _sentence(kb, hit) if quotes else (),
        )
        for hit in hits
    )
    items = [_item(hit, quotes=quotes) for hit in hits]
    return View(
        title="",
        columns=_COLUMNS,
        make_groups=lambda: (Group("", rows),),
        fields=tuple(_FIELDS),
        make_flat=lambda: payloads.flatten(items, _FIELDS),
        make_payload=lambda: payloads.envelope(kb, claims=items),
        items="claims",
        notes=(words.muted(words.quantity(len(rows), "claim")),),
        spaced=not quotes,
        make_places=(lambda: _places(kb, hits)) if quotes else None,
        cites=quotes,
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


def _particulars(claim: Claim) -> tuple[Line, ...]:
    """Return the status, voice and certainty of a claim, where they are not the usual ones."""
    status = "" if claim.status is Status.ACTIVE else claim.status.value
    found = [part for part in (status, words.spoken(claim)) if part]
    return (words.muted(f"({'; '.join(found)})"),) if found else ()


def _sentence(kb: KnowledgeBase, hit: Hit) -> tuple[Quotation, ...]:
    return (
        Quotation(
            collapse_spaces(hit.claim.quote),
            cited_source(kb, hit.claim.source),
            str(hit.claim.location),
            marked=_marked(hit, "quote"),
        ),
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

"""``show`` as a view: whole records of any kind."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from policykb.model.knowledge_base import KnowledgeBase, Prefilter
from policykb.model.records import Actor, Claim, Source, Topic
from policykb.text.normalize import collapse_spaces
from policykb.views import payloads
from policykb.views.cards import Shown, card, card_heading
from policykb.views.payloads import Json
from policykb.views.table import Column, Group, Segment, Style, TableRow, cell
from policykb.views.view import View
from policykb.views.wording import claims as words
from policykb.views.wording.citations import Texts, cited_source, context, sentence

_FIELDS = payloads.fields("kind_of_record", "id", "field", "value")


def records_view(
    kb: KnowledgeBase, found: Sequence[Shown], texts: Texts, *, cites: bool = False
) -> View:
    """Return records as cards, and with all their fields; a claim with its sentence in its context,
    the others with their claims. ``texts`` holds the texts of the sources, by source id. ``cites``
    adds what the records rest on, for formats that print it.
    """
    payload: list[dict[str, Json]] = []
    groups: list[Group] = []
    for record in found:
        kind = type(record).__name__.lower()
        made: dict[str, Json] = {"kind_of_record": kind, **payloads.record(record)}
        claims = [] if isinstance(record, Claim) else list(_claims_of(kb, record))
        if isinstance(record, Claim):
            made["context"] = _context(record, texts)
        else:
            made["claims"] = [claim.id for claim in claims]
        payload.append(made)
        if cites and isinstance(record, Claim):
            groups.append(Group("", (_claim_row(kb, record),)))
        else:
            groups.append(_group(kb, record, claims, texts, cites=cites))
    return View(
        title="",
        columns=(Column("", 2), Column("", 9)),
        make_groups=lambda: tuple(groups),
        make_payload=lambda: payloads.envelope(kb, records=payload),
        items="records",
        fields=_FIELDS,
        make_lines=lambda: (line for one in payload for line in _lines(one)),
        to_scalar=lambda value: payloads.scalar(value, ", "),
        document=True,
        cites=cites,
    )


def _lines(record: Mapping[str, Json]) -> Iterator[dict[str, Json]]:
    """Yield an item for each field of a record but its kind."""
    about = {name: record[name] for name in ("kind_of_record", "id")}
    for name, value in record.items():
        if name != "kind_of_record":
            yield {**about, "field": name, "value": value}


def _group(
    kb: KnowledgeBase, record: Shown, claims: Sequence[Claim], texts: Texts, *, cites: bool
) -> Group:
    """Return the card of a record; the last row cites the record and its claims, on request."""
    cells = [(cell(label, Style.MUTED), told) for label, told in card(kb, record, claims, texts)]
    documents = (cited_source(kb, record.id),) if isinstance(record, Source) else ()
    cited = (*documents, *(sentence(kb, claim, texts) for claim in claims)) if cites else ()
    *others, last = cells
    return Group(card_heading(kb, record), (*map(TableRow, others), TableRow(last, cites=cited)))


def _claim_row(kb: KnowledgeBase, claim: Claim) -> TableRow:
    """Return a claim as one sentence to cite."""
    summary = f": {collapse_spaces(claim.summary)}"
    text = (*words.claim_sentence(kb, claim), Segment(summary))
    return TableRow(((text,),), cites=(sentence(kb, claim, {}),))


def _claims_of(kb: KnowledgeBase, record: Actor | Topic | Source) -> Iterable[Claim]:
    match record:
        case Actor(id=wanted):
            return kb.prefilter(Prefilter(actors=frozenset({wanted})))
        case Topic(id=wanted):
            return kb.prefilter(Prefilter(topics=frozenset({wanted})))
        case Source(id=wanted):
            return kb.by_source.get(wanted, ())


def _context(claim: Claim, texts: Texts) -> dict[str, Json] | None:
    """Return the place of the quote in the text, with its neighbours; None if it is not there."""
    found = context(claim, texts)
    if found is None:
        return None
    return {
        **payloads.attributes(found, "before", "sentence", "after"),
        **payloads.attributes(found.place, "path", "line"),
    }

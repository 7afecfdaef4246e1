"""``show`` as a view: whole records of any kind."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from policykb.model.knowledge_base import KnowledgeBase, Prefilter
from policykb.model.records import Actor, Claim, Source, Topic
from policykb.text.normalize import collapse_spaces
from policykb.views import payloads
from policykb.views.cells import (
    Cell,
    Column,
    Group,
    Line,
    Segment,
    Style,
    TableRow,
    cell,
    line,
)
from policykb.views.view import Json, Scalar, View
from policykb.views.wording import claims as words
from policykb.views.wording import stances
from policykb.views.wording.dates import date_in_words
from policykb.views.wording.positions import cited_source, context, sentence

if TYPE_CHECKING:
    from policykb.text.source_text import SourceText

Shown = Actor | Topic | Source | Claim


def records_view(
    kb: KnowledgeBase,
    found: Sequence[Shown],
    texts: "Mapping[str, SourceText]",
    *,
    cites: bool = False,
) -> View:
    """Return records with all their fields; a claim with its sentence in its context, the others
    with their claims. ``texts`` holds the texts of the sources, by source id. ``cites`` adds what
    the records rest on, for formats that print it.
    """
    payload: list[Json] = []
    groups: list[Group] = []
    flat: list[tuple[Scalar, ...]] = []
    for record in found:
        kind = type(record).__name__.lower()
        made: dict[str, Json] = {"kind_of_record": kind, **payloads.record(record)}
        rows = [
            TableRow(
                (cell(name, Style.MUTED), _cell(kb, record, name, value)),
                cites=(cited_source(kb, record.id),) if cites and name == "title" else (),
            )
            for name, value in made.items()
            if name != "kind_of_record" and value not in (None, [], "")
        ]
        if isinstance(record, Claim):
            around = _context(record, texts)
            made["context"] = around
            if around is not None:
                cells = (cell("context", Style.MUTED), tuple(_context_lines(around)))
                rows.append(TableRow(cells))
        else:
            claims = list(_claims_of(kb, record))
            made["claims"] = [claim.id for claim in claims]
            lines = tuple(line(claim.id) for claim in claims)
            cited = tuple(sentence(kb, claim, texts) for claim in claims) if cites else ()
            rows.append(
                TableRow((cell(f"claims ({len(claims)})", Style.MUTED), lines), cites=cited)
            )
        payload.append(made)
        if cites and isinstance(record, Claim):
            groups.append(Group("", (_claim_row(kb, record),)))
        else:
            groups.append(Group(f"{kind} {record.id}", tuple(rows)))
        flat += [
            (kind, record.id, name, payloads.scalar(value, ", ")) for name, value in made.items()
        ][1:]
    return View(
        title="",
        columns=(Column("", 2), Column("", 9)),
        make_groups=lambda: tuple(groups),
        fields=("kind_of_record", "id", "field", "value"),
        make_flat=lambda: tuple(flat),
        make_payload=lambda: payloads.envelope(kb, records=payload),
        items="records",
        document=True,
        cites=cites,
    )


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


def _cell(kb: KnowledgeBase, record: Shown, name: str, value: Json) -> Cell:
    match name, record:
        case "stance", Claim():
            return (words.claim_phrase(kb, record),)
        case "period", Claim():
            return cell(words.when(record))
        case "published" | "accessed", Source() if isinstance(value, str):
            return cell(date_in_words(date.fromisoformat(value)))
        case "actor" | "target", _ if isinstance(value, str):
            return (line(value, Segment(f"  {kb.actors[value].name}", Style.MUTED)),)
        case "topic", Claim():
            topic = kb.topics[record.topic]
            proposition = words.muted(collapse_spaces(topic.proposition))
            return (
                line(topic.id, Segment(f"  {stances.heading(topic)}", Style.MUTED)),
                proposition,
            )
        case _:
            return cell(payloads.scalar(value, ", "))


def _context(claim: Claim, texts: "Mapping[str, SourceText]") -> dict[str, Json] | None:
    """Return the place of the quote in the text, with its neighbours; None if it is not there."""
    found = context(claim, texts)
    if found is None:
        return None
    return {
        **payloads.attributes(found, "before", "sentence", "after"),
        **payloads.attributes(found.place, "path", "line"),
    }


def _context_lines(around: Mapping[str, Json]) -> Iterator[Line]:
    if around["before"]:
        yield words.muted(str(around["before"]))
    yield line(Segment(str(around["sentence"]), Style.STRONG))
    if around["after"]:
        yield words.muted(str(around["after"]))
    yield words.muted(f"{around['path']}:{around['line']}")

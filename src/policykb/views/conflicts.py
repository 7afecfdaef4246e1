"""``conflicts`` as a view: opposite claims of one actor on one topic, both sentences quoted."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from policykb.analysis.counted import CountedClaims
from policykb.analysis.in_force import Conflict, ConflictKind
from policykb.model.period import day_text
from policykb.model.records import Claim
from policykb.text.normalize import collapse_spaces
from policykb.views import payloads
from policykb.views.cells import Cell, Column, Group, Line, Segment, Style, TableRow, line
from policykb.views.view import Json, Scalar, View
from policykb.views.wording import claims as words
from policykb.views.wording.filters import asked_for, remarks
from policykb.views.wording.positions import cite, sentence

if TYPE_CHECKING:
    from policykb.text.source_text import SourceText

CONFLICTS = {
    ConflictKind.CONTRADICTION: "both hold at some time",
    ConflictKind.BOUNDARY: "one gives way to the other in the same stretch of time",
    ConflictKind.SHIFT: "one was over before the other, or a later source tells of a change",
}
"""What each kind of conflict is."""

_FIELDS = (
    *("kind", "actor", "topic", "acknowledged"),
    *(
        f"{which}_{name}"
        for which in ("first", "second")
        for name in ("claim", "stance", "period", "voice", "quote", "place", "location")
    ),
)


def conflicts_view(
    counted: CountedClaims, found: Sequence[Conflict], texts: "Mapping[str, SourceText]"
) -> View:
    """Conflicts by their kind. ``texts`` (by source id) gives the places of the sentences."""
    kb = counted.kb
    return View(
        title="",
        columns=(Column("Actor, topic", 6), Column("First", 5), Column("Second", 5)),
        groups=tuple(_groups(counted, found, texts)),
        fields=_FIELDS,
        flat=tuple(_flat(counted, conflict, texts) for conflict in found),
        payload=payloads.envelope(
            kb,
            record_ends=day_text(counted.record_ends),
            known_by=counted.query.known_by or None,
            filters=asked_for(kb, counted.query),
            not_counted=counted.not_counted,
            conflicts=[_payload(counted, conflict, texts) for conflict in found],
        ),
        items="conflicts",
        notes=tuple(_notes(counted, found)),
    )


def _groups(
    counted: CountedClaims, found: Sequence[Conflict], texts: "Mapping[str, SourceText]"
) -> Iterator[Group]:
    for kind, meaning in CONFLICTS.items():
        rows = [conflict for conflict in found if conflict.kind is kind]
        if rows:
            yield Group(
                f"{kind} ({len(rows)}): {meaning}",
                tuple(_row(counted, conflict, texts) for conflict in rows),
            )


def _row(counted: CountedClaims, conflict: Conflict, texts: "Mapping[str, SourceText]") -> TableRow:
    kb = counted.kb
    style = Style.MUTED if conflict.acknowledged else Style.CLASH
    about = (
        line(Segment(kb.actors[conflict.first.actor].name, Style.STRONG)),
        line(kb.topics[conflict.first.topic].label),
        *((line(Segment(told, style)),) if (told := acknowledged(conflict)) else ()),
    )
    claims = (conflict.first, conflict.second)
    cells = (_claim_cell(counted, claim) for claim in claims)
    return TableRow((about, *cells), tuple(sentence(kb, claim, texts) for claim in claims))


def acknowledged(conflict: Conflict) -> str:
    """Whether the knowledge base knows of it; a shift needs no acknowledgement."""
    if conflict.acknowledged:
        return "acknowledged"
    return "" if conflict.kind is ConflictKind.SHIFT else "not acknowledged"


def _claim_cell(counted: CountedClaims, claim: Claim) -> Cell:
    return (
        line(words.claim_stance(counted.kb, claim), f" {words.when(claim)}"),
        *((words.muted(told),) if (told := words.spoken(claim)) else ()),
        words.muted(claim.id),
    )


def _notes(counted: CountedClaims, found: Sequence[Conflict]) -> Iterator[Line]:
    kinds = [conflict.kind for conflict in found]
    told = ", ".join(f"{kinds.count(kind)} {kind}" for kind in CONFLICTS if kind in kinds)
    plural = "" if len(found) == 1 else "s"
    yield line(Segment(f"{len(found)} conflict{plural}{f': {told}' if told else ''}", Style.STRONG))
    open_ones = sum(acknowledged(conflict) == "not acknowledged" for conflict in found)
    if open_ones:
        yield line(f"{open_ones} not acknowledged: no claim of the two names the other.")
    yield from map(line, remarks(counted.query, counted.not_counted))


def _flat(
    counted: CountedClaims, conflict: Conflict, texts: "Mapping[str, SourceText]"
) -> tuple[Scalar, ...]:
    values: list[Scalar] = [
        conflict.kind.value,
        conflict.first.actor,
        conflict.first.topic,
        "yes" if conflict.acknowledged else "no",
    ]
    for claim in (conflict.first, conflict.second):
        citation = cite(counted.kb, claim, texts)
        values += [
            *(claim.id, claim.stance.value, claim.period.text, claim.voice.value),
            *(collapse_spaces(citation.quote), citation.place, str(claim.location)),
        ]
    return tuple(values)


def _payload(counted: CountedClaims, conflict: Conflict, texts: "Mapping[str, SourceText]") -> Json:
    return {
        "kind": conflict.kind.value,
        "actor": conflict.first.actor,
        "topic": conflict.first.topic,
        "acknowledged": conflict.acknowledged,
        **{
            which: {
                **payloads.record(claim),
                "citation": cite(counted.kb, claim, texts)._asdict(),
            }
            for which, claim in (("first", conflict.first), ("second", conflict.second))
        },
    }

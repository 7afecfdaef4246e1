"""``conflicts`` as a view: opposite claims of one actor on one topic, with both sentences."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from policykb.analysis.counted import CountedClaims
from policykb.analysis.in_force import Conflict, ConflictKind
from policykb.views import payloads
from policykb.views.cells import Column, Group, Line, Segment, Style, TableRow, line
from policykb.views.view import Json, View
from policykb.views.wording import claims as words
from policykb.views.wording import stances
from policykb.views.wording.filters import limits_payload, remarks
from policykb.views.wording.positions import cite, sentence

if TYPE_CHECKING:
    from policykb.text.source_text import SourceText

CONFLICTS = {
    ConflictKind.CONTRADICTION: "both hold at some time",
    ConflictKind.BOUNDARY: "one gives way to the other in the same stretch of time",
    ConflictKind.SHIFT: "one was over before the other, or a later source tells of a change",
}
"""The meaning of each kind of conflict."""

_SIDES = ("first", "second")
_FIELDS = payloads.fields(
    *("kind", "actor", "topic", "acknowledged"),
    **{
        f"{side}_{name}": f"{side}.{path}"
        for side in _SIDES
        for name, path in {
            "claim": "id",
            "stance": "stance",
            "period": "period",
            "voice": "voice",
            "quote": "quote",
            "place": "citation",
            "location": "location",
        }.items()
    },
)


def conflicts_view(
    counted: CountedClaims, found: Sequence[Conflict], texts: "Mapping[str, SourceText]"
) -> View:
    """Return conflicts by kind. ``texts`` (by source id) gives the places of the sentences."""
    kb = counted.kb
    items = [_item(counted, conflict, texts) for conflict in found]
    return View(
        title="",
        columns=(Column("Actor, topic", 6), Column("First", 5), Column("Second", 5)),
        make_groups=lambda: _groups(counted, found, texts),
        fields=tuple(_FIELDS),
        make_flat=lambda: payloads.flatten(items, _FIELDS),
        make_payload=lambda: payloads.envelope(
            kb,
            **limits_payload(kb, counted.query, counted.record_ends, counted.not_counted),
            conflicts=items,
        ),
        items="conflicts",
        notes=tuple(_notes(counted, found)),
        cites=True,
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
        line(stances.heading(kb.topics[conflict.first.topic])),
        *((line(Segment(status, style)),) if (status := acknowledged(conflict)) else ()),
    )
    claims = (conflict.first, conflict.second)
    cells = ((*words.claim_lines(kb, claim), words.muted(claim.id)) for claim in claims)
    sentences = (
        sentence(kb, claim, texts, column=column) for column, claim in enumerate(claims, start=1)
    )
    return TableRow((about, *cells), tuple(sentences))


def acknowledged(conflict: Conflict) -> str:
    """Return in words if the claims name each other; a shift needs no acknowledgement."""
    if conflict.acknowledged:
        return "acknowledged"
    return "" if conflict.kind is ConflictKind.SHIFT else "not acknowledged"


def _notes(counted: CountedClaims, found: Sequence[Conflict]) -> Iterator[Line]:
    kinds = [conflict.kind for conflict in found]
    by_kind = ", ".join(f"{kinds.count(kind)} {kind}" for kind in CONFLICTS if kind in kinds)
    total = words.quantity(len(found), "conflict")
    yield line(Segment(f"{total}: {by_kind}" if found else total, Style.STRONG))
    open_ones = sum(acknowledged(conflict) == "not acknowledged" for conflict in found)
    if open_ones:
        yield line(f"{open_ones} not acknowledged: no claim of the two names the other.")
    request = ["conflicts", *counted.query.actors]
    yield from map(line, remarks(counted.query, counted.not_counted, request=request))


def _item(
    counted: CountedClaims, conflict: Conflict, texts: "Mapping[str, SourceText]"
) -> dict[str, Json]:
    claims = zip(_SIDES, (conflict.first, conflict.second), strict=True)
    return {
        "kind": conflict.kind.value,
        **payloads.attributes(conflict.first, "actor", "topic"),
        "acknowledged": conflict.acknowledged,
        **{
            side: {
                **payloads.record(claim),
                "citation": cite(counted.kb, claim, texts)._asdict(),
            }
            for side, claim in claims
        },
    }

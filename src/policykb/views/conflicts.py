"""``conflicts`` as a view: opposite claims of one actor on one topic, with both sentences."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from policykb.analysis.conflicts import Conflict, ConflictKind
from policykb.analysis.counted import CountedClaims
from policykb.analysis.succession import in_order
from policykb.model.knowledge_base import KnowledgeBase
from policykb.model.records import Claim
from policykb.views import payloads
from policykb.views.payloads import Json
from policykb.views.table import Column, Group, Line, Segment, Style, TableRow, line
from policykb.views.view import View
from policykb.views.wording import claims as words
from policykb.views.wording import stances
from policykb.views.wording.citations import Texts, cite, sentence
from policykb.views.wording.filters import limits_payload, remarks
from policykb.views.wording.sources import sources_in_words

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


def conflicts_view(counted: CountedClaims, found: Sequence[Conflict], texts: Texts) -> View:
    """Return conflicts by kind. ``texts`` (by source id) gives the places of the sentences."""
    kb = counted.kb
    places, unlisted = _places(found), counted.unlisted_conflicts()
    return View(
        title="Claims of one actor on both sides of a topic",
        columns=(Column("Actor, topic", 3), Column("Claims, the earlier first", 7, signed=True)),
        make_groups=lambda: _groups(kb, places, texts),
        make_payload=lambda: payloads.envelope(
            kb,
            **limits_payload(kb, counted),
            conflicts=[_item(counted, conflict, texts) for conflict in found],
            unlisted=[
                {"actor": actor, "topic": topic, "conflicts": number}
                for (actor, topic), number in unlisted.items()
            ],
        ),
        items="conflicts",
        fields=_FIELDS,
        make_propositions=lambda: stances.propositions(kb.topics[c.first.topic] for c in found),
        sources=sources_in_words(
            kb, (c.source for pair in found for c in (pair.first, pair.second))
        ),
        answer=_answer(places),
        notes=tuple(_notes(counted)),
        cites=True,
    )


class _Place(NamedTuple):
    """The conflicts of one actor on one topic, the gravest kind first."""

    conflicts: tuple[Conflict, ...]

    @property
    def kind(self) -> ConflictKind:
        return self.conflicts[0].kind

    @property
    def claims(self) -> tuple[Claim, ...]:
        return in_order(
            {
                claim.id: claim for pair in self.conflicts for claim in (pair.first, pair.second)
            }.values()
        )

    @property
    def status(self) -> str:
        found = {acknowledged(conflict) for conflict in self.conflicts}
        return _NOT_ACKNOWLEDGED if _NOT_ACKNOWLEDGED in found else max(found)


def _places(found: Sequence[Conflict]) -> list[_Place]:
    """Return conflicts by actor and topic, in the order of their kinds."""
    by_place: dict[tuple[str, str], list[Conflict]] = {}
    for conflict in found:
        by_place.setdefault((conflict.first.actor, conflict.first.topic), []).append(conflict)
    return [_Place(tuple(conflicts)) for conflicts in by_place.values()]


def _groups(kb: KnowledgeBase, places: Sequence[_Place], texts: Texts) -> Iterator[Group]:
    for kind, meaning in CONFLICTS.items():
        rows = tuple(_row(kb, place, texts) for place in places if place.kind is kind)
        if rows:
            yield Group(f"{kind} ({len(rows)}): {meaning}", rows)


def _row(kb: KnowledgeBase, place: _Place, texts: Texts) -> TableRow:
    claims = place.claims
    style = Style.CLASH if place.status == _NOT_ACKNOWLEDGED else Style.MUTED
    about = (
        line(Segment(kb.actors[claims[0].actor].name, Style.STRONG)),
        line(stances.heading(kb.topics[claims[0].topic])),
        *((line(Segment(place.status, style)),) if place.status else ()),
    )
    told = tuple(part for claim in claims for part in _claim(kb, claim))
    by_quote = {(claim.source, claim.quote): claim for claim in claims}
    return TableRow((about, told), tuple(sentence(kb, claim, texts) for claim in by_quote.values()))


def _claim(kb: KnowledgeBase, claim: Claim) -> Iterator[Line]:
    voice = words.spoken(kb, claim)
    yield line(*words.dated(kb, claim), Segment(f"  {claim.id}", Style.MUTED))
    if voice:
        yield words.muted(f"({voice})")


def acknowledged(conflict: Conflict) -> str:
    """Return in words if the claims name each other; a shift needs no acknowledgement."""
    if conflict.acknowledged:
        return "acknowledged"
    return "" if conflict.kind is ConflictKind.SHIFT else _NOT_ACKNOWLEDGED


_NOT_ACKNOWLEDGED = "not acknowledged"


def _answer(places: Sequence[_Place]) -> str:
    """Return in two sentences how many positions conflict in which way, and what to do about it."""
    if not places:
        return "Nobody takes both sides on a topic."
    kinds = Counter(place.kind for place in places)
    told = [f"{number} {_VERBS[kind][number > 1]}" for kind in CONFLICTS if (number := kinds[kind])]
    positions = words.quantity(len(places), "position")
    *others, last = told
    open_ones = sum(place.status == _NOT_ACKNOWLEDGED for place in places)
    remedy = _REMEDY if open_ones else "Nothing is left to acknowledge"
    todo = f"{open_ones} not acknowledged: {remedy}" if open_ones else remedy
    joined = f"{', '.join(others)} and {last}" if others else last
    return f"Of {positions} with claims on both sides, {joined}. {todo}."


_VERBS = {
    ConflictKind.CONTRADICTION: ("contradicts itself", "contradict themselves"),
    ConflictKind.BOUNDARY: ("gives way to its opposite", "give way to their opposites"),
    ConflictKind.SHIFT: ("changed over time", "changed over time"),
}
_REMEDY = "read the sentences, then name one claim in `contradicts` of the other, or correct one"


def _notes(counted: CountedClaims) -> Iterator[Line]:
    for (actor, topic), number in counted.unlisted_conflicts().items():
        about = f"{counted.kb.actors[actor].name} on {stances.question(counted.kb.topics[topic])}"
        yield line(f"{about}: {number:,} more conflicts are not listed.")
    request = ["conflicts", *counted.query.actors]
    yield from map(line, remarks(counted, request=request))


def _item(counted: CountedClaims, conflict: Conflict, texts: Texts) -> dict[str, Json]:
    claims = zip(_SIDES, (conflict.first, conflict.second), strict=True)
    return {
        "kind": conflict.kind.value,
        **payloads.attributes(conflict.first, "actor", "topic"),
        "acknowledged": conflict.acknowledged,
        **{
            side: {**payloads.record(claim), "citation": cite(counted.kb, claim, texts)._asdict()}
            for side, claim in claims
        },
    }

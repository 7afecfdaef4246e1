"""``conditions`` as a view: the demands of actors, and the stances that they would change."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from policykb.analysis.conditions import Demand
from policykb.analysis.counted import CountedClaims
from policykb.model.knowledge_base import KnowledgeBase
from policykb.model.period import day_text
from policykb.model.records import Actor
from policykb.views import payloads
from policykb.views.cells import Cell, Column, Group, Line, Segment, Style, TableRow, cell, line
from policykb.views.view import Json, View
from policykb.views.wording import claims as words
from policykb.views.wording import stances
from policykb.views.wording.commands import moment
from policykb.views.wording.dates import day_in_words
from policykb.views.wording.filters import limits_payload, remarks
from policykb.views.wording.positions import cite, sentence

if TYPE_CHECKING:
    from policykb.text.source_text import SourceText

_FIELDS = payloads.fields(
    *("demanded", "label", "actor", "in_force", "position", "claim", "topic", "stance", "period"),
    quote="citation.quote",
    place="citation",
)


def conditions_view(
    counted: CountedClaims,
    actors: Sequence[Actor],
    found: Sequence[Demand],
    on: int,
    texts: "Mapping[str, SourceText]",
) -> View:
    """Return a matrix: demands in rows, actors in columns, the stances that depend on them in
    cells. ``on`` is the day of the answer (ordinal); ``texts`` (by source id) gives places of
    sentences.
    """
    kb = counted.kb
    asking = [kb.actors[demand.claim.actor] for demand in found]
    columns = list(actors) or [actor for actor in kb.actors.values() if actor in asking]
    topics = list(dict.fromkeys(demand.topic for demand in found))
    items = [(demand, _item(kb, demand, texts)) for demand in found]
    return View(
        title=f"What is demanded on {day_in_words(on)}",
        columns=(Column("Demanded", 4), *(Column(actor.name, 6) for actor in columns)),
        make_groups=lambda: (
            Group("", tuple(_row(counted, topic, columns, found, texts) for topic in topics)),
        ),
        fields=tuple(_FIELDS),
        make_flat=lambda: payloads.flatten((_line(kb, *one) for one in items), _FIELDS),
        make_payload=lambda: payloads.envelope(
            kb,
            actors=payloads.plain(tuple(columns)),
            as_of=day_text(on),
            **limits_payload(kb, counted.query, counted.record_ends, counted.not_counted),
            rows=[
                {
                    "topic": topic,
                    "label": kb.topics[topic].label,
                    "cells": {
                        actor.id: [
                            item
                            for demand, item in items
                            if demand.topic == topic and demand.claim.actor == actor.id
                        ]
                        for actor in columns
                    },
                }
                for topic in topics
            ],
        ),
        items="rows",
        notes=tuple(_notes(counted, columns, found, on)),
        spaced=True,
        cites=True,
    )


def _row(
    counted: CountedClaims,
    topic: str,
    columns: Sequence[Actor],
    found: Sequence[Demand],
    texts: "Mapping[str, SourceText]",
) -> TableRow:
    cells = [
        tuple(
            part
            for demand in found
            if demand.topic == topic and demand.claim.actor == actor.id
            for part in _lines(counted, demand)
        )
        for actor in columns
    ]
    label = cell(stances.heading(counted.kb.topics[topic]), Style.STRONG)
    cites = tuple(
        sentence(counted.kb, demand.claim, texts, column=column)
        for column, actor in enumerate(columns, start=1)
        for demand in found
        if demand.topic == topic and demand.claim.actor == actor.id
    )
    return TableRow((label, *(lines or (words.muted("·"),) for lines in cells)), cites=cites)


def _lines(counted: CountedClaims, demand: Demand) -> Cell:
    """Return the stance that the actor would change, and its own stance on the demand."""
    kb, claim = counted.kb, demand.claim
    held = words.position_words(kb, demand.position)
    idle = "" if demand.in_force else " (not in force)"
    return (
        line(
            Segment("before it changes: " if demand.in_force else "· before it changes: "),
            *words.claim_phrase(kb, claim),
            Segment(f", {words.when(claim)}{idle}"),
        ),
        words.muted(f"its own stance on the demand: {held}"),
        words.muted(claim.id),
    )


def _notes(
    counted: CountedClaims, columns: Sequence[Actor], found: Sequence[Demand], on: int
) -> Iterator[Line]:
    current = [demand for demand in found if demand.in_force]
    by_actor = ", ".join(
        f"{actor.name} {count}"
        for actor in columns
        if (count := sum(demand.claim.actor == actor.id for demand in current))
    )
    others = len(found) - len(current)
    idle = f"; {others} not in force on this date" if others else ""
    total = f"{words.quantity(len(current), 'demand')} in force"
    yield line(Segment(f"{total}{f': {by_actor}' if by_actor else ''}{idle}", Style.STRONG))
    kb, ends = counted.kb, counted.record_ends
    request = ["conditions", *counted.query.actors, *moment(on, ends)]
    limits = (counted.query, counted.not_counted)
    yield from map(line, remarks(*limits, day=on, record_ends=ends, kb=kb, request=request))


def _item(kb: KnowledgeBase, demand: Demand, texts: "Mapping[str, SourceText]") -> dict[str, Json]:
    claim = demand.claim
    return {
        "claim": claim.id,
        **payloads.attributes(claim, "topic", "stance", "period"),
        "in_force": demand.in_force,
        "demand": payloads.attributes(demand.position, "status", "stance", "claims"),
        "citation": cite(kb, claim, texts)._asdict(),
    }


def _line(kb: KnowledgeBase, demand: Demand, item: Mapping[str, Json]) -> dict[str, Json]:
    return {
        **item,
        "demanded": demand.topic,
        "label": kb.topics[demand.topic].label,
        "actor": demand.claim.actor,
        "position": words.coded_stance(kb, demand.position),
    }

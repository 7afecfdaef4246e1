"""``conditions`` as a view: who demands what in return for what."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from policykb.analysis.conditions import Demand
from policykb.analysis.counted import CountedClaims
from policykb.model.period import day_text
from policykb.model.records import Actor
from policykb.views import payloads
from policykb.views.cells import Cell, Column, Group, Line, Segment, Style, TableRow, cell, line
from policykb.views.strips import stance_words
from policykb.views.view import Json, Scalar, View
from policykb.views.wording import claims as words
from policykb.views.wording.filters import asked_for, remarks
from policykb.views.wording.positions import cite

if TYPE_CHECKING:
    from policykb.text.source_text import SourceText

_FIELDS = (
    *("demanded", "label", "actor", "in_force", "position", "claim", "topic", "stance", "period"),
    *("quote", "place"),
)


def conditions_view(
    counted: CountedClaims,
    actors: Sequence[Actor],
    found: Sequence[Demand],
    on: int,
    texts: "Mapping[str, SourceText]",
) -> View:
    """A matrix: what is demanded in rows, who demands it in columns, in return for what in cells.
    ``on`` is the day of the answer (ordinal); ``texts`` (by source id) gives places of sentences.
    """
    kb = counted.kb
    asking = [kb.actors[demand.claim.actor] for demand in found]
    columns = list(actors) or [actor for actor in kb.actors.values() if actor in asking]
    topics = list(dict.fromkeys(demand.topic for demand in found))
    return View(
        title=f"What is demanded on {day_text(on)}",
        columns=(Column("Demanded", 4), *(Column(actor.name, 6) for actor in columns)),
        groups=(Group("", tuple(_row(counted, topic, columns, found) for topic in topics)),),
        fields=_FIELDS,
        flat=tuple(_flat(counted, demand, texts) for demand in found),
        payload=payloads.envelope(
            kb,
            actors=[actor.id for actor in columns],
            as_of=day_text(on),
            record_ends=day_text(counted.record_ends),
            known_by=counted.query.known_by or None,
            filters=asked_for(kb, counted.query),
            not_counted=counted.not_counted,
            rows=[
                {
                    "topic": topic,
                    "label": kb.topics[topic].label,
                    "cells": {
                        actor.id: [
                            _payload(counted, demand, texts)
                            for demand in found
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
    )


def _row(
    counted: CountedClaims, topic: str, columns: Sequence[Actor], found: Sequence[Demand]
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
    label = cell(counted.kb.topics[topic].label, Style.STRONG)
    return TableRow((label, *(made or (words.muted("·"),) for made in cells)))


def _lines(counted: CountedClaims, demand: Demand) -> Cell:
    """In return for what: the stance that would change, and on which topic."""
    kb, claim = counted.kb, demand.claim
    held = stance_words(kb, demand.position)
    return (
        line(
            Segment("before " if demand.in_force else "· before "),
            Segment(kb.topics[claim.topic].label, Style.STRONG),
        ),
        line(
            words.claim_stance(kb, claim),
            Segment(f" {words.when(claim)}{'' if demand.in_force else ' (not in force)'}"),
        ),
        words.muted(f"its own stance on the demand: {held}"),
        words.muted(claim.id),
    )


def _notes(
    counted: CountedClaims, columns: Sequence[Actor], found: Sequence[Demand], on: int
) -> Iterator[Line]:
    current = [demand for demand in found if demand.in_force]
    told = ", ".join(
        f"{actor.name} {count}"
        for actor in columns
        if (count := sum(demand.claim.actor == actor.id for demand in current))
    )
    plural = "" if len(current) == 1 else "s"
    others = len(found) - len(current)
    idle = f"; {others} not in force on this date" if others else ""
    text = f"{len(current)} demand{plural} in force{f': {told}' if told else ''}{idle}"
    yield line(Segment(text, Style.STRONG))
    ends = counted.record_ends
    found_in = (counted.query, counted.not_counted)
    published = counted.kb.published.values()
    yield from map(line, remarks(*found_in, day=on, record_ends=ends, published=published))


def _flat(
    counted: CountedClaims, demand: Demand, texts: "Mapping[str, SourceText]"
) -> tuple[Scalar, ...]:
    claim = demand.claim
    citation = cite(counted.kb, claim, texts)
    return (
        *(demand.topic, counted.kb.topics[demand.topic].label, claim.actor),
        *("yes" if demand.in_force else "no", stance_words(counted.kb, demand.position)),
        *(claim.id, claim.topic, claim.stance.value, claim.period.text),
        *(citation.quote, citation.place),
    )


def _payload(counted: CountedClaims, demand: Demand, texts: "Mapping[str, SourceText]") -> Json:
    claim, position = demand.claim, demand.position
    return {
        "claim": claim.id,
        "topic": claim.topic,
        "stance": claim.stance.value,
        "period": claim.period.text,
        "in_force": demand.in_force,
        "demand": {
            "status": position.status.value,
            "stance": position.stance.value if position.stance else None,
            "claims": [one.id for one in position.claims],
        },
        "citation": cite(counted.kb, claim, texts)._asdict(),
    }

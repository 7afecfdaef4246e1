"""``conditions`` as a view: the demands of actors, and the stances that they would change."""

from collections.abc import Iterator, Mapping, Sequence

from policykb.analysis.conditions import Demand
from policykb.analysis.counted import CountedClaims
from policykb.model.knowledge_base import KnowledgeBase
from policykb.model.period import day_text
from policykb.model.records import Actor, Stance
from policykb.views import payloads
from policykb.views.payloads import Json
from policykb.views.table import Column, Group, Line, Segment, Style, TableRow, line
from policykb.views.view import View
from policykb.views.wording import claims as words
from policykb.views.wording import stances
from policykb.views.wording.citations import Texts, cite, sentence
from policykb.views.wording.commands import moment
from policykb.views.wording.dates import day_in_words
from policykb.views.wording.filters import limits_payload, remarks
from policykb.views.wording.sources import sources_in_words

_FIELDS = payloads.fields(
    *("demanded", "label", "actor", "in_force", "position", "claim", "topic", "stance", "period"),
    quote="citation.quote",
    place="citation",
)


def conditions_view(
    counted: CountedClaims, actors: Sequence[Actor], found: Sequence[Demand], on: int, texts: Texts
) -> View:
    """Return the claims that depend on demands, each with its demands; in the payload a matrix:
    demands in rows, actors in columns, the claims that depend on them in cells. ``on`` is the day
    of the answer (ordinal); ``texts`` (by source id) gives places of sentences.
    """
    kb = counted.kb
    asking = {demand.claim.actor for demand in found}
    columns = list(actors) or [actor for actor in kb.actors.values() if actor.id in asking]
    topics = list(dict.fromkeys(demand.topic for demand in found))
    items = [(demand, _item(kb, demand, texts)) for demand in found]
    cells: dict[tuple[str, str], list[Json]] = {}
    for demand, item in items:
        cells.setdefault((demand.topic, demand.claim.actor), []).append(item)
    return View(
        title=f"Demands on {day_in_words(on)}",
        columns=(Column("Would change", signed=True), Column("Demands first")),
        make_groups=lambda: (Group("", tuple(_rows(kb, found, texts))),) if found else (),
        make_payload=lambda: payloads.envelope(
            kb,
            actors=payloads.plain(tuple(columns)),
            as_of=day_text(on),
            **limits_payload(kb, counted),
            rows=[
                {
                    "topic": topic,
                    "label": kb.topics[topic].label,
                    "cells": {actor.id: cells.get((topic, actor.id), []) for actor in columns},
                }
                for topic in topics
            ],
        ),
        items="rows",
        fields=_FIELDS,
        make_lines=lambda: (_line(kb, *one) for one in items),
        sources=sources_in_words(kb, (demand.claim.source for demand in found)),
        answer=_answer(kb, found),
        notes=tuple(_notes(counted, on)),
        spaced=True,
        cites=True,
    )


def _rows(kb: KnowledgeBase, found: Sequence[Demand], texts: Texts) -> Iterator[TableRow]:
    """Yield a row for each claim that depends on demands, those in force first."""
    by_claim: dict[str, list[Demand]] = {}
    for demand in sorted(found, key=lambda one: not one.in_force):
        by_claim.setdefault(demand.claim.id, []).append(demand)
    for demands in by_claim.values():
        claim = demands[0].claim
        idle = () if demands[0].in_force else words.muted(" (not in force on this date)")
        held = (*words.who_holds_what(kb, claim), Segment(f"  {claim.id}", Style.MUTED), *idle)
        told = tuple(_demanded(kb, demand) for demand in demands)
        yield TableRow(((held,), told), cites=(sentence(kb, claim, texts),))


def _demanded(kb: KnowledgeBase, demand: Demand) -> Line:
    """Return a demand, with the actor's own stance on it unless it supports what it demands."""
    topic = kb.topics[demand.topic]
    if demand.position.stance is Stance.SUPPORT:
        return line(stances.heading(topic))
    held = words.position_words(kb, demand.position)
    return line(stances.heading(topic), Segment(f" (its own stance: {held})", Style.MUTED))


def _answer(kb: KnowledgeBase, found: Sequence[Demand]) -> str:
    """Return who demands how much in a sentence."""
    current = [demand for demand in found if demand.in_force]
    told = []
    for actor in dict.fromkeys(demand.claim.actor for demand in current):
        of = [demand for demand in current if demand.claim.actor == actor]
        things = words.quantity(len({demand.topic for demand in of}), "thing")
        positions = words.quantity(len({demand.claim.topic for demand in of}), "position")
        name = stances.capitalized(kb.actors[actor].name)
        told.append(f"{name} demands {things} before it changes {positions}")
    return f"{'; '.join(told)}." if told else "On this date nobody demands anything first."


def _notes(counted: CountedClaims, on: int) -> Iterator[Line]:
    request = ["conditions", *counted.query.actors, *moment(on, counted.record_ends)]
    yield from map(line, remarks(counted, day=on, kb=counted.kb, request=request))


def _item(kb: KnowledgeBase, demand: Demand, texts: Texts) -> dict[str, Json]:
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

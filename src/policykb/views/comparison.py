"""``compare`` as a view: topics by verdict, a cell for each actor, then what it comes to."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from policykb.analysis.comparison import Comparison, Row, Verdict
from policykb.analysis.positions import Position
from policykb.model.knowledge_base import KnowledgeBase
from policykb.model.period import day_text
from policykb.model.records import PeriodBasis
from policykb.views import payloads
from policykb.views.cells import Cell, Column, Group, Line, Segment, Style, TableRow, cell, line
from policykb.views.view import Groups, Json, Payload, Scalar, View
from policykb.views.wording import claims as words
from policykb.views.wording import verdicts
from policykb.views.wording.filters import asked_for, remarks
from policykb.views.wording.positions import (
    POSITION_FIELDS,
    position_cell,
    position_payload,
    position_values,
    sentence,
)
from policykb.views.wording.summary import agreement_words, headline, pair_words, summary_payload

if TYPE_CHECKING:
    from policykb.text.source_text import SourceText


def comparison_view(
    kb: KnowledgeBase,
    comparison: Comparison,
    *,
    texts: "Mapping[str, SourceText] | None" = None,
    pairs: bool = False,
) -> View:
    """A comparison. ``texts`` (by source id) adds every claim's sentence, ``pairs`` the
    verdicts and agreement of each two of more than two actors.
    """
    names = [actor.name for actor in comparison.actors]
    title = f"{words.listed(names)} on {day_text(comparison.day)}"
    return View(
        title=title,
        columns=(Column("Topic", 4), *(Column(name, 7) for name in names)),
        groups=Groups(lambda: _groups(kb, comparison, texts)),
        fields=_fields(comparison, cited=texts is not None),
        flat=tuple(_flat(kb, comparison, row, texts) for row in comparison.rows),
        payload=Payload(lambda: _payload(kb, comparison, texts)),
        items="rows",
        notes=tuple(_notes(kb, comparison, pairs=pairs)),
        legend=legend(p for row in comparison.rows for p in row.positions.values()),
        spaced=True,
    )


# --- for people ------------------------------------------------------------------------


def _groups(
    kb: KnowledgeBase, comparison: Comparison, texts: "Mapping[str, SourceText] | None"
) -> Iterator[Group]:
    for verdict in Verdict:
        rows = [row for row in comparison.rows if row.verdict is verdict]
        if rows:
            yield Group(
                f"{verdict} ({len(rows)}): {verdicts.VERDICTS[verdict]}",
                tuple(
                    TableRow(
                        (
                            _topic(kb, row),
                            *(position_cell(kb, position) for position in row.positions.values()),
                        ),
                        tuple(citation_lines(kb, row, texts)) if texts is not None else (),
                    )
                    for row in rows
                ),
            )


def _topic(kb: KnowledgeBase, row: Row) -> Cell:
    """The topic, and of more than two actors those that the verdict speaks of."""
    label = cell(row.topic.label, Style.STRONG)
    if row.pair is None:
        return label
    return (*label, words.muted(" / ".join(kb.actors[actor].name for actor in row.pair)))


def citation_lines(
    kb: KnowledgeBase, row: Row, texts: "Mapping[str, SourceText]"
) -> Iterator[Line]:
    """Every counted claim of a row with its sentence and where that stands."""
    for actor, position in row.positions.items():
        for standing in position.standings:
            claim = standing.claim
            stance = words.claim_stance(kb, claim)
            told = f" {words.when(claim)} ({standing.role}), {claim.id}: "
            yield line(
                Segment(f"{kb.actors[actor].name}, "),
                stance,
                Segment(told),
                *sentence(kb, claim, texts),
            )


def _notes(kb: KnowledgeBase, comparison: Comparison, *, pairs: bool) -> Iterator[Line]:
    yield line(Segment(headline(comparison), Style.STRONG))
    yield line(agreement_words(comparison.agreement))
    if pairs and len(comparison.pairs) > 1:
        for pair in comparison.pairs:
            yield line(pair_words(kb, pair))
    found = (comparison.query, comparison.not_counted)
    ends, published = comparison.record_ends, kb.published.values()
    for note in remarks(*found, day=comparison.day, record_ends=ends, published=published):
        yield line(note)


def legend(positions: Iterable[Position]) -> tuple[Line, ...]:
    """What the signs of these positions mean, those that occur."""
    positions = list(positions)
    claims = [c for p in positions for c in (*p.deciding, *(c for s in p.sides for c in s.claims))]
    parts = []
    if stances := {claim.stance for claim in claims if claim.relative_to is None}:
        glyphs = " ".join(f"{g} {s}" for s, g in words.GLYPHS.items() if s in stances)
        parts.append(f"Towards the topic's proposition (`policykb topics`): {glyphs}")
    if any(claim.relative_to for claim in claims):
        parts.append(f"{words.RELATIVE} only an order is known")
    if any(claim.period_basis is PeriodBasis.PUBLISHED for claim in claims):
        parts.append("by: so when the source was published, nobody says since when")
    found = {mark for position in positions for mark in position.marks}
    parts += [f"{mark}: {meaning}" for mark, meaning in verdicts.MARKS.items() if mark in found]
    return (words.muted("; ".join(parts)),) if parts else ()


# --- for lines -------------------------------------------------------------------------


def _fields(comparison: Comparison, *, cited: bool) -> tuple[str, ...]:
    per_actor = (*POSITION_FIELDS, "citations") if cited else POSITION_FIELDS
    return (
        "topic",
        "label",
        "verdict",
        "side",
        *(f"{actor.id}_{name}" for actor in comparison.actors for name in per_actor),
    )


def _flat(
    kb: KnowledgeBase,
    comparison: Comparison,
    row: Row,
    texts: "Mapping[str, SourceText] | None",
) -> tuple[Scalar, ...]:
    values: list[Scalar] = [row.topic.id, row.topic.label, row.verdict.value, row.side]
    for actor in comparison.actors:
        position = row.positions[actor.id]
        values += position_values(kb, position, texts)
    return tuple(values)


# --- for programs ----------------------------------------------------------------------


def _payload(
    kb: KnowledgeBase,
    comparison: Comparison,
    texts: "Mapping[str, SourceText] | None",
) -> dict[str, Json]:
    return payloads.envelope(
        kb,
        actors=[actor.id for actor in comparison.actors],
        as_of=day_text(comparison.day),
        known_by=comparison.known_by,
        record_ends=day_text(comparison.record_ends),
        filters=asked_for(
            kb, comparison.query, only=[verdict.value for verdict in comparison.only]
        ),
        not_counted=dict(comparison.not_counted),
        rows=[_row(kb, row, texts) for row in comparison.rows],
        **summary_payload(comparison),
    )


def _row(kb: KnowledgeBase, row: Row, texts: "Mapping[str, SourceText] | None") -> Json:
    return {
        "topic": row.topic.id,
        "label": row.topic.label,
        "verdict": row.verdict.value,
        "reason": row.reason.value,
        "side": row.side,
        "pair": list(row.pair) if row.pair else None,
        "leaf": row.leaf,
        "cells": {actor: position_payload(kb, p, texts) for actor, p in row.positions.items()},
    }

"""``compare`` as a view: topics by verdict, with a cell for each actor."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from policykb.analysis.comparison import Comparison, Row, Verdict
from policykb.analysis.positions import Position
from policykb.model.knowledge_base import KnowledgeBase
from policykb.model.period import day_text
from policykb.model.records import Actor, PeriodBasis
from policykb.views import payloads
from policykb.views.cells import (
    Cell,
    Column,
    Group,
    Line,
    Quotation,
    Style,
    TableRow,
    cell,
    line,
)
from policykb.views.view import Json, View
from policykb.views.wording import claims as words
from policykb.views.wording import stances, verdicts
from policykb.views.wording.commands import moment
from policykb.views.wording.dates import day_in_words
from policykb.views.wording.filters import limits_payload, remarks
from policykb.views.wording.positions import (
    POSITION_FIELDS,
    outcome_payload,
    position_cell,
    position_line,
    position_payload,
    sentence,
)
from policykb.views.wording.sources import sources_in_words, sources_of
from policykb.views.wording.summary import (
    agreement_words,
    answer,
    headline,
    pair_words,
    summary_payload,
)

if TYPE_CHECKING:
    from policykb.text.source_text import SourceText
    from policykb.views.picture import Picture


def comparison_view(
    kb: KnowledgeBase,
    comparison: Comparison,
    *,
    texts: "Mapping[str, SourceText] | None" = None,
    pairs: bool = False,
) -> View:
    """Return a comparison. ``texts`` (by source id) adds every claim's sentence, ``pairs`` the
    verdicts and agreement of each two of more than two actors.
    """
    names = [actor.name for actor in comparison.actors]
    fields = payloads.fields(
        *("topic", "label", "verdict", "side"),
        **position_fields("", comparison.actors, cited=texts is not None),
    )
    return View(
        title=f"{words.listed(names)} on {day_in_words(comparison.day)}",
        columns=(Column("Topic", 4), *(Column(name, 7) for name in names)),
        make_groups=lambda: _groups(kb, comparison, texts),
        fields=tuple(fields),
        make_flat=lambda: payloads.flatten(
            (_line(kb, row, texts) for row in comparison.rows), fields
        ),
        make_payload=lambda: _payload(kb, comparison, texts),
        items="rows",
        sources=sources_in_words(kb, sources_of(comparison.rows)),
        answer=answer(comparison),
        notes=tuple(_notes(kb, comparison, pairs=pairs)),
        legend=legend(p for row in comparison.rows for p in row.positions.values()),
        spaced=True,
        cites=texts is not None,
        make_picture=lambda: _picture(kb, comparison),
    )


def _picture(kb: KnowledgeBase, comparison: Comparison) -> "Picture":
    from policykb.views.strip_chart import comparison_picture  # noqa: PLC0415 - only pictures need it

    return comparison_picture(kb, comparison)


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
                        tuple(quotations(kb, row, texts)) if texts is not None else (),
                    )
                    for row in rows
                ),
            )


def _topic(kb: KnowledgeBase, row: Row) -> Cell:
    """Return the topic and, with more than two actors, the pair that the verdict is about."""
    label = cell(stances.heading(row.topic), Style.STRONG)
    if row.pair is None:
        return label
    return (*label, words.muted(" / ".join(kb.actors[actor].name for actor in row.pair)))


def quotations(
    kb: KnowledgeBase, row: Row, texts: "Mapping[str, SourceText]", first_column: int = 1
) -> Iterator[Quotation]:
    """Yield the sentence of every counted claim of a row; the cell of the first actor has the
    index ``first_column``.
    """
    for column, position in enumerate(row.positions.values(), start=first_column):
        for standing in position.standings:
            claim = standing.claim
            introduction = line(
                *words.claim_sentence(kb, claim), f" ({standing.role}), {claim.id}: "
            )
            yield sentence(kb, claim, texts, introduction, column)


def _notes(kb: KnowledgeBase, comparison: Comparison, *, pairs: bool) -> Iterator[Line]:
    yield line(headline(comparison))
    yield line(agreement_words(comparison.agreement))
    if pairs and len(comparison.pairs) > 1:
        for pair in comparison.pairs:
            yield line(pair_words(kb, pair))
    limits = (comparison.query, comparison.not_counted)
    day, ends = comparison.day, comparison.record_ends
    request = ["compare", *(actor.id for actor in comparison.actors), *moment(day, ends)]
    texts = remarks(*limits, day=day, record_ends=ends, kb=kb, request=request)
    yield from map(line, texts)


def legend(positions: Iterable[Position]) -> tuple[Line, ...]:
    """Return the meanings of the signs that occur in these positions."""
    positions = list(positions)
    claims = [claim for position in positions for claim in position.trajectory]
    parts = []
    if any(claim.relative_to for claim in claims):
        parts.append(f"{words.RELATIVE} only an order is known")
    if any(claim.period_basis is PeriodBasis.PUBLISHED for claim in claims):
        parts.append(words.AS_OF)
    found = {mark for position in positions for mark in position.marks}
    parts += [f"{mark}: {meaning}" for mark, meaning in verdicts.MARKS.items() if mark in found]
    return (words.muted("; ".join(parts)),) if parts else ()


# --- for lines and programs ------------------------------------------------------------


def position_fields(moment: str, actors: Iterable[Actor], *, cited: bool) -> dict[str, str]:
    """Return the fields of lines that hold the position of each actor, at a moment whose name they
    begin with (``before_``, or nothing).
    """
    names = (*POSITION_FIELDS, "citations") if cited else POSITION_FIELDS
    return {
        f"{moment}{actor.id}_{name}": f"{moment.replace('_', '.')}cells.{actor.id}.{name}"
        for actor in actors
        for name in names
    }


def _line(kb: KnowledgeBase, row: Row, texts: "Mapping[str, SourceText] | None") -> dict[str, Json]:
    return {
        "topic": row.topic.id,
        "label": row.topic.label,
        **outcome_payload(row),
        "cells": {actor: position_line(kb, p, texts) for actor, p in row.positions.items()},
    }


def _payload(
    kb: KnowledgeBase,
    comparison: Comparison,
    texts: "Mapping[str, SourceText] | None",
) -> dict[str, Json]:
    limits = (comparison.query, comparison.record_ends, comparison.not_counted, comparison.only)
    return payloads.envelope(
        kb,
        actors=payloads.plain(comparison.actors),
        as_of=day_text(comparison.day),
        # Here it comes before the end of the record.
        **{"known_by": None, **limits_payload(kb, *limits)},
        rows=[_item(kb, row, texts) for row in comparison.rows],
        **summary_payload(comparison),
    )


def _item(kb: KnowledgeBase, row: Row, texts: "Mapping[str, SourceText] | None") -> Json:
    return {
        "topic": row.topic.id,
        "label": row.topic.label,
        **outcome_payload(row),
        "leaf": row.leaf,
        "cells": {actor: position_payload(kb, p, texts) for actor, p in row.positions.items()},
    }

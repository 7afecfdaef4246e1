"""``compare`` as a view: topics by verdict, with the position of each actor."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from policykb.analysis.comparison import Comparison
from policykb.analysis.verdicts import Row
from policykb.model.knowledge_base import KnowledgeBase
from policykb.model.period import day_text
from policykb.views import payloads
from policykb.views.comparison_lines import FIELDS, comparison_lines
from policykb.views.comparison_table import ComparisonTable, Detail, positions_of
from policykb.views.payloads import Json
from policykb.views.table import Line, line
from policykb.views.view import View
from policykb.views.wording import claims as words
from policykb.views.wording import stances
from policykb.views.wording.citations import Texts
from policykb.views.wording.commands import command, moment
from policykb.views.wording.dates import day_in_words
from policykb.views.wording.filters import limits_payload, remarks
from policykb.views.wording.legend import brief_legend, legend
from policykb.views.wording.positions import outcome_payload, position_payload
from policykb.views.wording.sources import sources_in_words, sources_of
from policykb.views.wording.summary import agreement_words, answer, pair_words, summary_payload

if TYPE_CHECKING:
    from policykb.views.picture import Picture


def comparison_view(
    kb: KnowledgeBase,
    comparison: Comparison,
    detail: Detail = Detail(),  # noqa: B008 - it is a value
    texts: Texts | None = None,
) -> View:
    """Return a comparison, with as much in its table as the ``detail`` asks for. ``texts`` (by
    source id) adds every claim's sentence.
    """
    names = [actor.name for actor in comparison.actors]
    table = ComparisonTable(kb, comparison, detail, texts)
    return View(
        title=f"{stances.capitalized(words.listed(names))} on {day_in_words(comparison.day)}",
        columns=table.columns,
        make_groups=table.groups,
        make_payload=lambda: _payload(kb, comparison, texts),
        items="rows",
        fields=FIELDS,
        make_lines=lambda: comparison_lines(kb, comparison, texts),
        sources=sources_in_words(kb, sources_of(comparison.rows)),
        answer=answer(comparison),
        notes=tuple(_notes(kb, comparison, detail)),
        legend=tuple(_legend(comparison, table, long=detail.long)),
        fitted=True,
        spaced=detail.long,
        cites=texts is not None,
        make_picture=lambda: _picture(kb, comparison),
    )


def _picture(kb: KnowledgeBase, comparison: Comparison) -> "Picture":
    from policykb.views.strip_chart import comparison_picture  # noqa: PLC0415 - only pictures need it

    return comparison_picture(kb, comparison)


# --- for people ------------------------------------------------------------------------


def _notes(kb: KnowledgeBase, comparison: Comparison, detail: Detail) -> Iterator[Line]:
    if comparison.only:
        yield line(f"Shown: only {words.listed(comparison.only)}.")
    if len(comparison.actors) > 2:
        for pair in comparison.pairs if detail.stats or detail.pairs else ():
            yield line(pair_words(kb, pair))
    elif detail.stats:
        yield line(agreement_words(comparison.agreement))
    texts = remarks(comparison, day=comparison.day, kb=kb, request=_request(comparison))
    yield from map(line, texts)


def _request(comparison: Comparison) -> list[str]:
    actors = (actor.id for actor in comparison.actors)
    return ["compare", *actors, *moment(comparison.day, comparison.record_ends)]


def _legend(comparison: Comparison, table: ComparisonTable, *, long: bool) -> Iterator[Line]:
    full = positions_of(table.full)
    if long:
        yield from legend(full)
    else:
        yield from brief_legend(full, positions_of(table.folded), named=table.by_side)
    if table.folded:
        unfold = command(comparison.query, *_request(comparison), "--all")
        yield words.muted(f"Every topic in a row: {unfold} (also --long, --cite, --stats)")


# --- for programs ----------------------------------------------------------------------


def _payload(kb: KnowledgeBase, comparison: Comparison, texts: Texts | None) -> dict[str, Json]:
    return payloads.envelope(
        kb,
        actors=payloads.plain(comparison.actors),
        as_of=day_text(comparison.day),
        # Here it comes before the end of the record.
        **{"known_by": None, **limits_payload(kb, comparison, comparison.only)},
        rows=[_item(kb, row, texts) for row in comparison.rows],
        **summary_payload(comparison),
    )


def _item(kb: KnowledgeBase, row: Row, texts: Texts | None) -> Json:
    return {
        "topic": row.topic.id,
        "label": row.topic.label,
        **outcome_payload(row),
        "leaf": row.leaf,
        "cells": {actor: position_payload(kb, p, texts) for actor, p in row.positions.items()},
    }

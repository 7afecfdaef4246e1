"""``compare --from --to`` as a view: the same topics at two moments."""

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from policykb.analysis.moments import Change, Course, RowChange
from policykb.model.knowledge_base import KnowledgeBase
from policykb.model.period import day_text
from policykb.views import payloads
from policykb.views.cells import Cell, Column, Group, Line, Segment, Style, TableRow, cell, line
from policykb.views.comparison import legend, position_fields, quotations
from policykb.views.view import Json, View
from policykb.views.wording import claims as words
from policykb.views.wording import stances
from policykb.views.wording.dates import day_in_words, days_in_words
from policykb.views.wording.filters import limits_payload, remarks
from policykb.views.wording.positions import (
    outcome_payload,
    position_cell,
    position_line,
    position_payload,
)
from policykb.views.wording.summary import agreement_words, headline, summary_payload

if TYPE_CHECKING:
    from policykb.text.source_text import SourceText

_COURSES = {
    Course.TURNED: "moved, and another verdict",
    Course.MOVED: "moved, and the same verdict",
    Course.EVIDENCED: "no known change: a source published in between is the first evidence",
    Course.UNKNOWN: "not known: no source says when the position began or ended",
    Course.STAYED: "stayed",
}


def moments_view(
    kb: KnowledgeBase,
    change: Change,
    *,
    texts: "Mapping[str, SourceText] | None" = None,
    pairs: bool = False,
) -> View:
    """Return two moments side by side: topics that moved, that are not known, and that stayed.
    ``texts`` (by source id) adds every claim's sentence, ``pairs`` the agreement of each two of
    more than two actors.
    """
    actors = change.after.actors
    days = (change.before.day, change.after.day)
    first, last = map(day_text, days)
    after = change.after
    limits = (after.query, after.record_ends, after.not_counted, after.only)
    fields = payloads.fields(
        *("topic", "label", "course", "moved", "evidenced", "unknown"),
        **{
            f"{moment}_{name}": f"{moment}.{name}"
            for moment in ("before", "after")
            for name in ("verdict", "side")
        },
        **position_fields("before_", actors, cited=texts is not None),
        **position_fields("after_", actors, cited=texts is not None),
    )
    lines = (_item(kb, row, texts, position_line) for row in change.rows)
    return View(
        title=f"{words.listed(a.name for a in actors)}, {days_in_words(*days)}",
        columns=(
            Column("Topic", 4),
            Column("Verdict", 3),
            *(Column(actor.name, 7) for actor in actors),
        ),
        make_groups=lambda: _groups(kb, change, texts),
        fields=tuple(fields),
        make_flat=lambda: payloads.flatten(lines, fields),
        make_payload=lambda: payloads.envelope(
            kb,
            actors=payloads.plain(actors),
            **limits_payload(kb, *limits),
            rows=[_item(kb, row, texts, position_payload) for row in change.rows],
            courses=payloads.plain(change.courses),
            before={"as_of": first, **summary_payload(change.before)},
            after={"as_of": last, **summary_payload(change.after)},
        ),
        items="rows",
        make_propositions=lambda: stances.propositions(row.topic for row in change.rows),
        notes=tuple(_notes(kb, change, pairs=pairs)),
        legend=legend(
            position
            for row in change.rows
            for moment in (row.before, row.after)
            for position in moment.positions.values()
        ),
        spaced=True,
        cites=texts is not None,
    )


# --- for people ------------------------------------------------------------------------


def _groups(
    kb: KnowledgeBase, change: Change, texts: "Mapping[str, SourceText] | None"
) -> Iterator[Group]:
    last = day_in_words(change.after.day)
    for course, title in _COURSES.items():
        rows = [row for row in change.rows if row.course is course]
        if rows:
            yield Group(
                f"{title} ({len(rows)})", tuple(_table_row(kb, row, last, texts) for row in rows)
            )


def _table_row(
    kb: KnowledgeBase, row: RowChange, last: str, texts: "Mapping[str, SourceText] | None"
) -> TableRow:
    verdicts = [_verdict(kb, row, before=before) for before in (True, False)]
    cells = (_moment_cell(kb, row, actor, last) for actor in row.after.positions)
    return TableRow(
        (
            cell(stances.heading(row.topic), Style.STRONG),
            (line(verdicts[0]), *((line(f"→ {verdicts[1]}"),) if row.turned else ())),
            *cells,
        ),
        tuple(quotations(kb, row.after, texts, first_column=2)) if texts is not None else (),
    )


def _verdict(kb: KnowledgeBase, row: RowChange, *, before: bool) -> str:
    moment = row.before if before else row.after
    side = f" ({kb.actors[moment.side].name})" if moment.side else ""
    return f"{moment.verdict}{side}"


def _moment_cell(kb: KnowledgeBase, row: RowChange, actor: str, last: str) -> Cell:
    """Return a position that stayed once, any other as it was and as it is on the last day."""
    before, after = row.before.positions[actor], row.after.positions[actor]
    new = position_cell(kb, after, history=False)
    if actor not in (*row.moved, *row.evidenced, *row.unknown):
        return new
    old = position_cell(kb, before, history=False)
    return (*old, line(Segment(f"→ {last}", Style.STRONG)), *new)


def _notes(kb: KnowledgeBase, change: Change, *, pairs: bool) -> Iterator[Line]:
    by_course = ", ".join(f"{count} {course}" for course, count in change.courses.items() if count)
    moved = [
        f"{actor.name} {count}"
        for actor in change.after.actors
        if (count := change.movers[actor.id])
    ]
    topics = words.quantity(sum(change.courses.values()), "topic")
    text = f"{topics}: {by_course or 'nothing'}; moved: {', '.join(moved) or 'nobody'}"
    yield line(Segment(text, Style.STRONG))
    if change.courses[Course.EVIDENCED]:
        yield line(_first_evidence(kb, change))
    for moment in (change.before, change.after):
        yield line(headline(moment))
        yield line(agreement_words(moment.agreement))
    if pairs and len(change.after.pairs) > 1:
        for one, other in zip(change.before.pairs, change.after.pairs, strict=True):
            names = words.listed(kb.actors[actor].name for actor in one.actors)
            yield line(f"{names}, before: {agreement_words(one.agreement)}")
            yield line(f"{names}, after: {agreement_words(other.agreement)}")
    after = change.after
    found = (after.query, after.not_counted)
    request = ["compare", *(actor.id for actor in after.actors)]
    request += ["--from", day_text(change.before.day), "--to", day_text(after.day)]
    limits = remarks(*found, day=after.day, record_ends=after.record_ends, request=request)
    yield from map(line, limits)


def _first_evidence(kb: KnowledgeBase, change: Change) -> str:
    """Return the number of topics that differ only by what a publication in between tells."""
    topics = words.quantity(change.courses[Course.EVIDENCED], "topic")
    first, last = change.before.day, change.after.day
    days = sorted({day for day in kb.published.values() if first < day <= last})
    if len(days) == 1:
        published, then = f"on {day_in_words(days[0])}", "that day"
    else:
        published, then = "in between", "its publication"
    return (
        f"{topics} changed only because a source was published {published}. The positions were "
        f"held at the latest by {then}, and may be older."
    )


# --- for lines and programs ------------------------------------------------------------


def _item(
    kb: KnowledgeBase,
    row: RowChange,
    texts: "Mapping[str, SourceText] | None",
    held: "Callable[..., dict[str, Json]]",
) -> dict[str, Json]:
    """Return a row as JSON; ``held`` makes the JSON of a position."""
    made: dict[str, Json] = {
        "topic": row.topic.id,
        "label": row.topic.label,
        **payloads.attributes(row, "course", "moved", "evidenced", "unknown"),
    }
    for name, moment in (("before", row.before), ("after", row.after)):
        cells = {actor: held(kb, position, texts) for actor, position in moment.positions.items()}
        made[name] = {**outcome_payload(moment), "cells": cells}
    return made

"""``compare --from --to`` as a view: the same topics at two moments."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from policykb.analysis.moments import Change, Course, RowChange
from policykb.model.knowledge_base import KnowledgeBase
from policykb.model.period import day_text
from policykb.views import payloads
from policykb.views.cells import Cell, Column, Group, Line, Segment, Style, TableRow, cell, line
from policykb.views.comparison import citation_lines, legend
from policykb.views.view import Json, Scalar, View, joined
from policykb.views.wording import claims as words
from policykb.views.wording.filters import asked_for, remarks
from policykb.views.wording.positions import (
    POSITION_FIELDS,
    position_cell,
    position_payload,
    position_values,
)
from policykb.views.wording.summary import agreement_words, headline, summary_payload

if TYPE_CHECKING:
    from policykb.text.source_text import SourceText

_COURSES = {
    Course.TURNED: "moved, and another verdict",
    Course.MOVED: "moved, and the same verdict",
    Course.UNKNOWN: "not known: nobody says since when the position was held, or how long",
    Course.STAYED: "stayed",
}


def moments_view(
    kb: KnowledgeBase,
    change: Change,
    *,
    texts: "Mapping[str, SourceText] | None" = None,
    pairs: bool = False,
) -> View:
    """Two moments: what changed, who moved, who stayed. ``texts`` (by source id) adds every claim's
    sentence, ``pairs`` the agreement of each two of more than two actors.
    """
    actors = change.after.actors
    first, last = (day_text(one.day) for one in (change.before, change.after))
    return View(
        title=f"{words.listed(a.name for a in actors)}, from {first} to {last}",
        columns=(
            Column("Topic", 4),
            Column("Verdict", 3),
            *(Column(actor.name, 7) for actor in actors),
        ),
        groups=tuple(_groups(kb, change, texts)),
        fields=_fields(change, cited=texts is not None),
        flat=tuple(_flat(kb, change, row, texts) for row in change.rows),
        payload=payloads.envelope(
            kb,
            actors=[actor.id for actor in actors],
            record_ends=day_text(change.after.record_ends),
            known_by=change.after.known_by,
            filters=asked_for(
                kb, change.after.query, only=[verdict.value for verdict in change.after.only]
            ),
            not_counted=dict(change.after.not_counted),
            rows=[_row_payload(kb, row, texts) for row in change.rows],
            courses={course.value: count for course, count in change.courses.items()},
            before={"as_of": first, **summary_payload(change.before)},
            after={"as_of": last, **summary_payload(change.after)},
        ),
        items="rows",
        notes=tuple(_notes(kb, change, pairs=pairs)),
        legend=legend(
            position
            for row in change.rows
            for moment in (row.before, row.after)
            for position in moment.positions.values()
        ),
        spaced=True,
    )


# --- for people ------------------------------------------------------------------------


def _groups(
    kb: KnowledgeBase, change: Change, texts: "Mapping[str, SourceText] | None"
) -> Iterator[Group]:
    last = day_text(change.after.day)
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
            cell(row.topic.label, Style.STRONG),
            (line(verdicts[0]), *((line(f"→ {verdicts[1]}"),) if row.turned else ())),
            *cells,
        ),
        tuple(citation_lines(kb, row.after, texts)) if texts is not None else (),
    )


def _verdict(kb: KnowledgeBase, row: RowChange, *, before: bool) -> str:
    moment = row.before if before else row.after
    side = f" ({kb.actors[moment.side].name})" if moment.side else ""
    return f"{moment.verdict}{side}"


def _moment_cell(kb: KnowledgeBase, row: RowChange, actor: str, last: str) -> Cell:
    """A position that stayed once, any other as it was and as it is on the last day."""
    before, after = row.before.positions[actor], row.after.positions[actor]
    new = position_cell(kb, after, history=False)
    if actor not in (*row.moved, *row.unknown):
        return new
    old = position_cell(kb, before, history=False)
    return (*old, line(Segment(f"→ {last}", Style.STRONG)), *new)


def _notes(kb: KnowledgeBase, change: Change, *, pairs: bool) -> Iterator[Line]:
    told = ", ".join(f"{count} {course}" for course, count in change.courses.items() if count)
    moved = [
        f"{actor.name} {count}"
        for actor in change.after.actors
        if (count := change.movers[actor.id])
    ]
    total = sum(change.courses.values())
    topics = f"{total} topic{'' if total == 1 else 's'}"
    text = f"{topics}: {told or 'nothing'}; moved: {', '.join(moved) or 'nobody'}"
    yield line(Segment(text, Style.STRONG))
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
    yield from map(line, remarks(*found, day=after.day, record_ends=after.record_ends))


# --- for lines and programs ------------------------------------------------------------


def _fields(change: Change, *, cited: bool) -> tuple[str, ...]:
    per_actor = (*POSITION_FIELDS, "citations") if cited else POSITION_FIELDS
    moments = ("before", "after")
    return (
        *("topic", "label", "course", "moved", "unknown"),
        *(f"{moment}_{name}" for moment in moments for name in ("verdict", "side")),
        *(
            f"{moment}_{actor.id}_{name}"
            for moment in moments
            for actor in change.after.actors
            for name in per_actor
        ),
    )


def _flat(
    kb: KnowledgeBase,
    change: Change,
    row: RowChange,
    texts: "Mapping[str, SourceText] | None",
) -> tuple[Scalar, ...]:
    moments = (row.before, row.after)
    who = (joined(row.moved), joined(row.unknown))
    values: list[Scalar] = [row.topic.id, row.topic.label, row.course.value, *who]
    for moment in moments:
        values += [moment.verdict.value, moment.side]
    for moment in moments:
        for actor in change.after.actors:
            values += position_values(kb, moment.positions[actor.id], texts)
    return tuple(values)


def _row_payload(
    kb: KnowledgeBase, row: RowChange, texts: "Mapping[str, SourceText] | None"
) -> Json:
    made: dict[str, Json] = {
        "topic": row.topic.id,
        "label": row.topic.label,
        "course": row.course.value,
        "moved": list(row.moved),
        "unknown": list(row.unknown),
    }
    for name, moment in (("before", row.before), ("after", row.after)):
        made[name] = {
            "verdict": moment.verdict.value,
            "reason": moment.reason.value,
            "side": moment.side,
            "pair": list(moment.pair) if moment.pair else None,
            "cells": {
                actor: position_payload(kb, position, texts)
                for actor, position in moment.positions.items()
            },
        }
    return made

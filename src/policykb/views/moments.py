"""``compare --from --to`` as a view: the same topics at two moments."""

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from policykb.analysis.moments import Change, Course, RowChange
from policykb.analysis.positions import Position, PositionStatus
from policykb.model.knowledge_base import KnowledgeBase
from policykb.model.period import day_text
from policykb.views import payloads
from policykb.views.cells import Cell, Column, Group, Line, Segment, Style, TableRow, line
from policykb.views.comparison import legend, position_fields, quotations
from policykb.views.view import Json, View
from policykb.views.wording import claims as words
from policykb.views.wording import stances
from policykb.views.wording.commands import command
from policykb.views.wording.dates import day_in_words, days_in_words
from policykb.views.wording.filters import limits_payload, remarks
from policykb.views.wording.positions import (
    cited_sources,
    outcome_payload,
    position_line,
    position_payload,
)
from policykb.views.wording.sources import sources_in_words, sources_of
from policykb.views.wording.summary import agreement_words, changed_counts, summary_payload

if TYPE_CHECKING:
    from policykb.text.source_text import SourceText

_COURSES = {
    Course.TURNED: "Changed, and the verdict with it",
    Course.MOVED: "Changed, with the same verdict",
    Course.EVIDENCED: "First evidence, no known change",
    Course.UNKNOWN: "Not known, as no source says when the position began or ended",
    Course.STAYED: "Unchanged",
}
_FOLDED = {Course.EVIDENCED, Course.UNKNOWN, Course.STAYED}
"""The courses whose topics are told in lines."""


def moments_view(
    kb: KnowledgeBase,
    change: Change,
    *,
    texts: "Mapping[str, SourceText] | None" = None,
    pairs: bool = False,
    every: bool = False,
) -> View:
    """Return two moments side by side: a row for each topic on which somebody changed; the others
    are told in lines unless ``every`` topic shall have a row. ``texts`` (by source id) adds every
    claim's sentence, ``pairs`` the agreement of each two of more than two actors.
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
            Column("Topic", 5),
            *(Column(stances.capitalized(actor.name), 7) for actor in actors),
        ),
        make_groups=lambda: tuple(_groups(kb, change, texts, every=every)),
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
        sources=sources_in_words(kb, sources_of([*change.before.rows, *change.after.rows])),
        make_documents=lambda: cited_sources(
            kb, sources_of([*change.before.rows, *change.after.rows])
        ),
        make_propositions=lambda: stances.propositions(row.topic for row in change.rows),
        answer=_answer(kb, change),
        notes=tuple(_notes(kb, change, pairs=pairs)),
        legend=tuple(_legend(change, every=every)),
        cites=texts is not None,
    )


# --- for people ------------------------------------------------------------------------


def _full(change: Change, *, every: bool) -> list[RowChange]:
    """Return the topics that have a row; the others are told in lines."""
    shown = every or change.after.only
    return [row for row in change.rows if shown or row.course not in _FOLDED]


def _groups(
    kb: KnowledgeBase,
    change: Change,
    texts: "Mapping[str, SourceText] | None",
    *,
    every: bool,
) -> Iterator[Group]:
    full = _full(change, every=every)
    for course, title in _COURSES.items():
        rows = tuple(_table_row(kb, row, texts) for row in full if row.course is course)
        if rows:
            yield Group(f"{title} ({len(rows)})", rows)


def _table_row(
    kb: KnowledgeBase, row: RowChange, texts: "Mapping[str, SourceText] | None"
) -> TableRow:
    was, now = row.before.verdict, row.after.verdict
    turned = (words.muted(f"{was} → {now}"),) if was is not now else ()
    topic = (line(Segment(stances.heading(row.topic), Style.STRONG)), *turned)
    cells = (_moment_cell(kb, row, actor) for actor in row.after.positions)
    notes = tuple(quotations(kb, row.after, texts)) if texts is not None else ()
    return TableRow((topic, *cells), notes)


def _moment_cell(kb: KnowledgeBase, row: RowChange, actor: str) -> Cell:
    """Return a position that changed as it was and as it is, any other once."""
    told = _brief(kb, row.after.positions[actor])
    if actor not in row.moved and actor not in row.evidenced:
        return (told,)
    return ((*_brief(kb, row.before.positions[actor]), Segment(" → "), *told),)


def _brief(kb: KnowledgeBase, position: Position) -> Line:
    """Return a position on one line, with its marks."""
    marks = Segment(f" ({', '.join(position.marks)})" if position.marks else "", Style.MUTED)
    if position.status is PositionStatus.SILENT:
        return line(Segment("silent", Style.MUTED), marks)
    if position.status is PositionStatus.CONTESTED:
        return line(Segment(f"{words.CONTESTED} contested", Style.CLASH), marks)
    told = words.dated(kb, position.deciding[-1], brief=True)
    if position.status.in_force:
        return line(*told, marks)
    text = "".join(piece.text for piece in told)[2:]
    return line(Segment(f"{words.NOT_IN_FORCE} {position.status}: {text}", Style.MUTED), marks)


def _answer(kb: KnowledgeBase, change: Change) -> str:
    """Return who changed position on how many topics, in a sentence or two."""
    topics = words.quantity(sum(change.courses.values()), "topic")
    movers = [(actor.name, change.movers[actor.id]) for actor in change.after.actors]
    moved = [(name, number) for name, number in movers if number]
    if moved:
        (name, number), *others = moved
        more = "".join(f", {other} on {count}" for other, count in others)
        text = f"{stances.capitalized(name)} changed position on {number} of {topics}{more}."
    else:
        text = f"Nobody is known to have changed position on any of {topics}."
    parts = [
        f"on {number} {told}"
        for course, told in (
            (Course.UNKNOWN, "it is not known"),
            (Course.STAYED, "nothing changed"),
        )
        if (number := change.courses[course])
    ]
    rest = f" {stances.capitalized(words.listed(parts))}." if parts else ""
    evidence = f" {_first_evidence(kb, change)}" if change.courses[Course.EVIDENCED] else ""
    return f"{text}{evidence}{rest}"


def _notes(kb: KnowledgeBase, change: Change, *, pairs: bool) -> Iterator[Line]:
    yield line(f"Verdicts: {changed_counts(change.before, change.after)}.")
    for moment in (change.before, change.after):
        yield line(f"{day_in_words(moment.day)}: {agreement_words(moment.agreement)}")
    if pairs and len(change.after.pairs) > 1:
        for one, other in zip(change.before.pairs, change.after.pairs, strict=True):
            names = words.listed(kb.actors[actor].name for actor in one.actors)
            yield line(f"{names}, before: {agreement_words(one.agreement)}")
            yield line(f"{names}, after: {agreement_words(other.agreement)}")
    after = change.after
    found, ends = (after.query, after.not_counted), after.record_ends
    limits = remarks(*found, day=after.day, record_ends=ends, request=_request(change))
    yield from map(line, limits)


def _request(change: Change) -> list[str]:
    """Return the command of two moments, without the options of its query."""
    days = (change.before.day, change.after.day)
    first, last = map(day_text, days)
    actors = (actor.id for actor in change.after.actors)
    return ["compare", *actors, "--from", first, "--to", last]


def _legend(change: Change, *, every: bool) -> Iterator[Line]:
    """Yield the topics that have no row, the meanings of what occurs, and how to ask for more."""
    full = _full(change, every=every)
    for course, title in _COURSES.items():
        folded = [row.topic for row in change.rows if row.course is course and row not in full]
        if folded:
            lead = Segment(f"{title} ({len(folded)}): ", Style.STRONG)
            yield line(lead, "; ".join(map(stances.question, folded)))
    yield from legend(
        position
        for row in full
        for moment in (row.before, row.after)
        for position in moment.positions.values()
    )
    if len(full) < len(change.rows):
        unfold = command(change.after.query, *_request(change), "--all")
        yield words.muted(f"Every topic in a row: {unfold}")


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

"""``compare --from --to`` as a view: the same topics at two moments."""

from collections.abc import Iterator

from policykb.analysis.moments import Change, Course, RowChange
from policykb.model.knowledge_base import KnowledgeBase
from policykb.model.period import day_text
from policykb.views import payloads
from policykb.views.comparison_lines import FIELDS, change_lines
from policykb.views.comparison_table import Detail, quotations
from policykb.views.payloads import Json
from policykb.views.table import Column, Group, Line, Segment, Style, TableCell, TableRow, line
from policykb.views.view import View
from policykb.views.wording import claims as words
from policykb.views.wording import stances
from policykb.views.wording.citations import Texts, cited_sources
from policykb.views.wording.commands import command
from policykb.views.wording.dates import day_in_words, days_in_words
from policykb.views.wording.filters import limits_payload, remarks
from policykb.views.wording.legend import brief_legend, legend
from policykb.views.wording.positions import (
    brief_position,
    outcome_payload,
    position_cell,
    position_payload,
)
from policykb.views.wording.sources import sources_in_words, sources_of
from policykb.views.wording.summary import agreement_words, changed_counts, summary_payload

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
    detail: Detail = Detail(),  # noqa: B008 - it cannot change
    texts: Texts | None = None,
) -> View:
    """Return two moments side by side: topics on which somebody changed, then the others, as much
    of them as the detail asks for. ``texts`` (by source id) adds every claim's sentence.
    """
    actors = change.after.actors
    days = (change.before.day, change.after.day)
    first, last = map(day_text, days)
    after = change.after
    return View(
        title=f"{words.listed(a.name for a in actors)}, {days_in_words(*days)}",
        columns=(
            Column("Topic", 5),
            *(Column(stances.capitalized(actor.name), 7, signed=True) for actor in actors),
        ),
        make_groups=lambda: tuple(_groups(kb, change, detail, texts)),
        make_payload=lambda: payloads.envelope(
            kb,
            actors=payloads.plain(actors),
            **limits_payload(kb, after, after.only),
            rows=[_item(kb, row, texts) for row in change.rows],
            courses=payloads.plain(change.courses),
            before={"as_of": first, **summary_payload(change.before)},
            after={"as_of": last, **summary_payload(change.after)},
        ),
        items="rows",
        fields=FIELDS,
        make_lines=lambda: change_lines(kb, change, texts),
        sources=sources_in_words(kb, sources_of([*change.before.rows, *change.after.rows])),
        make_documents=lambda: cited_sources(
            kb, sources_of([*change.before.rows, *change.after.rows])
        ),
        make_propositions=lambda: stances.propositions(row.topic for row in change.rows),
        answer=_answer(kb, change),
        notes=tuple(_notes(kb, change, detail)),
        legend=tuple(_legend(change, detail)),
        spaced=detail.long,
        cites=texts is not None,
    )


# --- for people ------------------------------------------------------------------------


def _is_full(row: RowChange, change: Change, detail: Detail) -> bool:
    """Return True if a topic has a row; otherwise it is told in a line."""
    return detail.every or bool(change.after.only) or row.course not in _FOLDED


def _groups(
    kb: KnowledgeBase, change: Change, detail: Detail, texts: Texts | None
) -> Iterator[Group]:
    lines: list[Line] = []
    for course, title in _COURSES.items():
        rows = [row for row in change.rows if row.course is course]
        full = [row for row in rows if _is_full(row, change, detail)]
        folded = [row.topic for row in rows if row not in full]
        if full:
            yield Group(
                f"{title} ({len(full)})",
                tuple(_table_row(kb, row, texts, long=detail.long) for row in full),
            )
        if folded:
            lead = Segment(f"{words.NOT_IN_FORCE} {title} ({len(folded)}): ", Style.STRONG)
            lines.append(line(lead, "; ".join(map(stances.question, folded))))
    if lines:
        yield Group("", (), lines=tuple(lines))


def _table_row(kb: KnowledgeBase, row: RowChange, texts: Texts | None, *, long: bool) -> TableRow:
    was, now = row.before.verdict, row.after.verdict
    turned = (words.muted(f"{was} → {now}"),) if was is not now else ()
    topic = (line(Segment(stances.heading(row.topic), Style.STRONG)), *turned)
    cells = (_moment_cell(kb, row, actor, long=long) for actor in row.after.positions)
    notes = tuple(quotations(kb, row.after, texts)) if texts is not None else ()
    return TableRow((topic, *cells), notes)


def _moment_cell(kb: KnowledgeBase, row: RowChange, actor: str, *, long: bool) -> TableCell:
    """Return a position that changed as it was and as it is, any other once."""
    was, now = row.before.positions[actor], row.after.positions[actor]
    told = position_cell(kb, now, history=False) if long else brief_position(kb, now)
    if actor not in row.moved and actor not in row.evidenced:
        return told
    (first, *others), before = told, brief_position(kb, was)
    joined = [piece for one in before for piece in (*one, Segment("; "))][:-1]
    return (line(*joined, " → ", *first), *others)


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


def _notes(kb: KnowledgeBase, change: Change, detail: Detail) -> Iterator[Line]:
    yield line(f"Verdicts: {changed_counts(change.before, change.after)}.")
    if detail.stats:
        for moment in (change.before, change.after):
            yield line(f"{day_in_words(moment.day)}: {agreement_words(moment.agreement)}")
    if detail.pairs and len(change.after.pairs) > 1:
        for one, other in zip(change.before.pairs, change.after.pairs, strict=True):
            names = words.names(kb, one.actors)
            yield line(f"{names}, before: {agreement_words(one.agreement)}")
            yield line(f"{names}, after: {agreement_words(other.agreement)}")
    limits = remarks(change.after, day=change.after.day, request=_request(change))
    yield from map(line, limits)


def _request(change: Change) -> list[str]:
    """Return the command of two moments, without the options of its query."""
    days = (change.before.day, change.after.day)
    first, last = map(day_text, days)
    actors = (actor.id for actor in change.after.actors)
    return ["compare", *actors, "--from", first, "--to", last]


def _legend(change: Change, detail: Detail) -> Iterator[Line]:
    full = [row for row in change.rows if _is_full(row, change, detail)]
    shown = [p for row in full for p in row.after.positions.values()]
    before = [row.before.positions[actor] for row in full for actor in (*row.moved, *row.evidenced)]
    yield from legend(shown) if detail.long else brief_legend([*before, *shown], ())
    if len(full) < len(change.rows):
        unfold = command(change.after.query, *_request(change), "--all")
        yield words.muted(f"Every topic in a row: {unfold} (also --long, --cite, --stats)")


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


# --- for programs ----------------------------------------------------------------------


def _item(kb: KnowledgeBase, row: RowChange, texts: Texts | None) -> dict[str, Json]:
    made: dict[str, Json] = {
        "topic": row.topic.id,
        "label": row.topic.label,
        **payloads.attributes(row, "course", "moved", "evidenced", "unknown"),
    }
    for name, moment in (("before", row.before), ("after", row.after)):
        cells = {actor: position_payload(kb, p, texts) for actor, p in moment.positions.items()}
        made[name] = {**outcome_payload(moment), "cells": cells}
    return made

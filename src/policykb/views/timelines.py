"""``timeline`` as a view: for each topic a strip for each actor, and one of the verdicts."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from policykb.analysis.positions import Mark, PositionStatus
from policykb.analysis.timelines import Timeline, Timelines
from policykb.analysis.verdicts import SEVERAL, Verdict
from policykb.model.knowledge_base import KnowledgeBase
from policykb.model.period import day_text
from policykb.model.records import PeriodBasis
from policykb.views import payloads
from policykb.views.strips import (
    RECORD_END,
    Axis,
    claims_told,
    not_drawn,
    position_strip,
    timeline_sources,
    verdict_strip,
)
from policykb.views.table import Column, Group, Line, Segment, Style, TableRow, cell, line
from policykb.views.timelines_payload import FIELDS, known, timeline_lines, timeline_payload
from policykb.views.view import View
from policykb.views.wording import claims as words
from policykb.views.wording import stances
from policykb.views.wording.citations import cited_sources
from policykb.views.wording.dates import day_in_words, days_in_words
from policykb.views.wording.filters import limits_payload, remarks
from policykb.views.wording.history import turn_words, verdicts_words
from policykb.views.wording.sources import sources_in_words
from policykb.views.wording.verdicts import LAST_SIDE, UNDATED, VERDICT_SIGNS

if TYPE_CHECKING:  # only pictures need it
    from policykb.views.picture import Picture

_FEW = 6
"""With more topics than this the scale stands at the bottom, too, and words below strips only on
request.
"""


def timelines_view(
    kb: KnowledgeBase, found: Timelines, *, long: bool = False, every: bool = False
) -> View:
    """Return positions and verdicts through time. The table shows the axis; lines and the payload
    hold every stretch of days on which anything is known. ``long`` also puts many strips into
    words. Of many topics the table draws those that say most, unless ``every`` one or the ``long``
    form is asked for.
    """
    drawn, folded = _drawn(found, every=every or long)
    axis = Axis(found.first, found.last)
    scale = Group("", (TableRow((cell(""), (axis.scale(found.record_ends),))),))
    groups = [
        Group(stances.heading(timeline.topic), tuple(_rows(kb, found, timeline, axis, long=long)))
        for timeline in drawn
    ]
    return View(
        title=f"{words.listed(actor.name for actor in found.actors)}, "
        f"{days_in_words(found.first, found.last)}",
        columns=(Column("", 3), Column("", 9)),
        make_groups=lambda: (scale, *groups, *([scale] if len(groups) > _FEW else [])),
        make_payload=lambda: payloads.envelope(
            kb,
            actors=payloads.plain(found.actors),
            axis={"from": day_text(found.first), "to": day_text(found.last)},
            **limits_payload(kb, found),
            topics=[timeline_payload(timeline) for timeline in found.topics],
        ),
        items="topics",
        fields=FIELDS,
        make_lines=lambda: (one for topic in found.topics for one in timeline_lines(topic)),
        sources=sources_in_words(kb, timeline_sources(found)),
        make_documents=lambda: cited_sources(kb, timeline_sources(found)),
        answer=_answer(kb, found),
        notes=(*_folded_lines(found, folded), *_notes(found)),
        legend=_legend(found, drawn, long=long),
        make_picture=lambda: _picture(kb, found),
        make_propositions=lambda: stances.propositions(one.topic for one in found.topics),
    )


def _picture(kb: KnowledgeBase, found: Timelines) -> "Picture":
    from policykb.views.timeline_picture import timeline_picture  # noqa: PLC0415 - only for pictures

    return timeline_picture(kb, found, _answer(kb, found), remarks(found))


def _answer(kb: KnowledgeBase, found: Timelines) -> str:
    """Return when two actors parted or came together; the number of topics if there are several."""
    turns = [turn for timeline in found.topics if (turn := turn_words(kb, timeline))]
    if len(found.topics) == 1:
        return "".join(turns)
    if len(found.actors) != 2:
        return ""
    topics = words.quantity(len(found.topics), "topic")
    if not turns:
        return f"On none of {topics} are they known to have parted or come together."
    return f"They are known to have parted or come together on {len(turns)} of {topics}."


def _drawn(found: Timelines, *, every: bool) -> tuple[Sequence[Timeline], Sequence[Timeline]]:
    """Return the topics to draw, and those of many to name in a line: where an actor stands alone,
    or where nothing but publication dates a position.
    """
    if every or len(found.topics) <= _FEW:
        return found.topics, ()
    told = [
        one
        for one in found.topics
        if len(_speakers(found, one)) >= min(2, len(found.actors)) and _is_dated(one)
    ]
    if not told:
        return found.topics, ()
    ids = {one.topic.id for one in told}
    return told, [one for one in found.topics if one.topic.id not in ids]


def _speakers(found: Timelines, timeline: Timeline) -> list[str]:
    """Return the actors of whom a position is drawn."""
    return [
        actor
        for actor, stretches in timeline.stretches.items()
        if any(
            one.first <= found.last
            and one.last >= found.first
            and one.position.status is not PositionStatus.PAST
            for one in known(stretches)
        )
    ]


def _is_dated(timeline: Timeline) -> bool:
    """Return True if a source says when a position on the topic began or ended."""
    return any(one.period_basis is not PeriodBasis.PUBLISHED for one in claims_told(timeline))


def _folded_lines(found: Timelines, folded: Sequence[Timeline]) -> Iterator[Line]:
    """Yield the topics that are not drawn, by the reason."""
    names = {actor.id: actor.name for actor in found.actors}
    groups: dict[str, list[str]] = {}
    for one in folded:
        match _speakers(found, one):
            case []:
                reason = "Nothing in these years"
            case [actor] if len(names) > 1:
                reason = f"Only {names[actor]}"
            case _:
                reason = "Dated by publication only"
        groups.setdefault(reason, []).append(stances.question(one.topic))
    for reason, topics in groups.items():
        yield line(Segment(f"{reason} ({len(topics)}): ", Style.STRONG), Segment("; ".join(topics)))


def _notes(found: Timelines) -> Iterator[Line]:
    yield from map(line, not_drawn(found))
    yield line(f"The record ends on {day_in_words(found.record_ends)}.")
    request = ["timeline", *(actor.id for actor in found.actors)]
    yield from map(line, remarks(found, request=request))


def _rows(
    kb: KnowledgeBase, found: Timelines, timeline: Timeline, axis: Axis, *, long: bool
) -> Iterator[TableRow]:
    """Yield a strip for each actor and one for the verdicts. Without words below them, the strip
    of an actor who is silent throughout is left out.
    """
    in_words = long or len(found.topics) <= _FEW
    for index, actor in enumerate(found.actors):
        stretches = timeline.stretches[actor.id]
        strip = position_strip(kb, stretches, axis, index)
        history = words.trajectory(kb, stretches[0].position)
        if in_words:
            yield TableRow((cell(actor.name), (strip, words.muted(history or "silent"))))
        elif history:
            yield TableRow((cell(actor.name), (strip,)))
    if any(one.row.verdict in VERDICT_SIGNS for one in timeline.episodes):
        ids = [actor.id for actor in found.actors]
        strip = verdict_strip(kb, timeline.episodes, axis, ids)
        turn = turn_words(kb, timeline) if len(found.topics) > 1 else ""
        told = [line(turn)] if turn else []
        if in_words:
            turns = words.abridged([*verdicts_words(kb, timeline.episodes)], "… {} more …")
            told.append(words.muted(" → ".join(turns)))
        yield TableRow((cell("verdict", Style.STRONG), (strip, *told)))


def _legend(found: Timelines, drawn: Sequence[Timeline], *, long: bool) -> tuple[Line, ...]:
    """Return the meanings of the signs that are drawn, and how to ask for more."""
    positions = [
        stretch.position
        for timeline in drawn
        for stretches in timeline.stretches.values()
        for stretch in stretches
    ]
    held = {position.if_it_held.stance for position in positions}
    statuses = {position.status for position in positions}
    parts = [
        f"{sign} {stances.both_verbs(stance)}"
        for stance, sign in words.GLYPHS.items()
        if stance in held
    ]
    if PositionStatus.CONTESTED in statuses:
        parts.append(f"{words.CONTESTED} contested")
    if PositionStatus.RELATIVE in statuses:
        parts.append(f"{words.RELATIVE} only an order is known")
    if PositionStatus.UNDATED in statuses:
        parts.append(f"{UNDATED} on record, but not known if it held on these days")
    if any(Mark.POSSIBLE in position.marks for position in positions):
        parts.append("~ between signs: inside a bound that is only roughly known")
    parts += ["◀ ▶ goes on", f"{RECORD_END} the record ends"]
    episodes = [one for timeline in drawn for one in timeline.episodes]
    verdicts = {one.row.verdict for one in episodes}
    verdicts |= {one.row.verdict_if_held for one in episodes}.intersection(SEVERAL)
    last = f" ({LAST_SIDE}: {found.actors[-1].name})"
    named = [
        f"{sign} {verdict}{last if verdict is Verdict.ONE_SIDED else ''}"
        for verdict, (sign, _) in VERDICT_SIGNS.items()
        if verdict in verdicts
    ]
    more = "--all draws every topic; " if len(drawn) < len(found.topics) else ""
    in_signs = len(found.topics) > _FEW and not long
    texts = (
        "; ".join(parts),
        f"Verdicts: {'; '.join(named)}" if named else "",
        f"{more}--long says in words what the strips show; -t TOPIC selects topics."
        if in_signs
        else "",
    )
    return tuple(words.muted(text) for text in texts if text)

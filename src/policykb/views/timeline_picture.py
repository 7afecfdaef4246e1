"""The picture of ``timeline``: for each topic a strip for each actor, and one of the verdicts."""

from collections.abc import Iterable, Iterator, Sequence

from policykb.analysis.timelines import Episode, Timeline, Timelines
from policykb.analysis.verdicts import SEVERAL
from policykb.model.knowledge_base import KnowledgeBase
from policykb.model.records import TopicKind
from policykb.views.picture import Picture, TimelineChart, TimelineGroup, TimelineRow
from policykb.views.strips import Axis, not_drawn, position_strip, timeline_sources, verdict_strip
from policykb.views.table import Band
from policykb.views.wording import claims as words
from policykb.views.wording import stances
from policykb.views.wording.dates import day_in_words, days_in_words
from policykb.views.wording.history import turn_words, verdicts_words
from policykb.views.wording.sources import source_line
from policykb.views.wording.verdicts import UNDATED, VERDICT_SIGNS


def timeline_picture(
    kb: KnowledgeBase, found: Timelines, answer: str, notes: Iterable[str]
) -> Picture:
    """Return the picture of positions through time, with the answer in its head, and notes on it at
    its foot.
    """
    axis = Axis(found.first, found.last)
    groups = tuple(
        TimelineGroup(stances.heading(one.topic), tuple(_rows(kb, found, one, axis)))
        for one in found.topics
    )
    names = tuple(stances.capitalized(actor.name) for actor in found.actors)
    of_all = stances.capitalized(words.listed(actor.name for actor in found.actors))
    return Picture(
        title=f"{of_all} {_finding(kb, found)}",
        subtitle=" ".join([*_several(found, answer), days_in_words(found.first, found.last)]),
        source=source_line(kb, timeline_sources(found)),
        notes=(*_limits(found), *notes),
        chart=TimelineChart(
            names, axis.scale(found.record_ends), groups, tuple(_legend(found, groups))
        ),
    )


def _finding(kb: KnowledgeBase, found: Timelines) -> str:
    """Return the verdict in which the record of one topic ends, and since when."""
    if len(found.topics) != 1:
        return "through time"
    (timeline,) = found.topics
    ends = found.record_ends
    known = [one for one in timeline.episodes if one.first <= ends]
    in_force = known[-1].row.verdict in SEVERAL if known else False
    told = f": {_verdicts(kb, known)[-1]}" if in_force else ""
    return f"on {stances.question(timeline.topic)}{told}"


def _rows(
    kb: KnowledgeBase, found: Timelines, timeline: Timeline, axis: Axis
) -> Iterator[TimelineRow]:
    for index, actor in enumerate(found.actors):
        stretches = timeline.stretches[actor.id]
        if told := words.trajectory(kb, stretches[0].position):
            strip = position_strip(kb, stretches, axis, index)
            yield TimelineRow(index, f"{stances.capitalized(actor.name)} {told}", strip)
    if told := turn_words(kb, timeline) or ", then ".join(
        words.abridged(_verdicts(kb, timeline.episodes), "{} more")
    ):
        ids = [actor.id for actor in found.actors]
        episodes = [one for one in timeline.episodes if one.row.verdict_if_held in SEVERAL]
        yield TimelineRow(None, stances.capitalized(told), verdict_strip(kb, episodes, axis, ids))


def _verdicts(kb: KnowledgeBase, episodes: Sequence[Episode]) -> list[str]:
    """Return the verdicts on two positions in force, each with its days."""
    several = [one for one in episodes if one.row.verdict_if_held in SEVERAL]
    return list(verdicts_words(kb, several, undated=False))


def _several(found: Timelines, answer: str) -> Iterator[str]:
    """Yield the answer on several topics; that on one topic stands beside its strips."""
    if len(found.topics) != 1:
        yield answer or f"{words.quantity(len(found.topics), 'topic')}."


def _limits(found: Timelines) -> Iterator[str]:
    yield from not_drawn(found)
    yield f"The record ends on {day_in_words(found.record_ends)}: the heavy mark on the axis."


def _legend(found: Timelines, groups: Sequence[TimelineGroup]) -> Iterator[tuple[Band | None, str]]:
    """Yield each sort of band that occurs, with its meaning."""
    kinds = sorted({one.topic.kind for one in found.topics}, key=list(TopicKind).index)
    meanings = {
        **{glyph: stances.verbs(stance, kinds) for stance, glyph in words.GLYPHS.items()},
        words.CONTESTED: "contested: the record puts it on both sides",
        words.RELATIVE: "only an order is known",
        UNDATED: "on record, but not known if it held",
    }
    rows = [row for group in groups for row in group.rows]
    bands = [band for row in rows if row.actor is not None for band in row.strip.bands]
    signs = {band.sign for band in bands}
    outlined = any(band.undated and band.sign != UNDATED for band in bands)
    for sign, meaning in meanings.items():
        if sign in signs and not (sign == UNDATED and outlined):
            yield Band(0, 1, sign, None, meaning), meaning
    if outlined:
        yield Band(0, 1, "▲", None, "", undated=True), meanings[UNDATED]
    if any(band.latest for band in bands):
        yield Band(0, 1, "▲", None, "", latest=True), "begins at the latest here"
    if any(band.possible for band in bands):
        yield Band(0, 1, "▲", None, "", possible=True), "inside a date only roughly known"
    verdicts = {band.sign for row in rows if row.actor is None for band in row.strip.bands}
    for verdict in SEVERAL:
        if VERDICT_SIGNS[verdict][0] in verdicts - signs:
            yield None, f"{VERDICT_SIGNS[verdict][0]} {verdict}"

"""The strip chart of a comparison: how far each actor goes on each topic."""

from collections.abc import Iterator, Mapping, Sequence

from policykb.analysis.comparison import Comparison
from policykb.analysis.positions import Position, PositionStatus
from policykb.analysis.verdicts import Row, Verdict
from policykb.model.knowledge_base import KnowledgeBase
from policykb.model.records import Claim, RelativeTo, Stance, Than, TopicKind
from policykb.views.picture import ChartGroup, ChartRow, Marker, MarkerKind, Picture, StripChart
from policykb.views.wording import claims as words
from policykb.views.wording import stances, verdicts
from policykb.views.wording.dates import day_in_words
from policykb.views.wording.filters import remarks
from policykb.views.wording.sources import source_line, sources_of
from policykb.views.wording.summary import finding
from policykb.views.wording.verdicts import VERDICT_SIGNS

_SCALE = (Stance.OPPOSE, Stance.LEAN_OPPOSE, Stance.NEUTRAL, Stance.LEAN_SUPPORT, Stance.SUPPORT)
_HALF = 0.5


def comparison_picture(kb: KnowledgeBase, comparison: Comparison) -> Picture:
    """Return the strip chart of a comparison with its finding, its request and its sources."""
    names = stances.capitalized(words.listed(actor.name for actor in comparison.actors))
    return Picture(
        title=finding(comparison),
        subtitle=f"{names} on {day_in_words(comparison.day)}",
        source=source_line(kb, sources_of(comparison.rows)),
        notes=tuple(_notes(comparison)),
        chart=strip_chart(kb, comparison),
    )


def _notes(comparison: Comparison) -> Iterator[str]:
    if comparison.only:
        yield f"Shown: only {words.listed(comparison.only)}."
    yield from remarks(comparison, day=comparison.day)


def strip_chart(kb: KnowledgeBase, comparison: Comparison) -> StripChart:
    """Return the strip chart of a comparison."""
    drawn = [row for row in comparison.rows if _has_row(row)]
    kinds = sorted({row.topic.kind for row in drawn}, key=list(TopicKind).index) or list(TopicKind)
    return StripChart(
        actors=tuple(stances.capitalized(actor.name) for actor in comparison.actors),
        steps=tuple(stances.verbs(stance, kinds) for stance in _SCALE),
        groups=tuple(_groups(kb, drawn)),
        others=tuple(_others(comparison)),
    )


def _groups(kb: KnowledgeBase, drawn: Sequence[Row]) -> Iterator[ChartGroup]:
    for verdict in dict.fromkeys(row.verdict for row in drawn):
        rows = [row for row in drawn if row.verdict is verdict]
        sign = VERDICT_SIGNS[verdict][0]
        yield ChartGroup(
            verdict.value,
            f"{sign} {stances.capitalized(verdict)} ({len(rows)}): {verdicts.VERDICTS[verdict]}",
            tuple(_chart_row(kb, row, {}) for row in rows),
        )


Trajectories = Mapping[str, words.Trajectory]
"""The trajectories on a topic by actor (id)."""


def chart_row(
    kb: KnowledgeBase, row: Row, trajectories: Trajectories | None = None
) -> ChartRow | None:
    """Return the row of a topic in a strip chart; None if it has none, because fewer than two
    actors have a place in it. ``trajectories`` may be given.
    """
    return _chart_row(kb, row, trajectories or {}) if _has_row(row) else None


def _chart_row(kb: KnowledgeBase, row: Row, trajectories: Trajectories) -> ChartRow:
    placed = {index: p for index, p in enumerate(row.positions.values()) if _has_place(p)}
    told = {
        index: _position_words(kb, position, trajectories.get(position.actor))
        for index, position in placed.items()
    }
    return ChartRow(
        row.topic.id,
        stances.heading(row.topic),
        _row_words(list(told.values())),
        tuple(
            Marker(index, sort, low, high, told[index])
            for index, position in placed.items()
            for sort, low, high in _places(row, position)
        ),
    )


def _others(comparison: Comparison) -> Iterator[str]:
    """Yield the topics without a row, as a line for each side."""
    rows = [row for row in comparison.rows if not _has_row(row)]
    for verdict, lead in _OTHERS.items():
        for actor in comparison.actors:
            only = [
                row.topic.label
                for row in rows
                if row.verdict is verdict and _has_place(row.positions[actor.id])
            ]
            if only:
                yield f"{lead.format(actor.name)} ({len(only)}): {'; '.join(only)}"
    over = [row.topic.label for row in rows if row.verdict is Verdict.NONE]
    if over:
        yield f"In force for nobody on this date ({len(over)}): {'; '.join(over)}"


_OTHERS = {
    Verdict.ONE_SIDED: "Only {}",
    Verdict.UNDATED: "Only {}, and not known if it held on this date",
}


def _has_row(row: Row) -> bool:
    """Return True if two actors have a place in the row."""
    if row.verdict is Verdict.UNDATED:
        return sum(map(_has_place, row.positions.values())) > 1
    return row.verdict not in {Verdict.ONE_SIDED, Verdict.NONE}


def _has_place(position: Position) -> bool:
    return position.status.in_force or position.status is PositionStatus.UNDATED


def _row_words(told: Sequence[str]) -> str:
    """Return who does what since when; a period that all have in common is told once."""
    verbs, periods = zip(*(one.rpartition(", ")[::2] for one in told), strict=True)
    if len(told) == 1 or len(set(periods)) > 1 or any(", " in verb for verb in verbs):
        return "; ".join(told)
    return f"{words.listed(verbs)}, {'both' if len(told) == 2 else 'all'} {periods[0]}"


def _position_words(
    kb: KnowledgeBase, position: Position, trajectory: words.Trajectory | None
) -> str:
    """Return who does what since when: ``Russia supports, since July 2025``."""
    name = stances.capitalized(kb.actors[position.actor].name)
    if position.status is PositionStatus.CONTESTED:
        return f"{name}: {(trajectory or words.trajectory_of(kb, position)).text}"
    told = dict.fromkeys(_claim_words(kb, claim) for claim in position.bases[0].latest)
    undated = " (undated)" if position.status is PositionStatus.UNDATED else ""
    return f"{name}{undated} {'; '.join(words.abridged([*told], '{} others'))}"


def _claim_words(kb: KnowledgeBase, claim: Claim) -> str:
    verb = words.claim_stance(kb, claim).text.partition(" ")[2]
    return f"{verb}, {words.when(claim, in_history=True)}"


def _places(row: Row, position: Position) -> Iterator[tuple[MarkerKind, float, float]]:
    """Yield the kind of marker of a position and its extent on the scale, if it has a place."""
    match position.status:
        case PositionStatus.HELD if position.score is not None:
            yield MarkerKind.HELD, position.score, position.score
        case PositionStatus.HELD:
            yield MarkerKind.MIXED, -1, 1
        case PositionStatus.CONTESTED:
            scores = [t.stance.score for side in position.bases for t in side.traits]
            yield MarkerKind.CONTESTED, min(filter(None, scores)), max(filter(None, scores))
        case PositionStatus.RELATIVE:
            yield _beside(row, position.orders[0])
        case PositionStatus.UNDATED:
            first = position.bases[0].first
            score = first.score
            _, low, high = (
                _beside(row, first.relative_to)
                if first.relative_to
                else (MarkerKind.UNDATED, score or 0, score or 0)
            )
            yield MarkerKind.UNDATED, low, high


def _beside(row: Row, order: RelativeTo) -> tuple[MarkerKind, float, float]:
    """Return the place of a comparative: half a step from that of the other actor, or from zero."""
    other = row.positions.get(order.actor)
    score = (other.score if other else None) or 0
    less = order.than is Than.LESS
    place = score - _HALF if less else score + _HALF
    return (MarkerKind.LESS if less else MarkerKind.MORE), place, place

"""Positions and verdicts through time as JSON and lines."""

from collections.abc import Iterator, Sequence

from policykb.analysis.bases import Basis
from policykb.analysis.histories import Stretch
from policykb.analysis.positions import PositionStatus
from policykb.analysis.timelines import Episode, Timeline
from policykb.model.period import AFTER_ALL_DAYS, BEFORE_ALL_DAYS, day_text
from policykb.views import payloads
from policykb.views.payloads import Json
from policykb.views.wording.positions import outcome_payload, period_bases

FIELDS = payloads.fields(
    *("topic", "kind", "actor", "from", "to", "status", "stance", "score", "marks", "claims"),
    "more_claims",
)
"""The fields of a line."""


def known(stretches: Sequence[Stretch]) -> list[Stretch]:
    """Return the stretches of days on which anything is known."""
    return [one for one in stretches if one.position.status is not PositionStatus.SILENT]


def _days(one: Stretch | Episode) -> dict[str, Json]:
    return {
        "from": None if one.first <= BEFORE_ALL_DAYS + 1 else day_text(one.first),
        "to": None if one.last >= AFTER_ALL_DAYS - 1 else day_text(one.last),
    }


def timeline_lines(timeline: Timeline) -> Iterator[dict[str, Json]]:
    """Yield an item for each position, then for each verdict, with its days."""
    topic = {"topic": timeline.topic.id}
    for actor, stretches in timeline.stretches.items():
        for one in known(stretches):
            yield {**topic, "kind": "position", "actor": actor, **_stretch(one)}
    for episode in timeline.episodes:
        row = episode.row
        actors = (row.side,) if row.side else tuple(row.pair or row.positions)
        about = {"kind": "verdict", "actor": actors, "status": row.verdict.value}
        yield {**topic, **about, **_days(episode)}


def timeline_payload(timeline: Timeline) -> dict[str, Json]:
    """Return a topic through time as JSON: its positions by actor, and its verdicts."""
    return {
        "topic": timeline.topic.id,
        "label": timeline.topic.label,
        "positions": {
            actor: [_stretch(one) for one in known(stretches)]
            for actor, stretches in timeline.stretches.items()
        },
        "verdicts": [
            {
                **_days(one),
                **outcome_payload(one.row),
                "verdict_if_held": one.row.verdict_if_held.value,
            }
            for one in timeline.episodes
        ],
    }


def _stretch(one: Stretch) -> dict[str, Json]:
    position = one.position
    deciding = position.bases[0] if len(position.bases) == 1 else None
    return {
        **_days(one),
        **payloads.attributes(position, "status", "stance", "score", "marks"),
        "claims": _named(position.cited),
        "deciding": _named(deciding),
        "period_bases": period_bases(position),
        "stance_if_held": position.if_it_held.stance
        if position.status is PositionStatus.UNDATED
        else None,
        "more_claims": position.cited.unnamed if position.cited else 0,
        "more_deciding": deciding.unnamed if deciding else 0,
    }


def _named(group: Basis | None) -> list[Json]:
    """Return the ids of claims; of many those of the latest."""
    return [claim.id for claim in group.latest] if group else []

"""The lines of a comparison: one for each topic, moment and actor, always with the same fields."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from policykb.analysis.comparison import Comparison
from policykb.analysis.verdicts import Row
from policykb.model.knowledge_base import KnowledgeBase
from policykb.model.period import day_text
from policykb.views import payloads
from policykb.views.payloads import Json
from policykb.views.wording.citations import Texts
from policykb.views.wording.positions import POSITION_FIELDS, outcome_payload, position_line

if TYPE_CHECKING:
    from policykb.analysis.moments import Change, RowChange

FIELDS = payloads.fields(
    *("topic", "label", "verdict", "side", "as_of", "actor", "name"),
    *(*POSITION_FIELDS, "citations", "course", "change"),
)
"""The fields of a line. The citations are empty unless they were asked for, the course of the topic
and the change of the actor's position unless two moments are compared.
"""


def comparison_lines(
    kb: KnowledgeBase, comparison: Comparison, texts: Texts | None
) -> Iterator[dict[str, Json]]:
    """Yield the lines of one moment. ``texts`` (by source id) adds the citations."""
    for row in comparison.rows:
        yield from _row_lines(kb, row, comparison.day, texts)


def change_lines(
    kb: KnowledgeBase, change: "Change", texts: Texts | None
) -> Iterator[dict[str, Json]]:
    """Yield the lines of two moments: of each topic those of the first, then of the second."""
    for row in change.rows:
        for moment, day in ((row.before, change.before.day), (row.after, change.after.day)):
            for made in _row_lines(kb, moment, day, texts):
                actor = str(made["actor"])
                yield {**made, "course": row.course.value, "change": _change(row, actor)}


def _row_lines(
    kb: KnowledgeBase, row: Row, day: int, texts: Texts | None
) -> Iterator[dict[str, Json]]:
    about: dict[str, Json] = {
        "topic": row.topic.id,
        "label": row.topic.label,
        **outcome_payload(row),
        "as_of": day_text(day),
    }
    for actor, position in row.positions.items():
        name = kb.actors[actor].name
        yield {**about, "actor": actor, "name": name, **position_line(kb, position, texts)}


def _change(row: "RowChange", actor: str) -> str:
    for name, actors in (
        ("moved", row.moved),
        ("evidenced", row.evidenced),
        ("unknown", row.unknown),
    ):
        if actor in actors:
            return name
    return "stayed"

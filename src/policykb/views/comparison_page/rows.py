"""The rows of a page of a comparison on all days: each with what it shows from which stop on."""

from collections.abc import Hashable, Iterator, Sequence
from typing import Generic, NamedTuple, TypeVar

from policykb.analysis.comparison import Comparison
from policykb.analysis.positions import Position
from policykb.analysis.verdicts import Row, Verdict
from policykb.model.knowledge_base import KnowledgeBase
from policykb.model.records import Actor, Topic
from policykb.text.normalize import collapse_spaces
from policykb.views.page import PageCell, PageChange, PageRow, PageVerdict
from policykb.views.picture import ChartRow
from policykb.views.strip_chart import strip_chart
from policykb.views.wording import claims as words
from policykb.views.wording import stances
from policykb.views.wording.positions import position_cell
from policykb.views.wording.sentences import about_words
from policykb.views.wording.verdicts import LAST_SIDE, VERDICT_SIGNS

_T = TypeVar("_T", bound=Hashable)


class Pool(Generic[_T]):
    """Values held once each, known by their index."""

    def __init__(self) -> None:
        self._places: dict[_T, int] = {}

    def place(self, value: _T) -> int:
        """Return the index of a value."""
        return self._places.setdefault(value, len(self._places))

    @property
    def values(self) -> tuple[_T, ...]:
        """Return all values by their index."""
        return tuple(self._places)


class PageRows(NamedTuple):
    """The rows of a page, and the values that their changes name by index."""

    rows: tuple[PageRow, ...]
    cells: tuple[PageCell, ...]
    verdicts: tuple[PageVerdict, ...]
    chart_rows: tuple[ChartRow, ...]


def page_rows(kb: KnowledgeBase, answers: Sequence[Comparison], shown: int) -> PageRows:
    """Return the rows of all topics that have one on some day.

    Args:
        kb: the knowledge base.
        answers: the answer of each stop.
        shown: the stop shown at first, whose order the rows have; the other topics follow in file
            order.
    """
    cells, verdicts, chart_rows = Pool[PageCell](), Pool[PageVerdict](), Pool[ChartRow]()
    changes: dict[str, list[PageChange]] = {}
    places: dict[int, int] = {}  # a position is the same object on all days on which it holds

    def place(position: Position) -> int:
        if id(position) not in places:
            places[id(position)] = cells.place(_cell(kb, position))
        return places[id(position)]

    for stop, answer in enumerate(answers):
        drawn = {row.topic: row for group in strip_chart(kb, answer).groups for row in group.rows}
        rows = {row.topic.id: row for row in answer.rows}
        for topic in (*rows, *(one for one in changes if one not in rows)):
            row, chart_row = rows.get(topic), drawn.get(topic)
            change = PageChange(
                stop,
                verdicts.place(_row_verdict(kb, answer.actors, row)) if row else None,
                tuple(map(place, row.positions.values())) if row else (),
                chart_rows.place(chart_row) if chart_row else None,
            )
            known = changes.setdefault(topic, [PageChange(0, None, (), None)] if stop else [])
            if not known or known[-1][1:] != change[1:]:
                known.append(change)
    order = dict.fromkeys([row.topic.id for row in answers[shown].rows])
    order |= dict.fromkeys(topic for topic in kb.topics if topic in changes)
    return PageRows(
        tuple(_row(kb.topics[topic], changes[topic]) for topic in order),
        cells.values,
        verdicts.values,
        chart_rows.values,
    )


def _row(topic: Topic, changes: Sequence[PageChange]) -> PageRow:
    return PageRow(
        topic.id,
        stances.heading(topic),
        collapse_spaces(topic.proposition),
        collapse_spaces(" ".join((topic.id, topic.label, *topic.aliases, topic.proposition))),
        tuple(changes),
    )


def _cell(kb: KnowledgeBase, position: Position) -> PageCell:
    rests_on = tuple(claim.id for claim in position.claims)
    return PageCell(
        position.actor,
        kb.actors[position.actor].name,
        position_cell(kb, position),
        position.status.value,
        position.stance.value if position.stance else None,
        position.score,
        position.period or "",
        tuple(mark.value for mark in position.marks),
        rests_on,
        tuple(claim.id for claim in position.trajectory if claim.id not in rests_on),
    )


def page_verdict(verdict: Verdict) -> PageVerdict:
    """Return a verdict that is not about particular actors."""
    sign, _ = VERDICT_SIGNS.get(verdict, (words.NOT_IN_FORCE, None))
    return PageVerdict(verdict.value, sign, "", None, ())


def _row_verdict(kb: KnowledgeBase, actors: Sequence[Actor], row: Row) -> PageVerdict:
    """Return the verdict of a row and the actors it is about: the one in force, or both sides."""
    side = f"{_ALONE[row.verdict]} {kb.actors[row.side].name}" if row.side else ""
    found = page_verdict(row.verdict)._replace(
        about=side or about_words(kb, row),
        side=row.side,
        pair=row.pair or (),
    )
    last_only = row.verdict is Verdict.ONE_SIDED and row.side == actors[-1].id
    return found._replace(sign=LAST_SIDE) if last_only else found


_ALONE = {Verdict.ONE_SIDED: "only", Verdict.UNDATED: "in force:"}


def runs(values: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the values without those that repeat the one before, each with its index."""
    for at, value in enumerate(values):
        if at == 0 or values[at - 1] != value:
            yield at, value

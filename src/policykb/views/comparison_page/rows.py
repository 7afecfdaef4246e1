"""The rows of a page of a comparison on all days: each with what it shows from which stop on."""

from collections.abc import Hashable, Iterator, Sequence
from typing import Generic, NamedTuple, TypeVar

from policykb.analysis.bases import MOST_NAMED
from policykb.analysis.comparison import Comparison
from policykb.analysis.counted import CountedClaims
from policykb.analysis.many_days import topic_rows
from policykb.analysis.positions import Position
from policykb.analysis.verdicts import Row, Verdict
from policykb.model.knowledge_base import KnowledgeBase
from policykb.model.records import Actor, Topic
from policykb.text.normalize import collapse_spaces
from policykb.views.page import PageCell, PageChange, PageRow, PageVerdict
from policykb.views.picture import ChartRow
from policykb.views.strip_chart import chart_row
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


def page_rows(counted: CountedClaims, shown: Comparison, stops: Sequence[int]) -> PageRows:
    """Return the rows of all topics that have one on some day.

    Args:
        counted: the claims that count, for many days.
        shown: the comparison shown at first, whose order the rows have; the other topics follow in
            file order.
        stops: the days on which the answer may change, in order.
    """
    kb = counted.kb
    cells, verdicts, chart_rows = Pool[PageCell](), Pool[PageVerdict](), Pool[ChartRow]()
    places = {day: stop for stop, day in enumerate(stops)}
    ids = [actor.id for actor in shown.actors]

    def changes(topic: str) -> Iterator[PageChange]:
        """Yield the change of each stop on which the row of a topic is another one."""
        known: PageChange | None = None
        told: dict[str, words.Trajectory] = {}
        for day, row in topic_rows(counted, topic, ids):
            if day not in places:
                return
            told = told or {one: words.trajectory_of(kb, p) for one, p in row.positions.items()}
            change = PageChange(places[day], None, (), None)
            if not row.silent:
                drawn = chart_row(kb, row, told)
                change = change._replace(
                    verdict=verdicts.place(_row_verdict(kb, shown.actors, row)),
                    cells=tuple(
                        cells.place(_cell(kb, position, told[actor]))
                        for actor, position in row.positions.items()
                    ),
                    chart=chart_rows.place(drawn) if drawn else None,
                )
            if known is None or known[1:] != change[1:]:
                yield change
            known = change

    found = {topic: tuple(changes(topic)) for topic in counted.topics(ids)}
    order = dict.fromkeys([*(row.topic.id for row in shown.rows), *found])
    return PageRows(
        tuple(
            _row(kb.topics[topic], found[topic])
            for topic in order
            if any(change.verdict is not None for change in found[topic])
        ),
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


def _cell(kb: KnowledgeBase, position: Position, trajectory: words.Trajectory) -> PageCell:
    rests_on = tuple(claim.id for claim in position.cited.latest) if position.cited else ()
    number = len(position.times.each)
    # Of more claims, a page has room for those alone that the position rests on.
    others = position.trajectory if number <= MOST_NAMED else ()
    named = {*rests_on}
    return PageCell(
        position.actor,
        kb.actors[position.actor].name,
        position_cell(kb, position, trajectory=trajectory),
        position.status.value,
        position.stance.value if position.stance else None,
        position.score,
        position.period or "",
        tuple(mark.value for mark in position.marks),
        rests_on,
        tuple(claim.id for claim in others if claim.id not in named),
        number - len(rests_on) if number > MOST_NAMED else 0,
    )


def page_verdict(verdict: Verdict) -> PageVerdict:
    """Return a verdict that is not about particular actors."""
    sign, _ = VERDICT_SIGNS.get(verdict, (words.NOT_IN_FORCE, None))
    return PageVerdict(verdict.value, sign, "", None, ())


def _row_verdict(kb: KnowledgeBase, actors: Sequence[Actor], row: Row) -> PageVerdict:
    """Return the verdict of a row and the actors it is about: the one in force, or both sides."""
    side = f"{_ALONE[row.verdict]} {kb.actors[row.side].name}" if row.side else ""
    found = page_verdict(row.verdict)._replace(
        about=side or about_words(kb, row), side=row.side, pair=row.pair or ()
    )
    last_only = row.verdict is Verdict.ONE_SIDED and row.side == actors[-1].id
    return found._replace(sign=LAST_SIDE) if last_only else found


_ALONE = {Verdict.ONE_SIDED: "only", Verdict.UNDATED: "in force:"}


def runs(values: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the values without those that repeat the one before, each with its index."""
    for at, value in enumerate(values):
        if at == 0 or values[at - 1] != value:
            yield at, value

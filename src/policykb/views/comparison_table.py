"""The table of a comparison: a row a topic, by verdict, and a line for what few readers ask for.

Up to three actors have a column each. More share columns: those in favour, those against, and the
others.
"""

from collections.abc import Iterable, Iterator, Sequence

from policykb.analysis.comparison import Comparison
from policykb.analysis.positions import Position, PositionStatus
from policykb.analysis.verdicts import SILENT, Row, Verdict
from policykb.frozen import NamedTuple
from policykb.model.knowledge_base import KnowledgeBase
from policykb.views.table import (
    Column,
    Group,
    Line,
    Quotation,
    Scale,
    Segment,
    Strip,
    Style,
    TableCell,
    TableRow,
    line,
)
from policykb.views.wording import claims as words
from policykb.views.wording import stances, verdicts
from policykb.views.wording.citations import Texts, sentence
from policykb.views.wording.positions import (
    brief_position,
    mark_signs,
    one_sided_phrase,
    position_cell,
)
from policykb.views.wording.verdicts import LAST_SIDE, VERDICT_SIGNS

_MOST_COLUMNS = 3
"""The largest number of actors that have a column each."""

_MOST_ROWS = 50
"""The most rows of a verdict, unless all are asked for."""
_MOST_LABELS = 50
"""The most topics that a line names."""

_FOLDED = {Verdict.ONE_SIDED, Verdict.UNDATED, Verdict.NONE}
"""The verdicts whose topics are told in lines."""


class Detail(NamedTuple):
    """The detail of a table: ``every`` topic in a row; ``long``, with summaries and what came
    before; the statistics (``stats``); each two of several actors (``pairs``).
    """

    every: bool = False
    long: bool = False
    stats: bool = False
    pairs: bool = False


class ComparisonTable:
    """The columns and groups of a comparison, as much as the detail asks for.

    With ``texts`` (by source id), the sentences of its claims stand under each row. ``full`` are
    the topics in rows, ``folded`` those in lines. ``by_side`` is True if the actors share columns.
    """

    def __init__(
        self, kb: KnowledgeBase, comparison: Comparison, detail: Detail, texts: Texts | None
    ) -> None:
        self._kb = kb
        self._comparison = comparison
        self._long = detail.long
        self._texts = texts
        rows = comparison.rows
        major = tuple(row for row in rows if row.verdict not in _FOLDED)
        self._whole = detail.every or bool(comparison.only)
        every = self._whole or not major
        self.full = rows if every else major
        self.folded = () if every else tuple(row for row in rows if row.verdict in _FOLDED)
        self.by_side = len(comparison.actors) > _MOST_COLUMNS

    @property
    def columns(self) -> tuple[Column, ...]:
        """Return the columns: the topic, then the actors or the sides."""
        if self.by_side:
            # More stand in favour of what a topic proposes than against it.
            heads = [("In favour", 4), ("Against", 3)]
            heads += [("On neither side", 3)] if self._others else []
        else:
            heads = [(stances.capitalized(actor.name), 3) for actor in self._comparison.actors]
        return tuple(Column(head, ratio, signed=True) for head, ratio in (("Topic", 3), *heads))

    @property
    def _others(self) -> bool:
        positions = (p for row in self.full for p in row.positions.values())
        return any(_side(p) == _NEITHER for p in positions)

    def groups(self) -> Iterator[Group]:
        """Yield the rows in full by verdict, then the lines for the other topics."""
        for title, style, rows in self._headed():
            shown = rows if self._whole else rows[:_MOST_ROWS]
            yield Group(title, tuple(map(self._table_row, shown)), style=style)
            if more := len(rows) - len(shown):
                yield Group("", (), lines=(words.muted(f"and {more:,} more: --all shows them"),))
        lines = tuple(self._folded_lines())
        if lines:
            yield Group("", (), lines=lines)

    def _headed(self) -> Iterator[tuple[str, Style, list[Row]]]:
        if self._comparison.only == (SILENT,):
            for actors in dict.fromkeys(row.silent_actors for row in self.full):
                rows = [row for row in self.full if row.silent_actors == actors]
                names = words.names(self._kb, actors)
                yield f"Silent ({len(rows)}): no counted claim of {names}", Style.MUTED, rows
            return
        for verdict in Verdict:
            rows = [row for row in self.full if row.verdict is verdict]
            if rows:
                sign, style = _sign(verdict)
                title = f"{sign} {stances.capitalized(verdict)} ({len(rows)})"
                yield f"{title}: {verdicts.VERDICTS[verdict]}", style, rows

    def _table_row(self, row: Row) -> TableRow:
        cells = self._side_cells(row) if self.by_side else self._actor_cells(row)
        notes = () if self._texts is None else tuple(self._quotations(row, self._texts))
        return TableRow((self._topic(row), *cells), notes)

    def _topic(self, row: Row) -> TableCell:
        """Return the topic and, where it does not show otherwise, who stands against whom."""
        sign, style = _sign(row.verdict)
        if row.outcome == (Verdict.ONE_SIDED, self._comparison.actors[-1].id):
            sign = LAST_SIDE
        heading = Segment(stances.heading(row.topic), Style.STRONG)
        label = line(Segment(f"{sign} ", style), heading)
        if self.by_side or len(row.supporters) + len(row.opponents) <= 2:
            return (label,)
        from policykb.views.wording.sentences import sides_words  # noqa: PLC0415 - two need none

        sides = sides_words(self._kb, row)
        return (label, words.muted(sides)) if sides else (label,)

    def _actor_cells(self, row: Row) -> Iterator[TableCell]:
        for position in row.positions.values():
            cell_of = position_cell if self._long else brief_position
            yield cell_of(self._kb, position)

    def _side_cells(self, row: Row) -> Iterator[TableCell]:
        """Yield the positions in favour, against, and on neither side, each with its actor; those
        told in the same words on one line, unless their summaries follow.
        """
        for side in range(len(self.columns) - 1):
            cell: list[Line | Strip | Scale] = []
            together: dict[object, list[Position]] = {}
            for position in row.positions.values():
                if _side(position) == side:
                    alike = position.score and not self._long
                    key = brief_position(self._kb, position) if alike else position.actor
                    together.setdefault(key, []).append(position)
            for positions in together.values():
                position, actors = positions[0], [one.actor for one in positions]
                cell += brief_position(self._kb, position, actors)
                if self._long:
                    cell += position_cell(self._kb, position)[1:]
            yield tuple(cell)

    def _quotations(self, row: Row, texts: Texts) -> Iterator[Quotation]:
        columns = [1 + _side(p) for p in row.positions.values()] if self.by_side else None
        return quotations(self._kb, row, texts, columns=columns)

    def _folded_lines(self) -> Iterator[Line]:
        last = self._comparison.actors[-1].id
        for actor in self._comparison.actors:
            rows = [r for r in self.folded if r.outcome == (Verdict.ONE_SIDED, actor.id)]
            if rows:
                sign = LAST_SIDE if actor.id == last else _sign(Verdict.ONE_SIDED)[0]
                yield line(
                    Segment(f"{sign} Only {actor.name} ({len(rows)}): ", Style.STRONG),
                    *self._phrases(rows, actor.id),
                )
        undated = [row for row in self.folded if row.verdict is Verdict.UNDATED]
        for actors in dict.fromkeys(row.undated_actors for row in undated):
            names = words.names(self._kb, actors)
            rows = [row for row in undated if row.undated_actors == actors]
            yield _topics_line(f"Undated for {names}", rows)
        ended = [row for row in self.folded if row.verdict is Verdict.NONE]
        if ended:
            yield _topics_line("No longer held", ended)

    def _phrases(self, rows: Sequence[Row], actor: str) -> Iterator[Segment]:
        """Yield what an actor does, a verb for all topics in turn to which it applies."""
        phrases: dict[Segment, list[str]] = {}
        for row in rows:
            verb = one_sided_phrase(self._kb, row.positions[actor])
            label = f"{row.topic.label}{mark_signs(row.positions[actor])}"
            phrases.setdefault(verb, []).append(label)
        for index, (verb, labels) in enumerate(phrases.items()):
            yield Segment("; " if index else "")
            yield verb
            yield Segment(f" {_several(labels)}")


def _topics_line(lead: str, rows: Sequence[Row]) -> Line:
    """Return the topics of rows that have the same verdict."""
    sign, _ = _sign(rows[0].verdict)
    labels = _several([stances.question(row.topic) for row in rows])
    return line(Segment(f"{sign} {lead} ({len(rows)}): ", Style.STRONG), labels)


def _several(labels: Sequence[str]) -> str:
    """Return labels as a text; of very many the first."""
    more = len(labels) - _MOST_LABELS
    return "; ".join([*labels[:_MOST_LABELS], *([f"and {more:,} more"] if more > 0 else [])])


def _sign(verdict: Verdict) -> tuple[str, Style]:
    return VERDICT_SIGNS.get(verdict, (words.NOT_IN_FORCE, Style.MUTED))


_FOR, _AGAINST, _NEITHER, _NOWHERE = range(4)


def _side(position: Position) -> int:
    """Return the index of the side that a position takes; the last if none is known."""
    sign = position.stance.sign if position.stance else None
    if sign:
        return _FOR if sign > 0 else _AGAINST
    unseen = position.status in {PositionStatus.SILENT, PositionStatus.PAST}
    return _NOWHERE if unseen else _NEITHER


def quotations(
    kb: KnowledgeBase, row: Row, texts: Texts, columns: Sequence[int] | None = None
) -> Iterator[Quotation]:
    """Yield the sentence of every counted claim of a row, from ``texts`` by source (id).
    ``columns`` are the indexes of the cells of the actors; without them, each has one in turn.
    """
    columns = columns or range(1, len(row.positions) + 1)
    for column, position in zip(columns, row.positions.values(), strict=True):
        for standing in position.standings:
            claim = standing.claim
            introduction = line(
                *words.claim_sentence(kb, claim), f" ({standing.role}), {claim.id}: "
            )
            yield sentence(kb, claim, texts, introduction, column)


def positions_of(rows: Iterable[Row]) -> Iterator[Position]:
    """Yield the positions of rows."""
    return (position for row in rows for position in row.positions.values())

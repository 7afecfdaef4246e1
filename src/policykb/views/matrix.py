"""``compare --matrix`` as a view: the agreement of each two actors, with its n in every cell."""

from collections.abc import Iterator, Sequence
from functools import partial

from policykb.analysis.comparison import Comparison, Pair
from policykb.analysis.sensitivity import VARIANTS, VariedComparison
from policykb.analysis.verdicts import Verdict
from policykb.model.knowledge_base import KnowledgeBase
from policykb.model.period import day_text
from policykb.views import payloads
from policykb.views.payloads import Items, Json
from policykb.views.table import (
    Column,
    Group,
    Line,
    Segment,
    Style,
    TableCell,
    TableRow,
    cell,
    line,
)
from policykb.views.view import View
from policykb.views.wording import claims as words
from policykb.views.wording.dates import day_in_words
from policykb.views.wording.filters import limits_payload, remarks
from policykb.views.wording.sources import sources_in_words
from policykb.views.wording.summary import (
    PAIR_FIELDS,
    VERDICT_FIELDS,
    agreement_brief,
    pair_payload,
    totals_payload,
)

_FIELDS = payloads.fields(
    *("counting", "as_of"),
    **PAIR_FIELDS,
    below_three="agreement.below_three",
    reason="agreement.reason",
    **VERDICT_FIELDS,
)
_LEGEND = (
    "Above the diagonal: agreement (1: the same stance on each topic, 0: opposite ends), in "
    "brackets n, the topics that it rests on, and the range when any one claim is left out; none: "
    "fewer than three topics. Below it: how often which verdict"
)


_LIST_LEGEND = (
    "Agreement (1: the same stance on each topic, 0: opposite ends), in brackets n, the topics "
    "that it rests on, and the range when any one claim is left out. All pairs: --format csv"
)
_MOST_COLUMNS = 8
"""Of more actors the table lists pairs: a matrix of them would be too wide to read."""
_LISTED = 20
"""Of many pairs, so many of the closest and of the most distant are listed."""


def matrix_view(kb: KnowledgeBase, varied_comparisons: Sequence[VariedComparison]) -> View:
    """Return a matrix for each way of counting. With two moments every cell holds both. Of many
    actors the table lists the closest and the most distant pairs.
    """
    last = varied_comparisons[0].moments[-1]
    dates = " and ".join(day_in_words(moment.day) for moment in varied_comparisons[0].moments)
    names = [actor.name for actor in last.actors]
    many = len(names) > _MOST_COLUMNS
    listed = f"{len(names)} actors" if many else words.listed(names)
    squared = (Column("Actor", 3), *(Column(name, 4) for name in names))
    return View(
        title=f"Agreement of {listed} on {dates}",
        columns=_LIST_COLUMNS if many else squared,
        make_groups=lambda: tuple(
            group
            for one in varied_comparisons
            for group in (_pair_groups(kb, one) if many else _square(one))
        ),
        make_payload=lambda: payloads.envelope(
            kb,
            actors=payloads.plain(last.actors),
            **limits_payload(kb, last),
            matrices=Items(lambda: (item for one in varied_comparisons for item in _items(one))),
        ),
        items="matrices",
        fields=_FIELDS,
        make_lines=lambda: (line for one in varied_comparisons for line in _lines(one)),
        sources=sources_in_words(kb, varied_comparisons[0].sources),
        notes=tuple(map(line, remarks(last, day=last.day, kb=kb))),
        legend=(words.muted(_LIST_LEGEND if many else _LEGEND),),
        spaced=not many,
    )


def _title(counting: VariedComparison) -> str:
    """Return the heading of the matrix; empty if it counts as asked."""
    variant = counting.variant
    return f"{variant.name}: {variant.meaning}" if variant else ""


def _name(counting: VariedComparison) -> str:
    return (counting.variant or VARIANTS[0]).name


def _square(counting: VariedComparison) -> Iterator[Group]:
    yield Group(_title(counting), tuple(_rows(counting.moments)))


_LIST_COLUMNS = (Column("Actors", 5), Column("Agreement", 4), Column("Verdicts", 6))


def _pair_groups(kb: KnowledgeBase, counting: VariedComparison) -> Iterator[Group]:
    """Yield the pairs by their agreement, the closest first; of very many the two ends."""
    ranking = _Ranking()
    for pairs in zip(*(one.make_pairs() for one in counting.moments), strict=True):
        ranking.add(pairs)
    title = _title(counting)
    if ranking.number <= 2 * _LISTED:
        yield Group(title, tuple(_pair_row(kb, one) for one in ranking.ends()))
    else:
        lead = f"{title}: " if title else ""
        ends = ranking.ends()
        for name, some in (("closest", ends[:_LISTED]), ("most distant", ends[_LISTED:])):
            heading = f"{lead}the {_LISTED} {name} of {ranking.number:,} pairs"
            yield Group(heading[0].upper() + heading[1:], tuple(_pair_row(kb, p) for p in some))
    if ranking.without:
        pairs_in_words = words.quantity(ranking.without, "pair")
        told = f"{pairs_in_words} without a number: fewer than three shared topics"
        yield Group("", (), lines=(words.muted(told),))


class _Ranking:
    """The closest and the most distant of many pairs, each at one moment or two.

    ``number`` counts the pairs with a number, ``without`` the others.
    """

    def __init__(self) -> None:
        self.number = 0
        self.without = 0
        self._kept: list[Sequence[Pair]] = []

    def add(self, pairs: Sequence[Pair]) -> None:
        """Add a pair of actors at each moment."""
        if pairs[-1].agreement.value is None:
            self.without += 1
            return
        self.number += 1
        self._kept.append(pairs)
        if len(self._kept) > 100 * _LISTED:
            self._kept = self.ends()

    def ends(self) -> list[Sequence[Pair]]:
        """Return the pairs at the two ends, the closest first; all of them if they are few."""
        ranked = sorted(self._kept, key=lambda one: -(one[-1].agreement.value or 0))
        if len(ranked) <= 2 * _LISTED:
            return ranked
        return ranked[:_LISTED] + ranked[-_LISTED:]


def _pair_row(kb: KnowledgeBase, pairs: Sequence[Pair]) -> TableRow:
    names = words.names(kb, pairs[-1].actors)
    told = (f"{n} {verdict}" for verdict, n in pairs[-1].verdicts.items() if n)
    return TableRow((cell(names), _agreements(pairs), cell(", ".join(told), Style.MUTED)))


def _rows(moments: Sequence[Comparison]) -> Iterator[TableRow]:
    actors = moments[-1].actors
    pairs = [{pair.actors: pair for pair in moment.pairs} for moment in moments]
    for i, actor in enumerate(actors):
        cells: list[TableCell] = [cell(actor.name, Style.STRONG)]
        for j, other in enumerate(actors):
            if i == j:
                cells.append(cell("·", Style.MUTED))
            elif i < j:
                cells.append(_agreements([found[actor.id, other.id] for found in pairs]))
            else:
                cells.append(_verdicts([found[other.id, actor.id] for found in pairs]))
        yield TableRow(tuple(cells))


def _agreements(pairs: Sequence[Pair]) -> TableCell:
    found = [pair.agreement for pair in pairs]
    brief = " → ".join(agreement_brief(one) for one in found)
    last = found[-1]
    spread = (
        f"{words.rounded(last.low)} to {words.rounded(last.high)}" if last.value is not None else ""
    )
    return (line(brief), *((words.muted(spread),) if spread else ()))


def _verdicts(pairs: Sequence[Pair]) -> TableCell:
    made: list[Line] = []
    for verdict in Verdict:
        numbers = [pair.verdicts[verdict] for pair in pairs]
        if any(numbers):
            counts = " → ".join(str(number) for number in dict.fromkeys(numbers))
            made.append(line(Segment(f"{counts} {verdict}", Style.MUTED)))
    return tuple(made) or cell("nothing", Style.MUTED)


def _items(counting: VariedComparison) -> Iterator[Json]:
    for moment in counting.moments:
        as_of = day_text(moment.day)
        pairs = Items(partial(_pair_items, moment))
        yield {
            "counting": _name(counting),
            "as_of": as_of,
            **totals_payload(moment),
            "pairs": pairs,
        }


def _pair_items(moment: Comparison) -> Iterator[Json]:
    return map(pair_payload, moment.make_pairs())


def _lines(counting: VariedComparison) -> Iterator[dict[str, Json]]:
    for moment in counting.moments:
        as_of = day_text(moment.day)
        for pair in moment.make_pairs():
            yield {"counting": _name(counting), "as_of": as_of, **pair_payload(pair)}

"""``compare --matrix`` as a view: the agreement of each two actors, with its n in every cell."""

from collections.abc import Iterator, Sequence

from policykb.analysis.comparison import Comparison, Pair
from policykb.analysis.sensitivity import VARIANTS, VariedComparison
from policykb.analysis.verdicts import Verdict
from policykb.model.knowledge_base import KnowledgeBase
from policykb.model.period import day_text
from policykb.views import payloads
from policykb.views.payloads import Json
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
    summary_payload,
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
            matrices=[item for one in varied_comparisons for item in _items(one)],
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
    moments = [{pair.actors: pair for pair in one.pairs} for one in counting.moments]
    found = [[pairs[actors] for pairs in moments] for actors in moments[-1]]
    ranked = sorted(
        (one for one in found if one[-1].agreement.value is not None),
        key=lambda one: -(one[-1].agreement.value or 0),
    )
    title = _title(counting)
    if len(ranked) <= 2 * _LISTED:
        yield Group(title, tuple(_pair_row(kb, one) for one in ranked))
    else:
        lead = f"{title}: " if title else ""
        for name, some in (("closest", ranked[:_LISTED]), ("most distant", ranked[-_LISTED:])):
            heading = f"{lead}the {_LISTED} {name} of {len(ranked):,} pairs"
            yield Group(heading[0].upper() + heading[1:], tuple(_pair_row(kb, p) for p in some))
    if without := len(found) - len(ranked):
        told = f"{words.quantity(without, 'pair')} without a number: fewer than three shared topics"
        yield Group("", (), lines=(words.muted(told),))


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
        yield {"counting": _name(counting), "as_of": as_of, **summary_payload(moment)}


def _lines(counting: VariedComparison) -> Iterator[dict[str, Json]]:
    for moment in counting.moments:
        as_of = day_text(moment.day)
        for pair in moment.pairs:
            yield {"counting": _name(counting), "as_of": as_of, **pair_payload(pair)}

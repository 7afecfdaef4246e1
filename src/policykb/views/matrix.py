"""``compare --matrix`` as a view: the agreement of each two actors, with its n in every cell."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from policykb.analysis.comparison import Comparison, Pair, Verdict
from policykb.analysis.sensitivity import VARIANTS, Variant
from policykb.model.knowledge_base import KnowledgeBase
from policykb.model.period import day_text
from policykb.views import payloads
from policykb.views.cells import Cell, Column, Group, Line, Segment, Style, TableRow, cell, line
from policykb.views.view import Json, Scalar, View
from policykb.views.wording import claims as words
from policykb.views.wording.filters import asked_for, remarks
from policykb.views.wording.summary import agreement_brief, summary_payload

_AGREEMENT_FIELDS = ("agreement", "low", "high", "shared", "topics", "below_three", "reason")
_FIELDS = (
    *("counting", "as_of", "one", "other"),
    *_AGREEMENT_FIELDS,
    *(verdict.value.replace("-", "_") for verdict in Verdict),
)
_LEGEND = (
    "Above the diagonal: agreement (1: the same stance on each topic, 0: opposite ends), in "
    "brackets n, the topics that it rests on, and the range when any one claim is left out; none: "
    "fewer than three topics. Below it: how often which verdict"
)


class Counting(NamedTuple):
    """A comparison at one moment or two, the earlier first, and the variant that it counts by; None
    where that is what was asked for.
    """

    variant: Variant | None
    moments: Sequence[Comparison]

    @property
    def title(self) -> str:
        """What is counted otherwise."""
        return f"{self.variant.name}: {self.variant.meaning}" if self.variant else ""

    @property
    def name(self) -> str:
        """The name of the variant."""
        return (self.variant or VARIANTS[0]).name


def matrix_view(kb: KnowledgeBase, countings: Sequence[Counting]) -> View:
    """A matrix for each way of counting. At two moments every cell holds both."""
    last = countings[0].moments[-1]
    dates = " and ".join(day_text(moment.day) for moment in countings[0].moments)
    names = [actor.name for actor in last.actors]
    return View(
        title=f"Agreement of {words.listed(names)} on {dates}",
        columns=(Column("Actor", 3), *(Column(name, 4) for name in names)),
        groups=tuple(Group(one.title, tuple(_rows(one.moments))) for one in countings),
        fields=_FIELDS,
        flat=tuple(row for one in countings for row in _flat(one)),
        payload=payloads.envelope(
            kb,
            actors=[actor.id for actor in last.actors],
            record_ends=day_text(last.record_ends),
            known_by=last.known_by,
            filters=asked_for(kb, countings[0].moments[-1].query),
            not_counted=dict(last.not_counted),
            matrices=[_payload(one, moment) for one in countings for moment in one.moments],
        ),
        items="matrices",
        notes=tuple(_notes(kb, last)),
        legend=(words.muted(_LEGEND),),
        spaced=True,
    )


def _notes(kb: KnowledgeBase, last: Comparison) -> Iterator[Line]:
    found = (last.query, last.not_counted)
    ends, published = last.record_ends, kb.published.values()
    yield from map(line, remarks(*found, day=last.day, record_ends=ends, published=published))


def _rows(moments: Sequence[Comparison]) -> Iterator[TableRow]:
    actors = moments[-1].actors
    pairs = [{pair.actors: pair for pair in moment.pairs} for moment in moments]
    for i, actor in enumerate(actors):
        cells: list[Cell] = [cell(actor.name, Style.STRONG)]
        for j, other in enumerate(actors):
            if i == j:
                cells.append(cell("·", Style.MUTED))
            elif i < j:
                cells.append(_agreements([found[actor.id, other.id] for found in pairs]))
            else:
                cells.append(_verdicts([found[other.id, actor.id] for found in pairs]))
        yield TableRow(tuple(cells))


def _agreements(pairs: Sequence[Pair]) -> Cell:
    found = [pair.agreement for pair in pairs]
    brief = " → ".join(agreement_brief(one) for one in found)
    last = found[-1]
    spread = (
        f"{words.rounded(last.low)} to {words.rounded(last.high)}" if last.value is not None else ""
    )
    return (line(brief), *((words.muted(spread),) if spread else ()))


def _verdicts(pairs: Sequence[Pair]) -> Cell:
    made: list[Line] = []
    for verdict in Verdict:
        numbers = [pair.verdicts[verdict] for pair in pairs]
        if any(numbers):
            counts = " → ".join(str(number) for number in dict.fromkeys(numbers))
            made.append(line(Segment(f"{counts} {verdict}", Style.MUTED)))
    return tuple(made) or cell("nothing", Style.MUTED)


def _flat(counting: Counting) -> Iterator[tuple[Scalar, ...]]:
    for moment in counting.moments:
        for pair in moment.pairs:
            found = pair.agreement
            yield (
                *(counting.name, day_text(moment.day), *pair.actors),
                *(found.value, found.low, found.high, found.shared, found.topics),
                *(found.below_three, found.reason),
                *(pair.verdicts[verdict] for verdict in Verdict),
            )


def _payload(counting: Counting, moment: Comparison) -> Json:
    return {
        "counting": counting.name,
        "as_of": day_text(moment.day),
        **summary_payload(moment),
    }

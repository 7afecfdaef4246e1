"""``policykb shares`` as a view: actors and claims on each side, by topic and time."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from policykb.analysis.counted import CountedClaims
from policykb.analysis.shares import Share, Side, TopicShares
from policykb.model.period import BEFORE_ALL_DAYS, day_text
from policykb.model.records import Stance, TopicKind
from policykb.views import payloads
from policykb.views.columns import Columns
from policykb.views.payloads import Json
from policykb.views.picture import Picture, SharesBar, SharesChart, SharesGroup
from policykb.views.table import Column, Line, Style, TableCell, cell, line
from policykb.views.view import View
from policykb.views.wording import claims as words
from policykb.views.wording import stances
from policykb.views.wording.citations import cited_sources
from policykb.views.wording.dates import day_in_words
from policykb.views.wording.filters import limits_payload, remarks
from policykb.views.wording.sources import source_line, sources_in_words

_SIDES = {
    Side.SUPPORT: ("For", Style.FOR),
    Side.BETWEEN: ("Between", Style.BETWEEN),
    Side.CONTESTED: ("Contested", Style.CLASH),
    Side.OPPOSE: ("Against", Style.AGAINST),
    Side.ORDER: ("Only an order", Style.MUTED),
}
_SIGNS = {
    Side.SUPPORT: words.GLYPHS[Stance.SUPPORT],
    Side.BETWEEN: words.GLYPHS[Stance.NEUTRAL],
    Side.CONTESTED: words.CONTESTED,
    Side.OPPOSE: words.GLYPHS[Stance.OPPOSE],
    Side.ORDER: words.RELATIVE,
}
_Labelled = tuple[str, Share]
_FIELDS = payloads.fields(
    *("topic", "from", "to"),
    **{f"actors_{side}": f"actors.{side}" for side in Side},
    **{f"claims_{side}": f"claims.{side}" for side in Side if side is not Side.CONTESTED},
)
_LEGEND = (
    "For: supports or affirms, at least leaning; between: neutral or divided; contested: the "
    "record puts the actor on both sides; only an order: known only beside another actor."
)


def shares_view(counted: CountedClaims, found: Sequence[TopicShares]) -> View:
    """Return the sides of topics. With one date a row is a topic, with several a group is."""
    kb = counted.kb
    several = len({*_ends(found)}) > 1
    sides = _occurring(found)
    groups = list(_grouped(found, several=several))
    columns = Columns[_Labelled](
        (Column("Date" if several else "Topic", 6), lambda one: cell(one[0], Style.STRONG)),
        *((Column(_SIDES[side][0], 3, right=True), partial(_number, side)) for side in sides),
        (Column("Claims", 6), lambda one: (_claims(one[1].claims),)),
    )
    ids = {source for one in found for source in one.sources}
    return View(
        title=_title(found),
        columns=columns.heads,
        make_groups=lambda: (columns.group(rows, title) for title, rows in groups),
        make_payload=lambda: payloads.envelope(
            kb,
            **limits_payload(kb, counted),
            shares=[_item(one, share) for one in found for share in one.shares],
        ),
        items="shares",
        fields=_FIELDS,
        sources=sources_in_words(kb, ids),
        make_documents=lambda: cited_sources(kb, ids),
        headline=True,
        notes=tuple(map(line, _notes(counted, found))),
        legend=(words.muted(_LEGEND),),
        make_propositions=lambda: stances.propositions(one.topic for one in found),
        make_picture=lambda: Picture(
            title=_title(found),
            subtitle="The actors on each side",
            source=source_line(kb, ids),
            notes=(_LEGEND, *_notes(counted, found)),
            chart=_chart(found, groups, sides),
        ),
    )


def _ends(found: Sequence[TopicShares]) -> Iterator[int]:
    return (share.last for one in found for share in one.shares)


def _title(found: Sequence[TopicShares]) -> str:
    several = words.quantity(len(found), "topic")
    topics = stances.question(found[0].topic) if len(found) == 1 else several
    days = sorted({*_ends(found)})
    if not days:
        return f"Nobody has a position on {topics}"
    if len(days) == 1:
        return f"Who stands where on {topics}, {day_in_words(days[0])}"
    return f"Who stands where on {topics}, {day_in_words(days[0])} to {day_in_words(days[-1])}"


def _notes(counted: CountedClaims, found: Sequence[TopicShares]) -> Iterator[str]:
    yield "Actors by their positions on the date; claims by their beginning: since the date before."
    days = {*_ends(found)}
    yield from remarks(counted, day=max(days) if len(days) == 1 else None, kb=counted.kb)


def _occurring(found: Sequence[TopicShares]) -> list[Side]:
    """Return the sides that occur; for and against always."""
    seen = {
        side
        for one in found
        for share in one.shares
        for numbers in (share.actors, share.claims)
        for side, number in numbers.items()
        if number
    }
    return [side for side in Side if side in seen | {Side.SUPPORT, Side.OPPOSE}]


def _item(one: TopicShares, share: Share) -> dict[str, Json]:
    return {
        "topic": one.topic.id,
        "from": day_text(share.first) if share.first > BEFORE_ALL_DAYS else None,
        "to": day_text(share.last),
        "actors": {side.value: share.actors.get(side, 0) for side in Side},
        "claims": {
            side.value: share.claims.get(side, 0) for side in Side if side is not Side.CONTESTED
        },
    }


def _grouped(
    found: Sequence[TopicShares], *, several: bool
) -> Iterator[tuple[str, list[_Labelled]]]:
    """Yield the shares under their headings, each with its label: that of its topic, or its date if
    there are several.
    """
    if not several:
        yield "", [(stances.heading(one.topic), share) for one in found for share in one.shares]
        return
    for one in found:
        yield (
            stances.heading(one.topic),
            [(day_in_words(share.last), share) for share in one.shares],
        )


def _number(side: Side, labelled: _Labelled) -> TableCell:
    number = labelled[1].actors.get(side, 0)
    return cell(number or "·", _SIDES[side][1] if number else Style.MUTED)


def _claims(numbers: Mapping[Side, int]) -> Line:
    """Return the number of claims on each side in words."""
    told = [f"{numbers[side]} {_SIDES[side][0].lower()}" for side in Side if numbers.get(side)]
    return line(", ".join(told)) if told else words.muted("none")


def _chart(
    found: Sequence[TopicShares],
    groups: Sequence[tuple[str, list[_Labelled]]],
    sides: Sequence[Side],
) -> SharesChart:
    return SharesChart(
        tuple((_side_name(side, found), _SIGNS[side], _SIDES[side][1]) for side in sides),
        tuple(
            SharesGroup(title, tuple(_bar(label, share, sides) for label, share in rows))
            for title, rows in groups
            if rows
        ),
    )


def _side_name(side: Side, found: Sequence[TopicShares]) -> str:
    kinds = {one.topic.kind for one in found}
    if side in {Side.SUPPORT, Side.OPPOSE} and kinds == {TopicKind.FACT}:
        return "Affirm" if side is Side.SUPPORT else "Deny"
    return _SIDES[side][0]


def _bar(label: str, share: Share, sides: Sequence[Side]) -> SharesBar:
    numbers = tuple(share.actors.get(side, 0) for side in sides)
    told = ", ".join(
        f"{number} {_SIDES[side][0].lower()}"
        for side, number in zip(sides, numbers, strict=True)
        if number
    )
    return SharesBar(label, numbers, told or "nobody")

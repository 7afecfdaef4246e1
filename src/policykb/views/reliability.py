"""``reliability`` as a view: the agreement of coders, and the passages on which they differ."""

from collections.abc import Iterator, Sequence

from policykb.analysis.collation import Collation, Level, Passage
from policykb.analysis.levels import MOST_COMPARED, Measured, Reliability
from policykb.analysis.reliability import SEED, Confusion
from policykb.model.records import ActorTopic
from policykb.text.normalize import collapse_spaces
from policykb.views import payloads
from policykb.views.columns import Columns
from policykb.views.reliability_payload import context, not_coded, numbers, passage_line, payload
from policykb.views.table import Column, Group, Line, Segment, Style, line
from policykb.views.view import View
from policykb.views.wording import claims as words

_NAMES = {
    (Level.CODED, "nominal"): "Sentences coded or skipped",
    (Level.PAIR, "masi"): "Actor and topic, where both coded",
    (Level.STANCE, "ordinal"): "Stance, where actor and topic agree",
    (Level.STANCE, "interval"): "Stance as equal steps, −2 to 2",
    (Level.STANCE, "nominal"): "Stance as words, with mixed",
}
_ASKED = {
    Level.CODED: "on which sentences to code",
    Level.PAIR: "on actor and topic",
    Level.STANCE: "on the stance",
}
_DIFFERENCES = {
    Level.CODED: "coded or skipped",
    Level.PAIR: "actor or topic",
    Level.STANCE: "stance",
}
_SHORT = {Level.CODED: "coded", Level.PAIR: "actor and topic", Level.STANCE: "stance"}
_CONFUSED = 10
"""The most confusions of actors and topics that the table lists."""
_NAMED = 5
"""The most coders that are named together."""


def reliability_view(found: Reliability) -> View:
    """Return the agreement of coders. The table has the measures, what met what, and the passages
    on which the coders differ, in reading order; lines hold these passages, the payload all.
    """
    collation = found.collation
    differing = collation.disagreements
    return View(
        title="",
        columns=_LEVELS.heads,
        make_groups=lambda: tuple(_groups(found, differing)),
        make_payload=lambda: payload(found, differing),
        items="disagreements",
        fields={
            **payloads.fields("source", "sentences", "differ", text="text.sentence"),
            **{name: f"readings.{at}" for at, name in enumerate(collation.names)},
        },
        make_lines=lambda: (passage_line(collation, one) for one in differing),
        answer=_answer(found),
        notes=tuple(_notes(found)),
        legend=tuple(_legend(found)),
        document=True,
        fitted=True,
    )


def _answer(found: Reliability) -> str:
    names = found.collation.names
    who = words.listed(names) if len(names) < 5 else f"{len(names)} coders"
    parts = [f"{_ASKED[level]} {_told(found.measured(level))}" for level in Level]
    return f"How far {who} agree: {'; '.join(parts)}."


def _told(one: Measured) -> str:
    share = "" if one.agreement is None else f", {_percent(one.agreement)}"
    if one.alpha.value is None:
        return f"no α ({one.alpha.reason}){share}"
    ends = _ends(one)
    return f"α {_number(one.alpha.value)}{f' ({ends})' if ends else ''}{share}"


def _ends(one: Measured) -> str:
    low, high = one.interval.low, one.interval.high
    return "" if low is None or high is None else f"{_number(low)} to {_number(high)}"


def _number(value: float) -> str:
    return f"{value:.3f}".replace("-", "−")


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


# --- the table -------------------------------------------------------------------------


def _groups(found: Reliability, differing: Sequence[Passage]) -> Iterator[Group]:
    yield _LEVELS.group(found.levels)
    names = found.collation.names
    for title, confusion in (
        ("Coded or skipped", found.coded),
        ("Stance, where actor and topic agree", found.stances),
    ):
        if confusion.values:
            yield Group(title, (), code=tuple(_confusion(confusion, names)))
    if found.twos:
        title = "Alpha of each two, at the three levels"
        yield Group(title, (), code=tuple(_twos(found)))
    if found.confused:
        title = f"Actor and topic: {names[0]} has, and {names[1]} has instead"
        yield Group(title, (), code=tuple(_confused(found.confused)))
    if differing:
        number = words.quantity(len(differing), "passage")
        yield Group("Different readings", (), lines=(line(f"{number}, in reading order"),))
    for n, one in enumerate(differing, start=1):
        yield _passage(found.collation, n, one)


_LEVELS = Columns[Measured](
    (Column("", 6), lambda one: _NAMES[one.level, one.metric]),
    (
        Column("Alpha", 2, right=True),
        lambda one: "–" if one.alpha.value is None else _number(one.alpha.value),
    ),
    (Column("95\u00a0% interval", 3, right=True), lambda one: _ends(one).replace(" ", "\u00a0")),
    (
        Column("Agreement", 2, right=True),
        lambda one: "" if one.agreement is None else _percent(one.agreement),
    ),
    (Column("Units", 2, right=True), lambda one: one.alpha.units),
)


def _confusion(found: Confusion, names: Sequence[str]) -> Iterator[str]:
    """Yield the lines of a table of values: one coder in rows, the other in columns."""
    values = [str(value) for value in found.values]
    corner = "" if found.symmetric else f"{names[0]} ↓  {names[1]} →"
    side = max(len(corner), *map(len, values))
    yield "  ".join([corner.ljust(side), *values]).rstrip()
    for row in found.values:
        numbers = (found.counts.get((row, column), 0) for column in found.values)
        counts = (
            (str(number) if number else "·").rjust(len(str(column)))
            for number, column in zip(numbers, found.values, strict=True)
        )
        yield "  ".join([str(row).ljust(side), *counts])


def _twos(found: Reliability) -> Iterator[str]:
    """Yield the lines of a table with a row for each two coders."""
    pairs = [f"{two.one}, {two.other}" for two in found.twos]
    side = max(map(len, pairs))
    yield "  ".join([" " * side, *(_SHORT[level].rjust(5) for level in Level)])
    for pair, two in zip(pairs, found.twos, strict=True):
        values = (two.alphas[level].value for level in Level)
        told = ("–" if value is None else _number(value) for value in values)
        numbers = (one.rjust(len(_SHORT[level])) for level, one in zip(Level, told, strict=True))
        yield "  ".join([pair.ljust(side), *numbers])


def _confused(found: Sequence[tuple[ActorTopic, ActorTopic, int]]) -> Iterator[str]:
    for one, other, number in found[:_CONFUSED]:
        yield f"{number:4}  {' '.join(one)}  →  {' '.join(other)}"
    if len(found) > _CONFUSED:
        yield f"      and {len(found) - _CONFUSED} more"


def _passage(collation: Collation, number: int, one: Passage) -> Group:
    before, told, after = context(collation, one)
    differ = ", ".join(_DIFFERENCES[level] for level in one.differs_in)
    quote = line(
        Segment(f"{before} " if before else "", Style.MUTED),
        f"“{told}”",
        Segment(f" {after}" if after else "", Style.MUTED),
    )
    return Group(
        f"{number}. {one.source}:{numbers(one)}: {differ}",
        (),
        lines=(quote, *_read(collation, one), *_without(collation, one)),
    )


def _read(collation: Collation, passage: Passage) -> Iterator[Line]:
    """Yield how coders read a passage: a line a claim, or for those of several who say the same."""
    told: dict[Line, list[tuple[str, str]]] = {}
    for reading, claims in zip(collation.readings, passage.claims, strict=True):
        for claim in claims:
            held = words.who_holds_what(reading.kb, claim)
            summary = Segment(f" — {collapse_spaces(claim.summary)}", Style.MUTED)
            told.setdefault((*held, summary), []).append((reading.name, claim.id))
    for words_of, some in told.items():
        if len(collation.readings) > 2:
            names = list(dict.fromkeys(name for name, _ in some))
            ids = f"  {some[0][1]}" if len(some) == 1 else ""
            yield line(_who(names), *words_of, Segment(ids, Style.MUTED))
        else:
            for name, claim_id in some:
                yield line(_who([name]), *words_of, Segment(f"  {claim_id}", Style.MUTED))


def _who(names: Sequence[str]) -> Segment:
    """Return the names of coders, of many only the first."""
    more = [f"{len(names) - _NAMED} more"] if len(names) > _NAMED + 1 else names[_NAMED:]
    return Segment(f"{words.listed([*names[:_NAMED], *more])}: ", Style.STRONG)


def _without(collation: Collation, passage: Passage) -> Iterator[Line]:
    """Yield who has no claim on a passage, those with the same reason together."""
    told: dict[str, list[str]] = {}
    for index, name in enumerate(collation.names):
        reason = "" if passage.claims[index] else not_coded(collation, passage, index)
        if reason:
            told.setdefault(reason, []).append(name)
    for reason, names in told.items():
        yield line(_who(names), Segment(reason, Style.MUTED))


def _legend(found: Reliability) -> Iterator[Line]:
    draws = found.levels[0].interval.draws
    told = f"{draws:,} samples of the units (seed {SEED})" if draws else "no samples"
    yield words.muted(
        "alpha: Krippendorff's; 1 is perfect agreement, 0 that of chance. Interval: from "
        f"{told}. Agreement: the share of pairs of values that are equal."
    )
    yield words.muted(
        "He asks for 0.800, and at least 0.667 for tentative conclusions. docs/measures.md has the "
        "formulas."
    )


def _notes(found: Reliability) -> Iterator[Line]:
    collation = found.collation
    settled = sum(one.decided for one in collation.sources.values())
    if settled:
        verb = "is" if settled == 1 else "are"
        told = f"{words.quantity(settled, 'sentence')} decided together {verb} left out"
        yield line(f"{told}; alpha before that is the one to report.")
    if found.several:
        count = words.quantity(found.several, "value")
        yield line(
            f"{count} missing: several stances of a coder on an actor and topic in a passage."
        )
    if len(collation.names) > MOST_COMPARED:
        yield line(f"To see each two coders, name up to {MOST_COMPARED} of them.")
    if len(collation.unread) > _CONFUSED:
        yield line(f"{len(collation.unread)} coders have nothing in some of the sources.")
        return
    for name, sources in collation.unread.items():
        more = f" and {len(sources) - 3} more" if len(sources) > 3 else ""
        yield line(f"{name} has nothing in {', '.join(sources[:3])}{more}.")

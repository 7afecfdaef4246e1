"""``reliability`` as a view: the agreement of coders, and the passages on which they differ."""

from collections.abc import Iterator, Sequence

from policykb.analysis.collation import Collation, Level, Pair, Passage
from policykb.analysis.coverage import Treatment
from policykb.analysis.levels import Measured, Reliability
from policykb.analysis.reliability import SEED, Confusion
from policykb.text.normalize import collapse_spaces
from policykb.text.source_text import Extent
from policykb.views import payloads
from policykb.views.cells import Column, Group, Line, Segment, Style, TableRow, cell, line
from policykb.views.view import Json, Scalar, View
from policykb.views.wording import claims as words

_COLUMNS = (
    Column("", 6),
    Column("Alpha", 2, right=True),
    Column("95\u00a0% interval", 3, right=True),
    Column("Agreement", 2, right=True),
    Column("Units", 2, right=True),
)
_NAMES = {
    (Level.CODED, "nominal"): "Sentences coded or skipped",
    (Level.PAIR, "masi"): "Actor and topic, where both coded",
    (Level.STANCE, "ordinal"): "Stance, where actor and topic agree",
    (Level.STANCE, "interval"): "  as equal steps from −2 to 2",
    (Level.STANCE, "nominal"): "  as different words, with mixed",
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
_CONFUSED = 10
"""The most confusions of actors and topics that the table lists."""


def reliability_view(found: Reliability) -> View:
    """Return the agreement of coders. The table has the measures, what met what, and the passages
    on which the coders differ, in reading order; lines hold these passages, the payload all.
    """
    collation = found.collation
    differing = collation.disagreements
    fields = ("source", "sentences", "differ", "text", *collation.names)
    return View(
        title="",
        columns=_COLUMNS,
        make_groups=lambda: tuple(_groups(found, differing)),
        fields=fields,
        make_flat=lambda: tuple(_flat(collation, one) for one in differing),
        make_payload=lambda: _payload(found, differing),
        items="disagreements",
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
    return words.rounded(value).replace("-", "−")


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


# --- the table -------------------------------------------------------------------------


def _groups(found: Reliability, differing: Sequence[Passage]) -> Iterator[Group]:
    yield Group("", tuple(_row(one) for one in found.levels))
    names = found.collation.names
    for title, confusion in (
        ("Coded or skipped", found.coded),
        ("Stance, where actor and topic agree", found.stances),
    ):
        if confusion.values:
            yield Group(title, (), code=tuple(_confusion(confusion, names)))
    if found.confused:
        title = f"Actor and topic: {names[0]} has, and {names[1]} has instead"
        yield Group(title, (), code=tuple(_confused(found.confused)))
    if differing:
        number = words.quantity(len(differing), "passage")
        rows = tuple(_passage(found.collation, n, one) for n, one in enumerate(differing, 1))
        yield Group(f"Different readings of {number}", rows)


def _row(one: Measured) -> TableRow:
    value = one.alpha.value
    return TableRow(
        (
            cell(_NAMES[one.level, one.metric]),
            cell("–" if value is None else _number(value)),
            cell(_ends(one).replace(" ", "\u00a0")),
            cell("" if one.agreement is None else _percent(one.agreement)),
            cell(one.alpha.units),
        )
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


def _confused(found: Sequence[tuple[Pair, Pair, int]]) -> Iterator[str]:
    for one, other, number in found[:_CONFUSED]:
        yield f"{number:4}  {' '.join(one)}  →  {' '.join(other)}"
    if len(found) > _CONFUSED:
        yield f"      and {len(found) - _CONFUSED} more"


def _passage(collation: Collation, number: int, one: Passage) -> TableRow:
    before, told, after = context(collation, one)
    where = line(Segment(f"{number}. ", Style.STRONG), f"{one.source}:{numbers(one)}")
    differ = ", ".join(_DIFFERENCES[level] for level in one.differs_in)
    quote = line(
        Segment(f"{before} " if before else "", Style.MUTED),
        f"“{told}”",
        Segment(f" {after}" if after else "", Style.MUTED),
    )
    readings = (
        note for n in range(len(collation.readings)) for note in _reading(collation, one, n)
    )
    return TableRow(
        ((where,), *(cell("") for _ in _COLUMNS[1:])),
        (line(Segment(f"differ in: {differ}", Style.BETWEEN)), quote, *readings),
    )


def _reading(collation: Collation, passage: Passage, index: int) -> Iterator[Line]:
    """Yield how a coder reads a passage: a line a claim."""
    reading = collation.readings[index]
    name = Segment(f"{reading.name}: ", Style.STRONG)
    claims = passage.claims[index]
    if not claims:
        told = not_coded(collation, passage, index)
        # Of many coders those who did not get to the passage would hide the others.
        if told:
            yield line(name, Segment(told, Style.MUTED))
    for claim in claims:
        held = words.who_holds_what(reading.kb, claim)
        summary = Segment(f" — {collapse_spaces(claim.summary)}", Style.MUTED)
        yield line(name, *held, summary, Segment(f"  {claim.id}", Style.MUTED))


def not_coded(collation: Collation, passage: Passage, index: int) -> str:
    """Return why a reading has no claim on a passage; empty if it is not decided."""
    if Treatment.SKIPPED not in passage.treatments[index]:
        return ""
    told = context(collation, passage)[1]
    skipped = collation.readings[index].skipped.get(passage.source, ())
    reasons = [one.reason for one in skipped if collapse_spaces(one.quote) in told]
    return f"skipped: {collapse_spaces(reasons[0])}" if reasons else "not coded"


def numbers(passage: Passage) -> str:
    """Return the numbers of the sentences of a passage."""
    if passage.first == passage.last:
        return str(passage.first)
    return f"{passage.first}-{passage.last}"


def context(collation: Collation, passage: Passage) -> tuple[str, str, str]:
    """Return the sentence before a passage in its paragraph, the passage, and the one after it."""
    text = collation.sources[passage.source].text
    start = text.sentences[passage.first - 1].extent.start
    end = text.sentences[passage.last - 1].extent.end
    before, told, after = (collapse_spaces(one) for one in text.context(Extent(start, end)))
    return before, told, after


def _legend(found: Reliability) -> Iterator[Line]:
    draws = found.levels[0].interval.draws
    told = f"{draws:,} samples of the units (seed {SEED})" if draws else "no samples"
    yield words.muted(
        "alpha: Krippendorff's; 1 is perfect agreement, 0 that of chance. Interval: from "
        f"{told}. Agreement: the share of pairs of values that are equal."
    )
    yield words.muted(
        "He asks for 0.80, and at least 0.667 for tentative conclusions. docs/measures.md has the "
        "formulas."
    )


def _notes(found: Reliability) -> Iterator[Line]:
    collation = found.collation
    settled = sum(one.decided for one in collation.sources.values())
    if settled:
        told = f"{words.quantity(settled, 'sentence')} decided together {_are(settled)} left out"
        yield line(f"{told}; alpha before that is the one to report.")
    for name, sources in list(collation.unread.items())[:_CONFUSED]:
        more = f" and {len(sources) - 3} more" if len(sources) > 3 else ""
        yield line(f"{name} has nothing in {', '.join(sources[:3])}{more}.")


def _are(number: int) -> str:
    return "is" if number == 1 else "are"


# --- for programs ----------------------------------------------------------------------


def _flat(collation: Collation, one: Passage) -> tuple[Scalar, ...]:
    readings = (
        "; ".join(f"{claim.actor} {claim.topic} {claim.stance}" for claim in some)
        or not_coded(collation, one, n)
        for n, some in enumerate(one.claims)
    )
    differ = " ".join(level.value for level in one.differs_in)
    return (one.source, numbers(one), differ, context(collation, one)[1], *readings)


def _payload(found: Reliability, differing: Sequence[Passage]) -> dict[str, Json]:
    collation = found.collation
    return payloads.envelope(
        collation.readings[0].kb,
        coders=list(collation.names),
        sources=list(collation.sources),
        unread={name: list(some) for name, some in collation.unread.items()},
        decided=sum(one.decided for one in collation.sources.values()),
        seed=SEED,
        levels=[_level(one) for one in found.levels],
        confusion={
            Level.CODED.value: _met(found.coded),
            Level.PAIR.value: [
                {"first": list(one), "second": list(other), "count": number}
                for one, other, number in found.confused
            ],
            Level.STANCE.value: _met(found.stances),
        },
        disagreements=[_disagreement(collation, one) for one in differing],
    )


def _level(one: Measured) -> dict[str, Json]:
    return {
        "level": one.level.value,
        "metric": one.metric,
        "alpha": one.alpha.value,
        "reason": one.alpha.reason,
        "low": one.interval.low,
        "high": one.interval.high,
        **payloads.attributes(one.interval, "draws", "used"),
        "agreement": one.agreement,
        **payloads.attributes(one.alpha, "units", "values", "observed", "expected"),
    }


def _met(found: Confusion) -> Json:
    return [
        {"row": str(row), "column": str(column), "count": found.counts[row, column]}
        for row in found.values
        for column in found.values
        if (row, column) in found.counts
    ]


def _disagreement(collation: Collation, one: Passage) -> dict[str, Json]:
    before, told, after = context(collation, one)
    return {
        "source": one.source,
        "sentences": numbers(one),
        "differ": [level.value for level in one.differs_in],
        "text": {"before": before, "sentence": told, "after": after},
        "readings": [
            {
                "coder": reading.name,
                "claims": [payloads.record(claim) for claim in some],
                "not_coded": None if some else not_coded(collation, one, n) or None,
            }
            for n, (reading, some) in enumerate(zip(collation.readings, one.claims, strict=True))
        ],
    }

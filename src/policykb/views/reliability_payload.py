"""The agreement of coders as JSON and lines, and a passage in its context."""

from collections.abc import Sequence

from policykb.analysis.collation import Collation, Level, Passage
from policykb.analysis.coverage import Treatment
from policykb.analysis.levels import Measured, Reliability
from policykb.analysis.reliability import SEED, Confusion
from policykb.text.normalize import collapse_spaces
from policykb.text.source_text import Extent
from policykb.views import payloads
from policykb.views.payloads import Json


def passage_line(collation: Collation, one: Passage) -> dict[str, Json]:
    """Return a passage as an item for a line: each reading is a text."""
    readings = [
        "; ".join(f"{claim.actor} {claim.topic} {claim.stance}" for claim in some)
        or not_coded(collation, one, n)
        for n, some in enumerate(one.claims)
    ]
    return {**_disagreement(collation, one), "readings": readings}


def payload(found: Reliability, differing: Sequence[Passage]) -> dict[str, Json]:
    """Return the agreement of coders and the passages on which they differ as JSON."""
    collation = found.collation
    return payloads.envelope(
        collation.readings[0].kb,
        coders=list(collation.names),
        sources=list(collation.sources),
        unread={name: list(some) for name, some in collation.unread.items()},
        decided=sum(one.decided for one in collation.sources.values()),
        seed=SEED,
        levels=[_level(one) for one in found.levels],
        several=found.several,
        twos=[
            {
                "coders": [two.one, two.other],
                "levels": [
                    {
                        "level": level.value,
                        "alpha": one.value,
                        **payloads.attributes(one, "reason", "units", "values"),
                    }
                    for level, one in two.alphas.items()
                ],
            }
            for two in found.twos
        ],
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


def not_coded(collation: Collation, passage: Passage, index: int) -> str:
    """Return why a reading has no claim on a passage; empty if it is not decided."""
    if Treatment.SKIPPED not in passage.treatments[index]:
        return ""
    skipped = collation.readings[index].skipped.get(passage.source, ())
    told = context(collation, passage)[1] if skipped else ""
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

"""The result of a comparison: numbers of verdicts, and the agreement of actors."""

from typing import TYPE_CHECKING

from policykb.analysis.comparison import Comparison, Pair
from policykb.analysis.verdicts import Verdict
from policykb.model.knowledge_base import KnowledgeBase
from policykb.text.normalize import collapse_spaces
from policykb.views import payloads
from policykb.views.payloads import Json
from policykb.views.wording import claims as words
from policykb.views.wording.stances import capitalized

if TYPE_CHECKING:
    from collections.abc import Sequence

    from policykb.analysis.agreement import Agreement, Removal

_NAMED = 3


def answer(comparison: Comparison, subject: str = "They") -> str:
    """Return the result in a sentence; ``subject`` are the actors.

    An example: "They disagree on 5 of the 11 topics that both address, agree on 4, and differ in
    degree on 2."
    """
    whose = "both" if len(comparison.actors) == 2 else "two or more of them"
    counts = comparison.verdicts
    told = [(f"{verb} on", counts[verdict]) for verdict, verb in _VERBS.items() if counts[verdict]]
    contested, undated = counts[Verdict.CONTESTED], counts[Verdict.UNDATED]
    shared = sum(count for _, count in told) + contested
    others = "more" if shared else "topic" if undated == 1 else "topics"
    unknown = (
        f"; on {undated} {others} the record does not say who held which position"
        if undated
        else ""
    )
    if not shared:
        return f"There is no topic on which {whose} have a known position on this date{unknown}."
    if not told:
        part = _part(contested, shared)
        return f"On {part} that {whose} address, the record contradicts itself{unknown}."
    (verb, first), *rest = told
    more = [f"{verb} {count}" for verb, count in rest]
    last = f"{',' if len(more) > 1 else ''} and {more.pop()}" if more else ""
    clash = f"; on {contested} the record contradicts itself" if contested else ""
    parts = (f"{verb} {_part(first, shared)} that {whose} address", *more)
    return f"{subject} {', '.join(parts)}{last}{clash}{unknown}."


def finding(comparison: Comparison) -> str:
    """Return the result as a title: a sentence without its point, that names a few actors."""
    few = len(comparison.actors) <= _NAMED
    names = capitalized(words.listed(actor.name for actor in comparison.actors))
    return answer(comparison, names if few else "They").removesuffix(".")


_VERBS = {Verdict.OPPOSED: "disagree", Verdict.AGREE: "agree", Verdict.DIFFER: "differ in degree"}


def _part(count: int, total: int) -> str:
    if count < total:
        return f"{count} of the {words.quantity(total, 'topic')}"
    return {1: "the only topic", 2: "the 2 topics"}.get(total, f"all {total} topics")


def changed_counts(before: Comparison, after: Comparison) -> str:
    """Return how often there is which verdict in one comparison and in another, as far as the
    numbers differ: ``opposed 5 → 0, agree 4 → 1``.
    """
    told = [
        f"{verdict} {was} → {now}"
        for verdict in Verdict
        if (was := before.verdicts[verdict]) != (now := after.verdicts[verdict])
    ]
    return ", ".join(told) or "the same numbers"


def agreement_words(agreement: "Agreement") -> str:
    """Return the agreement with its range and basis, or the reason for which there is no number."""
    if agreement.value is None:
        return f"Agreement: no number ({agreement.reason})"
    from policykb.analysis.agreement import at_random  # noqa: PLC0415 - few answers tell it

    below = (
        f"; without one of {agreement.below_three} of them, too few topics are left for a number"
        if agreement.below_three
        else ""
    )
    return (
        f"Agreement {words.rounded(agreement.value)}, from 0 (opposite ends on each topic) to 1 "
        f"(the same stance on each), on the {agreement.shared} of {agreement.topics} topics on "
        "which both have a stance. Stances drawn by chance would give "
        f"{words.rounded(at_random())}. Without any one of the {agreement.removals} claims it is "
        f"{words.rounded(agreement.low)} to {words.rounded(agreement.high)}{below}."
        f"{_most(agreement.most)}"
    )


def pair_words(kb: KnowledgeBase, pair: Pair) -> str:
    """Return the verdicts and the agreement of two of several actors."""
    names = words.names(kb, pair.actors)
    verdicts = ", ".join(f"{n} {verdict}" for verdict, n in pair.verdicts.items() if n)
    return f"{names}: {verdicts or 'nothing'}. {agreement_words(pair.agreement)}"


def _most(most: "Sequence[Removal]") -> str:
    """Return the claims that change the agreement most, by summary; nothing if none does."""
    if not most:
        return ""
    lead = "Claim that matters most" if len(most) == 1 else "Claims that matter most"
    named = [
        f"{collapse_spaces(one.claim.summary)} (without it {words.rounded(one.value)})"
        for one in most[:_NAMED]
    ]
    more = f"; and {len(most) - _NAMED} more" if len(most) > _NAMED else ""
    return f" {lead}: {'; '.join(named)}{more}."


def agreement_brief(agreement: "Agreement") -> str:
    """Return the agreement and its n for a cell of a table: ``0.50 (9)``."""
    if agreement.value is None:
        return f"none ({agreement.shared})"
    return f"{words.rounded(agreement.value)} ({agreement.shared})"


def summary_payload(comparison: Comparison) -> dict[str, Json]:
    """Return verdicts and agreement as JSON, of all actors and of each two."""
    return {
        **totals_payload(comparison),
        "pairs": [pair_payload(pair) for pair in comparison.pairs],
    }


def totals_payload(comparison: Comparison) -> dict[str, Json]:
    """Return verdicts and agreement as JSON, of all actors."""
    return {
        "verdicts": payloads.plain(comparison.verdicts),
        "agreement": agreement_payload(comparison.agreement),
    }


def pair_payload(pair: Pair) -> dict[str, Json]:
    """Return the verdicts and the agreement of two actors as JSON."""
    return {
        "actors": list(pair.actors),
        "verdicts": {verdict.value: number for verdict, number in pair.verdicts.items()},
        "agreement": agreement_payload(pair.agreement),
    }


def agreement_payload(agreement: "Agreement") -> dict[str, Json]:
    """Return an agreement as JSON."""
    numbers = ("value", "low", "high", "shared", "topics", "removals", "below_three")
    return {
        **{name: getattr(agreement, name) for name in numbers},
        "most": [{"without": one.claim.id, "value": one.value} for one in agreement.most],
        "reason": agreement.reason,
    }


PAIR_FIELDS = payloads.fields(
    one="actors.0",
    other="actors.1",
    agreement="agreement.value",
    low="agreement.low",
    high="agreement.high",
    shared="agreement.shared",
    topics="agreement.topics",
)
"""The fields of a line that :func:`pair_payload` gives: the actors, and how far they agree."""

VERDICT_FIELDS = payloads.fields(
    **{verdict.value.replace("-", "_"): f"verdicts.{verdict.value}" for verdict in Verdict}
)
"""The other fields that it gives: how often there is which verdict."""

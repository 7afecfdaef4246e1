"""The sense of claims: what they need beside them, and how they stand to each other."""

import re
from collections.abc import Iterator, Sequence

from policykb import rules
from policykb.checks.cases import record_fault, written_claims
from policykb.counting import count
from policykb.diagnostics import Diagnostic, Related
from policykb.folding import fold_marks, seen
from policykb.loading import Loaded
from policykb.records import Claim, PeriodBasis, Status, Voice
from policykb.tenures import ConflictKind, conflicts

_COPIED_WORDS = 8
# Each claim is compared with each of its actor on its topic; this many pairs take seconds.
_MOST_PAIRS = 4_000_000
_WORD = re.compile(r"\w+(?:['-]\w+)*")


def other_said_by(loaded: Loaded) -> Iterator[Diagnostic]:
    """A claim in another's voice says whose."""
    for claim in written_claims(loaded):
        if claim.text("voice") == Voice.OTHER and claim.data.get("said_by", []) == []:
            message = "voice is other, but said_by does not say whose"
            yield claim.fault(rules.OTHER_WITHOUT_SAID_BY, message, "voice")


def period_notes(loaded: Loaded) -> Iterator[Diagnostic]:
    """An inferred period has a note."""
    for claim in written_claims(loaded):
        if claim.text("period_basis") == PeriodBasis.INFERRED and "note" not in claim.data:
            message = "the period is inferred, but no note says how"
            yield claim.fault(rules.INFERRED_WITHOUT_NOTE, message, "period_basis")


def retraction_notes(loaded: Loaded) -> Iterator[Diagnostic]:
    """A retracted claim has a note."""
    for claim in written_claims(loaded):
        if claim.text("status") == Status.RETRACTED and "note" not in claim.data:
            message = "the claim is retracted, but no note says why"
            yield claim.fault(rules.RETRACTED_WITHOUT_NOTE, message, "status")


def published_periods(loaded: Loaded) -> Iterator[Diagnostic]:
    """A period dated by publication alone begins then."""
    for claim in loaded.kb.claims.values():
        published = loaded.kb.sources[claim.source].published
        start = claim.period.start
        if claim.period_basis is PeriodBasis.PUBLISHED and (
            start is None or not start.exact or start.first != published.toordinal()
        ):
            message = f"the period is dated by publication, but does not begin on {published}"
            yield record_fault(loaded, claim, rules.PUBLISHED_PERIOD, message, "period")


def conflict_acknowledgements(loaded: Loaded) -> Iterator[Diagnostic]:
    """Opposite claims that hold together, or touch, name one another."""
    # Without a sound source there is no sound claim either, nor a day to answer for.
    cells = count(loaded.kb).claims.values() if loaded.kb.sources else ()
    room = _MOST_PAIRS
    for claims in cells:
        pairs = len(claims) * (len(claims) - 1)
        if pairs <= room:
            room -= pairs
            yield from _unacknowledged(loaded, claims)
        else:
            message = (
                f"conflicts are not looked for among the {len(claims):,} claims of "
                f"{claims[0].actor} on {claims[0].topic}: there are too many"
            )
            rule = rules.UNACKNOWLEDGED_CONFLICT
            yield record_fault(loaded, claims[0], rule, message, "topic")


def _unacknowledged(loaded: Loaded, claims: Sequence[Claim]) -> Iterator[Diagnostic]:
    for conflict in conflicts(claims, loaded.kb.published):
        if conflict.kind is ConflictKind.SHIFT or conflict.acknowledged:
            continue
        first, second = conflict.first, conflict.second
        message = (
            f"{second.actor} on {second.topic}: {second.stance} here ({second.period}) but "
            f"{first.stance} in {first.id} ({first.period}): a {conflict.kind} "
            "that no contradicts names"
        )
        related = Related(loaded.locate(first, ("stance",)), f"the opposite claim, {first.id}")
        rule = rules.UNACKNOWLEDGED_CONFLICT
        yield record_fault(loaded, second, rule, message, "stance", related=(related,))


def contradicts_itself(loaded: Loaded) -> Iterator[Diagnostic]:
    """No claim is its own opposite."""
    for claim in written_claims(loaded):
        for index, other in claim.texts("contradicts"):
            if other and other == claim.text("id"):
                message = "the claim names itself in contradicts"
                yield claim.fault(rules.CONTRADICTS_ITSELF, message, "contradicts", index)


def contradicts_conflicts(loaded: Loaded) -> Iterator[Diagnostic]:
    """``contradicts`` names an opposite claim of the same actor on the same topic."""
    for claim in loaded.kb.claims.values():
        for index, other_id in enumerate(claim.contradicts):
            other = loaded.kb.claims.get(other_id)
            if other is None or other is claim:
                continue
            if reason := _no_conflict(claim, other):
                message = f"{other_id} does not contradict this claim: {reason}"
                related = (Related(other.location, "the claim that is named"),)
                rule = rules.CONTRADICTS_WITHOUT_CONFLICT
                yield record_fault(
                    loaded, claim, rule, message, "contradicts", index, related=related
                )


def _no_conflict(claim: Claim, other: Claim) -> str | None:
    if claim.actor != other.actor:
        return f"it is of {other.actor}"
    if claim.topic != other.topic:
        return f"it is on {other.topic}"
    if claim.relative_to or other.relative_to:
        return "a comparison takes no side"
    if not claim.opposes(other):
        return f"{other.stance} is not the opposite of {claim.stance}"
    return None


def condition_claims(loaded: Loaded) -> Iterator[Diagnostic]:
    """What an actor demands is a claim of its own."""
    # A claim that is faulty for another reason is there all the same.
    coded = {
        (claim.text("actor"), claim.text("topic"))
        for claim in written_claims(loaded)
        if claim.text("status") != Status.RETRACTED
    }
    for claim in loaded.kb.claims.values():
        for index, topic in enumerate(claim.conditions):
            if (claim.actor, topic) not in coded:
                message = f"{claim.actor} has no claim on {topic}, which it is said to demand"
                rule = rules.CONDITION_WITHOUT_CLAIM
                yield record_fault(loaded, claim, rule, message, "conditions", index)


def summary_words(loaded: Loaded) -> Iterator[Diagnostic]:
    """A summary is no copy of its quote."""
    for claim in written_claims(loaded):
        if copied := _copied(claim.text("quote"), claim.text("summary")):
            message = f'the summary copies its quote: "{copied}"'
            yield claim.fault(rules.COPIED_SUMMARY, message, "summary")


def _copied(quote: str, summary: str) -> str | None:
    """The first run of words that a summary shares with its quote, if it is long."""
    size = _COPIED_WORDS
    own = _WORD.findall(_folded(summary))
    if len(own) < size:
        return None
    text = _folded(quote)
    # Few summaries have so many words in a row that stand in the text, in whatever order.
    run = longest = 0
    for word in own:
        run = run + 1 if word in text else 0
        longest = max(longest, run)
    if longest < size:
        return None
    theirs = _WORD.findall(text)
    runs = {tuple(theirs[i : i + size]) for i in range(len(theirs) - size + 1)}
    for i in range(len(own) - size + 1):
        if tuple(own[i : i + size]) in runs:
            return " ".join(own[i : i + size])
    return None


def _folded(text: str) -> str:
    return fold_marks(seen(text)).casefold()

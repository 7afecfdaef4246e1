"""The sense of claims: what they need beside them, and how they stand to each other."""

import re
from collections.abc import Iterator

from policykb import rules
from policykb.checks.cases import record_fault
from policykb.diagnostics import Diagnostic, Related, Route, Rule
from policykb.folding import fold
from policykb.loading import Loaded
from policykb.positions import Conflict, ConflictKind, conflicts
from policykb.query import Query, select
from policykb.records import Claim, PeriodBasis, Status, Voice

_COPIED_WORDS = 8
_WORD = re.compile(r"\w+(?:['-]\w+)*")


def _fault(
    loaded: Loaded,
    claim: Claim,
    route: Route,
    rule: Rule,
    message: str,
    related: tuple[Related, ...] = (),
) -> Diagnostic:
    return record_fault(
        loaded, claim.location, (*claim.route, *route), rule, message, related=related
    )


def other_said_by(loaded: Loaded) -> Iterator[Diagnostic]:
    """A claim in another's voice says whose."""
    for claim in loaded.kb.claims.values():
        if claim.voice is Voice.OTHER and not claim.said_by:
            message = "voice is other, but said_by does not say whose"
            yield _fault(loaded, claim, ("voice",), rules.OTHER_WITHOUT_SAID_BY, message)


def period_notes(loaded: Loaded) -> Iterator[Diagnostic]:
    """An inferred period has a note."""
    for claim in loaded.kb.claims.values():
        if claim.period_basis is PeriodBasis.INFERRED and not claim.note:
            message = "the period is inferred, but no note says how"
            yield _fault(loaded, claim, ("period_basis",), rules.INFERRED_WITHOUT_NOTE, message)


def retraction_notes(loaded: Loaded) -> Iterator[Diagnostic]:
    """A retracted claim has a note."""
    for claim in loaded.kb.claims.values():
        if claim.status is Status.RETRACTED and not claim.note:
            message = "the claim is retracted, but no note says why"
            yield _fault(loaded, claim, ("status",), rules.RETRACTED_WITHOUT_NOTE, message)


def published_periods(loaded: Loaded) -> Iterator[Diagnostic]:
    """A period dated by publication alone begins then."""
    for claim in loaded.kb.claims.values():
        published = loaded.kb.sources[claim.source].published
        start = claim.period.start
        if claim.period_basis is PeriodBasis.PUBLISHED and (
            start is None or not start.exact or start.first != published.toordinal()
        ):
            message = f"the period is dated by publication, but does not begin on {published}"
            yield _fault(loaded, claim, ("period",), rules.PUBLISHED_PERIOD, message)


def conflict_acknowledgements(loaded: Loaded) -> Iterator[Diagnostic]:
    """Opposite claims that hold together, or touch, name one another."""
    for conflict in _counted_conflicts(loaded):
        if conflict.kind is ConflictKind.SHIFT or conflict.acknowledged:
            continue
        first, second = conflict.first, conflict.second
        yield _fault(
            loaded,
            second,
            ("stance",),
            rules.UNACKNOWLEDGED_CONFLICT,
            f"{second.actor} on {second.topic}: {second.stance} here ({second.period}) but "
            f"{first.stance} in {first.id} ({first.period}): a {conflict.kind} "
            "that no contradicts names",
            (Related(loaded.locate(first, ("stance",)), f"the opposite claim, {first.id}"),),
        )


def _counted_conflicts(loaded: Loaded) -> Iterator[Conflict]:
    kb = loaded.kb
    groups: dict[tuple[str, str], list[Claim]] = {}
    for claim in select(kb, Query().counting()).claims:
        groups.setdefault((claim.actor, claim.topic), []).append(claim)
    for claims in groups.values():
        yield from conflicts(claims, kb.published)


def contradicts_conflicts(loaded: Loaded) -> Iterator[Diagnostic]:
    """``contradicts`` names an opposite claim of the same actor on the same topic."""
    for claim in loaded.kb.claims.values():
        for index, other_id in enumerate(claim.contradicts):
            route = ("contradicts", index)
            other = loaded.kb.claims.get(other_id)
            if other_id == claim.id:
                message = "the claim names itself in contradicts"
                yield _fault(loaded, claim, route, rules.CONTRADICTS_ITSELF, message)
            elif other is not None and (reason := _no_conflict(claim, other)):
                message = f"{other_id} does not contradict this claim: {reason}"
                related = (Related(other.location, "the claim that is named"),)
                rule = rules.CONTRADICTS_WITHOUT_CONFLICT
                yield _fault(loaded, claim, route, rule, message, related)


def _no_conflict(claim: Claim, other: Claim) -> str | None:
    if claim.actor != other.actor:
        return f"it is of {other.actor}"
    if claim.topic != other.topic:
        return f"it is on {other.topic}"
    if not claim.opposes(other):
        return f"{other.stance} is not the opposite of {claim.stance}"
    return None


def condition_claims(loaded: Loaded) -> Iterator[Diagnostic]:
    """What an actor demands is a claim of its own."""
    active = {
        (claim.actor, claim.topic)
        for claim in loaded.kb.claims.values()
        if claim.status is not Status.RETRACTED
    }
    for claim in loaded.kb.claims.values():
        for index, topic in enumerate(claim.conditions):
            if (claim.actor, topic) not in active:
                message = f"{claim.actor} has no claim on {topic}, which it is said to demand"
                route = ("conditions", index)
                yield _fault(loaded, claim, route, rules.CONDITION_WITHOUT_CLAIM, message)


def summary_words(loaded: Loaded) -> Iterator[Diagnostic]:
    """A summary is no copy of its quote."""
    for claim in loaded.kb.claims.values():
        if copied := _copied(claim):
            message = f'the summary copies its quote: "{copied}"'
            yield _fault(loaded, claim, ("summary",), rules.COPIED_SUMMARY, message)


def _copied(claim: Claim) -> str | None:
    """The first run of words that the summary shares with the quote, if it is long."""
    quote, summary = (_WORD.findall(fold(t).casefold()) for t in (claim.quote, claim.summary))
    size = _COPIED_WORDS
    runs = {tuple(quote[i : i + size]) for i in range(len(quote) - size + 1)}
    for i in range(len(summary) - size + 1):
        if tuple(summary[i : i + size]) in runs:
            return " ".join(summary[i : i + size])
    return None

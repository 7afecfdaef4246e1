"""Checks of claims against each other: conflicts, ``contradicts`` and ``conditions``.

The outlines are enough for most of it. Only claims of two-sided pairs are read as records.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import chain

from policykb.analysis.conflicts import MOST_CONFLICTS, unsettled_conflicts
from policykb.diagnostics import Diagnostic, Related, catalogue
from policykb.loading.outline import ClaimSide, Outline
from policykb.loading.read import LoadedKB
from policykb.model.records import ActorTopic, Stance
from policykb.validation.checks.context import id_list_fault, record_fault

_SIGNS: Mapping[str, int | None] = {stance.value: stance.sign for stance in Stance}


PairsBySign = Mapping[int, Collection[ActorTopic]]
"""Actor-topic pairs with counted claims in favour (+1) and against (-1)."""


def two_sided_pairs(parts: Iterable[PairsBySign]) -> list[ActorTopic]:
    """Return the actor-topic pairs with counted claims on both sides, ordered by their ids."""
    sides: dict[int, set[ActorTopic]] = {1: set(), -1: set()}
    for part in parts:
        for sign, pairs in part.items():
            sides[sign].update(pairs)
    return sorted(sides[1] & sides[-1])


def pairs_by_sign(outline: Outline) -> PairsBySign:
    """Return the actor-topic pairs of the counted claims of a part, by the sign of their stance."""
    found: dict[int, set[ActorTopic]] = {}
    for actor, topic, stance, counts in outline.claims.values():
        if counts and (sign := _SIGNS.get(stance)):
            found.setdefault(sign, set()).add((actor, topic))
    return found


def unacknowledged(loaded: LoadedKB, pair: ActorTopic) -> Iterator[Diagnostic]:
    """Report opposite claims in force together, or touching, that do not name one another."""
    claims = [claim for claim in loaded.kb.by_actor_and_topic[pair] if claim.counts]
    rule = catalogue.UNACKNOWLEDGED_CONFLICT
    found = unsettled_conflicts(claims, loaded.kb.published)
    for conflict in found[:MOST_CONFLICTS]:
        first, second = conflict.first, conflict.second
        message = (
            f"{second.actor} on {second.topic}: {second.stance} here ({second.period}) but "
            f"{first.stance} in {first.id} ({first.period}): a {conflict.kind} "
            "that neither names in contradicts"
        )
        related = Related(loaded.locate(first, ("stance",)), f"the opposite claim, {first.id}")
        yield record_fault(loaded, second, rule, message, "stance", related=(related,))
    for other in found[MOST_CONFLICTS:]:
        actor, topic = pair
        message = (
            f"the {len(claims):,} claims of {actor} on {topic} have more than "
            f"{MOST_CONFLICTS:,} conflicts that are not named in contradicts; the others are not "
            "listed"
        )
        yield record_fault(loaded, other.second, rule, message, "topic")


def contradicts_conflicts(loaded: LoadedKB) -> Iterator[Diagnostic]:
    """Report ids in ``contradicts`` that name no opposite claim of the actor on the topic."""
    outlines = loaded.outlines
    named = {
        one
        for outline in outlines.values()
        for claim in outline.contradictions
        for one in claim.ids
    }
    sides = {
        one: side
        for outline in outlines.values()
        if not named.isdisjoint(outline.claims)
        for one, side in outline.claims.items()
        if one in named
    }
    for part, outline in outlines.items():
        for claim in outline.contradictions:
            for index, other in enumerate(claim.ids):
                if other == claim.id or other not in sides:
                    continue
                if reason := _no_conflict(outline.claims[claim.id], sides[other]):
                    message = f"{other} does not contradict this claim: {reason}"
                    where = loaded.kb.claims[other].location
                    related = (Related(where, "the claim that is named"),)
                    rule = catalogue.CONTRADICTS_WITHOUT_CONFLICT
                    yield id_list_fault(
                        loaded, part, claim, rule, message, "contradicts", index, related=related
                    )


def _no_conflict(claim: ClaimSide, other: ClaimSide) -> str | None:
    if claim.actor != other.actor:
        return f"it is about {other.actor}"
    if claim.topic != other.topic:
        return f"it is on {other.topic}"
    if not claim.stance or not other.stance:
        return "a comparison takes no side"
    if (_SIGNS[claim.stance] or 0) * (_SIGNS[other.stance] or 0) >= 0:
        return f"{other.stance} is not the opposite of {claim.stance}"
    return None


def condition_claims(loaded: LoadedKB) -> Iterator[Diagnostic]:
    """Report conditions on which the actor has no claim."""
    # A claim that was left out because of another fault counts here, too.
    coded: Collection[ActorTopic] = set(
        chain.from_iterable(outline.coded for outline in loaded.outlines.values())
    )
    for part, outline in loaded.outlines.items():
        for claim in outline.conditions:
            actor = outline.claims[claim.id].actor
            for index, topic in enumerate(claim.ids):
                if (actor, topic) not in coded:
                    message = f"{topic} is a condition, but {actor} has no claim on it"
                    rule = catalogue.CONDITION_WITHOUT_CLAIM
                    yield id_list_fault(loaded, part, claim, rule, message, "conditions", index)

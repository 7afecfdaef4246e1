"""How claims stand to each other: conflicts, what contradicts what, and what is demanded.

All of it is decided from outlines; only the claims of an actor on a topic that stand on both sides
are looked at as records.
"""

from collections.abc import Collection, Iterator, Mapping
from itertools import chain

from policykb.analysis.in_force import ConflictKind, conflicts
from policykb.diagnostics import Diagnostic, Related, catalogue
from policykb.loading.outline import ActorTopic, ClaimSide, Outline
from policykb.loading.read import LoadedKB
from policykb.model.records import Stance
from policykb.validation.checks.context import listed_fault, record_fault

# Each claim is compared with each of its actor on its topic; this many pairs take seconds.
_MOST_PAIRS = 4_000_000
_SIGNS: Mapping[str, int | None] = {stance.value: stance.sign for stance in Stance}


def two_sided_pairs(outlines: Mapping[str, Outline]) -> dict[ActorTopic, bool]:
    """The actors and topics with counted claims on both sides, in the order of their ids; and
    whether these claims are compared with each other, or are too many.
    """
    numbers: dict[ActorTopic, int] = {}
    signs: dict[ActorTopic, set[int | None]] = {}
    for outline in outlines.values():
        for actor, topic, stance, counts in outline.claims.values():
            if counts:
                cell = (actor, topic)
                numbers[cell] = numbers.get(cell, 0) + 1
                signs.setdefault(cell, set()).add(_SIGNS.get(stance))
    room = _MOST_PAIRS
    found: dict[ActorTopic, bool] = {}
    for cell, number in numbers.items():
        if signs[cell].issuperset((1, -1)):
            pairs = number * (number - 1)
            found[cell] = pairs <= room
            room -= pairs if found[cell] else 0
    return dict(sorted(found.items()))


def unacknowledged(
    loaded: LoadedKB, cell: ActorTopic, *, is_compared: bool
) -> Iterator[Diagnostic]:
    """Opposite claims of an actor on a topic that hold together, or touch, name one another."""
    claims = [claim for claim in loaded.kb.by_actor_and_topic[cell] if claim.counts]
    rule = catalogue.UNACKNOWLEDGED_CONFLICT
    if not is_compared:
        actor, topic = cell
        message = (
            f"conflicts are not looked for among the {len(claims):,} claims of {actor} on {topic}: "
            "there are too many"
        )
        yield record_fault(loaded, claims[0], rule, message, "topic")
        return
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
        yield record_fault(loaded, second, rule, message, "stance", related=(related,))


def contradicts_conflicts(loaded: LoadedKB) -> Iterator[Diagnostic]:
    """``contradicts`` names an opposite claim of the same actor on the same topic."""
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
                    yield listed_fault(
                        loaded, part, claim, rule, message, "contradicts", index, related=related
                    )


def _no_conflict(claim: ClaimSide, other: ClaimSide) -> str | None:
    if claim.actor != other.actor:
        return f"it is of {other.actor}"
    if claim.topic != other.topic:
        return f"it is on {other.topic}"
    if not claim.stance or not other.stance:
        return "a comparison takes no side"
    if (_SIGNS[claim.stance] or 0) * (_SIGNS[other.stance] or 0) >= 0:
        return f"{other.stance} is not the opposite of {claim.stance}"
    return None


def condition_claims(loaded: LoadedKB) -> Iterator[Diagnostic]:
    """What an actor demands is a claim of its own."""
    # A claim that is faulty for another reason is there all the same.
    coded: Collection[ActorTopic] = set(
        chain.from_iterable(outline.coded for outline in loaded.outlines.values())
    )
    for part, outline in loaded.outlines.items():
        for claim in outline.conditions:
            actor = outline.claims[claim.id].actor
            for index, topic in enumerate(claim.ids):
                if (actor, topic) not in coded:
                    message = f"{actor} has no claim on {topic}, which it is said to demand"
                    rule = catalogue.CONDITION_WITHOUT_CLAIM
                    yield listed_fault(loaded, part, claim, rule, message, "conditions", index)

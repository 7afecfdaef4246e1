"""Demands of actors: conditions under which they would change a stance."""

from dataclasses import replace

from policykb.analysis.counted import CountedClaims, count
from policykb.analysis.positions import Position
from policykb.frozen import dataclass
from policykb.model.records import Claim


@dataclass(frozen=True, slots=True)
class Demand:
    """One condition of a claim: its actor demands ``topic`` (id) before it would change the claim's
    stance.

    ``in_force`` is True if the claim is in force on the day; ``position`` is the actor's position
    on the demanded topic.
    """

    topic: str
    claim: Claim
    in_force: bool
    position: Position


def demands(counted: CountedClaims, on: int) -> tuple[Demand, ...]:
    """Return the demands in the counted claims on a day (ordinal), by demanded topic in file order.

    The actor's position on a demanded topic rests on all its claims that count, whichever topics,
    stances or periods the query asks for.
    """
    whole = count(counted.kb, replace(counted.query, topics=(), stances=(), during=""))
    found: list[Demand] = []
    positions: dict[tuple[str, str], Position] = {}
    for (actor, topic), claims in counted.claims.items():
        if not any(claim.conditions for claim in claims):
            continue
        for standing in counted.position(actor, topic, on).standings:
            for demanded in standing.claim.conditions:
                if (actor, demanded) not in positions:
                    positions[actor, demanded] = whole.position(actor, demanded, on)
                position = positions[actor, demanded]
                in_force = standing.phase.in_force
                found.append(Demand(demanded, standing.claim, in_force, position))
    topics, actors = (
        {name: place for place, name in enumerate(ids)}
        for ids in (counted.kb.topics, counted.kb.actors)
    )

    def place(demand: Demand) -> tuple[int, int, int]:
        claim = demand.claim
        return (
            topics[demand.topic],
            actors[claim.actor],
            topics[claim.topic],
        )

    return tuple(sorted(found, key=place))

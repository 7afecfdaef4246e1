"""Networks as JSON: what was asked for, a summary, nodes and ties."""

from collections import Counter
from collections.abc import Iterator

from policykb.analysis.counted import CountedClaims
from policykb.analysis.network_answers import NetworkAnswer, Request
from policykb.analysis.networks import degrees
from policykb.analysis.uses import Counting
from policykb.model.period import day_text
from policykb.views.payloads import Json
from policykb.views.wording.filters import limits_payload


def request_payload(counted: CountedClaims, request: Request) -> dict[str, Json]:
    """Return what was asked for, and what limits the answer, as members of a payload."""
    during = counted.query.during
    counting = request.counted_as(during)
    positions = counting is Counting.POSITIONS
    return {
        "measure": request.measured.value,
        "normalisation": request.normalisation.value,
        "two_mode": request.two_mode,
        "count": counting.value,
        "as_of": day_text(counted.day(request.as_of)) if positions else None,
        "during": during or None,
        "begun": request.begun,
        "backbone": request.backbone,
        "at_least": request.at_least,
        "seed": request.seed,
        **limits_payload(counted.kb, counted),
    }


def network_summary(answer: NetworkAnswer) -> dict[str, Json]:
    """Return the numbers of a network as JSON."""
    network = answer.network
    return {
        "actors": len(network.actors),
        "topics": len({topic for topics in answer.used.uses.values() for topic in topics}),
        "ties": len(network.ties),
        "density": network.density,
        "communities": answer.community_count if answer.communities else None,
        "modularity": answer.modularity,
        "ei_index": answer.ei_index,
        "claims": answer.used.claims,
        "without_score": answer.used.without_score,
    }


def node_items(answer: NetworkAnswer) -> Iterator[dict[str, Json]]:
    """Yield the actors, then the topics, with their degrees and how often stances were used."""
    kb = answer.counted.kb
    uses: Counter[tuple[str, str]] = Counter()
    for actor, topics in answer.used.uses.items():
        for topic, scores in topics.items():
            uses["actor", actor] += sum(scores.values())
            uses["topic", topic] += sum(scores.values())
    for kind, found in zip(("actor", "topic"), degrees(answer.network), strict=True):
        for name, degree in found.items():
            is_actor = kind == "actor"
            yield {
                "id": name,
                "type": kind,
                "label": kb.actors[name].name if is_actor else kb.topics[name].label,
                "kind": (kb.actors[name] if is_actor else kb.topics[name]).kind.value,
                "community": answer.community(name) if is_actor else None,
                "degree": degree.ties,
                "strength": degree.strength,
                "uses": uses[kind, name],
            }


def tie_items(answer: NetworkAnswer) -> Iterator[dict[str, Json]]:
    """Yield the ties; those of two actors with the community of each."""
    for one, other, weight in answer.network.ties:
        if answer.network.topics:
            yield {"actor": one, "topic": other, "weight": weight}
        else:
            yield {
                "actor": one,
                "other": other,
                "weight": weight,
                "community": answer.community(one),
                "other_community": answer.community(other),
            }

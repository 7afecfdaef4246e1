"""The words of networks: what was measured, and what the network is."""

from policykb.analysis.counted import CountedClaims
from policykb.analysis.network_answers import NetworkAnswer, Request
from policykb.analysis.networks import Measure, Normalisation
from policykb.analysis.uses import Counting
from policykb.model.knowledge_base import KnowledgeBase
from policykb.views.wording.claims import quantity
from policykb.views.wording.dates import day_in_words

_MEASURES = {
    Measure.CONGRUENCE: "Weight: congruence, the nearness of stances on shared topics",
    Measure.CONFLICT: "Weight: conflict, the distance of stances on shared topics",
    Measure.SUBTRACT: "Weight: congruence minus conflict",
    Measure.IGNORE: "Weight: shared topics, whatever the stances",
}
_TOPIC_MEASURES = {
    Measure.SUBTRACT: "Weight: stances for the topic minus those against it, full ones as 1",
    Measure.IGNORE: "Weight: the number of stances on the topic, whatever they are",
}
_NORMALISATIONS = {
    Normalisation.NO: "not normalised",
    Normalisation.AVERAGE: "divided by the mean number of stances of the two",
    Normalisation.JACCARD: "divided by the Jaccard sum of the stances of the two",
    Normalisation.ACTIVITY: "divided by the number of stances of the actor",
    Normalisation.PROMINENCE: "divided by the number of stances on the topic",
}
_COUNTED = {
    Counting.CLAIMS: "each claim counts",
    Counting.DOCUMENT: "equal claims of one document count once",
    Counting.WINDOW: "equal claims count once",
}


def measure_words(request: Request) -> str:
    """Return the measure, the normalisation and the filters of ties in words."""
    measures = _TOPIC_MEASURES if request.two_mode else _MEASURES
    told = f"{measures[request.measured]}; {_NORMALISATIONS[request.normalisation]}"
    if request.backbone is not None:
        told += f"; only ties that are significant at {request.backbone:g} (disparity filter)"
    if request.at_least is not None:
        told += f"; only ties of {request.at_least:g} or more"
    return told


def described(counted: CountedClaims, request: Request, answer: NetworkAnswer) -> str:
    """Return what a network is, in words: its nodes and ties, and what was counted when."""
    network = answer.network
    nodes = quantity(len(network.actors), "actor")
    if network.topics:
        nodes += f" and {quantity(len(network.topics), 'topic')}"
    during = counted.query.during
    counting = request.counted_as(during)
    if counting is Counting.POSITIONS:
        when = f"held on {day_in_words(counted.day(request.as_of))}"
    else:
        when = (
            f"{'begun in ' if request.begun else ''}{during or 'all times'}; {_COUNTED[counting]}"
        )
    what = "positions" if counting is Counting.POSITIONS else "claims of"
    if request.begun:
        what = "claims"
    return f"{nodes}, {quantity(len(network.ties), 'tie')}, by {what} {when}"


def named(kb: KnowledgeBase, answer: NetworkAnswer, other: str) -> str:
    """Return the name of the other end of a tie."""
    return kb.topics[other].label if answer.network.topics else kb.actors[other].name

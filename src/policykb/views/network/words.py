"""The words of networks: what was measured, what the network is, and what it shows."""

from policykb.analysis.network_answers import NetworkAnswer, Request
from policykb.analysis.networks import Measure, Network, Normalisation
from policykb.analysis.uses import Counting
from policykb.views.wording.claims import quantity, rounded
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


def described(answer: NetworkAnswer) -> str:
    """Return what a network is, in words: its nodes and ties, and what was counted when."""
    network, request, during = answer.network, answer.request, answer.counted.query.during
    nodes = quantity(len(network.actors), "actor")
    if network.topics:
        nodes += f" and {quantity(len(network.topics), 'topic')}"
    if answer.day is not None:
        counted = f"positions held on {day_in_words(answer.day)}"
    else:
        what = "claims begun in" if request.begun else "claims of"
        counted = f"{what} {during or 'all times'}; {_COUNTED[answer.counting]}"
    return f"{nodes}, {quantity(len(network.ties), 'tie')}, by {counted}"


def named(answer: NetworkAnswer, other: str) -> str:
    """Return the name of the other end of a tie."""
    kb = answer.counted.kb
    return kb.topics[other].label if answer.network.topics else kb.actors[other].name


def finding(answer: NetworkAnswer) -> str:
    """Return the strongest tie and the communities in a sentence."""
    network = answer.network
    if not network.ties:
        return "No ties."
    parts = []
    if answer.modularity is not None:
        number = answer.community_count
        groups = "1 community" if number == 1 else f"{number} communities"
        parts.append(f"{groups} (modularity Q {modularity_words(answer)})")
        parts.append(f"E-I index {rounded(answer.ei_index)}")
    parts.append(f"density {density_words(network)}")
    one, other, weight = max(network.ties, key=lambda tie: abs(tie.weight))
    pair = f"{answer.counted.kb.actors[one].name} and {named(answer, other)}"
    strongest = f"The strongest tie is that of {pair} ({rounded(weight)})"
    return f"{strongest}; {', '.join(parts)}."


def modularity_words(answer: NetworkAnswer) -> str:
    """Return the modularity Q with three decimals; empty if there is none."""
    return "" if answer.modularity is None else f"{answer.modularity:.3f}"


def density_words(network: Network) -> str:
    """Return the density with three decimals; empty if no tie is possible."""
    return "" if network.density is None else f"{network.density:.3f}"

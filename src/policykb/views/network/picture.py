"""The picture of a network: actors on a circle, community by community."""

from collections.abc import Iterator, Sequence

from policykb.analysis.network_answers import NetworkAnswer
from policykb.views.network.words import described, finding
from policykb.views.picture import NetworkChart, NetworkNode, NetworkTie, Picture
from policykb.views.wording.sources import source_line

_COLOURS = {"actor": 1, "topic": None}
"""The colours of nodes where there are no communities, as if they were some."""


def network_picture(answer: NetworkAnswer, notes: Sequence[str]) -> Picture:
    """Return the picture of a network, without the nodes that have no tie. The notes stand at its
    foot.
    """
    kb, network, other_kind = answer.counted.kb, answer.network, answer.other_kind
    tied = {("actor", tie.one) for tie in network.ties}
    tied |= {(other_kind, tie.other) for tie in network.ties}
    last = answer.community_count + 1
    # An actor and a topic may share an id, so nodes go by kind and id.
    ordered = [
        *(
            ("actor", one)
            for one in sorted(network.actors, key=lambda n: answer.community(n) or last)
        ),
        *(("topic", one) for one in network.topics),
    ]
    shown = [node for node in ordered if node in tied]
    index = {node: at for at, node in enumerate(shown)}
    most = max((abs(tie.weight) for tie in network.ties), default=1.0)
    nodes = tuple(
        NetworkNode(
            kb.topics[name].label if kind == "topic" else kb.actors[name].name,
            answer.community(name) if answer.communities else _COLOURS[kind],
        )
        for kind, name in shown
    )
    ties = tuple(
        NetworkTie(index["actor", one], index[other_kind, other], weight / most)
        for one, other, weight in network.ties
    )
    return Picture(
        title=described(answer),
        subtitle=finding(answer),
        source=source_line(kb, answer.used.sources),
        notes=(*_notes(answer, len(ordered) - len(shown)), *notes),
        chart=NetworkChart(nodes, ties),
    )


def _notes(answer: NetworkAnswer, hidden: int) -> Iterator[str]:
    if answer.communities:
        yield "Colours: communities, the actors of one side by side. Wider ties have more weight."
    else:
        topics = "; topics have another colour than actors" if answer.network.topics else ""
        yield f"Wider ties have more weight, red ones less than none{topics}."
    if hidden:
        yield f"Not drawn, as they have no tie: {hidden}."

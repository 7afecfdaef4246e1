"""``policykb network`` as a view: its ties, its matrix, or the networks of moving windows."""

from collections.abc import Iterator
from dataclasses import replace

from policykb.analysis.counted import CountedClaims
from policykb.analysis.network_answers import NetworkAnswer, Request, network_answer, window_answers
from policykb.analysis.networks import Measure
from policykb.analysis.uses import Counting
from policykb.views.graph import Edge, Graph, Node
from policykb.views.network.matrix import weights_view
from policykb.views.network.payload import node_items
from policykb.views.network.picture import network_picture
from policykb.views.network.ties import ties_view
from policykb.views.network.windows import windows_view
from policykb.views.network.words import described, measure_words
from policykb.views.table import line
from policykb.views.view import View
from policykb.views.wording.citations import cited_sources
from policykb.views.wording.filters import remarks
from policykb.views.wording.sources import sources_in_words


def network_view(counted: CountedClaims, request: Request) -> View:
    """Return the network of these claims, or those of moving windows.

    Raises:
        PolicyKBError: as :func:`policykb.analysis.network_answers.network_answer` does.
    """
    if request.window:
        return windows_view(counted, request, window_answers(counted, request))
    answer = network_answer(counted, request)
    ids = answer.used.sources
    notes = list(_notes(answer))
    return replace(
        weights_view(answer) if request.matrix else ties_view(answer),
        title=described(answer),
        sources=sources_in_words(counted.kb, ids),
        make_documents=lambda: cited_sources(counted.kb, ids),
        headline=True,
        notes=tuple(map(line, notes)),
        make_picture=lambda: network_picture(answer, notes),
        make_graph=lambda: _graph(answer),
    )


def _notes(answer: NetworkAnswer) -> Iterator[str]:
    request = answer.request
    yield f"{measure_words(request)}."
    if answer.used.without_score:
        what = "positions" if answer.counting is Counting.POSITIONS else "claims"
        yield (
            f"Without a score, so not in the network: {answer.used.without_score} {what} "
            "(contested, mixed or relative)."
        )
    if request.measured is Measure.CONFLICT and not request.two_mode:
        yield "Communities are not sought among ties of conflict."
    yield from remarks(answer.counted, day=answer.day, kb=answer.counted.kb)


def _graph(answer: NetworkAnswer) -> Graph:
    """Return the network with typed attributes. In a network with topics ids say what they are."""

    def node_id(kind: str, name: str) -> str:
        return f"{kind}:{name}" if answer.network.topics else name

    nodes = tuple(
        Node(
            node_id(str(item["type"]), str(item["id"])),
            str(item["label"]),
            {
                name: value
                for name, value in item.items()
                if name not in {"id", "label"} and isinstance(value, str | int | float)
            },
        )
        for item in node_items(answer)
    )
    edges = tuple(
        Edge(node_id("actor", one), node_id(answer.other_kind, other), float(weight))
        for one, other, weight in answer.network.ties
    )
    about = f"{described(answer)}. {measure_words(answer.request)}."
    return Graph(about, nodes, edges)

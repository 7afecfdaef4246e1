"""``policykb network`` as a view: the communities and ties of actors, or their ties to topics."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from policykb.analysis.counted import CountedClaims
from policykb.analysis.network_answers import (
    NetworkAnswer,
    Request,
    Window,
    network_answer,
    window_answers,
)
from policykb.analysis.networks import Degree, Measure, Network, Tie, degrees
from policykb.analysis.uses import Counting
from policykb.model.knowledge_base import KnowledgeBase
from policykb.model.period import day_text
from policykb.views import payloads
from policykb.views.cells import Cell, Column, Group, Line, Style, TableRow, cell, line
from policykb.views.graph import Edge, Graph, Node
from policykb.views.network_matrix import matrix_view
from policykb.views.network_words import described, measure_words, named
from policykb.views.payloads import Json
from policykb.views.picture import NetworkChart, NetworkNode, NetworkTie, Picture
from policykb.views.view import View
from policykb.views.wording import claims as words
from policykb.views.wording import stances
from policykb.views.wording.citations import cited_sources
from policykb.views.wording.dates import day_in_words
from policykb.views.wording.filters import limits_payload, remarks
from policykb.views.wording.sources import source_line, sources_in_words

_NEAREST = 3
_KINDS = {"actor": 1, "topic": None}
"""The colours of nodes where there are no communities, as if they were some."""
_TIE_FIELDS = payloads.fields("actor", "other", "weight", "community", "other_community")
_TOPIC_FIELDS = payloads.fields("actor", "topic", "weight")
_WINDOW_FIELDS = payloads.fields(
    *("from", "to", "actors", "ties", "density", "communities", "modularity", "ei_index"),
    *("kept_ties", "claims"),
)


def network_view(counted: CountedClaims, request: Request) -> View:
    """Return the network of these claims, or those of moving windows.

    Raises:
        PolicyKBError: as :func:`policykb.analysis.network_answers.network_answer` does.
    """
    if request.window:
        return _windows_view(counted, request, window_answers(counted, request))
    answer = network_answer(counted, request)
    if request.matrix:
        view = matrix_view(counted, request, answer)
    else:
        view = _ties_view(counted, request, answer)
    kb = counted.kb
    ids = {claim.source for claim in answer.used.claims}
    return replace(
        view,
        sources=sources_in_words(kb, ids),
        make_documents=lambda: cited_sources(kb, ids),
        headline=True,
        notes=tuple(_notes(counted, request, answer)),
        make_picture=lambda: _picture(counted, request, answer),
        make_graph=lambda: _graph(counted, request, answer),
    )


def _ties_view(counted: CountedClaims, request: Request, answer: NetworkAnswer) -> View:
    kb, network = counted.kb, answer.network
    heads = ("Topics", "Most weight") if request.two_mode else ("Ties", "Closest")
    return View(
        title=described(counted, request, answer),
        columns=(
            Column("Actor", 5),
            Column(heads[0], 2, right=True),
            Column("Strength", 2, right=True),
            Column(heads[1], 10),
        ),
        make_groups=lambda: tuple(_groups(kb, answer)),
        make_payload=lambda: payloads.envelope(
            kb,
            **request_payload(counted, request),
            summary=_summary(answer),
            nodes=[*_actor_items(kb, answer), *_topic_items(kb, answer)],
            ties=_tie_items(answer),
        ),
        items="ties",
        fields=_TOPIC_FIELDS if request.two_mode else _TIE_FIELDS,
        answer=_finding(kb, answer),
        make_propositions=lambda: stances.propositions(kb.topics[one] for one in network.topics),
    )


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
        **limits_payload(counted.kb, counted),
    }


def _summary(answer: NetworkAnswer) -> dict[str, Json]:
    network, found = answer.network, answer.communities
    return {
        "actors": len(network.actors),
        "topics": len({topic for topics in answer.used.uses.values() for topic in topics}),
        "ties": len(network.ties),
        "density": network.density,
        "communities": answer.community_count if found else None,
        "modularity": found.modularity if found else None,
        "ei_index": answer.ei_index,
        "claims": len({claim.id for claim in answer.used.claims}),
        "without_score": answer.used.without_score,
    }


def _community(answer: NetworkAnswer, actor: str) -> int | None:
    return answer.communities.of.get(actor) if answer.communities else None


def _actor_items(kb: KnowledgeBase, answer: NetworkAnswer) -> list[dict[str, Json]]:
    found, _ = degrees(answer.network)
    return [
        {
            "id": actor,
            "type": "actor",
            "label": kb.actors[actor].name,
            "kind": kb.actors[actor].kind.value,
            "community": _community(answer, actor),
            "degree": degree.ties,
            "strength": degree.strength,
            "uses": sum(sum(one.values()) for one in answer.used.uses[actor].values()),
        }
        for actor, degree in found.items()
    ]


def _topic_items(kb: KnowledgeBase, answer: NetworkAnswer) -> list[dict[str, Json]]:
    _, found = degrees(answer.network)
    return [
        {
            "id": topic,
            "type": "topic",
            "label": kb.topics[topic].label,
            "kind": kb.topics[topic].kind.value,
            "community": None,
            "degree": degree.ties,
            "strength": degree.strength,
            "uses": sum(sum(of.get(topic, {}).values()) for of in answer.used.uses.values()),
        }
        for topic, degree in found.items()
    ]


def _tie_items(answer: NetworkAnswer) -> list[dict[str, Json]]:
    if answer.network.topics:
        return [
            {"actor": one, "topic": other, "weight": weight}
            for one, other, weight in answer.network.ties
        ]
    return [
        {
            "actor": one,
            "other": other,
            "weight": weight,
            "community": _community(answer, one),
            "other_community": _community(answer, other),
        }
        for one, other, weight in answer.network.ties
    ]


# --- the table -------------------------------------------------------------------------


def _groups(kb: KnowledgeBase, answer: NetworkAnswer) -> Iterator[Group]:
    """Yield a group a community, the largest first, then the other actors; the strongest first."""
    actors, _ = degrees(answer.network)
    nearest = _nearest(answer)
    by_community: dict[int, list[str]] = {}
    for actor, degree in actors.items():
        none = answer.community_count + 1 + (not degree.ties)
        by_community.setdefault(_community(answer, actor) or none, []).append(actor)
    for community in sorted(by_community):
        found = sorted(by_community[community], key=lambda one: (-actors[one].strength, one))
        if community <= answer.community_count:
            title = f"Community {community}: {words.quantity(len(found), 'actor')}"
        elif not actors[found[0]].ties:
            title = f"Without ties: {words.quantity(len(found), 'actor')}"
        else:
            title = "In no community" if answer.communities else ""
        yield Group(
            title,
            tuple(_row(kb, one, actors[one], nearest.get(one, ()), answer) for one in found),
        )


def _nearest(answer: NetworkAnswer) -> Mapping[str, Sequence[Tie]]:
    """Return the ties of each actor, the one of the greatest weight first."""
    found: dict[str, list[Tie]] = {}
    for tie in answer.network.ties:
        found.setdefault(tie.one, []).append(tie)
        if not answer.network.topics:
            found.setdefault(tie.other, []).append(Tie(tie.other, tie.one, tie.weight))
    return {one: sorted(ties, key=lambda tie: -abs(tie.weight)) for one, ties in found.items()}


def _row(
    kb: KnowledgeBase, actor: str, degree: Degree, ties: Sequence[Tie], answer: NetworkAnswer
) -> TableRow:
    told = [f"{named(kb, answer, one.other)} {words.rounded(one.weight)}" for one in ties]
    more = len(told) - _NEAREST
    shown = "; ".join(told[:_NEAREST]) + (f"; and {more} more" if more > 0 else "")
    cells: tuple[Cell, ...] = (
        cell(kb.actors[actor].name, Style.STRONG),
        cell(degree.ties),
        cell(words.rounded(degree.strength)),
        cell(shown),
    )
    return TableRow(cells)


def _finding(kb: KnowledgeBase, answer: NetworkAnswer) -> str:
    """Return the strongest tie and the communities in a sentence."""
    network, found = answer.network, answer.communities
    if not network.ties:
        return "No ties."
    parts = []
    if found and found.modularity is not None:
        number = answer.community_count
        groups = "1 community" if number == 1 else f"{number} communities"
        parts.append(f"{groups} (modularity Q {words.rounded(found.modularity)})")
        parts.append(f"E-I index {words.rounded(answer.ei_index)}")
    parts.append(f"density {_density(network)}")
    one, other, weight = max(network.ties, key=lambda tie: abs(tie.weight))
    pair = f"{kb.actors[one].name} and {named(kb, answer, other)}"
    strongest = f"The strongest tie is that of {pair} ({words.rounded(weight)})"
    return f"{strongest}; {', '.join(parts)}."


def _density(network: Network) -> str:
    return "" if network.density is None else f"{network.density:.3f}"


def _notes(counted: CountedClaims, request: Request, answer: NetworkAnswer) -> Iterator[Line]:
    yield line(f"{measure_words(request)}.")
    if answer.used.without_score:
        what = "positions" if _of_positions(counted, request) else "claims"
        yield line(
            f"Without a score, so not in the network: {answer.used.without_score} {what} "
            "(contested, mixed or relative)."
        )
    if request.measured is Measure.CONFLICT and not request.two_mode:
        yield line("Communities are not sought among ties of conflict.")
    day = counted.day(request.as_of) if _of_positions(counted, request) else None
    yield from map(line, remarks(counted, day=day, kb=counted.kb))


def _of_positions(counted: CountedClaims, request: Request) -> bool:
    return request.counted_as(counted.query.during) is Counting.POSITIONS


# --- for other programs ----------------------------------------------------------------


def _graph(counted: CountedClaims, request: Request, answer: NetworkAnswer) -> Graph:
    """Return the network with typed attributes. In a network with topics ids say what they are."""
    kb = counted.kb
    prefix = ("actor:", "topic:") if answer.network.topics else ("", "")
    nodes = []
    for item in (*_actor_items(kb, answer), *_topic_items(kb, answer)):
        attributes = {
            name: value
            for name, value in item.items()
            if name not in {"id", "label"} and isinstance(value, str | int | float)
        }
        before = prefix[item["type"] == "topic"]
        nodes.append(Node(f"{before}{item['id']}", str(item["label"]), attributes))
    edges = tuple(
        Edge(prefix[0] + one, prefix[1] + other, float(weight), {})
        for one, other, weight in answer.network.ties
    )
    about = f"{described(counted, request, answer)}. {measure_words(request)}."
    return Graph(about, tuple(nodes), edges)


def _picture(counted: CountedClaims, request: Request, answer: NetworkAnswer) -> Picture:
    kb, network = counted.kb, answer.network
    last = answer.community_count + 1
    second = _second(answer)
    tied = {("actor", tie.one) for tie in network.ties}
    tied |= {(second, tie.other) for tie in network.ties}

    def place(name: str) -> int:
        return _community(answer, name) or last

    # An actor and a topic may share an id, so nodes go by kind and id.
    ordered = [("actor", one) for one in sorted(network.actors, key=place)]
    ordered += [("topic", one) for one in network.topics]
    ordered = [node for node in ordered if node in tied]
    index = {node: at for at, node in enumerate(ordered)}
    most = max((abs(tie.weight) for tie in network.ties), default=1.0)
    nodes = tuple(
        NetworkNode(
            kb.topics[name].label if kind == "topic" else kb.actors[name].name,
            _community(answer, name) if answer.communities else _KINDS[kind],
        )
        for kind, name in ordered
    )
    ties = tuple(
        NetworkTie(index["actor", one], index[second, other], weight / most)
        for one, other, weight in network.ties
    )
    return Picture(
        title=described(counted, request, answer),
        subtitle=_finding(kb, answer),
        source=source_line(kb, (claim.source for claim in answer.used.claims)),
        notes=tuple(_picture_notes(counted, request, answer, len(nodes))),
        chart=NetworkChart(nodes, ties),
    )


def _second(answer: NetworkAnswer) -> str:
    """Return the kind of the other end of each tie."""
    return "topic" if answer.network.topics else "actor"


def _picture_notes(
    counted: CountedClaims, request: Request, answer: NetworkAnswer, drawn: int
) -> Iterator[str]:
    if answer.communities:
        yield "Colours: communities, the actors of one side by side. Wider ties have more weight."
    else:
        topics = "; topics have another colour than actors" if answer.network.topics else ""
        yield f"Wider ties have more weight, red ones less than none{topics}."
    hidden = len(answer.network.actors) + len(answer.network.topics) - drawn
    if hidden:
        yield f"Not drawn, as they have no tie: {hidden}."
    yield from ("".join(piece.text for piece in one) for one in _notes(counted, request, answer))


# --- moving windows --------------------------------------------------------------------


def _windows_view(counted: CountedClaims, request: Request, found: Sequence[Window]) -> View:
    kb = counted.kb
    heads = ("From", "To", "Claims", "Actors", "Ties", "Density", "Groups", "Q", "E-I", "Kept")
    claims = [claim for one in found for claim in one.answer.used.claims]
    return View(
        title=f"{words.quantity(len(found), 'window')} of {request.window}",
        columns=(
            *(Column(head, 9) for head in heads[:2]),
            *(Column(head, 2, right=True) for head in heads[2:]),
        ),
        make_groups=lambda: (Group("", tuple(map(_window_row, found))),),
        make_payload=lambda: payloads.envelope(
            kb,
            **request_payload(counted, request),
            window=request.window,
            step=request.step or request.window,
            windows=[_window_item(one) for one in found],
        ),
        items="windows",
        fields=_WINDOW_FIELDS,
        sources=sources_in_words(kb, (claim.source for claim in claims)),
        headline=True,
        notes=(
            line(f"{measure_words(request)}."),
            *map(line, remarks(counted)),
        ),
        legend=(
            words.muted(
                "Groups: communities; Q: their modularity; E-I: ties between them minus those "
                "within, as a part of all; kept: the part of the ties of a window and of the one "
                "before that both have"
            ),
        ),
    )


def _window_item(one: Window) -> dict[str, Json]:
    return {
        "from": day_text(one.first),
        "to": day_text(one.last),
        **_summary(one.answer),
        "kept_ties": one.kept,
    }


def _window_row(one: Window) -> TableRow:
    answer = one.answer
    modularity = answer.communities.modularity if answer.communities else None
    numbers = (
        len({claim.id for claim in answer.used.claims}),
        len(answer.network.actors),
        len(answer.network.ties),
        _density(answer.network),
        answer.community_count if answer.communities else "",
        words.rounded(modularity),
        words.rounded(answer.ei_index),
        words.rounded(one.kept),
    )
    days = (day_in_words(one.first), day_in_words(one.last))
    return TableRow((*map(cell, days), *map(cell, numbers)))

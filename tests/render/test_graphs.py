"""GraphML and GEXF: networkx reads back what was written, with the types of all attributes."""

import io
from typing import Any
from xml.etree import ElementTree as ET

import networkx as nx
import pytest

from policykb.analysis.counted import count
from policykb.analysis.network_answers import Request
from policykb.diagnostics import PolicyKBError
from policykb.render import Format, Output, render
from policykb.views.network.view import network_view
from tests.support.commands import answer
from tests.support.factories import actor, knowledge_base, parse_claims, topic
from tests.support.running import run

FORMATS = ("graphml", "gexf")
HOSTILE = "<b>&amp;\x1b[31m\u202e\x00"


def read(text: str, chosen: str) -> Any:
    # networkx knows the namespace of GEXF 1.2; what is read here is the same in 1.3.
    if chosen == "gexf":
        text = text.replace("http://gexf.net/1.3", "http://www.gexf.net/1.2draft")
        return nx.read_gexf(io.BytesIO(text.replace('"1.3"', '"1.2"').encode()))
    return nx.parse_graphml(text)


@pytest.mark.parametrize("chosen", FORMATS)
@pytest.mark.parametrize("options", [(), ("--two-mode",)])
def test_networkx_reads_the_network_back(chosen: str, options: tuple[str, ...]) -> None:
    graph = read(run("network", *options, "-f", chosen).out, chosen)
    payload = answer(run("network", *options, "-f", "json"))
    assert not graph.is_directed()
    prefix = ("actor:", "topic:") if options else ("", "")
    nodes = {prefix[one["type"] == "topic"] + one["id"]: one for one in payload["nodes"]}
    assert set(graph) == set(nodes)
    for name, of in nodes.items():
        read_back = graph.nodes[name]
        for key in ("label", "kind", "community", "degree", "strength", "uses"):
            assert read_back.get(key) == of[key]
            assert type(read_back.get(key)) is type(of[key])
    ends = ("actor", "topic") if options else ("actor", "other")
    ties = {
        frozenset(p + one[end] for p, end in zip(prefix, ends, strict=True)): one["weight"]
        for one in payload["ties"]
    }
    assert {frozenset(pair): weight for *pair, weight in graph.edges(data="weight")} == ties
    assert ties


@pytest.mark.parametrize("chosen", FORMATS)
def test_names_cannot_become_markup(chosen: str) -> None:
    kb = knowledge_base(
        [*parse_claims(["support 2020/.."]), *parse_claims(["support 2020/.."], actor="b")],
        actors=[actor("a", HOSTILE), actor("b", f"b {HOSTILE}")],
        topics=[topic("t", HOSTILE)],
    )
    view = network_view(count(kb), Request())
    text = render(view, Format(chosen), Output.of_file())
    ET.fromstring(text)  # noqa: S314 - our own output
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert set(read(text, chosen)) == {"a", "b"}


@pytest.mark.parametrize("chosen", FORMATS)
def test_a_network_of_nobody_is_a_file(chosen: str) -> None:
    assert not read(run("network", "--as-of", "1900", "-f", chosen).out, chosen)


@pytest.mark.parametrize("chosen", FORMATS)
def test_other_answers_are_no_network(chosen: str) -> None:
    ran = run("actors", "-f", chosen)
    assert ran.code == 2
    assert "this answer is no network" in ran.err


def test_formats_with_the_right_headings() -> None:
    gexf = ET.fromstring(run("network", "-f", "gexf").out)  # noqa: S314 - our own output
    assert gexf.tag == "{http://gexf.net/1.3}gexf"
    types = {
        one.get("title"): one.get("type") for one in gexf.iter("{http://gexf.net/1.3}attribute")
    }
    assert types["community"] == "integer"
    assert types["strength"] == "double"
    with pytest.raises(PolicyKBError):
        network_view(count(knowledge_base([])), Request())

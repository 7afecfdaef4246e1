"""Graphs as GraphML (http://graphml.graphdrawing.org) and GEXF 1.3 (https://gexf.net)."""

from collections.abc import Iterable, Mapping
from xml.etree import ElementTree as ET

from policykb.diagnostics import PolicyKBError
from policykb.render.escaping import one_line
from policykb.views.graph import Attribute, Graph
from policykb.views.view import View

_TYPES: Mapping[type, tuple[str, str]] = {
    str: ("string", "string"),
    int: ("int", "integer"),
    float: ("double", "double"),
}
"""The types of attributes in GraphML and in GEXF."""


def graphml(view: View) -> str:
    """Return the graph of a view as GraphML, with a key and a type for every attribute.

    Raises:
        PolicyKBError: the view has no graph.
    """
    graph = _graph(view)
    root = ET.Element("graphml", {"xmlns": "http://graphml.graphdrawing.org/xmlns"})
    nodes = _types([{"label": one.label, **one.attributes} for one in graph.nodes])
    for owner, types in (("node", nodes), ("edge", {"weight": float} if graph.edges else {})):
        for name, of in types.items():
            key = ET.SubElement(root, "key", {"id": f"{owner}-{name}", "for": owner})
            key.set("attr.name", name)
            key.set("attr.type", _TYPES[of][0])
    whole = ET.SubElement(root, "graph", {"id": "network", "edgedefault": "undirected"})
    ET.SubElement(whole, "desc").text = one_line(graph.description)
    for node in graph.nodes:
        element = ET.SubElement(whole, "node", {"id": node.id})
        _data(element, "node", {"label": node.label, **node.attributes})
    for number, edge in enumerate(graph.edges):
        element = ET.SubElement(whole, "edge", {"id": f"e{number}"})
        element.set("source", edge.source)
        element.set("target", edge.target)
        _data(element, "edge", {"weight": edge.weight})
    return _document(root)


def _data(element: ET.Element, owner: str, values: Mapping[str, Attribute]) -> None:
    for name, value in values.items():
        ET.SubElement(element, "data", {"key": f"{owner}-{name}"}).text = _text(value)


def gexf(view: View) -> str:
    """Return the graph of a view as GEXF, with a type for every attribute.

    Raises:
        PolicyKBError: the view has no graph.
    """
    graph = _graph(view)
    root = ET.Element("gexf", {"xmlns": "http://gexf.net/1.3", "version": "1.3"})
    meta = ET.SubElement(root, "meta")
    ET.SubElement(meta, "creator").text = "policykb"
    ET.SubElement(meta, "description").text = one_line(graph.description)
    whole = ET.SubElement(root, "graph", {"mode": "static", "defaultedgetype": "undirected"})
    heads = ET.SubElement(whole, "attributes", {"class": "node", "mode": "static"})
    for name, of in _types(one.attributes for one in graph.nodes).items():
        attribute = {"id": name, "title": name, "type": _TYPES[of][1]}
        ET.SubElement(heads, "attribute", attribute)
    nodes = ET.SubElement(whole, "nodes", {"count": str(len(graph.nodes))})
    for node in graph.nodes:
        element = ET.SubElement(nodes, "node", {"id": node.id, "label": one_line(node.label)})
        values = ET.SubElement(element, "attvalues")
        for name, value in node.attributes.items():
            ET.SubElement(values, "attvalue", {"for": name, "value": _text(value)})
    edges = ET.SubElement(whole, "edges", {"count": str(len(graph.edges))})
    for number, edge in enumerate(graph.edges):
        element = ET.SubElement(edges, "edge", {"id": str(number)})
        element.set("source", edge.source)
        element.set("target", edge.target)
        element.set("weight", _text(edge.weight))
    return _document(root)


def _graph(view: View) -> Graph:
    if view.make_graph is None:
        raise PolicyKBError(
            "this answer is no network", "`policykb network` gives one (--format graphml or gexf)."
        )
    return view.make_graph()


def _types(rows: Iterable[Mapping[str, Attribute]]) -> dict[str, type]:
    """Return the type of each attribute, in the order in which they first occur."""
    return {name: type(value) for row in rows for name, value in row.items()}


def _text(value: Attribute) -> str:
    return one_line(value) if isinstance(value, str) else str(value)


def _document(root: ET.Element) -> str:
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'

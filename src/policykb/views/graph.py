"""A graph: nodes and ties with attributes, for programs that draw and measure networks."""

from collections.abc import Mapping
from typing import NamedTuple

Attribute = str | int | float
"""The value of an attribute; all values of one attribute have the same type."""


class Node(NamedTuple):
    """A node: its id, its label, and its attributes by name; a missing one is unknown."""

    id: str
    label: str
    attributes: Mapping[str, Attribute]


class Edge(NamedTuple):
    """A tie: the ids of its nodes, and its weight."""

    source: str
    target: str
    weight: float


class Graph(NamedTuple):
    """An undirected graph and its description in words."""

    description: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]

"""A parsed YAML file: its data, the span of every value, its comments and its faults."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import field

from policykb.diagnostics import Diagnostic, Location, Route, Span
from policykb.frozen import NamedTuple, dataclass
from policykb.text.decoding import Lines

Data = str | list["Data"] | dict[str, "Data"]
"""The data of a file: every scalar is the text in the file, without a type."""

_COMMENT = re.compile(r"#[^\r\n]*")

# Tuples of offsets, because there may be a million, and few are converted to lines and columns.
Children = dict[str, tuple["Node", "Node"]] | list["Node"] | None
"""The nodes inside a value: of a mapping each key and value, of a list the items."""
Node = tuple[int, int, Children]
"""The offsets at which a value begins and ends, and the nodes inside it."""
NO_NODE: Node = (0, 0, None)


class Nodes:
    """The nodes of a document.

    ``top`` is the topmost node, or a function that finds it, which is called when a node is first
    needed that ``extents`` (offsets by route) do not hold.
    """

    def __init__(
        self,
        top: Node | Callable[[], Node],
        extents: Mapping[Route, tuple[int, int]] | None = None,
    ) -> None:
        self._top = top
        self.extents = extents or {}

    @property
    def top(self) -> Node:
        """The topmost node, with all nodes inside it."""
        if callable(self._top):
            self._top = self._top()
        return self._top


class Comment(NamedTuple):
    """A comment, its text with the number sign; ``alone`` is True if it has a line to itself."""

    span: Span
    text: str
    alone: bool


@dataclass(frozen=True, slots=True)
class Document:
    """A document is a parsed YAML file: its data with spans, and its faults.

    ``path`` is relative to the knowledge base. ``data`` is None if the file cannot be used at all.
    ``faults`` are in the order of the file; their routes lead to the values that they concern.
    """

    path: str
    data: Data | None
    faults: tuple[Diagnostic, ...]
    _lines: Lines = field(repr=False, compare=False)
    _nodes: Nodes = field(repr=False, compare=False)

    @property
    def text(self) -> str:
        """The text that spans and offsets refer to: that of the file, without a leading byte order
        mark, and with U+FFFD for each forbidden character.
        """
        return self._lines.text

    def value(self, route: Route) -> Data | None:
        """Return the value at ``route``; None if there is none."""
        value = self.data
        for step in route:
            if isinstance(value, dict) and isinstance(step, str):
                value = value.get(step)
            elif isinstance(value, list) and isinstance(step, int) and step < len(value):
                value = value[step]
            else:
                return None
        return value

    def span(self, route: Route) -> Span:
        """Return the span of the value at ``route``, or of the innermost value around it."""
        return self._lines.span(*self.extent(route))

    def key_span(self, route: Route) -> Span:
        """Return the span of a field's key; for an item of a list and the top, :meth:`span`."""
        return self._lines.span(*self.extent(route, key=True))

    def location(self, route: Route, *, key: bool = False) -> Location:
        """Return the location of the value at ``route``, or, with ``key``, of its key."""
        return Location(self.path, self.key_span(route) if key else self.span(route))

    def extent(self, route: Route, *, key: bool = False) -> tuple[int, int]:
        """Return :meth:`span` or, with ``key``, :meth:`key_span`, as offsets in :attr:`text`."""
        known = self._nodes.extents.get(route)
        if known is not None and not (key and route and isinstance(route[-1], str)):
            return known
        return self._find(route)[0 if key else 1][:2]

    def exact_span(self, start: int, end: int) -> Span:
        """Return the span from one offset in :attr:`text` to another, including white space."""
        return self._lines.exact_span(start, end)

    def comments(self) -> Iterator[Comment]:
        """Yield the comments in the order of the file; none if ``data`` is None."""
        if self.data is None or "#" not in self.text:
            return
        # Outside scalars, a number sign always begins a comment.
        text, at = self.text, 0
        for start, end in [*sorted(_scalars(self._nodes.top)), (len(text), len(text))]:
            yield from self._comments_within(at, start)
            # The first line of a block scalar may end in a comment.
            if text[start : start + 1] in {"|", ">"}:
                yield from self._comments_within(start, min(end, self._lines.end_of_line(start)))
            at = max(at, end)

    def _comments_within(self, start: int, end: int) -> Iterator[Comment]:
        for match in _COMMENT.finditer(self.text, start, end):
            span = self._lines.span(match.start(), match.end())
            before = self.text[match.start() - span.column + 1 : match.start()]
            yield Comment(span, match.group().rstrip(), alone=not before.strip())

    def _find(self, route: Route) -> tuple[Node, Node]:
        """Return the nodes of the key and the value at ``route``."""
        key = node = self._nodes.top
        for step in route:
            children = node[2]
            if isinstance(children, dict) and isinstance(step, str) and step in children:
                key, node = children[step]
            elif isinstance(children, list) and isinstance(step, int) and 0 <= step < len(children):
                key = node = children[step]
            else:
                return node, node
        return key, node


def _scalars(top: Node) -> Iterator[tuple[int, int]]:
    """Yield the offsets of the scalars inside a node, in no order."""
    nodes = [top]
    while nodes:
        start, end, children = nodes.pop()
        if children is None:
            yield start, end
        elif isinstance(children, dict):
            nodes.extend(node for pair in children.values() for node in pair)
        else:
            nodes.extend(children)

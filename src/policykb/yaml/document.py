"""What a YAML file says: plain data, a place for every value, comments, every fault."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from policykb.diagnostics import Diagnostic, Location, Route, Span
from policykb.text.files import Lines

Data = str | list["Data"] | dict[str, "Data"]
"""What a file says: every scalar is still the text that stands there."""

_COMMENT = re.compile(r"#[^\r\n]*")

# Offsets in tuples: there may be a million, and few are asked for their line and column.
Inner = dict[str, tuple["Place", "Place"]] | list["Place"] | None
"""The places inside a value; in a mapping, of key and value."""
Place = tuple[int, int, Inner]
"""Where a value begins and ends in the text, and the places inside it."""
NOWHERE: Place = (0, 0, None)


class Places:
    """Where the values of a text stand.

    ``top`` is the place of all, or finds it: that is put off until somebody asks for a place that
    ``extents``, by route, do not hold.
    """

    def __init__(
        self,
        top: Place | Callable[[], Place],
        extents: Mapping[Route, tuple[int, int]] | None = None,
    ) -> None:
        self._top = top
        self.extents = extents or {}

    @property
    def top(self) -> Place:
        """The place of all, with those inside it."""
        if callable(self._top):
            self._top = self._top()
        return self._top


class Comment(NamedTuple):
    """A comment: where it stands, its text with the number sign, and whether it has a line to
    itself.
    """

    span: Span
    text: str
    alone: bool


@dataclass(frozen=True, slots=True)
class Document:
    """What a YAML file says, where it says it, and what is wrong with it.

    ``path`` is relative to the knowledge base. ``data`` is None where the file holds
    nothing that can be trusted. ``faults`` are in the order of the file; their routes
    say which value they touch.
    """

    path: str
    data: Data | None
    faults: tuple[Diagnostic, ...]
    _lines: Lines = field(repr=False, compare=False)
    _places: Places = field(repr=False, compare=False)

    @property
    def text(self) -> str:
        """The text that spans and offsets are counted in: what the file holds, without a leading
        byte order mark; in place of each forbidden character is U+FFFD.
        """
        return self._lines.text

    def value(self, route: Route) -> Data | None:
        """What stands at ``route``; None if nothing does."""
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
        """Where the value at ``route`` stands, or else the nearest value that encloses it."""
        return self._lines.span(*self.extent(route))

    def key_span(self, route: Route) -> Span:
        """Where the key of that value stands; for an item of a list and the top, :meth:`span`."""
        return self._lines.span(*self.extent(route, key=True))

    def location(self, route: Route, *, key: bool = False) -> Location:
        """The file and the :meth:`span` or :meth:`key_span` of the value at ``route``."""
        return Location(self.path, self.key_span(route) if key else self.span(route))

    def extent(self, route: Route, *, key: bool = False) -> tuple[int, int]:
        """Like :meth:`span` and :meth:`key_span`, as offsets in :attr:`text`."""
        known = self._places.extents.get(route)
        if known is not None and not (key and route and isinstance(route[-1], str)):
            return known
        return self._find(route)[0 if key else 1][:2]

    def exact_span(self, start: int, end: int) -> Span:
        """Return the span from one offset in :attr:`text` to another, including white space."""
        return self._lines.exact_span(start, end)

    def comments(self) -> Iterator[Comment]:
        """All comments, in the order of the file; none where nothing was read."""
        if self.data is None:
            return
        # Outside of scalars a number sign can only begin a comment.
        text, at = self.text, 0
        for start, end in [*sorted(_scalars(self._places.top)), (len(text), len(text))]:
            yield from self._comments_within(at, start)
            # The line that announces a block scalar may end in one.
            if text[start : start + 1] in {"|", ">"}:
                yield from self._comments_within(start, min(end, self._lines.end_of_line(start)))
            at = max(at, end)

    def _comments_within(self, start: int, end: int) -> Iterator[Comment]:
        for match in _COMMENT.finditer(self.text, start, end):
            span = self._lines.span(match.start(), match.end())
            before = self.text[match.start() - span.column + 1 : match.start()]
            yield Comment(span, match.group().rstrip(), alone=not before.strip())

    def _find(self, route: Route) -> tuple[Place, Place]:
        key = place = self._places.top
        for step in route:
            inner = place[2]
            if isinstance(inner, dict) and isinstance(step, str) and step in inner:
                key, place = inner[step]
            elif isinstance(inner, list) and isinstance(step, int) and 0 <= step < len(inner):
                key = place = inner[step]
            else:
                return place, place
        return key, place


def _scalars(top: Place) -> Iterator[tuple[int, int]]:
    """Where the scalars inside a place stand, in no order."""
    places = [top]
    while places:
        start, end, inner = places.pop()
        if inner is None:
            yield start, end
        elif isinstance(inner, dict):
            places.extend(place for pair in inner.values() for place in pair)
        else:
            places.extend(inner)

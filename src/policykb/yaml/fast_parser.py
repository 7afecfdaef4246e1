"""YAML text in which nothing is wrong -> its data, without the place of every value.

Most files are such, and most values are never asked for their place, so that reading all files
with all places would take twice the time. Where there is anything to report nothing is: then
:mod:`policykb.yaml.parser` reads the text once more, and has the last word.
"""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, NamedTuple

from _ruamel_yaml import CParser  # type: ignore[import-not-found]  # a C module without stubs
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from policykb.diagnostics import Route
from policykb.text.characters import is_forbidden
from policykb.yaml.document import Data

_PLACED = 3  # levels: a file, the lists in it, and their records


class ValidData(NamedTuple):
    """What a text says, and where what stands at the top, its lists and their records begin and
    end, by their routes.
    """

    data: Data
    extents: Mapping[Route, tuple[int, int]]


def read_valid(text: str, most_levels: int, most_events: int) -> ValidData | None:
    """What ``text``, of which nothing was hidden, says.

    Returns:
        None where a rule is broken, where a list or mapping is not what stands at the top, and
        where there are more levels or events than may be.
    """
    stream = iter(CParser(text).get_event, None)
    try:
        found = _Reader(most_levels).read(islice(stream, most_events))
        return found if next(stream, None) is None else None
    except (_FaultError, MarkedYAMLError, UnicodeDecodeError):
        return None


class _FaultError(Exception):
    """There is something to report."""


class _Around(NamedTuple):
    """An open list or mapping, of which one inside is being read."""

    route: Route
    start: int
    is_mapping: bool
    values: list[Any]


class _Reader:
    """Reads the data of one text: what its innermost open list or mapping holds so far, keys
    among the values, and those around it.
    """

    def __init__(self, most_levels: int) -> None:
        self.most_levels = most_levels
        self.extents: dict[Route, tuple[int, int]] = {}
        self.route: Route = ()
        self.start = 0
        self.is_mapping = False
        self.values: list[Any] = []
        self.around: list[_Around] = []
        self.closed = 0

    def read(self, stream: Iterator[Any]) -> ValidData:
        # Of ten events nine are scalars: here is no call that one could do without.
        values = self.values
        before = None
        for event in stream:
            kind = type(event)
            if kind is ScalarEvent:
                if event.anchor is not None or event.ctag is not None:
                    raise _FaultError
                value = event.value
                if event.style == '"' and is_forbidden(value):
                    raise _FaultError
                values.append(value)
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                values = self.begin(event)
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                values = self.finish(event, before)
            elif kind is AliasEvent or (kind is DocumentStartEvent and values):
                raise _FaultError
            before = event
        if () not in self.extents:
            raise _FaultError
        return ValidData(values[0], self.extents)

    def begin(self, event: Any) -> list[Any]:
        """Open a list or mapping; returns what it holds, nothing so far."""
        is_key = self.is_mapping and len(self.values) % 2 == 0
        too_deep = len(self.around) >= self.most_levels
        if is_key or too_deep or event.anchor is not None or event.ctag is not None:
            raise _FaultError
        self.around.append(_Around(self.route, self.start, self.is_mapping, self.values))
        if 1 < len(self.around) <= _PLACED:
            step = self.values[-1] if self.is_mapping else len(self.values)
            self.route = (*self.route, step)
        self.start = event.start_mark.index
        self.is_mapping = type(event) is MappingStartEvent
        self.values = []
        return self.values

    def finish(self, event: Any, before: Any) -> list[Any]:
        """Close a list or mapping; returns what the one around it holds so far."""
        end = event.end_mark.index
        if end == event.start_mark.index:
            # Without a closing bracket the event is at the next token, wherever that is.
            end = before.end_mark.index if type(before) is ScalarEvent else self.closed
        self.closed = end
        if len(self.around) <= _PLACED:
            self.extents[self.route] = (self.start, end)
        done: Data = self.values
        if self.is_mapping:
            done = dict(zip(self.values[::2], self.values[1::2], strict=True))
            if len(done) < len(self.values) // 2 or "<<" in done:
                raise _FaultError
        self.route, self.start, self.is_mapping, self.values = self.around.pop()
        self.values.append(done)
        return self.values

"""A fast parser for YAML text without faults, which records the offsets of few values.

Most files have no faults, and few values are asked for their span. To record the offsets of all
values would double the time to read a knowledge base. If there is any fault, this parser gives up,
and :mod:`policykb.yaml.parser` parses the text again and reports it.
"""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

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
from policykb.frozen import NamedTuple
from policykb.text.characters import is_forbidden
from policykb.yaml.document import Data

_MAX_LEVEL = 3  # offsets are recorded for the file, its lists, and their records


class ValidData(NamedTuple):
    """The data of a text, and the offsets of the top, its lists and their records, by route."""

    data: Data
    extents: Mapping[Route, tuple[int, int]]


def read_valid(text: str, max_depth: int, max_events: int) -> ValidData | None:
    """Parse YAML text that has passed :func:`policykb.yaml.syntax_errors.sanitize` unchanged.

    Returns:
        The data; None if there is a fault, if the top is not a list or mapping, or if there are
        more levels than ``max_depth`` or more events than ``max_events``.
    """
    stream = iter(CParser(text).get_event, None)
    try:
        found = _Parser(max_depth, text).parse(islice(stream, max_events))
        return found if next(stream, None) is None else None
    except (_FaultError, MarkedYAMLError, UnicodeDecodeError):
        return None


class _FaultError(Exception):
    """The text has a fault."""


def _check(event: Any) -> None:
    """Raise an error if a scalar has an anchor or a tag, or an escape hides a character in it."""
    is_marked = event.anchor is not None or event.ctag is not None
    if is_marked or (event.style == '"' and is_forbidden(event.value)):
        raise _FaultError


class _Open(NamedTuple):
    """An open list or mapping around the innermost one."""

    route: Route
    start: int
    is_mapping: bool
    values: list[Any]


class _Parser:
    """Parses one text. Its attributes describe the innermost open list or mapping; the values of a
    mapping alternate with its keys.
    """

    def __init__(self, max_depth: int, text: str) -> None:
        self.max_depth = max_depth
        # An anchor begins with `&`, a tag with `!`, and an escape with a backslash.
        self.is_simple = not any(sign in text for sign in "&!\\")
        self.extents: dict[Route, tuple[int, int]] = {}
        self.route: Route = ()
        self.start = 0
        self.is_mapping = False
        self.values: list[Any] = []
        self.open: list[_Open] = []
        self.closed = 0

    def parse(self, stream: Iterator[Any]) -> ValidData:
        # Nine of ten events are scalars, so this loop avoids calls.
        values = self.values
        is_simple = self.is_simple
        previous = None
        for event in stream:
            kind = type(event)
            if kind is ScalarEvent:
                if not is_simple:
                    _check(event)
                values.append(event.value)
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                values = self.begin(event)
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                values = self.finish(event, previous)
            elif kind is AliasEvent or (kind is DocumentStartEvent and values):
                raise _FaultError
            previous = event
        if () not in self.extents:
            raise _FaultError
        return ValidData(values[0], self.extents)

    def begin(self, event: Any) -> list[Any]:
        """Open a list or mapping and return its values, none so far."""
        is_key = self.is_mapping and len(self.values) % 2 == 0
        too_deep = len(self.open) >= self.max_depth
        if is_key or too_deep or event.anchor is not None or event.ctag is not None:
            raise _FaultError
        self.open.append(_Open(self.route, self.start, self.is_mapping, self.values))
        if 1 < len(self.open) <= _MAX_LEVEL:
            step = self.values[-1] if self.is_mapping else len(self.values)
            self.route = (*self.route, step)
        self.start = event.start_mark.index
        self.is_mapping = type(event) is MappingStartEvent
        self.values = []
        return self.values

    def finish(self, event: Any, previous: Any) -> list[Any]:
        """Close a list or mapping and return the values of the one around it so far."""
        end = event.end_mark.index
        if end == event.start_mark.index:
            # Without a closing bracket the event is at the next token.
            end = previous.end_mark.index if type(previous) is ScalarEvent else self.closed
        self.closed = end
        if len(self.open) <= _MAX_LEVEL:
            self.extents[self.route] = (self.start, end)
        done: Data = self.values
        if self.is_mapping:
            done = dict(zip(self.values[::2], self.values[1::2], strict=True))
            if len(done) < len(self.values) // 2 or "<<" in done:
                raise _FaultError
        self.route, self.start, self.is_mapping, self.values = self.open.pop()
        self.values.append(done)
        return self.values

"""YAML bytes -> :class:`policykb.yaml.document.Document`.

The C parser's events are guarded and built here, without ruamel's composer, which
follows aliases, types scalars and recurses. Nothing but this and :mod:`policykb.yaml.fast_parser`,
which is asked first, imports ruamel.yaml.
"""

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import PurePosixPath
from typing import NamedTuple, Protocol

from _ruamel_yaml import CParser  # type: ignore[import-not-found]  # a C module without stubs
from ruamel.yaml import events
from ruamel.yaml.error import MarkedYAMLError, StreamMark

from policykb.diagnostics import Diagnostic, Location, Related, Route, Rule, catalogue, format_value
from policykb.text import characters
from policykb.text.files import Lines, decode
from policykb.yaml.document import NOWHERE, Data, Document, Inner, Place, Places
from policykb.yaml.fast_parser import read_valid
from policykb.yaml.syntax_errors import Hidden, describe_character, explain, hide

MAX_DEPTH = 64
MAX_EVENTS = 4_000_000  # one for a key or scalar, two for a list or mapping: 1.2 GB at worst
MAX_FAULTS = 200  # then reading stops, and the data counts for nothing
_TAG = re.compile(r"\S{1,80}")


def parse_document(data: bytes, path: str) -> Document:
    """Parse and check a YAML file. Never raises, whatever the bytes.

    Args:
        data: The bytes of the file.
        path: Its path in the knowledge base, for diagnostics.

    Returns:
        The document. A file that breaks a rule in one place still has data for the
        others: an alias is empty text, pairs with a repeated, merging or compound key
        are left out, and a forbidden character that stands there raw is U+FFFD.
    """
    text = decode(data, path)
    if isinstance(text, Diagnostic):
        return Document(path, None, (text,), Lines(""), Places(NOWHERE))
    source, hidden = hide(text)
    found = None if hidden else read_valid(source, MAX_DEPTH, MAX_EVENTS)
    if found is None:
        return _Builder(source, hidden, path).document()
    places = Places(partial(_all_places, source), found.extents)
    return Document(path, found.data, (), Lines(source), places)


def _all_places(source: str) -> Place:
    """The places in a text in which nothing is wrong."""
    builder = _Builder(source, (), "")
    builder.read()
    return builder.top


class _Event(Protocol):
    """What events of the C parser hold; which of it is there depends on their type."""

    start_mark: StreamMark
    end_mark: StreamMark
    anchor: str | None
    tag: str | None
    value: str
    style: str
    explicit: bool


class _Frame(NamedTuple):
    """An open list or mapping: what was read of it so far, keys among the values."""

    start: int
    mapping: bool
    values: list[Data]
    places: list[Place]


class _StopError(Exception):
    """The rest of the file is not worth reading; the fault that says why is recorded."""


class _Builder:
    """Builds one document from the parser's events, without recursion."""

    def __init__(self, source: str, hidden: Sequence[Hidden], path: str) -> None:
        self.source = source
        self.hidden = hidden
        self.routes: dict[int, Route] = dict.fromkeys((found.offset for found in hidden), ())
        self.path = path
        self.lines = Lines(source)
        self.faults: list[Diagnostic] = []
        self.frames = [_Frame(0, mapping=False, values=[], places=[])]
        self.data: Data | None = None
        self.top = NOWHERE
        self.closed = False

    def document(self) -> Document:
        # Of an unfinished merge neither side is what the file says.
        if all(found.rule is not catalogue.YAML_SYNTAX for found in self.hidden):
            with suppress(_StopError):
                self.read()
        with suppress(_StopError):
            for start, rule, message in self.hidden:
                self.fault(rule, message, start, start + 1, self.routes[start])
        faults = tuple(sorted(self.faults, key=lambda fault: fault.sort_key))
        return Document(self.path, self.data, faults, self.lines, Places(self.top))

    def read(self) -> None:
        handlers = {
            events.ScalarEvent: self.add_scalar,
            events.AliasEvent: self.add_alias,
            events.MappingStartEvent: self.begin,
            events.SequenceStartEvent: self.begin,
            events.MappingEndEvent: self.finish,
            events.SequenceEndEvent: self.finish,
            events.DocumentStartEvent: self.begin_document,
            events.DocumentEndEvent: self.finish_document,
        }
        stream = iter(CParser(self.source).get_event, None)
        try:
            for event in islice(stream, MAX_EVENTS):
                if handler := handlers.get(type(event)):
                    handler(event)
            for event in stream:
                start, end = event.start_mark.index, event.end_mark.index
                self.fault(catalogue.FILE_TOO_LARGE, "more values than policykb reads", start, end)
                raise _StopError
        except MarkedYAMLError as error:
            self.report_syntax(error)
        except UnicodeDecodeError:
            # libyaml lets the escapes in a tag stand for surrogates: `!%ed%a0%80`.
            places = self.frames[-1].places
            start = max(0, self.source.find("!", places[-1][1] if places else 0))
            self.fault(catalogue.YAML_TAG, "this is a tag", start, start + 1)
        else:
            if self.data is None:
                rule, where = catalogue.EMPTY_FILE, Location(self.path)
                stem = PurePosixPath(self.path).stem
                listed = f"Write the records, or an empty list: `{stem}: []`."
                # What heads the records of a file of lists is the file's name.
                help_ = "Write its fields." if stem in {"kb", "source"} else listed
                self.faults.append(Diagnostic(rule, "the file holds no data", where, help_))

    def add_scalar(self, event: _Event) -> None:
        value, start, end = event.value, event.start_mark.index, event.end_mark.index
        if event.anchor is not None or event.tag is not None:
            self.report_properties(event)
        if event.style == '"':  # here alone is something to be seen only once it is parsed
            for character in dict.fromkeys(characters.FORBIDDEN.findall(value)):
                message = f"an escape stands for {describe_character(character)}"
                self.fault(catalogue.FORBIDDEN_CHARACTER, message, start, end)
        for offset in self.routes:  # of the characters hidden here
            if start <= offset < end:
                self.routes[offset] = self.route()
        self.add(value, (start, end, None))

    def add_alias(self, event: _Event) -> None:
        start, end = event.start_mark.index, event.end_mark.index
        self.fault(catalogue.YAML_ALIAS, "this is an alias", start, end)
        self.add("", (start, end, None))

    def begin(self, event: _Event) -> None:
        start = event.start_mark.index
        if event.anchor is not None or event.tag is not None:
            self.report_properties(event)
        if len(self.frames) > MAX_DEPTH:
            message = f"nested deeper than {MAX_DEPTH} levels"
            self.fault(catalogue.TOO_DEEP, message, start, start + 1, self.route()[:2])
            raise _StopError
        self.frames.append(_Frame(start, isinstance(event, events.MappingStartEvent), [], []))

    def finish(self, event: _Event) -> None:
        start, mapping, values, places = self.frames.pop()
        value, inner = self.pair(values, places) if mapping else (values, places)
        closing = event.end_mark.index
        if closing == event.start_mark.index:
            # Without a closing bracket the event is at the next token, wherever that is.
            closing = places[-1][1]
        self.add(value, (start, closing, inner))

    def add(self, value: Data, place: Place) -> None:
        _, _, values, places = self.frames[-1]
        values.append(value)
        places.append(place)

    def pair(self, values: list[Data], places: list[Place]) -> tuple[Data, Inner]:
        data: dict[str, Data] = {}
        inner: dict[str, tuple[Place, Place]] = {}
        columns = values[::2], places[::2], values[1::2], places[1::2]
        for key, key_place, value, place in zip(*columns, strict=True):
            start, end, _ = key_place
            if not isinstance(key, str):
                self.fault(catalogue.BAD_KEY, "this key is not a word", start, end)
            elif key in data:
                self.detach(place)
                message = f"the key {format_value(key)} stands here a second time"
                first = self.lines.span(*inner[key][0][:2])
                related = Related(Location(self.path, first), "it stands here first")
                route = (*self.route(), key)
                self.fault(catalogue.DUPLICATE_KEY, message, start, end, route, related=(related,))
            elif key == "<<" and self.source.startswith("<<", start):
                self.detach(place)
                self.fault(catalogue.YAML_MERGE_KEY, "`<<` is a merge key", start, end)
            else:
                data[key], inner[key] = value, (key_place, place)
        return data, inner

    def detach(self, place: Place) -> None:
        """Lead the faults inside a value that is left out to what encloses it: the way to them
        would lead to what stands there instead.
        """
        start, end, _ = place
        first, last = self.lines.span(start, start), self.lines.span(end, end)
        for index, fault in enumerate(self.faults):
            where = fault.location.span
            if where is not None and first[:2] <= where[:2] < last[:2]:
                self.faults[index] = replace(fault, route=self.route())
        for offset in self.routes:
            if start <= offset < end:
                self.routes[offset] = self.route()

    def begin_document(self, event: _Event) -> None:
        if self.frames[0].values:
            self.report_second_document(event.start_mark.index)

    def finish_document(self, event: _Event) -> None:
        [value], [place] = self.frames[0].values, self.frames[0].places
        if place[0] < place[1]:
            self.data, self.top = value, place
        self.closed = event.explicit

    def report_properties(self, event: _Event) -> None:
        start = event.start_mark.index
        if event.anchor is not None:
            at = max(start, self.source.find(f"&{event.anchor}", start))
            self.fault(catalogue.YAML_ALIAS, "this is an anchor", at, at + 1 + len(event.anchor))
        if event.tag is not None:
            at = max(start, self.source.find("!", start))
            found = _TAG.match(self.source, at)
            end = found.end() if found else at
            self.fault(catalogue.YAML_TAG, f"this is a tag: {format_value(event.tag)}", at, end)

    def report_second_document(self, start: int) -> None:
        self.fault(catalogue.SEVERAL_DOCUMENTS, "a second document begins here", start, start + 3)
        raise _StopError

    def report_syntax(self, error: MarkedYAMLError) -> None:
        here = error.problem_mark.index
        if self.closed:  # by `...`: what follows may be anything, but no part of this document
            self.report_second_document(here)
        self.data, self.top = None, NOWHERE
        character = self.source[here : here + 1]
        _, message, help_, begins, rule = explain(error.context, error.problem, character)
        other, relation = (error.context_mark or error.problem_mark).index, "it begins here"
        if begins:
            here, other, relation = other, here, "reading failed here"
        related = Related(Location(self.path, self.lines.span(other, other)), relation)
        self.fault(rule, message, here, here + 1, None, help_, (related,) if other != here else ())

    def fault(
        self,
        rule: Rule,
        message: str,
        start: int,
        end: int,
        route: Route | None = None,
        help_: str = "",
        related: tuple[Related, ...] = (),
    ) -> None:
        if len(self.faults) == MAX_FAULTS - 1:
            message += f"; with {MAX_FAULTS} faults in the file, reading stops here"
        where = Location(self.path, self.lines.span(start, min(end, len(self.source))))
        route = self.route() if route is None else route
        self.faults.append(Diagnostic(rule, message, where, help_ or rule.remedy, route, related))
        if len(self.faults) >= MAX_FAULTS:
            self.data, self.top = None, NOWHERE
            raise _StopError

    def route(self) -> Route:
        """The keys and indexes that lead to what is being read."""
        route: list[str | int] = []
        for frame in self.frames[1:]:
            if not frame.mapping:
                route.append(len(frame.values))
            elif len(frame.values) % 2 and isinstance(frame.values[-1], str):
                route.append(frame.values[-1])
            else:
                break
        return tuple(route)

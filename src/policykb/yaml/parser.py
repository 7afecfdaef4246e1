"""The parser of YAML files, which checks them and records the offsets of every value.

It builds data from the events of ruamel.yaml's C parser. It does without ruamel's composer, which
follows aliases, gives scalars a type, and recurses. :mod:`policykb.yaml.fast_parser` is tried
first; only these two modules import ruamel.yaml.
"""

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import PurePosixPath
from typing import Protocol

from _ruamel_yaml import CParser  # type: ignore[import-not-found]  # a C module without stubs
from ruamel.yaml import events
from ruamel.yaml.error import MarkedYAMLError, StreamMark

from policykb.diagnostics import Diagnostic, Location, Related, Route, Rule, catalogue, format_value
from policykb.frozen import NamedTuple
from policykb.text import characters
from policykb.text.decoding import Lines, decode
from policykb.yaml.document import NO_NODE, Children, Data, Document, Node, Nodes
from policykb.yaml.fast_parser import read_valid
from policykb.yaml.syntax_errors import TextFault, describe_character, explain, sanitize

MAX_DEPTH = 64
MAX_EVENTS = 4_000_000  # one for a key or scalar, two for a list or mapping: 1.2 GB at worst
MAX_PARSER_FAULTS = 200  # then parsing stops, and the document has no data
_TAG = re.compile(r"\S{1,80}")


def parse_document(data: bytes, path: str) -> Document:
    """Parse and check a YAML file. Never raises an exception, whatever the bytes. Diagnostics have
    its ``path`` below the knowledge base.

    Returns:
        The document. If the file has faults, it holds the rest of the data: an alias is an empty
        text, a pair with a duplicate, merge or compound key is left out, and U+FFFD stands for a
        forbidden character that is not escaped.
    """
    text = decode(data, path)
    if isinstance(text, Diagnostic):
        return Document(path, None, (text,), Lines(""), Nodes(NO_NODE))
    source, text_faults = sanitize(text)
    found = None if text_faults else read_valid(source, MAX_DEPTH, MAX_EVENTS)
    if found is None:
        return _Builder(source, text_faults, path).document()
    nodes = Nodes(partial(_top_node, source), found.extents)
    return Document(path, found.data, (), Lines(source), nodes)


def _top_node(source: str) -> Node:
    """Return the topmost node of a text without faults."""
    builder = _Builder(source, (), "")
    builder.read()
    return builder.top


class _Event(Protocol):
    """The attributes of the C parser's events. Not all types of events have all of them."""

    start_mark: StreamMark
    end_mark: StreamMark
    anchor: str | None
    tag: str | None
    value: str
    style: str
    explicit: bool


class _Frame(NamedTuple):
    """An open list or mapping with its values so far; in a mapping they alternate with its keys."""

    start: int
    mapping: bool
    values: list[Data]
    nodes: list[Node]


class _StopError(Exception):
    """Parsing stops here; the fault that is the reason has been recorded."""


class _Builder:
    """Builds one document from the C parser's events, without recursion."""

    def __init__(self, source: str, text_faults: Sequence[TextFault], path: str) -> None:
        self.source = source
        self.text_faults = text_faults
        self.routes: dict[int, Route] = dict.fromkeys((fault.offset for fault in text_faults), ())
        self.path = path
        self.lines = Lines(source)
        self.faults: list[Diagnostic] = []
        self.frames = [_Frame(0, mapping=False, values=[], nodes=[])]
        self.data: Data | None = None
        self.top = NO_NODE
        self.closed = False

    def document(self) -> Document:
        # In an unfinished merge, neither side is the data of the file.
        if all(found.rule is not catalogue.YAML_SYNTAX for found in self.text_faults):
            with suppress(_StopError):
                self.read()
        with suppress(_StopError):
            for start, rule, message in self.text_faults:
                self.fault(rule, message, start, start + 1, self.routes[start])
        faults = tuple(sorted(self.faults, key=lambda fault: fault.sort_key))
        return Document(self.path, self.data, faults, self.lines, Nodes(self.top))

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
                self.fault(
                    catalogue.FILE_TOO_LARGE,
                    "the file has more values than policykb reads",
                    start,
                    end,
                )
                raise _StopError
        except MarkedYAMLError as error:
            self.report_syntax(error)
        except UnicodeDecodeError:
            # libyaml decodes the escapes in a tag to surrogates: `!%ed%a0%80`.
            nodes = self.frames[-1].nodes
            start = max(0, self.source.find("!", nodes[-1][1] if nodes else 0))
            self.fault(catalogue.YAML_TAG, "this is a tag", start, start + 1)
        else:
            if self.data is None:
                rule, where = catalogue.EMPTY_FILE, Location(self.path)
                stem = PurePosixPath(self.path).stem
                listed = f"Write the records, or an empty list: `{stem}: []`."
                # In a file of lists, the key of the records is the file's name.
                help_ = "Write its fields." if stem in {"kb", "source"} else listed
                self.faults.append(Diagnostic(rule, "the file contains no data", where, help_))

    def add_scalar(self, event: _Event) -> None:
        value, start, end = event.value, event.start_mark.index, event.end_mark.index
        if event.anchor is not None or event.tag is not None:
            self.report_properties(event)
        if event.style == '"':  # an escape hides a character until it is parsed
            for character in dict.fromkeys(characters.FORBIDDEN.findall(value)):
                message = f"this escape stands for {describe_character(character)}"
                self.fault(catalogue.FORBIDDEN_CHARACTER, message, start, end)
        for offset in self.routes:  # of the faults of the text within this scalar
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
        start, mapping, values, nodes = self.frames.pop()
        value, children = self.pair(values, nodes) if mapping else (values, nodes)
        closing = event.end_mark.index
        if closing == event.start_mark.index:
            # Without a closing bracket the event is at the next token.
            closing = nodes[-1][1]
        self.add(value, (start, closing, children))

    def add(self, value: Data, node: Node) -> None:
        _, _, values, nodes = self.frames[-1]
        values.append(value)
        nodes.append(node)

    def pair(self, values: list[Data], nodes: list[Node]) -> tuple[Data, Children]:
        data: dict[str, Data] = {}
        children: dict[str, tuple[Node, Node]] = {}
        columns = values[::2], nodes[::2], values[1::2], nodes[1::2]
        for key, key_node, value, node in zip(*columns, strict=True):
            start, end, _ = key_node
            if not isinstance(key, str):
                self.fault(catalogue.BAD_KEY, "this key is not plain text", start, end)
            elif key in data:
                self.detach(node)
                message = f"the key {format_value(key)} occurs a second time"
                first = self.lines.span(*children[key][0][:2])
                related = Related(Location(self.path, first), "it occurs here first")
                route = (*self.route(), key)
                self.fault(catalogue.DUPLICATE_KEY, message, start, end, route, related=(related,))
            elif key == "<<" and self.source.startswith("<<", start):
                self.detach(node)
                self.fault(catalogue.YAML_MERGE_KEY, "`<<` is a merge key", start, end)
            else:
                data[key], children[key] = value, (key_node, node)
        return data, children

    def detach(self, node: Node) -> None:
        """Give the faults inside a value that is left out the route of the record around it. Their
        own routes would lead to another value.
        """
        start, end, _ = node
        first, last = self.lines.span(start, start), self.lines.span(end, end)
        for index, fault in enumerate(self.faults):
            span = fault.location.span
            if span is not None and first[:2] <= span[:2] < last[:2]:
                self.faults[index] = replace(fault, route=self.route())
        for offset in self.routes:
            if start <= offset < end:
                self.routes[offset] = self.route()

    def begin_document(self, event: _Event) -> None:
        if self.frames[0].values:
            self.report_second_document(event.start_mark.index)

    def finish_document(self, event: _Event) -> None:
        [value], [node] = self.frames[0].values, self.frames[0].nodes
        if node[0] < node[1]:
            self.data, self.top = value, node
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
        if self.closed:  # by `...`: the rest does not belong to this document
            self.report_second_document(here)
        self.data, self.top = None, NO_NODE
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
        if len(self.faults) == MAX_PARSER_FAULTS - 1:
            message += f"; with {MAX_PARSER_FAULTS} faults in the file, reading stops here"
        where = Location(self.path, self.lines.span(start, min(end, len(self.source))))
        route = self.route() if route is None else route
        self.faults.append(Diagnostic(rule, message, where, help_ or rule.remedy, route, related))
        if len(self.faults) >= MAX_PARSER_FAULTS:
            self.data, self.top = None, NO_NODE
            raise _StopError

    def route(self) -> Route:
        """Return the route of the value that is being parsed."""
        route: list[str | int] = []
        for frame in self.frames[1:]:
            if not frame.mapping:
                route.append(len(frame.values))
            elif len(frame.values) % 2 and isinstance(frame.values[-1], str):
                route.append(frame.values[-1])
            else:
                break
        return tuple(route)

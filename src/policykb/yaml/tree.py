"""A document as a tree of entries, with the fields in the order of their models."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import PurePosixPath
from typing import NamedTuple, get_args

from policykb.diagnostics import Route
from policykb.model.schema import FILES, Model
from policykb.text.decoding import LINE_END
from policykb.yaml.document import Data, Document
from policykb.yaml.suppressions import targets

LineColumn = tuple[int, int]
"""A line and a column, both from 1."""


@dataclass(slots=True, eq=False)
class Entry:
    """An entry is a field of a mapping, an item of a list, or the top of a document.

    Attributes:
        start: The beginning of its key, or of its value if it has none.
        value_start: The beginning of its value.
        value_end: The end of its value.
        flow: True if the value is written in brackets.
        typed: True if the field has values that other readers give a type, such as dates.
        keeps_brackets: True if the brackets must stay, on one line.
        children: The entries inside it, in the order of the file.
        ordered_children: The entries inside it, in the order of their model.
        head: The comments at the beginning of the file; only at the top.
        before: The comments above it. Here and below an empty text is a blank line.
        beside: The comment at the end of its first line.
        foot: The comments below all entries inside it.
    """

    route: Route
    value: Data
    parent: "Entry | None"
    start: LineColumn
    value_start: LineColumn
    value_end: LineColumn
    flow: bool
    typed: bool
    keeps_brackets: bool = False
    children: list["Entry"] = field(default_factory=list)
    ordered_children: list["Entry"] = field(default_factory=list)
    head: list[str] = field(default_factory=list)
    before: list[str] = field(default_factory=list)
    beside: str = ""
    foot: list[str] = field(default_factory=list)

    @property
    def key(self) -> str | None:
        """The key of a field; None for an item or the top."""
        named = self.parent is not None and isinstance(self.parent.value, dict)
        return str(self.route[-1]) if named else None

    @property
    def is_one_value(self) -> bool:
        """True if it is written as one value, not entry by entry."""
        return self.keeps_brackets or not self.children

    def ancestors(self) -> Iterator["Entry"]:
        """Yield the entry itself and all entries around it, from the inside out."""
        entry: Entry | None = self
        while entry is not None:
            yield entry
            entry = entry.parent

    def contains(self, other: "Entry | None") -> bool:
        """Return True if ``other`` is this entry or inside it."""
        return other is not None and self in other.ancestors()


class Field(NamedTuple):
    """The values of a field: records of a model, or of a type that other readers know."""

    model: type[Model] | None = None
    typed: bool = False


@cache
def fields_of(model: type[Model]) -> Mapping[str, Field]:
    """Return the fields of a model, in their order."""
    found: dict[str, Field] = {}
    for name, info in model.model_fields.items():
        types = [part for part in _parts(info.annotation) if isinstance(part, type)]
        inner = next((one for one in types if issubclass(one, Model)), None)
        found[name] = Field(inner, not any(issubclass(one, (str, Model)) for one in types))
    return found


def _parts(annotation: object) -> Iterator[object]:
    yield annotation
    for part in get_args(annotation):
        yield from _parts(part)


def suppressed_routes(document: Document) -> list[tuple[str, frozenset[Route]]]:
    """Return the suppressions of a document, each with the routes of the values that begin on the
    line that it applies to; without suppressions that apply to no value.
    """
    if not targets(document):
        return []
    tree = Tree(document)
    return [
        (comment.text, frozenset(tree.routes_by_line[line]))
        for line, comment in tree.suppressions
        if line in tree.routes_by_line
    ]


class Tree:
    """The entries of a document without faults.

    Attributes:
        top: The entry that holds all others.
        entries: All entries, in the order of the file.
        routes_by_line: The routes of the entries that begin on a line.
        alone: The lines that hold only a comment.
    """

    def __init__(self, document: Document) -> None:
        self.document = document
        self.comments = list(document.comments())
        self.lines = LINE_END.split(document.text)
        self.alone = {comment.span.line for comment in self.comments if comment.alone}
        self.suppressions = targets(document)
        self.suppressed_lines = {line for line, _ in self.suppressions}
        self.entries: list[Entry] = []
        self.routes_by_line: defaultdict[int, set[Route]] = defaultdict(set)
        assert document.data is not None  # noqa: S101 - it has no faults
        kind = Field(FILES.get(PurePosixPath(document.path).stem))
        self.top = self._build((), document.data, None, kind)

    def is_blank(self, line: int) -> bool:
        """Return True if there is such a line and it is blank."""
        return 0 < line <= len(self.lines) and not self.lines[line - 1].strip()

    def _build(self, route: Route, value: Data, parent: Entry | None, kind: Field) -> Entry:
        span, key = self.document.span(route), self.document.key_span(route)
        bracketed = self.lines[span.line - 1][span.column - 1 :][:1] in {"[", "{"}
        entry = Entry(
            route,
            value,
            parent,
            start=key[:2],
            value_start=span[:2],
            value_end=span[2:],
            flow=bracketed and not isinstance(value, str),
            typed=kind.typed,
        )
        self.entries.append(entry)
        self.routes_by_line[span.line].add(route)
        self.routes_by_line[key.line].add(route)
        is_suppressed = span.line in self.suppressed_lines
        entry.keeps_brackets = entry.flow and is_suppressed and span.line == span.end_line
        if isinstance(value, dict):
            fields = fields_of(kind.model) if kind.model else {}
            for name, one in value.items():
                inner = self._build((*route, name), one, entry, fields.get(name, Field()))
                entry.children.append(inner)
            entry.ordered_children = self._ordered(entry, list(fields))
        elif isinstance(value, list):
            for index, one in enumerate(value):
                entry.children.append(self._build((*route, index), one, entry, kind))
            entry.ordered_children = entry.children
        return entry

    def _ordered(self, entry: Entry, fields: list[str]) -> list[Entry]:
        """Return the fields of a record in the order of its model, then the unknown fields."""
        places = {name: place for place, name in enumerate(fields)}
        found = sorted(entry.children, key=lambda one: places.get(one.key or "", len(places)))
        # A suppression of the first field's faults also suppresses faults of the record. So that
        # it keeps both, the first field stays first.
        begin = {place[0] for one in (entry, *found[:1]) for place in (one.start, one.value_start)}
        if self.suppressed_lines & begin and not any(
            one.keeps_brackets for one in entry.ancestors()
        ):
            found.sort(key=lambda one: one is not entry.children[0])
        return found

"""A document as a tree of entries, in the order that the models give them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import PurePosixPath
from typing import NamedTuple, get_args

from policykb.diagnostics import Route
from policykb.model.schema import FILES, Model
from policykb.text.files import LINE_END
from policykb.yaml.document import Data, Document
from policykb.yaml.suppressions import targets

Place = tuple[int, int]
"""A line and a column."""


@dataclass(slots=True, eq=False)
class Entry:
    """A field of a mapping, an item of a list, or the top of a document.

    ``start`` is where its key stands, or else its value, which is from ``begins`` to ``ends``.
    ``inner`` are the entries inside in the order of the file, ``ordered`` as they should stand.
    ``flow`` says that it is in brackets, ``kept`` that those have to stay, on one line, ``typed``
    that other readers may know the type of its text. Of the comments, ``before`` stand above it
    and ``foot`` below all that is inside, with empty texts for blank lines; ``beside`` ends its
    first line; the ``head`` of the top stands above all.
    """

    route: Route
    value: Data
    parent: "Entry | None"
    start: Place
    begins: Place
    ends: Place
    flow: bool
    typed: bool
    kept: bool = False
    inner: list["Entry"] = field(default_factory=list)
    ordered: list["Entry"] = field(default_factory=list)
    head: list[str] = field(default_factory=list)
    before: list[str] = field(default_factory=list)
    beside: str = ""
    foot: list[str] = field(default_factory=list)

    @property
    def key(self) -> str | None:
        """The key, if it is a field."""
        named = self.parent is not None and isinstance(self.parent.value, dict)
        return str(self.route[-1]) if named else None

    @property
    def whole(self) -> bool:
        """Whether it is written as one value, not entry by entry."""
        return self.kept or not self.inner

    def outward(self) -> Iterator["Entry"]:
        """It, and all that it stands in."""
        entry: Entry | None = self
        while entry is not None:
            yield entry
            entry = entry.parent

    def holds(self, other: "Entry | None") -> bool:
        """Whether ``other`` is it or stands in it."""
        return other is not None and self in other.outward()


class _Field(NamedTuple):
    """What the values of a field are: records of a model, or of a type that other readers know."""

    model: type[Model] | None = None
    typed: bool = False


@cache
def _fields(model: type[Model]) -> Mapping[str, _Field]:
    """The fields of a model, in their order."""
    found: dict[str, _Field] = {}
    for name, info in model.model_fields.items():
        types = [part for part in _parts(info.annotation) if isinstance(part, type)]
        inner = next((one for one in types if issubclass(one, Model)), None)
        found[name] = _Field(inner, not any(issubclass(one, (str, Model)) for one in types))
    return found


def _parts(annotation: object) -> Iterator[object]:
    yield annotation
    for part in get_args(annotation):
        yield from _parts(part)


def suppressed_routes(document: Document) -> list[tuple[str, frozenset[Route]]]:
    """The comments that suppress faults, each with the ways to the values that begin on the line it
    is meant for; without those meant for nothing.
    """
    if not targets(document):
        return []
    tree = Tree(document)
    return [
        (comment.text, frozenset(tree.begun[line]))
        for line, comment in tree.suppressions
        if line in tree.begun
    ]


class Tree:
    """The entries of a document without faults.

    ``top`` holds the others, ``entries`` has all in the order of the file, and ``begun`` the ways
    to those that begin on a line. ``alone`` are the lines with nothing but a comment.
    """

    def __init__(self, document: Document) -> None:
        self.document = document
        self.comments = list(document.comments())
        self.lines = LINE_END.split(document.text)
        self.alone = {comment.span.line for comment in self.comments if comment.alone}
        self.suppressions = targets(document)
        self.covered = {line for line, _ in self.suppressions}
        self.entries: list[Entry] = []
        self.begun: defaultdict[int, set[Route]] = defaultdict(set)
        assert document.data is not None  # noqa: S101 - it has no faults
        kind = _Field(FILES.get(PurePosixPath(document.path).stem))
        self.top = self._build((), document.data, None, kind)

    def is_blank(self, line: int) -> bool:
        """Whether there is such a line, with nothing on it."""
        return 0 < line <= len(self.lines) and not self.lines[line - 1].strip()

    def _build(self, route: Route, value: Data, parent: Entry | None, kind: _Field) -> Entry:
        span, key = self.document.span(route), self.document.key_span(route)
        bracketed = self.lines[span.line - 1][span.column - 1 :][:1] in {"[", "{"}
        entry = Entry(
            route,
            value,
            parent,
            start=key[:2],
            begins=span[:2],
            ends=span[2:],
            flow=bracketed and not isinstance(value, str),
            typed=kind.typed,
        )
        self.entries.append(entry)
        self.begun[span.line].add(route)
        self.begun[key.line].add(route)
        covered = span.line in self.covered
        entry.kept = entry.flow and covered and span.line == span.end_line
        if isinstance(value, dict):
            fields = _fields(kind.model) if kind.model else {}
            for name, one in value.items():
                inner = self._build((*route, name), one, entry, fields.get(name, _Field()))
                entry.inner.append(inner)
            entry.ordered = self._ordered(entry, list(fields))
        elif isinstance(value, list):
            for index, one in enumerate(value):
                entry.inner.append(self._build((*route, index), one, entry, kind))
            entry.ordered = entry.inner
        return entry

    def _ordered(self, entry: Entry, fields: list[str]) -> list[Entry]:
        """The fields of a record as its model has them, then the unknown ones."""
        places = {name: place for place, name in enumerate(fields)}
        found = sorted(entry.inner, key=lambda one: places.get(one.key or "", len(places)))
        # What suppresses the faults of the first field suppresses those of the record, too.
        begin = {place[0] for one in (entry, *found[:1]) for place in (one.start, one.begins)}
        if self.covered & begin and not any(one.kept for one in entry.outward()):
            found.sort(key=lambda one: one is not entry.inner[0])
        return found

"""A document as a tree of entries, in the order that the models give them, each with the comments
that belong to it.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import PurePosixPath
from typing import NamedTuple, get_args

from policykb.diagnostics import Route
from policykb.documents import Comment, Data, Document
from policykb.schema import FILES, Model

_Place = tuple[int, int]
"""A line and a column."""

_LINE_END = re.compile(r"\r\n|\r|\n")
_SUPPRESSION = re.compile(r"#\s*policykb:")
_MODELINE = re.compile(r"#\s*(?:yaml-language-server:|vim?:|-\*-)")


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
    start: _Place
    begins: _Place
    ends: _Place
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


def annotated(document: Document) -> Entry:
    """The top of a document without faults, with all comments where they belong."""
    return _Tree(document).annotated()


def suppressed(document: Document) -> list[tuple[str, frozenset[Route]]]:
    """The comments that suppress faults, each with the ways to the values that begin on the line it
    is meant for; without those meant for nothing.
    """
    if not any(_SUPPRESSION.match(comment.text) for comment in document.comments()):
        return []
    tree = _Tree(document)
    return [
        (comment.text, frozenset(tree.begun[line]))
        for line, comment in tree.suppressions
        if line in tree.begun
    ]


class _Tree:
    """Builds the entries of a document, then gives each comment to one, from top to bottom."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.comments = document.comments()
        self.lines = _LINE_END.split(document.text)
        self.alone = {comment.span.line for comment in self.comments if comment.alone}
        self.suppressions = list(self.meant())
        self.covered = {line for line, _ in self.suppressions}
        self.entries: list[Entry] = []
        self.begun: defaultdict[int, set[Route]] = defaultdict(set)
        assert document.data is not None  # noqa: S101 - it has no faults
        kind = _Field(FILES.get(PurePosixPath(document.path).stem))
        self.top = self.build((), document.data, None, kind)

    def meant(self) -> Iterator[tuple[int, Comment]]:
        """The comments that suppress faults, each with the line that it is meant for: its own, or
        else the next with content.
        """
        following = [len(self.lines) + 1]
        for line in range(len(self.lines), 0, -1):
            bare = line in self.alone or self.is_blank(line)
            following.append(following[-1] if bare else line)
        for comment in self.comments:
            if _SUPPRESSION.match(comment.text):
                yield following[-comment.span.line], comment

    def is_blank(self, line: int) -> bool:
        return 0 < line <= len(self.lines) and not self.lines[line - 1].strip()

    def build(self, route: Route, value: Data, parent: Entry | None, kind: _Field) -> Entry:
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
                inner = self.build((*route, name), one, entry, fields.get(name, _Field()))
                entry.inner.append(inner)
            entry.ordered = self.ordered(entry, list(fields))
        elif isinstance(value, list):
            for index, one in enumerate(value):
                entry.inner.append(self.build((*route, index), one, entry, kind))
            entry.ordered = entry.inner
        return entry

    def ordered(self, entry: Entry, fields: list[str]) -> list[Entry]:
        """The fields of a record as its model has them, then the unknown ones."""
        places = {name: place for place, name in enumerate(fields)}
        found = sorted(entry.inner, key=lambda one: places.get(one.key or "", len(places)))
        # What suppresses the faults of the first field suppresses those of the record, too.
        begin = {place[0] for one in (entry, *found[:1]) for place in (one.start, one.begins)}
        if self.covered & begin and not any(one.kept for one in entry.outward()):
            found.sort(key=lambda one: one is not entry.inner[0])
        return found

    # --- comments ------------------------------------------------------------------

    def annotated(self) -> Entry:
        starts = [entry.start for entry in self.entries]
        last = (0, 0)
        gap = _Gap(None, None)
        for comment in self.comments:
            at = comment.span[:2]
            index = bisect_right(starts, at)
            previous = self.entries[index - 1] if index else None
            following = self.entries[index] if index < len(starts) else None
            if (gap.previous, gap.following) != (previous, following):
                gap = _Gap(previous, following)
            if not self.end_of_line(comment, gap, last):
                self.between(comment, gap)
            last = at
        self.part_head()
        return self.top

    def part_head(self) -> None:
        """What a blank line parts from the first field is of the file, as are lines for editors."""
        first = self.first()
        parted = max((place for place, text in enumerate(first.before, 1) if not text), default=0)
        while parted < len(first.before) and _MODELINE.match(first.before[parted]):
            parted += 1
        self.top.head, first.before = first.before[:parted], first.before[parted:]

    def first(self) -> Entry:
        return self.top if self.top.whole else self.top.inner[0]

    def end_of_line(self, comment: Comment, gap: "_Gap", last: _Place) -> bool:
        """Give a comment to the entry whose line it ends, if there is one."""
        previous, at = gap.previous, comment.span[:2]
        if comment.alone or previous is None:
            return False
        for entry in reversed(list(previous.outward())):
            if entry.flow and entry.ends <= at and entry.ends[0] == at[0]:
                if entry.inner and last > entry.start and not _SUPPRESSION.match(comment.text):
                    entry.foot.append(comment.text)
                else:
                    _beside(entry, comment.text)
                return True
        lines = {previous.start[0]}
        if previous.flow or not previous.inner:
            lines |= {previous.begins[0], previous.ends[0]}
        if at[0] in lines and (previous.key is not None or not previous.inner):
            _beside(previous, comment.text)
            return True
        return False

    def between(self, comment: Comment, gap: "_Gap") -> None:
        """Give a comment to what stands around it."""
        previous, following, at = gap.previous, gap.following, comment.span[:2]
        around = list(previous.outward()) if previous else []
        if previous and not previous.inner and at < previous.ends:
            _demote(previous)
            self.add(comment, previous.before, below=True)
            return
        opened = next((one for one in around if one.flow and one.begins < at < one.ends), None)
        if following and _SUPPRESSION.match(comment.text):
            gap.begun = True
        if opened and not opened.holds(following) and not gap.begun:
            self.add(comment, opened.foot)
            return
        gap.begun = gap.begun or not comment.alone or self.has_dash(gap, at[0])
        owner = None if opened or gap.begun else gap.owner(at[1])
        if owner:
            gap.foot = owner
            self.add(comment, owner.foot)
        elif following:
            gap.begun = True  # what comes after comes after
            target = self.first() if following is self.top else following
            self.add(comment, target.before, below=True)
        else:
            self.add(comment, self.top.foot)

    def has_dash(self, gap: "_Gap", line: int) -> bool:
        """Whether a dash stands on a line of its own between what is before and this line."""
        seen = max(gap.seen, gap.previous.ends[0] if gap.previous else 0)
        gap.seen = max(seen, line)
        return any(self.lines[one].lstrip()[:1] in {"-", "?"} for one in range(seen, line - 1))

    def add(self, comment: Comment, texts: list[str], *, below: bool = False) -> None:
        """Add a comment with the blank line above it, and the last one with that ``below``."""
        line = comment.span.line
        if comment.alone and self.is_blank(line - 1):
            texts.append("")
        texts.append(comment.text)
        following = line + 1
        while self.is_blank(following):
            following += 1
        if below and comment.alone and following > line + 1 and following not in self.alone:
            texts.append("")


@dataclass(slots=True)
class _Gap:
    """What comments stand between: the entry that begins last before them, and the next one.

    ``begun`` says that the next one has begun, ``foot`` whose foot the comment before is: a later
    one cannot be further inside, or the two would change places. ``seen`` is a line up to which
    there is nothing new.
    """

    previous: Entry | None
    following: Entry | None
    begun: bool = False
    foot: Entry | None = None
    seen: int = 0

    def owner(self, column: int) -> Entry | None:
        """Whose foot a comment in this column is, if anyone's."""
        following = self.following
        if self.previous is None:
            return None
        if following and following.parent and column <= following.parent.begins[1]:
            return None
        for entry in (self.foot or self.previous).outward():
            ended = entry.inner and not entry.flow and not entry.holds(following)
            if ended and entry.begins[1] <= column:
                return entry
        return None


def _beside(entry: Entry, text: str) -> None:
    while entry.key is None and not entry.whole:
        entry = entry.ordered[0]
    _demote(entry)
    entry.beside = text


def _demote(entry: Entry) -> None:
    """Make room: what ended the line of a key stands above what ends that of its value."""
    if entry.beside:
        entry.before.append(entry.beside)
        entry.beside = ""

"""The two ways in which the values of a document are laid out: in lines, and in brackets.

A layout makes the edits by which items and fields come and go. What is new is written as ``fmt``
would write it, and the rest of the text stays as it is.
"""

import json
import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from policykb.diagnostics import Diagnostic, PolicyKBError, Route
from policykb.model.schema import FILES, model_at
from policykb.yaml.document import Data, Document
from policykb.yaml.edits import Edit
from policykb.yaml.formatter import format_document
from policykb.yaml.parser import parse_document

_COMMENT = re.compile(r"[ \t]*#")


def layout_of(document: Document, route: Route) -> "ListLayout":
    """Return the layout of the list or record at a route."""
    brackets = document.text[document.extent(route)[0] :][:1] in {"[", "{"}
    return Brackets(document) if brackets else Block(document)


def faults_of(path: str, route: Route, value: Data) -> tuple[Diagnostic, ...]:
    """Return why a value cannot be written at a route of a file, such as a forbidden character."""
    return _skeleton(path, route, value).faults


def _skeleton(path: str, route: Route, value: Data) -> Document:
    """Return a document with nothing but a value at a route."""
    for step in reversed(route):
        value = [value] if isinstance(step, int) else {step: value}
    # JSON is YAML. A lone surrogate becomes a fault.
    return parse_document(_flow(value).encode("utf-8", "surrogatepass"), path)


def _flow(value: Data) -> str:
    return json.dumps(value, ensure_ascii=False)


class ListLayout(ABC):
    """A layout of lists and records in a document."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.text = document.text
        self.line_end = "\r\n" if "\r\n" in self.text else "\n"

    @abstractmethod
    def insert(
        self, route: Route, size: int, groups: Mapping[int, Sequence[Data]]
    ) -> Iterator[Edit]:
        """Yield the edits that insert values into the list at a route, which has so many items:
        before the items with these indexes, or after the last one.
        """

    @abstractmethod
    def set_field(
        self, route: Route, present: Sequence[str], key: str, value: Data
    ) -> Iterator[Edit]:
        """Yield the edits that give the record at a route, with these fields, another one, or
        another value of one.
        """

    @abstractmethod
    def remove(self, route: Route, steps: Sequence[str | int]) -> Iterator[Edit]:
        """Yield the edits that remove the value at a route from the list or record that these steps
        lead into.
        """

    def before(self, route: Route, present: Sequence[str], key: str) -> str | None:
        """Return the field of a record that a new one usually comes after, if any."""
        model = model_at(FILES[PurePosixPath(self.document.path).stem], route)
        usual = {name: place for place, name in enumerate(model.model_fields if model else ())}
        earlier = [one for one in present if usual.get(one, -1) < usual.get(key, len(usual))]
        return max(earlier, key=lambda one: usual.get(one, -1), default=None)

    def start(self, route: Route) -> int:
        """Return the offset at which an item, or the name of a field, begins."""
        return self.document.extent(route, key=True)[0]

    def end(self, route: Route) -> int:
        """Return the offset of the end of a value, without white space and comments below it."""
        start, end = self.document.extent(route)
        value = self.document.value(route)
        if value and not isinstance(value, str) and self.text[start] not in "[{":
            return self.end(
                (*route, list(value)[-1] if isinstance(value, dict) else len(value) - 1)
            )
        return start + len(self.text[start:end].rstrip())


class Brackets(ListLayout):
    """Lists and records in brackets: ``[a, b]`` and ``{a: b}``."""

    def insert(
        self, route: Route, size: int, groups: Mapping[int, Sequence[Data]]
    ) -> Iterator[Edit]:
        """Yield the edits that insert values into a list."""
        for index, values in groups.items():
            new = ", ".join(map(_flow, values))
            if index < size:
                at = self.start((*route, index))
                yield Edit(at, at, f"{new}, ")
            elif not size:
                at = self.document.extent(route)[0] + 1
                yield Edit(at, at, new)
            else:
                at = self.end((*route, size - 1))
                yield Edit(at, at, f", {new}")

    def set_field(
        self, route: Route, present: Sequence[str], key: str, value: Data
    ) -> Iterator[Edit]:
        """Yield the edits that give a record a field."""
        new, before = f"{key}: {_flow(value)}", self.before(route, present, key)
        if key in present:
            yield Edit(self.start((*route, key)), self.end((*route, key)), new)
        elif before is not None:
            at = self.end((*route, before))
            yield Edit(at, at, f", {new}")
        else:
            at = self.start((*route, present[0]))
            yield Edit(at, at, f"{new}, ")

    def remove(self, route: Route, steps: Sequence[str | int]) -> Iterator[Edit]:
        """Yield the edits that remove a value."""
        outer, place = route[:-1], steps.index(route[-1])
        start = self.end((*outer, steps[place - 1])) if place else self.start(route)
        is_first = place == 0 and len(steps) > 1
        yield Edit(start, self.start((*outer, steps[1])) if is_first else self.end(route), "")


class Block(ListLayout):
    """Lists and records in lines of their own."""

    def insert(
        self, route: Route, size: int, groups: Mapping[int, Sequence[Data]]
    ) -> Iterator[Edit]:
        """Yield the edits that insert values into a list."""
        if not size:
            name, end = self.document.extent(route, key=True)[1], self.document.extent(route)[1]
            # The brackets of an empty list.
            yield Edit(name + 1, max(end, name + 1), "")
        column = self._dash_column((*route, 0)) if size else None
        for index, values in groups.items():
            is_apart = len(route) == 1 and isinstance(values[0], dict)
            between = self.line_end * (2 if is_apart else 1)
            lines = between.join(self._item(route, value, column) for value in values)
            if index:
                at = self._end_of_lines((*route, index - 1))
                yield Edit(at, at, between + lines)
            else:
                at = self._end_of_line(self.document.extent(route, key=True)[1])
                below = self.line_end if size and is_apart else ""
                yield Edit(at, at, self.line_end + lines + below)

    def _item(self, route: Route, value: Data, column: int | None) -> str:
        """Return the lines of an item, with its dash in a column (from 0), or as ``fmt`` has it."""
        lines = self._formatted((*route, 0), value)
        return self._moved(lines, 0 if column is None else column - _indent(lines[0]))

    def set_field(
        self, route: Route, present: Sequence[str], key: str, value: Data
    ) -> Iterator[Edit]:
        """Yield the edits that give a record a field."""
        column = self._column(self.start((*route, present[0])))
        first, *rest = self._formatted((*route, key), value)
        first = first.replace("- ", "  ", 1) if route else first
        new = self._moved([first, *rest], column - _indent(first))
        before = self.before(route, present, key)
        if key in present:
            yield Edit(self.start((*route, key)), self.end((*route, key)), new.lstrip(" "))
        elif before is not None:
            at = self._end_of_lines((*route, before))
            is_apart = not route and isinstance(value, list)
            yield Edit(at, at, self.line_end * (2 if is_apart else 1) + new)
        else:
            at = self.start((*route, present[0]))
            yield Edit(at, at, new.lstrip(" ") + self.line_end + " " * column)

    def remove(self, route: Route, steps: Sequence[str | int]) -> Iterator[Edit]:
        """Yield the edits that remove a value."""
        outer, place = route[:-1], steps.index(route[-1])
        if len(steps) == 1:
            name = self.document.extent(outer, key=True)[1] + 1
            yield Edit(name, name, " []")
        if place == 0 and outer and isinstance(route[-1], str):  # it may stand behind a dash
            yield Edit(self.start(route), self.start((*outer, steps[1])), "")
        else:
            yield self._lines(route, is_last=place == len(steps) - 1)

    def _lines(self, route: Route, *, is_last: bool) -> Edit:
        """Return the edit that removes the lines of a value, the comments directly above it, and
        the blank lines below it, or above it if it is the last one.
        """
        start = self.text.rfind("\n", 0, self.start(route)) + 1
        while start and _COMMENT.match(self.text, self._line_above(start)):
            start = self._line_above(start)
        end = self._end_of_lines(route)
        end += len(self.line_end) if self.text.startswith(self.line_end, end) else 0
        if is_last:
            while start and not self.text[self._line_above(start) : start].strip():
                start = self._line_above(start)
        else:
            while not (line := self.text[end : self._next_line(end)]).strip() and line:
                end += len(line)
        return Edit(start, end, "")

    # --- places ----------------------------------------------------------------------

    def _end_of_lines(self, route: Route) -> int:
        """Return the offset of the end of the last line of a value, with the comments below it that
        are indented further than it is.
        """
        at = self._end_of_line(self.end(route))
        column = self._column(self.start(route)) + isinstance(route[-1], str)
        while at < len(self.text):
            start = at + len(self.line_end)
            comment = _COMMENT.match(self.text, start)
            if comment is None or comment.end() - start - 1 < column:
                break
            at = self._end_of_line(start)
        return at

    def _end_of_line(self, at: int) -> int:
        found = self.text.find(self.line_end, at)
        return len(self.text) if found < 0 else found

    def _line_above(self, start: int) -> int:
        return self.text.rfind("\n", 0, start - 1) + 1

    def _next_line(self, start: int) -> int:
        found = self.text.find("\n", start)
        return len(self.text) if found < 0 else found + 1

    def _column(self, at: int) -> int:
        return at - self.text.rfind("\n", 0, at) - 1

    def _dash_column(self, route: Route) -> int:
        start = self.start(route)
        line = self.text.rfind("\n", 0, start) + 1
        dash = self.text.rfind("-", line, start)
        return dash - line if dash >= 0 else max(start - line - 2, 0)

    # --- lines -----------------------------------------------------------------------

    def _formatted(self, route: Route, value: Data) -> list[str]:
        """Return the lines that ``fmt`` writes for an item, or for a field with its name."""
        skeleton = _skeleton(self.document.path, route, value)
        if skeleton.faults:
            raise PolicyKBError(skeleton.faults[0].message, skeleton.faults[0].help)
        lines = format_document(skeleton).removesuffix("\n").split("\n")
        return lines[sum(isinstance(step, str) for step in route[:-1]) :]

    def _moved(self, lines: Sequence[str], by: int) -> str:
        """Return lines as one text, moved to the right by so many columns, or to the left."""
        moved = (" " * by + line if by > 0 else line[-by:] if by < 0 else line for line in lines)
        return self.line_end.join(
            one if line else "" for one, line in zip(moved, lines, strict=True)
        )


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip(" "))

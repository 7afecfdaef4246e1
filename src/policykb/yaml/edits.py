"""How a fix can be made in a document's text: of a value, a field's name, the order of fields."""

import json
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from policykb.diagnostics import Fix, OrderKeys, RenameKey, Route, SetValue
from policykb.text.normalize import collapse_spaces
from policykb.yaml.document import Document
from policykb.yaml.suppressions import targets


class Edit(NamedTuple):
    """A stretch of a text (offsets from 0, the end behind it) and what comes in its place."""

    start: int
    end: int
    text: str


Edits = tuple[Edit, ...]
"""A way to make a fix; an empty one makes none."""


class FixEdits:
    """The ways to make fixes in a document, the one that changes least first; not all will do."""

    def __init__(self, document: Document) -> None:
        self.document = document

    @cached_property
    def commented(self) -> Sequence[int]:
        """The lines with comments."""
        return [comment.span.line for comment in self.document.comments()]

    @cached_property
    def excused(self) -> Sequence[int]:
        """The lines whose faults comments let be."""
        return sorted(line for line, _ in targets(self.document))

    def ways(self, fix: Fix) -> Iterator[Edits]:
        """The ways to make a fix; none where the text has no place for it."""
        document = self.document
        match fix:
            case SetValue(route, value):
                yield from _value_ways(document, route, value)
            case RenameKey(route, key):
                start, end = document.extent(route, key=True)
                old = str(route[-1])
                if old in document.text[start:end]:
                    yield (_within(document.text, start, end, old, key),)
            case OrderKeys(route, keys):
                first, _, last, _ = document.span(route)
                in_brackets = document.text.startswith("{", document.extent(route)[0])
                # A comment that lets a fault be must not come to stand at another value, and in
                # brackets it is hard to say to which one a comment belongs.
                if not _any_of(self.excused, first, last) and not (
                    in_brackets and _any_of(self.commented, first, last)
                ):
                    yield from _order(document, route, keys)


def _any_of(lines: Sequence[int], first: int, last: int) -> bool:
    at = bisect_left(lines, first)
    return at < len(lines) and lines[at] <= last


def _within(text: str, start: int, end: int, old: str, new: str) -> Edit:
    at = text.index(old, start, end)
    return Edit(at, at + len(old), new)


# --- values --------------------------------------------------------------------------


def _value_ways(document: Document, route: Route, value: str) -> Iterator[Edits]:
    old = document.value(route)
    if not isinstance(old, str):
        return
    start, end = document.extent(route)
    if old and " " not in old + value and document.text.count(old, start, end) == 1:
        yield (_within(document.text, start, end, old, value),)
    if parts := tuple(_word_splices(document.text, start, end, old, value)):
        yield parts
    whole = document.text[start:end]
    # A JSON string is a YAML scalar in double quotes.
    yield (Edit(start, start + len(whole.rstrip()), json.dumps(value, ensure_ascii=False)),)


def _word_splices(text: str, start: int, end: int, old: str, new: str) -> Iterator[Edit]:
    """The words that differ, where the words of the value stand as such in the text."""
    words = _words(text, start, end)
    wanted = new.split()
    if [text[a:b] for a, b in words] != old.split() or collapse_spaces(new) != new:
        return
    matcher = SequenceMatcher(None, old.split(), wanted, autojunk=False)
    for tag, i, j, k, m in matcher.get_opcodes():
        said = " ".join(wanted[k:m])
        if tag == "replace" and j - i == m - k:  # each in its place, so that lines stay
            yield from (Edit(*words[i + n], wanted[k + n]) for n in range(j - i))
        elif tag == "replace":
            yield Edit(words[i][0], words[j - 1][1], said)
        elif tag == "delete":
            # With the space on one side of it.
            yield (
                Edit(words[i][0], words[j][0], "")
                if j < len(words)
                else Edit(words[i - 1][1] if i else words[i][0], words[j - 1][1], "")
            )
        elif tag == "insert" and i < len(words):
            yield Edit(words[i][0], words[i][0], f"{said} ")
        elif tag == "insert" and words:
            yield Edit(words[-1][1], words[-1][1], f" {said}")


def _words(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Where the words of the scalar between two offsets stand."""
    if text[start : start + 1] in {"|", ">"}:
        start = text.find("\n", start, end) + 1 or end
    elif text[start : start + 1] in {'"', "'"}:
        start, end = start + 1, end - 1
    found: list[tuple[int, int]] = []
    for word in text[start:end].split():
        at = text.index(word, found[-1][1] if found else start)
        found.append((at, at + len(word)))
    return found


# --- order of fields -----------------------------------------------------------------


def _order(document: Document, route: Route, keys: Sequence[str]) -> Iterator[Edits]:
    record = document.value(route)
    if not isinstance(record, dict) or set(record) != set(keys):
        return
    text = document.text
    if text.startswith("{", document.extent(route)[0]):
        places = {
            key: (
                document.extent((*route, key), key=True)[0],
                document.extent((*route, key))[1],
            )
            for key in record
        }
        slots = zip(places.values(), keys, strict=True)
        yield tuple(Edit(a, b, text[slice(*places[key])]) for (a, b), key in slots)
        return
    fields = list(_fields(document, route, list(record)))
    indent = " " * (document.key_span((*route, next(iter(record)))).column - 1)
    parts = {key: text[a:b] for key, (a, b) in zip(record, fields, strict=True)}
    line_end = "\r\n" if "\r\n" in text[fields[0][0] : fields[-1][1]] else "\n"
    pieces = [_ended(parts[key].lstrip(" "), line_end) for key in keys]
    made = indent.join(pieces)
    yield (Edit(fields[0][0], fields[-1][1], made.removesuffix(line_end)),)


def _ended(text: str, line_end: str) -> str:
    return text if text.endswith(line_end) else text + line_end


def _fields(document: Document, route: Route, keys: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Where the fields of a block mapping stand: each with the comments above it, from the
    beginning of a line, but for the first, to the beginning of the next.
    """
    text = document.text
    starts = [document.extent((*route, key), key=True)[0] for key in keys]
    bounds = [starts[0]]
    for start in starts[1:]:
        at = text.rfind("\n", 0, start) + 1
        while (above := text.rfind("\n", bounds[-1], max(at - 1, 0)) + 1) and text[
            above:at
        ].lstrip().startswith("#"):
            at = above
        bounds.append(at)
    last = document.extent((*route, keys[-1]))
    end = last[0] + len(text[slice(*last)].rstrip())
    line = text.find("\n", max(end, starts[-1]))
    bounds.append(len(text) if line < 0 else line - (text[line - 1] == "\r"))
    return pairwise(bounds)

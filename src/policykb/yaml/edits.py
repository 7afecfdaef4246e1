"""The edits that apply a fix to a document: to a value, a field's name or the order of fields."""

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
    """An edit replaces the text between two offsets, which count from 0; the end is exclusive."""

    start: int
    end: int
    text: str


Edits = tuple[Edit, ...]
"""The edits that together apply a fix; empty if it cannot be applied."""


class FixEdits:
    """The candidate edits for the fixes of a document. Not all candidates lead to the right data:
    :mod:`policykb.yaml.patch` checks them.
    """

    def __init__(self, document: Document) -> None:
        self.document = document

    @cached_property
    def comment_lines(self) -> Sequence[int]:
        """The lines that hold comments, in order."""
        return [comment.span.line for comment in self.document.comments()]

    @cached_property
    def suppressed_lines(self) -> Sequence[int]:
        """The lines that suppressions apply to, in order."""
        return sorted(line for line, _ in targets(self.document))

    def candidates(self, fix: Fix) -> Iterator[Edits]:
        """Yield candidates for a fix, the one that changes least first."""
        document = self.document
        match fix:
            case SetValue(route, value):
                yield from _value_edits(document, route, value)
            case RenameKey(route, key):
                start, end = document.extent(route, key=True)
                old = str(route[-1])
                if old in document.text[start:end]:
                    yield (_replace(document.text, start, end, old, key),)
            case OrderKeys(route, keys):
                first, _, last, _ = document.span(route)
                in_brackets = document.text.startswith("{", document.extent(route)[0])
                # A suppression must not move to another value, and in brackets it is not clear to
                # which value a comment belongs.
                if not _has_line(self.suppressed_lines, first, last) and not (
                    in_brackets and _has_line(self.comment_lines, first, last)
                ):
                    yield from _order_edits(document, route, keys)


def _has_line(lines: Sequence[int], first: int, last: int) -> bool:
    at = bisect_left(lines, first)
    return at < len(lines) and lines[at] <= last


def _replace(text: str, start: int, end: int, old: str, new: str) -> Edit:
    at = text.index(old, start, end)
    return Edit(at, at + len(old), new)


# --- values --------------------------------------------------------------------------


def _value_edits(document: Document, route: Route, value: str) -> Iterator[Edits]:
    old = document.value(route)
    if not isinstance(old, str):
        return
    start, end = document.extent(route)
    if old and " " not in old + value and document.text.count(old, start, end) == 1:
        yield (_replace(document.text, start, end, old, value),)
    if edits := tuple(_word_edits(document.text, start, end, old, value)):
        yield edits
    whole = document.text[start:end]
    # A JSON string is a YAML scalar in double quotes.
    yield (Edit(start, start + len(whole.rstrip()), json.dumps(value, ensure_ascii=False)),)


def _word_edits(text: str, start: int, end: int, old: str, new: str) -> Iterator[Edit]:
    """Yield edits of the words that differ, if the text holds the words of the value unescaped."""
    words = _word_extents(text, start, end)
    wanted = new.split()
    if [text[a:b] for a, b in words] != old.split() or collapse_spaces(new) != new:
        return
    matcher = SequenceMatcher(None, old.split(), wanted, autojunk=False)
    for tag, i, j, k, m in matcher.get_opcodes():
        new_words = " ".join(wanted[k:m])
        if tag == "replace" and j - i == m - k:  # word by word, so that line ends stay
            yield from (Edit(*words[i + n], wanted[k + n]) for n in range(j - i))
        elif tag == "replace":
            yield Edit(words[i][0], words[j - 1][1], new_words)
        elif tag == "delete":
            # Together with the space on one side.
            yield (
                Edit(words[i][0], words[j][0], "")
                if j < len(words)
                else Edit(words[i - 1][1] if i else words[i][0], words[j - 1][1], "")
            )
        elif tag == "insert" and i < len(words):
            yield Edit(words[i][0], words[i][0], f"{new_words} ")
        elif tag == "insert" and words:
            yield Edit(words[-1][1], words[-1][1], f" {new_words}")


def _word_extents(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the offsets of the words of the scalar between two offsets."""
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


def _order_edits(document: Document, route: Route, keys: Sequence[str]) -> Iterator[Edits]:
    record = document.value(route)
    if not isinstance(record, dict) or set(record) != set(keys):
        return
    text = document.text
    if text.startswith("{", document.extent(route)[0]):
        extents = {
            key: (
                document.extent((*route, key), key=True)[0],
                document.extent((*route, key))[1],
            )
            for key in record
        }
        slots = zip(extents.values(), keys, strict=True)
        yield tuple(Edit(a, b, text[slice(*extents[key])]) for (a, b), key in slots)
        return
    fields = list(_field_extents(document, route, list(record)))
    indent = " " * (document.key_span((*route, next(iter(record)))).column - 1)
    parts = {key: text[a:b] for key, (a, b) in zip(record, fields, strict=True)}
    line_end = "\r\n" if "\r\n" in text[fields[0][0] : fields[-1][1]] else "\n"
    lines = [_with_line_end(parts[key].lstrip(" "), line_end) for key in keys]
    ordered = indent.join(lines)
    yield (Edit(fields[0][0], fields[-1][1], ordered.removesuffix(line_end)),)


def _with_line_end(text: str, line_end: str) -> str:
    return text if text.endswith(line_end) else text + line_end


def _field_extents(
    document: Document, route: Route, keys: Sequence[str]
) -> Iterator[tuple[int, int]]:
    """Yield the offsets of the fields of a block mapping, each with the comments above it. All but
    the first begin at the beginning of a line, and each ends where the next one begins.
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

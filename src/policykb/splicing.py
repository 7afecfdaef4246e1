"""Fixes as edits of a file's text: whatever they do not speak of stays as it is, to the byte.

What an edit makes is read again before anybody sees it: a text that does not say what the
fix meant, or that lost a comment, is dropped.
"""

import json
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise
from typing import NamedTuple

from policykb.diagnostics import Fix, OrderKeys, RenameKey, Route, SetValue
from policykb.documents import Data, Document
from policykb.folding import single_spaced
from policykb.parsing import parse_document


class Splice(NamedTuple):
    """A stretch of a text (offsets from 0, the end behind it) and what comes in its place."""

    start: int
    end: int
    text: str


def spliced(text: str, splices: Iterable[Splice]) -> str:
    """``text`` with all the splices, of which no two may overlap."""
    parts: list[str] = []
    at = 0
    for start, end, new in sorted(splices):
        parts += [text[at:start], new]
        at = end
    return "".join([*parts, text[at:]])


def splices(document: Document, fix: Fix) -> tuple[Splice, ...]:
    """What ``fix`` changes in the text of ``document``; nothing if there is no way to make it."""
    return next((p for p in _ways(document, fix) if _says(_read(document, p), document, [fix])), ())


def applied(document: Document, fixes: Sequence[Fix]) -> tuple[Document, list[Fix]]:
    """The document with as many of ``fixes`` as go together, and those that were made."""
    chosen: list[tuple[Fix, tuple[Splice, ...]]] = []
    taken: list[tuple[int, int]] = []
    for fix in fixes:
        parts = next(_ways(document, fix), ())
        # Of two that meet one has to wait: what it was made for may look different then.
        if parts and not any(_meets(taken, part) for part in parts):
            taken = sorted([*taken, *((part.start, part.end) for part in parts)])
            chosen.append((fix, parts))
    made = _read(document, [part for _, parts in chosen for part in parts])
    if _says(made, document, [fix for fix, _ in chosen]):
        return made, [fix for fix, _ in chosen]
    return _one_by_one(document, fixes)


def _one_by_one(document: Document, fixes: Sequence[Fix]) -> tuple[Document, list[Fix]]:
    """Like :func:`applied`, where some first way to make a fix does not do."""
    done: list[Fix] = []
    for fix in fixes:
        for parts in _ways(document, fix):
            made = _read(document, parts)
            if _says(made, document, [fix]):
                document = made
                done.append(fix)
                break
    return document, done


def _read(document: Document, parts: Iterable[Splice]) -> Document:
    return parse_document(spliced(document.text, parts).encode(), document.path)


def _says(made: Document, document: Document, fixes: Sequence[Fix]) -> bool:
    """Whether ``made`` says what ``document`` said, but for the fixes, comments included."""
    data = document.data
    for fix in fixes:
        data = _changed(data, fix, fix.route)
    before, after = (sorted(c.text for c in one.comments()) for one in (document, made))
    return made.data is not None and made.data == data and before == after


def _changed(data: Data | None, fix: Fix, route: Route) -> Data | None:
    """A copy of ``data`` as the fix means it, sharing all that stays."""
    if not route:
        return fix.value if isinstance(fix, SetValue) else data
    step, *rest = route
    if isinstance(data, dict) and isinstance(step, str) and step in data:
        name = fix.key if isinstance(fix, RenameKey) and not rest else step
        return {
            name if key == step else key: _changed(value, fix, tuple(rest)) or ""
            if key == step
            else value
            for key, value in data.items()
        }
    if isinstance(data, list) and isinstance(step, int) and step < len(data):
        return [
            (_changed(value, fix, tuple(rest)) or "") if index == step else value
            for index, value in enumerate(data)
        ]
    return data


def _meets(taken: Sequence[tuple[int, int]], part: Splice) -> bool:
    at = bisect_right(taken, (part.start, part.end))
    before = at > 0 and taken[at - 1][1] >= part.start
    return before or (at < len(taken) and taken[at][0] <= part.end)


def _ways(document: Document, fix: Fix) -> Iterator[tuple[Splice, ...]]:
    """The ways to make a fix, the one that changes least first."""
    match fix:
        case SetValue(route, value):
            yield from _value_ways(document, route, value)
        case RenameKey(route, key):
            start, end = document.extent(route, key=True)
            old = str(route[-1])
            if old in document.text[start:end]:
                yield (_within(document.text, start, end, old, key),)
        case OrderKeys(route, keys):
            yield from _order(document, route, keys)


def _within(text: str, start: int, end: int, old: str, new: str) -> Splice:
    at = text.index(old, start, end)
    return Splice(at, at + len(old), new)


# --- values --------------------------------------------------------------------------


def _value_ways(document: Document, route: Route, value: str) -> Iterator[tuple[Splice, ...]]:
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
    yield (Splice(start, start + len(whole.rstrip()), json.dumps(value, ensure_ascii=False)),)


def _word_splices(text: str, start: int, end: int, old: str, new: str) -> Iterator[Splice]:
    """The words that differ, where the words of the value stand as such in the text."""
    words = _words(text, start, end)
    wanted = new.split()
    if [text[a:b] for a, b in words] != old.split() or single_spaced(new) != new:
        return
    matcher = SequenceMatcher(None, old.split(), wanted, autojunk=False)
    for tag, i, j, k, m in matcher.get_opcodes():
        said = " ".join(wanted[k:m])
        if tag == "replace" and j - i == m - k:  # each in its place, so that lines stay
            yield from (Splice(*words[i + n], wanted[k + n]) for n in range(j - i))
        elif tag == "replace":
            yield Splice(words[i][0], words[j - 1][1], said)
        elif tag == "delete":
            # With the space on one side of it.
            yield (
                Splice(words[i][0], words[j][0], "")
                if j < len(words)
                else Splice(words[i - 1][1] if i else words[i][0], words[j - 1][1], "")
            )
        elif tag == "insert" and i < len(words):
            yield Splice(words[i][0], words[i][0], f"{said} ")
        elif tag == "insert" and words:
            yield Splice(words[-1][1], words[-1][1], f" {said}")


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


def _order(document: Document, route: Route, keys: Sequence[str]) -> Iterator[tuple[Splice, ...]]:
    record = document.value(route)
    if not isinstance(record, dict) or set(record) != set(keys):
        return
    text = document.text
    start, _ = document.extent(route)
    if text.startswith("{", start):
        places = {
            key: (
                document.extent((*route, key), key=True)[0],
                document.extent((*route, key))[1],
            )
            for key in record
        }
        slots = zip(places.values(), keys, strict=True)
        yield tuple(Splice(a, b, text[slice(*places[key])]) for (a, b), key in slots)
        return
    fields = list(_fields(document, route, list(record)))
    indent = " " * (document.key_span((*route, next(iter(record)))).column - 1)
    parts = {key: text[a:b] for key, (a, b) in zip(record, fields, strict=True)}
    line_end = "\r\n" if "\r\n" in text[fields[0][0] : fields[-1][1]] else "\n"
    pieces = [_ended(parts[key].lstrip(" "), line_end) for key in keys]
    made = indent.join(pieces)
    yield (Splice(fields[0][0], fields[-1][1], made.removesuffix(line_end)),)


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

"""The place of the cursor in a YAML file, also while the file is no valid YAML yet."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from policykb.loading.part_files import singular

_LINE = re.compile(r"(?P<indent> *)(?P<dashes>(?:- +)*)(?P<key>[A-Za-z_]+):(?:\s+(?P<value>.*))?$")
_DASH = re.compile(r"(?P<indent> *)(?P<dashes>(?:-(?: +|$))+)(?P<text>.*)$")
_BLOCK = re.compile(r"[|>][-+]?$")


class Cursor(NamedTuple):
    """The place of a cursor in a file.

    ``kind`` is the kind of record (``claim``, ``topic``, ``source`` …), empty outside of records.
    ``keys`` lead from the record to the value in which the cursor is; in the name of a field they
    lead to the field's record. ``in_value`` tells the two apart. ``typed`` is the text of the value
    or name before the cursor, which begins at ``start`` (column, from 0) of its line, or further
    up if the value is a block (``is_block``). ``present`` are the fields that the record has.
    """

    kind: str
    keys: tuple[str, ...]
    in_value: bool
    typed: str
    start: int
    is_block: bool
    present: frozenset[str]


class _Field(NamedTuple):
    """A line with a field: its indentation (that of the name, after dashes), name and value."""

    number: int
    indent: int
    dash: int
    key: str
    value: str


def cursor_at(path: str, text: str, line: int, column: int) -> Cursor | None:
    """Return the place of the cursor in a file; None where nothing can be completed.

    Args:
        path: The path of the file in its knowledge base.
        text: Its text.
        line: The line of the cursor, from 0.
        column: The column of the cursor in characters, from 0.
    """
    lines = text.split("\n")
    before = lines[line][:column] if line < len(lines) else ""
    if re.search(r"(^|\s)#", before) or before.endswith(":"):
        return None
    found = _own_field(line, before) or _item(lines, line, before) or _other(lines, line, before)
    return _cursor(path, lines, line, *found) if found else None


class _Typed(NamedTuple):
    """The field that is being written, what is typed of it, and the column where that begins."""

    own: "_Field"
    typed: str
    start: int
    in_value: bool
    is_block: bool = False


def _own_field(line: int, before: str) -> _Typed | None:
    """Return the field of a line that has a name and the beginning of a value."""
    own = _field(line, before)
    return _Typed(own, own.value, len(before) - len(own.value), in_value=True) if own else None


def _item(lines: Sequence[str], line: int, before: str) -> _Typed | None:
    """Return the field of an item of a list, or the first field of a record."""
    item = _DASH.match(before)
    if item is None:
        return None
    dash, typed = len(item["indent"]), item["text"]
    start = len(before) - len(typed)
    above = _above(lines, line)
    owner = next((one for one in above if one.indent <= dash and not one.value), None)
    if owner is not None and (owner.indent or owner.dash >= 0):
        return _Typed(owner, typed, start, in_value=True)
    return _Typed(_Field(line, start, dash, "", typed), typed, start, in_value=False)


def _other(lines: Sequence[str], line: int, before: str) -> _Typed | None:
    """Return the field whose block of text a line is in, or whose name it begins."""
    typed = before.strip()
    indent = len(before) - len(before.lstrip(" "))
    block = next((one for one in _above(lines, line) if one.indent < indent), None)
    if block is not None and _BLOCK.match(block.value):
        body = [lines[number].strip() for number in range(block.number + 1, line)]
        return _Typed(block, " ".join([*body, typed]), indent, in_value=True, is_block=True)
    if re.fullmatch(r"[a-z_]*", typed):
        return _Typed(_Field(line, indent, -1, "", typed), typed, indent, in_value=False)
    return None


def _field(number: int, line: str) -> _Field | None:
    match = _LINE.match(line)
    if match is None:
        return None
    indent = len(match["indent"]) + len(match["dashes"])
    dash = len(match["indent"]) if match["dashes"] else -1
    return _Field(number, indent, dash, match["key"], match["value"] or "")


def _above(lines: Sequence[str], line: int) -> Iterator[_Field]:
    """Yield the fields above a line, upwards."""
    for number in range(min(line, len(lines)) - 1, -1, -1):
        if (field := _field(number, lines[number])) is not None:
            yield field


def _cursor(
    path: str,
    lines: Sequence[str],
    line: int,
    own: _Field,
    typed: str,
    start: int,
    in_value: bool,  # noqa: FBT001 - from a named tuple
    is_block: bool,  # noqa: FBT001 - same
) -> Cursor:
    keys = [own.key] if in_value else []
    indent, at_dash = own.indent, own.dash
    siblings: set[str] = set()
    level = indent
    for field in _above(lines, own.number):
        if at_dash < 0 and field.indent == level and level == indent:
            siblings.add(field.key)
            at_dash = field.dash
        elif field.indent < level if at_dash < 0 else field.indent <= at_dash:
            keys.insert(0, field.key)
            level, at_dash = field.indent, field.dash
    siblings.update(_below(lines, line, indent))
    name = path.rpartition("/")[2]
    if name in {"source.yaml", "kb.yaml"}:
        kind = name.removesuffix(".yaml")
    else:
        kind = singular(keys.pop(0)) if keys and (in_value or own.indent) else ""
    if typed.startswith("["):
        item = re.split(r"[\[,]\s*", typed)[-1]
        start, typed = start + len(typed) - len(item), item
    return Cursor(kind, tuple(keys), in_value, typed, start, is_block, frozenset(siblings))


def _below(lines: Sequence[str], line: int, indent: int) -> Iterator[str]:
    """Yield the names of the fields of the same record below a line."""
    for number in range(line + 1, len(lines)):
        field = _field(number, lines[number])
        if field is None:
            continue
        if field.indent < indent or (field.indent == indent and field.dash >= 0):
            return
        if field.indent == indent:
            yield field.key

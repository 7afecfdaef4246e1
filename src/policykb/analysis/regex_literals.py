"""Literals of a regular expression: pieces of words that every match contains.

They are read from the syntax tree of Python's own parser. That tree is not a public API, but it is
exactly what ``re`` compiles, including all flags. An unknown node counts as one that may match
anything: a search then looks at more texts, but finds the same.
"""

import re
import warnings
from collections.abc import Iterable, Iterator
from importlib import import_module
from typing import Any, NamedTuple

from policykb.text.normalize import fold_case
from policykb.text.tokens import Literal


class Choice(NamedTuple):
    """One of several branches."""

    branches: tuple["Node", ...]


class Repeat(NamedTuple):
    """A part that matches once or more often."""

    body: "Node"


class Lookaround(NamedTuple):
    """A part that must match before or after a place."""

    body: "Node"


Node = str | tuple["Node", ...] | Choice | Repeat | Lookaround
"""A part of a regular expression: a folded character of a word, :data:`SEPARATOR` or
:data:`ANYTHING`; a tuple for a sequence of parts.
"""

SEPARATOR = " "
"""A place that no word crosses: a character that belongs to no word, or an edge of a word."""

ANYTHING = "\0"
"""Something that may match any text, or none."""

_IN_AND_OUT_OF_WORDS = frozenset({fold_case("\u0345")})
"""If case is ignored, an iota matches the iota subscript, too, which is a mark outside words."""

_IS_WORD = re.compile(r"\w")
_MAX_RANGE = 256
"""A range of more characters counts as :data:`ANYTHING`."""

_LITERAL = re.compile(f"[^{SEPARATOR}{ANYTHING}]+")


def parse(pattern: str, flags: int = 0) -> Node:
    """Return the tree of a regular expression that ``re`` compiles."""
    try:
        with warnings.catch_warnings():
            # re warns about syntax that later versions may read differently.
            warnings.simplefilter("ignore")
            tree = import_module("re._parser").parse(pattern, flags)
        return _sequence(tree, tree.state.flags)
    # Another version of Python may have changed the parser.
    except (ImportError, AttributeError, LookupError, TypeError, ValueError, RecursionError):
        return ANYTHING


def _sequence(parts: Iterable[tuple[Any, Any]], flags: int) -> Node:
    return tuple(_node(str(name), value, flags) for name, value in parts)


def _node(name: str, value: Any, flags: int) -> Node:  # noqa: PLR0911 - all kinds
    match name:
        case "LITERAL":
            return _one_of({chr(value)}, flags)
        case "IN":
            return _class([(str(kind), member) for kind, member in value], flags)
        case "AT":
            return _anchor(str(value), flags)
        case "SUBPATTERN":
            _, added, removed, body = value
            return _sequence(body, (flags | added) & ~removed)
        case "ATOMIC_GROUP":
            return _sequence(value, flags)
        case "BRANCH":
            return Choice(tuple(_sequence(branch, flags) for branch in value[1]))
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            least, _, body = value
            return Repeat(_sequence(body, flags)) if int(least) else ANYTHING
        case "ASSERT":
            body = _sequence(value[1], flags)
            return SEPARATOR if body == (SEPARATOR,) else Lookaround(body)
        case "ASSERT_NOT":
            return SEPARATOR if _holds_all_word_characters(value[1], flags) else ()
        case _:
            return ANYTHING


def _anchor(name: str, flags: int) -> Node:
    # With re.ASCII, an edge of a word may be within a word of the index.
    if name == "AT_NON_BOUNDARY" or (name == "AT_BOUNDARY" and flags & re.ASCII):
        return ()
    known = ("AT_BEGINNING", "AT_BEGINNING_STRING", "AT_END", "AT_END_STRING", "AT_BOUNDARY")
    return SEPARATOR if name in known else ANYTHING


def _holds_all_word_characters(body: Any, flags: int) -> bool:
    """Return True if ``body`` is a class of all characters of words: if none of them follows, a
    word ends.
    """
    if len(body) != 1 or str(body[0][0]) != "IN":
        return False
    members = [(str(kind), member) for kind, member in body[0][1]]
    return members[0][0] != "NEGATE" and _class([("NEGATE", None), *members], flags) == SEPARATOR


def _class(members: list[tuple[str, Any]], flags: int) -> Node:
    word, not_word = "CATEGORY_WORD", "CATEGORY_NOT_WORD"
    if members[0][0] == "NEGATE":
        without_words = ("CATEGORY", word) in [(kind, str(member)) for kind, member in members]
        return SEPARATOR if without_words and not flags & re.ASCII else ANYTHING
    characters: set[str] = set()
    for kind, member in members:
        match kind, str(member):
            case "LITERAL", _:
                characters.add(chr(member))
            case "RANGE", _ if member[1] - member[0] < _MAX_RANGE:
                characters.update(map(chr, range(member[0], member[1] + 1)))
            case "CATEGORY", "CATEGORY_SPACE":
                characters.add(SEPARATOR)
            case "CATEGORY", category if category == not_word and not flags & re.ASCII:
                characters.add(SEPARATOR)
            case _:
                return ANYTHING
    return _one_of(characters, flags)


def _one_of(characters: set[str], flags: int) -> Node:
    forms = {fold_case(character) for character in characters}
    if flags & re.IGNORECASE and forms & _IN_AND_OUT_OF_WORDS:
        return ANYTHING
    in_words = {_IS_WORD.match(character) is not None for character in characters}
    if in_words == {False}:
        return SEPARATOR
    return forms.pop() if in_words == {True} and len(forms) == 1 else ANYTHING


def literals(tree: Node) -> tuple[Literal, ...]:
    """Return pieces of words that are in every text in which a regular expression matches.

    The result is empty if no such piece is found.
    """
    found: dict[Literal, None] = {}
    lines = [tree]
    for node in lines:
        # Lookarounds are lines of their own.
        line = f"{ANYTHING}{''.join(_line(node, lines))}{ANYTHING}"
        for match in _LITERAL.finditer(line):
            begins, ends = (line[at] == SEPARATOR for at in (match.start() - 1, match.end()))
            # A single letter is in nearly every text.
            if len(match.group()) > 1 or (begins and ends):
                found[Literal(match.group(), begins, ends)] = None
    return tuple(found)


def _line(node: Node, lines: list[Node]) -> Iterator[str]:
    """Yield the known parts of a match from left to right: folded characters, separators and
    ``ANYTHING``. Lookarounds are appended to ``lines``.
    """
    match node:
        case str():
            yield node
        case Lookaround(body):
            lines.append(body)
        case Repeat(body):
            line = "".join(_line(body, lines))
            yield SEPARATOR if _separates(line) else line + ANYTHING
        case Choice(branches):
            # A lookaround of one branch need not match.
            separates = all(_separates("".join(_line(branch, []))) for branch in branches)
            yield SEPARATOR if separates else ANYTHING
        case tuple():
            for part in node:
                yield from _line(part, lines)


def _separates(line: str) -> bool:
    return line != "" and not line.strip(SEPARATOR)

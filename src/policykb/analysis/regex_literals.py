"""What a regular expression asks for: the pieces of words that a match must hold, and how much
work it may be to look for one.

Both are read off the tree that Python's own parser makes, which is no public part of Python: only
that is exactly what ``re`` goes by, to the last flag. What is not known of the tree, or not yet, is
taken for something that may stand for anything and may take for ever, so that a search is right in
any case, if not as fast.
"""

import math
import re
import warnings
from collections.abc import Iterable, Iterator
from importlib import import_module
from typing import Any, NamedTuple

from policykb.text.tokens import Literal, fold_case


class Choice(NamedTuple):
    """One of these stands there."""

    branches: tuple["Node", ...]


class Repeat(NamedTuple):
    """So many of this stand there; ``most`` may be infinite."""

    body: "Node"
    least: int
    most: float


class Look(NamedTuple):
    """This stands before or behind a place, or, unless it ``holds``, does not."""

    body: "Node"
    holds: bool


Node = str | tuple["Node", ...] | Choice | Repeat | Look
"""A part of a regular expression: the form of a character that belongs to a word, or one of the
next two; a tuple for what stands in a row.
"""

SEPARATOR = " "
"""A place that no word goes across: a character that belongs to none, or an edge of a word."""

ANYTHING = "\0"
"""What is not known."""

_ANY_TEXT = Repeat(ANYTHING, 0, math.inf)
UNKNOWN = Repeat(_ANY_TEXT, 0, math.inf)
"""What is not known, and may take for ever."""

_IN_AND_OUT_OF_WORDS = frozenset({fold_case("\u0345")})
"""Without case, an iota is also the mark of one below a letter, which belongs to no word."""

_IS_WORD = re.compile(r"\w")
_FEW = 256


def parse(pattern: str, flags: int = 0) -> Node:
    """The tree of a regular expression that ``re`` compiles."""
    try:
        with warnings.catch_warnings():
            # What a later version of re may read in another way is read as it is today.
            warnings.simplefilter("ignore")
            tree = import_module("re._parser").parse(pattern, flags)
        return _row(tree, tree.state.flags)
    # Whatever another version of Python has changed.
    except (ImportError, AttributeError, LookupError, TypeError, ValueError, RecursionError):
        return UNKNOWN


def _row(parts: Iterable[tuple[Any, Any]], flags: int) -> Node:
    return tuple(_node(str(name), value, flags) for name, value in parts)


def _node(name: str, value: Any, flags: int) -> Node:  # noqa: PLR0911, PLR0912, C901 - all kinds
    match name:
        case "LITERAL":
            return _one_of({chr(value)}, flags)
        case "IN":
            return _class([(str(kind), member) for kind, member in value], flags)
        case "ANY" | "NOT_LITERAL":
            return ANYTHING
        case "AT":
            return _place(str(value), flags)
        case "SUBPATTERN":
            _, added, removed, body = value
            return _row(body, (flags | added) & ~removed)
        case "ATOMIC_GROUP":
            return _row(value, flags)
        case "BRANCH":
            return Choice(tuple(_row(branch, flags) for branch in value[1]))
        case "GROUPREF_EXISTS":
            return Choice(tuple(_row(branch or (), flags) for branch in value[1:]))
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            least, most, body = value
            unbounded = str(most) == "MAXREPEAT"
            return Repeat(_row(body, flags), int(least), math.inf if unbounded else int(most))
        case "ASSERT":
            return _look(_row(value[1], flags))
        case "ASSERT_NOT":
            return _look_away(value[1], flags)
        case "GROUPREF":
            return _ANY_TEXT
        case "FAILURE":
            return ()
        case _:
            return UNKNOWN


def _place(name: str, flags: int) -> Node:
    """Of ASCII alone, an edge of a word may stand within what is a word here."""
    if name == "AT_NON_BOUNDARY" or (name == "AT_BOUNDARY" and flags & re.ASCII):
        return ()
    known = ("AT_BEGINNING", "AT_BEGINNING_STRING", "AT_END", "AT_END_STRING", "AT_BOUNDARY")
    return SEPARATOR if name in known else UNKNOWN


def _look(body: Node) -> Node:
    return SEPARATOR if body == (SEPARATOR,) else Look(body, holds=True)


def _look_away(body: Any, flags: int) -> Node:
    """Where no character of a word stands next, no word goes across."""
    if len(body) == 1 and str(body[0][0]) == "IN":
        members = [(str(kind), member) for kind, member in body[0][1]]
        negated = members[0][0] == "NEGATE"
        if not negated and _class([("NEGATE", None), *members], flags) == SEPARATOR:
            return SEPARATOR
    return Look(_row(body, flags), holds=False)


def _class(members: list[tuple[str, Any]], flags: int) -> Node:
    """One of a class of characters."""
    word, no_word = "CATEGORY_WORD", "CATEGORY_NOT_WORD"
    if members[0][0] == "NEGATE":
        without_words = ("CATEGORY", word) in [(kind, str(member)) for kind, member in members]
        return SEPARATOR if without_words and not flags & re.ASCII else ANYTHING
    characters: set[str] = set()
    for kind, member in members:
        match kind, str(member):
            case "LITERAL", _:
                characters.add(chr(member))
            case "RANGE", _ if member[1] - member[0] < _FEW:
                characters.update(map(chr, range(member[0], member[1] + 1)))
            case "CATEGORY", "CATEGORY_SPACE":
                characters.add(SEPARATOR)
            case "CATEGORY", category if category == no_word and not flags & re.ASCII:
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


# --- pieces of words ---------------------------------------------------------------------


_PIECE = re.compile(f"[^{SEPARATOR}{ANYTHING}]+")


def literals(tree: Node) -> tuple[Literal, ...]:
    """Pieces of words that every text holds in which a regular expression matches; none, if it
    matches texts that have no piece in common, as far as that can be told.
    """
    found: dict[Literal, None] = {}
    rows = [tree]
    for row in rows:
        # What must stand before or behind a place is looked for by itself.
        line = f"{ANYTHING}{''.join(_line(row, rows))}{ANYTHING}"
        for match in _PIECE.finditer(line):
            begins, ends = (line[at] == SEPARATOR for at in (match.start() - 1, match.end()))
            # A single letter is in nearly every text.
            if len(match.group()) > 1 or (begins and ends):
                found[Literal(match.group(), begins, ends)] = None
    return tuple(found)


def _line(node: Node, rows: list[Node]) -> Iterator[str]:
    """What is known of a match from left to right: the forms of characters, separators, and
    ``ANYTHING``, which may also be nothing. To ``rows`` comes what else must stand in the text.
    """
    match node:
        case str():
            yield node
        case Look(body, holds):
            if holds:
                rows.append(body)
        case Repeat(body, least, _) if least:
            line = "".join(_line(body, rows))
            yield SEPARATOR if _separates(line) else line + ANYTHING
        case Choice(branches):
            # What one branch looks for, another need not.
            separates = all(_separates("".join(_line(branch, []))) for branch in branches)
            yield SEPARATOR if separates else ANYTHING
        case Repeat():
            yield ANYTHING
        case tuple():
            for part in node:
                yield from _line(part, rows)


def _separates(line: str) -> bool:
    return line != "" and not line.strip(SEPARATOR)


# --- work --------------------------------------------------------------------------------


def steps(tree: Node, length: float) -> float:
    """How many steps it takes at most to look for a match that begins at one place, in a text of
    this length.
    """
    return _work(tree, length)[1]


def _work(node: Node, length: float) -> tuple[float, float]:
    """In how many ways something may match at one place, and in how many steps all are tried."""
    match node:
        case str():
            return 1.0, 1.0
        case Choice(branches):
            both = [_work(branch, length) for branch in branches]
            return sum(ways for ways, _ in both), sum(work for _, work in both)
        case Look(body, _):
            return 1.0, _work(body, length)[1]
        case Repeat(body, _, most):
            return _repeated(*_work(body, length), float(min(most, length)))
        case tuple():
            ways, work = 1.0, 1.0
            for part in node:
                more, each = _work(part, length)
                work += ways * each
                ways *= more
            return ways, work


def _repeated(ways: float, work: float, times: float) -> tuple[float, float]:
    if ways <= 1:
        return times + 1, work * (times + 1)
    try:
        tried = ways ** (times + 1)
    except OverflowError:
        tried = math.inf
    return tried, work * tried

"""What the YAML parser must not see, and what it says, in the words of a person.

Nothing here parses: it looks at characters before, and at the parser's errors after.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from policykb.diagnostics import Rule
from policykb.diagnostics.catalogue import (
    FORBIDDEN_CHARACTER,
    YAML_DIRECTIVE,
    YAML_SYNTAX,
    YAML_TAG,
)
from policykb.text import characters
from policykb.text.characters import is_plain

MAX_HIDDEN = 20
"""How many forbidden characters, and how many directives, are reported one by one."""

# At the beginning of a line. libyaml compares every %TAG with all before it: one megabyte
# of them takes seconds, 64 would take hours.
_DIRECTIVE = re.compile(r"%(?<![^\r\n]%)(?=(?:YAML|TAG)\b)")
# What git leaves of an unfinished merge, where a line begins.
_CONFLICT = re.compile(r"<(?<![^\r\n]<)<{6}(?= )")
# Python's table has no names for control characters, and an old one for U+FEFF.
_NAMES = {0: "NULL", 0x1B: "ESCAPE", 0x7F: "DELETE", 0x85: "NEXT LINE", 0xFEFF: "BYTE ORDER MARK"}
_HIDDEN = {
    YAML_DIRECTIVE: "a directive",
    YAML_SYNTAX: "both sides of an unfinished merge: keep one, without its marks",
}


class Hidden(NamedTuple):
    """A character or directive that the parser must not see, by its offset in the text."""

    offset: int
    rule: Rule
    message: str


def describe_character(character: str) -> str:
    """A character as a message names it: ``U+202E (RIGHT-TO-LEFT OVERRIDE)``."""
    code = ord(character)
    kind = "control character" if unicodedata.category(character) == "Cc" else "noncharacter"
    return f"U+{code:04X} ({_NAMES.get(code) or unicodedata.name(character, kind)})"


def hide(text: str) -> tuple[str, list[Hidden]]:
    """Take out of a YAML file's text what the parser must not see.

    Returns:
        The text, with U+FFFD for each forbidden character and comments for directives.
        And what was hidden, or makes the text no YAML (an unfinished merge): at most
        :data:`MAX_HIDDEN` of each rule, and one that counts the others. A leading byte order
        mark takes no column, as in editors.
    """
    raw = text.removeprefix("\ufeff")
    forbidden: Iterable[Hidden] = ()
    visible = raw
    if not is_plain(raw):
        visible, number = characters.FORBIDDEN.subn("\ufffd", raw)
        forbidden = _found(raw, characters.FORBIDDEN, number, FORBIDDEN_CHARACTER)
    visible, directives = _DIRECTIVE.subn("#", visible)
    conflicts = len(_CONFLICT.findall(raw))
    mark = "the file begins with U+FEFF (BYTE ORDER MARK)"
    return visible, [
        *([Hidden(0, FORBIDDEN_CHARACTER, mark)] if len(raw) < len(text) else ()),
        *forbidden,
        *_found(raw, _DIRECTIVE, directives, YAML_DIRECTIVE),
        *_found(raw, _CONFLICT, conflicts, YAML_SYNTAX),
    ]


def _found(text: str, pattern: re.Pattern[str], count: int, rule: Rule) -> Iterator[Hidden]:
    matches = pattern.finditer(text)
    for match in islice(matches, min(count, MAX_HIDDEN)):
        what = describe_character(match[0]) if rule is FORBIDDEN_CHARACTER else _HIDDEN[rule]
        yield Hidden(match.start(), rule, f"the file holds {what}")
    if count > MAX_HIDDEN:
        message = f"the file holds {count - MAX_HIDDEN:,} more like this, from here on"
        yield Hidden(next(matches).start(), rule, message)


class Explanation(NamedTuple):
    """An error of the parser as a person would put it."""

    pattern: str
    """What the parser says: is searched for in ``context: problem: character``."""
    message: str
    help: str
    begins: bool = False
    """The fault is where the construct begins, not where the parser gave up on it."""
    rule: Rule = YAML_SYNTAX


_EXPLANATIONS = (
    Explanation(
        "directive",
        "this line is a directive",
        "Delete the line, or quote a value that begins with `%`.",
        begins=True,
        rule=YAML_DIRECTIVE,
    ),
    Explanation(
        "a tag|undefined tag",
        "this is a tag",
        "Delete the tag, or put a value that begins with `!` in quotes.",
        begins=True,
        rule=YAML_TAG,
    ),
    Explanation(
        "an (anchor|alias)",
        "a value that begins with `&` or `*` is not quoted",
        "Put the value in quotes.",
        begins=True,
    ),
    Explanation(
        "any token: \t|tab character",
        "a tab is used for indentation",
        "Indent with spaces.",
    ),
    Explanation(
        "any token",
        "no value can begin with this character",
        "Put the value in quotes.",
    ),
    Explanation(
        "mapping values",
        "a `: ` cannot stand here",
        "Put a value that holds `: ` in quotes, begin all keys of a record in one column, "
        "and leave a space behind the colon of each key.",
    ),
    Explanation(
        "not find expected ':'",
        "this line is neither a field nor part of one",
        "Write `key: value` with a plain space behind the colon, or indent a line that continues "
        "the value above.",
        begins=True,
    ),
    Explanation(
        "quoted scalar: found unexpected (end|doc)",
        "this quotation mark is never closed",
        "Close it with the same mark.",
        begins=True,
    ),
    Explanation(
        "flow sequence",
        "this list is not closed, or lacks a comma",
        "Close it with `]`, put a comma between items, and quote items that hold brackets.",
        begins=True,
    ),
    Explanation(
        "flow mapping",
        "this mapping is not closed, or lacks a comma",
        "Close it with `}`, put a comma between fields, and quote values that hold brackets.",
        begins=True,
    ),
    Explanation(
        "expected key",
        "this is neither the next field of the record nor part of the value before",
        "Begin all keys of a record in one column, write nothing behind a closing quotation "
        "mark, and double a `'` inside single quotes.",
    ),
    Explanation(
        "expected '-'",
        "this is not an item of the list above",
        "Begin each item with `- `, all in one column.",
    ),
    Explanation(
        "<document start>",
        "this stands behind the end of the data",
        "Begin all keys of a record in one column, and write nothing behind a closing "
        "bracket or quotation mark.",
    ),
    Explanation(
        r"flow node: .*: \Z",
        "a `[` or `{` is never closed",
        "Close it, or put a value that begins with a bracket in quotes.",
    ),
    Explanation(
        "node content",
        "a value is missing before this",
        "Write the value, or put one that begins with this character in quotes.",
    ),
    Explanation(
        "sequence entries",
        "a list cannot begin here",
        "Begin the list on a line of its own, or put a value that begins with `- ` in quotes.",
    ),
    Explanation(
        "mapping keys",
        "a value that begins with `? ` is not quoted",
        "Put the value in quotes.",
    ),
    Explanation(
        "unexpected ':'",
        "a colon inside brackets has no space behind it",
        "Put text that holds a colon in quotes, or leave a space behind the colon of a key.",
    ),
    Explanation(
        "unknown escape|hexdecimal",
        "this is no escape that YAML knows",
        r"Write `\\` for a backslash, or use single quotes.",
    ),
    Explanation(
        "invalid Unicode",
        "this escape stands for half a character, or for none",
        "Write the character itself.",
        rule=FORBIDDEN_CHARACTER,
    ),
    Explanation(
        "block scalar",
        "text stands on the line of the `|` or `>` that announces it",
        "Begin the text on the next line, or quote a value that begins with `|` or `>`.",
    ),
)


def explain(context: str | None, problem: str, character: str) -> Explanation:
    """Explain an error of the parser.

    Args:
        context: What the parser says it was doing.
        problem: What it says it met.
        character: What stands where it gave up.

    Returns:
        What to tell a person; the parser's own words where nothing better is known.
    """
    said = f"{context}: {problem}: {character}"
    for explanation in _EXPLANATIONS:
        if re.search(explanation.pattern, said):
            return explanation
    return Explanation("", f"this is not YAML: {problem}", YAML_SYNTAX.remedy)

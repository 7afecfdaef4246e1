"""Faults of YAML text that are found before it is parsed, and messages for the parser's errors."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import islice

from policykb.diagnostics import Rule
from policykb.diagnostics.catalogue import (
    FORBIDDEN_CHARACTER,
    YAML_DIRECTIVE,
    YAML_SYNTAX,
    YAML_TAG,
)
from policykb.frozen import NamedTuple
from policykb.text import characters
from policykb.text.characters import is_plain

MAX_PER_RULE = 20
"""The number of faults of each rule that are reported one by one."""

# At the beginning of a line. libyaml compares every %TAG with all before it: one megabyte of them
# takes seconds, and 64 megabytes would take hours.
_DIRECTIVE = re.compile(r"%(?<![^\r\n]%)(?=(?:YAML|TAG)\b)")
# The mark of git for an unfinished merge, at the beginning of a line.
_CONFLICT = re.compile(r"<(?<![^\r\n]<)<{6}(?= )")
# `unicodedata` has no names for control characters, and an outdated one for U+FEFF.
_NAMES = {0: "NULL", 0x1B: "ESCAPE", 0x7F: "DELETE", 0x85: "NEXT LINE", 0xFEFF: "BYTE ORDER MARK"}
_SUBJECTS = {
    YAML_DIRECTIVE: "a directive",
    YAML_SYNTAX: "both sides of an unfinished merge: keep one side and delete the marks",
}


class TextFault(NamedTuple):
    """A fault of the text at an offset: a forbidden character, a directive or a merge mark."""

    offset: int
    rule: Rule
    message: str


def describe_character(character: str) -> str:
    """Return the code and name of a character: ``U+202E (RIGHT-TO-LEFT OVERRIDE)``."""
    code = ord(character)
    kind = "control character" if unicodedata.category(character) == "Cc" else "noncharacter"
    return f"U+{code:04X} ({_NAMES.get(code) or unicodedata.name(character, kind)})"


def sanitize(text: str) -> tuple[str, list[TextFault]]:
    """Replace the parts of a YAML file's text that the parser cannot handle.

    Returns:
        The text without a leading byte order mark, with U+FFFD for each forbidden character and
        with directives turned into comments. And the faults: forbidden characters, directives and
        marks of an unfinished merge, for each rule at most :data:`MAX_PER_RULE` and one that counts
        the others.
    """
    raw = text.removeprefix("\ufeff")
    forbidden: Iterable[TextFault] = ()
    visible = raw
    if not is_plain(raw):
        visible, number = characters.FORBIDDEN.subn("\ufffd", raw)
        forbidden = _faults(raw, characters.FORBIDDEN, number, FORBIDDEN_CHARACTER)
    visible, directives = _DIRECTIVE.subn("#", visible)
    conflicts = len(_CONFLICT.findall(raw))
    mark = "the file begins with U+FEFF (BYTE ORDER MARK)"
    return visible, [
        *([TextFault(0, FORBIDDEN_CHARACTER, mark)] if len(raw) < len(text) else ()),
        *forbidden,
        *_faults(raw, _DIRECTIVE, directives, YAML_DIRECTIVE),
        *_faults(raw, _CONFLICT, conflicts, YAML_SYNTAX),
    ]


def _faults(text: str, pattern: re.Pattern[str], count: int, rule: Rule) -> Iterator[TextFault]:
    matches = pattern.finditer(text)
    for match in islice(matches, min(count, MAX_PER_RULE)):
        subject = describe_character(match[0]) if rule is FORBIDDEN_CHARACTER else _SUBJECTS[rule]
        yield TextFault(match.start(), rule, f"the file contains {subject}")
    if count > MAX_PER_RULE:
        message = f"the file contains {count - MAX_PER_RULE:,} more of these, from here on"
        yield TextFault(next(matches).start(), rule, message)


class SyntaxMessage(NamedTuple):
    """The message for an error of the parser."""

    pattern: str
    """A regular expression for the error, as ``context: problem: character``."""
    message: str
    help: str
    begins: bool = False
    """True if the fault is at the beginning of the construct, not where the parser gave up."""
    rule: Rule = YAML_SYNTAX


_MESSAGES = (
    SyntaxMessage(
        "directive",
        "this line is a directive",
        "Delete the line, or put a value that begins with `%` in quotes.",
        begins=True,
        rule=YAML_DIRECTIVE,
    ),
    SyntaxMessage(
        "a tag|undefined tag",
        "this is a tag",
        "Delete the tag, or put a value that begins with `!` in quotes.",
        begins=True,
        rule=YAML_TAG,
    ),
    SyntaxMessage(
        "an (anchor|alias)",
        "a value that begins with `&` or `*` is not quoted",
        "Put the value in quotes.",
        begins=True,
    ),
    SyntaxMessage(
        "any token: \t|tab character",
        "a tab is used for indentation",
        "Indent with spaces.",
    ),
    SyntaxMessage(
        "any token",
        "a value cannot begin with this character",
        "Put the value in quotes.",
    ),
    SyntaxMessage(
        "mapping values",
        "`: ` is not allowed here",
        "Put a value that contains `: ` in quotes. Begin all keys of a record in the same "
        "column, with a space after each colon.",
    ),
    SyntaxMessage(
        "not find expected ':'",
        "this line is not a field, nor part of one",
        "Write `key: value` with a plain space after the colon, or indent the line if it "
        "continues the value above.",
        begins=True,
    ),
    SyntaxMessage(
        "quoted scalar: found unexpected (end|doc)",
        "this quotation mark is never closed",
        "Close it with the same mark.",
        begins=True,
    ),
    SyntaxMessage(
        "flow sequence",
        "this list is not closed, or a comma is missing",
        "Close it with `]`, put commas between items, and put items that contain brackets in "
        "quotes.",
        begins=True,
    ),
    SyntaxMessage(
        "flow mapping",
        "this mapping is not closed, or a comma is missing",
        "Close it with `}`, put commas between fields, and put values that contain brackets in "
        "quotes.",
        begins=True,
    ),
    SyntaxMessage(
        "expected key",
        "this is not the next field of the record, nor part of the value before it",
        "Begin all keys of a record in the same column, write nothing after a closing quotation "
        "mark, and write `''` for a `'` inside single quotes.",
    ),
    SyntaxMessage(
        "expected '-'",
        "this is not an item of the list above",
        "Begin each item with `- `, all in the same column.",
    ),
    SyntaxMessage(
        "<document start>",
        "this comes after the end of the data",
        "Begin all keys of a record in the same column, and write nothing after a closing "
        "bracket or quotation mark.",
    ),
    SyntaxMessage(
        r"flow node: .*: \Z",
        "a `[` or `{` is never closed",
        "Close it, or put a value that begins with a bracket in quotes.",
    ),
    SyntaxMessage(
        "node content",
        "a value is missing here",
        "Write the value, or put one that begins with this character in quotes.",
    ),
    SyntaxMessage(
        "sequence entries",
        "a list cannot begin here",
        "Begin the list on a line of its own, or put a value that begins with `- ` in quotes.",
    ),
    SyntaxMessage(
        "mapping keys",
        "a value that begins with `? ` is not quoted",
        "Put the value in quotes.",
    ),
    SyntaxMessage(
        "unexpected ':'",
        "there is no space after a colon inside brackets",
        "Put text that contains a colon in quotes, or write a space after the colon of a key.",
    ),
    SyntaxMessage(
        "unknown escape|hexdecimal",
        "YAML has no such escape",
        r"Write `\\` for a backslash, or use single quotes.",
    ),
    SyntaxMessage(
        "invalid Unicode",
        "this escape does not stand for a character",
        "Write the character itself.",
        rule=FORBIDDEN_CHARACTER,
    ),
    SyntaxMessage(
        "block scalar",
        "there is text on the same line as the `|` or `>` before it",
        "Begin the text on the next line, or put a value that begins with `|` or `>` in quotes.",
    ),
)


def explain(context: str | None, problem: str, character: str) -> SyntaxMessage:
    """Return the message for an error of the parser.

    Args:
        context: The parser's description of what it was parsing.
        problem: The parser's description of the error.
        character: The character where the parser gave up.

    Returns:
        The first message that fits, or else one with the parser's own description.
    """
    error = f"{context}: {problem}: {character}"
    for message in _MESSAGES:
        if re.search(message.pattern, error):
            return message
    return SyntaxMessage("", f"this is not YAML: {problem}", YAML_SYNTAX.remedy)

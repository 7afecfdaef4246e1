"""What is read off a regular expression, beside what ``re`` finds with it."""

import math
import re
import sys
import warnings
from importlib import import_module
from types import SimpleNamespace

import pytest
from hypothesis import assume, example, given

from policykb.analysis.regex_literals import (
    UNKNOWN,
    Choice,
    Look,
    Node,
    Repeat,
    literals,
    parse,
    steps,
)
from policykb.text.normalize import normalize
from policykb.text.tokens import Literal, matching_terms, tokenize
from tests.support.strategies import law
from tests.support.word_index import patterns_and_texts


def told(pattern: str, flags: int = re.IGNORECASE) -> list[str]:
    """The pieces of a pattern; … stands where a word may go on."""
    return [
        f"{'' if begins else '…'}{text}{'' if ends else '…'}"
        for text, begins, ends in literals(parse(pattern, flags))
    ]


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("taliban", ["…taliban…"]),
        ("Taliban", ["…taliban…"]),
        ("the taliban rule", ["…the", "taliban", "rule…"]),
        (r"de\-facto", ["…de", "facto…"]),
        (r"\btaliban\b", ["taliban"]),
        (r"(?<!\w)(?:drug)(?!\w)", ["drug"]),
        (r"(?<!\w)(?:a)(?!\w)", ["a"]),
        ("^us-kabul$", ["us", "kabul"]),
        (r"\Aus|\Aus", ["us…"]),
        (r"(?:^|\s)ban(?=\W)", ["ban"]),
        (r"[^\w]ban[ ,.;]", ["ban"]),
        (r"\s+ban\W+on\s*off", ["ban", "on…", "…off…"]),
        ("a", []),
        ("a b", []),
        ("a b c", ["b"]),
        ("", []),
        (".*", []),
        (r"[xyz]\d+", []),
        ("recogni[sz]e", ["…recogni…"]),
        ("taliban|taleban", ["…tal…"]),
        ("taliban|isis", []),
        ("[Tt]aliban", ["…taliban…"]),
        ("cl.*ree", ["…cl…", "…ree…"]),
        (r"ban\w", ["…ban…"]),
        ("bann?ed", ["…ban…", "…ed…"]),
        ("(?:very )?good", ["…good…"]),
        ("(?:very )+good", ["…very", "…good…"]),
        ("(ban)-(?P<what>all)", ["…ban", "all…"]),
        (r"(ban)\1", ["…ban…"]),
        ("(?>ban)s?+", ["…ban…"]),
        ("(?=.*drug)(?=.*ban)", ["…drug…", "…ban…"]),
        ("ban(?=ned)", ["…ban…", "…ned…"]),
        ("ban(?!ned)", ["…ban…"]),
        ("(?:(?=drug)x|y)z", []),
        (r"(?a)\bban\b", ["…ban…"]),
        (r"(?a)\sban\W", ["ban…"]),
        (r"(?a:\bban)\b", ["…ban"]),
        (r"(?a)[^\w]ban(?!\w)", ["…ban…"]),
        (r"(?![^\w])ban(?!\W)", ["…ban…"]),
        (r"(?x) ban  # not all", ["…ban…"]),
        ("(?-i:Ban)", ["…ban…"]),
        ("Straße", ["…strasse…"]),
        ("δ\u03b9βδ", ["…βδ…"]),
        ("塔利班", ["…塔利班…"]),
    ],
)
def test_the_pieces_that_each_match_holds(pattern: str, found: list[str]) -> None:
    assert told(pattern) == found


def test_with_case_an_iota_belongs_to_its_word() -> None:
    assert told("δ\u03b9βδ", 0) == ["…δ\u03b9βδ…"]
    assert told("ab[\u03b9\u0345]cd", 0) == ["…ab…", "…cd…"]
    assert told("ab\u0345cd", 0) == ["…ab", "cd…"]
    assert told("ab\u0345cd") == ["…ab…", "…cd…"]


@law
@given(patterns_and_texts)
@example((r"(?i)\u0345", "\u03b9"))
@example(("(?i)a\u03b9a", "a\u0345a"))
@example((r"(?i)[^\w]aa", "\u03b9aa"))
@example((r"(?a)\baa", "éaa"))
@example(("(?i)K", "K"))
def test_a_text_in_which_a_pattern_matches_holds_all_its_pieces(question: tuple[str, str]) -> None:
    pattern, text = question
    compiled = compiles(pattern)
    assume(compiled is not None)
    assert compiled is not None
    if compiled.search(normalize(text)):
        found = tokenize(text)
        for piece in literals(parse(compiled.pattern, compiled.flags)):
            assert any(matching_terms(piece, found)), piece


def compiles(pattern: str) -> re.Pattern[str] | None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return re.compile(pattern)
        except re.error:
            return None


# --- the parser of Python

KINDS = {
    "LITERAL": "a",
    "NOT_LITERAL": "[^a]",
    "IN": "[ab]",
    "ANY": ".",
    "AT": "^",
    "SUBPATTERN": "(a)",
    "ATOMIC_GROUP": "(?>a)",
    "BRANCH": "ab|ba",
    "GROUPREF": r"(a)\1",
    "GROUPREF_EXISTS": "(a)?(?(1)a)",
    "MAX_REPEAT": "a*",
    "MIN_REPEAT": "a*?",
    "POSSESSIVE_REPEAT": "a*+",
    "ASSERT": "(?=a)",
    "ASSERT_NOT": "(?!a)",
    "FAILURE": "(?!)",
}
MADE_BY_THE_COMPILER = {
    *("SUCCESS", "ANY_ALL", "CHARSET", "BIGCHARSET", "INFO", "JUMP", "MARK", "MAX_UNTIL"),
    *("MIN_UNTIL", "REPEAT", "REPEAT_ONE", "MIN_REPEAT_ONE", "POSSESSIVE_REPEAT_ONE"),
}
WITHIN_CLASSES = {"CATEGORY", "NEGATE", "RANGE"}


@pytest.mark.parametrize("pattern", [*KINDS.values(), r"\A\b\B\Z$", r"[^\d\D\s\S\w\W]"])
def test_every_kind_of_part_is_known(pattern: str) -> None:
    assert "UNKNOWN" not in spoken(parse(pattern))


def test_this_python_has_no_other_kinds() -> None:
    names = {code.name for code in import_module("re._constants").OPCODES}
    compiled = {name for name in names if name.endswith("_IGNORE")} | MADE_BY_THE_COMPILER
    repeats = {"MAX_REPEAT", "MIN_REPEAT"}
    assert names - compiled - WITHIN_CLASSES | repeats == set(KINDS)


def spoken(node: Node) -> str:
    """A tree in words."""
    if node == UNKNOWN:
        return "UNKNOWN"
    match node:
        case str():
            return node
        case Look(body, _) | Repeat(body, _, _):
            return spoken(body)
        case Choice(parts) | tuple(parts):
            return " ".join(map(spoken, parts))


@pytest.mark.parametrize(
    "parser",
    [
        None,
        SimpleNamespace(),
        SimpleNamespace(parse=lambda _: None),
        SimpleNamespace(parse=lambda *_: [("LITERAL", 97)]),
        SimpleNamespace(parse=lambda *_: Tree([("LITERAL", "a")])),
        SimpleNamespace(parse=lambda *_: Tree([("NEW", 1)])),
    ],
    ids=["missing", "another name", "other parameters", "no state", "other values", "other kinds"],
)
def test_of_a_parser_that_is_not_known_nothing_is_taken_for_known(
    monkeypatch: pytest.MonkeyPatch, parser: object
) -> None:
    monkeypatch.setitem(sys.modules, "re._parser", parser)
    tree = parse("taliban")
    assert literals(tree) == ()
    assert steps(tree, 1000) == math.inf


class Tree(list[tuple[str, object]]):
    state = SimpleNamespace(flags=re.UNICODE)


# --- work


@pytest.mark.parametrize(
    ("pattern", "at_most"),
    [
        ("taliban", 10),
        ("(?:drug|ban) trade", 30),
        ("a*", 3e3),
        ("a.*b", 5e3),
        ("a.*b.*c", 5e6),
        ("(?=.*drug)(?=.*ban)", 2e4),
        ("(?:ab)*", 4e3),
        (r"(a)\1", 2e3),
        ("a{3}", 10),
        ("(a|bc){3}", 300),
    ],
)
def test_the_work_of_what_people_write_is_bounded(pattern: str, at_most: float) -> None:
    assert 1 <= steps(parse(pattern), 1000) <= at_most


@pytest.mark.parametrize(
    "pattern",
    [
        "(a+)+$",
        "(?:a|ab)*c",
        r"(\w+\s?)*x",
        "(a?){1000}",
        "(a?)" * 90,
        "(?:a|ab)" * 90,
        "(?=(a+)+b)",
        r"(a*)*\1",
        "(?i:(a+)+)",
    ],
)
def test_the_work_of_repeats_within_repeats_is_not(pattern: str) -> None:
    assert steps(parse(pattern), 1000) > 1e20


def test_pieces_of_one_place_are_told_once() -> None:
    assert literals(parse("ban.ban")) == (Literal("ban"),)

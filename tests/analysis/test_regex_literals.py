"""The literals of a pattern stand in every text in which ``re`` finds it."""

import re
import sys
import warnings
from types import SimpleNamespace

import pytest
from hypothesis import assume, example, given

from policykb.analysis.regex_literals import literals, parse
from policykb.text.normalize import normalize
from policykb.text.tokens import Literal, distinct_words
from tests.support.word_index import patterns_and_texts


def spelt(pattern: str, flags: int = re.IGNORECASE) -> list[str]:
    """The literals of a pattern; … stands where a word may go on."""
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
def test_the_literals_that_each_match_holds(pattern: str, found: list[str]) -> None:
    assert spelt(pattern) == found


def test_with_case_an_iota_belongs_to_its_word() -> None:
    assert spelt("δ\u03b9βδ", 0) == ["…δ\u03b9βδ…"]
    assert spelt("ab[\u03b9\u0345]cd", 0) == ["…ab…", "…cd…"]
    assert spelt("ab\u0345cd", 0) == ["…ab", "cd…"]
    assert spelt("ab\u0345cd") == ["…ab…", "…cd…"]


@given(patterns_and_texts)
@example((r"(?i)\u0345", "\u03b9"))
@example(("(?i)a\u03b9a", "a\u0345a"))
@example((r"(?i)[^\w]aa", "\u03b9aa"))
@example((r"(?a)\baa", "éaa"))
@example(("(?i)K", "K"))
def test_a_text_in_which_a_pattern_matches_holds_all_its_literals(
    question: tuple[str, str],
) -> None:
    pattern, text = question
    compiled = compiles(pattern)
    assume(compiled is not None)
    assert compiled is not None
    if compiled.search(normalize(text)):
        found = distinct_words([text])
        for literal in literals(parse(compiled.pattern, compiled.flags)):
            assert literal.in_words in found, literal


def compiles(pattern: str) -> re.Pattern[str] | None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return re.compile(pattern)
        except re.error:
            return None


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
def test_a_parser_of_another_shape_gives_no_literals(
    monkeypatch: pytest.MonkeyPatch, parser: object
) -> None:
    monkeypatch.setitem(sys.modules, "re._parser", parser)
    assert literals(parse("taliban")) == ()


class Tree(list[tuple[str, object]]):
    state = SimpleNamespace(flags=re.UNICODE)


def test_a_literal_is_given_once() -> None:
    assert literals(parse("ban.ban")) == (Literal("ban"),)

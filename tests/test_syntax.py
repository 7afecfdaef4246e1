import sys
import unicodedata

import pytest

from policykb.documents import parse_document
from policykb.syntax import FORBIDDEN, MAX_HIDDEN, explain, hide, named

# What the parser takes for no character at all, or for the end of a line.
NAMED_IN_THE_RULE = [
    *"\0\x01\x08\x0b\x0c\x0e\x1b\x1f\x7f\x80\x85\x9f\u2028\u2029\ufeff\ufffe\uffff\ufdd0\U0001ffff",
    *"\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ud800\udfff",
    *"\xad\u200b\u2060",
]


@pytest.mark.parametrize("character", NAMED_IN_THE_RULE, ids=ascii)
def test_forbidden(character: str) -> None:
    assert FORBIDDEN.fullmatch(character)


@pytest.mark.parametrize("character", "\t\n\r ~\xa0é\u200c\u200d\ufffd🙂", ids=ascii)
def test_allowed(character: str) -> None:
    assert not FORBIDDEN.search(character)


def test_nothing_else_is_forbidden() -> None:
    kinds = {
        unicodedata.category(character) for character in map(chr, range(sys.maxunicode + 1))
        if FORBIDDEN.match(character)
    }  # fmt: skip
    assert kinds == {"Cc", "Cf", "Cn", "Cs", "Zl", "Zp"}


def test_the_parser_takes_every_character_that_is_left() -> None:
    text = "".join(
        character
        for character in map(chr, range(sys.maxunicode + 1))
        if not FORBIDDEN.match(character) and character not in "\r\n"
    )
    document = parse_document(f"# {text}\na: b".encode(), "f")
    assert document.faults == ()
    assert document.data == {"a": "b"}


def test_hiding_keeps_offsets() -> None:
    text = "%YAML 1.2\n---\na: \u202eb\n%TAG x\n %TAG\n"
    visible, hidden = hide(text)
    assert visible == "#YAML 1.2\n---\na: \ufffdb\n#TAG x\n %TAG\n"
    assert [(found.offset, found.rule.name) for found in hidden] == [
        (17, "forbidden-character"),
        (0, "yaml-directive"),
        (20, "yaml-directive"),
    ]


def test_nothing_to_hide() -> None:
    assert hide("a: 100 %\n") == ("a: 100 %\n", [])


@pytest.mark.parametrize(("count", "reports"), [(MAX_HIDDEN, 20), (MAX_HIDDEN + 1, 21), (99, 21)])
def test_only_so_many_are_named(count: int, reports: int) -> None:
    _, hidden = hide("\0" * count)
    assert [found.offset for found in hidden] == list(range(reports))


@pytest.mark.parametrize(
    ("character", "name"),
    [
        ("\u202e", "U+202E (RIGHT-TO-LEFT OVERRIDE)"),
        ("\0", "U+0000 (NULL)"),
        ("\x07", "U+0007 (control character)"),
        ("\ufeff", "U+FEFF (BYTE ORDER MARK)"),
        ("\U0010ffff", "U+10FFFF (noncharacter)"),
    ],
)
def test_names(character: str, name: str) -> None:
    assert named(character) == name


def test_what_is_not_known_is_said_in_the_words_of_the_parser() -> None:
    explanation = explain(None, "did not find the moon", "")
    assert explanation.message == "this is not YAML: did not find the moon"
    assert explanation.help

import sys

import pytest

from policykb.text.characters import FORBIDDEN
from policykb.yaml.parser import parse_document
from policykb.yaml.syntax_errors import MAX_PER_RULE, describe_character, explain, sanitize


def test_the_parser_takes_every_character_that_is_left() -> None:
    text = "".join(
        f"a{character}"  # a selector varies a character
        for character in map(chr, range(sys.maxunicode + 1))
        if not FORBIDDEN.search(f"a{character}") and character not in "\r\n"
    )
    document = parse_document(f"# {text}\na: b".encode(), "f")
    assert document.faults == ()
    assert document.data == {"a": "b"}


def test_sanitizing_keeps_offsets() -> None:
    text = "%YAML 1.2\n---\na: \u202eb\n%TAG x\n %TAG\n"
    visible, hidden = sanitize(text)
    assert visible == "#YAML 1.2\n---\na: \ufffdb\n#TAG x\n %TAG\n"
    assert [(found.offset, found.rule.name) for found in hidden] == [
        (17, "forbidden-character"),
        (0, "yaml-directive"),
        (20, "yaml-directive"),
    ]


def test_nothing_to_sanitize() -> None:
    assert sanitize("a: 100 %\n") == ("a: 100 %\n", [])


@pytest.mark.parametrize(
    ("count", "reports"), [(MAX_PER_RULE, 20), (MAX_PER_RULE + 1, 21), (99, 21)]
)
def test_the_number_of_text_faults_is_limited(count: int, reports: int) -> None:
    _, hidden = sanitize("\0" * count)
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
    assert describe_character(character) == name


def test_an_unknown_error_keeps_the_message_of_the_parser() -> None:
    explanation = explain(None, "did not find the moon", "")
    assert explanation.message == "this is not YAML: did not find the moon"
    assert explanation.help

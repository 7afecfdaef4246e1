"""The words of an index, compared with the words of ``re``."""

import re
import sys
import unicodedata
from functools import cache
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policykb.text.normalize import fold_case
from policykb.text.tokens import Literal, distinct_words, tokenize


@cache
def characters() -> str:
    """Return all characters that mean something."""
    every = map(chr, range(sys.maxunicode + 1))
    return "".join(one for one in every if unicodedata.category(one) not in {"Cn", "Cs"})


def test_characters_equal_without_case_fold_alike() -> None:
    line = "".join(
        one
        for one in characters()
        if {one.lower(), one.upper(), one.title(), one.casefold()} != {one}
    )
    differ, in_and_out = set(), set()
    for one in line:
        for other in re.findall(re.escape(one), line, re.IGNORECASE):
            if fold_case(one) != fold_case(other):
                differ.add((one, other))
            if bool(re.match(r"\w", one)) != bool(re.match(r"\w", other)):
                in_and_out |= {fold_case(one), fold_case(other)}
    assert not differ
    # regex_literals makes an exception of the one whose case takes it out of words.
    assert in_and_out == {"\u03b9"}


def test_folding_adds_no_space_and_no_ascii_but_letters() -> None:
    for character in characters():
        given_form = fold_case(character)
        assert " " not in given_form or character == " "
        if not character.isascii():
            assert all(not one.isascii() or one.isalnum() for one in given_form)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        ("The Taliban’s rule_book, 2021", ["the", "taliban", "s", "rule_book", "2021"]),
        ("us-kabul", ["us", "kabul"]),
        ("over\n  lines", ["over", "lines"]),
        ("Tali\u200bban", ["taliban"]),
        ("İstanbul ISTANBUL \u0131stanbul", ["istanbul"] * 3),
        ("ΟΔΟΣ οδος", ["οδο\u03c3", "οδο\u03c3"]),
        ("Straße STRASSE", ["strasse", "strasse"]),
        ("\u01f0ab", ["j\u030cab"]),
        ("कहा", ["कह"]),
        ("говорил\u00a0\u041eн", ["говорил", "он"]),
        ("塔利班政权", ["塔利班政权"]),
    ],
)
def test_words_are_runs_of_word_characters(text: str, found: list[str]) -> None:
    assert tokenize(text) == found


@given(st.lists(st.text("aA\u0131İ\u017fΣςßǰ_1 -\u0345\u200b'", max_size=8)))
def test_words_of_joined_texts_are_those_of_each(texts: list[str]) -> None:
    assert tokenize("\n".join(texts)) == list(chain.from_iterable(map(tokenize, texts)))


@pytest.mark.parametrize(
    ("piece", "texts"),
    [
        (Literal("ban", begins=True, ends=True), ["ban"]),
        (Literal("ban", begins=True), ["ban", "banned"]),
        (Literal("ban", ends=True), ["ban", "taliban"]),
        (Literal("ban"), ["ban", "banned", "taliban", "urbane"]),
        (Literal("bans"), []),
    ],
)
def test_a_literal_stands_among_the_words_that_hold_it(piece: Literal, texts: list[str]) -> None:
    words = ["ban", "banned", "taliban", "urbane", "nab"]
    assert [one for one in words if piece.in_words in distinct_words([one])] == texts


def test_words_are_listed_once() -> None:
    assert distinct_words(["The ban", "the banned"]) == " the ban banned "


@given(st.text("aZ_1 -'\t\n\x01\x7f.,é", max_size=12))
def test_words_of_ascii_texts_are_those_of_others(text: str) -> None:
    assert [*tokenize(text), "é"] == tokenize(f"{text} é")

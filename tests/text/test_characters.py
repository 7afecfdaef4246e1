import re
import sys
import unicodedata
from functools import cache

import pytest

from policykb.render.escaping import visible
from policykb.text import characters
from policykb.text.characters import BLANK, FORBIDDEN, INVISIBLE, UNSAFE, is_plain, is_safe
from policykb.text.normalize import normalize

BREAKS = {"\xad", "\u200b", "\u2060"}
FILLERS = {"\u115f", "\u1160", "\u3164", "\uffa0"}
UNSEEN_MARKS = {"\u034f", "\u17b4", "\u17b5"}

FLAG_OF_ENGLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"

FORBIDDEN_TEXTS = [
    # What the parser takes for no character at all, or for the end of a line.
    *"\0\x01\x08\x0b\x0c\x0e\x1b\x1f\x7f\x80\x85\x9f\u2028\u2029\ufeff\ufffe\uffff\ufdd0\U0001ffff",
    *"\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ud800\udfff",
    *sorted(BREAKS),
    *sorted(FILLERS),
    *sorted(UNSEEN_MARKS),
    # Tags, and the rest of their plane that fonts draw as nothing.
    *"\U000e0000\U000e0001\U000e0020\U000e0041\U000e007f\U000e0080\U000e01f0\U000e0fff",
    *"\u2061\u2064\u2065\u206a\u206f\ufff9\ufffa\ufffb\U0001bca0\U0001d173",
    # Selectors that vary nothing.
    "\ufe0f\ufe0f",
    " \ufe00",
    "\n\u180b",
]


@cache
def every() -> str:
    """Return all characters."""
    return "".join(map(chr, range(sys.maxunicode + 1)))


@cache
def apart() -> str:
    """Return all characters, each behind a letter: by itself, a selector varies nothing."""
    return "a" + "a".join(every())


@pytest.mark.parametrize("text", FORBIDDEN_TEXTS, ids=ascii)
def test_forbidden(text: str) -> None:
    assert FORBIDDEN.search(text)
    assert FORBIDDEN.search(f"a{text}")


def test_a_selector_at_the_beginning_varies_nothing() -> None:
    assert FORBIDDEN.search("\U000e0100")


@pytest.mark.parametrize(
    "text",
    [
        *"\t\n\r ~\xa0é\ufffd🙂\ue000\uf8ff\U000f0000",
        "می\u200cشود",
        "क्\u200dष",
        "👩\u200d👩\u200d👧",
        "❤\ufe0f",
        "1\ufe0f\u20e3",
        "🏳\ufe0f\u200d🌈",
        "葛\U000e0100城",
        "ᠠ\u180b\u180eᠠ",
        "שָׁלוֹם",
        "🇦🇫",
    ],
    ids=ascii,
)
def test_characters_that_scripts_and_emoji_need_are_allowed(text: str) -> None:
    assert not FORBIDDEN.search(text)
    assert visible(text.replace("\r", "")) == text.replace("\r", "")


@pytest.mark.parametrize(
    "text",
    [
        FLAG_OF_ENGLAND,
        "a" + "".join(chr(0xE0000 + ord(letter)) for letter in "delete all"),
        "😀" + "".join(chr(0xE0100 + ord(letter)) for letter in "delete all"),
        "😀" + "\ufe00\ufe01" * 8,
    ],
    ids=ascii,
)
def test_invisible_text_is_found_and_escaped(text: str) -> None:
    assert FORBIDDEN.search(text)
    assert all(character in visible(text) for character in text if character in "a😀")
    assert len(re.findall(r"\\[uU]", visible(text))) >= len(text) - 2


def test_nothing_else_is_forbidden() -> None:
    forbidden = set(FORBIDDEN.findall(apart()))
    letters = {c for c in forbidden if unicodedata.category(c)[0] in "LM"}
    assert letters == FILLERS | UNSEEN_MARKS
    assert {unicodedata.category(c) for c in forbidden - letters} == {
        *("Cc", "Cf", "Cn", "Cs", "Zl", "Zp")
    }


def test_forbidden_and_unsafe_characters_agree() -> None:
    kept_out, spelt_out = (set(one.findall(apart())) for one in (FORBIDDEN, UNSAFE))
    assert spelt_out - {"\r"} == kept_out - BREAKS - {"\r"}


def test_characters_forbidden_in_records_are_ignored_in_texts() -> None:
    for character in FORBIDDEN.findall(apart()):
        if unicodedata.category(character) != "Cs":
            assert normalize(f"a{character}b") in {"ab", "a b"}
            assert character.isspace() != bool(INVISIBLE.match(character))


def test_blank_is_white_space_or_invisible() -> None:
    spaces = {character for character in every() if character.isspace()}
    assert set(re.findall(BLANK, every())) == spaces | set(INVISIBLE.findall(every()))


def test_plain_text_matches_no_pattern() -> None:
    plain = [character for character in every() if is_plain(character)]
    assert "".join(plain) == "\t\n\r" + "".join(map(chr, range(0x20, 0x7F)))
    assert not any(FORBIDDEN.search(one) or INVISIBLE.search(one) for one in plain)
    assert not is_plain("plain but for\x00")


def test_safe_text_holds_no_unsafe_character() -> None:
    safe = [character for character in every() if is_safe(character)]
    assert len(safe) > 100_000
    assert not UNSAFE.search("".join(safe))
    assert not any(UNSAFE.search(character) for character in safe)


@pytest.mark.parametrize("text", FORBIDDEN_TEXTS, ids=ascii)
def test_unsafe_text_is_not_safe(text: str) -> None:
    for whole in (text, f"a{text}", f"{text}a", f"a\n{text}"):
        assert not (UNSAFE.search(whole) and is_safe(whole))


@pytest.mark.parametrize("text", ["", "plain", "“Él”\xa0– …\nщит", "▲ support 2021/.. → ▼ oppose"])
def test_most_texts_are_safe(text: str) -> None:
    assert is_safe(text)


def test_there_is_no_other_pattern() -> None:
    with pytest.raises(AttributeError, match="SAFE"):
        _ = characters.SAFE  # type: ignore[attr-defined] # that is the point

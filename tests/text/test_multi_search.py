from collections.abc import Iterable
from typing import Any, SupportsIndex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policykb.text import multi_search as module
from policykb.text.multi_search import find_all

TEXTS = st.text(st.sampled_from("ab. "), max_size=80)


def one_by_one(text: str, strings: Iterable[str], most: int) -> dict[str, list[int]]:
    """Return what `find_all` returns, by a plain search for one string after the other."""
    found: dict[str, list[int]] = {}
    for string in strings:
        places: list[int] = []
        at = 0
        while string and len(places) < most and at <= len(text) - len(string):
            if text[at : at + len(string)] == string:
                places.append(at)
                at += len(string)
            else:
                at += 1
        found[string] = places
    return found


@given(TEXTS, st.lists(TEXTS), st.lists(st.tuples(st.integers(0, 80), st.integers(0, 80))))
@pytest.mark.parametrize("short", [0, 1_000])
def test_every_place_is_found(
    short: int, text: str, strings: list[str], parts: list[tuple[int, int]]
) -> None:
    wanted = [*strings, *(text[start:end] for start, end in parts)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_SHORT_TEXT", short)
        patch.setattr(module, "_FEW", 0)
        patch.setattr(module, "_KEY_LENGTHS", (3, 1))
        assert find_all(text, wanted, 3) == one_by_one(text, wanted, 3)


class CountingText(str):
    """A text that counts the characters that a search reads."""

    __slots__ = ("characters_read",)
    characters_read: int

    def find(self, *arguments: Any) -> int:
        self.characters_read += len(self)
        return super().find(*arguments)

    def startswith(self, *arguments: Any) -> bool:
        self.characters_read += len(arguments[0])
        return super().startswith(*arguments)

    def __getitem__(self, key: SupportsIndex | slice) -> str:
        piece = super().__getitem__(key)
        self.characters_read += len(piece)
        return piece


def counting_text(text: str) -> CountingText:
    made = CountingText(text)
    made.characters_read = 0
    return made


def work(sentences: list[str]) -> int:
    text = counting_text(" ".join(sentences))
    found = find_all(text, sentences, 1_000)
    assert all(found[sentence] for sentence in sentences)
    return text.characters_read


@pytest.mark.parametrize(
    "form",
    [
        "In {0}, Norland has taken no side on the dam.",
        "Norland has taken no side on the dam in its paper {0}, as it were.",  # all begin alike
        "Norland has taken no side on the dam this time.",  # all are alike
        "Delegate{0} has taken no side on the dam.",  # all end alike
        "Delegate{0} agrees.",
    ],
)
def test_the_work_grows_linearly_with_the_sentences(form: str) -> None:
    one, two = (work([form.format(number) for number in range(n)]) for n in (2_000, 4_000))
    assert two < 2.2 * one


def test_sentences_of_many_lengths_that_begin_alike_do_not_multiply_the_work() -> None:
    form = "Norland has taken no side on the dam in its paper {0:0{1}}."
    one, two = (work([form.format(n, 5 + n % 400) for n in range(size)]) for size in (2_000, 4_000))
    assert two < 2.2 * one


def test_strings_that_begin_alike_do_not_multiply_the_work() -> None:
    text = counting_text("a " * 8_000)
    strings = ["a " * n + "b" for n in range(20, 400)]
    assert not any(find_all(text, strings, 1_000).values())
    assert text.characters_read < 2 * len(text) * len(strings)

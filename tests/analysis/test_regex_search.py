"""That a search finds what ``re`` finds, and comes to an end."""

import math
import re
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from policykb.analysis import regex_search as matching
from policykb.analysis.regex_literals import parse
from policykb.analysis.regex_search import Search
from policykb.diagnostics import PolicyKBError

TEXTS = [
    "",
    "The Taliban, the US",
    "a" * 12,
    "Ünïcödé कहा 塔利班 \u0131\u017f",
    "\ud800 \0 \n ends",
    "x1 " * 500,
]


def search(pattern: str, flags: int = re.IGNORECASE) -> Search:
    return Search(re.compile(pattern, flags), parse(pattern, flags))


def spans(pattern: str, texts: list[str]) -> list[list[tuple[int, int]]]:
    return [list(found) for found in search(pattern).spans(texts)]


@pytest.mark.parametrize(
    "pattern",
    [
        "the",
        "t.*?s",
        r"(\w+\s?)*x",
        r"(a+)+",
        "",
        r"\w+|(?=U)",
        "(?:1|x1)*",
        r"(?s)\s.",
        "(?a)\\w+",
    ],
)
def test_what_is_found_does_not_depend_on_where_it_is_looked_for(
    monkeypatch: pytest.MonkeyPatch, pattern: str
) -> None:
    expected = [
        [match.span() for match in re.finditer(pattern, text, re.IGNORECASE)] for text in TEXTS
    ]
    assert spans(pattern, TEXTS) == expected
    for steps in (0, math.inf):
        monkeypatch.setattr(matching, "STEPS", steps)
        assert spans(pattern, TEXTS) == expected


ENDLESS = ["(a+)+$", "(?:a|aa)*c", r"(\w+\s?)*!", "(?:a?){99}b", "(a|a?){99}b", r"(?=(a+)+\b_)"]


@pytest.mark.parametrize("pattern", ENDLESS)
def test_what_would_take_for_ever_is_given_up(
    monkeypatch: pytest.MonkeyPatch, pattern: str
) -> None:
    monkeypatch.setattr(matching, "SECONDS", 0.3)
    with pytest.raises(PolicyKBError, match=r"given up after more than 0\.3 seconds") as caught:
        spans(pattern, ["short", "a" * 5000 + "-", "short"])
    assert "-F" in caught.value.help


@pytest.mark.parametrize("pattern", ["a.*b.*c", "(?:ab|cd)*x"])
def test_what_takes_too_long_in_a_long_text_is_given_up(
    monkeypatch: pytest.MonkeyPatch, pattern: str
) -> None:
    monkeypatch.setattr(matching, "SECONDS", 0.3)
    with pytest.raises(PolicyKBError, match="given up"):
        spans(pattern, ["ab" * 1_000_000])


def test_the_time_of_a_search_is_that_of_all_its_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter(range(1000))
    monkeypatch.setattr(matching, "perf_counter", lambda: next(clock))
    monkeypatch.setattr(matching, "SPEED", math.inf)
    one = search("a.*b")
    assert one.spans(["a b"] * 9) == [[(0, 3)]] * 9
    with pytest.raises(PolicyKBError, match="given up after more than 10 seconds"):
        one.spans(["a b"])


def test_more_to_look_through_may_take_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter(range(1000))
    monkeypatch.setattr(matching, "perf_counter", lambda: next(clock))
    monkeypatch.setattr(matching, "SPEED", 2)
    one = search("a.*b")
    assert one.spans(["a b"] * 100) == [[(0, 3)]] * 100
    assert one.spans(["a b"] * 100) == [[(0, 3)]] * 100
    with pytest.raises(PolicyKBError, match="given up"):
        one.spans([""] * 200)


def test_what_looks_at_each_character_a_few_times_takes_the_time_it_takes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(matching, "SECONDS", 0)
    assert spans("b|c{1,3}", ["a" * 100_000 + "b"]) == [[(100_000, 100_001)]]


def test_a_search_can_be_ended_from_any_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matching, "SECONDS", 0.3)
    with ThreadPoolExecutor(1) as pool:
        ended = pool.submit(spans, "(a+)+$", ["a" * 5000 + "!"]).exception()
    assert isinstance(ended, PolicyKBError)


def test_patterns_of_words_start_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "")
    assert spans("taliban|drugs", ["drugs" * 100_000])[0][-1] == (499_995, 500_000)
    assert spans(r"recogni\w+", ["recognised"]) == [[(0, 10)]]


@pytest.mark.parametrize(
    ("name", "value"), [("executable", ""), ("executable", "/no/python"), ("frozen", True)]
)
def test_without_a_process_that_could_be_ended_it_is_given_up(
    monkeypatch: pytest.MonkeyPatch, name: str, value: object
) -> None:
    monkeypatch.setattr(sys, name, value, raising=False)
    with pytest.raises(PolicyKBError, match="given up as"):
        spans("(a+)+$", ["a" * 5000 + "!"])


def test_a_process_that_breaks_off_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matching, "_PROGRAM", "raise MemoryError")
    with pytest.raises(PolicyKBError, match="more memory"):
        spans("(a+)+$", ["a" * 5000 + "!"])

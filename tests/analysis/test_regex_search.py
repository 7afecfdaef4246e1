"""A search finds what ``re`` finds, and comes to an end."""

import re
import signal
from collections.abc import Iterator
from queue import SimpleQueue

import pytest

from policykb.analysis import regex_search
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


def spans(pattern: str, texts: list[str]) -> list[list[tuple[int, int]]]:
    return [list(found) for found in Search(re.compile(pattern, re.IGNORECASE)).spans(texts)]


@pytest.mark.parametrize("pattern", ["the", "t.*?s", r"(\w+\s?)*x", "", r"\w+|(?=U)", r"(?a)\w+"])
def test_a_search_finds_what_re_finds(pattern: str) -> None:
    assert spans(pattern, TEXTS) == [
        [match.span() for match in re.finditer(pattern, text, re.IGNORECASE)] for text in TEXTS
    ]


@pytest.fixture
def little_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(regex_search, "SECONDS", 0.05)


ENDLESS = ["(a+)+$", "(?:a|aa)*c", r"(\w+\s?)*!", "(a|a?){99}b", r"(?=(a+)+\b_)", "(?!(a+)+b)c"]
needs_timer = pytest.mark.skipif(not hasattr(signal, "SIGALRM"), reason="no SIGALRM here")


@needs_timer
@pytest.mark.usefixtures("little_time")
@pytest.mark.parametrize("pattern", ENDLESS)
def test_a_search_that_would_take_for_ever_is_stopped(pattern: str) -> None:
    with pytest.raises(PolicyKBError, match=r"was stopped after more than 0\.05 seconds") as caught:
        spans(pattern, ["short", "a" * 5000 + "-", "short"])
    assert "-F" in caught.value.help


@needs_timer
@pytest.mark.usefixtures("little_time")
def test_a_search_that_takes_too_long_in_a_long_text_is_given_up() -> None:
    with pytest.raises(PolicyKBError, match="was stopped"):
        spans("a.*b.*c", ["ab" * 100_000])


@needs_timer
@pytest.mark.usefixtures("little_time")
def test_the_time_is_that_of_all_batches() -> None:
    search = Search(re.compile("(?:a|a)*$"))

    def search_on() -> None:
        for _ in range(1000):
            search.spans(["a" * 16 + "!"])

    with pytest.raises(PolicyKBError, match="was stopped"):
        search_on()


@pytest.fixture
def rung() -> Iterator[SimpleQueue[int]]:
    """The alarms that a handler of the program around the search has heard."""
    heard: SimpleQueue[int] = SimpleQueue()
    before = signal.signal(signal.SIGALRM, lambda number, _: heard.put(number))
    yield heard
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, before)


@needs_timer
@pytest.mark.usefixtures("little_time")
def test_a_timer_that_was_set_before_still_rings(rung: SimpleQueue[int]) -> None:
    signal.setitimer(signal.ITIMER_REAL, 0.3)
    assert spans("b", ["abc"]) == [[(1, 2)]]
    with pytest.raises(PolicyKBError, match="was stopped"):
        spans("(a+)+$", ["a" * 50 + "!"])
    assert rung.get(timeout=5) == signal.SIGALRM


def test_a_search_needs_no_timer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(signal, "SIGALRM", raising=False)
    assert spans("recogni.", ["recognised"]) == [[(0, 8)]]

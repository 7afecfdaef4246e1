"""A progress bar is shown only for long work on a terminal."""

import io
import sys
from collections.abc import Callable
from itertools import chain, count, repeat

import pytest

from policykb.cli.progress import PATIENCE, show_progress


class Screen(io.StringIO):
    def __init__(self, *, terminal: bool) -> None:
        super().__init__()
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal


def clock(step: float) -> Callable[[], float]:
    """Return a clock that advances by ``step`` seconds at each call."""
    times = count(0, step)
    return lambda: next(times)


@pytest.mark.parametrize(
    ("terminal", "step", "shown"),
    [(True, PATIENCE * 2, True), (True, 0, False), (False, PATIENCE * 2, False)],
)
def test_bar_is_shown_for_long_work_on_a_terminal(
    monkeypatch: pytest.MonkeyPatch, step: float, *, terminal: bool, shown: bool
) -> None:
    screen = Screen(terminal=terminal)
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("TERM", "xterm")
    assert list(show_progress(list("abc"), "reading", clock=clock(step))) == list("abc")
    assert ("reading" in screen.getvalue()) is shown


def test_bar_can_start_late(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Screen(terminal=True)
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("TERM", "xterm")
    times = chain([0, 0, 0], repeat(PATIENCE * 2))
    found = show_progress(list("abcdef"), "reading", clock=lambda: next(times))
    assert list(found) == list("abcdef")
    assert "reading" in screen.getvalue()


def test_abandoned_work_leaves_no_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Screen(terminal=True)
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("TERM", "xterm")
    for item in show_progress(list("abc"), "reading", clock=clock(PATIENCE * 2)):
        if item == "b":
            break
    hidden, shown = screen.getvalue().rfind("\x1b[?25l"), screen.getvalue().rfind("\x1b[?25h")
    assert shown > hidden

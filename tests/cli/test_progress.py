"""Long work shows a progress bar to a person, and to nobody else."""

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
    """A clock that runs on by ``step`` seconds each time it is looked at."""
    times = count(0, step)
    return lambda: next(times)


@pytest.mark.parametrize(
    ("terminal", "step", "shown"),
    [(True, PATIENCE * 2, True), (True, 0, False), (False, PATIENCE * 2, False)],
)
def test_a_bar_is_for_long_work_on_a_terminal(
    monkeypatch: pytest.MonkeyPatch, step: float, *, terminal: bool, shown: bool
) -> None:
    screen = Screen(terminal=terminal)
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("TERM", "xterm")
    assert list(show_progress(list("abc"), "reading", clock=clock(step))) == list("abc")
    assert ("reading" in screen.getvalue()) is shown


def test_a_bar_may_come_late(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Screen(terminal=True)
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("TERM", "xterm")
    times = chain([0, 0, 0], repeat(PATIENCE * 2))
    found = show_progress(list("abcdef"), "reading", clock=lambda: next(times))
    assert list(found) == list("abcdef")
    assert "reading" in screen.getvalue()


def test_work_that_is_given_up_leaves_no_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Screen(terminal=True)
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("TERM", "xterm")
    for item in show_progress(list("abc"), "reading", clock=clock(PATIENCE * 2)):
        if item == "b":
            break
    hidden, shown = screen.getvalue().rfind("\x1b[?25l"), screen.getvalue().rfind("\x1b[?25h")
    assert shown > hidden

"""Search texts for a regular expression, in bounded time.

``re`` backtracks: with nested repeats it can run for hours. It checks for signals while it matches,
so a timer whose handler raises an exception stops the search. Other engines need no time limit, but
find other matches (``re2`` knows only ASCII words).

The timer needs ``SIGALRM`` and the main thread: on Windows, or in another thread, there is no time
limit. ``re`` checks for signals every few thousand steps, and one step may scan the whole text: in
a text of several 100,000 characters the search may stop some seconds late.
"""

import re
import signal
import threading
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from time import monotonic

from policykb.diagnostics import PolicyKBError, format_value
from policykb.text.normalize import straighten_quotes

SECONDS = 10.0
"""The seconds that a search may take, without the time to load the texts, ..."""

SPEED = 2e6
"""... plus one second for each so many characters."""

_LONGEST_PATTERN = 10_000

Spans = Sequence[tuple[int, int]]
"""The start and end of each match in a text."""


def compile_pattern(pattern: str, *, fixed: bool, word: bool, ignore_case: bool) -> re.Pattern[str]:
    """Return the regular expression of a pattern.

    Args:
        pattern: A regular expression. Without capital letters it matches in any case.
        fixed: True if it is plain text instead.
        word: True if it is to match whole words only.
        ignore_case: True if it is to match in any case.

    Raises:
        PolicyKBError: the pattern is not a regular expression, or too long.
    """
    if len(pattern) > _LONGEST_PATTERN:
        raise PolicyKBError(
            f"the pattern has more than {_LONGEST_PATTERN:,} characters", "Write a shorter one."
        )
    text = straighten_quotes(pattern)
    # An escape such as \W is not a capital letter.
    literal = text if fixed else re.sub(r"\\.|\(\?[A-Za-z]+\)", "", text)
    smart = not any(character.isupper() for character in literal)
    if fixed:
        # A sentence pasted from a page may be wrapped.
        text = re.escape(re.sub(r"\s+", " ", text))
    if word:
        flags, text = _split_flags(text)
        text = rf"{flags}(?<!\w)(?:{text})(?!\w)"
    try:
        with warnings.catch_warnings():
            # re warns about syntax that later versions may read differently.
            warnings.simplefilter("ignore")
            return re.compile(text, re.IGNORECASE if ignore_case or smart else 0)
    except (re.error, OverflowError, RecursionError) as error:
        raise PolicyKBError(
            f"{format_value(pattern)} is not a regular expression: {error}",
            "Put \\ before a special character, or search for plain text with -F.",
        ) from None


def _split_flags(text: str) -> tuple[str, str]:
    """Split flags such as ``(?i)`` from a pattern: they must stay in front of it."""
    found = re.match(r"\(\?[aiLmsux]+\)", text)
    return (found.group(), text[found.end() :]) if found else ("", text)


class _TimeIsUp(BaseException):
    """Raised by the handler of the timer."""


class Search:
    """A search for one regular expression, in any number of batches of texts."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self._pattern = pattern
        self._left = SECONDS

    def spans(self, texts: Sequence[str]) -> list[Spans]:
        """Return the matches in each of the texts.

        Raises:
            PolicyKBError: the search takes too long, or too much memory.
        """
        self._left += sum(map(len, texts)) / SPEED
        started = monotonic()
        try:
            with _time_limit(self._left):
                found = [self._spans(text) for text in texts]
        except _TimeIsUp:
            raise self._stopped(f"after more than {SECONDS:g} seconds") from None
        except MemoryError:
            raise self._stopped("because it needs too much memory") from None
        self._left = max(self._left - (monotonic() - started), 0.01)
        return found

    def _spans(self, text: str) -> Spans:
        # Most texts have no match; ``search`` finds that out faster than ``finditer``.
        if not self._pattern.search(text):
            return ()
        return [match.span() for match in self._pattern.finditer(text)]

    def _stopped(self, why: str) -> PolicyKBError:
        return PolicyKBError(
            f"the search for {format_value(self._pattern.pattern)} was stopped {why}",
            "Nested repeats, as in (a+)+, can take very long: write a simpler pattern, "
            "or search for plain text with -F.",
        )


def _can_set_timer() -> bool:
    """Return True if a timer can interrupt this thread, and the old handler can be restored."""
    return (
        hasattr(signal, "SIGALRM")
        and threading.current_thread() is threading.main_thread()
        # None: a handler that was not set by Python.
        and signal.getsignal(signal.SIGALRM) is not None
    )


@contextmanager
def _time_limit(seconds: float) -> Iterator[None]:
    """Raise :class:`_TimeIsUp` in the body after so many seconds, where that is possible.

    The handler and the timer that were set before are restored.
    """
    if not _can_set_timer():
        yield
        return
    armed = True

    def stop(*_: object) -> None:
        if armed:
            raise _TimeIsUp

    started = monotonic()
    handler = signal.signal(signal.SIGALRM, stop)
    delay, interval = signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        try:
            yield
        finally:
            armed = False
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, handler)
        if delay:
            left = max(delay - (monotonic() - started), 1e-6)
            signal.setitimer(signal.ITIMER_REAL, left, interval)

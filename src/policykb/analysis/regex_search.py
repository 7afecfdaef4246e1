"""Looking for a regular expression in texts, in bounded time.

``re`` tries one way after the other. With repeats inside repeats these are more than anybody can
wait for, and nothing stops it: it holds the interpreter while it runs. Other engines can be stopped
or need not be, but what they take for a letter, a word or a match differs (``regex`` counts marks
among the characters of words, ``re2`` knows only the words of ASCII), and nobody should find other
claims because of how a pattern was judged. So ``re`` it is in any case: here where the work is
bounded, as it is for nearly all that people write, and otherwise in a process of its own that is
ended when its time is over, which can be done on every system and from every thread.
"""

import marshal
import math
import re
import sys
from collections.abc import Sequence
from time import perf_counter

from policykb.analysis.regex_literals import Node, steps
from policykb.diagnostics import PolicyKBError, format_value

SECONDS = 10.0
"""How long a search may take, not counting what it takes to bring the texts, ..."""

SPEED = 2e6
"""... and how many characters it has to look through in each second more."""

STEPS = 5e7
"""How much work in one text is done here: about a second of it."""

_FEW = 1000
"""So much work for each character is not timed: it takes long only if there is much to read."""

_LONGEST = 1 << 40

_PROGRAM = """
import marshal, re, sys, warnings
try:
    # Where it can be had: memory that a pattern takes is missed by others.
    import resource
    resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
except (ImportError, OSError, ValueError):
    pass
warnings.simplefilter("ignore")
pattern, flags, texts = marshal.load(sys.stdin.buffer)
find = re.compile(pattern, flags).finditer
marshal.dump([[match.span() for match in find(text)] for text in texts], sys.stdout.buffer)
"""

Spans = Sequence[tuple[int, int]]
"""Where matches stand in a text: from which character to which."""


class Search:
    """A search for one regular expression, in as many lots of texts as there are."""

    def __init__(self, pattern: re.Pattern[str], tree: Node) -> None:
        self._pattern = pattern
        self._timed = steps(tree, math.inf) > _FEW
        self._reach = _reach(tree)
        self._left = SECONDS

    def spans(self, texts: Sequence[str]) -> list[Spans]:
        """Where the expression matches, for each of the texts.

        Raises:
            PolicyKBError: it takes too long, or too much memory.
        """
        self._left += sum(map(len, texts)) / SPEED
        far = [text for text in texts if len(text) > self._reach]
        apart = iter(self._spans_apart(far) if far else ())
        find = self._spans_timed if self._timed else self._spans
        return [next(apart) if len(text) > self._reach else find(text) for text in texts]

    def _spans(self, text: str) -> Spans:
        # Most texts have no match, which is told faster so.
        if not self._pattern.search(text):
            return ()
        return [match.span() for match in self._pattern.finditer(text)]

    def _spans_timed(self, text: str) -> Spans:
        started = perf_counter()
        found = self._spans(text)
        self._left -= perf_counter() - started
        if self._left <= 0:
            raise self._given_up(f"after more than {SECONDS:g} seconds")
        return found

    def _spans_apart(self, texts: list[str]) -> list[Spans]:
        """Where the expression matches, found by a process that can be ended."""
        import subprocess  # noqa: PLC0415 - few patterns need it

        # In a program that was frozen, this is the program, not Python.
        if not sys.executable or getattr(sys, "frozen", False):
            raise self._given_up("as no process can be started that could be ended in time")
        started = perf_counter()
        try:
            done = subprocess.run(  # noqa: S603 - this Python, and the program above
                [sys.executable, "-I", "-S", "-c", _PROGRAM],
                input=marshal.dumps((self._pattern.pattern, self._pattern.flags, texts)),
                capture_output=True,
                timeout=self._left,
                check=True,
                # Of a program with windows, none shall open.
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except subprocess.TimeoutExpired:
            raise self._given_up(f"after more than {SECONDS:g} seconds") from None
        except (OSError, subprocess.CalledProcessError):
            raise self._given_up("as it takes more memory, or processes, than can be had") from None
        self._left -= perf_counter() - started
        # What it reads was written by the program above, by the same version of Python.
        found: list[Spans] = marshal.loads(done.stdout)  # noqa: S302 - see above
        return found

    def _given_up(self, why: str) -> PolicyKBError:
        return PolicyKBError(
            f"the search for {format_value(self._pattern.pattern)} was given up {why}",
            "Repeats within repeats, as in (a+)+, may take for ever: write a simpler pattern, "
            "or search for plain text with -F.",
        )


def _reach(tree: Node) -> int:
    """The longest text, as a power of two, in which all matches are found within ``STEPS``."""
    length = 1
    while length < _LONGEST and 2 * length * steps(tree, 2 * length) <= STEPS:
        length *= 2
    return length

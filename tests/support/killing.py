"""Kill a piece of work at each of its steps, as ``kill -9`` does."""

import os
import sys
from collections.abc import Callable, Iterator

_STEPS = frozenset({"open", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.chmod"})
"""The audit events of operations on files: https://docs.python.org/3/library/audit_events.html."""
_KILLED = 9


def kill_at_each_step(work: Callable[[], object], renew: Callable[[], object]) -> Iterator[int]:
    """Do a piece of work in another process, killed before its first operation on a file; after
    ``renew``, killed before its second; and so on, until it ends by itself. Yield the number of
    each operation once the process has ended.
    """
    number = 0
    ended = False
    while not ended:
        renew()
        ended = _ends(work, number)
        yield number
        number += 1


def _ends(work: Callable[[], object], kill_at: int) -> bool:
    """Return True if the work comes to its end before the operation with this number."""
    child = os.fork()
    if child:
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        assert code in {0, _KILLED}
        return code == 0
    code = 1
    try:
        sys.addaudithook(_Killer(kill_at).hear)
        work()
        code = 0
    finally:
        os._exit(code)


class _Killer:
    def __init__(self, kill_at: int) -> None:
        self.left = kill_at

    def hear(self, event: str, _: tuple[object, ...]) -> None:
        if event in _STEPS:
            if not self.left:
                os._exit(_KILLED)
            self.left -= 1

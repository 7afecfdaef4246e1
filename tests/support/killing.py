"""Kill a piece of work at each of its steps, as ``kill -9`` does."""

import os
import sys
from collections.abc import Callable, Iterator

_STEPS = frozenset({"os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.chmod"})
"""The audit events of operations on files, and ``open`` to write:
https://docs.python.org/3/library/audit_events.html."""
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
_KILLED = 9


def kill_at_each_step(work: Callable[[], object], renew: Callable[[], object]) -> Iterator[int]:
    """Do a piece of work in another process, killed before its first change of a file; after
    ``renew``, killed before its second; and so on, until it ends by itself. Yield the number of
    each change once the process has ended.
    """
    number = 0
    ended = False
    while not ended:
        renew()
        ended = _ends(work, number)
        yield number
        number += 1


def _ends(work: Callable[[], object], kill_at: int) -> bool:
    """Return True if the work comes to its end before the change with this number."""
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

    def hear(self, event: str, arguments: tuple[object, ...]) -> None:
        if event in _STEPS or (event == "open" and _writes(*arguments)):
            if not self.left:
                os._exit(_KILLED)
            self.left -= 1


def _writes(_path: object, _mode: object, flags: object) -> bool:
    """Return True if a file that is opened so is written to."""
    return isinstance(flags, int) and bool(flags & _WRITING)

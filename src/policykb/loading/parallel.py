"""Read many parts on all cores."""

import gc
import os
import pickle
import select
import signal
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, suppress
from functools import partial
from pathlib import Path
from typing import NoReturn

from policykb.diagnostics import Diagnostic
from policykb.loading.outline import Part
from policykb.loading.part import read_part
from policykb.loading.serialize import SerializedPart, serialize_part
from policykb.progress import Progress
from policykb.text.edited import UNEDITED, Edited

Check = Callable[[Path, Part, Edited], Iterable[Diagnostic]]
"""A function that finds more faults of a part, given the root and what files are to hold."""

_Read = Callable[[str], SerializedPart]

_WORTH = 64
"""Fewer parts than these are read sooner than other processes are there."""
_AHEAD = 64
"""The number of parts, for each process, that may be read before they are asked for."""
_BYTES = 4
"""The length of a number in a pipe."""


def read_parts(
    root: Path,
    names: Sequence[str],
    check: Check | None,
    progress: Progress,
    edited: Edited = UNEDITED,
) -> Iterator[SerializedPart]:
    """Read parts, and check them if there is a check; yield them in the order of their names."""
    read = partial(_read_serialized, root, check, edited)
    processes = os.cpu_count() or 1
    if len(names) < _WORTH or processes < 2 or not _may_fork():
        yield from map(read, progress(names, "reading"))
        return
    with closing(_Processes(read, names, processes)) as others:
        for number, name in enumerate(progress(names, "reading")):
            # Where one has ended early, as for want of memory, it may do to read one at a time.
            yield others.part(number) or read(name)


class _Processes:
    """Copies of this process that read parts.

    Each takes the number of the next part out of one pipe, and sends the part through a pipe of its
    own: its number, its length and the part. They end when the pipe of numbers is closed.
    """

    def __init__(self, read: _Read, names: Sequence[str], processes: int) -> None:
        self._read = read
        self._names = names
        self._asked = 0
        self._parts: dict[int, SerializedPart] = {}
        self._started: list[int] = []
        self._numbers, self._asking = os.pipe()
        self._pipes = [self._asking, self._numbers]
        self._arriving = select.poll()
        # An interrupt is for this process: the others, which begin here, never hear of it.
        heard = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            with suppress(OSError):  # fewer may do
                for _ in range(processes):
                    self._start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, heard)
        self._all_run = bool(self._started)
        self._ask(_AHEAD * processes)

    def part(self, number: int) -> SerializedPart | None:
        """Return a part, which is the next one; None if a process has ended before it was read."""
        self._ask(1)
        while number not in self._parts and self._all_run:
            for arriving, _ in self._arriving.poll():
                self._receive(arriving)
        return self._parts.pop(number, None)

    def close(self) -> None:
        """End the processes."""
        for pipe in self._pipes:
            os.close(pipe)
        for process in self._started:
            with suppress(OSError):
                os.waitpid(process, 0)

    def _ask(self, more: int) -> None:
        # If one has ended early, nobody may take the numbers, and the pipe would be full.
        asked = min(self._asked + more, len(self._names)) if self._all_run else self._asked
        for number in range(self._asked, asked):
            os.write(self._asking, number.to_bytes(_BYTES))
        self._asked = asked

    def _receive(self, arriving: int) -> None:
        try:
            number, length = (int.from_bytes(_read_all(arriving, _BYTES)) for _ in range(2))
            self._parts[number] = pickle.loads(_read_all(arriving, length))  # noqa: S301 - our own
        except EOFError:
            self._all_run = False

    def _start(self) -> None:
        arriving, sending = os.pipe()
        self._pipes.append(arriving)
        try:
            if (process := os.fork()) == 0:
                self._run(sending)
        finally:
            os.close(sending)
        self._started.append(process)
        self._arriving.register(arriving)

    def _run(self, sending: int) -> NoReturn:
        """Read parts in a process of its own."""
        try:
            gc.disable()
            os.close(self._asking)
            threading.Thread(target=_end_with, args=(self._numbers,), daemon=True).start()
            with open(sending, "wb") as results:
                while number := os.read(self._numbers, _BYTES):
                    part = pickle.dumps(self._read(self._names[int.from_bytes(number)]))
                    results.writelines((number, len(part).to_bytes(_BYTES), part))
                    results.flush()
        finally:
            os._exit(1)


def _end_with(pipe: int) -> None:
    """End this process when nobody has the other end of a pipe open any more."""
    end = select.poll()
    end.register(pipe, 0)
    end.poll()
    os._exit(1)


def _read_all(pipe: int, length: int) -> bytes:
    """Return so many bytes that come through a pipe.

    Raises:
        EOFError: it ends before.
    """
    found = bytearray()
    while len(found) < length:
        if not (more := os.read(pipe, length - len(found))):
            raise EOFError
        found += more
    return bytes(found)


def _read_serialized(root: Path, check: Check | None, edited: Edited, name: str) -> SerializedPart:
    part = read_part(root, name, edited)
    if check is not None:
        part.parsed.findings = tuple(check(root, part, edited))
    return serialize_part(part.parsed)


def _may_fork() -> bool:
    # A process with threads must not be copied: what they hold stays locked in the copy.
    return hasattr(os, "fork") and threading.active_count() == 1

"""Read many parts on all cores."""

import gc
import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import chain
from pathlib import Path

from policykb.diagnostics import Diagnostic
from policykb.loading.outline import Part
from policykb.loading.part import read_part
from policykb.loading.serialize import SerializedPart, serialize_part
from policykb.progress import Progress
from policykb.text.edited import UNEDITED, Edited

Check = Callable[[Path, Part, Edited], Iterable[Diagnostic]]
"""A function that finds more faults of a part, given the root and what files are to hold.

It is defined at the top of a module, so that other processes find it.
"""

_CHUNK, _LAST_CHUNK = 16, 4
"""The numbers of parts that a process is handed at once; at the end few, so that none is idle while
another one has many to read.
"""
_WORTH = 4 * _CHUNK
"""Fewer parts than these are read sooner than other processes are there."""


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
    from concurrent.futures.process import BrokenProcessPool  # noqa: PLC0415 - few need it

    done = 0
    try:
        for one in _in_processes(read, names, processes, progress):
            done += 1
            yield one
    except (BrokenProcessPool, ImportError, MemoryError, NotImplementedError, OSError):
        # As where the memory ran out, or there may be no processes: it may do for one at a time.
        yield from map(read, names[done:])


def _in_processes(
    read: Callable[[str], SerializedPart],
    names: Sequence[str],
    processes: int,
    progress: Progress,
) -> Iterator[SerializedPart]:
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 - few need it
    from multiprocessing import get_context  # noqa: PLC0415 - few need it

    context = get_context("fork")
    pool = ProcessPoolExecutor(processes, context, initializer=_begin)
    try:
        # An interrupt is for this process: the others, which begin here, never hear of it.
        heard = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            first = pool.map(read, names[:-_WORTH], chunksize=_CHUNK)
            results = chain(first, pool.map(read, names[-_WORTH:], chunksize=_LAST_CHUNK))
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, heard)
        for _, one in zip(progress(names, "reading"), results, strict=True):
            yield one
    except BaseException:
        # Nobody waits for what is not wanted any more, as where there is no room for it.
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()


def _begin() -> None:
    """Set up a worker process."""
    gc.disable()
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    # One that was killed says nothing, and who waits for its word would wait for ever.
    from multiprocessing import parent_process  # noqa: PLC0415 - few need it

    if parent := parent_process():
        parent.join()
    os._exit(1)


def _read_serialized(root: Path, check: Check | None, edited: Edited, name: str) -> SerializedPart:
    part = read_part(root, name, edited)
    if check is not None:
        part.parsed.findings = tuple(check(root, part, edited))
    return serialize_part(part.parsed)


def _may_fork() -> bool:
    # A process with threads must not be copied: what they hold stays locked in the copy.
    return hasattr(os, "fork") and threading.active_count() == 1

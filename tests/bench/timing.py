"""The time and memory that a command takes, in processes of its own."""

import os
import re
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from time import perf_counter_ns
from typing import IO

_PROC = Path("/proc")
_BETWEEN = 0.02
"""Seconds from one look at the memory to the next."""


@dataclass(frozen=True)
class Run:
    """One run: how long it took, the most memory that one of its processes held, in bytes, and what
    it said.
    """

    seconds: float
    peak: int
    code: int
    out: str
    err: str


def run(command: Sequence[str], cwd: Path, env: Mapping[str, str], limit: float) -> Run | None:
    """Run a command to its end; None if it takes longer than ``limit`` seconds.

    Its output goes to files, so that nobody has to read along while it runs. Of its memory no
    less is told than this process holds itself: the kernel counts what a process was before it
    became another program.
    """
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        begun = perf_counter_ns()
        process = subprocess.Popen(
            command, cwd=cwd, env=dict(env), stdin=subprocess.DEVNULL, stdout=out, stderr=err
        )
        timer = Timer(limit, process.kill)
        timer.start()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = (perf_counter_ns() - begun) / 1e9
        timer.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode == -signal.SIGKILL:
            return None
        peak = usage.ru_maxrss * 1024
        return Run(seconds, peak, process.returncode, _text(out), _text(err))


def held(command: Sequence[str], cwd: Path, env: Mapping[str, str], limit: float) -> int:
    """Run a command, for at most ``limit`` seconds; the most memory in bytes that all its processes
    held together when they were looked at, each page that they share counted once. Nothing where
    the system does not tell.
    """
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen(
            command, cwd=cwd, env=dict(env), stdin=subprocess.DEVNULL, stdout=out, stderr=out,
            start_new_session=True,
        )  # fmt: skip
        end = time.monotonic() + limit
        most = 0
        while process.poll() is None and time.monotonic() < end:
            most = max(most, sum(map(_share, _session(process.pid))))
            time.sleep(_BETWEEN)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    return most


def _session(leader: int) -> Iterator[Path]:
    """The processes of a session."""
    for path in _PROC.glob("[0-9]*/stat"):
        with suppress(OSError):
            # The name of the program, in brackets, may hold anything.
            fields = path.read_text("utf-8", "replace").rpartition(")")[2].split()
            if int(fields[3]) == leader:
                yield path.parent


def _share(process: Path) -> int:
    """The memory of a process in bytes; of pages that several have, its share."""
    with suppress(OSError):
        told = (process / "smaps_rollup").read_text("utf-8")
        if found := re.search(r"^Pss: +(\d+) kB", told, re.MULTILINE):
            return int(found[1]) * 1024
    return 0


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode("utf-8", "replace")

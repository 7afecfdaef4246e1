"""How long a command takes, and how much memory, in a process of its own."""

import os
import signal
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from time import perf_counter_ns
from typing import IO


@dataclass(frozen=True)
class Run:
    """One run: how long it took, the most memory it held in bytes, and what it said."""

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


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode("utf-8", "replace")

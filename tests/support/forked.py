"""The program in a copy of this process: with pipes and terminals of its own, but without the start
of another Python, which takes longer than most commands.
"""

import io
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

from policykb.__main__ import main
from tests.support.running import SAMPLE, environment

_SHORT = 4096
"""Bytes that a pipe holds, so that a long answer does not fit."""


def left_early(*arguments: object, cwd: Path) -> tuple[int, bytes, bytes]:
    """Run the program, read one line, close the pipe; return exit code, line and errors."""
    import fcntl  # noqa: PLC0415 - Windows has none

    (answers, out), (errors, err) = os.pipe(), os.pipe()
    fcntl.fcntl(out, fcntl.F_SETPIPE_SZ, _SHORT)
    child = os.fork()
    if not child:
        os.dup2(out, 1)
        os.dup2(err, 2)
        _run(arguments, cwd, environment())
    os.close(out)
    os.close(err)
    with os.fdopen(answers, "rb", buffering=0) as file:
        line = file.readline()
    with os.fdopen(errors, "rb") as file:
        said = file.read()
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), line, said


def on_terminal(*arguments: object, **env: str) -> tuple[int, str]:
    """Run the program on a terminal of 24 lines of 80 columns; return its exit code and what
    appears.
    """
    import pty  # noqa: PLC0415 - Windows has none
    import termios  # noqa: PLC0415 - same

    child, terminal = pty.fork()
    if not child:
        termios.tcsetwinsize(1, (24, 80))
        kept = {name: value for name, value in environment().items() if name != "POLICYKB_PAGER"}
        _run(arguments, SAMPLE, kept | {"TERM": "xterm"} | env)
    shown = b""
    try:
        while part := os.read(terminal, 65536):
            shown += part
    except OSError:  # the end of a terminal
        pass
    os.close(terminal)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return code, shown.decode().replace("\r\n", "\n")


def _run(arguments: tuple[object, ...], cwd: Path, env: Mapping[str, str]) -> NoReturn:
    """Run the program in this copy of the process, and end the copy."""
    try:
        # Of what is open here, the copy has only its streams: else no pipe would ever close.
        os.closerange(3, os.sysconf("SC_OPEN_MAX"))
        os.environ.clear()
        os.environ.update(env)
        os.chdir(cwd)
        sys.argv = ["policykb", *map(str, arguments)]
        sys.stdin = io.StringIO()
        sys.stdout, sys.stderr = (os.fdopen(stream, "w", encoding="utf-8") for stream in (1, 2))
        main()
    finally:
        os._exit(3)

"""Running the program as people and scripts do."""

import contextlib
import io
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from unittest.mock import patch

import typer
from typer.core import TyperOption

from policykb.__main__ import run as run_here
from policykb.cli import commands as known

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "tests" / "sample"

# A process runs one command. Here thousands run, and what they have in common is built once.
patch.object(typer.main, "get_command", cache(typer.main.get_command)).start()

_KEPT = ("PATH", "HOME", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "POLICYKB_CACHE_DIR")


@dataclass(frozen=True)
class Ran:
    """The output of the program, and its exit code."""

    code: int
    out: str
    err: str


def environment(**changes: str) -> dict[str, str]:
    """An environment that does not depend on who runs the tests."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return kept | {"COLUMNS": "80", "PYTHONUTF8": "1", "POLICYKB_PAGER": ""} | changes


class _Stream(io.TextIOWrapper):
    """An output that keeps what is written, and may pass for a terminal."""

    def __init__(self, *, terminal: bool, encoding: str) -> None:
        super().__init__(io.BytesIO(), encoding, newline="")
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal

    def written(self) -> str:
        self.seek(0)
        return self.read()


class _Typed(io.StringIO):
    """The text that a person types at a terminal."""

    def isatty(self) -> bool:
        return True


def run(
    *arguments: object,
    cwd: Path = SAMPLE,
    env: Mapping[str, str] | None = None,
    terminal: bool = False,
    encoding: str = "utf-8",
    typed: str | None = None,
) -> Ran:
    """Run the program in this process, in a folder (by default the sample knowledge base).

    ``typed`` is what a person types at a terminal.
    """
    out, err = (_Stream(terminal=terminal, encoding=encoding) for _ in range(2))
    code: object = 0
    with (
        patch.object(sys, "argv", ["policykb", *map(str, arguments)]),
        patch.dict(os.environ, environment(**(env or {})), clear=True),
        contextlib.chdir(cwd),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        contextlib.nullcontext() if typed is None else patch.object(sys, "stdin", _Typed(typed)),
    ):
        try:
            run_here()
        except SystemExit as end:
            code = end.code or 0
    assert isinstance(code, int)
    return Ran(code, out.written(), err.written())


def program(*arguments: object) -> list[str]:
    """The command that starts the program in a process of its own."""
    return [sys.executable, "-m", "policykb", *map(str, arguments)]


def start(
    *arguments: object,
    cwd: Path = SAMPLE,
    env: Mapping[str, str] | None = None,
    encoding: str = "utf-8",
) -> Ran:
    """Run the program in a process of its own."""
    done = subprocess.run(
        program(*arguments),
        cwd=cwd,
        env=environment(**(env or {})),
        capture_output=True,
        check=False,
        timeout=60,
    )
    return Ran(done.returncode, done.stdout.decode(encoding), done.stderr.decode(encoding))


def command_options() -> dict[str, list[str]]:
    """Return the options of each command, each by all its names."""
    return {
        name: [o for p in known.command(name).params if isinstance(p, TyperOption) for o in p.opts]
        for name in known.COMMANDS
    }

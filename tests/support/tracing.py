"""Run the program and count the work it does: ``tracing.py NOTES ROOT TICK ARGUMENT…``.

Work is the same on any machine, busy or not, and time is not. The program runs in a process of its
own, in which nothing was imported or read before.
"""

import atexit
import json
import os
import sqlite3
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from policykb.cache import stamps

if TYPE_CHECKING:
    from collections.abc import Callable

_COUNTED = {
    "digest": "policykb.text.files",
    "parse_document": "policykb.yaml.parser",
    "record_of": "policykb.loading.raw_records",
}
"""The functions whose calls are counted, and the modules they are in."""
_STEPS = 10


@dataclass
class Trace:
    """The work of a run of the program.

    ``opened`` and ``listed`` count how often files and folders of the knowledge base were, by
    path; ``looked`` how many were asked for their stamps, ``hashed`` the bytes whose digest
    was taken, ``parsed`` the YAML files. Of the snapshot, ``rows`` counts what was fetched,
    ``records`` what records were made of it, by kind, and ``steps`` what its database did for it,
    by tens.
    """

    opened: dict[str, int] = field(default_factory=Counter)
    listed: dict[str, int] = field(default_factory=Counter)
    looked: int = 0
    hashed: int = 0
    parsed: int = 0
    rows: int = 0
    records: dict[str, int] = field(default_factory=Counter)
    steps: int = 0


def trace(root: Path, env: dict[str, str], *arguments: str, tick: int = 0) -> Trace:
    """Run the program in the folder of a knowledge base, with the ``tick`` below which files are
    young (nanoseconds): with none, files are settled as soon as they are written.
    """
    notes = root.with_name(f"{root.name}.notes")
    command = [sys.executable, __file__, str(notes), str(root), str(tick), *arguments]
    ran = subprocess.run(
        command, cwd=root, env=env, capture_output=True, text=True, check=False, timeout=60
    )
    assert ran.returncode == 0, ran.stderr[-1_000:]
    return Trace(**json.loads(notes.read_text("utf-8")))


class _Tracer:
    """Counts the work that concerns the knowledge base at ``root``."""

    def __init__(self, root: str) -> None:
        self.work = Trace()
        self._root = root
        self._connect: Callable[..., sqlite3.Connection] = sqlite3.connect

    def on_event(self, event: str, arguments: tuple[object, ...]) -> None:
        """Count an audit event of Python."""
        if event in {"open", "os.listdir", "os.scandir"} and isinstance(arguments[0], str | bytes):
            path = os.path.relpath(os.fsdecode(arguments[0]), self._root)
            if not path.startswith(os.pardir):
                kept = self.work.opened if event == "open" else self.work.listed
                kept[path] += 1

    def on_call(self, frame: FrameType, event: str, called: object) -> None:
        """Count a call."""
        module = frame.f_globals.get("__name__")
        name = frame.f_code.co_name
        if event == "c_call":
            self.work.looked += called is os.lstat and module == stamps.__name__
        elif event == "call" and name in _COUNTED and _COUNTED[name] == module:
            given = frame.f_locals
            if name == "digest":
                self.work.hashed += len(given["data"])
            elif name == "parse_document":
                self.work.parsed += 1
            else:
                self.work.records[given["kind"]] += 1

    def connected(self, location: str, **options: object) -> sqlite3.Connection:
        """Open a database, and count its rows and steps."""
        connection = self._connect(location, **options)
        connection.row_factory = self._row
        connection.set_progress_handler(self._step, _STEPS)
        return connection

    def _row(self, _: sqlite3.Cursor, row: tuple[object, ...]) -> tuple[object, ...]:
        self.work.rows += 1
        return row

    def _step(self) -> int:
        self.work.steps += 1
        return 0

    def write(self, notes: Path) -> None:
        """Write the counts to a file."""
        sys.setprofile(None)
        notes.write_text(json.dumps(vars(self.work)), "utf-8")


def _main(notes: str, root: str, tick: str, *arguments: str) -> None:
    tracer = _Tracer(root)
    atexit.register(tracer.write, Path(notes))
    # The folder of this file is not on the program's path.
    sys.path.pop(0)
    sys.argv[1:] = arguments
    setattr(sqlite3, "connect", tracer.connected)  # noqa: B010 - the program's own
    setattr(stamps, "TICK", int(tick))  # noqa: B010 - the program's own
    from policykb.__main__ import run  # noqa: PLC0415 - it is traced

    sys.addaudithook(tracer.on_event)
    sys.setprofile(tracer.on_call)
    run()


if __name__ == "__main__":
    _main(*sys.argv[1:])

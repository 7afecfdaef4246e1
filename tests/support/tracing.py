"""Run the program and count the work it does: work is the same on any machine, busy or not."""

import os
import sqlite3
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import FrameType
from unittest.mock import patch

from policykb.cache import stamps
from tests.support.running import run

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


def trace(root: Path, env: Mapping[str, str], *arguments: str, tick: int = 0) -> Trace:
    """Run the program in the folder of a knowledge base, with the ``tick`` below which files are
    young (nanoseconds): with none, files are settled as soon as they are written.
    """
    tracer = _Tracer(root)
    profile = sys.getprofile()
    _listen()
    with patch.object(sqlite3, "connect", tracer.connected), patch.object(stamps, "TICK", tick):
        _tracers.append(tracer)
        sys.setprofile(tracer.on_call)
        try:
            ran = run(*arguments, cwd=root, env=env)
        finally:
            sys.setprofile(profile)
            _tracers.remove(tracer)
    assert ran.code == 0, ran.err[-1_000:]
    return tracer.work


class _Tracer:
    """Counts the work that concerns the knowledge base at ``root``."""

    def __init__(self, root: Path) -> None:
        self.work = Trace()
        self._root = str(root)
        self._connect: Callable[..., sqlite3.Connection] = sqlite3.connect

    def on_event(self, event: str, arguments: tuple[object, ...]) -> None:
        """Count an audit event of Python."""
        # The folder itself is opened to look from there at what is in it.
        if event in {"open", "os.listdir", "os.scandir"} and isinstance(arguments[0], str | bytes):
            path = os.path.relpath(os.fsdecode(arguments[0]), self._root)
            if not path.startswith(os.pardir) and (event, path) != ("open", os.curdir):
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


_tracers: list[_Tracer] = []


@cache
def _listen() -> None:
    """Hand audit events to the tracers. Python never lets go of what listens to them."""

    def hand_on(event: str, arguments: tuple[object, ...]) -> None:
        for tracer in _tracers:
            tracer.on_event(event, arguments)

    sys.addaudithook(hand_on)

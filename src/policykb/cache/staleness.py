"""The parts of a snapshot that are stale: their files have changed since it was made."""

import json
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from policykb.cache.snapshot import OTHERS, RECORDS, Snapshot, join_paths
from policykb.cache.stamps import Stamps, is_young, take_stamps
from policykb.diagnostics import Diagnostic
from policykb.frozen import dataclass
from policykb.loading.layout import SOURCES
from policykb.text.files import MAX_YAML_BYTES, digest, read_bytes


def record_files(part: str) -> tuple[str, ...]:
    """Return the files of records of a part."""
    return (f"{part}/source.yaml", f"{part}/claims.yaml") if _is_source(part) else (part,)


def text_files(part: str) -> tuple[str, ...]:
    """Return the text of a part, if it is a source."""
    return (f"{part}/text.txt",) if _is_source(part) else ()


def _is_source(part: str) -> bool:
    return part.startswith(f"{SOURCES}/")


@dataclass(frozen=True, slots=True)
class Survey:
    """The stamps of all files of a knowledge base at a time (nanoseconds), by their group."""

    time: int
    groups: dict[str, Stamps]

    @classmethod
    def take(cls, root: Path, parts: Sequence[str]) -> "Survey":
        """Return the stamps of the files of these parts and of their folders, as they are now."""
        started = time.time_ns()
        folders = [".", *(part for part in parts if _is_source(part))]
        records = [path for part in parts for path in record_files(part)]
        texts = [path for part in parts for path in text_files(part)]
        groups = {RECORDS: [SOURCES, *records], OTHERS: [*folders, *texts]}
        return cls(started, {name: take_stamps(root, paths) for name, paths in groups.items()})

    @property
    def is_settled(self) -> bool:
        """True if no file was young at that time (see :mod:`policykb.cache.stamps`)."""
        return all(stamps.settled(self.time) for stamps in self.groups.values())

    def changed(self, later: "Survey") -> set[str]:
        """Return the files of a later survey that have changed since this one."""
        stamps = {path: one for s in self.groups.values() for path, one in s.by_path().items()}
        found = (pair for s in later.groups.values() for pair in s.by_path().items())
        return {path for path, one in found if stamps.get(path) != one}

    def meta(self) -> dict[str, str | int | bytes]:
        """Return the values that a snapshot stores of it."""
        values: dict[str, str | int | bytes] = {"time": self.time}
        for name, stamps in self.groups.items():
            values[f"{name} paths"] = join_paths(stamps.paths)
            values[f"{name} stamps"] = stamps.numbers
            values[f"{name} settled"] = int(stamps.settled(self.time))
        return values


class Staleness:
    """Finds the stale parts of a snapshot by a survey of the files as they are now."""

    def __init__(self, snapshot: Snapshot, survey: Survey) -> None:
        self._root = snapshot.root
        self._then = snapshot.database.number("time")
        self._before = {name: snapshot.stamps(name).by_path() for name in survey.groups}
        self._now = {name: stamps.by_path() for name, stamps in survey.groups.items()}
        self._parts = snapshot.parts()

    def records_changed(self, part: str) -> bool:
        """Return True if a file of records of a part has changed."""
        return part not in self._parts or self._changed(RECORDS, part, record_files(part))

    def text_changed(self, part: str) -> bool:
        """Return True if the text of a part has changed."""
        return self._changed(OTHERS, part, text_files(part))

    @property
    def unchecked(self) -> set[str]:
        """The parts that were not checked."""
        return {part for part, stored in self._parts.items() if not stored.is_checked}

    def _changed(self, group: str, part: str, paths: Iterable[str]) -> bool:
        before, now = self._before[group], self._now[group]
        uncertain = [
            path
            for path in paths
            if before.get(path) != now[path] or is_young(before[path], self._then)
        ]
        if not uncertain:
            return False
        digests = json.loads(self._parts[part].digests)
        return any(digests.get(path) != self._digest(path) for path in uncertain)

    def _digest(self, path: str) -> str:
        data = read_bytes(self._root, path, limit=MAX_YAML_BYTES)
        # A file that cannot be read counts as changed.
        return "" if isinstance(data, Diagnostic) else digest(data)

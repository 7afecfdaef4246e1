"""What has changed in a knowledge base since its snapshot was made."""

import json
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from policykb.cache.snapshot import OTHERS, RECORDS, Snapshot, joined
from policykb.cache.stamps import Stamps, is_young, stamped
from policykb.diagnostics import Diagnostic
from policykb.loading.layout import SOURCES
from policykb.text.files import MAX_YAML_BYTES, digest, read_bytes


def record_files(part: str) -> tuple[str, ...]:
    """The files of records of a part."""
    return (f"{part}/source.yaml", f"{part}/claims.yaml") if _is_source(part) else (part,)


def text_files(part: str) -> tuple[str, ...]:
    """The text of a part, if it is a source."""
    return (f"{part}/text.txt",) if _is_source(part) else ()


def _is_source(part: str) -> bool:
    return part.startswith(f"{SOURCES}/")


@dataclass(frozen=True, slots=True)
class Survey:
    """The stamps of all files of a knowledge base at a time (nanoseconds), by their group."""

    time: int
    groups: dict[str, Stamps]

    @classmethod
    def of(cls, root: Path, parts: Sequence[str]) -> "Survey":
        """Look at the files of these parts, and at the folders they are in."""
        begun = time.time_ns()
        folders = [".", *(part for part in parts if _is_source(part))]
        records = [path for part in parts for path in record_files(part)]
        texts = [path for part in parts for path in text_files(part)]
        groups = {RECORDS: [SOURCES, *records], OTHERS: [*folders, *texts]}
        return cls(begun, {one: stamped(root, paths) for one, paths in groups.items()})

    @property
    def is_settled(self) -> bool:
        """Whether nothing had just been changed at that time."""
        return all(stamps.settled(self.time) for stamps in self.groups.values())

    def changed(self, later: "Survey") -> set[str]:
        """The files of a later survey that have changed since this one."""
        stamps = {path: one for s in self.groups.values() for path, one in s.by_path().items()}
        found = (pair for s in later.groups.values() for pair in s.by_path().items())
        return {path for path, one in found if stamps.get(path) != one}

    def told(self) -> dict[str, int | bytes]:
        """What a snapshot keeps of it."""
        said: dict[str, int | bytes] = {"time": self.time}
        for name, stamps in self.groups.items():
            said[f"{name} paths"] = joined(stamps.paths)
            said[f"{name} stamps"] = stamps.numbers
            said[f"{name} settled"] = int(stamps.settled(self.time))
        return said


class Staleness:
    """Which parts of a snapshot are not as the files of ``root`` are now."""

    def __init__(self, snapshot: Snapshot, survey: Survey) -> None:
        self._root = snapshot.root
        self._then = int(snapshot.told("time") or 0)
        self._before = {g: snapshot.stamps(g).by_path() for g in survey.groups}
        self._now = {g: stamps.by_path() for g, stamps in survey.groups.items()}
        self._kept = snapshot.parts()

    def records_changed(self, part: str) -> bool:
        """Whether a part is not as it was, its text apart."""
        return part not in self._kept or self._changed(RECORDS, part, record_files(part))

    def text_changed(self, part: str) -> bool:
        """Whether the text of a part is not as it was."""
        return self._changed(OTHERS, part, text_files(part))

    @property
    def unchecked(self) -> set[str]:
        """The parts that no check has looked at."""
        return {part for part, kept in self._kept.items() if not kept.checked}

    def _changed(self, group: str, part: str, paths: Iterable[str]) -> bool:
        before, now = self._before[group], self._now[group]
        doubtful = [
            path
            for path in paths
            if before.get(path) != now[path] or is_young(before[path], self._then)
        ]
        if not doubtful:
            return False
        digests = json.loads(self._kept[part].digests)
        return any(digests.get(path) != self._digest(path) for path in doubtful)

    def _digest(self, path: str) -> str:
        data = read_bytes(self._root, path, limit=MAX_YAML_BYTES)
        # Of what cannot be read nothing is known; it is not what it was, therefore.
        return "" if isinstance(data, Diagnostic) else digest(data)

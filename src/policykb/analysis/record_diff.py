"""Records that were added, removed or changed between two states."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Generic, TypeVar

from policykb.frozen import dataclass
from policykb.model.knowledge_base import KnowledgeBase
from policykb.model.records import Record, Skipped
from policykb.text.normalize import collapse_spaces

_R = TypeVar("_R", bound=Record)
_R_co = TypeVar("_R_co", bound=Record, covariant=True)
_K = TypeVar("_K")


class ChangeKind(StrEnum):
    """The kind of a change of a record."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class RecordChange(Generic[_R_co]):
    """A record that differs between two states.

    ``before`` is None where it was added, ``after`` where it was removed; ``fields`` names the
    fields that differ where it is in both. ``faulty`` is True if the other state
    has it too, but left it out because of a fault.
    """

    before: _R_co | None
    after: _R_co | None
    fields: tuple[str, ...] = ()
    faulty: bool = False

    @property
    def kind(self) -> ChangeKind:
        """The kind of the change."""
        if self.before is None:
            return ChangeKind.ADDED
        return ChangeKind.REMOVED if self.after is None else ChangeKind.CHANGED

    @property
    def record(self) -> _R_co:
        """The record in the later state if it is there, else in the earlier one."""
        found = self.before if self.after is None else self.after
        assert found is not None  # noqa: S101 - it is in one of the two
        return found


def record_changes(before: Mapping[_K, _R], after: Mapping[_K, _R]) -> tuple[RecordChange[_R], ...]:
    """Return the records that were added, then removed, then changed, each in the order of its
    state.

    Differences of location, of the order within a list and of white space in texts do not count.
    """
    return (
        *(RecordChange(None, record) for key, record in after.items() if key not in before),
        *(RecordChange(record, None) for key, record in before.items() if key not in after),
        *(
            RecordChange(was, record, changed)
            for key, record in after.items()
            # What was read once for both states is the same object.
            if (was := before.get(key)) is not None
            and was is not record
            and (changed := tuple(_changed_fields(was, record)))
        ),
    )


def _changed_fields(before: Record, after: Record) -> Iterator[str]:
    for field in fields(before):
        one, other = getattr(before, field.name), getattr(after, field.name)
        if field.compare and _comparable(one) != _comparable(other):
            yield field.name


def _comparable(value: object) -> object:
    match value:
        case str():
            return collapse_spaces(value)
        case tuple():
            return Counter(value)
        case _:
            return value


def by_sentence(skipped: Iterable[Skipped]) -> dict[tuple[str, str, int], Skipped]:
    """Return skipped sentences, which have no ids, by source, sentence, and the number of equal
    ones before.
    """
    found: dict[tuple[str, str, int], Skipped] = {}
    seen: Counter[tuple[str, str]] = Counter()
    for one in skipped:
        name = (one.source, collapse_spaces(one.quote))
        found[*name, seen[name]] = one
        seen[name] += 1
    return found


class LeftOutRecords:
    """The records of a state that it left out for a fault of their own or of their file."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self._ids = {(one.kind, one.id) for one in kb.left_out if one.id is not None}

    def include(self, record: Record) -> bool:
        """Return True if a record of another state was left out of this one."""
        record_id = getattr(record, "id", None)
        path = PurePosixPath(record.location.path)
        return (type(record).__name__.lower(), record_id) in self._ids or any(
            ("file", str(one)) in self._ids for one in (path, *path.parents)
        )

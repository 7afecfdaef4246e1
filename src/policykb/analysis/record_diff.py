"""Two states of the same records side by side: what was added, removed or changed."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from enum import StrEnum
from typing import Generic, TypeVar

from policykb.frozen import dataclass
from policykb.model.knowledge_base import KnowledgeBase
from policykb.model.records import Record, Skipped
from policykb.text.normalize import collapse_spaces

_R = TypeVar("_R", bound=Record)
_R_co = TypeVar("_R_co", bound=Record, covariant=True)
_K = TypeVar("_K")


class ChangeKind(StrEnum):
    """What became of a record from one state to the next."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class RecordChange(Generic[_R_co]):
    """A record that is not the same in two states.

    ``before`` is None where it was added, ``after`` where it was removed; ``fields`` names the
    fields that differ where it is in both. ``faulty`` says that the state without it has it all
    the same, with a fault for which it was left out.
    """

    before: _R_co | None
    after: _R_co | None
    fields: tuple[str, ...] = ()
    faulty: bool = False

    @property
    def kind(self) -> ChangeKind:
        """What became of it."""
        if self.before is None:
            return ChangeKind.ADDED
        return ChangeKind.REMOVED if self.after is None else ChangeKind.CHANGED

    @property
    def record(self) -> _R_co:
        """The record as it is; one that was removed, as it was."""
        found = self.before if self.after is None else self.after
        assert found is not None  # noqa: S101 - it is in one of the two
        return found


def changes(before: Mapping[_K, _R], after: Mapping[_K, _R]) -> tuple[RecordChange[_R], ...]:
    """What was added, then removed, then changed, each in the order of its state.

    Where a record stands is no part of it, nor are the order in a list of its own and white space
    in its texts.
    """
    return (
        *(RecordChange(None, record) for key, record in after.items() if key not in before),
        *(RecordChange(record, None) for key, record in before.items() if key not in after),
        *(
            RecordChange(before[key], record, changed)
            for key, record in after.items()
            if key in before and (changed := tuple(_changed(before[key], record)))
        ),
    )


def _changed(before: Record, after: Record) -> Iterator[str]:
    for field in fields(before):
        one, other = getattr(before, field.name), getattr(after, field.name)
        if field.compare and _bare(one) != _bare(other):
            yield field.name


def _bare(value: object) -> object:
    match value:
        case str():
            return collapse_spaces(value)
        case tuple():
            return Counter(value)
        case _:
            return value


def by_sentence(skipped: Iterable[Skipped]) -> dict[tuple[str, str, int], Skipped]:
    """Skipped sentences, which have no ids, by source, sentence, and how often it was there
    before.
    """
    found: dict[tuple[str, str, int], Skipped] = {}
    seen: Counter[tuple[str, str]] = Counter()
    for one in skipped:
        name = (one.source, collapse_spaces(one.quote))
        found[*name, seen[name]] = one
        seen[name] += 1
    return found


def is_left_out(kb: KnowledgeBase, record: Record) -> bool:
    """Whether a record of another state is here, too, but was left out for a fault: its own, or
    one of the file that it stood in.
    """
    kind = type(record).__name__.lower()
    record_id = getattr(record, "id", None)
    path = record.location.path
    return any(
        path == one.id or path.startswith(f"{one.id}/")
        if one.kind == "file"
        else record_id is not None and (one.kind, one.id) == (kind, record_id)
        for one in kb.left_out
    )

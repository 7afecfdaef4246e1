"""A bounded list of faults: the first faults of each file, and the number of the others.

A file of a few hundred kilobytes can break a rule a million times. Nobody reads that many faults,
and they would fill the memory.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from policykb.diagnostics.diagnostic import Diagnostic

MAX_FAULTS_PER_FILE = 10_000
"""The number of faults that are kept of one file."""


@dataclass(slots=True)
class CappedFaults:
    """Faults in the order of their addition, at most :data:`MAX_FAULTS_PER_FILE` of each file."""

    _kept: list[Diagnostic] = field(default_factory=list)
    _counts: dict[str, int] = field(default_factory=dict)
    _first_dropped: dict[str, Diagnostic] = field(default_factory=dict)

    def is_full(self, path: str) -> bool:
        """Return True if further faults of a file are counted, not kept."""
        return path in self._first_dropped

    def count(self, path: str, number: int) -> None:
        """Count ``number`` more faults of a file that is full."""
        self._counts[path] += number

    def add(self, fault: Diagnostic) -> None:
        """Keep a fault if there is room, else count it."""
        path = fault.location.path
        number = self._counts[path] = self._counts.get(path, 0) + 1
        if number <= MAX_FAULTS_PER_FILE:
            self._kept.append(fault)
        else:
            self._first_dropped.setdefault(path, fault)

    def extend(self, faults: Iterable[Diagnostic]) -> None:
        """Add several faults."""
        for fault in faults:
            self.add(fault)

    def kept(self) -> tuple[Diagnostic, ...]:
        """Return the faults that were kept, then one for each full file: the first fault that was
        dropped, with the number of the others in its message.
        """
        dropped = (
            _count_dropped(first, self._counts[path] - MAX_FAULTS_PER_FILE)
            for path, first in self._first_dropped.items()
        )
        return (*self._kept, *dropped)


def _count_dropped(first: Diagnostic, number: int) -> Diagnostic:
    if number == 1:
        return first
    message = f"{first.message}; {number - 1:,} more faults of this file are not listed"
    return replace(first, message=message, fix=None, unsafe_fix=None)

"""The faults of a knowledge base as they are found: of each file the first, and how many others.

A file of a few hundred kilobytes can break a rule a million times; nobody reads all of that, and
it would fill the memory.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from policykb.diagnostics.diagnostic import Diagnostic

MAX_FAULTS = 10_000
"""How many faults of one file are kept."""


@dataclass(slots=True)
class Ledger:
    """Faults in the order in which they were found, at most :data:`MAX_FAULTS` of a file."""

    _kept: list[Diagnostic] = field(default_factory=list)
    _counts: dict[str, int] = field(default_factory=dict)
    _passed_over: dict[str, Diagnostic] = field(default_factory=dict)

    def is_full(self, path: str) -> bool:
        """Whether of a file's next faults only the number matters."""
        return path in self._passed_over

    def count(self, path: str, number: int) -> None:
        """Count faults of a file that is full."""
        self._counts[path] += number

    def add(self, fault: Diagnostic) -> None:
        """Keep a fault, if there is room."""
        path = fault.location.path
        number = self._counts[path] = self._counts.get(path, 0) + 1
        if number <= MAX_FAULTS:
            self._kept.append(fault)
        else:
            self._passed_over.setdefault(path, fault)

    def extend(self, faults: Iterable[Diagnostic]) -> None:
        """Keep faults, as far as there is room."""
        for fault in faults:
            self.add(fault)

    def entries(self) -> tuple[Diagnostic, ...]:
        """What was kept; for each file of which not all was kept, one that counts the rest stands
        where the first of these does.
        """
        rest = (
            (self._counts[path] - MAX_FAULTS, first) for path, first in self._passed_over.items()
        )
        return (*self._kept, *(_standing_for(number, first) for number, first in rest))


def _standing_for(number: int, first: Diagnostic) -> Diagnostic:
    if number == 1:
        return first
    message = f"{first.message}; with {number - 1:,} more faults of this file, which are not listed"
    return replace(first, message=message, fix=None)

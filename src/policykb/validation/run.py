"""All checks of a part and its text, of the claims of an actor on a topic, and of the whole."""

from pathlib import Path

from policykb.diagnostics import Diagnostic
from policykb.diagnostics.limit import CappedFaults
from policykb.loading.layout import SOURCES
from policykb.loading.outline import Cell, Part
from policykb.loading.read import Loaded
from policykb.text.files import MAX_TEXT_BYTES, decode, digest, read_bytes
from policykb.validation.checks import (
    CELL_CHECKS,
    KNOWLEDGE_CHECKS,
    PART_CHECKS,
    SOURCE_CHECKS,
    SourceCase,
)
from policykb.validation.checks.context import PartCase


def part_faults(root: Path, part: Part) -> tuple[Diagnostic, ...]:
    """What checks of a part of the knowledge base at ``root``, and of its text, find."""
    faults = CappedFaults()
    is_source = part.name.startswith(f"{SOURCES}/")
    found = _source_case(root, part) if is_source else None
    # What several checks look at is made once for those of the part and of the text.
    case = found if isinstance(found, SourceCase) else PartCase(part)
    for check in PART_CHECKS:
        faults.extend(check(case))
    if isinstance(found, Diagnostic):
        faults.add(found)
    elif found is not None:
        for source_check in SOURCE_CHECKS:
            faults.extend(source_check(found))
    return faults.kept()


def cell_faults(loaded: Loaded, cell: Cell, *, is_compared: bool) -> tuple[Diagnostic, ...]:
    """What checks of the claims of an actor on a topic find, which are compared or are too many."""
    faults = CappedFaults()
    for check in CELL_CHECKS:
        faults.extend(check(loaded, cell, is_compared=is_compared))
    return faults.kept()


def whole_faults(loaded: Loaded) -> tuple[Diagnostic, ...]:
    """What checks of all records find."""
    faults = CappedFaults()
    for check in KNOWLEDGE_CHECKS:
        faults.extend(check(loaded))
    return faults.kept()


def _source_case(root: Path, part: Part) -> SourceCase | Diagnostic:
    """A source with its text, or why there is none."""
    path = f"{part.name}/text.txt"
    data = read_bytes(root, path, limit=MAX_TEXT_BYTES)
    if isinstance(data, Diagnostic):
        return data
    part.reading.digests[path] = digest(data)
    said = decode(data, path)
    return said if isinstance(said, Diagnostic) else SourceCase(part, data, said)

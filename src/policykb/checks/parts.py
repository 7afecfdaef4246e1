"""All checks of one part, and of its text."""

from collections.abc import Iterator
from pathlib import Path

from policykb.checks import PART_CHECKS, SOURCE_CHECKS, SourceCase
from policykb.checks.cases import source_in
from policykb.diagnostics import Diagnostic
from policykb.files import MAX_TEXT_BYTES, decode, digest, read_bytes
from policykb.ledger import Ledger
from policykb.loading.layout import SOURCES
from policykb.loading.readings import Part
from policykb.texts import SourceText


def part_faults(root: Path, part: Part) -> tuple[Diagnostic, ...]:
    """What checks of a part of the knowledge base at ``root``, and of its text, find."""
    faults = Ledger()
    for check in PART_CHECKS:
        faults.extend(check(part))
    if part.name.startswith(f"{SOURCES}/"):
        faults.extend(_text_faults(root, part))
    return faults.entries()


def _text_faults(root: Path, part: Part) -> Iterator[Diagnostic]:
    path = f"{part.name}/text.txt"
    data = read_bytes(root, path, limit=MAX_TEXT_BYTES)
    if isinstance(data, Diagnostic):
        yield data
        return
    part.reading.digests[path] = digest(data)
    text = decode(data, path)
    if isinstance(text, Diagnostic):
        yield text
        return
    source = source_in(part)
    language = source.language if source else "en"
    case = SourceCase(part, source, data, SourceText(text, path, language))
    for check in SOURCE_CHECKS:
        yield from check(case)

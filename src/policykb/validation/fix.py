"""Doing away with the faults that have a fix."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from policykb.diagnostics import Diagnostic, PolicyKBError, RenameKey, SetValue
from policykb.frozen import dataclass
from policykb.progress import Progress, no_progress
from policykb.text.files import MAX_YAML_BYTES, read_bytes, rewrite

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from policykb.diagnostics.settings import Settings
    from policykb.validation.report import Report
    from policykb.yaml.document import Document

_ROUNDS = 10
"""How often to look again: what one fix uncovers another may do away with."""

_BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class Mended:
    """A fault that is done away with: what stood there, and what came in its place; nothing where
    fields were put in order.
    """

    fault: Diagnostic
    was: str = ""
    became: str = ""


@dataclass(frozen=True, slots=True)
class Fixed:
    """What is left of the faults, those that are mended, and the files that take: what they hold
    and what they are to hold, by path.
    """

    report: Report
    mended: tuple[Mended, ...] = ()
    files: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def write(self) -> dict[str, PolicyKBError]:
        """Write the files; returns why some, by path, are left as they were."""
        errors: dict[str, PolicyKBError] = {}
        for path, (before, after) in self.files.items():
            try:
                rewrite(self.report.root, path, before, after)
            except PolicyKBError as error:
                errors[path] = error
        return errors


def fix(
    root: Path,
    paths: Sequence[Path] = (),
    progress: Progress = no_progress,
    settings: Settings | None = None,
) -> Fixed:
    """Make the fixes of a validation, and those of the next, until none is left. Nothing is
    written: see :meth:`Fixed.write`. The arguments are those of
    :func:`policykb.validation.report.validate`, and so are the errors.
    """
    from policykb.validation.report import validate  # noqa: PLC0415 - same
    from policykb.yaml.patch import apply_fixes  # noqa: PLC0415 - to report takes neither

    originals: dict[str, str] = {}
    edited: dict[str, bytes] = {}
    mended: list[Mended] = []
    for _ in range(_ROUNDS):
        report = validate(root, paths, progress, settings, edited)
        made: list[Mended] = []
        for path, faults in _by_path(report).items():
            original = originals.get(path) or _text(report, path)
            if original is None:
                continue
            originals[path] = original
            found = report.documents[path]
            document, done = apply_fixes(found, [f.fix for f in faults if f.fix])
            if done:
                mark = _BOM if original.startswith(_BOM) else ""
                edited[path] = (mark + document.text).encode()
                made += [_mended(found, fault) for fault in faults if fault.fix in done]
        mended += made
        if not made:
            break
    files = {path: (originals[path], new.decode()) for path, new in edited.items()}
    return Fixed(report, tuple(mended), files)


def _mended(document: Document, fault: Diagnostic) -> Mended:
    match fault.fix:
        case SetValue(route, value):
            return Mended(fault, str(document.value(route)), value)
        case RenameKey(route, key):
            return Mended(fault, str(route[-1]), key)
        case _:
            return Mended(fault)


def _by_path(report: Report) -> Mapping[str, list[Diagnostic]]:
    found: dict[str, list[Diagnostic]] = {}
    for diagnostic in report.diagnostics:
        if diagnostic.fix is not None:
            found.setdefault(diagnostic.location.path, []).append(diagnostic)
    return found


def _text(report: Report, path: str) -> str | None:
    """What a file holds; None if the document has other text, with something hidden in it."""
    data = read_bytes(report.root, path, limit=MAX_YAML_BYTES)
    text = "" if isinstance(data, Diagnostic) else data.decode()
    return text if text.removeprefix(_BOM) == report.documents[path].text else None

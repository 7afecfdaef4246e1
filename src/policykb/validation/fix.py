"""Apply the fixes of a validation to the text of the files."""

from __future__ import annotations

from dataclasses import field, replace
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
"""The most times to validate: a fix may reveal another fault that has a fix."""

_BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class AppliedFix:
    """A fault that was fixed, and the old and new value; both empty where fields were reordered."""

    fault: Diagnostic
    was: str = ""
    became: str = ""


@dataclass(frozen=True, slots=True)
class Fixed:
    """The report after the fixes, the fixes that were applied, and the changed files by path: the
    old text and the new one. ``errors`` say which files could not be written.
    """

    report: Report
    applied: tuple[AppliedFix, ...] = ()
    files: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    errors: tuple[PolicyKBError, ...] = ()

    def write(self) -> dict[str, PolicyKBError]:
        """Write the files. Return the errors, by path, of those that could not be written."""
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
    *,
    unsafe: bool = False,
) -> Fixed:
    """Validate and apply the fixes, again and again, until no fix is left.

    If ``unsafe``, likely remedies are applied, too: they may change the meaning. Nothing is
    written: see :meth:`Fixed.write`. Arguments and errors are those of
    :func:`policykb.validation.report.validate`.
    """
    from policykb.validation.report import validate  # noqa: PLC0415 - a report needs neither
    from policykb.yaml.patch import apply_fixes  # noqa: PLC0415 - same

    originals: dict[str, str] = {}
    edited: dict[str, bytes] = {}
    applied: list[AppliedFix] = []
    for _ in range(_ROUNDS):
        report = validate(root, paths, progress, settings, edited)
        newly_applied: list[AppliedFix] = []
        for path, faults in _by_path(report, unsafe=unsafe).items():
            original = originals.get(path) or _text(report, path)
            if original is None:
                continue
            originals[path] = original
            document = report.documents[path]
            fixed, done = apply_fixes(document, [f.fix for f in faults if f.fix])
            if done:
                mark = _BOM if original.startswith(_BOM) else ""
                edited[path] = (mark + fixed.text).encode()
                newly_applied += [_applied_fix(document, f) for f in faults if f.fix in done]
        applied += newly_applied
        if not newly_applied:
            break
    files = {path: (originals[path], new.decode()) for path, new in edited.items()}
    return Fixed(report, tuple(applied), files)


def fix_files(
    root: Path,
    paths: Sequence[Path] = (),
    progress: Progress = no_progress,
    settings: Settings | None = None,
    *,
    unsafe: bool = False,
    cached: bool = True,
) -> Fixed:
    """Validate, apply the fixes, and write the files, as :func:`fix` does. If some cannot be
    written, the report is on the files as they are, and only the fixes of the others were applied.
    """
    from policykb.validation.report import validate  # noqa: PLC0415 - a report needs no fixes

    made = fix(root, paths, progress, settings, unsafe=unsafe)
    failed = made.write()
    if not failed:
        return made
    report = validate(root, paths, progress, settings, cached=cached)
    written = tuple(one for one in made.applied if one.fault.location.path not in failed)
    return Fixed(report, written, errors=tuple(failed.values()))


def _applied_fix(document: Document, fault: Diagnostic) -> AppliedFix:
    match fault.fix:
        case SetValue(route, value):
            return AppliedFix(fault, str(document.value(route)), value)
        case RenameKey(route, key):
            return AppliedFix(fault, str(route[-1]), key)
        case _:
            return AppliedFix(fault)


def _by_path(report: Report, *, unsafe: bool) -> Mapping[str, list[Diagnostic]]:
    """Return the faults to fix by path. If ``unsafe``, the fix may be the unsafe one."""
    found: dict[str, list[Diagnostic]] = {}
    for fault in report.diagnostics:
        diagnostic = replace(fault, fix=fault.unsafe_fix) if unsafe and not fault.fix else fault
        if diagnostic.fix is not None:
            found.setdefault(diagnostic.location.path, []).append(diagnostic)
    return found


def _text(report: Report, path: str) -> str | None:
    """Return the text of a file; None if hidden characters in it were replaced in the document."""
    data = read_bytes(report.root, path, limit=MAX_YAML_BYTES)
    text = "" if isinstance(data, Diagnostic) else data.decode()
    return text if text.removeprefix(_BOM) == report.documents[path].text else None

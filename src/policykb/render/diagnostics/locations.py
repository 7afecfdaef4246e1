"""Places of faults, as the formats of a report name them, and the edits that fix faults."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from policykb.diagnostics import Diagnostic, Location, Span
from policykb.text.files import relative_to_cwd

if TYPE_CHECKING:
    from policykb.validation.report import Report


def shown_path(report: Report, where: Location) -> str:
    """Return the path of a fault's file, relative to the current folder."""
    return relative_to_cwd(report.root, where.path)


def repository_path(report: Report, where: Location) -> str:
    """Return the path of a fault's file, relative to the top of the repository.

    GitHub names the top in ``GITHUB_WORKSPACE``; else it is the current folder. The path of a file
    outside of it is absolute.
    """
    root, top = _real_folders(report.root, os.environ.get("GITHUB_WORKSPACE") or str(Path.cwd()))
    absolute = os.path.join(root, where.path)  # noqa: PTH118 - faster, and there are many faults
    relative = Path(os.path.relpath(absolute, top))
    return Path(absolute).as_posix() if relative.parts[:1] == ("..",) else relative.as_posix()


@lru_cache(maxsize=1)
def _real_folders(root: Path, top: str) -> tuple[str, str]:
    """Return both folders with their links resolved, once for all faults of a report."""
    return os.path.realpath(root), os.path.realpath(top)


Edits = Mapping[Diagnostic, Sequence[tuple[Span, str]]]
"""The edits that fix a fault, for each fault with a fix: a span of its file and its new text."""


def fix_edits(report: Report) -> Edits:
    """Return the edits that the fixes of the shown faults would make."""
    from policykb.yaml.patch import edits_for

    by_path: dict[str, list[Diagnostic]] = {}
    for fault in report.shown:
        if fault.fix is not None:
            by_path.setdefault(fault.location.path, []).append(fault)
    found: dict[Diagnostic, Sequence[tuple[Span, str]]] = {}
    for path, faults in by_path.items():
        document = report.documents[path]
        all_edits = edits_for(document, [fault.fix for fault in faults if fault.fix])
        for fault, edits in zip(faults, all_edits, strict=True):
            found[fault] = [(document.exact_span(one.start, one.end), one.text) for one in edits]
    return found

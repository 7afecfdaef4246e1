"""A validation report as JSON."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from policykb.diagnostics import Diagnostic, Location, Severity, Span
from policykb.text.files import relative_to_cwd
from policykb.views.payloads import VERSION

if TYPE_CHECKING:
    from policykb.validation.fix import Fixed, Mended
    from policykb.validation.report import Report
    from policykb.views.view import Json


def shown_path(report: Report, where: Location) -> str:
    """A path as one can open it from here: the knowledge base's, then the file's."""
    return relative_to_cwd(report.root, where.path)


def repository_path(report: Report, where: Location) -> str:
    """A path as a service that has the whole repository knows it: from its top, which GitHub
    names wherever a step runs, and else is the current folder; absolute if it lies outside.
    """
    absolute = os.path.join(os.path.realpath(report.root), where.path)  # noqa: PTH118 - realpath gives text
    top = os.path.realpath(os.environ.get("GITHUB_WORKSPACE") or Path.cwd())
    relative = Path(os.path.relpath(absolute, top))
    return Path(absolute).as_posix() if relative.parts[:1] == ("..",) else relative.as_posix()


def report_payload(fixes: Sequence[Fixed]) -> dict[str, Json]:
    """All faults, those that are mended, and what was checked, over one or more knowledge bases."""
    reports = [fixed.report for fixed in fixes]
    checked: Counter[str] = Counter()
    for report in reports:
        checked.update(report.checked)
    return {
        "version": VERSION,
        "diagnostics": [
            _diagnostic(report, fault, changes.get(fault, ()))
            for report in reports
            for changes in (edits(report),)
            for fault in report.shown
        ],
        "omitted": sum(len(report.diagnostics) - len(report.shown) for report in reports),
        "checked": dict(checked),
        "errors": sum(report.count(Severity.ERROR) for report in reports),
        "warnings": sum(report.count(Severity.WARNING) for report in reports),
        "fixable": sum(report.fixable for report in reports),
        "fixed": sum(len(fixed.mended) for fixed in fixes),
        "fixes": [_mended(fixed.report, one) for fixed in fixes for one in fixed.mended],
        "suppressed": sum(report.suppressed for report in reports),
        "left_out": sum(report.left_out for report in reports),
    }


def _diagnostic(
    report: Report, diagnostic: Diagnostic, changes: Sequence[tuple[Span, str]]
) -> Json:
    return {
        "code": diagnostic.rule.code,
        "name": diagnostic.rule.name,
        "severity": diagnostic.rule.severity.value,
        "message": diagnostic.message,
        "location": _location(report, diagnostic.location),
        "route": list(diagnostic.route),
        "help": diagnostic.help,
        "related": [
            {"message": related.message, "location": _location(report, related.location)}
            for related in diagnostic.related
        ],
        "fix": _fix(changes),
    }


def _mended(report: Report, mended: Mended) -> Json:
    fault = mended.fault
    return {
        "code": fault.rule.code,
        "name": fault.rule.name,
        "message": fault.message,
        "location": _location(report, fault.location),
        "was": mended.was,
        "became": mended.became,
    }


Edits = Mapping[Diagnostic, Sequence[tuple[Span, str]]]
"""For each fault with a fix the stretches of its file that change, and what comes there."""


def edits(report: Report) -> Edits:
    """What the fixes of the faults that are shown would change."""
    from policykb.yaml.patch import edits_for

    by_path: dict[str, list[Diagnostic]] = {}
    for fault in report.shown:
        if fault.fix is not None:
            by_path.setdefault(fault.location.path, []).append(fault)
    found: dict[Diagnostic, Sequence[tuple[Span, str]]] = {}
    for path, faults in by_path.items():
        document = report.documents[path]
        made = edits_for(document, [fault.fix for fault in faults if fault.fix])
        for fault, way in zip(faults, made, strict=True):
            found[fault] = [(document.exact_span(one.start, one.end), one.text) for one in way]
    return found


def _fix(changes: Sequence[tuple[Span, str]]) -> Json:
    """The edits that do away with a fault; null if a person has to."""
    return {"edits": [{**_span(span), "text": text} for span, text in changes]} if changes else None


def _location(report: Report, where: Location) -> Mapping[str, Json]:
    span = where.span or Span(where.line, where.column, where.line, where.column)
    return {"path": shown_path(report, where), **_span(span)}


def _span(span: Span) -> dict[str, Json]:
    line, column, end_line, end_column = span
    return {"line": line, "column": column, "end_line": end_line, "end_column": end_column}

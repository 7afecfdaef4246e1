"""Validation reports as JSON: the contract of ``validate --format json``."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from policykb.diagnostics import Severity, Span
from policykb.render.diagnostics.locations import fix_edits, shown_path
from policykb.render.json import json_document
from policykb.views.payloads import VERSION

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from policykb.diagnostics import Diagnostic, Location
    from policykb.validation.fix import AppliedFix, Fixed
    from policykb.validation.report import Report
    from policykb.views.payloads import Json


def json_report(fixes: Sequence[Fixed]) -> str:
    """Return one JSON document for the reports of one or more knowledge bases."""
    return json_document(_payload(fixes))


def _payload(fixes: Sequence[Fixed]) -> dict[str, Json]:
    reports = [fixed.report for fixed in fixes]
    checked: Counter[str] = Counter()
    for report in reports:
        checked.update(report.checked)
    return {
        "version": VERSION,
        "diagnostics": [
            _diagnostic(report, fault, changes.get(fault, ()))
            for report in reports
            for changes in (fix_edits(report),)
            for fault in report.shown
        ],
        "omitted": sum(len(report.diagnostics) - len(report.shown) for report in reports),
        "checked": dict(checked),
        "errors": sum(report.count(Severity.ERROR) for report in reports),
        "warnings": sum(report.count(Severity.WARNING) for report in reports),
        "fixable": sum(report.fixable for report in reports),
        "unsafe_fixable": sum(report.unsafe_fixable for report in reports),
        "fixed": sum(len(fixed.applied) for fixed in fixes),
        "fixes": [_applied_fix(fixed.report, one) for fixed in fixes for one in fixed.applied],
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


def _applied_fix(report: Report, applied: AppliedFix) -> Json:
    fault = applied.fault
    return {
        "code": fault.rule.code,
        "name": fault.rule.name,
        "message": fault.message,
        "location": _location(report, fault.location),
        "was": applied.was,
        "became": applied.became,
    }


def _fix(changes: Sequence[tuple[Span, str]]) -> Json:
    """Return the edits that fix a fault; null if there are none."""
    return {"edits": [{**_span(span), "text": text} for span, text in changes]} if changes else None


def _location(report: Report, where: Location) -> Mapping[str, Json]:
    span = where.span or Span(where.line, where.column, where.line, where.column)
    return {"path": shown_path(report, where), **_span(span)}


def _span(span: Span) -> dict[str, Json]:
    line, column, end_line, end_column = span
    return {"line": line, "column": column, "end_line": end_line, "end_column": end_column}

"""A validation report as JSON."""

from collections import Counter
from collections.abc import Mapping, Sequence

from policykb.diagnostics import Diagnostic, Location, Severity
from policykb.files import from_here
from policykb.validation import Report
from policykb.views.model import Json
from policykb.views.payloads import VERSION


def shown_path(report: Report, where: Location) -> str:
    """A path as one can open it from here: the knowledge base's, then the file's."""
    return from_here(report.root, where.path)


def report_payload(reports: Sequence[Report]) -> dict[str, Json]:
    """All faults and what was checked, over one or more knowledge bases."""
    checked: Counter[str] = Counter()
    for report in reports:
        checked.update(report.checked)
    return {
        "version": VERSION,
        "diagnostics": [
            _diagnostic(report, diagnostic)
            for report in reports
            for diagnostic in report.diagnostics
        ],
        "checked": dict(checked),
        "errors": sum(report.count(Severity.ERROR) for report in reports),
        "warnings": sum(report.count(Severity.WARNING) for report in reports),
    }


def _diagnostic(report: Report, diagnostic: Diagnostic) -> Json:
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
    }


def _location(report: Report, where: Location) -> Mapping[str, Json]:
    span = where.span
    return {
        "path": shown_path(report, where),
        "line": where.line,
        "column": where.column,
        "end_line": span.end_line if span else where.line,
        "end_column": span.end_column if span else where.column,
    }

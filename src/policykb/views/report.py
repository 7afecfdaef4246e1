"""A validation report as JSON."""

import os
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from policykb.diagnostics import Diagnostic, Location, Severity, Span
from policykb.files import from_here
from policykb.splicing import splices
from policykb.validation import Report
from policykb.views.model import Json
from policykb.views.payloads import VERSION


def shown_path(report: Report, where: Location) -> str:
    """A path as one can open it from here: the knowledge base's, then the file's."""
    return from_here(report.root, where.path)


def repository_path(report: Report, where: Location) -> str:
    """A path as a service that has the whole repository knows it: from its top, which GitHub
    names wherever a step runs, and else is the current folder; absolute if it lies outside.
    """
    absolute = os.path.join(os.path.realpath(report.root), where.path)  # noqa: PTH118 - realpath gives text
    top = os.path.realpath(os.environ.get("GITHUB_WORKSPACE") or Path.cwd())
    relative = Path(os.path.relpath(absolute, top))
    return Path(absolute).as_posix() if relative.parts[:1] == ("..",) else relative.as_posix()


def report_payload(reports: Sequence[Report], fixed: int = 0) -> dict[str, Json]:
    """All faults and what was checked, over one or more knowledge bases; ``fixed`` is how many
    faults are gone by now.
    """
    checked: Counter[str] = Counter()
    for report in reports:
        checked.update(report.checked)
    return {
        "version": VERSION,
        "diagnostics": [
            _diagnostic(report, diagnostic) for report in reports for diagnostic in report.shown
        ],
        "omitted": sum(len(report.diagnostics) - len(report.shown) for report in reports),
        "checked": dict(checked),
        "errors": sum(report.count(Severity.ERROR) for report in reports),
        "warnings": sum(report.count(Severity.WARNING) for report in reports),
        "fixable": sum(report.fixable for report in reports),
        "fixed": fixed,
        "suppressed": sum(report.suppressed for report in reports),
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
        "fix": _fix(report, diagnostic),
    }


def _fix(report: Report, diagnostic: Diagnostic) -> Json:
    """The edits that do away with a fault; null if a person has to."""
    edits = fix_edits(report, diagnostic)
    return {"edits": [{**_span(span), "text": text} for span, text in edits]} if edits else None


def fix_edits(report: Report, diagnostic: Diagnostic) -> list[tuple[Span, str]]:
    """The stretches of the file that the fix of a fault replaces, and what comes there."""
    document = report.documents.get(diagnostic.location.path)
    if diagnostic.fix is None or document is None:
        return []
    parts = splices(document, diagnostic.fix)
    return [(document.stretch(part.start, part.end), part.text) for part in parts]


def _location(report: Report, where: Location) -> Mapping[str, Json]:
    span = where.span or Span(where.line, where.column, where.line, where.column)
    return {"path": shown_path(report, where), **_span(span)}


def _span(span: Span) -> dict[str, Json]:
    line, column, end_line, end_column = span
    return {"line": line, "column": column, "end_line": end_line, "end_column": end_column}

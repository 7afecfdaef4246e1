"""Faults as workflow commands: GitHub Actions shows them beside the lines of a change.

https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions
"""

from typing import TYPE_CHECKING

from policykb.diagnostics import Diagnostic, Severity
from policykb.render.diagnostics.json import repository_path
from policykb.render.escaping import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from policykb.validation.report import Report

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning"}
# A value ends at a line end, one of a property at a comma or colon, too.
_VALUE = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = _VALUE | str.maketrans({":": "%3A", ",": "%2C"})


def annotations(reports: "Sequence[Report]") -> str:
    """``::error file=…,line=…,col=…::message``, one fault a line."""
    return "".join(_annotation(report, fault) for report in reports for fault in report.shown)


def _annotation(report: "Report", diagnostic: Diagnostic) -> str:
    rule, where = diagnostic.rule, diagnostic.location
    properties = {"file": repository_path(report, where), "line": where.line}
    span = where.span
    if span is not None:
        properties["endLine"] = span.end_line
        # Columns are understood within one line only.
        if span.end_line == span.line:
            properties |= {"col": span.column, "endColumn": span.end_column}
    properties["title"] = f"{rule.code} {rule.name}"
    # What the log shows is the message alone.
    place = f"{properties['file']}:{where.line}:{where.column}"
    advice = [f"help: {diagnostic.help}"] if diagnostic.help else []
    said = [f"{place}: {rule.code} {diagnostic.message}", *advice]
    written = ",".join(f"{k}={visible(str(v)).translate(_PROPERTY)}" for k, v in properties.items())
    message = "\n".join(visible(line) for line in said).translate(_VALUE)
    return f"::{_COMMANDS[rule.severity]} {written}::{message}\n"

"""Validation reports as workflow commands: GitHub Actions shows faults beside changed lines.

https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions
"""

from typing import TYPE_CHECKING

from policykb.diagnostics import Diagnostic, Severity
from policykb.render.diagnostics.locations import repository_path
from policykb.render.escaping import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from policykb.validation.fix import Fixed
    from policykb.validation.report import Report

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning"}
# A message ends at a line end; the value of a property also at a comma or colon.
_VALUE = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = _VALUE | str.maketrans({":": "%3A", ",": "%2C"})


def annotations(fixes: "Sequence[Fixed]") -> str:
    """Return one ``::error file=…,line=…,col=…::message`` a fault."""
    return "".join(
        _annotation(fixed.report, fault) for fixed in fixes for fault in fixed.report.shown
    )


def _annotation(report: "Report", diagnostic: Diagnostic) -> str:
    rule, where = diagnostic.rule, diagnostic.location
    properties = {"file": repository_path(report, where), "line": where.line}
    span = where.span
    if span is not None:
        properties["endLine"] = span.end_line
        # GitHub takes columns within one line only.
        if span.end_line == span.line:
            properties |= {"col": span.column, "endColumn": span.end_column}
    properties["title"] = f"{rule.code} {rule.name}"
    # A log shows the message alone, so it repeats the place.
    place = f"{properties['file']}:{where.line}:{where.column}"
    advice = [f"help: {diagnostic.help}"] if diagnostic.help else []
    lines = [f"{place}: {rule.code} {diagnostic.message}", *advice]
    fields = ",".join(f"{k}={visible(str(v)).translate(_PROPERTY)}" for k, v in properties.items())
    message = "\n".join(visible(line) for line in lines).translate(_VALUE)
    return f"::{_COMMANDS[rule.severity]} {fields}::{message}\n"

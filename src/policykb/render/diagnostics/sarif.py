"""Validation reports in SARIF 2.1.0, which code scanning services read.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

import hashlib
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import quote

from policykb import __version__
from policykb.diagnostics.catalogue import RULES
from policykb.diagnostics.examples import examples
from policykb.render.diagnostics.locations import fix_edits, repository_path
from policykb.render.json import json_document

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from policykb.diagnostics import Diagnostic, Location, Rule, Span
    from policykb.validation.fix import Fixed
    from policykb.validation.report import Report
    from policykb.views.payloads import Json

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)


def sarif(fixes: Sequence[Fixed]) -> str:
    """Return one SARIF document with all rules and the faults of all knowledge bases."""
    return json_document(_payload([fixed.report for fixed in fixes]))


def _payload(reports: Sequence[Report]) -> dict[str, Json]:
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "policykb",
                        "semanticVersion": __version__,
                        "rules": [_rule(rule) for rule in RULES],
                    }
                },
                # Columns count characters, not UTF-16 code units.
                "columnKind": "unicodeCodePoints",
                "results": results(reports),
            }
        ],
    }


def results(reports: Sequence[Report]) -> list[Json]:
    """Return the results of a SARIF document: the faults of all reports."""
    return [
        _result(report, fault, changes.get(fault, ()))
        for report in reports
        for changes in (fix_edits(report),)
        for fault in report.shown
    ]


def _rule(rule: Rule) -> Json:
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": rule.why},
        "help": _help(rule),
        "defaultConfiguration": {"level": rule.severity.value},
    }


def _help(rule: Rule) -> Json:
    """Return the remedy with an example, as text and Markdown: readers of SARIF show either."""
    example = examples()[rule.code]
    wrong, right = (f"```yaml\n{text}\n```" for text in (example.wrong, example.right))
    about = f"In {example.file}, wrong:\n\n{wrong}\n\nRight:\n\n{right}"
    return {"text": rule.remedy, "markdown": f"{rule.remedy}\n\n{about}"}


def _result(report: Report, diagnostic: Diagnostic, changes: Sequence[tuple[Span, str]]) -> Json:
    rule = diagnostic.rule
    advice = f" {diagnostic.help}" if diagnostic.help else ""
    result: dict[str, Json] = {
        "ruleId": rule.code,
        "ruleIndex": RULES.index(rule),
        "level": rule.severity.value,
        "message": {"text": f"{diagnostic.message}.{advice}"},
        "locations": [{"physicalLocation": _place(report, diagnostic.location)}],
        "partialFingerprints": {"policykb/v1": _fingerprint(report, diagnostic)},
    }
    if diagnostic.related:
        result["relatedLocations"] = [
            {
                "id": number,
                "physicalLocation": _place(report, related.location),
                "message": {"text": related.message},
            }
            for number, related in enumerate(diagnostic.related, 1)
        ]
    if changes:
        result["fixes"] = [_fix(report, diagnostic, changes)]
    return result


def _place(report: Report, where: Location) -> Mapping[str, Json]:
    # Services do not show a result without a line.
    region = {"startLine": where.line} if where.span is None else _region(where.span)
    return {"artifactLocation": _artifact(report, where), "region": region}


def _artifact(report: Report, where: Location) -> Mapping[str, Json]:
    path = repository_path(report, where)
    # A file name may be any bytes.
    uri = quote(path.encode("utf-8", "surrogateescape"))
    if PurePosixPath(path).is_absolute():
        return {"uri": f"file://{uri}"}
    return {"uri": uri, "uriBaseId": "%SRCROOT%"}


def _region(span: Span) -> Mapping[str, Json]:
    return {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }


def _fix(report: Report, diagnostic: Diagnostic, changes: Sequence[tuple[Span, str]]) -> Json:
    change: dict[str, Json] = {
        "artifactLocation": _artifact(report, diagnostic.location),
        "replacements": [
            {"deletedRegion": _region(span), "insertedContent": {"text": text}}
            for span, text in changes
        ],
    }
    described = {"text": diagnostic.help or diagnostic.rule.remedy}
    return {"description": described, "artifactChanges": [change]}


def _fingerprint(report: Report, diagnostic: Diagnostic) -> str:
    """Return a hash that stays the same for a fault when lines move."""
    where = diagnostic.location
    line = report.excerpts.get((where.path, where.line), "").strip()
    identity = f"{diagnostic.rule.code}\n{where.path}\n{line}\n{diagnostic.message}"
    return hashlib.sha256(identity.encode("utf-8", "replace")).hexdigest()[:32]

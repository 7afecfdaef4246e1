"""The formats of validation reports, and which function writes each."""

from __future__ import annotations

import os
from enum import StrEnum
from typing import TYPE_CHECKING

from policykb.render.diagnostics import text as reports
from policykb.render.escaping import no_commands
from policykb.render.formats import format_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from policykb.render.output import Output
    from policykb.validation.fix import Fixed


class ReportFormat(StrEnum):
    """How faults are printed."""

    FULL = "full"
    CONCISE = "concise"
    JSON = "json"
    GITHUB = "github"
    SARIF = "sarif"

    @property
    def holds_summary(self) -> bool:
        """Whether the format says itself how many faults there are."""
        return self not in {self.CONCISE, self.GITHUB}

    @classmethod
    def of(cls, path: Path) -> ReportFormat:
        """The format that the ending of a file's name asks for.

        Raises:
            PolicyKBError: it asks for none.
        """
        return format_of(path, _REPORT_ENDINGS)

    @classmethod
    def default(cls, output: Output) -> ReportFormat:
        """The format that suits who reads: a person, GitHub Actions, or another program."""
        if output.terminal:
            return cls.FULL
        return cls.GITHUB if os.environ.get("GITHUB_ACTIONS") == "true" else cls.CONCISE


_REPORT_ENDINGS = {
    ".txt": ReportFormat.FULL,
    ".json": ReportFormat.JSON,
    ".sarif": ReportFormat.SARIF,
}


def render_report(fixes: Sequence[Fixed], chosen: ReportFormat, output: Output) -> str:
    """Validation reports in a format, with what was mended before."""
    found = [fixed.report for fixed in fixes]
    match chosen:
        case ReportFormat.FULL:
            return no_commands(reports.full(fixes, output))
        case ReportFormat.CONCISE:
            return no_commands(reports.concise(found))
        case ReportFormat.JSON:
            return reports.json_report(fixes)
        case ReportFormat.GITHUB:
            from policykb.render.diagnostics import github

            return github.annotations(found)
        case ReportFormat.SARIF:
            return reports.sarif(found)

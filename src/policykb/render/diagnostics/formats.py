"""The formats of validation reports, and the function that renders each."""

from __future__ import annotations

import os
from enum import StrEnum
from typing import TYPE_CHECKING

from policykb.render.diagnostics import text
from policykb.render.escaping import no_commands
from policykb.render.formats import format_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from policykb.render.output import Output
    from policykb.validation.fix import Fixed


class ReportFormat(StrEnum):
    """A format of validation reports."""

    FULL = "full"
    CONCISE = "concise"
    JSON = "json"
    GITHUB = "github"
    SARIF = "sarif"

    @property
    def holds_summary(self) -> bool:
        """True if the format itself says how many faults there are."""
        return self not in {self.CONCISE, self.GITHUB}

    @classmethod
    def of(cls, path: Path) -> ReportFormat:
        """Return the format of a file by the extension of its name.

        Raises:
            PolicyKBError: the extension is unknown.
        """
        return format_of(path, _EXTENSIONS)

    @classmethod
    def default(cls, output: Output) -> ReportFormat:
        """Return the default format: for a person, for GitHub Actions, or for another program."""
        if output.terminal:
            return cls.FULL
        return cls.GITHUB if os.environ.get("GITHUB_ACTIONS") == "true" else cls.CONCISE


_EXTENSIONS = {".txt": ReportFormat.FULL, ".json": ReportFormat.JSON, ".sarif": ReportFormat.SARIF}


def _json(fixes: Sequence[Fixed], _: Output) -> str:
    from policykb.render.diagnostics.json import json_report  # rarely used, like the next two

    return json_report(fixes)


def _github(fixes: Sequence[Fixed], _: Output) -> str:
    from policykb.render.diagnostics.github import annotations

    return annotations(fixes)


def _sarif(fixes: Sequence[Fixed], _: Output) -> str:
    from policykb.render.diagnostics.sarif import sarif

    return sarif(fixes)


_RENDERERS: Mapping[ReportFormat, Callable[[Sequence[Fixed], Output], str]] = {
    ReportFormat.FULL: lambda fixes, output: no_commands(text.full(fixes, output)),
    ReportFormat.CONCISE: lambda fixes, _: no_commands(text.concise(fixes)),
    ReportFormat.JSON: _json,
    ReportFormat.GITHUB: _github,
    ReportFormat.SARIF: _sarif,
}


def render_report(fixes: Sequence[Fixed], chosen: ReportFormat, output: Output) -> str:
    """Return validation reports in a format, with the fixes made before."""
    return _RENDERERS[chosen](fixes, output)

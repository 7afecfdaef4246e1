"""The validation report: the faults of a knowledge base that are to be reported."""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field, replace
from pathlib import Path

from policykb.diagnostics import Diagnostic, PolicyKBError, Severity
from policykb.diagnostics.settings import Settings, project_settings
from policykb.frozen import dataclass
from policykb.loading.locate import is_under, relative_to
from policykb.progress import Progress, no_progress
from policykb.text.edited import UNEDITED, Edited
from policykb.text.files import MAX_YAML_BYTES, read_bytes
from policykb.validation.result import CheckResult
from policykb.validation.run import run_checks
from policykb.yaml.document import Document
from policykb.yaml.suppressions import Suppressions


@dataclass(frozen=True, slots=True)
class Report:
    """The faults of the knowledge base at ``root``, by file and place.

    ``checked`` counts the files and the valid records by kind, ``suppressed`` the faults that
    comments suppress, ``left_out`` the records that are left out of answers. ``excerpts`` holds the
    lines of the shown diagnostics, by path and number, ``documents`` the parsed files, by path.
    """

    root: Path
    diagnostics: tuple[Diagnostic, ...]
    checked: Mapping[str, int]
    excerpts: Mapping[tuple[str, int], str]
    settings: Settings = field(default_factory=Settings)
    suppressed: int = 0
    left_out: int = 0
    documents: Mapping[str, Document] = field(default_factory=dict)

    @property
    def shown(self) -> tuple[Diagnostic, ...]:
        """The diagnostics that are printed: the first, up to the number in the settings."""
        return self.diagnostics[: self.settings.max_shown]

    @property
    def fixable(self) -> int:
        """The number of faults that have a fix."""
        return sum(diagnostic.fix is not None for diagnostic in self.diagnostics)

    @property
    def unsafe_fixable(self) -> int:
        """The number of faults that have only an unsafe fix."""
        return sum(diagnostic.unsafe_fix is not None for diagnostic in self.diagnostics)

    def count(self, severity: Severity) -> int:
        """Return the number of faults of a severity."""
        return sum(diagnostic.rule.severity is severity for diagnostic in self.diagnostics)

    def failed(self, *, strict: bool = False) -> bool:
        """Return True if there are errors, or any faults with ``strict``, here or in the settings.

        With ``exit_zero`` in the settings it is always False.
        """
        if self.settings.exit_zero:
            return False
        strict = strict or self.settings.strict is True
        return bool(self.diagnostics if strict else self.count(Severity.ERROR))


def validate(
    root: str | os.PathLike[str],
    paths: Sequence[Path] = (),
    progress: Progress = no_progress,
    settings: Settings | None = None,
    edited: Edited = UNEDITED,
    *,
    cached: bool = False,
) -> Report:
    """Check the whole knowledge base at ``root``, and report the faults under ``paths``.

    Args:
        root: The folder of the knowledge base.
        paths: Files or folders in it; if there are none, all faults are reported.
        progress: Shows how far the work has come.
        settings: What to report. A setting that is None comes from ``kb.yaml``, or else from
            ``[tool.policykb]`` in the nearest ``pyproject.toml``.
        edited: What files are to hold instead of what they do.
        cached: True if the snapshot may be used and refreshed; with ``edited``, it is a copy in
            memory in which only the edited parts are read again.

    Raises:
        PolicyKBError: a path is not in the knowledge base, a setting names no rule, or
            there is nothing to check.
    """
    root = Path(root)
    wanted = [relative_to(root, path) for path in paths]
    result = run_checks(root, progress, edited, cached=cached)
    return report(root, result, wanted, settings, edited)


def report(
    root: Path,
    result: CheckResult,
    wanted: Sequence[str] = (),
    settings: Settings | None = None,
    edited: Edited = UNEDITED,
) -> Report:
    """Return the report of the checks of the knowledge base at ``root``.

    Args:
        root: The folder of the knowledge base.
        result: The result of the checks.
        wanted: Paths relative to ``root``; only faults of files under them are reported.
        settings: What to report, as in :func:`validate`.
        edited: What files held, as they were checked, instead of what they do.

    Raises:
        PolicyKBError: a setting names no rule, or nothing was checked.
    """
    settings = (settings or Settings()).over(result.settings).over(project_settings(root))
    selected = settings.rules()
    found, documents, checked = result.faults, result.documents, result.checked
    if not found and not any(checked[kind] for kind in ("actors", "topics", "sources")):
        raise PolicyKBError(
            f"nothing was checked: {root} has no records",
            "Add actors, topics and a source; `policykb init DIR` makes an example.",
        )
    suppressions = Suppressions.of(documents[path] for path in result.commented)
    kept, suppressed = suppressions.split(found, documents)
    suppressions.faults.extend(suppressions.unused(selected))
    faults = [*kept, *suppressions.faults.kept()]
    reported = [f for f in faults if f.rule in selected and is_under(f.location.path, wanted)]
    diagnostics = sorted(_fixable(reported, documents), key=lambda fault: fault.sort_key)
    excerpts = _excerpts(root, diagnostics[: settings.max_shown], edited)
    return Report(
        root,
        tuple(diagnostics),
        checked,
        excerpts,
        settings,
        suppressed,
        result.left_out,
        documents,
    )


def _fixable(
    faults: Sequence[Diagnostic], documents: Mapping[str, Document]
) -> Iterator[Diagnostic]:
    """Yield the faults, without the fixes that cannot be applied to the text."""
    by_path: dict[str, list[Diagnostic]] = {}
    for fault in faults:
        if fault.fix is None and fault.unsafe_fix is None:
            yield fault
        else:
            by_path.setdefault(fault.location.path, []).append(fault)
    for path, found in by_path.items():
        from policykb.yaml.patch import edits_for  # noqa: PLC0415 - few faults have a fix

        fixes = [fix for fault in found if (fix := fault.fix or fault.unsafe_fix)]
        all_edits = edits_for(documents[path], fixes)
        for fault, edits in zip(found, all_edits, strict=True):
            yield fault if edits else replace(fault, fix=None, unsafe_fix=None)


def _excerpts(
    root: Path, diagnostics: Sequence[Diagnostic], edited: Edited
) -> dict[tuple[str, int], str]:
    """Return the lines of diagnostics and their related locations, by path and number."""
    lines: dict[str, set[int]] = {}
    for diagnostic in diagnostics:
        for where in (diagnostic.location, *(r.location for r in diagnostic.related)):
            if where.span is not None:
                lines.setdefault(where.path, set()).add(where.line)
    excerpts: dict[tuple[str, int], str] = {}
    for path, numbers in lines.items():
        data = read_bytes(root, path, limit=MAX_YAML_BYTES, edited=edited)
        if isinstance(data, Diagnostic):
            continue
        text = data.decode("utf-8", errors="replace")
        # In a file of records, a byte order mark takes no column, as in editors.
        text = (
            (text.removeprefix("\ufeff") if path.endswith(".yaml") else text)
            .replace("\r\n", "\n")
            .replace("\r", "\n")
        )
        split = text.split("\n")
        excerpts |= {(path, n): split[n - 1] for n in numbers if n <= len(split)}
    return excerpts

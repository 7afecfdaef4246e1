"""Everything that is wrong with a knowledge base, in one pass."""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from policykb.checks import KNOWLEDGE_CHECKS, PART_CHECKS, SOURCE_CHECKS, SourceCase
from policykb.checks.cases import source_in
from policykb.diagnostics import Diagnostic, PolicyKBError, Severity
from policykb.documents import Document
from policykb.files import MAX_TEXT_BYTES, MAX_YAML_BYTES, decode, digest, read_bytes
from policykb.ledger import Ledger
from policykb.loading import read
from policykb.loading.discovery import is_under, relative_to
from policykb.loading.layout import SOURCES
from policykb.loading.readings import Part
from policykb.settings import Settings, project_settings
from policykb.splicing import ways
from policykb.suppressions import Suppressions
from policykb.texts import SourceText
from policykb.watching import Watch, unwatched


@dataclass(frozen=True, slots=True)
class Report:
    """The faults of the knowledge base at ``root``, by file and place.

    ``checked`` counts what was looked at: files, and sound records by kind; ``suppressed`` the
    faults that comments let be, ``left_out`` the records that answers do without. ``excerpts``
    holds the lines that the shown diagnostics speak of, by path and line, ``documents`` what the
    files say, by path.
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
        """The diagnostics that a report prints: the first, up to the number that was asked for."""
        return self.diagnostics[: self.settings.shown]

    @property
    def fixable(self) -> int:
        """How many faults have a fix."""
        return sum(diagnostic.fix is not None for diagnostic in self.diagnostics)

    def count(self, severity: Severity) -> int:
        """How many faults are that bad."""
        return sum(diagnostic.rule.severity is severity for diagnostic in self.diagnostics)

    def failed(self, *, strict: bool = False) -> bool:
        """Whether there are errors, or any faults at all if warnings are to fail, too; by the
        settings, or with ``strict`` anyway.
        """
        if self.settings.exit_zero:
            return False
        strict = strict or self.settings.strict is True
        return bool(self.diagnostics if strict else self.count(Severity.ERROR))


def validate(
    root: str | os.PathLike[str],
    paths: Sequence[Path] = (),
    watch: Watch = unwatched,
    settings: Settings | None = None,
    edited: Mapping[str, bytes] | None = None,
) -> Report:
    """Check the knowledge base at ``root``, all of it; report what is wrong under ``paths``.

    Args:
        root: The folder of the knowledge base.
        paths: Files or folders in it; none stands for all of it.
        watch: May show how far the work has come.
        settings: What to report. Where they say nothing, ``kb.yaml`` is asked, then
            ``[tool.policykb]`` in the nearest ``pyproject.toml``.
        edited: What YAML files, by path, are to hold instead of what they do.

    Raises:
        PolicyKBError: a path does not lie in the knowledge base, a setting names no rule, or
            there is nothing to check.
    """
    root = Path(root)
    wanted = [relative_to(root, path) for path in paths]
    loaded = read(root, watch, edited, partial(part_faults, root))
    settings = (settings or Settings()).over(loaded.settings).over(project_settings(root))
    selected = settings.rules()
    checks = Ledger()
    for check in KNOWLEDGE_CHECKS:
        checks.extend(check(loaded))
    found = (*loaded.faults, *checks.entries())
    kb = loaded.kb
    if not found and not (kb.actors or kb.topics or kb.sources):
        raise PolicyKBError(
            f"nothing was checked: {root} holds no records",
            "Add actors, topics and a source; `policykb init DIR` makes an example.",
        )
    suppressions = Suppressions.of(loaded.documents[path] for path in loaded.commented)
    kept, suppressed = suppressions.split(found, loaded.documents)
    suppressions.faults.extend(suppressions.unused(selected))
    faults = [*kept, *suppressions.faults.entries()]
    reported = [f for f in faults if f.rule in selected and is_under(f.location.path, wanted)]
    diagnostics = sorted(_fixable(reported, loaded.documents), key=lambda fault: fault.sort_key)
    checked = {
        "files": len(loaded.documents) + len(loaded.source_ids),
        "actors": len(kb.actors),
        "topics": len(kb.topics),
        "sources": len(kb.sources),
        "claims": len(kb.claims),
    }
    excerpts = _excerpts(root, diagnostics[: settings.shown], edited or {})
    return Report(
        root,
        tuple(diagnostics),
        checked,
        excerpts,
        settings,
        suppressed,
        len(kb.left_out),
        loaded.documents,
    )


def part_faults(root: Path, part: Part) -> tuple[Diagnostic, ...]:
    """What checks of a part, and of its text, find."""
    faults = Ledger()
    for check in PART_CHECKS:
        faults.extend(check(part))
    if part.name.startswith(f"{SOURCES}/"):
        faults.extend(_text_faults(root, part))
    return faults.entries()


def _text_faults(root: Path, part: Part) -> Iterator[Diagnostic]:
    path = f"{part.name}/text.txt"
    data = read_bytes(root, path, limit=MAX_TEXT_BYTES)
    if isinstance(data, Diagnostic):
        yield data
        return
    part.reading.digests[path] = digest(data)
    text = decode(data, path)
    if isinstance(text, Diagnostic):
        yield text
        return
    source = source_in(part)
    language = source.language if source else "en"
    case = SourceCase(part, source, data, SourceText(text, path, language))
    for check in SOURCE_CHECKS:
        yield from check(case)


def _fixable(
    faults: Sequence[Diagnostic], documents: Mapping[str, Document]
) -> Iterator[Diagnostic]:
    """The faults, without the fixes that cannot be made in the text as it is."""
    by_path: dict[str, list[Diagnostic]] = {}
    for fault in faults:
        if fault.fix is None:
            yield fault
        else:
            by_path.setdefault(fault.location.path, []).append(fault)
    for path, found in by_path.items():
        made = ways(documents[path], [fault.fix for fault in found if fault.fix])
        for fault, way in zip(found, made, strict=True):
            yield fault if way else replace(fault, fix=None)


def _excerpts(
    root: Path, diagnostics: Sequence[Diagnostic], edited: Mapping[str, bytes]
) -> dict[tuple[str, int], str]:
    """The lines that diagnostics and their related places speak of."""
    lines: dict[str, set[int]] = {}
    for diagnostic in diagnostics:
        for where in (diagnostic.location, *(r.location for r in diagnostic.related)):
            if where.span is not None:
                lines.setdefault(where.path, set()).add(where.line)
    excerpts: dict[tuple[str, int], str] = {}
    for path, numbers in lines.items():
        data = edited.get(path) or read_bytes(root, path, limit=MAX_YAML_BYTES)
        if isinstance(data, Diagnostic):
            continue
        text = data.decode("utf-8", errors="replace")
        # Where records stand, a byte order mark takes no column, as in editors.
        text = (
            (text.removeprefix("\ufeff") if path.endswith(".yaml") else text)
            .replace("\r\n", "\n")
            .replace("\r", "\n")
        )
        split = text.split("\n")
        excerpts |= {(path, n): split[n - 1] for n in numbers if n <= len(split)}
    return excerpts

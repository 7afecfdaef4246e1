"""Doing away with the faults that have a fix."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from policykb.diagnostics import Diagnostic, Fix
from policykb.files import MAX_YAML_BYTES, read_bytes, rewrite
from policykb.settings import Settings
from policykb.splicing import applied
from policykb.validation import Report, validate
from policykb.watching import Watch, unwatched

_ROUNDS = 10
"""How often to look again: what one fix uncovers another may do away with."""

_BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class Fixed:
    """What is left of the faults, how many are done away with, and the files that take: what
    they hold and what they are to hold, by path.
    """

    report: Report
    count: int
    files: Mapping[str, tuple[str, str]]

    def write(self) -> None:
        """Write the files.

        Raises:
            PolicyKBError: a file has changed meanwhile, or cannot be written.
        """
        for path, (before, after) in self.files.items():
            rewrite(self.report.root, path, before, after)


def fix(
    root: Path,
    paths: Sequence[Path] = (),
    watch: Watch = unwatched,
    settings: Settings | None = None,
) -> Fixed:
    """Make the fixes of a validation, and those of the next, until none is left. Nothing is
    written: see :meth:`Fixed.write`. The arguments are those of
    :func:`policykb.validation.validate`, and so are the errors.
    """
    originals: dict[str, str] = {}
    edited: dict[str, bytes] = {}
    count = 0
    for _ in range(_ROUNDS):
        report = validate(root, paths, watch, settings, edited)
        made = 0
        for path, fixes in _by_path(report).items():
            original = originals.get(path) or _text(report, path)
            if original is None:
                continue
            originals[path] = original
            document, done = applied(report.documents[path], fixes)
            if done:
                mark = _BOM if original.startswith(_BOM) else ""
                edited[path] = (mark + document.text).encode()
                made += len(done)
        count += made
        if not made:
            break
    return Fixed(report, count, {p: (originals[p], new.decode()) for p, new in edited.items()})


def _by_path(report: Report) -> Mapping[str, list[Fix]]:
    fixes: dict[str, list[Fix]] = {}
    for diagnostic in report.diagnostics:
        if diagnostic.fix is not None:
            fixes.setdefault(diagnostic.location.path, []).append(diagnostic.fix)
    return fixes


def _text(report: Report, path: str) -> str | None:
    """What a file holds; None if the document has other text, with something hidden in it."""
    data = read_bytes(report.root, path, limit=MAX_YAML_BYTES)
    text = "" if isinstance(data, Diagnostic) else data.decode()
    return text if text.removeprefix(_BOM) == report.documents[path].text else None

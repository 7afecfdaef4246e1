"""Small knowledge bases with faults: the sound one of tests/diagnostics/base, and what differs."""

import shutil
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from policykb.diagnostics import Diagnostic
from policykb.render.diagnostics.text import concise, full
from policykb.render.output import Output
from policykb.validation.fix import Fixed
from policykb.validation.report import Report, validate

SAMPLES = Path(__file__).parents[1] / "diagnostics"
BASE = SAMPLES / "base"

SOURCE = "sources/gazette-2024"
CLAIMS = f"{SOURCE}/claims.yaml"
TEXT = f"{SOURCE}/text.txt"

PLAIN = Output(terminal=False, colour=False, width=None, unicode=True)

Edits = Mapping[str, str | bytes | None]
"""Files by path: what they hold instead, or None for those that are not there."""


def sound(root: Path) -> Path:
    """Write the sound knowledge base to ``root``."""
    shutil.copytree(BASE, root, dirs_exist_ok=True)
    return root


def written(root: Path, edits: Edits) -> Path:
    """Write the sound knowledge base with these edits to ``root``."""
    sound(root)
    for path, content in edits.items():
        file = root / path
        if content is None:
            remove(file)
            continue
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
    return root


def remove(path: Path) -> None:
    """Delete a file, or a folder with all it holds."""
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()


def base(path: str, *changes: tuple[str, str]) -> str:
    """A file of the sound knowledge base, each change made where its first text stands."""
    text = (BASE / path).read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return text


def checked(root: Path) -> Report:
    """The faults, with paths that do not depend on where the knowledge base is."""
    return replace(validate(root), root=Path())


def concise_text(report: Report) -> str:
    return concise([report])


def full_text(report: Report) -> str:
    return full([Fixed(report)], PLAIN)


def names(faults: Iterable[Diagnostic]) -> list[str]:
    return [fault.rule.name for fault in faults]


def brief(report: Report) -> list[str]:
    """Each fault as ``rule at the way to its value``, without paths."""
    return [f"{fault.rule.name} {'.'.join(map(str, fault.route))}" for fault in report.diagnostics]

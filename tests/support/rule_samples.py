"""Small knowledge bases with faults: the sound one of tests/rules/base, and what differs."""

import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from policykb.diagnostics import Diagnostic
from policykb.diagnostics.catalogue import RULES
from policykb.render.diagnostics.text import concise, full
from policykb.render.output import Output
from policykb.text.files import MAX_TEXT_BYTES
from policykb.validation.fix import Fixed
from policykb.validation.report import Report, validate

SAMPLES = Path(__file__).parents[1] / "rules"
BASE = SAMPLES / "base"

SOURCE = "sources/gazette-2024"
CLAIMS = f"{SOURCE}/claims.yaml"
TEXT = f"{SOURCE}/text.txt"
YAML_FILES = ("kb.yaml", "actors.yaml", "topics.yaml", f"{SOURCE}/source.yaml", CLAIMS)
FILES = (*YAML_FILES, TEXT)

PLAIN = Output(terminal=False, colour=False, width=None, unicode=True)

Edits = Mapping[str, str | bytes | None]
"""Files by path: what they hold instead, or None for those that are not there."""


def write_base(root: Path) -> Path:
    """Write the sound knowledge base to ``root``."""
    shutil.copytree(BASE, root, dirs_exist_ok=True)
    return root


def write_edited(root: Path, edits: Edits) -> Path:
    """Write the sound knowledge base with these edits to ``root``."""
    write_base(root)
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


def base_text(path: str, *changes: tuple[str, str]) -> str:
    """A file of the sound knowledge base, each change made where its first text stands."""
    text = (BASE / path).read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return text


def relative_report(root: Path) -> Report:
    """The faults, with paths that do not depend on where the knowledge base is."""
    return replace(validate(root), root=Path())


def concise_text(report: Report) -> str:
    return concise([Fixed(report)])


def full_text(report: Report) -> str:
    return full([Fixed(report)], PLAIN)


def rule_names(faults: Iterable[Diagnostic]) -> list[str]:
    return [fault.rule.name for fault in faults]


def rules_and_routes(report: Report) -> list[str]:
    """Each fault as ``rule at the way to its value``, without paths."""
    return [f"{fault.rule.name} {'.'.join(map(str, fault.route))}" for fault in report.diagnostics]


# --- one sample a rule ---


def folder_for_a_file(root: Path) -> None:
    remove(root / "topics.yaml")
    (root / "topics.yaml").mkdir()


def link_out(root: Path) -> None:
    (root.parent / "topics.yaml").write_bytes((root / "topics.yaml").read_bytes())
    remove(root / "topics.yaml")
    (root / "topics.yaml").symlink_to("../topics.yaml")


def too_large(root: Path) -> None:
    with (root / TEXT).open("r+b") as file:
        file.truncate(MAX_TEXT_BYTES + 1)


def latin_1(root: Path) -> None:
    (root / TEXT).write_bytes(base_text(TEXT, ("windy", "windy, café")).encode("latin-1"))


def brackets(root: Path) -> None:
    deep = "[" * 65 + "NL" + "]" * 65
    (root / "actors.yaml").write_text(base_text("actors.yaml", ("[NL]", deep)), encoding="utf-8")


BUILT: Mapping[str, Callable[[Path], None]] = {
    "PKB001-unreadable-file": folder_for_a_file,
    "PKB002-escaping-link": link_out,
    "PKB003-file-too-large": too_large,
    "PKB004-not-utf-8": latin_1,
    "PKB013-too-deep": brackets,
}
"""Samples that git, an editor or a checkout would damage."""


def write_sample(name: str, root: Path) -> Path:
    """Write the knowledge base of a rule's sample: the valid one, without what the file REMOVE
    lists, and with the files of the sample over it.
    """
    write_base(root)
    folder = SAMPLES / name
    if (folder / "REMOVE").is_file():
        for path in (folder / "REMOVE").read_text(encoding="utf-8").split():
            remove(root / path)
    for file in (folder / "kb").rglob("*"):
        if file.is_file():
            copy = root / file.relative_to(folder / "kb")
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(file.read_bytes())
    if name in BUILT:
        BUILT[name](root)
    return root


SAMPLE_NAMES = [f"{rule.code}-{rule.name}" for rule in RULES]
"""The folders of the samples, in the order of the catalogue."""

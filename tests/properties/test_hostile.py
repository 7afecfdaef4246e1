"""Files made to do harm (tests/hostile): what is read of them, and what the program says."""

import json
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from policykb.diagnostics import Severity
from policykb.yaml.parser import parse_document
from tests.support.invariants import check_document, check_invariants, unprintable
from tests.support.rule_samples import (
    CLAIMS,
    FILES,
    SOURCE,
    TEXT,
    base_text,
    write_base,
    write_edited,
)
from tests.support.running import ROOT, Ran, run

FOLDER = ROOT / "tests" / "hostile"
LARGE = 1_000
"""Bytes of a file that stands in the place of one file, and not of all."""
FORMATS = ("full", "concise", "json")


@dataclass(frozen=True)
class Case:
    """A hostile file and what is expected of it: all its faults, or how many and the outermost;
    the data, or how long it is as JSON.
    """

    content: bytes
    faults: list[str] | None
    count: int
    ends: list[str]
    data: str | None
    size: int | None


def _case(name: str, expected: dict[str, Any]) -> Case:
    pieces = expected.get("pieces")
    return Case(
        content="".join(text * times for text, times in pieces).encode()
        if pieces
        else (FOLDER / f"{name}.yaml").read_bytes(),
        faults=expected.get("faults"),
        count=expected.get("count", 0),
        ends=expected.get("ends", []),
        data=expected.get("data"),
        size=expected.get("size"),
    )


EXPECTED = tomllib.loads((FOLDER / "expected.toml").read_text(encoding="utf-8"))
CASES = {name: _case(name, expected) for name, expected in EXPECTED.items()}

every_case = pytest.mark.parametrize("case", CASES.values(), ids=CASES)


def test_every_file_is_expected() -> None:
    kept = {path.stem for path in FOLDER.iterdir() if path.suffix == ".yaml"}
    assert kept == {name for name, expected in EXPECTED.items() if "pieces" not in expected}


@pytest.mark.sampled
@every_case
def test_data_and_faults(case: Case) -> None:
    document = parse_document(case.content, "f.yaml")
    found = [f"{f.rule.code} {f.location.line}:{f.location.column}" for f in document.faults]
    if case.faults is None:
        assert (len(found), [found[0], found[-1]]) == (case.count, case.ends)
    else:
        assert found == case.faults
    read = None if document.data is None else json.dumps(document.data)
    if case.size is None:
        assert read == case.data
    else:
        assert read is not None
        assert len(read) == case.size
    check_document(case.content, "f.yaml")


@pytest.mark.sampled
@every_case
def test_invariants_hold(case: Case, tmp_path: Path) -> None:
    """In the place of all files, or of one if it is large."""
    files = (CLAIMS,) if len(case.content) > LARGE else FILES
    report = check_invariants(write_edited(tmp_path, dict.fromkeys(files, case.content)))
    assert report is not None
    # A text may hold anything; the quotes from it are then not found.
    assert {*files} - {f.location.path for f in report.diagnostics} <= {TEXT}


def test_output_of_the_program(tmp_path: Path) -> None:
    """In the place of the claims of one source each, and of the text of another if small."""
    record, text, claims = (base_text(path) for path in (f"{SOURCE}/source.yaml", TEXT, CLAIMS))
    edits: dict[str, str | bytes | None] = {}
    for name, case in CASES.items():
        own = claims.replace("- id: ", f"- id: {name}-")
        for folder, files in (
            (f"claims-of-{name}", (record, text, case.content)),
            (f"text-of-{name}", (record, case.content, own)),
        )[: 1 if len(case.content) > LARGE else 2]:
            paths = (
                f"sources/{folder}/{one}" for one in ("source.yaml", "text.txt", "claims.yaml")
            )
            edits |= dict(zip(paths, files, strict=True))
    ran = run("validate", "--format", "full", cwd=write_edited(tmp_path, edits))
    assert harmless(ran)
    assert ran.code == 1
    told = {line.strip().removeprefix("--> ").partition(":")[0] for line in ran.out.splitlines()}
    assert {f"sources/claims-of-{name}/claims.yaml" for name in CASES} <= told


def harmless(ran: Ran) -> bool:
    """True if the program ended as it should, and wrote nothing that does anything."""
    assert "Traceback" not in ran.err
    return not unprintable(ran.out) and not unprintable(ran.err)


# --- names of files ---------------------------------------------------------------------

NAMES = {
    "colour": "\x1b[31mred.yaml",
    "link": "\x1b]8;;http:--evil\x07x.yaml",
    "bell": "\x07.yaml",
    "line end": "a\n::error::b.yaml",
    "carriage return": "a\r::error::b.yaml",
    "runner": "::error file=a::b.yaml",
    "bidi": "\u202elmay.yaml",
    "tags": "a\U000e0061.yaml",
    "C1": "\x9b31m.yaml",
    "spreadsheet": "=cmd()|calc.yaml",
    "markup": "[red]x[-red].yaml",
    "tab": "a\tb.yaml",
    "braces": "{0.__class__}%s$(x)`x`.yaml",
    "option": "--help.yaml",
    "no text": "\udcff.yaml",
    "wide": "漢字🙂.yaml",
}


@pytest.mark.sampled
@pytest.mark.skipif(sys.platform == "win32", reason="no such names there")
@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_names_of_files_do_nothing(name: str, tmp_path: Path) -> None:
    root = write_base(tmp_path)
    (root / name).write_text("a: b\n", encoding="utf-8")
    (root / "sources" / name).mkdir()
    (root / SOURCE / name).mkdir()
    report = check_invariants(root)
    assert report is not None
    paths = {fault.location.path for fault in report.diagnostics}
    assert {name, f"sources/{name}", f"{SOURCE}/{name}"} <= paths
    for form in FORMATS:
        ran = run("validate", "--format", form, root)
        assert ran.code == 1
        assert harmless(ran)


def test_a_knowledge_base_may_stand_in_any_folder(tmp_path: Path) -> None:
    root = tmp_path / "\x1b[31m\n::error::x" / "\u202e[red]"
    root.mkdir(parents=True)
    (write_base(root) / "actors.yaml").write_bytes(b"actors: [{id: a\n")
    for form in FORMATS:
        ran = run("validate", "--format", form, root)
        assert ran.code == 1
        assert harmless(ran)
        assert "\n::error" not in ran.out


# --- how many ---------------------------------------------------------------------------


def many_sources(root: Path, number: int, source: str) -> Path:
    write_base(root)
    for index in range(number):
        folder = root / "sources" / f"copy-{index}"
        folder.mkdir()
        (folder / "source.yaml").write_text(source, encoding="utf-8")
        (folder / "text.txt").write_text("Heading\n", encoding="utf-8")
        (folder / "claims.yaml").write_text("claims: []\n", encoding="utf-8")
    return root


@pytest.mark.parametrize(
    ("source", "name"),
    [
        (base_text(f"{SOURCE}/source.yaml", ("kind: news", "kind: newz")), "unknown-choice"),
        ("title: [x\n", "yaml-syntax"),
    ],
)
def test_each_of_many_faults_is_reported(source: str, name: str, tmp_path: Path) -> None:
    report = check_invariants(many_sources(tmp_path, 30, source))
    assert report is not None
    errors = [f for f in report.diagnostics if f.rule.severity is Severity.ERROR]
    assert [f.rule.name for f in errors] == [name] * 30
    assert len({f.location.path for f in errors}) == 30

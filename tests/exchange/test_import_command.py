"""Importing files of other programs by the command."""

import json
from pathlib import Path

import pytest

from tests.support.dna_databases import database
from tests.support.qda_projects import project, selection, source
from tests.support.running import SAMPLE, run

STATEMENT = ("against coal", {1: 2, 2: 4, 3: 5}, 1)


def test_a_database_becomes_a_knowledge_base(tmp_path: Path) -> None:
    ran = run("import", database(tmp_path, [STATEMENT]), "-o", tmp_path / "kb")
    assert ran.code == 0
    assert "debate.dna: 1 statement\n" in ran.out
    assert "not imported: 1 regular expression" in ran.err
    assert run("validate", tmp_path / "kb").code == 0
    claims = json.loads(run("claims", "--format", "json", "--kb", tmp_path / "kb").out)["claims"]
    assert [one["quote"] for one in claims] == ["We are against coal."]


def test_an_import_into_a_knowledge_base_overwrites_nothing(tmp_path: Path) -> None:
    run("import", database(tmp_path, [STATEMENT]), "-o", tmp_path / "kb")
    before = {one: one.read_bytes() for one in (tmp_path / "kb").rglob("*") if one.is_file()}
    again = run("import", tmp_path / "debate.dna", "--into", tmp_path / "kb")
    assert again.code == 2
    assert "has the text of" in again.err
    assert run("import", tmp_path / "debate.dna", "-o", tmp_path / "kb").code == 2
    assert before == {one: one.read_bytes() for one in before}
    path = project(tmp_path, [source(selection(0, 4, "C-2"))], {"t.txt": b"Coal is dear."})
    assert run("import", path, "--into", tmp_path / "kb").code == 0
    assert "talk" in run("sources", "--kb", tmp_path / "kb").out
    assert run("validate", tmp_path / "kb").code == 0


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    path = database(tmp_path, [STATEMENT])
    ran = run("import", path, "-o", tmp_path / "kb", "--dry-run", "--format", "json")
    told = json.loads(ran.out)
    assert (told["written"], told["made"]["claim"], told["faults"]) == (False, 1, [])
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("data", [b"", b"a,b\n1,2\n", b"SQLite format 3\0", b"PK\x03\x04", b"<x/>"])
def test_other_files_are_errors_and_nothing_is_written(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "x.dna").write_bytes(data)
    ran = run("import", tmp_path / "x.dna", "-o", tmp_path / "kb")
    assert ran.code == 2
    assert ran.err.startswith("error: ")
    assert "Traceback" not in ran.err
    assert not (tmp_path / "kb").exists()


def test_exports_are_known_by_their_content(tmp_path: Path) -> None:
    for name in ("qdpx", "qdc"):
        run("export", name, tmp_path / "file", cwd=SAMPLE)
        assert run("import", tmp_path / "file", "-o", tmp_path / name).code == 0
        assert run("validate", tmp_path / name).code == 0

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


def test_a_new_knowledge_base_is_as_init_makes_it(tmp_path: Path) -> None:
    run("import", database(tmp_path, [STATEMENT]), "-o", tmp_path / "kb")
    run("init", tmp_path / "other")
    for name in (".gitattributes", "README.md"):
        assert (tmp_path / "kb" / name).read_bytes() == (tmp_path / "other" / name).read_bytes()


def test_a_project_that_holds_nothing_is_an_error(tmp_path: Path) -> None:
    path = project(tmp_path, [], {}, codes="")
    ran = run("import", path, "-o", tmp_path / "kb")
    assert ran.code == 2
    assert "holds nothing to import" in ran.err


def test_what_needs_no_map_says_so(tmp_path: Path) -> None:
    path = database(tmp_path, [STATEMENT])
    for words in (["--print-map"], ["--map", "map.yaml", "--dry-run"]):
        ran = run("import", path, *words)
        assert ran.code == 2
        assert "debate.dna needs no map" in ran.err


def test_drafts_and_names_that_are_one_are_told(tmp_path: Path) -> None:
    rows = ["who,what,day", "AfD,x,2015-01-01", "AFD,y,2015-01-02", "The Union,y,2015-01-02"]
    (tmp_path / "t.csv").write_text("\n".join(rows))
    map_ = run("import", tmp_path / "t.csv", "--print-map").out
    (tmp_path / "m.yaml").write_text(map_)
    ran = run("import", tmp_path / "t.csv", "--map", tmp_path / "m.yaml", "-o", tmp_path / "kb")
    assert ran.code == 0
    assert "note: 3 claims without a stance: drafts" in ran.err
    assert "note: names of actors that differ only in case or an article are one: AFD = AfD.\n" in (
        ran.err
    )


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    path = database(tmp_path, [STATEMENT])
    ran = run("import", path, "-o", tmp_path / "kb", "--dry-run", "--format", "json")
    told = json.loads(ran.out)
    assert (told["written"], told["made"]["claim"], told["faults"]) == (False, 1, [])
    assert told["warnings"] == {"open-sentence": 3}
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

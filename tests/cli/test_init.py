"""``policykb init``."""

from pathlib import Path

import pytest

from tests.support.running import ROOT, run


def test_new_kb_is_valid(tmp_path: Path) -> None:
    made = run("init", "deep/down/new", cwd=tmp_path)
    assert made.code == 0
    assert all((tmp_path / path).is_file() for path in made.out.splitlines())
    assert "policykb --kb deep/down/new compare north south" in made.err
    assert run("validate", "--strict", "deep/down/new", cwd=tmp_path).code == 0
    assert run("--kb", "deep/down/new", "compare", "north", "south", cwd=tmp_path).code == 0
    again = run("init", "deep/down/new", cwd=tmp_path)
    assert again.code == 2
    assert "nothing is overwritten" in again.err


def test_init_without_folder_makes_kb_here(tmp_path: Path) -> None:
    made = run("init", cwd=tmp_path)
    assert made.code == 0
    assert "kb/ was made here" in made.err
    assert (tmp_path / "kb" / "kb.yaml").is_file()
    assert run("compare", "north", "south", cwd=tmp_path).code == 0
    again = run("init", cwd=tmp_path)
    assert (again.code, again.out) == (2, "")
    assert "kb is not empty" in again.err


@pytest.mark.parametrize("options", [[], ["--empty"]])
def test_init_writes_the_codebook(tmp_path: Path, options: list[str]) -> None:
    assert run("init", *options, cwd=tmp_path).code == 0
    codebook = (ROOT / "kb" / "README.md").read_bytes()
    assert (tmp_path / "kb" / "README.md").read_bytes() == codebook


def test_empty_kb_says_that_there_is_no_record_yet(tmp_path: Path) -> None:
    made = run("init", "new", "--empty", cwd=tmp_path)
    assert made.code == 0
    assert not list(tmp_path.rglob("*.txt"))
    assert "policykb validate new" in made.err
    checked = run("validate", "new", cwd=tmp_path)
    assert (checked.code, checked.out) == (2, "")
    assert "has no records" in checked.err
    assert "no record yet in new" in run("actors", "--kb", "new", cwd=tmp_path).err
    assert run("fmt", "--check", "new", cwd=tmp_path).code == 0


def test_init_works_in_an_empty_and_in_a_nested_folder(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert run("init", "empty", cwd=tmp_path).code == 0
    assert run("init", "empty/inner", cwd=tmp_path).code == 0
    assert run("validate", "--strict", "empty", cwd=tmp_path).code == 0

"""Exports of a knowledge base."""

import csv
import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.support.commands import damage
from tests.support.running import SAMPLE, run


def test_tables_are_written_with_their_description(tmp_path: Path) -> None:
    ran = run("export", "table", tmp_path / "out")
    assert ran.code == 0
    written = {path.relative_to(tmp_path / "out") for path in (tmp_path / "out").rglob("*.*")}
    assert {Path(line).relative_to(tmp_path / "out") for line in ran.out.splitlines()} == written
    package = json.loads((tmp_path / "out/datapackage.json").read_text())
    for resource in package["resources"]:
        text = (tmp_path / "out" / resource["path"]).read_text("utf-8")
        heading, *rows = list(csv.reader(text.splitlines()))
        assert heading == [field["name"] for field in resource["schema"]["fields"]]
        assert rows
        assert all(field["description"] for field in resource["schema"]["fields"])
    text = (SAMPLE / "sources/gazette-2015/text.txt").read_bytes()
    assert (tmp_path / "out/sources/gazette-2015/text.txt").read_bytes() == text


def test_parquet_has_types_and_lists(tmp_path: Path) -> None:
    run("export", "table", tmp_path / "out")
    claims = pq.read_table(tmp_path / "out/claims.parquet").to_pylist()
    first = next(one for one in claims if one["said_by"])
    assert first["said_by"] == ["hearsay"]
    assert isinstance(first["score"], int)
    sources = pq.read_table(tmp_path / "out/sources.parquet").to_pylist()
    assert sources[0]["published"].isoformat() == "2015-03-01"


def test_no_cell_is_a_formula(copy: Path, tmp_path: Path) -> None:
    damage(copy / "actors.yaml", "name: Arvona", "name: '=1+1'")
    run("export", "table", tmp_path / "out", cwd=copy)
    assert ",'=1+1," in (tmp_path / "out/actors.csv").read_text()


def test_an_earlier_export_is_replaced_and_nothing_else(tmp_path: Path) -> None:
    assert run("export", "table", tmp_path / "out").code == 0
    (tmp_path / "out/claims.csv").write_text("older")
    assert run("export", "table", tmp_path / "out").code == 0
    assert (tmp_path / "out/claims.csv").read_text().startswith("id,")
    (tmp_path / "other").mkdir()
    (tmp_path / "other/mine.csv").write_text("mine")
    ran = run("export", "table", tmp_path / "other")
    assert ran.code == 2
    assert "is not empty" in ran.err
    assert [path.name for path in (tmp_path / "other").iterdir()] == ["mine.csv"]


@pytest.mark.parametrize("name", ["out/claims.csv", "missing/deeper/out"])
def test_a_folder_that_cannot_be_made_is_an_error(name: str, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out/claims.csv").write_text("mine")
    ran = run("export", "table", tmp_path / name)
    assert ran.code == (2 if name.startswith("out") else 0)

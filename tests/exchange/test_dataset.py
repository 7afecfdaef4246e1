"""The knowledge base as a dataset of Parquet files."""

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from policykb.exchange import dataset
from policykb.exchange.tables import tables
from policykb.loading.read import read
from policykb.progress import no_progress
from tests.support.commands import damage
from tests.support.running import SAMPLE, run


def rows(path: Path) -> list[dict[str, object]]:
    found: list[dict[str, object]] = pq.read_table(path).to_pylist()
    return found


def test_a_dataset_has_the_rows_of_all_tables(tmp_path: Path) -> None:
    ran = run("pack", tmp_path / "data")
    assert (ran.code, ran.out) == (0, f"{tmp_path / 'data'}\n")
    marker = json.loads((tmp_path / "data" / "dataset.json").read_text("utf-8"))
    kb = read(SAMPLE, no_progress).kb
    assert (marker["policykb_dataset"], marker["title"]) == (1, kb.title)
    for table in tables(kb):
        name = "claims/part-00000" if table.name == "claims" else table.name
        packed = sorted(
            rows(tmp_path / "data" / f"{name}.parquet"), key=lambda row: str(row["loading_order"])
        )
        expected = [
            dict(zip([c.name for c in table.columns], row, strict=True)) for row in table.rows
        ]
        assert len(packed) == len(expected) == marker["counts"][table.name]
        for at, wanted in enumerate(expected):
            found = next(row for row in packed if row["loading_order"] == at)
            shown = {k: tuple(v) if isinstance(v, list) else v for k, v in found.items()}
            assert {name: shown[name] for name in wanted} == wanted


def test_claims_are_sorted_by_actor_and_topic_over_several_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dataset, "_FILE", 10)
    monkeypatch.setattr(dataset, "_GROUP", 4)
    dataset.write_dataset(read(SAMPLE, no_progress).kb, tmp_path / "data")
    files = sorted((tmp_path / "data" / "claims").iterdir())
    assert len(files) > 1
    assert max(pq.ParquetFile(file).metadata.row_group(0).num_rows for file in files) == 4
    claims = [row for file in files for row in rows(file)]
    assert claims == sorted(
        claims, key=lambda row: (row["actor"], row["topic"], row["loading_order"])
    )
    published = {s["id"]: s["published"] for s in rows(tmp_path / "data" / "sources.parquet")}
    assert all(claim["published"] == published[claim["source"]] for claim in claims)


def test_what_was_left_out_is_told(tmp_path: Path, copy: Path) -> None:
    path = next(copy.glob("sources/*/claims.yaml"))
    damage(path, "stance:", "stance: nonsense #")
    assert run("pack", tmp_path / "data", "--kb", copy).code == 0
    (left_out,) = json.loads((tmp_path / "data" / "dataset.json").read_text("utf-8"))["left_out"]
    assert left_out["kind"] == "claim"
    assert left_out["location"]["path"] == path.relative_to(copy).as_posix()


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    ran = run("pack", tmp_path)
    assert ran.code == 2
    assert f"{tmp_path} is not empty" in ran.err
    assert [one.name for one in tmp_path.iterdir()] == ["mine.txt"]

"""A knowledge base as a database."""

import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from policykb.exchange.tables import tables
from policykb.loading.read import read
from tests.support.running import ROOT, SAMPLE, run

QUERY_PARAMETERS = {"words": "ferry", "actor": "arvona", "topic": "ferry"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("database")
    assert run("export", "sqlite", made / "orla.db").code == 0
    return made


@pytest.mark.parametrize("root", [SAMPLE, ROOT / "kb"], ids=["sample", "kb"])
def test_every_cell_of_the_tables_is_in_the_database(root: Path, tmp_path: Path) -> None:
    assert run("export", "sqlite", tmp_path / "kb.db", cwd=root).code == 0
    with closing(sqlite3.connect(tmp_path / "kb.db")) as database:
        for table in tables(read(root).kb):
            names = [column.name for column in table.columns if not column.is_list]
            listed = ", ".join(names)
            found = database.execute(f"SELECT {listed} FROM {table.name} ORDER BY rowid")  # noqa: S608
            rows = [dict(zip(names, row, strict=True)) for row in found]
            wanted = [
                {name: cell for name, cell in zip(
                    (one.name for one in table.columns), row, strict=True) if name in names}
                for row in table.rows
            ]  # fmt: skip
            assert [{k: v and str(v) for k, v in row.items()} for row in rows] == [
                {k: v and str(v) for k, v in row.items()} for row in wanted
            ]
            for place, column in enumerate(table.columns):
                if column.is_list:
                    values = [(row[0], value) for row in table.rows for value in row[place]]  # type: ignore[union-attr]  # a list
                    many = database.execute(f"SELECT * FROM {table.name}_{column.name}")  # noqa: S608
                    assert sorted(many) == sorted(values)


def test_references_hold_and_wrong_values_are_refused(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "orla.db")) as database:
        database.execute("PRAGMA foreign_keys = ON")
        assert list(database.execute("PRAGMA foreign_key_check")) == []
        assert list(database.execute("PRAGMA integrity_check")) == [("ok",)]
        assert database.execute("PRAGMA foreign_key_list(claims)").fetchall()
        with pytest.raises(sqlite3.IntegrityError, match="CHECK"):
            database.execute("UPDATE claims SET stance = 'perhaps'")
        database.execute("UPDATE claims SET actor = 'nobody'")
        with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
            database.commit()


def test_words_of_claims_and_texts_are_found(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "orla.db")) as database:
        claims = database.execute(
            "SELECT c.id FROM claims_fts f JOIN claims c ON c.rowid = f.rowid "
            "WHERE claims_fts MATCH 'ferry'"
        ).fetchall()
        assert ("arvona-ferry-wanted",) in claims
        texts = database.execute(
            "SELECT t.source FROM texts_fts f JOIN texts t ON t.rowid = f.rowid "
            "WHERE texts_fts MATCH 'lighthouse'"
        ).fetchall()
        assert ("strait-report-2024",) in texts


def test_the_queries_for_datasette_run(folder: Path) -> None:
    metadata = json.loads((folder / "metadata.json").read_text())
    [(name, about)] = metadata["databases"].items()
    assert name == "orla"
    assert metadata["title"] == "The Orla Strait"
    with closing(sqlite3.connect(folder / "orla.db")) as database:
        database.create_function("escape_fts", 1, lambda words: words)
        known = {row[0] for row in database.execute("SELECT name FROM sqlite_master")}
        assert set(about["tables"]) <= known
        for query in about["queries"].values():
            needed = set(re.findall(r":(\w+)", query["sql"]))
            given = {name: QUERY_PARAMETERS[name] for name in needed}
            rows = database.execute(query["sql"], given).fetchall()
            assert rows, query["title"]


def test_metadata_of_others_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "metadata.json").write_text('{"title": "Mine"}')
    ran = run("export", "sqlite", tmp_path / "kb.db")
    assert ran.code == 2
    assert "not from policykb" in ran.err
    assert not (tmp_path / "kb.db").exists()
    assert (tmp_path / "metadata.json").read_text() == '{"title": "Mine"}'
    (tmp_path / "metadata.json").unlink()
    for _ in range(2):
        assert run("export", "sqlite", tmp_path / "kb.db").code == 0

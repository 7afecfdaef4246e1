"""Whatever is wrong with a dataset or a table, an error says where, and no answer is wrong."""

import json
import shutil
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from tests.support.running import SAMPLE, run

COMMANDS = (
    ("compare", "arvona", "belmark"),
    ("grep", "ferry"),
    ("claims",),
    ("shares",),
    ("network",),
    ("compare", "arvona", "belmark", "--matrix"),
)
BOTH_WAYS = (("claims",), ("shares",))
"""Commands that read records, and the columns that positions depend on."""
CLAIMS = "claims/part-00000.parquet"


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("packed") / "data"
    assert run("pack", folder, "--kb", SAMPLE).code == 0
    return folder


def changed(table: pa.Table, column: str, value: object, row: int = 2) -> pa.Table:
    """The table with another value in a row."""
    at = table.schema.get_field_index(column)
    values = table.column(column).to_pylist()
    values[row] = value
    type_ = table.schema.field(column).type
    return table.set_column(at, pa.field(column, type_), pa.array(values, type_))


def rewritten(change: Callable[[pa.Table], pa.Table], file: str = CLAIMS) -> Callable[[Path], None]:
    def damage(folder: Path) -> None:
        table = change(pq.read_table(folder / file))
        pq.write_table(table, folder / file)

    return damage


def cut(folder: Path) -> None:
    file = folder / CLAIMS
    file.write_bytes(file.read_bytes()[:-200])


def scrambled(folder: Path) -> None:
    file = folder / CLAIMS
    data = bytearray(file.read_bytes())
    data[4:3000] = bytes(len(data[4:3000]))
    file.write_bytes(data)


def marked(**members: object) -> Callable[[Path], None]:
    def damage(folder: Path) -> None:
        file = folder / "dataset.json"
        found = json.loads(file.read_text("utf-8")) | members
        file.write_text(json.dumps(found), "utf-8")

    return damage


def twice(table: pa.Table) -> pa.Table:
    """The table with a claim twice, in place of the last one."""
    return pa.concat_tables([table.slice(0, len(table) - 1), table.slice(0, 1)])


WHOLE = {
    "a file that is cut": (cut, "part-00000.parquet"),
    "a file that is missing": (lambda d: (d / CLAIMS).unlink(), "claims in the files"),
    "no topics": (lambda d: (d / "topics.parquet").unlink(), "topics.parquet is missing"),
    "a missing column": (rewritten(lambda t: t.drop_columns(["period"])), "no column period"),
    "a wrong type": (
        rewritten(
            lambda t: t.set_column(
                t.schema.get_field_index("published"),
                "published",
                pc.cast(t.column("published"), pa.string()),
            )
        ),
        "the column published is VARCHAR, and should be DATE",
    ),
    "rows too few": (rewritten(lambda t: t.slice(1)), "claims in the files"),
    "another version": (marked(policykb_dataset=2), "version 2 of datasets is not 1"),
    "no counts": (marked(counts=None), "dataset.json does not have the fields"),
    "no text": (marked(title=1), "dataset.json does not have the fields"),
    "broader topics that are none": (marked(broader=[["x"]]), "dataset.json does not have the"),
    "a faulty record that is none": (marked(left_out=["x"]), "dataset.json does not have the"),
    "a faulty record that is nowhere": (
        marked(left_out=[{"kind": "claim", "reason": "r", "location": {}}]),
        "dataset.json does not have the fields",
    ),
    "JSON too deep": (lambda d: (d / "dataset.json").write_text("[" * 99_999), "is no JSON"),
    "no JSON": (lambda d: (d / "dataset.json").write_text("{"), "dataset.json is no JSON"),
}


@pytest.mark.parametrize("name", WHOLE)
def test_a_dataset_that_is_not_whole_answers_nothing(
    name: str, packed: Path, tmp_path: Path
) -> None:
    damage, message = WHOLE[name]
    folder = Path(shutil.copytree(packed, tmp_path / "data"))
    damage(folder)
    for command in BOTH_WAYS:
        ran = run(*command, "--kb", folder)
        assert (ran.code, ran.out) == (2, "")
        assert ran.err.startswith("error: ")
        assert message in ran.err
        assert "help: " in ran.err


def test_a_scrambled_file_is_an_error(packed: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(packed, tmp_path / "data"))
    scrambled(folder)
    for command in COMMANDS:
        ran = run(*command, "--kb", folder)
        assert (ran.code, ran.out) == (2, "")
        assert f"{folder} cannot be read" in ran.err


ROWS = {
    "stance": ("stance", "for it", "column stance: expected support, lean-support, "),
    "period": ("period", "2021-02-29", 'column period: "2021-02-29" is not a date'),
    "no period": ("period", None, "column period: it is empty"),
    "period_basis": ("period_basis", "guessed", "column period_basis: expected stated, "),
    "status": ("status", "gone", "column status: expected active, "),
    "actor": ("actor", "nobody", 'there is no actor "nobody"'),
    "topic": ("topic", "nothing", 'there is no topic "nothing"'),
    "source": ("source", "nowhere", 'there is no source "nowhere"'),
    "published": (
        "published",
        date(1950, 1, 2),
        "column published: 1950-01-02 is not the day of the",
    ),
}


@pytest.mark.parametrize("name", ROWS)
def test_a_row_that_is_no_claim_is_named(name: str, packed: Path, tmp_path: Path) -> None:
    column, value, message = ROWS[name]
    folder = Path(shutil.copytree(packed, tmp_path / "data"))
    rewritten(lambda table: changed(table, column, value))(folder)
    for command in BOTH_WAYS:
        ran = run(*command, "--kb", folder)
        assert (ran.code, ran.out) == (2, "")
        assert f"part-00000.parquet, row 3: {message}" in ran.err


REFERENCES: dict[str, object] = {
    "target": "nobody",
    "said_by": ["nobody"],
    "disputed_by": [None],
    "conditions": ["nothing"],
}


@pytest.mark.parametrize("column", REFERENCES)
def test_a_reference_to_what_is_not_there_is_named(
    column: str, packed: Path, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(packed, tmp_path / "data"))
    rewritten(lambda table: changed(table, column, REFERENCES[column]))(folder)
    ran = run("claims", "--kb", folder)
    assert (ran.code, ran.out) == (2, "")
    assert "part-00000.parquet, row 3: there is no " in ran.err


def test_a_source_without_a_day_is_named(packed: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(packed, tmp_path / "data"))
    rewritten(lambda table: changed(table, "published", None, 1), "sources.parquet")(folder)
    for command in COMMANDS:
        ran = run(*command, "--kb", folder)
        assert (ran.code, ran.out) == (2, "")
        assert "empty" in ran.err


@pytest.mark.parametrize(
    "command", [*BOTH_WAYS, ("grep", "."), ("network",), ("compare", "--matrix")]
)
def test_an_id_that_is_there_twice_is_named(
    command: tuple[str, ...], packed: Path, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(packed, tmp_path / "data"))
    rewritten(twice)(folder)
    ran = run(*command, "--kb", folder)
    assert (ran.code, ran.out) == (2, "")
    assert "part-00000.parquet, row" in ran.err
    assert "is there twice" in ran.err


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (twice, "is there twice"),
        (
            lambda table: changed(table, "actor", "nobody"),
            " claims 1 have an actor that is not there",
        ),
        (lambda table: changed(table, "actor", None), " claims 1 have an actor that is not there"),
    ],
    ids=["a claim twice", "an actor that is not there", "no actor"],
)
def test_a_dataset_with_a_fault_is_not_packed(
    change: Callable[[pa.Table], pa.Table], message: str, packed: Path, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(packed, tmp_path / "data"))
    rewritten(change)(folder)
    ran = run("pack", tmp_path / "again", "--kb", folder)
    assert (ran.code, ran.out) == (2, "")
    assert message in ran.err
    assert not (tmp_path / "again").exists()


MAP = """\
policykb_map: 1
table: {file: votes.csv}
claims:
  actor: who
  topic: what
  stance: {column: vote, values: {"yes": support, "no": oppose}}
  date: day
"""
VOTES = "who,what,vote,day\nA,x,yes,2019-01-01\nB,x,no,2019-01-01\n"
TABLES: dict[str, tuple[str, str, str]] = {
    "a value that the map does not have": (
        MAP,
        f"{VOTES}A,y,maybe,2019-01-02\n",
        'votes.csv, row 3: column vote: "maybe" is not under `values` in the map',
    ),
    "a day that is none": (MAP, f"{VOTES}A,y,no,soon\n", 'votes.csv, row 3: column day: "soon"'),
    "no actor": (MAP, f"{VOTES},y,no,2019-01-01\n", "row 3: column who: the actor is missing"),
    "a row that is too short": (MAP, f"{VOTES}A,y\n", "Expected Number of Columns: 4 Found: 2"),
    "a column that is not there": (
        MAP.replace("actor: who", "actor: whom"),
        VOTES,
        'map.yaml:4:10: the table has no column "whom"',
    ),
    "a file that is not there": (MAP.replace("votes.csv", "v.csv"), VOTES, "there is no file"),
    "a folder": (MAP.replace("votes.csv", "."), VOTES, "is a folder"),
    "files of two kinds": (MAP.replace("votes.csv", '"*"'), VOTES, "several kinds: .csv, .yaml"),
    "a pattern that names no file": (
        MAP.replace("votes.csv", "a**/*.csv"),
        VOTES,
        "map.yaml:2:15: no file is named a**/*.csv",
    ),
    "a name that is too long": (MAP.replace("votes", "v" * 300), VOTES, "no such file"),
    "no rows": (MAP, VOTES.splitlines()[0], "votes.csv has no rows"),
    "no file": (MAP.replace("table: {file: votes.csv}", ""), VOTES, "does not say which table"),
    "no map": ("policykb: 1\n", VOTES, "map.yaml:1:1"),
    "a stance that is none": (
        MAP.replace('"no": oppose', '"no": against'),
        VOTES,
        "votes.csv, row 2: column vote: expected support",
    ),
    "an encoding": (MAP, f"{VOTES}\udcc4,x,yes,2019-01-01\n", "utf-8"),
    "ids that are there twice": (
        MAP.replace("claims:", "claims:\n  id: what"),
        VOTES,
        'votes.csv, row 2: the id "x" is there twice',
    ),
}


@pytest.mark.parametrize("name", TABLES)
def test_a_table_that_does_not_fit_is_named(name: str, tmp_path: Path) -> None:
    text, content, message = TABLES[name]
    (tmp_path / "map.yaml").write_text(text, "utf-8")
    (tmp_path / "votes.csv").write_bytes(content.encode("utf-8", "surrogateescape"))
    ran = run("claims", "--kb", tmp_path / "map.yaml")
    assert (ran.code, ran.out) == (2, "")
    assert message in ran.err


def test_work_on_files_says_that_a_table_has_none(packed: Path) -> None:
    for command in (
        ("validate",),
        ("fmt",),
        ("coverage",),
        ("export", "sqlite", "x.db"),
        ("diff",),
    ):
        ran = run(*command, "--kb", packed)
        assert ran.code == 2
        assert f"{packed} is a dataset" in ran.err


def test_a_column_that_is_named_as_one_of_ours_is_an_error(tmp_path: Path) -> None:
    pq.write_table(pa.table({"who": ["A"], "Filename": ["B"]}), tmp_path / "votes.parquet")
    (tmp_path / "map.yaml").write_text(MAP.replace(".csv", ".parquet"), "utf-8")
    ran = run("claims", "--kb", tmp_path / "map.yaml")
    assert (ran.code, ran.out) == (2, "")
    assert "votes.parquet has a column Filename" in ran.err


def test_hidden_files_are_not_of_the_dataset(packed: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(packed, tmp_path / "data"))
    (folder / "claims" / "._part-00000.parquet").write_text("of another system")
    assert run("claims", "--kb", folder).out == run("claims", "--kb", packed).out


def test_nothing_in_a_file_becomes_a_part_of_a_question(tmp_path: Path) -> None:
    hostile = "c' ; DROP TABLE raw; --\" ?"
    table = pa.table({hostile: ["A'; --", 'B"'], "what": ["x"] * 2, "vote": ["yes", "no"]})
    pq.write_table(table, tmp_path / "votes' or 1.parquet")
    (tmp_path / "map.yaml").write_text(
        MAP.replace("actor: who", f"actor: {json.dumps(hostile)}")
        .replace("votes.csv", '"votes\' or 1.parquet"')
        .replace("  date: day\n", "")
        + 'sources: {published: {value: "2020-01-01"}}\n',
        "utf-8",
    )
    ran = run("compare", "A'; --", 'B"', "--kb", tmp_path / "map.yaml", "-f", "json")
    assert ran.code == 0, ran.err
    assert json.loads(ran.out)["verdicts"]["opposed"] == 1


@pytest.mark.parametrize("package", ["duckdb", "pyarrow"])
def test_a_package_that_is_missing_is_named(
    package: str, packed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    ran = run("pack", tmp_path / "again", "--kb", packed)
    assert ran.code == 2
    assert f"needs the package {package}" in ran.err
    assert "pip install 'policykb[large]'" in ran.err

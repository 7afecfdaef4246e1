"""Imports of tables."""

import json
import re
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tests.support.running import ROOT, SAMPLE, run

MAP = """policykb_map: 1
title: Codings
claims:
  actor: who
  topic: what
  stance: {column: sign, values: {-1: oppose, 1: support}}
  date: day
  document: day
  quote: words
"""
ROWS = [
    ["who", "what", "sign", "day", "words"],
    ["SPD", "Ausstieg", "1", "2011-03-14", "We want out."],
    ["Grüne", "Ausstieg", "1", "2011-03-14", 'She said:\n"Out; now."'],
    ["CDU", "Ausstieg", "-1", "2011-03-15", "=Not yet"],
]


def csv_text(rows: list[list[str]], delimiter: str = ",") -> str:
    quoted = [[f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row] for row in rows]
    return "".join(delimiter.join(row) + "\r\n" for row in quoted)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "map.yaml").write_text(MAP)
    (tmp_path / "codings.csv").write_text(csv_text(ROWS), "utf-8", newline="")
    return tmp_path


def claims(kb: Path) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(run("claims", "--format", "json", cwd=kb).out)[
        "claims"
    ]
    return found


def without_places(kb: Path) -> list[dict[str, object]]:
    return [{k: v for k, v in one.items() if k != "location"} for one in claims(kb)]


def workbook() -> tuple[openpyxl.Workbook, Worksheet]:
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for row in ROWS:
        sheet.append([int(cell) if cell in {"1", "-1"} else cell for cell in row])
    sheet["E4"].data_type = "s"
    return book, sheet


def refused(book: openpyxl.Workbook, folder: Path) -> str:
    """The errors of importing a workbook, of which nothing is written."""
    book.save(folder / "workbook.xlsx")
    ran = run("import", "workbook.xlsx", "--map", "map.yaml", "-o", "kb", cwd=folder)
    assert ran.code != 0
    assert not (folder / "kb").exists()
    return ran.err


@pytest.mark.parametrize("root", [SAMPLE, ROOT / "kb"], ids=["sample", "kb"])
@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_what_was_exported_comes_back(root: Path, ending: str, tmp_path: Path) -> None:
    run("export", "table", tmp_path / "out", cwd=root)
    arguments = (tmp_path / f"out/claims.{ending}", "--map", tmp_path / "out/map.yaml")
    ran = run("import", *arguments, "-o", tmp_path / "kb")
    assert (ran.code, ran.err) == (0, "")
    assert without_places(tmp_path / "kb") == without_places(root)
    assert run("validate", cwd=tmp_path / "kb").code == 0


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_tables_of_text_are_read(delimiter: str, mark: str, folder: Path) -> None:
    (folder / "codings.csv").write_text(mark + csv_text(ROWS, delimiter), "utf-8", newline="")
    ran = run("import", "codings.csv", "--map", "map.yaml", "-o", "kb", cwd=folder)
    assert ran.code == 0
    assert [one["quote"] for one in claims(folder / "kb")] == [
        "We want out.",
        'She said: "Out; now."',
        "=Not yet",
    ]
    assert run("validate", cwd=folder / "kb").code == 0


def test_a_workbook_is_read(folder: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in ROWS[:2]:
        sheet.append([int(one) if one == "1" else one for one in row])
    book.save(folder / "codings.xlsx")
    ran = run("import", "codings.xlsx", "--map", "map.yaml", "-o", "kb", cwd=folder)
    assert (ran.code, ran.err) == (0, "")
    assert [one["stance"] for one in claims(folder / "kb")] == ["support"]


def test_parquet_is_read(folder: Path) -> None:
    table = pa.table({name: [row[at] for row in ROWS[1:]] for at, name in enumerate(ROWS[0])})
    pq.write_table(table, folder / "codings.parquet")
    assert run("import", "codings.parquet", "--map", "map.yaml", "-o", "kb", cwd=folder).code == 0
    assert len(claims(folder / "kb")) == 3


def test_a_second_import_is_the_same(folder: Path) -> None:
    arguments = ("import", "codings.csv", "--map", "map.yaml", "-o")
    assert run(*arguments, "kb", cwd=folder).code == 0
    kept = (folder / "map.yaml").read_text()
    assert kept.startswith(MAP)
    assert "    Grüne: grune\n" in kept
    assert run(*arguments, "again", cwd=folder).code == 0
    assert (folder / "map.yaml").read_text() == kept
    assert without_places(folder / "again") == without_places(folder / "kb")


@pytest.mark.parametrize(
    ("row", "column", "message"),
    [
        (["SPD", "Ausstieg", "2", "2011-03-14", "x"], "sign", "not under `values`"),
        (["", "Ausstieg", "1", "2011-03-14", "x"], "who", "the actor is missing"),
        (["SPD", "Ausstieg", "1", "14.3.2011", "x"], "day", "is no day"),
        (["SPD", "Ausstieg", "1", "2011-02-30", "x"], "day", "is no day"),
        (["SPD", "Ausstieg", "", "2011-03-14", "x"], "sign", "the cell is empty"),
        (["SPD", "Ausstieg", "1", "", "x"], "day", "the document is missing"),
        (["#REF!", "Ausstieg", "1", "2011-03-14", "x"], "who", "an error of a spreadsheet"),
    ],
)
def test_one_wrong_row_is_located_and_nothing_is_written(
    row: list[str], column: str, message: str, folder: Path
) -> None:
    rows = [ROWS[0], *ROWS[1:2] * 1_000, row]
    (folder / "codings.csv").write_text(csv_text(rows), "utf-8", newline="")
    before = sorted(path.name for path in folder.iterdir())
    ran = run("import", "codings.csv", "--map", "map.yaml", "-o", "kb", cwd=folder)
    assert ran.code == 1
    assert f"error: codings.csv, line 1002: column {column}: " in ran.err
    assert message in ran.err
    assert "nothing was written" in ran.err
    assert sorted(path.name for path in folder.iterdir()) == before


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (csv_text(ROWS).encode("latin-1"), "codings.csv:3: the byte 0xFC is not utf-8"),
        (b"who,what,sgn,day,words\n", 'map.yaml:6:11: the table has no column "sign"'),
        (b"who,who,what,sign,day,words\n", 'map.yaml:4:10: the table has 2 columns "who"'),
        (b"", "codings.csv is empty"),
        (b"who,what,sign,day,words\n", "codings.csv has no row below its heading"),
        (b'who,what,sign,day,words\na,"b', "codings.csv:2: unexpected end of data"),
        (b"who,what,sign,day,words\na,b\n", "line 2: 2 cells, but 5 headings"),
    ],
)
def test_a_table_that_cannot_be_read_is_an_error(data: bytes, message: str, folder: Path) -> None:
    (folder / "codings.csv").write_bytes(data)
    ran = run("import", "codings.csv", "--map", "map.yaml", "-o", "kb", cwd=folder)
    assert ran.code == 2
    assert message in ran.err
    assert not (folder / "kb").exists()


def test_a_row_without_the_day_that_the_map_asks_for_is_located(folder: Path) -> None:
    with_day = MAP.replace("  document: day\n", "") + 'sources:\n  title: {value: "On {date}"}\n'
    (folder / "map.yaml").write_text(with_day)
    text = csv_text([*ROWS, ["FDP", "Kohle", "1", "", "x"]])
    (folder / "codings.csv").write_text(text.replace("2011-03-14", ""), "utf-8", newline="")
    ran = run("import", "codings.csv", "--map", "map.yaml", "-o", "kb", cwd=folder)
    assert ran.code == 1
    assert "codings.csv, line 2: the date is missing, which `{date}` in the map stands" in ran.err


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"C2": "=1"}, "workbook.xlsx, row 2: column sign: the cell is empty"),
        ({"A2": "=1/0"}, "row 2: column who: the actor is missing"),
        ({"A2": "#DIV/0!"}, "row 2: column who: #DIV/0! is no value"),
        ({"F3": "stray"}, "row 3: a cell stands in a column without a heading"),
    ],
)
def test_cells_without_a_value_are_located(
    cells: dict[str, str], message: str, folder: Path
) -> None:
    book, sheet = workbook()
    for place, value in cells.items():
        sheet[place] = value
    assert message in refused(book, folder)


def test_of_merged_cells_only_the_first_has_the_value(folder: Path) -> None:
    book, sheet = workbook()
    sheet.merge_cells("A2:A3")
    assert "row 3: column who: the actor is missing" in refused(book, folder)


def test_a_sheet_that_is_not_there_is_an_error(folder: Path) -> None:
    (folder / "map.yaml").write_text(MAP + "table: {sheet: Nope}\n")
    assert "has no sheet Nope" in refused(workbook()[0], folder)


def test_a_workbook_that_unpacks_to_too_much_is_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("policykb.exchange.workbook.MAX_UNPACKED", 1_000)
    assert "would unpack to more than 1,000 bytes" in refused(workbook()[0], folder)


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_a_table_of_very_many_rows_is_to_be_asked_where_it_is(
    ending: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("policykb.exchange.table_import.MOST_ROWS", 2)
    columns = dict(zip(ROWS[0], zip(*ROWS[1:], strict=True), strict=True))
    pq.write_table(
        pa.table({name: list(some) for name, some in columns.items()}), folder / "codings.parquet"
    )
    ran = run("import", f"codings.{ending}", "--map", "map.yaml", "-o", "kb", cwd=folder)
    assert ran.code == 2
    assert f"codings.{ending} has more than 2 rows" in ran.err
    assert f"`table: {{file: codings.{ending}}}`" in ran.err
    assert not (folder / "kb").exists()


def test_a_value_may_stand_for_none(folder: Path) -> None:
    (folder / "map.yaml").write_text(MAP.replace("-1: oppose", "-1: oppose, NA: "))
    rows = [*ROWS[:3], ["CDU", "Ausstieg", "NA", "2011-03-15", "Not yet"]]
    (folder / "codings.csv").write_text(csv_text(rows), "utf-8", newline="")
    ran = run("import", "codings.csv", "--map", "map.yaml", "-o", "kb", cwd=folder)
    assert ran.code == 0
    assert "note: 1 claim without a stance" in ran.err
    assert [one["status"] for one in claims(folder / "kb")] == ["active", "active", "draft"]


def test_another_encoding_is_named_in_the_map(folder: Path) -> None:
    (folder / "codings.csv").write_bytes(csv_text(ROWS).encode("latin-1"))
    (folder / "map.yaml").write_text(MAP + "table: {encoding: latin-1}\n")
    assert run("import", "codings.csv", "--map", "map.yaml", "-o", "kb", cwd=folder).code == 0
    assert [one["actor"] for one in claims(folder / "kb")] == ["spd", "grune", "cdu"]


def test_a_dry_run_writes_nothing(folder: Path) -> None:
    before = sorted(path.name for path in folder.iterdir())
    ran = run(
        *("import", "codings.csv", "--map", "map.yaml", "--dry-run", "-f", "json"), cwd=folder
    )
    told = json.loads(ran.out)
    assert (told["written"], told["rows"], told["made"]["claim"]) == (False, 3, 3)
    assert sorted(path.name for path in folder.iterdir()) == before


def test_a_map_is_proposed_that_imports_the_table(folder: Path) -> None:
    text = csv_text([["actor", "topic", "stance", "date", "quote"], *ROWS[1:]])
    (folder / "codings.csv").write_text(text, "utf-8", newline="")
    (folder / "map.yaml").write_text(run("import", "codings.csv", "--print-map", cwd=folder).out)
    ran = run("import", "codings.csv", "--map", "map.yaml", "-o", "kb", cwd=folder)
    assert (ran.code, len(claims(folder / "kb"))) == (0, 3)


def test_a_map_is_proposed_for_codings_of_several_coders_on_a_scale(folder: Path) -> None:
    rows = ["unit,text,scale,worker_id", "1,So it is.,-2,w1", "1,So it is.,1,w2"]
    (folder / "codings.csv").write_text("\n".join(rows))
    made = run("import", "codings.csv", "--print-map", cwd=folder).out
    assert "  quote: text\n" in made
    assert "    column: scale\n    values:\n      '-2': oppose\n      '1': lean-support\n" in made
    for line in ("  coder: worker_id", "  status: {value: draft}", "  document: COLUMN"):
        assert f"\n{line}" in made
    (folder / "map.yaml").write_text(
        made.replace("topic: COLUMN", "topic: {value: Coal}")
        .replace("actor: COLUMN", "actor: {value: Speaker}")
        .replace("document: COLUMN", "document: unit")
        .replace('"{COLUMN}"', "Coal stays.")
    )
    without_day = run("import", "codings.csv", "--map", "map.yaml", "--dry-run", cwd=folder)
    assert "DAY" in without_day.err
    (folder / "map.yaml").write_text((folder / "map.yaml").read_text().replace("DAY", "2010-11-23"))
    ran = run("import", "codings.csv", "--map", "map.yaml", "-o", "kb", cwd=folder)
    assert ran.code == 0, ran.err
    assert [(one["coder"], one["stance"], one["status"]) for one in claims(folder / "kb")] == [
        ("w1", "oppose", "draft"),
        ("w2", "lean-support", "draft"),
    ]


def test_a_table_without_a_date_is_told_where_to_write_one(folder: Path) -> None:
    (folder / "map.yaml").write_text(re.sub(r"  (date|document): .*\n", "", MAP))
    ran = run("import", "codings.csv", "--map", "map.yaml", "-o", "kb", cwd=folder)
    assert ran.code == 2
    assert "has no date" in ran.err
    assert "under sources: `published: {value: 2011-03-11}`" in ran.err.replace("\n", " ")


def test_an_import_adds_to_a_knowledge_base(folder: Path, copy: Path) -> None:
    before = len(claims(copy))
    ran = run("import", "codings.csv", "--map", "map.yaml", "--into", copy, cwd=folder)
    assert (ran.code, ran.err) == (0, "")
    assert len(claims(copy)) == before + 3
    assert run("validate", cwd=copy).code == 0

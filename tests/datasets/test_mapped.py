"""A table with a map answers as the knowledge base does that an import makes of it."""

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.support.running import Ran, run

MAP = """\
policykb_map: 1
title: A debate
table: {{file: {file}}}
claims:
  actor: speaker
  topic: concept
  stance: sign
  date: date
  document: paper
  status: state
  disputed_by: disputed
  note: comment
actors: {{kind: {{value: organization}}, note: comment}}
topics: {{proposition: {{value: "We should have {{concept}}."}}}}
sources: {{title: {{value: "The paper {{paper}}"}}, language: {{value: en}}}}
"""

HEADINGS = ("speaker", "concept", "sign", "date", "paper", "state", "disputed", "comment")
ROWS = (
    ("Greens", "phase-out", "support", "2011-03-11", "B", "", "", "first"),
    ("Union", "phase-out", "oppose", "2011-03-11", "A", "", "Greens|The Unions", ""),
    ("Union", "phase-out", "support", "2011-06-30", "B", "", "", "later"),
    ("union", "Phase-Out", "support", "2011-06-30", "C", "retracted", "", "Misread."),
    ("Union", "phase-out", "oppose", "2011-06-30", "B", "", "", ""),
    ("Ökologen, “Freie”", "coal", "", "2011-05-01", "A", "", "", ""),
    ("Greens", "coal", "oppose", "2011-05-02", "C", "draft", "", ""),
    ("Greens", "coal", "oppose", "2011-05-02", "C", "", "", ""),
    ("Greens", "coal " * 20, "oppose", "2011-05-02", "C", "", "", ""),
    ("Greens", "coal " * 21, "oppose", "2011-05-02", "C", "", "", ""),
)
COMMANDS = (
    ("compare", "Greens", "Union"),
    ("compare", "Greens", "Union", "--as-of", "2011-05", "--include-drafts"),
    ("compare", "Greens", "Union", "okologen-freie", "--matrix"),
    ("timeline", "Greens", "Union"),
    ("conflicts",),
    ("explain", "Union", "phase-out"),
    ("shares",),
    ("network",),
    ("claims",),
    ("claims", "-a", "union"),
    ("claims", "-t", "coal"),
    ("grep", "oppose", "--source", "c"),
    ("grep", "coal", "-s", "oppose"),
    ("actors",),
    ("topics",),
    ("show", "greens"),
    ("show", "greens-coal-2011-05-02-2"),
    ("show", "union-phase-out-2011-06-30-2"),
)


def write_csv(folder: Path) -> str:
    rows = [",".join(f'"{cell}"' if cell else "" for cell in row) for row in (HEADINGS, *ROWS)]
    (folder / "codings.csv").write_text("\n".join([*rows, ""]), "utf-8")
    return "codings.csv"


def write_parquet(folder: Path) -> str:
    table = pa.Table.from_arrays(
        [pa.array([row[i] or None for row in ROWS]) for i in range(len(HEADINGS))], HEADINGS
    )
    date = table.schema.get_field_index("date")
    table = table.set_column(date, "date", table.column("date").cast(pa.date32()))
    pq.write_table(table.slice(0, 4), folder / "part-0.parquet")
    pq.write_table(table.slice(4), folder / "part-1.parquet")
    return "part-*.parquet"


def comparable(ran: Ran) -> object:
    assert ran.code == 0, ran.err

    def without(found: object) -> object:
        if isinstance(found, dict):
            dropped = {
                "kb",
                "location",
                "sha256",
                "quoted",
                "text",
                "place",
                "citation",
                "context",
                "most",
            }
            return {k: without(v) for k, v in found.items() if k not in dropped}
        return [without(one) for one in found] if isinstance(found, list) else found

    return without(json.loads(ran.out.replace("part-0.parquet", "codings.csv")))


@pytest.fixture(scope="module", params=[write_csv, write_parquet], ids=["csv", "parquet"])
def tables(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a map, its table, and what an import makes of them."""
    folder = tmp_path_factory.mktemp("tables")
    file = request.param(folder)
    (folder / "map.yaml").write_text(MAP.format(file=file), "utf-8")
    imported = write_csv(folder)
    (folder / "import.yaml").write_text(MAP.format(file=imported), "utf-8")
    ran = run(
        *("import", folder / imported, "--map", folder / "import.yaml", "-o", folder / "kb"),
        cwd=folder,
    )
    assert ran.code == 0, ran.err
    return folder


@pytest.mark.sampled
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_map_gives_the_json_of_an_import(command: tuple[str, ...], tables: Path) -> None:
    found = [
        comparable(run(*command, "--format", "json", "--kb", tables / kb))
        for kb in ("map.yaml", "kb")
    ]
    assert found[0] == found[1]


def test_claims_are_located_by_file_and_row(tables: Path) -> None:
    ran = run("claims", "-t", "phase-out", "--format", "json", "--kb", tables / "map.yaml")
    places = {
        (Path(one["location"]["path"]).name, one["location"]["line"])
        for one in json.loads(ran.out)["claims"]
    }
    several = (tables / "part-1.parquet").exists()
    assert (("part-1.parquet", 1) if several else ("codings.csv", 5)) in places


@pytest.mark.sampled
def test_a_table_can_be_packed(tables: Path, tmp_path: Path) -> None:
    assert run("pack", tmp_path / "data", "--kb", tables / "map.yaml").code == 0
    for command in (("claims",), ("compare", "Greens", "Union")):
        found = [
            comparable(run(*command, "--format", "json", "--kb", kb))
            for kb in (tmp_path / "data", tables / "map.yaml")
        ]
        assert found[0] == found[1]


VOTES = pa.table({"who": ["A", "B"], "what": ["x", "x"], "vote": ["support", "oppose"]})
FORMS = {
    "signs of patterns in a name": ("[a]{b}.parquet", "[a]{b}.parquet", VOTES),
    "folders": ("year=1/part-0.parquet", "**/*.parquet", VOTES),
    "a whole path": ("part-0.parquet", "{folder}/part-*.parquet", VOTES),
    "texts as bytes": (
        "t.parquet",
        "t.parquet",
        VOTES.set_column(0, "who", VOTES.column("who").cast(pa.binary())),
    ),
    "encoded texts": (
        "t.parquet",
        "t.parquet",
        VOTES.set_column(2, "vote", VOTES.column("vote").dictionary_encode()),
    ),
    "other columns": (
        "t.parquet",
        "t.parquet",
        VOTES.append_column("n_start", pa.array([7, 8])).append_column("file", pa.nulls(2)),
    ),
}


@pytest.mark.parametrize("name", FORMS)
def test_tables_of_any_form_are_read(name: str, tmp_path: Path) -> None:
    written, named, table = FORMS[name]
    (tmp_path / written).parent.mkdir(exist_ok=True)
    pq.write_table(table, tmp_path / written)
    (tmp_path / "map.yaml").write_text(
        f"""\
policykb_map: 1
table: {{file: "{named.replace("{folder}", str(tmp_path))}"}}
claims: {{actor: who, topic: what, stance: vote}}
sources: {{published: {{value: "2020-01-01"}}}}
""",
        "utf-8",
    )
    ran = run("compare", "A", "B", "--kb", tmp_path / "map.yaml", "--format", "json")
    assert ran.code == 0, ran.err
    assert json.loads(ran.out)["verdicts"]["opposed"] == 1


@pytest.mark.sampled
@pytest.mark.parametrize("word", ["Greens", "greens-coal", "gren", "no-such-thing"])
def test_what_is_named_is_found_or_not_as_after_an_import(word: str, tables: Path) -> None:
    found, expected = (run("show", word, "--kb", tables / kb) for kb in ("map.yaml", "kb"))
    assert found.code == expected.code
    assert found.err.splitlines()[:1] == expected.err.splitlines()[:1]

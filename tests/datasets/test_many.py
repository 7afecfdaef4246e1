"""Answers about many actors and topics fit a screen; all of it is in the formats for programs."""

import csv
import io
from pathlib import Path

import pytest

from tests.support.running import run

MAP = """\
policykb_map: 1
table: {file: votes.csv}
claims:
  actor: who
  topic: what
  stance: {column: vote, values: {"1": support, "0": oppose}}
  date: {value: "2019-01-01"}
"""


@pytest.fixture(scope="module")
def votes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve actors on 120 topics: the first two never agree, the last two always do."""
    folder = tmp_path_factory.mktemp("votes")
    rows = [
        f"Actor {a},topic {t},{1 - t % 2 if a == 0 else t % 2 if a == 1 else (t * a // 7) % 2}"
        for a in range(11)
        for t in range(120)
    ]
    rows += [row.replace("Actor 10,", "Actor 11,") for row in rows[-120:]]
    (folder / "votes.csv").write_text("\n".join(["who,what,vote", *rows, ""]), "utf-8")
    (folder / "map.yaml").write_text(MAP, "utf-8")
    return folder / "map.yaml"


def test_of_many_topics_the_first_are_shown(votes: Path) -> None:
    ran = run("compare", "Actor 0", "Actor 1", "--kb", votes, "-f", "table")
    assert "and 70 more: --all shows them" in ran.out
    assert ran.out.count("≠") == 1 + 50
    whole = run("compare", "Actor 0", "Actor 1", "--kb", votes, "-f", "table", "--all")
    assert whole.out.count("≠") == 1 + 120


def test_of_many_actors_the_closest_and_the_most_distant_pairs_are_shown(votes: Path) -> None:
    actors = [f"Actor {a}" for a in range(12)]
    ran = run("compare", *actors, "--matrix", "--kb", votes, "-f", "table", env={"COLUMNS": "100"})
    lines = ran.out.splitlines()
    closest = lines.index("The 20 closest of 66 pairs")
    distant = lines.index("The 20 most distant of 66 pairs")
    assert any(line.startswith("Actor 10 and Actor 11 ") for line in lines[closest:distant])
    assert any(line.startswith("Actor 0 and Actor 1 ") for line in lines[distant:])
    rows = run("compare", *actors, "--matrix", "--kb", votes, "-f", "csv")
    assert len(list(csv.DictReader(io.StringIO(rows.out)))) == 66

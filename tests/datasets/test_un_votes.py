"""The example of docs/scale.md: 870,109 votes in the General Assembly of the United Nations."""

import csv
import io
import re
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.support.running import ROOT, run

VOTES = ROOT.parent / "shared" / "data" / "un-votes.parquet"
PAGE = ROOT / "docs" / "scale.md"
SCORES = {"yes": 2, "abstain": 0, "no": -2}

pytestmark = pytest.mark.skipif(not VOTES.is_file(), reason=f"needs {VOTES.name} in ../shared/data")


@pytest.fixture(scope="module")
def un(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The map of the page, beside the table."""
    folder = tmp_path_factory.mktemp("un")
    (example,) = re.findall(
        r"```yaml\n(policykb_map: 1\ntitle: Votes.*?)```", PAGE.read_text(), re.DOTALL
    )
    (folder / "un.yaml").write_text(example, "utf-8")
    (folder / VOTES.name).symlink_to(VOTES)
    return folder / "un.yaml"


def lijphart(one: str, other: str, by: str) -> tuple[float, int]:
    """The mean of 1 - |a - b| / 4 over the roll calls in which both voted, and their number."""
    of_both = [("country", "in", [one, other])]
    table = pq.read_table(VOTES, filters=of_both).to_pylist()
    votes: dict[str, dict[int, int]] = {one: {}, other: {}}
    for row in table:
        if row["date"].isoformat() <= by:
            votes[row["country"]][row["rcid"]] = SCORES[row["vote"]]
    shared = votes[one].keys() & votes[other].keys()
    near = [1 - abs(votes[one][r] - votes[other][r]) / 4 for r in shared]
    return sum(near) / len(near), len(near)


def test_the_agreement_of_states_is_lijpharts_index(un: Path) -> None:
    states = ("United States", "Russia", "United Kingdom")
    ran = run("compare", *states, "--matrix", "--as-of", "2019", "--kb", un, "-f", "csv")
    assert ran.code == 0, ran.err
    found = list(csv.DictReader(io.StringIO(ran.out)))
    assert len(found) == 3
    names = {name.lower().replace(" ", "-"): name for name in states}
    for row in found:
        value, shared = lijphart(names[row["one"]], names[row["other"]], "2019-12-31")
        assert float(row["agreement"]) == pytest.approx(value, abs=1e-12)
        assert int(row["shared"]) == shared

"""``policykb coverage``."""

from tests.support.commands import answer
from tests.support.running import run


def test_coverage_counts_sentences() -> None:
    sources = answer(run("coverage", "-f", "json"))["sources"]
    assert [(s["sentences"], s["coded"], s["skipped"], s["open"]) for s in sources] == [
        *[(5, 4, 1, 0), (6, 6, 0, 0), (8, 7, 1, 0)],
    ]
    assert "The sea was calm" not in run("coverage", "-f", "table").out
    assert "The sea was calm" in run("coverage", "--sentences", "-f", "table").out
    assert len(answer(run("coverage", "gazette-2015", "-f", "json"))["sources"]) == 1

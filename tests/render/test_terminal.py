"""The answers of the second look on a screen of 80 columns, and in Markdown."""

import pytest
from syrupy.assertion import SnapshotAssertion

from tests.support.running import run

ANSWERS = {
    "two-moments": "compare arvona belmark --from 2019 --to 2024",
    "matrix": "compare arvona belmark council --matrix",
    "sensitivity": "compare arvona belmark --sensitivity",
    "explain": "explain arvona belmark lighthouse",
    "explain-contested": "explain arvona quotas",
    "timeline": "timeline arvona belmark -t ferry -t barrage",
    "conflicts": "conflicts",
    "conditions": "conditions",
}


@pytest.mark.parametrize("name", list(ANSWERS))
def test_on_a_terminal(name: str, snapshot: SnapshotAssertion) -> None:
    ran = run(*ANSWERS[name].split(), terminal=True, env={"NO_COLOR": "1"})
    assert ran.code == 0
    assert ran.out == snapshot


@pytest.mark.parametrize("name", list(ANSWERS))
def test_in_markdown(name: str, snapshot: SnapshotAssertion) -> None:
    ran = run(*ANSWERS[name].split(), "-f", "markdown")
    assert ran.code == 0
    assert ran.out == snapshot


def test_a_timeline_in_letters(snapshot: SnapshotAssertion) -> None:
    ran = run(
        *["timeline", "arvona", "belmark", "-t", "ferry", "-t", "barrage"],
        terminal=True,
        env={"NO_COLOR": "1"},
        encoding="ascii",
    )
    assert ran.out.isascii()
    assert ran.out == snapshot

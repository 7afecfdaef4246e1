"""``policykb show``."""

from pathlib import Path

import pytest

from tests.support.commands import FORMATS, answer
from tests.support.running import run


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("arvona", ["actor"]),
        ("the republic of arvona", ["actor"]),
        ("ferry", ["topic"]),
        ("gazette-2015", ["source"]),
        ("Troubled waters", ["source"]),
        ("belmark-ferry", ["claim"]),
    ],
)
def test_show_finds_records_of_each_kind(name: str, kinds: list[str]) -> None:
    found = answer(run("show", name, "-f", "json"))["records"]
    assert [record["kind_of_record"] for record in found] == kinds
    for chosen in FORMATS:
        assert run("show", name, "-f", chosen).code == 0


def test_claim_is_shown_in_context() -> None:
    context = answer(run("show", "belmark-ferry", "-f", "json"))["records"][0]["context"]
    assert context["before"].startswith("Arvona will not sell")
    assert context["sentence"] == "Belmark has wanted a ferry since about 2024."
    assert context["after"].startswith("The Strait Council has asked")
    assert (context["path"], context["line"]) == ("sources/strait-report-2024/text.txt", 3)


def test_faulty_record_is_not_reported_as_unknown(faulty: Path) -> None:
    ran = run("show", "belmark-quotas-neutral", cwd=faulty)
    assert ran.code == 2
    assert "is faulty and was left out" in ran.err

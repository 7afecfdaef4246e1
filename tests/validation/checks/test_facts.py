from pathlib import Path

import pytest

from policykb.validation.report import validate
from tests.support.rule_samples import CLAIMS, base_text, write_edited

FACT = ("  - id: joint-patrols\n", "  - id: joint-patrols\n    kind: fact\n")


def messages(folder: Path, *edits: tuple[str, str], fact: bool = True) -> list[str]:
    """Return the messages of PKB411 after edits of the claims."""
    topics = base_text("topics.yaml", *([FACT] if fact else []))
    root = write_edited(folder, {"topics.yaml": topics, CLAIMS: base_text(CLAIMS, *edits)})
    found = validate(root).diagnostics
    return [fault.message for fault in found if fault.rule.code == "PKB411"]


def kind(of: str) -> tuple[str, str]:
    return ("    topic: joint-patrols\n", f"    topic: joint-patrols\n    kind: {of}\n")


@pytest.mark.parametrize("of", ["position", "belief"])
def test_facts_are_said_or_believed(of: str, tmp_path: Path) -> None:
    assert not messages(tmp_path, kind(of))


def test_facts_are_not_done_or_wanted(tmp_path: Path) -> None:
    assert messages(tmp_path / "a", kind("action")) == [
        "joint-patrols is a fact: an action neither affirms nor denies it"
    ]
    assert messages(tmp_path / "b", kind("interest")) == [
        "joint-patrols is a fact: an interest neither affirms nor denies it"
    ]
    assert not messages(tmp_path / "c", kind("interest"), fact=False)


def test_retracted_claims_are_left_alone(tmp_path: Path) -> None:
    retracted = "    kind: action\n    status: retracted\n    note: A mistake.\n"
    edit = ("    topic: joint-patrols\n", f"    topic: joint-patrols\n{retracted}")
    assert not messages(tmp_path, edit)


def test_facts_are_not_demanded(tmp_path: Path) -> None:
    demand = ("    period: 2019/..\n", "    period: 2019/..\n    conditions: [joint-patrols]\n")
    message = "joint-patrols is a fact: nobody can demand that it be so"
    assert messages(tmp_path / "a", demand) == [message]
    assert not messages(tmp_path / "b", demand, fact=False)

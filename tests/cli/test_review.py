"""Reviewing drafts: accept, edit and reject, one at a time, at a terminal or by options."""

from pathlib import Path

import pytest

from policykb import load
from policykb.validation.report import validate
from tests.support.rule_samples import CLAIMS, base_text, write_base
from tests.support.running import run

DRAFT = "norland-toll"


@pytest.fixture
def kb(tmp_path: Path) -> Path:
    root = write_base(tmp_path / "kb")
    text = base_text(CLAIMS, (f"id: {DRAFT}\n", f"id: {DRAFT}\n    status: draft\n"))
    (root / CLAIMS).write_text(f"# A comment that stays.\n{text}", "utf-8")
    return root


def status(kb: Path) -> str:
    return load(kb).claims[DRAFT].status


def test_a_person_edits_accepts_and_quits(kb: Path) -> None:
    editor = "sed -i 's/^summary: .*/summary: Ships pay Norland/'"
    ran = run("--kb", str(kb), "review", typed="x\ne\na\n", env={"EDITOR": editor, "VISUAL": ""})
    assert ran.code == 0
    assert "Draft 1 of 1: norland-toll" in ran.out
    assert ran.err.count("[a]ccept") == 3
    assert "1 decided, 0 left" in ran.err
    assert (status(kb), load(kb).claims[DRAFT].summary) == ("active", "Ships pay Norland")


def test_a_person_rejects_with_a_reason_and_may_skip(kb: Path) -> None:
    assert "0 decided, 1 left" in run("--kb", str(kb), "review", typed="s\n").err
    assert status(kb) == "draft"
    run("--kb", str(kb), "review", typed="r\nMisread\n")
    assert load(kb).claims[DRAFT].note == "Rejected: Misread."


def test_a_person_who_stops_has_decided_what_was_decided(kb: Path) -> None:
    ran = run("--kb", str(kb), "review", typed="")
    assert (ran.code, status(kb)) == (0, "draft")


def test_drafts_are_listed_in_a_pipe(kb: Path) -> None:
    ran = run("--kb", str(kb), "review", "--format", "json")
    assert ran.code == 0
    assert f'"id": "{DRAFT}"' in ran.out
    assert status(kb) == "draft"


def test_an_accepted_draft_is_active_and_the_rest_of_the_file_stays(kb: Path) -> None:
    before = (kb / CLAIMS).read_text("utf-8")
    ran = run("--kb", str(kb), "review", "--accept", DRAFT)
    assert (ran.code, status(kb)) == (0, "active")
    assert (kb / CLAIMS).read_text("utf-8") == before.replace("    status: draft\n", "")


def test_a_rejected_draft_is_retracted_with_the_reason(kb: Path) -> None:
    ran = run("--kb", str(kb), "review", "--reject", DRAFT, "--note", "The text does not say so")
    assert (ran.code, status(kb)) == (0, "retracted")
    assert load(kb).claims[DRAFT].note == "Rejected: The text does not say so."
    assert not [fault for fault in validate(kb).diagnostics if fault.rule.severity == "error"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--reject", DRAFT), "with a reason"),
        (("--accept", "no-such-claim"), "no-such-claim"),
        (("--accept", "norland"), "no claim"),
    ],
)
def test_what_cannot_be_decided_is_refused(
    kb: Path, arguments: tuple[str, ...], message: str
) -> None:
    ran = run("--kb", str(kb), "review", *arguments)
    assert ran.code == 2
    assert message in ran.err
    assert status(kb) == "draft"

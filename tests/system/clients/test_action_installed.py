"""The action from its first script to its last, with pip and the network."""

from pathlib import Path

from tests.support.clients import client
from tests.support.pipelines import run_step
from tests.support.rule_samples import CLAIMS, base_text, write_edited


def test_installed_action_finds_faults(tmp_path: Path) -> None:
    python = client("venv/bin/python")
    workspace, temporary = tmp_path / "work", tmp_path / "temporary"
    temporary.mkdir()
    edited = base_text(CLAIMS, ("actor: norland", "actor: norlund"))
    write_edited(workspace / "kb", {CLAIMS: edited})
    installed = run_step("Install policykb", workspace, temporary, python, {})
    assert installed.code == 0, installed
    ran = run_step("Validate", workspace, temporary, python, {"path": "kb"})
    assert ran.code == 1, ran
    assert "norlund" in ran.out

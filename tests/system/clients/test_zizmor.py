"""zizmor on the workflow, the action, and the workflow that docs/ci.md shows."""

import subprocess
from pathlib import Path

import pytest

from tests.support.clients import client
from tests.support.pipelines import snippet
from tests.support.running import ROOT

SHOWN = ("GitHub Actions", "Code scanning")


def audit(path: Path) -> subprocess.CompletedProcess[str]:
    command = [client("venv/bin/zizmor"), "--offline", "--no-progress", str(path)]
    return subprocess.run(command, capture_output=True, check=False, text=True)


@pytest.mark.parametrize("path", [".github/workflows/ci.yml", "action.yml"])
def test_file_has_no_findings(path: str) -> None:
    done = audit(ROOT / path)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("heading", SHOWN)
def test_examples_of_the_page_have_no_findings(heading: str, tmp_path: Path) -> None:
    file = tmp_path / "policykb.yml"
    file.write_text(snippet(heading).replace("REV", "0" * 40), "utf-8")
    done = audit(file)
    assert done.returncode == 0, done.stdout


def test_an_input_in_a_script_would_be_reported(tmp_path: Path) -> None:
    file = tmp_path / "action.yml"
    text = (ROOT / "action.yml").read_text("utf-8")
    file.write_text(text.replace('"$INPUT_STRICT"', '"${{ inputs.strict }}"'), "utf-8")
    done = audit(file)
    assert done.returncode != 0
    assert "template-injection" in done.stdout

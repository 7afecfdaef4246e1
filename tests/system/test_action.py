"""The scripts of action.yml, run as a runner runs them."""

import sys
from pathlib import Path

import pytest

from tests.support.pipelines import ACTION, SCRIPTS, run_step
from tests.support.rule_samples import CLAIMS, base_text, write_base, write_edited
from tests.support.running import ROOT

END = "end of a call"

# Each would leave a file if any of it were run.
HOSTILE = (
    "x; touch pwned",
    "$(touch pwned)",
    "`touch pwned`",
    '"; touch pwned; "',
    "'; touch pwned; '",
    "x && touch pwned",
    "x | tee pwned",
    "x > pwned",
    "a[$(touch pwned)]",
    "${IFS}touch${IFS}pwned",
    "--output=pwned",
    "*",
    "\\",
)


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """The files that were checked out."""
    folder = tmp_path / "work space"
    folder.mkdir()
    return folder


@pytest.fixture
def temporary(tmp_path: Path) -> Path:
    """The runner's folder for files of a job, where policykb is installed."""
    folder = tmp_path / "runner's temp"
    folder.mkdir()
    (folder / "policykb").symlink_to(ROOT / "src")
    return folder


@pytest.fixture
def python(tmp_path: Path) -> str:
    """A Python that only notes what it is asked for."""
    program = tmp_path / "python"
    program.write_text(
        f'#!/usr/bin/env bash\nprintf "%s\\0" "$@" "{END}" >> "$RUNNER_TEMP/calls"\n', "utf-8"
    )
    program.chmod(0o700)
    return str(program)


def calls(temporary: Path) -> list[list[str]]:
    """The arguments of each call of that Python."""
    noted = temporary / "calls"
    parts = noted.read_text("utf-8").split(f"{END}\0")[:-1] if noted.exists() else []
    return [part.split("\0")[:-1] for part in parts]


def names(workspace: Path) -> list[str]:
    return sorted(path.name for path in workspace.iterdir())


VALIDATE = ["-P", "-m", "policykb", "validate"]

ASKED: tuple[tuple[dict[str, str], list[str]], ...] = (
    ({}, ["--"]),
    ({"strict": "true"}, ["--strict", "--"]),
    ({"path": "kb"}, ["--", "kb"]),
    ({"path": "one kb\n\nother kb/sources\n"}, ["--", "one kb", "other kb/sources"]),
    ({"args": " --kb  kb\n--format json\n"}, ["--kb", "kb", "--format", "json", "--"]),
    ({"strict": "true", "args": "-f json", "path": "kb"}, ["-f", "json", "--strict", "--", "kb"]),
)


@pytest.mark.parametrize(("inputs", "arguments"), ASKED)
def test_inputs_are_options_and_paths(
    inputs: dict[str, str], arguments: list[str], workspace: Path, temporary: Path, python: str
) -> None:
    assert run_step("Validate", workspace, temporary, python, inputs).code == 0
    assert calls(temporary) == [[*VALIDATE, *arguments]]


def test_sarif_is_written_first_and_does_not_fail(
    workspace: Path, temporary: Path, python: str
) -> None:
    inputs = {"sarif": "out/faults.sarif", "path": "kb"}
    assert run_step("Validate", workspace, temporary, python, inputs).code == 0
    first, second = calls(temporary)
    report = ["--format", "sarif", "--output=out/faults.sarif", "--exit-zero"]
    assert first == [*VALIDATE, *report, "--", "kb"]
    assert second == [*VALIDATE, "--", "kb"]


@pytest.mark.parametrize("text", HOSTILE)
def test_inputs_are_never_executed(
    text: str, workspace: Path, temporary: Path, python: str
) -> None:
    inputs = {"path": text, "args": text, "sarif": text}
    assert run_step("Validate", workspace, temporary, python, inputs).code == 0
    report = ["--format", "sarif", f"--output={text}", "--exit-zero"]
    assert calls(temporary) == [
        [*VALIDATE, *text.split(), *report, "--", text],
        [*VALIDATE, *text.split(), "--", text],
    ]
    assert names(workspace) == []


@pytest.mark.parametrize("text", [*HOSTILE, "", "yes", "True"])
def test_strict_is_true_or_false(text: str, workspace: Path, temporary: Path, python: str) -> None:
    ran = run_step("Validate", workspace, temporary, python, {"strict": text})
    assert ran.code == 2
    assert ran.out == "::error::policykb: strict is true or false\n"
    assert calls(temporary) == []
    assert names(workspace) == []


def test_action_installs_its_own_checkout(workspace: Path, temporary: Path, python: str) -> None:
    assert run_step("Install policykb", workspace, temporary, python, {}).code == 0
    (call,) = calls(temporary)
    assert call[:4] == ["-I", "-m", "pip", "install"]
    assert call[-3:] == ["--target", str(temporary / "policykb"), str(ROOT)]


@pytest.mark.parametrize("name", list(SCRIPTS))
def test_no_script_holds_an_expression(name: str) -> None:
    assert "${{" not in SCRIPTS[name]["run"]
    assert SCRIPTS[name]["shell"] == "bash"


def test_every_input_is_used() -> None:
    steps = str(ACTION["runs"]["steps"])
    for name in ACTION["inputs"]:
        assert f"${{{{ inputs.{name} }}}}" in steps


def test_a_sound_knowledge_base_passes(workspace: Path, temporary: Path) -> None:
    write_base(workspace / "kb")
    ran = run_step("Validate", workspace, temporary, sys.executable, {"strict": "true"})
    assert ran.code == 0, ran


def test_a_fault_fails_the_step_and_is_written_as_sarif_too(
    workspace: Path, temporary: Path
) -> None:
    edited = base_text(CLAIMS, ("actor: norland", "actor: norlund"))
    write_edited(workspace / "kb", {CLAIMS: edited})
    ran = run_step("Validate", workspace, temporary, sys.executable, {"sarif": "faults.sarif"})
    assert ran.code == 1, ran
    assert f"kb/{CLAIMS}" in ran.out
    assert "norlund" in ran.out
    assert "norlund" in (workspace / "faults.sarif").read_text("utf-8")


@pytest.mark.parametrize("name", list(SCRIPTS))
def test_modules_of_the_workspace_are_not_imported(
    name: str, workspace: Path, temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_base(workspace / "kb")
    for module in ("pip", "policykb", "typing", "json", "sitecustomize"):
        (workspace / f"{module}.py").write_text("open('pwned', 'w')", "utf-8")
    before = names(workspace)
    # Nothing to install is there, so that pip ends before it asks any network.
    monkeypatch.setattr("tests.support.pipelines.ROOT", temporary / "missing")
    ran = run_step(name, workspace, temporary, sys.executable, {})
    assert ran.code == (0 if name == "Validate" else 1), ran
    assert names(workspace) == before

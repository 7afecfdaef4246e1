"""docs/ci.md, action.yml and the manifest of hooks, as a pipeline reads them."""

import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from tests.support.running import ROOT, Ran, environment

PAGE = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")

Action = Mapping[str, Any]
"""The content of action.yml."""


def read_yaml(text: str) -> Any:
    """The value of a YAML document."""
    return YAML(typ="safe").load(text)


def snippet(heading: str) -> str:
    """The block of code under a heading of the page."""
    section = PAGE.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    (block,) = re.findall(r"^```[a-z]+\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)
    assert isinstance(block, str)
    return block


ACTION: Action = read_yaml((ROOT / "action.yml").read_text(encoding="utf-8"))
WORKFLOW = (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
HOOKS: list[dict[str, Any]] = read_yaml(
    (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
)

SCRIPTS: dict[str, dict[str, Any]] = {
    step["name"]: step for step in ACTION["runs"]["steps"] if "run" in step
}
"""The steps of the action that are scripts, by name."""


def run_step(
    name: str, workspace: Path, temporary: Path, python: str, inputs: Mapping[str, str]
) -> Ran:
    """Run a script of the action as a runner does, in a workspace, with inputs of a workflow."""
    given = {key: value["default"] for key, value in ACTION["inputs"].items()} | dict(inputs)
    context = {f"inputs.{key}": value for key, value in given.items()}
    context["steps.python.outputs.python-path"] = python
    step = SCRIPTS[name]
    script = temporary / "step.sh"
    script.write_text(step["run"], encoding="utf-8")
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", script],  # noqa: S607 - the one on the path, as on a runner
        cwd=workspace,
        env=environment(
            GITHUB_ACTIONS="true",
            GITHUB_ACTION_PATH=str(ROOT),
            RUNNER_TEMP=str(temporary),
            **{key: _evaluated(value, context) for key, value in step["env"].items()},
        ),
        capture_output=True,
        check=False,
        text=True,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


def _evaluated(text: str, context: Mapping[str, str]) -> str:
    return re.sub(r"\$\{\{ (\S+) \}\}", lambda expression: context[expression[1]], text)

"""What docs/ci.md says to paste, and what it leads to, is valid and does what it says."""

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines import ACTION, HOOKS, PAGE, WORKFLOW, read_yaml, snippet
from running import ROOT, run
from test_readme import commands

ENTRIES: dict[str, str] = {hook["id"]: hook["entry"] for hook in HOOKS}

# --- schemas

YAML_FILES = (
    ("github-actions", "action.yml", (ROOT / "action.yml").read_text("utf-8")),
    ("github-workflows", "ci.yml", WORKFLOW),
    ("github-workflows", "policykb.yml", snippet("GitHub Actions")),
    ("gitlab-ci", ".gitlab-ci.yml", snippet("GitLab CI")),
)


def fits(schema: str, file: Path) -> bool:
    arguments = ["--builtin-schema", f"vendor.{schema}", str(file)]
    done = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", *arguments], capture_output=True, check=False
    )
    return done.returncode == 0


@pytest.mark.parametrize(("schema", "name", "text"), YAML_FILES)
def test_a_file_fits_its_schema(schema: str, name: str, text: str, tmp_path: Path) -> None:
    file = tmp_path / name
    file.write_text(text, "utf-8")
    assert fits(schema, file)


def test_a_schema_finds_faults(tmp_path: Path) -> None:
    file = tmp_path / "ci.yml"
    file.write_text(WORKFLOW.replace("runs-on:", "run-on:"), "utf-8")
    assert not fits("github-workflows", file)


# --- the action


def uses(text: str) -> list[str]:
    return re.findall(r"uses: (.+)", text)


def test_every_action_of_others_is_pinned_to_a_commit() -> None:
    action = (ROOT / "action.yml").read_text("utf-8")
    used = {one for text in (action, WORKFLOW, snippet("GitHub Actions")) for one in uses(text)}
    others = {one for one in used if not one.startswith(("./", "OWNER/policykb@REV"))}
    assert all(re.fullmatch(r"\S+@[0-9a-f]{40} # v[0-9.]+", one) for one in others)
    # One version of each.
    assert len({one.split("@")[0] for one in others}) == len(others)


@pytest.mark.parametrize("workflow", [WORKFLOW, snippet("GitHub Actions")])
def test_workflows_read_the_repository_and_no_more(workflow: str) -> None:
    read = read_yaml(workflow)
    assert read["permissions"] == {"contents": "read"}
    steps = [step for job in read["jobs"].values() for step in job["steps"]]
    for step in steps:
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False
    (own,) = [s for s in steps if s.get("uses", "").startswith(("./", "OWNER/policykb@"))]
    assert set(own["with"]) <= set(ACTION["inputs"])


def test_the_page_has_every_input_with_its_default() -> None:
    rows = re.findall(r"^\| `(\S+)` \| .* \| (?:`(\S+)`|the nearest)? ?\|$", PAGE, re.MULTILINE)
    assert dict(rows) == {name: one["default"] for name, one in ACTION["inputs"].items()}


# --- hooks and commands


FMT = pytest.mark.xfail("fmt" not in commands(), reason="not a command yet")


@pytest.mark.parametrize("command", ["validate", pytest.param("fmt", marks=FMT)])
def test_a_hook_runs_a_command_that_there_is(command: str) -> None:
    assert ENTRIES[f"policykb-{command}"] == f"policykb {command}"
    assert command in commands()


def test_there_are_two_hooks_and_the_page_shows_both() -> None:
    (shown,) = read_yaml(snippet("pre-commit"))["repos"]
    assert list(ENTRIES) == ["policykb-validate", "policykb-fmt"]
    # What is formatted is validated, not what was there before.
    assert [hook["id"] for hook in shown["hooks"]] == ["policykb-fmt", "policykb-validate"]


@pytest.mark.parametrize(
    ("file", "hooks"),
    [
        ("kb/actors.yaml", ["policykb-validate", "policykb-fmt"]),
        ("kb/sources/gazette/text.txt", ["policykb-validate"]),
        ("README.md", []),
        ("yaml.py", []),
        ("a.yaml.orig", []),
    ],
)
def test_a_hook_runs_for_files_of_a_knowledge_base(file: str, hooks: list[str]) -> None:
    assert [hook["id"] for hook in HOOKS if re.search(hook["files"], file)] == hooks


def shown() -> Iterator[str]:
    """The command lines that the page leads to."""
    yield from re.findall(r" (policykb validate .*)", snippet("GitLab CI"))
    yield from re.findall(r" (policykb validate .*)", snippet("Any other, and by hand"))
    for repository in read_yaml(snippet("pre-commit"))["repos"]:
        for hook in repository["hooks"]:
            if "args" in hook:
                yield shlex.join([*ENTRIES[hook["id"]].split(), *hook["args"]])


def test_the_page_shows_commands_for_three_places() -> None:
    assert len(list(shown())) == 3


@pytest.mark.parametrize("line", list(shown()))
def test_a_command_of_the_page_runs(line: str) -> None:
    ran = run(*shlex.split(line)[1:], cwd=ROOT)
    assert ran.code == 0, ran


def test_the_page_installs_from_one_place_and_names_nothing_else() -> None:
    assert set(re.findall(r"\S*OWNER/\S*", PAGE)) == {
        "https://github.com/OWNER/policykb",
        "OWNER/policykb@REV",
        '"git+https://github.com/OWNER/policykb@REV"',
    }
    links = re.findall(r"\]\(([^)#]+)\)", PAGE)
    assert all("://" in link or (ROOT / "docs" / link).exists() for link in links)


def test_python_is_one_that_policykb_runs_on() -> None:
    least = re.search(r'requires-python = ">=3\.(\d+)"', (ROOT / "pyproject.toml").read_text())
    assert least
    assert f"Python 3.{least[1]} or newer" in PAGE
    asked = [ACTION["inputs"]["python-version"]["default"]]
    asked += re.findall(r"python:([0-9.]+)", snippet("GitLab CI"))
    assert len(asked) == 2
    assert all(int(version.split(".")[1]) >= int(least[1]) for version in asked)

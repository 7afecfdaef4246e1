"""The files that docs/ci.md says to paste are valid, and do what it says."""

import re
import shlex
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest
from check_jsonschema import main as check_jsonschema
from click.testing import CliRunner

from tests.support.pipelines import ACTION, HOOKS, PAGE, WORKFLOW, read_yaml, snippet
from tests.support.rule_samples import write_base
from tests.support.running import ROOT, command_options, run

ENTRIES: dict[str, str] = {hook["id"]: hook["entry"] for hook in HOOKS}

# --- schemas

YAML_FILES = (
    ("github-actions", "action.yml", (ROOT / "action.yml").read_text("utf-8")),
    ("github-workflows", "ci.yml", WORKFLOW),
    ("github-workflows", "policykb.yml", snippet("GitHub Actions")),
    ("github-workflows", "scanning.yml", snippet("Code scanning")),
    ("gitlab-ci", ".gitlab-ci.yml", snippet("GitLab CI")),
)


def fits(schema: str, file: Path) -> bool:
    arguments = ["--builtin-schema", f"vendor.{schema}", str(file)]
    return CliRunner().invoke(check_jsonschema, arguments).exit_code == 0


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
    texts = (action, WORKFLOW, snippet("GitHub Actions"), snippet("Code scanning"))
    used = {one for text in texts for one in uses(text)}
    others = {one for one in used if not one.startswith(("./", "OWNER/policykb@REV"))}
    assert all(re.fullmatch(r"\S+@[0-9a-f]{40} # v[0-9.]+", one) for one in others)
    # One version of each.
    assert len({one.split("@")[0] for one in others}) == len(others)


@pytest.mark.parametrize(
    ("workflow", "more"),
    [
        (WORKFLOW, {}),
        (snippet("GitHub Actions"), {}),
        (snippet("Code scanning"), {"security-events": "write"}),
    ],
)
def test_workflows_have_minimal_permissions(workflow: str, more: dict[str, str]) -> None:
    read = read_yaml(workflow)
    assert read["permissions"] == {"contents": "read"}
    asked = [job["permissions"] for job in read["jobs"].values() if "permissions" in job]
    assert asked == ([{"contents": "read"} | more] if more else [])
    steps = [step for job in read["jobs"].values() for step in job["steps"]]
    for step in steps:
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False
    (own,) = [s for s in steps if s.get("uses", "").startswith(("./", "OWNER/policykb@"))]
    assert set(own["with"]) <= set(ACTION["inputs"])


def test_action_uploads_the_file_it_writes() -> None:
    (job,) = read_yaml(snippet("Code scanning"))["jobs"].values()
    written, handed = [step["with"] for step in job["steps"][1:]]
    assert written["sarif"] == handed["sarif_file"]
    assert job["steps"][2]["if"] == "always()"


def test_the_page_has_every_input_with_its_default() -> None:
    rows = re.findall(r"^\| `(\S+)` \| .* \| (?:`(\S+)`|the nearest)? ?\|$", PAGE, re.MULTILINE)
    assert dict(rows) == {name: one["default"] for name, one in ACTION["inputs"].items()}


# --- hooks and commands


@pytest.mark.parametrize("command", ["validate", "fmt"])
def test_hook_runs_an_existing_command(command: str) -> None:
    assert ENTRIES[f"policykb-{command}"] == f"policykb {command}"
    assert command in command_options()


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


def hook_for_people() -> list[str]:
    """The arguments of the hook with which its output holds remedies."""
    (found,) = re.findall(r"`args: (\[.*\])`", PAGE)
    return [str(one) for one in read_yaml(found)]


def shown() -> Iterator[str]:
    """The command lines that the page leads to."""
    yield from re.findall(r" (policykb validate .*)", snippet("GitLab CI"))
    yield from re.findall(r" (policykb validate .*)", snippet("Other pipelines, or by hand"))
    yield from re.findall(r"^policykb fmt .*", snippet("Formatting and schemas"), re.MULTILINE)
    yield f"policykb validate {' '.join(hook_for_people())}"
    for repository in read_yaml(snippet("pre-commit"))["repos"]:
        for hook in repository["hooks"]:
            if "args" in hook:
                yield shlex.join([*ENTRIES[hook["id"]].split(), *hook["args"]])


def test_the_page_shows_commands_for_four_places() -> None:
    assert len(list(shown())) == 5


@pytest.mark.parametrize("line", list(shown()))
def test_a_command_of_the_page_runs(line: str) -> None:
    ran = run(*shlex.split(line)[1:], cwd=ROOT)
    assert ran.code == 0, ran


def test_page_installs_from_one_place() -> None:
    assert set(re.findall(r"\S*OWNER/\S*", PAGE)) == {
        "https://github.com/OWNER/policykb",
        "OWNER/policykb@REV",
        '"git+https://github.com/OWNER/policykb@REV"',
    }
    links = re.findall(r"\]\(([^)#]+)[^)]*\)", PAGE)
    assert all("://" in link or (ROOT / "docs" / link).exists() for link in links)


def test_links_lead_to_existing_headings() -> None:
    headings = re.findall(r"^## (.*)", PAGE, re.MULTILINE)
    anchors = {heading.lower().replace(" ", "-") for heading in headings}
    assert set(re.findall(r"\]\(#([^)]+)\)", PAGE)) <= anchors


def test_the_settings_of_the_page_are_settings(tmp_path: Path) -> None:
    (settings,) = re.findall(r"^   ```yaml\n(.*?)^   ```$", PAGE, re.MULTILINE | re.DOTALL)
    root = write_base(tmp_path)
    with (root / "kb.yaml").open("a", encoding="utf-8") as file:
        file.write(textwrap.dedent(settings))
    assert run("validate", str(root), cwd=tmp_path).code == 0
    (root / "topics.yaml").write_text("topics: [", encoding="utf-8")
    assert run("validate", str(root), cwd=tmp_path).code == 1


def test_python_version_is_supported() -> None:
    least = re.search(r'requires-python = ">=3\.(\d+)"', (ROOT / "pyproject.toml").read_text())
    assert least
    assert f"Python 3.{least[1]} or newer" in PAGE
    asked = [ACTION["inputs"]["python-version"]["default"]]
    asked += re.findall(r"python:([0-9.]+)", snippet("GitLab CI"))
    assert len(asked) == 2
    assert all(int(version.split(".")[1]) >= int(least[1]) for version in asked)

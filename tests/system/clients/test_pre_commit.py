"""The hooks, installed by pre-commit and run by ``git commit`` in a repository of somebody's.

The configuration is the one of docs/ci.md. pre-commit installs policykb from the network.
"""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.clients import client
from tests.support.pipelines import snippet
from tests.support.repositories import ENVIRONMENT, commit, git, repository
from tests.support.rule_samples import CLAIMS, base_text, write_base
from tests.support.running import ROOT, Ran

PRE_COMMIT = "venv/bin/pre-commit"


@dataclass(frozen=True)
class Hooks:
    """The place of the hooks, and the one where pre-commit keeps what it installed."""

    configuration: str
    home: Path


@pytest.fixture(scope="module")
def hooks(tmp_path_factory: pytest.TempPathFactory) -> Hooks:
    """This checkout as it is now, changes included, as a repository to install from.

    It has a history of its own: a checkout may be shallow, linked or none.
    """
    client(PRE_COMMIT)
    home = tmp_path_factory.mktemp("pre-commit")
    store = repository(home / "policykb.loading.git", "--bare")
    here = ("--git-dir", str(store), "--work-tree", str(ROOT))
    git(ROOT, *here, "add", "--all")
    git(ROOT, *here, "commit", "--quiet", "--message=This checkout")
    revision = git(store, "rev-parse", "HEAD")
    configuration = snippet("pre-commit")
    for placeholder, value in (
        ("https://github.com/OWNER/policykb", str(store)),
        ("REV", revision),
    ):
        assert configuration.count(placeholder) == 1
        configuration = configuration.replace(placeholder, value)
    return Hooks(configuration, home / "home")


@pytest.fixture
def work(tmp_path: Path, hooks: Hooks) -> Path:
    """A repository with a sound knowledge base and the hooks."""
    folder = repository(tmp_path / "work")
    write_base(folder / "kb")
    (folder / "README.md").write_text("# Straits\n", "utf-8")
    (folder / ".pre-commit-config.yaml").write_text(hooks.configuration, "utf-8")
    commit(folder)
    ran = run(folder, hooks, client(PRE_COMMIT), "install", "--install-hooks")
    assert ran.code == 0, ran
    return folder


def run(folder: Path, hooks: Hooks, *command: str, skip: str = "policykb-fmt") -> Ran:
    """Run a command as somebody who has pre-commit; without one of the hooks."""
    # Where a pipeline runs these tests, the program would print what that pipeline reads.
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("GIT", "POLICYKB_"))}
    done = subprocess.run(
        command,
        cwd=folder,
        env=kept | ENVIRONMENT | {"PRE_COMMIT_HOME": str(hooks.home), "SKIP": skip},
        capture_output=True,
        check=False,
        text=True,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


def committed(folder: Path, hooks: Hooks) -> Ran:
    """Try to commit all that changed."""
    git(folder, "add", "--all")
    return run(folder, hooks, "git", "commit", "--message=A change")


def result(ran: Ran, hook: str) -> str:
    """The output of pre-commit for a hook."""
    (line,) = [
        line for line in (ran.out + ran.err).splitlines() if line.startswith(f"policykb {hook}.")
    ]
    return line.rpartition(".")[2]


def test_a_sound_knowledge_base_is_committed(work: Path, hooks: Hooks) -> None:
    edited = base_text(CLAIMS, ("Norland charges passing ships", "Norland takes a toll of ships"))
    (work / "kb" / CLAIMS).write_text(edited, "utf-8")
    ran = committed(work, hooks)
    assert ran.code == 0, ran
    assert result(ran, "validate") == "Passed"


def test_fault_stops_the_commit_and_is_located(work: Path, hooks: Hooks) -> None:
    before = git(work, "rev-parse", "HEAD")
    edited = base_text(CLAIMS, ("actor: norland", "actor: norlund"))
    (work / "kb" / CLAIMS).write_text(edited, "utf-8")
    ran = committed(work, hooks)
    assert ran.code == 1, ran
    assert result(ran, "validate") == "Failed"
    assert f'kb/{CLAIMS}:3:12: PKB201 unknown actor "norlund"' in ran.err
    assert git(work, "rev-parse", "HEAD") == before


def test_a_warning_stops_the_commit_as_the_arguments_ask(work: Path, hooks: Hooks) -> None:
    topics = work / "kb" / "topics.yaml"
    unused = "  - id: unused\n    label: Unused\n    proposition: Nobody speaks of it.\n"
    topics.write_text(topics.read_text("utf-8").rstrip("\n") + f"\n\n{unused}", "utf-8")
    ran = committed(work, hooks)
    assert ran.code == 1, ran
    assert "PKB501" in ran.err


def test_other_files_do_not_start_the_hook(work: Path, hooks: Hooks) -> None:
    (work / "README.md").write_text("# The straits\n", "utf-8")
    ran = committed(work, hooks)
    assert ran.code == 0, ran
    assert result(ran, "validate") == "(no files to check)Skipped"


def test_hook_does_not_run_for_deletions(work: Path, hooks: Hooks) -> None:
    (work / "kb" / "topics.yaml").unlink()
    ran = committed(work, hooks)
    assert ran.code == 0, ran
    assert result(ran, "validate") == "(no files to check)Skipped"


def test_formatting_again_changes_nothing(work: Path, hooks: Hooks) -> None:
    asked = (client(PRE_COMMIT), "run", "--all-files", "policykb-fmt")
    run(work, hooks, *asked, skip="")
    ran = run(work, hooks, *asked, skip="")
    assert ran.code == 0, ran
    assert result(ran, "fmt") == "Passed"


def test_pre_commit_finds_the_manifest_and_the_configuration_valid(
    work: Path, hooks: Hooks
) -> None:
    manifest = str(ROOT / ".pre-commit-hooks.yaml")
    for arguments in (
        ("validate-manifest", manifest),
        ("validate-config", ".pre-commit-config.yaml"),
    ):
        ran = run(work, hooks, client(PRE_COMMIT), *arguments)
        assert (ran.code, ran.out, ran.err) == (0, "", "")

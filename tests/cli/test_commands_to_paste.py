"""Commands that answers and errors name: pasted into a shell, they ask the same knowledge base."""

import shlex
import shutil
from pathlib import Path

import pytest

from tests.support.running import SAMPLE, run


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample knowledge base in a folder that a shell needs quotes for."""
    kb = tmp_path_factory.mktemp("commands") / "a kb"
    shutil.copytree(SAMPLE, kb)
    return kb


def commands(text: str) -> list[str]:
    """The commands that a text names, to the end of their lines."""
    return [f"policykb {one}" for line in text.splitlines() for one in line.split("policykb ")[1:]]


@pytest.mark.parametrize("first", [True, False])
def test_a_command_names_the_knowledge_base_that_was_named(folder: Path, *, first: bool) -> None:
    request, option = ["compare", "arvona", "belmark", "-f", "markdown"], ["--kb", str(folder)]
    ran = run(*(option + request if first else request + option), cwd=folder.parent)
    (named,) = (one for one in commands(ran.out) if "--include-hearsay" in one)
    words = shlex.split(named.replace("\\", ""))
    assert words[words.index("--kb") + 1] == str(folder)
    again = run(*words[1:], cwd=folder.parent)
    assert again.code == 0, again.err


def test_a_command_names_no_other_knowledge_base(folder: Path) -> None:
    request = ["compare", "arvona", "belmark", "-f", "markdown"]
    run(*request, "--kb", folder)
    assert "--kb" not in run(*request).out


def test_so_do_errors(folder: Path) -> None:
    ran = run("compare", "arvona", "--kb", folder, cwd=folder.parent)
    assert ran.code == 2
    assert f"`policykb actors --kb {shlex.quote(str(folder))}`" in ran.err
    assert "`policykb actors`" in run("compare", "arvona").err

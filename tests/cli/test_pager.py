"""Long answers on a terminal go through the pager."""

import sys
from pathlib import Path

import pytest

from tests.support.forked import on_terminal

pytest.importorskip("pty", reason="needs a POSIX terminal")

LONG = ("claims", "--format", "json")
READER = "import sys; print('PAGED', len(sys.stdin.read().splitlines()))"


def pager(source: str, tmp_path: Path) -> str:
    """Return the command of a pager that runs this Python source."""
    script = tmp_path / "pager.py"
    script.write_text(source, encoding="utf-8")
    return f"'{sys.executable}' '{script}'"


@pytest.fixture(scope="module")
def whole() -> str:
    code, shown = on_terminal(*LONG, POLICYKB_PAGER="")
    assert code == 0
    assert len(shown.splitlines()) > 24
    return shown


@pytest.mark.parametrize("name", ["POLICYKB_PAGER", "PAGER"])
def test_long_answer_goes_through_the_pager(tmp_path: Path, whole: str, name: str) -> None:
    env = {name: pager(READER, tmp_path)}
    if name == "POLICYKB_PAGER":
        env["PAGER"] = "cat"
    assert on_terminal(*LONG, **env) == (0, f"PAGED {len(whole.splitlines())}\n")


@pytest.mark.parametrize(
    ("arguments", "env"),
    [
        ((*LONG, "--no-pager"), {}),
        (("--no-pager", *LONG), {}),
        (LONG, {"TERM": "dumb"}),
        (("rule", "PKB301", "--format", "csv"), {}),
    ],
)
def test_no_pager(tmp_path: Path, arguments: tuple[str, ...], env: dict[str, str]) -> None:
    code, shown = on_terminal(*arguments, POLICYKB_PAGER=pager(READER, tmp_path), **env)
    assert code == 0
    assert "PAGED" not in shown
    assert shown


def test_file_is_written_without_the_pager(tmp_path: Path) -> None:
    file = str(tmp_path / "claims.json")
    code, shown = on_terminal(*LONG, "-o", file, POLICYKB_PAGER=pager(READER, tmp_path))
    assert code == 0
    assert "PAGED" not in shown


@pytest.mark.parametrize(
    "command", ["", "cat", "more-that-is-not-there", "false", "'unbalanced", "/"]
)
def test_nothing_is_lost_without_a_working_pager(whole: str, command: str) -> None:
    assert on_terminal(*LONG, POLICYKB_PAGER=command) == (0, whole)


def test_pager_that_is_left_early_is_quiet(tmp_path: Path) -> None:
    command = pager("import sys; print(sys.stdin.readline().strip())", tmp_path)
    assert on_terminal(*LONG, POLICYKB_PAGER=command) == (0, "{\n")


def test_less_gets_the_options_that_git_gives_it(tmp_path: Path) -> None:
    command = pager("import os, sys; sys.stdin.read(); print(os.environ['LESS'])", tmp_path)
    assert on_terminal(*LONG, POLICYKB_PAGER=command) == (0, "FRX\n")
    assert on_terminal(*LONG, POLICYKB_PAGER=command, LESS="S") == (0, "S\n")

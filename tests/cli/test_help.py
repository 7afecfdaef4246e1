"""The help of the program and of each command."""

import re
from pathlib import Path

import pytest

from policykb.cli.commands import COMMANDS
from tests.support.running import command_options, run


def test_the_version_is_printed() -> None:
    assert re.fullmatch(r"policykb \d+\.\d+\.\d+\n", run("--version").out)
    assert run("-V").out == run("--version").out


@pytest.mark.sampled
@pytest.mark.parametrize("command", ["", *COMMANDS])
@pytest.mark.parametrize("columns", ["40", "80", "200"])
def test_help_fits_the_screen_and_is_complete(command: str, columns: str) -> None:
    ran = run(*command.split(), "--help", env={"COLUMNS": columns})
    assert ran.code == 0
    longest = max(map(len, ran.out.splitlines()))
    assert longest <= (200 if columns == "200" else 80)
    if command == "compare" and columns == "200":
        assert longest > 120
    assert run(*command.split(), "-h").code == 0
    if command == "coverage":
        assert "[SOURCE...]" in ran.out
    if command == "rule":
        assert "[CODE...]" in ran.out


@pytest.mark.parametrize("command", ["diff", "fmt", "schema", "validate"])
def test_help_mentions_the_bundled_kb_only_if_it_is_used(command: str, tmp_path: Path) -> None:
    text = " ".join(run(command, "--help").out.split())
    assert "never the bundled one" in text
    assert "or the bundled one" not in text
    assert "or the bundled one" in " ".join(run("compare", "--help").out.split())
    if command != "schema":  # which then takes any text for an id
        arguments = ["HEAD"] if command == "diff" else []
        assert run(command, *arguments, cwd=tmp_path).code == 2


def test_help_lists_every_command_once_in_its_section() -> None:
    listed: dict[str, list[str]] = {}
    section = ""
    for line in run("--help").out.splitlines():
        if line.endswith(":") and line[0].isalpha():
            section = line.removesuffix(":")
        elif line.startswith("  ") and line[2:3].isalpha():
            listed.setdefault(section, []).append(line[2:].partition("  ")[0])
    asked = ["Ask", "Browse", "Write", "Exchange", "Check"]
    assert [section for section in listed if section in asked] == asked
    assert sorted(name for section in asked for name in listed[section]) == sorted(COMMANDS)


def test_help_groups_options() -> None:
    out = run("compare", "--help").out
    sections = ["Options", "Filters", "Output", "Knowledge base", "Examples"]
    parts = [out.index(f"\n{section}:\n") for section in sections]
    assert parts == sorted(parts)
    assert parts[1] < out.index("--during") < parts[2] < out.index("--output") < parts[3]


@pytest.mark.parametrize("command", COMMANDS)
def test_help_ends_with_two_examples_whose_options_exist(command: str) -> None:
    found = run(*command.split(), "--help").out.partition("\nExamples:\n")[2].splitlines()
    assert [
        line.startswith(f"  policykb {command} ") or line == f"  policykb {command}"
        for line in found
    ] == [True] * 2
    options = command_options()[command]
    assert {w for line in found for w in line.split() if w.startswith("-")} <= {*options, "--help"}

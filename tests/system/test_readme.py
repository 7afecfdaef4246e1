"""The program prints what README.md and docs/commands.md show."""

import contextlib
import io
import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from policykb.cli import app
from policykb.model.schema import ClaimsFile
from policykb.yaml.parser import parse_document
from tests.support.repositories import commit, repository
from tests.support.running import ROOT, command_options, run

README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
CUT = "…"
WRITING = {"add", "export", "import", "rename", "merge", "pack", "retract"}
STATEMENT = """\
---
title: "The harbour: a statement"
author: Russia
publisher: Town Gazette
date: 2024-05-02
---

# The harbour

Russia will **build** it. Nobody else has to pay.
"""
"""The document that the example of ``add source`` adds."""


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def sessions() -> Iterator[tuple[str, str]]:
    """Each command of the console blocks, with the output shown under it."""
    for block in (*blocks(README, "console"), *blocks(COMMANDS, "console")):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            yield command, output


def fits(shown: str, printed: str) -> bool:
    """True if this was printed, with anything in the place of a cut."""
    lines = [
        r"(?:.*\n)*" if line == CUT else re.escape(line).replace(f"\\ {CUT}", r"\ .*") + r"\n"
        for line in shown.splitlines()
    ]
    return re.fullmatch("".join(lines), printed) is not None


@pytest.mark.parametrize(("command", "shown"), list(sessions()))
def test_console_blocks_match_the_output(command: str, shown: str, tmp_path: Path) -> None:
    program, name, *arguments = shlex.split(command)
    assert program == "policykb"
    if name == "diff":
        edited_repository(tmp_path)
    if name in WRITING:
        shutil.copytree(ROOT / "kb", tmp_path / "kb")
        (tmp_path / "statement.md").write_text(STATEMENT, "utf-8")
    if name == "import":
        run("export", "qdc", tmp_path / "codes.qdc", cwd=ROOT)
    folder = tmp_path if name in {"init", "diff", *WRITING} else ROOT
    ran = run(name, *arguments, cwd=folder, env={"NO_COLOR": "1"}, terminal=True)
    assert ran.code == 0
    printed = ran.out.replace("\r\n", "\n")
    if not fits(shown, printed):
        assert printed == shown


def edited_repository(folder: Path) -> None:
    """A repository of the knowledge base, with an edit that is not committed: this one's history
    is no example to rely on.
    """
    shutil.copytree(ROOT / "kb", folder / "kb")
    repository(folder)
    commit(folder)
    claims = folder / "kb/sources/us-russia-taliban-2025/claims.yaml"
    before, told, after = claims.read_text("utf-8").partition("id: us-recognition-withheld\n")
    assert told
    claims.write_text(
        before + told + after.replace("stance: oppose", "stance: neutral", 1), "utf-8"
    )


QUESTIONS = re.findall(r"^\| .+\? \| `policykb (.+)` \|$", COMMANDS, re.MULTILINE)


@pytest.mark.parametrize("command", QUESTIONS)
def test_each_question_has_a_command_that_answers_it(command: str) -> None:
    ran = run(*shlex.split(command), cwd=ROOT, terminal=True)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.count("\n") > 1


def test_a_cut_stands_for_any_lines() -> None:
    assert fits("a\n…\nd\n", "a\nb\nc\nd\n")
    assert fits("a\n…\nb\n", "a\nb\n")
    assert fits("a …\n", "a b c\n")
    assert not fits("a\n…\nd\n", "a\nb\nc\n")
    assert not fits("a\n", "a\nb\n")


def test_there_are_blocks_to_run() -> None:
    assert blocks(README, "console")
    assert blocks(README, "python")
    assert len(QUESTIONS) >= 20
    assert len(blocks(COMMANDS, "console")) == len(command_options())


@pytest.mark.parametrize("source", blocks(README, "python"))
def test_python_blocks_run(source: str) -> None:
    printed = io.StringIO()
    with contextlib.chdir(ROOT), contextlib.redirect_stdout(printed):
        exec(compile(source, "README.md", "exec"), {"__name__": "readme"})  # noqa: S102
    assert printed.getvalue()


@pytest.mark.parametrize("source", blocks(README, "yaml"))
def test_claims_in_yaml_are_claims(source: str) -> None:
    if source.startswith("claims:"):
        document = parse_document(source.encode(), "claims.yaml")
        assert not document.faults
        assert dict(ClaimsFile.model_validate(document.data))["claims"]


def test_every_command_it_names_exists() -> None:
    named = set(re.findall(r"`policykb ([a-z]+)", README))
    assert named <= {name.split()[0] for name in command_options()}


def test_every_file_it_links_to_exists() -> None:
    for text, folder in ((README, ROOT), (COMMANDS, ROOT / "docs")):
        links = re.findall(r"\]\(([^)#]+)\)", text)
        missing = [t for t in links if "://" not in t and not (folder / t).exists()]
        assert not missing


# --- docs/commands.md ------------------------------------------------------------------


def sections() -> dict[str, str]:
    parts = re.split(r"^## (.*)\n", COMMANDS, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_there_is_a_section_for_every_command_in_order() -> None:
    assert list(sections())[2:] == [f"policykb {name}" for name in command_options()]


@pytest.mark.parametrize("name", list(command_options()))
def test_section_lists_exactly_the_options(name: str) -> None:
    section = sections()[f"policykb {name}"]
    assert f"    policykb {name} " in section
    table = "".join(line for line in section.splitlines(keepends=True) if line.startswith("| `"))
    first_cells = [line.split(" | ")[0] for line in table.splitlines()]
    named = set(re.findall(r"`(-[-\w]+)", " ".join(first_cells)))
    assert named == set(command_options()[name]) - {"-h", "--help"}
    assert "Exit code 0" in section
    assert "```console\n$ policykb " in section


def test_options_of_the_program_itself_are_named() -> None:
    group = typer.main.get_command(app)
    for parameter in group.params:
        for option in parameter.opts:
            assert option in sections()["For all commands"]

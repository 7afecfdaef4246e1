"""The imports of a run of the program, which are most of the work of a short command."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.running import SAMPLE, environment, run

PROGRAM = """
import atexit, sys
from policykb.__main__ import run
from policykb.deferred import unread
atexit.register(lambda: print(*(sys.modules.keys() - unread), file=sys.stderr))
run()
"""
"""The program, which at its end tells what it has read of what it has imported."""

SHARED = {
    "option_groups",
    "commands",
    "completion",
    "filters",
    "help",
    "kb_options",
    "options",
    "pager",
    "parameters",
    "progress",
    "session",
}
"""The modules of ``policykb.cli`` that are no commands."""

READING = {"pydantic", "ruamel", "_ruamel_yaml", "tempfile", "email", "hashlib", "csv", "decimal"}
"""The modules that read YAML files, and those they import: a snapshot needs none of them."""

ELSEWHERE = {"rich", "jinja2", "rapidfuzz", "sentencex", "tomllib", "asyncio", "subprocess"}
"""The modules that only some formats, errors and commands need."""

ANSWERS: dict[str, tuple[str, set[str]]] = {
    "compare arvona belmark": ("compare", set()),
    "compare arvona belmark --from 2020": ("compare", set()),
    "explain arvona belmark dam": ("explain", {"rich", "decimal"}),
    "grep ferry": ("grep", set()),
    "show arvona": ("show", {"rich", "decimal"}),
    "claims": ("claims", set()),
    "coverage": ("coverage", {"sentencex"}),
    "validate": ("validate", {"tomllib"}),
}
"""By the arguments: the module of the command, and what else may be imported."""

TABLES = {
    "policykb.analysis.agreement",
    "policykb.analysis.leaving_out",
    "policykb.render.citations",
    "policykb.text.tokens",
    "policykb.views.wording.sentences",
}
"""The modules of the program that a comparison in lines does without."""

HELP = {"--help": "", "compare --help": "compare"}
COMPLETIONS = ("policykb compare arvona b", "policykb rule PKB2")


def imported(line: str, **env: str) -> set[str]:
    """The modules that the program imports when it has a snapshot."""
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM, *line.split()],
        cwd=SAMPLE,
        env=environment(**env),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert ran.returncode == 0, ran.stderr[-1000:]
    return set(ran.stderr.splitlines()[-1].split())


def heavy(modules: set[str]) -> set[str]:
    return {name.partition(".")[0] for name in modules} & (READING | ELSEWHERE)


def commands(modules: set[str]) -> set[str]:
    """The modules of commands among these."""
    ours = {name.removeprefix("policykb.cli.") for name in modules if "policykb.cli." in name}
    return ours - SHARED


@pytest.fixture(scope="module", autouse=True)
def _snapshot(_cache_folder: Path) -> None:
    """Make the snapshot of the sample."""
    assert run("validate").code == 0


@pytest.mark.sampled
@pytest.mark.parametrize("line", ANSWERS)
def test_answer_in_a_pipe_imports_only_what_it_needs(
    line: str,
) -> None:
    modules = imported(line)
    command, needed = ANSWERS[line]
    assert commands(modules) == {command}
    assert heavy(modules) <= needed


def test_comparison_in_lines_imports_nothing_for_tables() -> None:
    assert not imported("compare arvona belmark") & TABLES


@pytest.mark.parametrize("line", HELP)
def test_help_imports_only_its_command(line: str) -> None:
    modules = imported(line)
    assert commands(modules) == ({HELP[line]} if HELP[line] else set())
    assert not heavy(modules)


@pytest.mark.parametrize("words", COMPLETIONS)
def test_completion_imports_no_more_than_an_answer(words: str) -> None:
    number = str(len(words.split()) - 1)
    asked = {"_POLICYKB_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": number}
    modules = imported("", **asked)
    assert commands(modules) <= set(words.split())
    assert not heavy(modules)


def test_knowledge_base_is_found_without_imports_that_read_it() -> None:
    lines = "import sys; from policykb.loading.locate import find_or_bundled; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", lines], capture_output=True, text=True, check=True)
    assert not heavy(set(done.stdout.split()))

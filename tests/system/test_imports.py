"""What a run of the program imports: to import is most of what a short command does."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.running import SAMPLE, environment

PROGRAM = """
import atexit, sys
atexit.register(lambda: print(*sys.modules, file=sys.stderr))
from policykb.__main__ import run
run()
"""
"""The program, which at its end tells what it has imported."""

SHARED = {"bundles", "commands", "completion", "options", "progress", "session"}
"""The modules of ``policykb.cli`` that are no commands."""

READING = {"pydantic", "ruamel", "_ruamel_yaml", "tempfile", "email", "hashlib", "csv", "decimal"}
"""What YAML files are read with, and what that imports in turn: a snapshot needs none of it."""

ELSEWHERE = {"rich", "jinja2", "rapidfuzz", "sentencex", "tomllib", "asyncio"}
"""What only some formats, errors and commands need."""

# By what is asked for: the module of the command, and what may be imported besides.
ANSWERS: dict[str, tuple[str, set[str]]] = {
    "compare arvona belmark": ("compare", set()),
    "compare arvona belmark --cite": ("compare", set()),
    "compare arvona belmark --matrix": ("compare", set()),
    "compare arvona belmark --sensitivity": ("compare", set()),
    "compare arvona belmark --from 2020": ("compare", set()),
    "explain arvona belmark dam": ("explain", set()),
    "timeline arvona belmark": ("timeline", set()),
    "conflicts": ("conflicts", set()),
    "conditions": ("conditions", set()),
    "grep ferry": ("grep", set()),
    "grep -c ferry": ("grep", set()),
    "show arvona": ("show", set()),
    "claims": ("claims", set()),
    "actors": ("lists", set()),
    "topics": ("lists", set()),
    "sources": ("lists", set()),
    "coverage": ("coverage", {"sentencex"}),
    "validate": ("validate", {"tomllib"}),
}
HELP = {
    "--help": "",
    "--version": "",
    "compare --help": "compare",
    "grep --help": "grep",
    "show --help": "show",
    "validate --help": "validate",
    "rule --help": "rule",
}
COMPLETIONS = (
    "policykb c",
    "policykb compare --m",
    "policykb compare arvona b",
    "policykb show d",
    "policykb grep -t d",
    "policykb coverage s",
    "policykb rule PKB2",
)


def imported(cache: Path, line: str, **env: str) -> set[str]:
    """The modules that are imported by the program, when it answers for the second time."""
    command = [sys.executable, "-c", PROGRAM, *line.split()]
    for _ in range(2):
        ran = subprocess.run(
            command,
            cwd=SAMPLE,
            env=environment(XDG_CACHE_HOME=str(cache), **env),
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


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.mark.parametrize("line", ANSWERS)
def test_an_answer_in_a_pipe_imports_its_command_and_nothing_that_it_has_no_use_for(
    line: str, cache: Path
) -> None:
    modules = imported(cache, line)
    command, needed = ANSWERS[line]
    assert commands(modules) == {command}
    assert heavy(modules) <= needed


@pytest.mark.parametrize("line", HELP)
def test_help_imports_no_more_than_the_options_it_tells_of(line: str, cache: Path) -> None:
    modules = imported(cache, line)
    assert commands(modules) == ({HELP[line]} if HELP[line] else set())
    assert not heavy(modules)


@pytest.mark.parametrize("words", COMPLETIONS)
def test_to_complete_a_word_takes_no_more_than_an_answer(words: str, cache: Path) -> None:
    number = str(len(words.split()) - 1)
    asked = {"_POLICYKB_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": number}
    modules = imported(cache, "", **asked)
    assert commands(modules) <= set(words.split())
    assert not heavy(modules)


def test_where_the_knowledge_base_is_can_be_told_without_reading_it() -> None:
    lines = "import sys; from policykb.loading.locate import find_or_bundled; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", lines], capture_output=True, text=True, check=True)
    assert not heavy(set(done.stdout.split()))

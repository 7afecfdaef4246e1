"""The names that ``import policykb`` gives."""

import importlib
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

import policykb
from policykb import PolicyKBError, compare, load
from policykb.analysis.verdicts import Verdict
from tests.support.running import SAMPLE, run

PACKAGE = Path(policykb.__file__).parent


def imported_by(*lines: str) -> set[str]:
    """The top-level modules that a fresh process has after some lines."""
    source = "\n".join([*lines, "import sys", "print(*sys.modules)"])
    done = subprocess.run(
        [sys.executable, "-c", source], cwd=SAMPLE, capture_output=True, text=True, check=True
    )
    return {name.partition(".")[0] for name in done.stdout.split()}


def test_public_names_are_sorted_and_exist() -> None:
    offered = policykb.__all__
    assert list(offered) == sorted(offered)
    assert len(set(offered)) == len(offered)
    for name in offered:
        assert getattr(policykb, name) is not None
    assert set(offered) <= set(dir(policykb))


def test_public_names_have_docstrings() -> None:
    for name in policykb.__all__:
        assert getattr(policykb, name).__doc__, name


def test_importing_costs_nothing() -> None:
    heavy = {"typer", "rich", "pydantic", "pydantic_core", "ruamel", "_ruamel_yaml", "rapidfuzz"}
    assert not imported_by("import policykb") & heavy
    named = imported_by("from policykb import Query, Comparison, compare, select, Period")
    assert not named & (heavy - {"rapidfuzz"})


def test_answering_needs_no_terminal() -> None:
    lines = ("import policykb", "policykb.compare(policykb.load(), 'arvona', 'belmark')")
    assert not imported_by(*lines) & {"typer", "rich", "rapidfuzz", "sentencex"}


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="comparision"):
        _ = policykb.comparision


def test_it_is_typed() -> None:
    assert (PACKAGE / "py.typed").is_file()


def test_the_version_is_one() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+", policykb.__version__)
    assert run("--version").out == f"policykb {policykb.__version__}\n"


def test_few_lines_of_python_give_the_answer_of_the_command() -> None:
    kb = load(SAMPLE)
    comparison = compare(kb, "arvona", "belmark", as_of="2021")
    told = json.loads(run("compare", "arvona", "belmark", "--as-of", "2021", "-f", "json").out)
    assert [
        (row.topic.id, row.verdict, *(row.positions[a].score for a in ("arvona", "belmark")))
        for row in comparison.rows
    ] == [
        (row["topic"], row["verdict"], *(row["cells"][a]["score"] for a in ("arvona", "belmark")))
        for row in told["rows"]
    ]
    assert comparison.verdicts == {Verdict(name): n for name, n in told["verdicts"].items()}
    for name in ("value", "low", "high", "shared", "topics", "below_three", "reason"):
        assert getattr(comparison.agreement, name) == told["agreement"][name]


def test_bad_requests_are_one_kind_of_exception() -> None:
    with pytest.raises(PolicyKBError) as caught:
        load("/nowhere")
    assert caught.value.message == str(caught.value)
    assert caught.value.help


def test_every_module_can_be_imported_alone() -> None:
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
        if parts[-1] != "__main__":
            importlib.import_module(".".join(parts).removesuffix(".__init__"))

"""Answers in every format, on every screen."""

import csv
import io
import json
import re

import pytest

from tests.support.commands import ANSWERS, FORMATS, answer
from tests.support.running import run


@pytest.mark.sampled
@pytest.mark.parametrize("chosen", FORMATS)
@pytest.mark.parametrize("command", list(ANSWERS))
def test_every_answer_in_every_format(command: str, chosen: str) -> None:
    ran = run(*ANSWERS[command], "--format", chosen)
    assert ran.code == 0
    match chosen:
        case "json":
            assert json.loads(ran.out)["version"] == 1
        case "jsonl":
            assert json.loads(ran.out.splitlines()[-1])["version"] == 1
        case "csv":
            rows = list(csv.reader(io.StringIO(ran.out, newline=""), strict=True))
            assert {len(row) for row in rows} == {len(rows[0])}
        case "markdown":
            assert re.search(r"^\| ---", ran.out, re.MULTILINE)
        case "html":
            assert ran.out.startswith("<!doctype html>")
        case "plain":
            assert len({line.count("\t") for line in ran.out.splitlines()}) == 1
        case _:
            assert max(map(len, ran.out.splitlines())) <= 80


@pytest.mark.parametrize("command", ["compare", "show", "cache"])
def test_pipe_gets_plain_lines(command: str) -> None:
    default = "table" if command in {"explain", "show"} else "plain"
    assert run(*ANSWERS[command]).out == run(*ANSWERS[command], "-f", default).out


@pytest.mark.parametrize("columns", ["60", "200"])
def test_tables_fit_the_screen(columns: str) -> None:
    for command in ("compare --cite", "timeline", "claims", "coverage"):
        ran = run(*ANSWERS[command], "-f", "table", env={"COLUMNS": columns})
        assert max(map(len, ran.out.splitlines())) <= int(columns)


@pytest.mark.parametrize("columns", ["0", "", "x", "-5", "5"])
def test_odd_screen_width_is_no_error(columns: str) -> None:
    ran = run("actors", "-f", "table", env={"COLUMNS": columns})
    assert ran.code == 0
    if columns != "5":
        assert ran.out == run("actors", "-f", "table").out


@pytest.mark.parametrize("command", ["claims", "grep", "compare", "coverage"])
def test_notes_go_to_stderr_if_the_format_cannot_hold_them(command: str) -> None:
    assert run(*ANSWERS[command], "-f", "csv").err
    assert not run(*ANSWERS[command], "-f", "table").err
    assert not run(*ANSWERS[command], "-f", "json").err


@pytest.mark.parametrize(
    ("env", "coloured"),
    [
        ({}, False),
        ({"FORCE_COLOR": "1"}, True),
        ({"CLICOLOR_FORCE": "1"}, True),
        ({"FORCE_COLOR": "0"}, False),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        ({"FORCE_COLOR": "1", "NO_COLOR": ""}, True),
        ({"FORCE_COLOR": "1", "CLICOLOR": "0"}, True),
        ({"CLICOLOR": "0"}, False),
        ({"TERM": "dumb"}, False),
    ],
)
def test_environment_controls_colour(env: dict[str, str], *, coloured: bool) -> None:
    for command in (ANSWERS["compare"], ("validate",)):
        chosen = "full" if command == ("validate",) else "table"
        ran = run(*command, "-f", chosen, env=env)
        assert ("\x1b[" in ran.out) is (coloured and command != ("validate",))


@pytest.mark.parametrize("chosen", ["plain", "json", "jsonl", "csv", "markdown"])
def test_only_tables_are_coloured(chosen: str) -> None:
    ran = run("compare", "arvona", "belmark", "-f", chosen, env={"FORCE_COLOR": "1"})
    assert "\x1b" not in ran.out


def test_json_lines_are_the_items_then_the_rest() -> None:
    whole = answer(run("claims", "-f", "json"))
    *items, rest = map(json.loads, run("claims", "-f", "jsonl").out.splitlines())
    assert items == whole.pop("claims")
    assert rest == whole


@pytest.mark.parametrize(
    "command",
    [("show", "arvona"), ("explain", "arvona", "belmark", "dam"), ("rule", "PKB301")],
)
def test_documents_are_text_in_a_pipe(command: tuple[str, ...]) -> None:
    ran = run(*command)
    assert ran.out == run(*command, "-f", "table").out
    assert "\t" not in ran.out
    assert "\x1b" not in ran.out
    assert "\t" in run(*command, "-f", "plain").out
    assert "\t" in run("rule", "PKB3").out

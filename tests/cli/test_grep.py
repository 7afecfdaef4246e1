"""``policykb grep``."""

import json
from pathlib import Path

import pytest

from tests.support.commands import ids
from tests.support.rule_samples import base_text, write_edited
from tests.support.running import Ran, run


@pytest.mark.parametrize(
    ("arguments", "number"),
    [
        ([], 23),
        (["ferry"], 3),
        (["FERRY"], 0),
        (["-i", "FERRY"], 3),
        (["Arvona has"], 3),
        (["arvona has"], 3),
        (["quota"], 3),
        (["-w", "quota"], 1),
        (["^since"], 2),
        (["(ferry|toll)"], 6),
        (["-F", "(ferry|toll)"], 0),
        (["-F", "."], 23),
        (["-t", "ferry"], 3),
        (["-t", "ferry", "-t", "toll"], 6),
        (["-t", "fishing"], 5),
        (["-t", "the Ferry"], 3),
        (["-a", "council"], 3),
        (["-a", "BM", "-a", "the strait council"], 11),
        (["-s", "neutral", "-s", "mixed"], 3),
        (["--status", "retracted"], 1),
        (["--voice", "actor"], 1),
        (["--kind", "action"], 4),
        (["--certainty", "possible"], 1),
        (["--source", "Troubled waters"], 5),
        (["--during", "2001/2008", "-t", "patrols"], 1),
        (["--known-by", "2020"], 12),
        (["--known-by", "2010"], 0),
        (["ferry", "-a", "arvona", "--known-by", "2016"], 1),
    ],
)
def test_grep_finds_claims(arguments: list[str], number: int) -> None:
    ran = run("grep", "--format", "json", *arguments)
    assert ran.code == (0 if number else 1)
    assert len(json.loads(ran.out)["claims"]) == number


def test_grep_can_print_files_counts_or_nothing() -> None:
    gazette, report = (
        f"sources/{name}/claims.yaml" for name in ("gazette-2015", "strait-report-2024")
    )
    assert run("grep", "-l", "whale|quotas").out == f"{gazette}\n{report}\n"
    assert run("grep", "-c", "whale|quotas").out == f"{gazette}:3\n{report}:1\n"
    assert run("grep", "-q", "whale") == Ran(0, "", "")
    assert run("grep", "-q", "shark") == Ran(1, "", "")
    assert run("grep", "-l", "shark") == Ran(1, "", "")
    assert run("grep", "-c", "shark") == Ran(1, "", "")


@pytest.mark.parametrize(
    ("arguments", "message", "indexed"),
    [
        (["whale"], "all CLAIMS claims, for …whale…", "1 of CLAIMS claims, for …whale…"),
        (
            ["whale park", "-w"],
            "all CLAIMS claims, for whale, park",
            "1 of CLAIMS claims, for whale, park",
        ),
        (
            ["whale", "-a", "council"],
            "3 of CLAIMS claims, for …whale…",
            "1 of CLAIMS claims, for …whale…",
        ),
        (["[a-z]"], "all CLAIMS claims, because the pattern contains no word", ""),
        (["-a", "council"], "3 of CLAIMS claims", ""),
        ([], "all CLAIMS claims", ""),
        (["shark"], "all CLAIMS claims, for …shark…", "0 of CLAIMS claims, for …shark…"),
    ],
)  # fmt: skip
def test_verbose_grep_says_what_was_searched(
    arguments: list[str], message: str, indexed: str
) -> None:
    number = str(len(ids(run("grep", "-f", "json"))))
    quiet = run("grep", *arguments)
    for expected, options in ((message, ["--no-cache"]), (indexed or message, [])):
        ran = run("grep", "--verbose", *options, *arguments)
        assert (ran.code, ran.out) == (quiet.code, quiet.out)
        searched = f"policykb: searched {expected.replace('CLAIMS', number)}"
        assert ran.err == f"{searched}\n{quiet.err}"


def test_grep_says_if_only_capital_letters_prevent_a_match() -> None:
    ran = run("grep", "FERRY")
    assert ran.code == 1
    assert "with -i or a pattern in lower case, 3 claims match" in ran.err
    for arguments in (["NOWHERE"], ["-i", "NOWHERE"], ["nowhere"], ["-q", "FERRY"]):
        assert "lower case" not in run("grep", *arguments).err


def test_actors_that_share_a_name_are_counted_as_two(tmp_path: Path) -> None:
    actors = base_text("actors.yaml", ("name: Sudmark", "name: Norland"))
    root = write_edited(tmp_path / "kb", {"actors.yaml": actors})
    assert run("--kb", root, "grep").err.startswith("3 claims: Norland 2, Norland 1\n")

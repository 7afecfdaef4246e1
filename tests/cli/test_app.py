import csv
import io
import json
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from policykb.cli.commands import COMMANDS
from policykb.diagnostics import catalogue
from tests.support.running import ROOT, SAMPLE, Ran, command_options, run

ANSWERS: Mapping[str, tuple[str, ...]] = {
    "compare": ("compare", "arvona", "belmark"),
    "compare --cite": ("compare", "arvona", "belmark", "--cite"),
    "compare --from": ("compare", "arvona", "belmark", "--from", "2019", "--cite"),
    "compare --matrix": ("compare", "arvona", "belmark", "council", "--matrix"),
    "compare --sensitivity": ("compare", "arvona", "belmark", "--sensitivity", "--cite"),
    "explain": ("explain", "arvona", "belmark", "ferry"),
    "timeline": ("timeline", "arvona", "belmark"),
    "conflicts": ("conflicts",),
    "conditions": ("conditions",),
    "grep": ("grep", "ferry"),
    "show": ("show", "arvona-ferry-wanted"),
    "claims": ("claims",),
    "actors": ("actors",),
    "topics": ("topics",),
    "sources": ("sources",),
    "coverage": ("coverage",),
    "rule": ("rule",),
    "cache": ("cache", "info"),
}
"""Commands that answer with a view."""

FORMATS = ("table", "plain", "json", "jsonl", "csv", "markdown", "html")


def answer(ran: Ran) -> Any:
    assert ran.code == 0, ran.err
    return json.loads(ran.out)


def ids(ran: Ran) -> list[str]:
    return [claim["id"] for claim in answer(ran)["claims"]]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return a copy of the sample, for tests to damage."""
    return Path(shutil.copytree(SAMPLE, tmp_path / "copy"))


@pytest.fixture
def faulty(copy: Path) -> Path:
    """Return a copy of the sample with one faulty claim."""
    damage(copy / "sources/gazette-2015/claims.yaml", "stance: neutral", "stance: undecided")
    return copy


def damage(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


# --- formats ---------------------------------------------------------------------------


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


def test_faults_are_coloured(faulty: Path) -> None:
    ran = run("validate", faulty, "-f", "full", env={"FORCE_COLOR": "1"})
    assert "\x1b[1;31merror[" in ran.out


# --- contracts -------------------------------------------------------------------------


def test_claims_as_json() -> None:
    found = answer(run("claims", "--format", "json"))
    assert set(found) >= {"version", "claims", "left_out"}
    assert found["version"] == 1
    assert found["left_out"] == []
    first = found["claims"][0]
    assert [*first][:4] == ["id", "source", "actor", "topic"]
    assert [*first][6:9] == ["period", "quote", "summary"]
    assert first == {
        "id": "arvona-ferry-wanted",
        "source": "gazette-2015",
        "actor": "arvona",
        "topic": "ferry",
        "stance": "support",
        "score": 2,
        "period": "2011/..",
        "period_basis": "stated",
        "quote": "Arvona has wanted a ferry since 2011.",
        "summary": "Arvona would like a ferry",
        "kind": "interest",
        "voice": "author",
        "said_by": [],
        "disputed_by": [],
        "certainty": "certain",
        "relative_to": None,
        "conditions": [],
        "target": None,
        "contradicts": [],
        "status": "active",
        "coder": None,
        "note": None,
        "location": {"path": "sources/gazette-2015/claims.yaml", "line": 2, "column": 5},
    }
    by_id = {claim["id"]: claim for claim in found["claims"]}
    assert by_id["belmark-inspections"]["relative_to"] == {"actor": "arvona", "than": "less"}
    assert by_id["belmark-inspections"]["score"] is None
    assert by_id["belmark-toll-mixed"]["score"] is None


def test_comparison_as_json() -> None:
    found = answer(run("compare", "AV", "Belmark", "-t", "dam", "-t", "quotas", "-f", "json"))
    assert set(found) >= {
        *("version", "actors", "as_of", "known_by", "filters", "left_out", "rows"),
        *("verdicts", "agreement"),
    }
    assert (found["version"], found["actors"]) == (1, ["arvona", "belmark"])
    assert (found["as_of"], found["known_by"], found["left_out"]) == ("2024-05-02", None, [])
    assert found["verdicts"] == {
        **dict.fromkeys(["opposed", "contested"], 1),
        **dict.fromkeys(["differ", "agree", "one-sided", "undated", "none"], 0),
    }
    assert set(found["agreement"]) >= {
        *("value", "low", "high", "shared", "topics", "below_three", "reason"),
    }
    assert found["agreement"]["value"] is None
    assert found["agreement"]["reason"]
    barrage, quotas = found["rows"]
    assert (barrage["topic"], barrage["verdict"], barrage["side"]) == ("barrage", "opposed", None)
    cell = barrage["cells"]["arvona"]
    assert (cell["status"], cell["stance"], cell["score"]) == ("held", "support", 2)
    assert cell["period"] == "2024-05/.."
    assert cell["marks"] == ["possible", "boundary"]
    assert cell["claims"] == ["arvona-barrage-backed"]
    assert [step["claim"] for step in cell["trajectory"]] == [
        *("arvona-barrage-opposed", "arvona-barrage-backed"),
    ]
    contested = quotas["cells"]["arvona"]
    assert contested["status"] == "contested"
    assert (contested["stance"], contested["score"]) == (None, None)


def test_agreement_as_json() -> None:
    agreement = answer(run("compare", "arvona", "belmark", "-f", "json"))["agreement"]
    assert agreement["shared"] == 4
    assert agreement["topics"] == 8
    assert agreement["low"] <= agreement["value"] <= agreement["high"]
    assert agreement["reason"] is None


def test_faults_as_json(faulty: Path) -> None:
    ran = run("validate", "--format", "json", cwd=faulty)
    assert ran.code == 1
    found = json.loads(ran.out)
    assert set(found) >= {"version", "diagnostics", "checked"}
    assert found["version"] == 1
    assert found["checked"]["sources"] == 3
    fault = found["diagnostics"][0]
    assert set(fault) >= {"code", "name", "severity", "message", "location", "help"}
    assert (fault["code"], fault["name"], fault["severity"]) == (
        *("PKB107", "unknown-choice"),
        "error",
    )
    assert fault["location"]["line"] == 35
    assert (faulty / fault["location"]["path"]).is_file()


def test_json_lines_are_the_items_then_the_rest() -> None:
    whole = answer(run("claims", "-f", "json"))
    *items, rest = map(json.loads, run("claims", "-f", "jsonl").out.splitlines())
    assert items == whole.pop("claims")
    assert rest == whole


# --- comparing -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "rows"),
    [
        ([], 8),
        (["--only", "opposed"], 2),
        (["--only", "one-sided"], 0),
        (["--only", "opposed", "--only", "agree"], 4),
        (["-t", "fishing"], 2),
        (["-t", "fishing", "-t", "ferry"], 3),
        (["--as-of", "2001"], 5),
        (["--as-of", "2030"], 8),
        (["--known-by", "2016"], 3),
        (["--source", "gazette-2015"], 3),
        (["--during", "2001/2008"], 1),
        (["-s", "mixed"], 1),
        (["--voice", "other"], 1),
        (["--kind", "belief"], 0),
        (["--certainty", "probable"], 1),
    ],
)
def test_filters_narrow_a_comparison(arguments: list[str], rows: int) -> None:
    found = answer(run("compare", "arvona", "belmark", "-f", "json", *arguments))
    assert len(found["rows"]) == rows


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--as-of", "2030"], "The record ends on 2 May 2024"),
        (["--as-of", "2021"], "on 31 December 2021"),
        (["--as-of", "2021-02"], "on 28 February 2021"),
        (["--known-by", "2016"], "As known by 2016"),
        (["--voice", "author"], "Not counted: 2 claims (voice: 2)"),
        (["--only", "agree"], "shown: agree"),
        ([], "Agreement 0."),
        (["-t", "ferry"], "Agreement: no number"),
        (["--kind", "belief"], "0 topics"),
    ],
)
def test_answer_names_its_filters(arguments: list[str], message: str) -> None:
    ran = run("compare", "arvona", "belmark", "-f", "table", *arguments)
    assert ran.code == 0
    assert message in " ".join(ran.out.split())


def test_three_actors_and_their_pairs() -> None:
    actors = ("arvona", "belmark", "council")
    without = run("compare", *actors, "-f", "table").out
    assert "Arvona, Belmark and the Strait Council" in without
    assert "Arvona and Belmark: " not in without
    assert "Arvona and Belmark: 2 opposed" in run("compare", *actors, "--pairs", "-f", "table").out
    found = answer(run("compare", *actors, "-f", "json"))
    assert [pair["actors"] for pair in found["pairs"]] == [
        ["arvona", "belmark"],
        ["arvona", "council"],
        ["belmark", "council"],
    ]


def test_drafts_count_with_include_drafts() -> None:
    asked = ("compare", "belmark", "council", "-t", "toll", "-f", "json")
    without, with_drafts = (answer(run(*asked, *more)) for more in ([], ["--include-drafts"]))
    assert without["rows"][0]["cells"]["council"]["status"] == "silent"
    assert with_drafts["rows"][0]["cells"]["council"]["status"] == "held"


def test_cite_prints_sentences_with_their_location() -> None:
    ran = run("compare", "arvona", "belmark", "-t", "ferry", "--cite", "-f", "table")
    text = " ".join(ran.out.split())
    assert "“Arvona has wanted a ferry since 2011.” sources/gazette-2015/text.txt:1" in text
    assert "“Belmark has wanted a ferry since about 2024.” sources/strait-report-2024/" in text


# --- finding ---------------------------------------------------------------------------


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


def test_claims_with_filters_never_fails() -> None:
    assert ids(run("claims", "-a", "council", "-f", "json")) == [
        *("council-whale-park", "council-toll", "council-lighthouse"),
    ]
    assert ids(run("claims", "--known-by", "2010", "-f", "json")) == []


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


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("arvona", ["actor"]),
        ("the republic of arvona", ["actor"]),
        ("ferry", ["topic"]),
        ("gazette-2015", ["source"]),
        ("Troubled waters", ["source"]),
        ("belmark-ferry", ["claim"]),
    ],
)
def test_show_finds_records_of_each_kind(name: str, kinds: list[str]) -> None:
    found = answer(run("show", name, "-f", "json"))["records"]
    assert [record["kind_of_record"] for record in found] == kinds
    for chosen in FORMATS:
        assert run("show", name, "-f", chosen).code == 0


def test_claim_is_shown_in_context() -> None:
    context = answer(run("show", "belmark-ferry", "-f", "json"))["records"][0]["context"]
    assert context["before"].startswith("Arvona will not sell")
    assert context["sentence"] == "Belmark has wanted a ferry since about 2024."
    assert context["after"].startswith("The Strait Council has asked")
    assert (context["path"], context["line"]) == ("sources/strait-report-2024/text.txt", 3)


def test_coverage_counts_sentences() -> None:
    sources = answer(run("coverage", "-f", "json"))["sources"]
    assert [(s["sentences"], s["coded"], s["skipped"], s["open"]) for s in sources] == [
        *[(5, 4, 1, 0), (6, 6, 0, 0), (8, 7, 1, 0)],
    ]
    assert "The sea was calm" not in run("coverage", "-f", "table").out
    assert "The sea was calm" in run("coverage", "--sentences", "-f", "table").out
    assert len(answer(run("coverage", "gazette-2015", "-f", "json"))["sources"]) == 1


# --- bad requests ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["compare", "arvonna", "belmark"], "Did you mean arvona?"),
        (["compare", "arvona"], "two actors"),
        (["compare", "arvona", "AV"], "named twice"),
        (["compare"], "Missing argument"),
        (["compare", "arvona", "belmark", "-t", "fery"], "Did you mean ferry?"),
        (["compare", "arvona", "belmark", "--only", "oposed"], "opposed"),
        (["compare", "arvona", "belmark", "--as-of", "2021-02-30"], "01 to 28"),
        (["compare", "arvona", "belmark", "--as-of", "soon"], "Write a date as"),
        (["compare", "arvona", "belmark", "--known-by", "2010"], "The first is from 2015-03-01"),
        (["compare", "arvona", "belmark", "--known-by", "2021/.."], "Write a date as"),
        (["compare", "arvona", "belmark", "--during", "2021-13"], "01 to 12"),
        (["compare", "arvona", "belmark", "--ony", "opposed"], "--only"),
        (["compar", "arvona", "belmark"], "compare"),
        (["claims", "-s", "suport"], "support"),
        (["claims", "--voice", "authors"], "author"),
        (["claims", "--source", "gazete-2015"], "Did you mean gazette-2015?"),
        (["claims", "--format", "xml"], "table"),
        (["grep", "("], "-F"),
        (["grep", "[a-"], "-F"),
        (["grep", "a" * 10_001], "shorter"),
        (["grep", "a", "b"], "unexpected extra argument"),
        (["show", "belmark-fery"], "Did you mean belmark-ferry?"),
        (["show", "nothing-like-it"], "list the ids"),
        (["coverage", "gazette"], "gazette-2015"),
        (["rule", "PKB999"], "lists them all"),
        (["rule", "PKB201", "unkown-actor"], "Did you mean unknown-actor?"),
        (["schema", "clams"], "claims"),
        (["validate", "--format", "table"], "concise"),
        (["validate", "nowhere"], "there is no nowhere"),
        (["--kb", "/nowhere", "actors"], "policykb init"),
        (["actors", "--kb", "kb.yaml"], "policykb init"),
        (["actors", "--kb", "sources"], "policykb init"),
        (["validate", "--kb", "/nowhere"], "policykb init"),
        (["init", "."], "not empty"),
        (["init", "kb.yaml"], "not empty"),
        ([], "Usage: policykb"),
    ],
)
def test_bad_request_says_what_to_do(arguments: list[str], message: str) -> None:
    ran = run(*arguments)
    assert ran.code == 2
    assert ran.out == ""
    assert message in " ".join(ran.err.split())
    assert "Traceback" not in ran.err


@pytest.mark.parametrize("bad", ["\x1b[31m", "\udcff\udcfe", "\u202ex", "x" * 5000])
def test_control_characters_in_arguments_are_escaped(bad: str) -> None:
    requests: tuple[tuple[str, ...], ...] = (
        ("compare", bad, "belmark"),
        ("compare", "arvona", "belmark", "--as-of", bad),
        ("claims", "--during", bad),
        ("claims", "-t", bad),
        ("show", bad),
        ("rule", bad),
        ("validate", bad),
        ("--kb", bad, "actors"),
    )
    for request in requests:
        ran = run(*request)
        assert ran.code == 2
        assert not set(bad) & set(ran.err) & set("\x1b\u202e")


# --- which knowledge base --------------------------------------------------------------


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """Return a knowledge base with other actors."""
    assert run("init", tmp_path / "other", cwd=tmp_path).code == 0
    return tmp_path / "other"


def first_actor(ran: Ran) -> str:
    assert ran.code == 0, ran.err
    return ran.out.partition("\t")[0]


def test_kb_option_works_before_and_after_the_command(other: Path) -> None:
    assert first_actor(run("--kb", other, "actors")) == "north"
    assert first_actor(run("actors", "--kb", other)) == "north"
    assert first_actor(run("--kb", "/nowhere", "actors", "--kb", other)) == "north"
    assert first_actor(run("actors", env={"POLICYKB_KB": str(other)})) == "north"
    assert first_actor(run("actors", "--kb", SAMPLE, env={"POLICYKB_KB": str(other)})) == "arvona"
    assert run("actors", env={"POLICYKB_KB": "/nowhere"}).code == 2
    assert "POLICYKB_KB" in run("actors", env={"POLICYKB_KB": "/nowhere"}).err


def test_kb_is_found_upwards_and_as_kb_folder(other: Path) -> None:
    assert first_actor(run("actors", cwd=other / "sources")) == "north"
    other.rename(other.parent / "kb")
    assert first_actor(run("actors", cwd=other.parent)) == "north"
    assert first_actor(run("actors", "--kb", other.parent)) == "north"


def test_bundled_kb_is_used_with_a_note(tmp_path: Path) -> None:
    ran = run("actors", cwd=tmp_path)
    assert first_actor(ran) == "us"
    assert ran.err.splitlines()[0].startswith("policykb: no knowledge base here")
    assert run("validate", cwd=tmp_path).code == 2
    assert run("validate", cwd=tmp_path).err.startswith("error: no knowledge base here\n")


# --- checking --------------------------------------------------------------------------


def test_sample_is_valid() -> None:
    assert run("validate", "--strict") == Ran(
        0, "", "no faults; checked 12 files, 5 actors, 10 topics, 3 sources, 23 claims\n"
    )


def test_paths_limit_the_report(faulty: Path, other: Path) -> None:
    assert run("validate", faulty).code == 1
    assert run("validate", faulty / "sources").code == 1
    assert run("validate", faulty / "sources/gazette-2015").code == 1
    assert run("validate", faulty / "sources/gazette-2015/claims.yaml").code == 1
    assert run("validate", faulty / "actors.yaml").code == 0
    assert run("validate", faulty / "sources/harbour-post-2020").code == 0
    assert run("validate", "sources/gazette-2015", cwd=faulty).code == 1
    assert run("validate", "actors.yaml", "topics.yaml", cwd=faulty).code == 0
    assert run("validate", ".", cwd=faulty / "sources/gazette-2015").code == 1
    assert run("validate", other).code == 0
    both = run("validate", other, faulty)
    assert both.code == 1
    assert "7 actors" in both.err
    assert run("validate", "--kb", other, faulty).code == 2
    assert run("validate", faulty.parent).code == 2
    assert run("validate", faulty / "nowhere").code == 2


def test_faults_are_concise_in_a_pipe_and_full_on_request(faulty: Path) -> None:
    ran = run("validate", cwd=faulty)
    assert ran.code == 1
    place = "sources/gazette-2015/claims.yaml:35:13"
    assert ran.out.startswith(f"{place}: PKB107 stance: expected support, ")
    assert ran.err.startswith("1 error")
    full = run("validate", "-f", "full", cwd=faulty)
    assert "35 |     stance: undecided" in full.out
    assert "   |             ^^^^^^^^^" in full.out
    assert full.err == ""


def test_warnings_fail_only_if_strict(copy: Path) -> None:
    damage(copy / "sources/gazette-2015/text.txt", "that day.", "that day. Nobody coded this one.")
    assert run("validate", cwd=copy).code == 0
    assert run("validate", "--strict", cwd=copy).code == 1
    assert "1 warning in 1 file (warnings fail here)" in run("validate", "--strict", cwd=copy).err


@pytest.mark.parametrize(
    "command", [c for name, c in ANSWERS.items() if name not in {"rule", "show", "cache"}]
)
def test_faulty_record_does_not_stop_an_answer(faulty: Path, command: tuple[str, ...]) -> None:
    ran = run(*command, "-f", "json", cwd=faulty)
    assert ran.code == 0
    assert "left out as faulty: 1 claim;" in ran.err
    (left_out,) = json.loads(ran.out)["left_out"]
    assert (left_out["kind"], left_out["id"]) == ("claim", "belmark-quotas-neutral")
    assert left_out["location"] == {
        "path": "sources/gazette-2015/claims.yaml",
        "line": 32,
        "column": 5,
    }


def test_faulty_record_is_not_reported_as_unknown(faulty: Path) -> None:
    ran = run("show", "belmark-quotas-neutral", cwd=faulty)
    assert ran.code == 2
    assert "is faulty and was left out" in ran.err


def test_kb_without_valid_records_gives_no_answer(copy: Path) -> None:
    for path in [*copy.glob("*s.yaml"), *copy.glob("sources/*/*.yaml")]:
        path.write_text("x: [\n", encoding="utf-8")
    for command in ANSWERS.values():
        if command[0] not in {"rule", "cache"}:
            ran = run(*command, cwd=copy)
            assert (ran.code, ran.out) == (2, "")
            assert "no valid record" in ran.err
    assert run("validate", cwd=copy).code == 1


def test_other_format_version_is_not_read(copy: Path) -> None:
    damage(copy / "kb.yaml", "policykb: 1", "policykb: 2")
    (copy / "actors.yaml").write_text("people: []\n", encoding="utf-8")
    for command in ANSWERS.values():
        if command[0] not in {"rule", "cache"}:
            ran = run(*command, cwd=copy)
            assert (ran.code, ran.out) == (2, "")
            assert 'expected format version 1, found "2"' in ran.err
    ran = run("validate", "-f", "json", cwd=copy)
    assert ran.code == 1
    assert [fault["code"] for fault in json.loads(ran.out)["diagnostics"]] == ["PKB112"]


def test_empty_kb_is_not_reported_as_valid(tmp_path: Path) -> None:
    (tmp_path / "sources").mkdir()
    for name in ("actors", "topics"):
        (tmp_path / f"{name}.yaml").write_text(f"{name}: []\n", encoding="utf-8")
    (tmp_path / "kb.yaml").write_text("policykb: 1\ntitle: x\n", encoding="utf-8")
    assert run("validate", cwd=tmp_path).code == 2
    assert "nothing was checked" in run("validate", cwd=tmp_path).err


# --- what data cannot do ---------------------------------------------------------------

_RAW = "\x1b[31mred\x1b[0m \x1b]8;;http://evil\x1b\\click\x1b]8;;\x1b\\ \a \x9b31m \u202eevil\u202c"


@pytest.fixture
def hostile(copy: Path) -> Path:
    text = copy / "sources/gazette-2015/text.txt"
    text.write_text(f"Before {_RAW} it. {text.read_text().strip()} And {_RAW} behind.\n", "utf-8")
    damage(copy / "actors.yaml", "name: Arvona", "name: '[red]Arvona[/red] | =cmd() `x` <b>'")
    damage(copy / "topics.yaml", "label: a ferry across the strait", "label: '=1+1'")
    return copy


@pytest.mark.parametrize("chosen", FORMATS)
def test_source_texts_cannot_control_a_terminal(hostile: Path, chosen: str) -> None:
    for command in (
        ("show", "arvona-ferry-wanted"),
        ("coverage", "--sentences"),
        ("compare", "arvona", "belmark", "--cite"),
    ):
        ran = run(*command, "-f", chosen, cwd=hostile)
        assert ran.code == 0
        assert not set(ran.out + ran.err) & set("\x1b\a\x9b\u202e\u202c")
        if command[0] == "coverage":
            assert "u202eevil" in ran.out


@pytest.mark.parametrize("chosen", ["full", "concise", "json"])
def test_faults_in_hostile_texts_are_escaped(hostile: Path, chosen: str) -> None:
    ran = run("validate", "-f", chosen, cwd=hostile)
    assert "PKB306" in ran.out
    assert not set(ran.out + ran.err) & set("\x1b\a\x9b\u202e\u202c")


def test_names_are_not_read_as_markup(hostile: Path) -> None:
    table = run("actors", "-f", "table", cwd=hostile, env={"COLUMNS": "200"}).out
    assert "[red]Arvona[/red] | =cmd() `x` <b>" in table
    page = run("actors", "-f", "markdown", cwd=hostile).out
    assert r"\[red\]Arvona\[/red\] \| =cmd() \`x\` \<b\>" in page
    rows = csv.DictReader(io.StringIO(run("topics", "-f", "csv", cwd=hostile).out))
    assert "'=1+1" in {row["label"] for row in rows}


@pytest.mark.parametrize("name", ["esc\x1b[31m", "bad\udcff\udcfe", "line\nfeed", "\u202ebidi"])
def test_folders_with_odd_names_work(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    shutil.copytree(SAMPLE, folder)
    (folder / f"{name}.yaml").touch()
    (folder / "sources" / name).mkdir()
    made = run("init", f"new{name}", cwd=tmp_path)
    written = run("schema", "-o", f"schemas{name}", cwd=tmp_path)
    assert made.code == written.code == 0
    assert len(made.out.splitlines()) == 8
    requests = (
        *(("validate", "-f", chosen) for chosen in ("full", "concise", "json")),
        *(("claims", "-f", chosen) for chosen in FORMATS),
        ("grep", "-l", "ferry"),
        ("grep", "-c", "ferry"),
        ("show", "nothing"),
    )
    for ran in (made, written, *(run("--kb", folder, *request) for request in requests)):
        assert ran.code in {0, 1, 2}
        assert not set(ran.out + ran.err) & set("\x1b\u202e\udcff")


# --- the rest --------------------------------------------------------------------------


def test_new_kb_is_valid(tmp_path: Path) -> None:
    made = run("init", "deep/down/new", cwd=tmp_path)
    assert made.code == 0
    assert all((tmp_path / path).is_file() for path in made.out.splitlines())
    assert "policykb --kb deep/down/new compare north south" in made.err
    assert run("validate", "--strict", "deep/down/new", cwd=tmp_path).code == 0
    assert run("--kb", "deep/down/new", "compare", "north", "south", cwd=tmp_path).code == 0
    again = run("init", "deep/down/new", cwd=tmp_path)
    assert again.code == 2
    assert "nothing is overwritten" in again.err


def test_init_without_folder_makes_kb_here(tmp_path: Path) -> None:
    made = run("init", cwd=tmp_path)
    assert made.code == 0
    assert "kb/ was made here" in made.err
    assert (tmp_path / "kb" / "kb.yaml").is_file()
    assert run("compare", "north", "south", cwd=tmp_path).code == 0
    again = run("init", cwd=tmp_path)
    assert (again.code, again.out) == (2, "")
    assert "kb is not empty" in again.err


@pytest.mark.parametrize("options", [[], ["--empty"]])
def test_init_writes_the_codebook(tmp_path: Path, options: list[str]) -> None:
    assert run("init", *options, cwd=tmp_path).code == 0
    codebook = (ROOT / "kb" / "README.md").read_bytes()
    assert (tmp_path / "kb" / "README.md").read_bytes() == codebook


def test_empty_kb_says_that_there_is_no_record_yet(tmp_path: Path) -> None:
    made = run("init", "new", "--empty", cwd=tmp_path)
    assert made.code == 0
    assert not list(tmp_path.rglob("*.txt"))
    assert "policykb validate new" in made.err
    checked = run("validate", "new", cwd=tmp_path)
    assert (checked.code, checked.out) == (2, "")
    assert "has no records" in checked.err
    assert "no record yet in new" in run("actors", "--kb", "new", cwd=tmp_path).err
    assert run("fmt", "--check", "new", cwd=tmp_path).code == 0


def test_grep_says_if_only_capital_letters_prevent_a_match() -> None:
    ran = run("grep", "FERRY")
    assert ran.code == 1
    assert "with -i or a pattern in lower case, 3 claims match" in ran.err
    for arguments in (["NOWHERE"], ["-i", "NOWHERE"], ["nowhere"], ["-q", "FERRY"]):
        assert "lower case" not in run("grep", *arguments).err


def test_init_works_in_an_empty_and_in_a_nested_folder(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert run("init", "empty", cwd=tmp_path).code == 0
    assert run("init", "empty/inner", cwd=tmp_path).code == 0
    assert run("validate", "--strict", "empty", cwd=tmp_path).code == 0


@pytest.mark.parametrize("command", ["init", "schema"])
def test_unwritable_folder_is_a_bad_request(tmp_path: Path, command: str) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    option = ("--generic", "-o") if command == "schema" else ()
    ran = run(command, *option, "file/inner", cwd=tmp_path)
    assert ran.code == 2
    assert ran.err.startswith("error: cannot ")


@pytest.mark.parametrize("kind", ["kb", "actors", "topics", "source", "claims"])
def test_schemas_are_printed_and_written(tmp_path: Path, kind: str) -> None:
    printed = answer(run("schema", kind))
    assert printed["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert answer(run("schema"))[kind] == printed
    ran = run("schema", "-o", "out", "--kb", SAMPLE, cwd=tmp_path)
    assert len(ran.out.splitlines()) == 5
    written = json.loads((tmp_path / "out" / f"{kind}.schema.json").read_text("utf-8"))
    assert written == printed


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


def test_rules_are_explained() -> None:
    assert len(run("rule").out.splitlines()) > 50
    for word in ("PKB201", "pkb201", "unknown-actor"):
        assert run("rule", word, "-f", "plain").out.startswith("PKB201\tunknown-actor\terror\t")
    assert "remedy" in run("rule", "PKB201", "-f", "table").out


@pytest.mark.parametrize(
    ("codes", "found", "whole"),
    [
        ("", len(catalogue.RULES), False),
        ("all", len(catalogue.RULES), False),
        ("PKB50", 2, False),
        ("PKB501", 1, True),
        ("unused-topic pkb301", 2, True),
        ("unused-topic PKB501", 1, True),
        ("PKB501 PKB50", 2, False),
    ],
)
def test_rules_are_shown_in_full_if_each_is_named(codes: str, found: int, *, whole: bool) -> None:
    listed = answer(run("rule", *codes.split(), "-f", "json"))["rules"]
    assert len({rule["code"] for rule in listed}) == len(listed) == found
    assert all(rule["wrong"] and rule["right"] and rule["file"] for rule in listed)
    assert ("Wrong, in" in run("rule", *codes.split(), "-f", "table").out) is whole


@pytest.mark.parametrize(("code", "fixable"), [("PKB201", True), ("PKB109", False)])
def test_rule_says_if_it_is_fixable(code: str, *, fixable: bool) -> None:
    assert answer(run("rule", code, "-f", "json"))["rules"][0]["fixable"] is fixable
    assert ("\tyes\t" in run("rule", code, "-f", "plain").out) is fixable
    assert ("validate --fix" in run("rule", code, "-f", "table").out) is fixable


def test_the_version_is_printed() -> None:
    assert re.fullmatch(r"policykb \d+\.\d+\.\d+\n", run("--version").out)
    assert run("-V").out == run("--version").out


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
    asked = ["Ask", "Browse", "Write", "Check"]
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


def complete(line: str, cwd: Path = SAMPLE, **env: str) -> list[str]:
    words = line.split(" ")
    asked = {"_POLICYKB_COMPLETE": "complete_bash", "COMP_WORDS": line}
    ran = run(cwd=cwd, env=asked | {"COMP_CWORD": str(len(words) - 1)} | env)
    assert ran.err == ""
    assert ran.code == 0
    return ran.out.split()


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("policykb comp", ["compare"]),
        ("policykb compare ar", ["arvona"]),
        ("policykb compare arvona b", ["belmark"]),
        ("policykb compare -t ", None),
        ("policykb grep -t fe", ["ferry"]),
        ("policykb claims -a cou", ["council"]),
        ("policykb claims --source g", ["gazette-2015"]),
        ("policykb coverage h", ["harbour-post-2020"]),
        ("policykb show belmark-f", ["belmark-ferry"]),
        ("policykb show ferr", ["ferry"]),
        ("policykb compare arvona belmark --only ag", ["agree"]),
        ("policykb grep -s lean-s", ["lean-support"]),
        ("policykb validate --form", ["--format"]),
        ("policykb compare zzz", []),
        ("policykb rule PKB50", ["PKB501", "PKB502"]),
        ("policykb rule unused-t", ["unused-topic"]),
        ("policykb rule PKB501 quote-n", ["quote-not-found"]),
    ],
)
def test_completion(line: str, offered: list[str] | None) -> None:
    found = complete(line)
    assert found == offered if offered is not None else len(found) == 10


def test_completion_uses_the_kb_option(other: Path) -> None:
    assert complete(f"policykb --kb {other} compare n") == ["north"]
    assert complete(f"policykb compare --kb {other} n") == ["north"]
    assert complete("policykb compare n", POLICYKB_KB=str(other)) == ["north"]


def test_completion_is_silent_without_a_kb(copy: Path) -> None:
    assert complete("policykb compare a", POLICYKB_KB="/nowhere") == []
    for path in copy.glob("*.yaml"):
        path.write_bytes(b"\xff\xfe: [")
    assert complete("policykb compare a", cwd=copy) == []


def test_kb_of_the_repository_gives_answers() -> None:
    found = answer(run("compare", "us", "russia", "-f", "json", cwd=ROOT))
    assert {row["topic"]: row["verdict"] for row in found["rows"]}["recognition"] == "opposed"

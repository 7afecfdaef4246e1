"""Validation reports in every format: all faults, and nothing that data could do in them."""

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from policykb.diagnostics.catalogue import RULES
from policykb.render.diagnostics.formats import ReportFormat, render_report
from policykb.validation.fix import Fixed
from policykb.validation.report import validate
from tests.support.rule_samples import (
    CLAIMS,
    PLAIN,
    SAMPLE_NAMES,
    SOURCE,
    base_text,
    write_edited,
    write_sample,
)
from tests.support.running import run

FORMATS = [format_.value for format_ in ReportFormat]
SLIPS = base_text(
    CLAIMS, ("actor: norland", "actor: norlund"), ("stance: oppose", "stance: against")
)
PARTIAL = ("quote: Sudmark refuses", "quote: refuses")


@pytest.fixture
def slips(tmp_path: Path) -> Path:
    return write_edited(tmp_path / "kb", {CLAIMS: SLIPS.replace(*PARTIAL)})


def sarif(text: str) -> dict[str, Any]:
    (run_,) = json.loads(text)["runs"]
    assert isinstance(run_, dict)
    return run_


# --- the same in every format ---------------------------------------------------------------


@pytest.mark.sampled
@pytest.mark.parametrize("name", SAMPLE_NAMES)
def test_every_format_has_every_fault_at_its_place(name: str, tmp_path: Path) -> None:
    root = write_sample(name, tmp_path / "kb")
    expected = [
        (d.rule.code, d.location.path, d.location.line, d.location.column)
        for d in validate(root).diagnostics
    ]
    ran = {format_: run("validate", "-f", format_, cwd=root).out for format_ in FORMATS}
    assert expected == [
        (d["code"], d["location"]["path"], d["location"]["line"], d["location"]["column"])
        for d in json.loads(ran["json"])["diagnostics"]
    ]
    assert expected == [
        (match[4], match[1], int(match[2]), int(match[3]))
        for match in re.finditer(r"(?m)^(.*?):(\d+):(\d+): (PKB\d+) ", ran["concise"])
    ]
    assert expected == [
        (match[1], match[2], int(match[3]), int(match[4]))
        for match in re.finditer(r"\[(PKB\d+) [\w-]+\]: [^\0]*?--> (.*):(\d+):(\d+)\n", ran["full"])
    ]
    assert [(code, path, line) for code, path, line, _ in expected] == [
        (match[3], match[1], int(match[2]))
        for match in re.finditer(
            r"(?m)^::\w+ file=(.*?),line=(\d+).*?title=(PKB\d+) ", ran["github"]
        )
    ]
    assert [(code, path) for code, path, *_ in expected] == [
        (
            result["ruleId"],
            result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"],
        )
        for result in sarif(ran["sarif"])["results"]
    ]


@pytest.mark.parametrize(
    ("format_", "ending"),
    [
        *((format_, ()) for format_ in FORMATS),
        *((format_, ("--exit-zero",)) for format_ in FORMATS),
        ("json", ("--strict",)),
        ("json", ("--select", "PKB305")),
    ],
)
def test_a_format_changes_no_exit_code(format_: str, ending: tuple[str, ...], slips: Path) -> None:
    wanted = {(): 1, ("--strict",): 1, ("--exit-zero",): 0, ("--select", "PKB305"): 0}[ending]
    assert run("validate", "-f", format_, *ending, cwd=slips).code == wanted


@pytest.mark.parametrize("format_", FORMATS)
def test_a_file_holds_what_a_pipe_gets(format_: str, slips: Path) -> None:
    piped = run("validate", "-f", format_, cwd=slips)
    ran = run("validate", "-f", format_, "-o", "../report", cwd=slips)
    assert (ran.code, ran.out) == (piped.code, "")
    assert (slips.parent / "report").read_text(encoding="utf-8") == piped.out
    assert "2 errors and 1 warning in 1 file, 1 fixable with --fix; checked 6 files" in ran.err


@pytest.mark.parametrize(
    ("name", "begins"), [("r.sarif", "{"), ("r.json", "{"), ("r.txt", "error[PKB201")]
)
def test_an_ending_gives_the_format(name: str, begins: str, slips: Path) -> None:
    run("validate", "-o", f"../{name}", cwd=slips)
    assert (slips.parent / name).read_text(encoding="utf-8").startswith(begins)


def test_an_ending_that_gives_none_is_a_bad_request(slips: Path) -> None:
    ran = run("validate", "-o", "../r.pdf", cwd=slips)
    assert ran.code == 2
    assert ".txt, .json or .sarif" in ran.err


@pytest.mark.parametrize("format_", FORMATS)
def test_only_so_many_faults_are_shown(format_: str, slips: Path) -> None:
    ran = run("validate", "-f", format_, "--max-faults", "1", cwd=slips)
    assert "PKB201" in ran.out
    assert "stance: expected" not in ran.out
    if format_ == "json":
        assert json.loads(ran.out)["omitted"] == 2
    elif format_ != "sarif":
        assert "2 faults not shown: --max-faults 0 shows all" in " ".join(
            (ran.out + ran.err).split()
        )


# --- each format ------------------------------------------------------------------------------


def test_json_tells_of_fixes_and_counts(slips: Path) -> None:
    told = json.loads(run("validate", "-f", "json", cwd=slips).out)
    first, *others = told["diagnostics"]
    assert first["fix"] == {
        "edits": [{"line": 3, "column": 16, "end_line": 3, "end_column": 17, "text": "a"}]
    } or first["fix"] == {
        "edits": [{"line": 3, "column": 12, "end_line": 3, "end_column": 19, "text": "norland"}]
    }
    assert [other["fix"] for other in others] == [None, None]
    counts = ("errors", "warnings", "fixable", "fixed", "suppressed", "omitted")
    assert [told[name] for name in counts] == [2, 1, 1, 0, 0, 0]
    fixed = json.loads(run("validate", "--fix", "-f", "json", cwd=slips).out)
    assert [fixed[name] for name in counts] == [1, 1, 0, 1, 0, 0]


def test_sarif_has_rules_regions_second_places_and_fixes(slips: Path) -> None:
    made = sarif(run("validate", "-f", "sarif", cwd=slips).out)
    rules = made["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [rule.code for rule in RULES]
    assert all(rule["help"]["text"] and "```yaml" in rule["help"]["markdown"] for rule in rules)
    first = made["results"][0]
    assert rules[first["ruleIndex"]]["id"] == first["ruleId"]
    assert first["level"] == "error"
    place = first["locations"][0]["physicalLocation"]
    assert place == {
        "artifactLocation": {"uri": CLAIMS, "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 3, "startColumn": 12, "endLine": 3, "endColumn": 19},
    }
    (change,) = first["fixes"][0]["artifactChanges"]
    assert change["replacements"][0]["insertedContent"] == {"text": "norland"}


def test_a_fingerprint_of_sarif_outlives_a_move(slips: Path) -> None:
    def prints() -> list[str]:
        results = sarif(run("validate", "-f", "sarif", cwd=slips).out)["results"]
        return [result["partialFingerprints"]["policykb/v1"] for result in results]

    before = prints()
    assert len(set(before)) == 3
    claims = slips / CLAIMS
    claims.write_text("# moved\n\n" + claims.read_text("utf-8"), encoding="utf-8")
    assert prints() == before


def test_github_takes_columns_within_a_line(slips: Path) -> None:
    lines = run("validate", "-f", "github", cwd=slips).out.split("\n")
    assert lines[0] == (
        f"::error file={CLAIMS},line=3,endLine=3,col=12,endColumn=19,title=PKB201 unknown-actor"
        f'::{CLAIMS}:3:12: PKB201 unknown actor "norlund" in actor%0Ahelp: Did you mean norland?'
    )


def test_github_paths_begin_at_the_top_of_the_repository(slips: Path) -> None:
    top = {"GITHUB_WORKSPACE": str(slips.parent)}
    ran = run("validate", "-f", "github", cwd=slips, env=top)
    assert f"file=kb/{CLAIMS},line=3" in ran.out
    made = sarif(run("validate", "-f", "sarif", cwd=slips, env=top).out)
    place = made["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == f"kb/{CLAIMS}"


@pytest.mark.parametrize(
    ("env", "arguments", "terminal", "begins"),
    [
        ({"GITHUB_ACTIONS": "true"}, (), False, "::error file="),
        ({"GITHUB_ACTIONS": "true"}, ("-f", "concise"), False, CLAIMS),
        ({"GITHUB_ACTIONS": "true"}, (), True, "error[PKB201"),
        ({"GITHUB_ACTIONS": "false"}, (), False, CLAIMS),
        ({}, (), False, CLAIMS),
        ({}, (), True, "error[PKB201"),
    ],
)
def test_the_format_suits_who_reads(
    env: dict[str, str], arguments: tuple[str, ...], *, terminal: bool, begins: str, slips: Path
) -> None:
    quiet = {"NO_COLOR": "1"}
    ran = run("validate", *arguments, cwd=slips, env=env | quiet, terminal=terminal)
    assert ran.out.startswith(begins)


# --- what data must not do --------------------------------------------------------------------

HAZARDS = {
    "escape": "\x1b[31mred\x1b[0m",
    "link": "\x1b]8;;https://evil.example\x07here\x1b]8;;\x07",
    "bell": "\x07",
    "C1": "\x9b31m",
    "return": "over\rwritten",
    "bidi": "\u202eevil\u2066",
    "tags": "\U000e0041\U000e0042",
    "command": "::error file=x::pwned",
    "old command": "##[error]pwned",
    "per cent": "100%0A::error::pwned",
    "comma": "a,line=9::pwned",
    "formula": "=cmd()",
    "markup": "[bold red]x[/bold red]",
    "quotes": "\"'`$(touch pwned)",
}
PLACES: Mapping[str, Callable[[str], dict[str, str]]] = {
    "value": lambda text: {
        CLAIMS: base_text(CLAIMS, ("stance: oppose", f"stance: {json.dumps(text)}"))
    },
    "raw value": lambda text: {CLAIMS: base_text(CLAIMS, ("stance: oppose", f"stance: x{text}"))},
    "key": lambda text: {
        CLAIMS: base_text(CLAIMS, ("stance: oppose", f"{json.dumps(text)}: oppose"))
    },
    "comment": lambda text: {
        CLAIMS: base_text(
            CLAIMS, ("stance: oppose", f"stance: x # policykb: ignore[{text}] {text}")
        )
    },
    "quote": lambda text: {
        CLAIMS: base_text(CLAIMS, ("Sudmark refuses to pay it.", json.dumps(text)))
    },
    "text": lambda text: {
        f"{SOURCE}/text.txt": base_text(f"{SOURCE}/text.txt") + f"\n\n{text} is.\n"
    },
    "file name": lambda text: {f"{SOURCE}/{text.replace('/', '-')}.txt": "x"},
    "folder name": lambda text: {f"sources/{text.replace('/', '-')}/claims.yaml": "claims: ["},
}
UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]")


def beside(place: str, edits: Mapping[str, str]) -> dict[str, str]:
    """Return the edits, with those of claims made in a source of their own."""
    if CLAIMS not in edits:
        return dict(edits)
    folder = f"sources/{place.replace(' ', '-')}"
    same = {
        f"{folder}/{name}": base_text(f"{SOURCE}/{name}") for name in ("source.yaml", "text.txt")
    }
    return {**same, f"{folder}/claims.yaml": edits[CLAIMS]}


@pytest.mark.sampled
@pytest.mark.parametrize("hazard", HAZARDS)
def test_data_drives_nothing(hazard: str, tmp_path: Path) -> None:
    edits: dict[str, str] = {}
    for place, edit in PLACES.items():
        edits |= beside(place, edit(HAZARDS[hazard]))
    root = write_edited(tmp_path / "kb", edits)
    report = validate(root)
    faulty = {fault.location.path for fault in report.diagnostics}
    assert {path for path in edits if path.endswith("claims.yaml")} <= faulty
    texts = {chosen: render_report([Fixed(report)], chosen, PLAIN) for chosen in ReportFormat}
    commands = {chosen: re.findall(r"(?m)^\s*::(?!: ).*$", text) for chosen, text in texts.items()}
    annotations = commands.pop(ReportFormat.GITHUB)
    assert not any(commands.values())
    assert len(annotations) == len(report.diagnostics)
    assert "\n".join(annotations) + "\n" == texts[ReportFormat.GITHUB]
    form = re.compile(r"::(error|warning) file=[^,]*,line=\d+(,\w+=\d+)*,title=PKB[^,:]*::[^\n]*")
    assert all(form.fullmatch(one) for one in annotations)
    json.loads(texts[ReportFormat.JSON])
    json.loads(texts[ReportFormat.SARIF])
    ran = run("validate", "--strict", "-f", "full", cwd=root, env={"FORCE_COLOR": "1"})
    diff = run("validate", "--diff", cwd=root)
    assert ran.code == 1
    for text in (
        *texts.values(),
        re.sub(r"\x1b\[[0-9;]*m(?=warning|error|:)", "", ran.out),
        diff.out,
    ):
        assert not UNSAFE.search(text)
        assert "##[" not in text

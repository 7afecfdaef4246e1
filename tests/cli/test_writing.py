"""Commands that write records: what they write, print and end with."""

import io
import json
import re
from pathlib import Path

import pytest

from policykb.loading.read import load
from tests.support.folders import files_of
from tests.support.rule_samples import CLAIMS, TEXT, base_text, write_base, write_edited
from tests.support.running import ROOT, Ran, run
from tests.support.source_texts import REFUSAL

GUIDE = (ROOT / "docs" / "authoring.md").read_text(encoding="utf-8")
CLAIM = (
    *("add", "claim", "--source", "gazette-2024", "--actor", "sudmark", "--topic", "joint-patrols"),
    *("--stance", "oppose", "--period", "2024-05-02/..", "--period-basis", "published"),
    *("--summary", "Made up for the test"),
)
PLACE = f"{CLAIMS}:19"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_base(tmp_path / "kb")


def run_lines(root: Path, monkeypatch: pytest.MonkeyPatch, lines: str, *arguments: str) -> Ran:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(lines.encode())))
    return run("add", *arguments, "-", cwd=root)


def test_a_claim_by_the_number_of_its_sentence(root: Path) -> None:
    ran = run(*CLAIM, "--sentence", "3", cwd=root)
    assert (ran.code, ran.out, ran.err) == (0, f"{PLACE}: claim sudmark-joint-patrols\n", "")
    assert load(root).claims["sudmark-joint-patrols"].quote == REFUSAL


def test_every_field_of_a_claim_has_an_option(root: Path) -> None:
    more = {
        "id": "c",
        "kind": "interest",
        "voice": "other",
        "certainty": "possible",
        "target": "norland",
        "status": "draft",
        "quote": REFUSAL,
        "coder": "jo",
        "note": "n",
    }
    given = [text for name, value in more.items() for text in (f"--{name}", value)]
    lists = ("--said-by", "gazette", "--said-by", "norland", "--disputed-by", "norland")
    others = ("--relative-to", "norland:less", "--conditions", "joint-patrols")
    assert run(*CLAIM, *given, *lists, *others, cwd=root).code == 0
    claim = load(root).claims["c"]
    assert {name: getattr(claim, name) for name in more} == more
    assert claim.said_by == ("gazette", "norland")
    assert (claim.disputed_by, claim.conditions) == (("norland",), ("joint-patrols",))
    assert claim.relative_to is not None
    assert (claim.relative_to.actor, claim.relative_to.than) == ("norland", "less")


def test_what_is_wrong_is_said_as_validate_says_it(root: Path) -> None:
    before = files_of(root)
    ran = run(*CLAIM, "--quote", "Sudmark refused to pay it.", cwd=root)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == (
        'error: PKB301 the quote does not occur in the text: it has "refused to pay it." where '
        'the text has "refuses to pay it."\n'
        f"help: The nearest passage is: {REFUSAL}\nnothing was written\n"
    )
    assert files_of(root) == before


def test_what_would_change_is_shown(root: Path) -> None:
    before = files_of(root)
    ran = run(*CLAIM, "--sentence", "3", "--diff", cwd=root)
    assert ran.code == 1
    assert "+  - id: sudmark-joint-patrols\n" in ran.out
    assert files_of(root) == before


def test_places_for_programs(root: Path) -> None:
    ran = run(*CLAIM, "--sentence", "3", "--format", "json", cwd=root)
    assert json.loads(ran.out) == {
        "version": 1,
        "written": True,
        "records": [
            {
                "record": "claim",
                "id": "sudmark-joint-patrols",
                "location": {"path": CLAIMS, "line": 19, "column": 5},
            }
        ],
        "files": [CLAIMS],
        "faults": [],
        "warnings": [],
    }


def test_the_lines_of_the_guide_are_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    [lines] = re.findall(r"^```json\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)
    source = base_text("sources/gazette-2024/source.yaml", ("author: gazette\n", ""))
    empty = {"actors.yaml": "actors: []\n", "topics.yaml": "topics: []\n", CLAIMS: "claims: []\n"}
    root = write_edited(tmp_path / "kb", {**empty, "sources/gazette-2024/source.yaml": source})
    ran = run_lines(root, monkeypatch, lines, "claim", "--source", "gazette-2024", "--coder", "jo")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == (
        f"actors.yaml:2: actor norland\ntopics.yaml:2: topic toll\n"
        f"{CLAIMS}:2: claim norland-toll\n{CLAIMS}:12: skipped\n"
    )
    assert load(root).claims["norland-toll"].coder == "jo"


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ("{", "this is not JSON: Expecting property name enclosed in double quotes in column 2"),
        ("[" * 100_000, "this is not JSON"),
        ("[1]", "this is not a JSON object"),
        ('{"id": "a", "id": "b"}', '"id" is given twice'),
        ('{"record": "source"}', 'record is "source"'),
        ('{"sentence": "three"}', '"three" is no number of a sentence'),
        ('{"sentence": 77}', f"there is no sentence 77 in {TEXT}"),
        ('{"sentence": 3, "quote": "Q."}', "both quote and sentence are given"),
        ('{"source": "gazette"}', "unknown source gazette"),
        ('{"note": "\\u202e"}', "PKB005 the file contains U+202E"),
        ('{"note": "\\ud800"}', "PKB"),
        ('{"sentence": 3, "stence": "oppose"}', "PKB104"),
        ('{"sentence": 3, "stance": {"a": ["b"]}}', "PKB106"),
        ('{"sentence": 3, "period": 2024.5}', "PKB110"),
    ],
)
def test_each_bad_line_is_a_fault(
    root: Path, monkeypatch: pytest.MonkeyPatch, line: str, error: str
) -> None:
    good = '{"record": "actor", "id": "a", "name": "A", "kind": "state"}'
    before = files_of(root)
    options = ("claim", "--source", "gazette-2024")
    ran = run_lines(root, monkeypatch, f"{good}\n\n{line}\n", *options)
    assert (ran.code, ran.out) == (1, "")
    assert f"error: line 3: {error}" in ran.err
    assert "line 1" not in ran.err
    assert files_of(root) == before


def test_an_actor_a_topic_and_a_skipped_sentence(root: Path) -> None:
    names = ("--name", "East", "--aliases", "E", "--aliases", "Ee")
    actor = ("--id", "east", "--kind", "state", *names)
    assert run("add", "actor", *actor, cwd=root).out == "actors.yaml:15: actor east\n"
    topic = ("--id", "dues", "--label", "dues", "--proposition", "Ships should pay.")
    assert run("add", "topic", *topic, cwd=root).out == "topics.yaml:10: topic dues\n"
    skipped = ("--source", "gazette-2024", "--sentence", "1", "--reason", "The title.")
    assert run("add", "skipped", *skipped, cwd=root).out == f"{CLAIMS}:28: skipped\n"
    assert load(root).actors["east"].aliases == ("E", "Ee")


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ((*CLAIM, "--sentence", "3", "--quote", "Q."), "both --quote and --sentence are given"),
        ((*CLAIM, "--sentence", "3", "none.jsonl"), "--sentence is for one record"),
        ((*CLAIM, "none.jsonl"), "cannot read none.jsonl: No such file or directory"),
        ((*CLAIM, "sources"), "cannot read sources: Is a directory"),
        (("rename", "actor", "norlnd", "n"), 'unknown actor "norlnd"'),
        (("merge", "topic", "toll", "strait-toll"), 'unknown topic "toll"'),
        (("retract", "norland-tol", "--note", "N."), 'unknown claim "norland-tol"'),
    ],
)
def test_bad_requests(root: Path, arguments: tuple[str, ...], error: str) -> None:
    ran = run(*arguments, cwd=root)
    assert (ran.code, ran.out) == (2, "")
    assert f"error: {error}" in ran.err


def test_nothing_is_written_into_the_bundled_knowledge_base(tmp_path: Path) -> None:
    for arguments in (CLAIM, ("rename", "actor", "us", "usa"), ("retract", "c", "--note", "N.")):
        ran = run(*arguments, cwd=tmp_path)
        assert (ran.code, ran.out) == (2, "")
        assert "no knowledge base here" in ran.err


def test_renames_are_shown_and_written(root: Path) -> None:
    before = files_of(root)
    shown = run("rename", "source", "gazette-2024", "gazette", "--diff", cwd=root)
    assert (shown.code, files_of(root)) == (1, before)
    assert shown.out == "rename from sources/gazette-2024\nrename to sources/gazette\n"
    ran = run("rename", "source", "gazette-2024", "gazette", cwd=root)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == "sources/gazette-2024 -> sources/gazette\n"
    assert run("rename", "actor", "norland", "north", cwd=root).out == (
        "actors.yaml\nsources/gazette/claims.yaml\n"
    )
    assert run("rename", "actor", "north", "norland", cwd=root).code == 0
    assert run("rename", "source", "gazette", "gazette-2024", cwd=root).code == 0
    assert files_of(root) == before


def test_a_merge_tells_the_conflicts_that_it_makes(root: Path) -> None:
    ran = run("merge", "actor", "sudmark", "norland", cwd=root)
    assert (ran.code, ran.out) == (0, f"actors.yaml\n{CLAIMS}\n")
    assert ran.err.splitlines()[0] == (
        "conflict: norland on strait-toll: norland-toll (support, 2019/..) and sudmark-toll "
        "(oppose, 2024-05-02/..): contradiction"
    )
    assert "warning: " in ran.err
    again = run("merge", "actor", "gazette", "norland", "--format", "json", cwd=root)
    assert json.loads(again.out)["conflicts"] == []


def test_a_claim_is_retracted(root: Path) -> None:
    ran = run("retract", "sudmark-toll", "--note", "Twice.", cwd=root)
    assert (ran.code, ran.out) == (0, f"{CLAIMS}\n")
    assert "    status: retracted\n" in (root / CLAIMS).read_text()

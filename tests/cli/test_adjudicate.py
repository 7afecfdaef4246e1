"""Deciding what ann and ben read differently, with and without an editor."""

import shlex
import sys
from pathlib import Path

import pytest

from policykb import load
from policykb.model.knowledge_base import KnowledgeBase
from policykb.validation.report import validate
from tests.cli.test_reliability import branches
from tests.support.coders import claims_file, one_kb, two_kbs, write_coded
from tests.support.repositories import git
from tests.support.rule_samples import CLAIMS, TEXT
from tests.support.running import Ran, run

DECISIONS = """\
=== gazette-2024
3>
keep: ann | refuses is plain
6>
keep: 2
7>
skip: background
8>
norland strait-toll lean-support 2024-05-02/.. published | Norland stands by the toll
"""


def apply(text: str, *words: str, cwd: Path) -> Ran:
    file = cwd / "decided.txt"
    file.write_text(text, "utf-8")
    ran = run("adjudicate", *words, "--apply", file, cwd=cwd)
    file.unlink()
    return ran


def said(kb: KnowledgeBase, coder: str) -> list[tuple[str, ...]]:
    """The active claims of a coder, in reading order."""
    return [
        (one.quote, one.actor, one.topic, one.stance.value)
        for one in kb.claims.values()
        if one.coder == coder and one.status == "active"
    ]


DECIDED = [
    ("Sudmark refuses to pay any toll.", "sudmark", "strait-toll", "oppose"),
    ("Sudmark hesitates over the patrols.", "sudmark", "strait-toll", "neutral"),
    ("Norland defends the toll again.", "norland", "strait-toll", "lean-support"),
]
AGREED = [
    ("Norland wants a toll in the strait.", "norland", "strait-toll", "support"),
    ("Norland sends boats to the patrols.", "norland", "joint-patrols", "support"),
    ("Sudmark calls the toll unjust.", "sudmark", "strait-toll", "oppose"),
]


def test_in_one_knowledge_base_one_reading_stands_and_the_others_are_retracted(
    tmp_path: Path,
) -> None:
    root = one_kb(tmp_path / "kb")
    ran = apply(DECISIONS, "ann", "ben", cwd=root)
    assert ran.code == 0, ran.err
    assert "4 passages decided, 0 left" in ran.err
    kb = load(root)
    assert said(kb, "ann+ben") == DECIDED
    assert kb.claims["ben-2"].status == "retracted"
    assert (kb.claims["ben-2"].note or "").strip() == "ann+ben: refuses is plain."
    assert len(said(kb, "ann")) == len(said(kb, "ben")) == len(AGREED)
    assert {one.reason.strip() for one in kb.skipped} == {"Background.", "ann+ben: background"}
    assert validate(root).diagnostics == ()


@pytest.mark.parametrize("sort", ["folders", "revisions"])
def test_of_folders_and_revisions_the_result_is_written_once_here(
    tmp_path: Path, sort: str
) -> None:
    if sort == "folders":
        two_kbs(tmp_path)
        root = write_coded(tmp_path / "kb", claims_file([]))
        words = ["../ann", "../ben"]
    else:
        root = branches(tmp_path)
        words = ["ann", "ben", "--revisions"]
    ran = apply(DECISIONS, *words, cwd=root)
    assert ran.code == 0, ran.err
    kb = load(root)
    assert sorted(said(kb, "ann+ben")) == sorted([*DECIDED, *AGREED])
    assert sorted(one.quote for one in kb.skipped) == [
        "It was a windy spring.",
        "Ships waited for days.",
    ]
    assert validate(root).diagnostics == ()
    before = (root / CLAIMS).read_bytes()
    assert "0 left" in apply("", *words, cwd=root).err
    assert (root / CLAIMS).read_bytes() == before
    if sort == "revisions":
        assert git(root, "branch", "--show-current") == "main"


def test_what_was_decided_against_is_retracted_in_a_copy_of_the_work_of_one(tmp_path: Path) -> None:
    ann, _ = two_kbs(tmp_path)
    ran = apply("=== gazette-2024\n3>\nkeep: ben\n", "../ann", "../ben", cwd=ann)
    assert ran.code == 0, ran.err
    kb = load(ann)
    assert kb.claims["c-2"].status == "retracted"
    assert [one[3] for one in said(kb, "ann+ben")] == ["lean-oppose"]
    quotes = [one.quote for one in kb.claims.values() if one.status == "active"]
    assert len(quotes) == len(set(quotes))


def test_the_coder_and_the_target_may_be_named(tmp_path: Path) -> None:
    two_kbs(tmp_path)
    root = write_coded(tmp_path / "kb", claims_file([]))
    ran = apply(DECISIONS, "./ann", "./ben", "--into", "kb", "--coder", "board", cwd=tmp_path)
    assert ran.code == 0, ran.err
    assert len(said(load(root), "board")) == len([*DECIDED, *AGREED])


def test_actors_and_topics_that_only_a_coder_has_come_along(tmp_path: Path) -> None:
    ann, _ = two_kbs(tmp_path)
    with (ann / "actors.yaml").open("a", encoding="utf-8") as file:
        file.write("\n  - id: eastmark\n    name: Eastmark\n    kind: state\n")
    text = (ann / CLAIMS).read_text("utf-8")
    at = text.index("id: c-7")
    (ann / CLAIMS).write_text(text[:at] + text[at:].replace("norland", "eastmark", 1), "utf-8")
    root = write_coded(tmp_path / "kb", claims_file([]))
    ran = apply("=== gazette-2024\n8>\nkeep: ann\n", "../ann", "../ben", cwd=root)
    assert ran.code == 0, ran.err
    assert load(root).actors["eastmark"].name == "Eastmark"


def test_keeping_what_was_not_coded_skips_the_sentence(tmp_path: Path) -> None:
    root = one_kb(tmp_path / "kb")
    ran = apply("=== gazette-2024\n7>\nkeep: ann\n", "ann", "ben", cwd=root)
    assert ran.code == 0, ran.err
    kb = load(root)
    assert kb.claims["ben-6"].status == "retracted"
    (skipped,) = (one for one in kb.skipped if one.quote == "Ships waited for days.")
    assert skipped.reason.strip() == "ann+ben: ann coded nothing here."


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("keep: cem", '"cem" is no coder, and no number of a claim here'),
        ("keep: 3", '"3" is no coder'),
        ("keep:", "is no coder"),
        ("skip:", "there is no reason"),
        ("norland nothing support 2024 | x", "PKB202"),
        ("norland", "there is no topic"),
    ],
)
def test_a_faulty_line_holds_its_passage_back_and_no_other(
    tmp_path: Path, line: str, message: str
) -> None:
    root = one_kb(tmp_path / "kb")
    text = f"=== gazette-2024\n3>\nkeep: 1\n{line}\n6>\nkeep: ben\n"
    ran = apply(text, "ann", "ben", cwd=root)
    assert ran.code == 1
    assert "error: line 4: " in ran.err
    assert message in ran.err
    kb = load(root)
    assert kb.claims["ben-2"].status == "active"
    assert kb.claims["ann-5"].status == "retracted"


def test_in_an_editor_faulty_lines_come_back_and_nothing_typed_is_lost(tmp_path: Path) -> None:
    root = one_kb(tmp_path / "kb")

    def edit(*replaced: tuple[str, str]) -> Ran:
        script = tmp_path / "editor.py"
        script.write_text(
            "import pathlib, sys\n"
            "path = pathlib.Path(sys.argv[1])\n"
            "text = path.read_text('utf-8')\n"
            f"for old, new in {list(replaced)!r}:\n"
            "    assert old in text, text\n"
            "    text = text.replace(old, new, 1)\n"
            "path.write_text(text, 'utf-8')\n",
            "utf-8",
        )
        command = f"{shlex.quote(sys.executable)} {shlex.quote(str(script))}"
        return run("adjudicate", "ann", "ben", cwd=root, env={"EDITOR": command, "VISUAL": ""})

    first = "3> Sudmark refuses to pay any toll.\n"
    second = "6> Sudmark hesitates over the patrols.\n"
    ran = edit((first, f"{first}keep: an\n"), (second, f"{second}keep: ben\n"))
    assert ran.code == 1
    kept = (root / ".adjudication.txt").read_text("utf-8")
    assert 'keep: an\n#! "an" is no coder' in kept
    assert "6>" not in kept
    assert validate(root).diagnostics != ()
    ran = edit(("keep: an\n", "keep: ann\n"))
    assert ran.code == 0, ran.err
    assert "going on with" in ran.err
    assert "1 passage decided, 2 left" in ran.err
    assert not (root / ".adjudication.txt").exists()


def test_the_worksheet_is_printed_with_both_readings_and_changes_nothing(tmp_path: Path) -> None:
    root = one_kb(tmp_path / "kb")
    before = (root / CLAIMS).read_bytes()
    ran = run("adjudicate", "ann", "ben", "--print", cwd=root)
    assert "# ann (1): sudmark strait-toll oppose 2024-05-02/.. | ann reads number 2\n" in ran.out
    assert "# ben (2): sudmark strait-toll lean-oppose" in ran.out
    assert "# … It was a windy spring.\n" in ran.out
    assert apply(ran.out, "ann", "ben", cwd=root).code == 0
    assert (root / CLAIMS).read_bytes() == before


def test_another_text_or_place_is_an_error(tmp_path: Path) -> None:
    two_kbs(tmp_path)
    root = write_coded(tmp_path / "kb", claims_file([]))
    (root / TEXT).write_text("Something else.\n", "utf-8")
    ran = run("adjudicate", "../ann", "../ben", "--print", cwd=root)
    assert ran.code == 2
    assert "another text of gazette-2024" in ran.err
    ran = run("adjudicate", "ann", "ben", "--into", "../ben", cwd=one_kb(tmp_path / "one"))
    assert ran.code == 2
    assert "coders of one knowledge base are decided in it" in ran.err

"""Coding a source in an editor, which tests replace by a script."""

import shlex
import sys
from pathlib import Path

import pytest

from policykb import load
from policykb.authoring.coding import Coding
from policykb.validation.report import validate
from tests.support.rule_samples import BASE, CLAIMS, SOURCE, write_base
from tests.support.running import Ran, run

SKIPPED = "It was a windy spring."


@pytest.fixture
def kb(tmp_path: Path) -> Path:
    """The valid knowledge base of the rules, with nothing coded and nobody declared."""
    root = write_base(tmp_path / "kb")
    (root / CLAIMS).write_text("# Coded by hand.\nclaims: []\n", "utf-8")
    return root


def code(kb: Path, *typed: str, editor: str = "", answers: str | None = None) -> Ran:
    """Code with an editor that writes lines below the sentences that begin with given words.

    ``typed`` are ``WORDS => LINE``; a line without words goes to the end.
    """
    script = kb.parent / "editor.py"
    script.write_text(
        "import pathlib, sys\n"
        "path = pathlib.Path(sys.argv[1])\n"
        "out = []\n"
        f"typed = {list(typed)!r}\n"
        "for line in path.read_text('utf-8').split('\\n'):\n"
        "    out.append(line)\n"
        "    for one in typed:\n"
        "        words, _, new = one.partition(' => ')\n"
        "        if '> ' + words in line:\n"
        "            rest = out.pop()\n"
        "            out += [rest, new]\n"
        "path.write_text('\\n'.join(out), 'utf-8')\n",
        "utf-8",
    )
    command = editor or f"{shlex.quote(sys.executable)} {shlex.quote(str(script))}"
    return run("--kb", str(kb), "code", env={"EDITOR": command, "VISUAL": ""}, typed=answers)


def worksheet(kb: Path) -> Path:
    return kb / SOURCE / ".worksheet.txt"


def test_what_is_typed_becomes_records_in_reading_order_and_comments_stay(kb: Path) -> None:
    ran = code(
        kb,
        "Norland has levied => norland strait-toll support 2019/.. | Norland charges ships",
        f"{SKIPPED} => skip: about the weather",
    )
    assert ran.code == 0, ran.err
    (claim,) = load(kb).claims.values()
    assert claim.quote.startswith("Norland has levied")
    assert [one.reason for one in load(kb).skipped] == ["about the weather"]
    assert (kb / CLAIMS).read_text("utf-8").startswith("# Coded by hand.\n")
    assert not worksheet(kb).exists()
    assert "1 coded, 1 skipped" in ran.err


def test_a_faulty_line_comes_back_with_its_message_and_the_others_are_written(kb: Path) -> None:
    ran = code(
        kb,
        "Norland has levied => norland strait-tol support 2019/.. | Norland charges ships",
        f"{SKIPPED} => skip: about the weather",
    )
    assert ran.code == 1
    assert [one.reason for one in load(kb).skipped] == ["about the weather"]
    kept = worksheet(kb).read_text("utf-8")
    assert "norland strait-tol support 2019/.. | Norland charges ships\n#! PKB202" in kept
    assert "Did you mean strait-toll?" in kept
    again = code(kb, editor="sed -i s/strait-tol\\ /strait-toll\\ /")
    assert again.code == 0, again.err
    assert [one.topic for one in load(kb).claims.values()] == ["strait-toll"]
    assert not worksheet(kb).exists()


def test_the_editor_opens_again_until_all_is_right_or_the_person_has_enough(kb: Path) -> None:
    wrong = "Norland has levied => norland strait-tol support 2019/.. | Norland charges ships"
    ran = code(kb, wrong, answers="y\nn\n")
    assert ran.err.count("edit again?") == 2
    assert (ran.code, worksheet(kb).exists()) == (1, True)


def test_new_actors_and_topics_are_declared_in_the_worksheet(kb: Path) -> None:
    ran = code(
        kb,
        "Norland has levied => pilots strait-toll support 2019/.. | They gain by it",
        "Norland has levied => actor: pilots | the pilots | group",
    )
    assert ran.code == 0, ran.err
    assert load(kb).actors["pilots"].name == "the pilots"
    assert [one.actor for one in load(kb).claims.values()] == ["pilots"]


def test_nothing_is_written_twice_if_the_program_ends_after_writing(kb: Path) -> None:
    """The written lines leave the kept worksheet in the same change as the records come."""
    line = "norland strait-toll support 2019/.. | Norland charges ships"
    coding = Coding(kb, "gazette-2024", cached=False)
    text = coding.worksheet().replace("Norland has levied", "Norland has levied", 1)
    lines = text.split("\n")
    at = next(n for n, one in enumerate(lines) if "> Norland has levied" in one)
    text = "\n".join([*lines[: at + 1], line, *lines[at + 1 :]])
    coding.path.write_text(text, "utf-8")
    coding.write(text)
    assert line not in coding.path.read_text("utf-8")
    again = coding.write(coding.path.read_text("utf-8"))
    assert (list(again.added), len(load(kb).claims)) == ([], 1)


def test_an_editor_that_fails_leaves_the_worksheet(kb: Path) -> None:
    ran = code(kb, editor="false")
    assert ran.code == 2
    assert "the editor" in ran.err
    assert worksheet(kb).exists()
    assert code(kb, editor="no-such-editor-here").code == 2


def test_an_untouched_worksheet_is_removed(kb: Path) -> None:
    before = (kb / CLAIMS).read_bytes()
    ran = code(kb, editor="true")
    assert (ran.code, (kb / CLAIMS).read_bytes()) == (0, before)
    assert not worksheet(kb).exists()


def test_a_worksheet_is_printed_and_applied_without_an_editor(kb: Path, tmp_path: Path) -> None:
    printed = run("--kb", str(kb), "code", "--print")
    assert "> Norland has levied" in printed.out
    sheet = tmp_path / "sheet.txt"
    lines = printed.out.split("\n")
    at = next(n for n, one in enumerate(lines) if "> Norland has levied" in one)
    lines.insert(at + 1, "norland strait-toll support 2019/.. | Norland charges ships")
    sheet.write_text("\n".join(lines), "utf-8")
    ran = run("--kb", str(kb), "code", "gazette-2024", "--apply", str(sheet), "--coder", "jo")
    assert ran.code == 0, ran.err
    assert [one.coder for one in load(kb).claims.values()] == ["jo"]
    listed = run("--kb", str(kb), "code", "--list")
    assert listed.out.startswith("gazette-2024\t")


def test_the_coded_source_is_what_validate_wants(kb: Path) -> None:
    """Coding every sentence of the rules' knowledge base again gives one without faults."""
    records = list(load(BASE).claims.values())
    assert records
    ran = code(
        kb,
        *(
            f"{' '.join(one.quote.split()[:3])} => {one.actor} {one.topic} {one.stance} "
            f"{one.period} {one.period_basis} {one.kind} | {one.summary}"
            for one in records
        ),
        f"{SKIPPED} => skip: about the weather",
    )
    assert ran.code == 0, ran.err
    assert not validate(kb).diagnostics

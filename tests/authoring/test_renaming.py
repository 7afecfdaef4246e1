"""Renaming changes ids and nothing else."""

import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policykb.authoring.changes import Rename, Retract
from policykb.authoring.draft import Draft
from policykb.authoring.proposal import propose
from policykb.authoring.renaming import rename
from policykb.diagnostics import PolicyKBError
from policykb.loading.read import load, read
from policykb.validation.report import validate
from tests.support.killing import kill_at_each_step
from tests.support.rule_samples import CLAIMS, SOURCE, base_text, write_base
from tests.support.running import SAMPLE, run

KB = load(SAMPLE)
GAZETTE = SOURCE.rpartition("/")[2]
IDS = [
    *(("actor", one) for one in KB.actors),
    *(("topic", one) for one in KB.topics),
    *(("source", one) for one in KB.sources),
    *(("claim", one) for one in KB.claims),
]
STYLES: dict[str, Callable[[str], str]] = {
    "double quotes": lambda text: re.sub(r"(?m)(: |- )([a-z-]+)$", r'\1"\2"', text),
    "single quotes": lambda text: re.sub(r"(?m)(: |- )([a-z-]+)$", r"\1'\2'", text),
    "comments": lambda text: re.sub(r"(?m)(: |- )([a-z-]+)$", r"\1\2  # \2, of course", text),
    "brackets": lambda text: re.sub(r":\n +- ([a-z-]+)\n(?! +- )", r": [ \1 ]\n", text),
    "other line ends": lambda text: text.replace("\n", "\r\n"),
    "a byte order mark": lambda text: "\ufeff" + text,
}
"""Other ways to write the same files."""


def files(draft: Draft) -> dict[str, bytes]:
    found = ((path, draft.read(path)) for path in draft.yaml_files())
    return {path: data for path, data in found if isinstance(data, bytes)}


@given(
    one=st.sampled_from(IDS),
    styles=st.lists(st.sampled_from(sorted(STYLES)), unique=True, max_size=3),
    new=st.from_regex(r"[a-z0-9]{1,9}(-[a-z0-9]{1,9}){0,3}", fullmatch=True),
)
def test_there_and_back_again_restores_every_byte(
    one: tuple[str, str], styles: list[str], new: str
) -> None:
    kind, old = one
    draft = Draft(SAMPLE)
    before = files(draft)
    for path, data in before.items():
        text = data.decode()
        for style in styles:
            text = STYLES[style](text)
        draft.put(path, text.encode())
    written = files(draft)
    if (kind, new) in IDS:
        return
    rename(draft, Rename(kind, old, new))
    assert files(draft) != written
    rename(draft, Rename(kind, new, old))
    assert files(draft) == written


@pytest.mark.parametrize("kind", ["actor", "topic", "source", "claim"])
def test_records_are_the_same_but_for_the_id(kind: str) -> None:
    draft = Draft(SAMPLE)
    before = read(SAMPLE).kb
    old = next(iter(getattr(before, f"{kind}s")))
    rename(draft, Rename(kind, old, "brand-new"))
    after = read(SAMPLE, edited=draft.edited).kb
    word = re.compile(rf"(?<=['/]){old}(?=['/])")
    for name in ("actors", "topics", "sources", "claims", "skipped"):
        records = (getattr(kb, name) for kb in (before, after))
        texts = [str(list(one.values() if isinstance(one, dict) else one)) for one in records]
        assert word.sub("brand-new", texts[0]) == texts[1]


def test_a_rename_is_written_and_valid(tmp_path: Path) -> None:
    root = write_base(tmp_path / "kb")
    (root / SOURCE / "scan.pdf").write_bytes(b"%PDF")
    for change in (Rename("actor", "norland", "nl"), Rename("source", "gazette-2024", "g")):
        proposal = propose(root, [change])
        assert not proposal.faults
        proposal.write()
    assert (root / "sources/g/scan.pdf").exists()
    assert not (root / SOURCE).exists()
    assert [fault.rule.code for fault in validate(root).diagnostics] == ["PKB102"]
    assert load(root).claims["norland-toll"].actor == "nl"


def test_a_comment_that_names_the_id_stays(tmp_path: Path) -> None:
    root = write_base(tmp_path / "kb")
    text = base_text(CLAIMS, ("actor: norland", "actor: norland  # norland, not its fleet"))
    (root / CLAIMS).write_text(text)
    propose(root, [Rename("actor", "norland", "nl")]).write()
    assert "actor: nl  # norland, not its fleet\n" in (root / CLAIMS).read_text()


def test_the_reason_stands_at_the_end_of_the_note(tmp_path: Path) -> None:
    root = write_base(tmp_path / "kb")
    text = base_text(CLAIMS, ("charges passing ships\n", "charges passing ships\n    note: Old.\n"))
    (root / CLAIMS).write_text(text)
    propose(root, [Retract("norland-toll", "Misread.")]).write()
    assert load(root).claims["norland-toll"].note == "Old. Misread."
    with pytest.raises(PolicyKBError, match="retracted already"):
        propose(root, [Retract("norland-toll", "Again.")])
    with pytest.raises(PolicyKBError, match="the note is empty"):
        propose(root, [Retract("sudmark-toll", " ")])


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes cannot be copied")
def test_killed_at_any_step_the_next_command_finds_all_old_or_all_new(tmp_path: Path) -> None:
    root = write_base(tmp_path / "kb")
    proposal = propose(root, [Rename("actor", "norland", "nl"), Rename("source", GAZETTE, "g")])

    def renew() -> None:
        shutil.rmtree(root)
        write_base(root)

    ends = set()
    for _ in kill_at_each_step(proposal.write, renew):
        ran = run("claims", "--format", "csv", cwd=root)
        assert ran.code == 0
        ends.add((ran.out.count(",norland,"), ran.out.count(",nl,"), f",{GAZETTE}," in ran.out))
        assert not validate(root).failed()
    assert ends == {(2, 0, True), (0, 2, False)}

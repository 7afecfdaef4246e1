"""A source comes with its text, whole or not at all; another text keeps all else."""

import shutil
from pathlib import Path

import pytest

from policykb.authoring.changes import AddRecord, AddSource, AnyChange, ReplaceText
from policykb.authoring.proposal import propose
from policykb.diagnostics import PolicyKBError
from policykb.loading.locate import find_required
from policykb.validation.report import validate
from tests.support.killing import kill_at_each_step
from tests.support.rule_samples import SOURCE, TEXT, write_base

FIELDS = {
    "title": "A post: the *toll*",
    "kind": "blog",
    "published": "2024-06-01",
    "language": "en",
    "rights": "yes",
    "author": "jane",
}
NEW = AddSource("post-2024", FIELDS, "First sentence. Second one.\n\nThird.\n")
JANE = AddRecord("actor", {"id": "jane", "name": "Jane Roe", "kind": "person"})
SUDMARK = AddSource("post-2024", {**FIELDS, "author": "sudmark"}, NEW.text)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_base(tmp_path / "kb")


def write(root: Path, *changes: AnyChange) -> None:
    propose(root, changes, cached=False).write()


def test_a_source_is_valid_but_for_its_open_sentences(root: Path) -> None:
    write(root, JANE, NEW)
    report = validate(root, cached=False)
    assert {(f.rule.code, f.location.path) for f in report.diagnostics} == {
        ("PKB306", "sources/post-2024/text.txt")
    }
    folder = root / "sources/post-2024"
    assert (folder / "text.txt").read_text("utf-8") == NEW.text
    assert (folder / "claims.yaml").read_text("utf-8") == "claims: []\n"
    source = (folder / "source.yaml").read_text("utf-8")
    assert source.startswith("title: >-\n  A post: the *toll*\nkind: blog\npublished: 2024-06-01\n")
    assert "\nrights: 'yes'\n" in source


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (AddSource("Post 2024", FIELDS, NEW.text), "cannot be an id"),
        (AddSource("gazette-2024", FIELDS, NEW.text), "already"),
        (ReplaceText("gazette-2023", NEW.text), "unknown source"),
    ],
)
def test_a_source_that_cannot_be_written_is_an_error(
    root: Path, change: AnyChange, message: str
) -> None:
    with pytest.raises(PolicyKBError, match=message) as caught:
        propose(root, [change], cached=False)
    assert caught.value.help


def test_nothing_of_a_faulty_source_is_written(root: Path) -> None:
    proposal = propose(root, [NEW], cached=False)
    assert [f.diagnostic.rule.code for f in proposal.faults if f.diagnostic] == ["PKB211"]
    with pytest.raises(PolicyKBError):
        proposal.write()
    assert [path.name for path in (root / "sources").iterdir()] == ["gazette-2024"]


def test_a_text_is_the_text_of_one_source(root: Path) -> None:
    write(root, SUDMARK)
    with pytest.raises(PolicyKBError, match="post-2024 has this text already"):
        propose(root, [AddSource("post-2", SUDMARK.fields, NEW.text)], cached=False)


def test_killed_at_any_step_it_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    root = tmp_path / "kb"
    results: set[bool] = set()

    def renew() -> None:
        shutil.rmtree(root, ignore_errors=True)
        write_base(root)

    renew()
    proposal = propose(root, [SUDMARK], cached=False)
    for _ in kill_at_each_step(proposal.write, renew):
        find_required(root)  # as every command does first
        folder = root / "sources/post-2024"
        results.add(folder.exists())
        found = {fault.rule.code for fault in validate(root, cached=False).diagnostics}
        assert found == ({"PKB306"} if folder.exists() else set())
        assert [path.name for path in root.iterdir() if path.name.startswith(".pol")] == []
    assert results == {False, True}


def test_another_text_keeps_the_comments_and_tells_the_quotes_that_fell(root: Path) -> None:
    source = root / SOURCE / "source.yaml"
    commented = f"# checked twice\n{source.read_text('utf-8')}"
    source.write_text(commented, "utf-8")
    text = (root / TEXT).read_text("utf-8")
    new = text.replace("Sudmark", "The Sudmark") + "\nOne more.\n"
    proposal = propose(root, [ReplaceText("gazette-2024", new)], cached=False)
    codes = {f.diagnostic.rule.code for f in proposal.warnings if f.diagnostic}
    assert not proposal.faults
    assert codes <= {"PKB301", "PKB305", "PKB306"}
    assert "PKB306" in codes
    proposal.write()
    assert (root / TEXT).read_text("utf-8") == new
    lines = source.read_text("utf-8").splitlines()
    assert [one for one in lines if "sha256" not in one] == [
        one for one in commented.splitlines() if "sha256" not in one
    ]
    assert "PKB303" not in {f.rule.code for f in validate(root, cached=False).diagnostics}

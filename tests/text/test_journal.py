"""Several files are written as one change, whatever ends the process."""

import os
import shutil
from pathlib import Path

import pytest

from policykb.diagnostics import PolicyKBError
from policykb.text.edited import JOURNAL
from policykb.text.journal import FileChange, Move, finish, write_together
from tests.support.folders import files_of
from tests.support.killing import kill_at_each_step

BEFORE = {"a.yaml": b"old a\n", "sources/one/t.txt": b"text\n", "sources/two/t.txt": b"other\n"}
FILES = {
    "a.yaml": FileChange(b"old a\n", b"new a\n"),
    "sources/three/t.txt": FileChange(b"text\n", b"new text\n"),
    "sources/three/new.yaml": FileChange(None, b"new\n"),
}
MOVES = (Move("sources/one", "sources/three"), Move("sources/two", None))
FORKING = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes cannot be copied")
AFTER = {
    "a.yaml": b"new a\n",
    "sources/three/t.txt": b"new text\n",
    "sources/three/new.yaml": b"new\n",
}


def lay(root: Path) -> Path:
    shutil.rmtree(root, ignore_errors=True)
    for path, data in BEFORE.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(data)
    return root


def test_all_files_are_written_and_folders_moved(tmp_path: Path) -> None:
    root = lay(tmp_path / "kb")
    write_together(root, FILES, MOVES)
    assert files_of(root) == AFTER


@FORKING
def test_killed_at_any_step_all_is_old_or_all_is_new(tmp_path: Path) -> None:
    root = tmp_path / "kb"
    seen: list[bool] = []
    for _ in kill_at_each_step(lambda: write_together(root, FILES, MOVES), lambda: lay(root)):
        finish(root)
        assert files_of(root) in (BEFORE, AFTER)
        assert not (root / JOURNAL).exists()
        seen.append(files_of(root) == AFTER)
    assert seen == sorted(seen)
    assert len(seen) > 15
    assert 3 < seen.count(True) < len(seen) - 3


@pytest.fixture(scope="module")
def unfinished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose change was decided on, but not carried out."""
    root = lay(tmp_path_factory.mktemp("unfinished") / "kb")
    killed = kill_at_each_step(lambda: write_together(root, FILES, MOVES), lambda: None)
    next(number for number in killed if (root / JOURNAL / "plan.json").exists())
    return root


@FORKING
def test_finishing_may_be_killed_too(tmp_path: Path, unfinished: Path) -> None:
    root = tmp_path / "kb"

    def renew() -> None:
        shutil.rmtree(root, ignore_errors=True)
        shutil.copytree(unfinished, root)

    for _ in kill_at_each_step(lambda: finish(root), renew):
        finish(root)
        assert files_of(root) == AFTER


def test_a_file_that_has_changed_is_left_alone(tmp_path: Path) -> None:
    root = lay(tmp_path / "kb")
    (root / "a.yaml").write_bytes(b"edited\n")
    before = files_of(root)
    with pytest.raises(PolicyKBError, match="has changed in the meantime"):
        write_together(root, FILES, MOVES)
    assert files_of(root) == before


@FORKING
def test_an_edit_while_a_change_is_unfinished_is_not_lost(tmp_path: Path, unfinished: Path) -> None:
    root = tmp_path / "kb"
    shutil.copytree(unfinished, root)
    (root / "a.yaml").write_bytes(b"edited\n")
    with pytest.raises(PolicyKBError, match="was edited while a change of it was unfinished"):
        finish(root)
    assert (root / "a.yaml").read_bytes() == b"edited\n"


def test_links_and_modes_stay(tmp_path: Path) -> None:
    root = lay(tmp_path / "kb")
    (root / "b.yaml").symlink_to("a.yaml")
    (root / "a.yaml").chmod(0o640)
    write_together(root, {"b.yaml": FileChange(b"old a\n", b"new\n")})
    assert (root / "b.yaml").is_symlink()
    assert (root / "a.yaml").read_bytes() == b"new\n"
    assert (root / "a.yaml").stat().st_mode & 0o777 == 0o640


PLANS = {
    "no JSON": "{",
    "no object": "[]",
    "other fields": "{}",
    "a file outside": '{"moves": [], "files": [["../a.yaml", "new-0", ""]]}',
    "an absolute path": '{"moves": [], "files": [["/tmp/a.yaml", "new-0", ""]]}',
    "a hidden folder": '{"moves": [], "files": [[".git/a.yaml", "new-0", ""]]}',
    "another kind of file": '{"moves": [], "files": [["conftest.py", "new-0", ""]]}',
    "content from outside": '{"moves": [], "files": [["b.yaml", "../../secret", ""]]}',
    "a folder from outside": '{"moves": [["../other", "sources/b"]], "files": []}',
    "a folder to outside": '{"moves": [["sources/one", "../b"]], "files": []}',
    "through a link": '{"moves": [], "files": [["sources/link/a.yaml", "new-0", ""]]}',
    "deep": "[" * 100_000,
}


@pytest.mark.parametrize("name", PLANS)
def test_a_plan_from_elsewhere_touches_nothing_else(name: str, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    (tmp_path / "other").mkdir()
    root = lay(tmp_path / "kb")
    (root / "sources/link").symlink_to(tmp_path / "other")
    (root / JOURNAL).mkdir()
    (root / JOURNAL / "plan.json").write_text(PLANS[name])
    (root / JOURNAL / "new-0").write_text("new")
    before = files_of(tmp_path)
    with pytest.raises(PolicyKBError, match="is no plan of policykb"):
        finish(root)
    assert files_of(tmp_path) == before


def test_links_in_a_journal_lead_nowhere(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    root = lay(tmp_path / "kb")
    (root / JOURNAL).mkdir()
    (root / JOURNAL / "plan.json").write_text('{"moves": [], "files": [["b.yaml", "new-0", ""]]}')
    (root / JOURNAL / "new-0").symlink_to(tmp_path / "secret")
    with pytest.raises(PolicyKBError, match="leads out of the knowledge base"):
        finish(root)
    shutil.rmtree(root / JOURNAL)
    (root / JOURNAL).symlink_to(tmp_path)
    with pytest.raises(PolicyKBError):
        finish(root)
    assert (tmp_path / "secret").read_text() == "secret"

"""``policykb fmt``, as people and scripts run it."""

import os
import shutil
from pathlib import Path

import pytest

from tests.support.repositories import git
from tests.support.rule_samples import CLAIMS, SOURCE, write_base, write_edited
from tests.support.running import ROOT, run

FORM = "actors:\n  - id: norland\n    name: Norland\n    kind: state\n"
OTHER = "actors:\n- {kind: state, id: norland, name: 'Norland'}\n"


@pytest.fixture
def kb(tmp_path: Path) -> Path:
    """Return a knowledge base in which only actors.yaml is not formatted."""
    root = write_base(tmp_path / "kb")
    run("fmt", cwd=root)
    (root / "actors.yaml").write_text(OTHER, "utf-8")
    return root


def state(root: Path) -> dict[Path, tuple[bytes, int]]:
    files = [path for path in root.rglob("*") if path.is_file()]
    return {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in files}


def test_fmt_writes_unformatted_files_and_lists_them(kb: Path) -> None:
    before = state(kb)
    ran = run("fmt", cwd=kb)
    assert (ran.code, ran.out) == (0, "actors.yaml\n")
    assert ran.err == "5 files: 1 changed, 4 unchanged\n"
    after = state(kb)
    assert [path.name for path in after if before[path] != after[path]] == ["actors.yaml"]
    assert (kb / "actors.yaml").read_text("utf-8") == FORM
    again = run("fmt", cwd=kb)
    assert (again.code, again.out, again.err) == (0, "", "5 files: 5 unchanged\n")
    assert state(kb) == after


def test_check_lists_files_and_writes_nothing(kb: Path) -> None:
    before = state(kb)
    ran = run("fmt", "--check", cwd=kb)
    assert (ran.code, ran.out) == (1, "actors.yaml\n")
    assert ran.err == "5 files: 1 would change, 4 unchanged\n"
    assert state(kb) == before
    run("fmt", cwd=kb)
    assert run("fmt", "--check", cwd=kb).code == 0


@pytest.mark.parametrize("options", [("--diff",), ("--diff", "--check")])
def test_diff_shows_changes_and_writes_nothing(kb: Path, options: tuple[str, ...]) -> None:
    before = state(kb)
    ran = run("fmt", *options, cwd=kb)
    assert ran.code == 1
    assert ran.out.startswith("--- a/actors.yaml\n+++ b/actors.yaml\n@@ ")
    assert state(kb) == before
    git(kb, "apply", said=ran.out.encode())
    assert (kb / "actors.yaml").read_text("utf-8") == FORM
    done = run("fmt", *options, cwd=kb)
    assert (done.code, done.out) == (0, "")


def test_diff_shows_changed_and_missing_line_ends(kb: Path) -> None:
    (kb / "kb.yaml").write_bytes(b"policykb: 1\r\ntitle: T")
    ran = run("fmt", "--diff", "kb.yaml", cwd=kb)
    assert "-policykb: 1\r\n-title: T\n\\ No newline at end of file\n+policykb: 1\n" in ran.out
    run("fmt", "kb.yaml", cwd=kb)
    assert (kb / "kb.yaml").read_bytes() == b"policykb: 1\ntitle: T\n"


def test_file_or_name_cannot_control_a_terminal(kb: Path) -> None:
    name = "evil\x1b[31m\u202e"
    (kb / "sources" / name).mkdir()
    (kb / "sources" / name / "source.yaml").write_bytes(b"title: 'x'\r\nkind: \"\\r\"\n")
    (kb / "sources" / name / "claims.yaml").write_text("claims: \x1b[31m\u202e", "utf-8")
    for options in ((), ("--check",), ("--diff",)):
        ran = run("fmt", *options, cwd=kb)
        assert "evil" in ran.out + ran.err
        assert not set(ran.out + ran.err) & set("\x1b\r\u202e")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"topics: [\n", "PKB007"),
        (b"\xef\xbb\xbftopics: []\n", "PKB005"),
        (b"topics: []\nmore: &a x\n", "PKB008"),
        (b"\xff\xfe\x00", "PKB004"),
        (b"", "PKB006"),
    ],
)
def test_faulty_file_is_not_changed_and_others_are_formatted(
    kb: Path, content: bytes, message: str
) -> None:
    (kb / "topics.yaml").write_bytes(content)
    for options in (("--check",), ()):
        ran = run("fmt", *options, cwd=kb)
        assert (ran.code, ran.out) == (1, "actors.yaml\n")
        first, second, last = ran.err.splitlines()
        assert first.startswith("error: topics.yaml:")
        assert message in first
        assert second.startswith("help: The file was not changed.")
        assert "`policykb validate`" in second
        assert last.endswith("3 unchanged, 1 not formatted")
    assert (kb / "topics.yaml").read_bytes() == content
    assert (kb / "actors.yaml").read_text("utf-8") == FORM


def test_file_that_would_lose_a_suppression_is_not_changed(kb: Path) -> None:
    held = "title: {b: # policykb: ignore[PKB106] why\n   c}\npolicykb: 1\n"
    (kb / "kb.yaml").write_text(held, "utf-8")
    ran = run("fmt", cwd=kb)
    assert ran.code == 1
    assert ran.err.startswith("error: kb.yaml was not formatted: formatting would move")
    assert (kb / "kb.yaml").read_text("utf-8") == held


def test_paths_select_the_files(kb: Path) -> None:
    (kb / CLAIMS).write_text("claims:   []\n", "utf-8")
    assert run("fmt", "--check", cwd=kb).out == f"actors.yaml\n{CLAIMS}\n"
    assert run("fmt", "--check", "sources", cwd=kb).out == f"{CLAIMS}\n"
    assert run("fmt", "--check", SOURCE, "topics.yaml", cwd=kb).err.startswith("3 files: 1 would")
    assert run("fmt", "--check", kb, "kb.yaml", cwd=kb).out == f"actors.yaml\n{CLAIMS}\n"
    assert run("fmt", "actors.yaml", "--kb", kb, cwd=kb).out == "actors.yaml\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("README.md",), "error: there is no README.md"),
        ((f"{SOURCE}/text.txt",), "error: nothing to format"),
        (("/",), "error: no knowledge base at /"),
        (("--kb", ".", ".."), "error: .. does not lie in the knowledge base"),
    ],
)
def test_bad_requests_are_errors(kb: Path, arguments: tuple[str, ...], message: str) -> None:
    ran = run("fmt", *arguments, cwd=kb)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(message)


def test_bundled_kb_is_never_formatted(tmp_path: Path) -> None:
    ran = run("fmt", cwd=tmp_path)
    assert ran.code == 2
    assert ran.err.startswith("error: no knowledge base here")


def test_missing_and_other_files_are_ignored(kb: Path) -> None:
    (kb / "topics.yaml").unlink()
    (kb / "stray.yaml").write_text(OTHER, "utf-8")
    assert run("fmt", cwd=kb).err == "4 files: 1 changed, 3 unchanged\n"
    assert (kb / "stray.yaml").read_text("utf-8") == OTHER


def test_links_out_of_the_kb_are_not_followed(kb: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    shutil.copytree(kb / SOURCE, outside)
    (outside / "claims.yaml").write_text("claims:   []\n", "utf-8")
    (tmp_path / "actors.yaml").write_text(OTHER, "utf-8")
    (kb / "actors.yaml").unlink()
    (kb / "actors.yaml").symlink_to(tmp_path / "actors.yaml")
    (kb / "sources/linked").symlink_to(outside)
    before = state(outside)
    ran = run("fmt", cwd=kb)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("error: actors.yaml:1:1: PKB002 ")
    assert state(outside) == before
    assert (tmp_path / "actors.yaml").read_text("utf-8") == OTHER


@pytest.mark.skipif(os.name == "nt", reason="no such modes there")
def test_file_mode_and_links_inside_the_kb_stay(kb: Path) -> None:
    (kb / "actors.yaml").rename(kb / ".real.yaml")
    (kb / ".real.yaml").chmod(0o640)
    (kb / "actors.yaml").symlink_to(".real.yaml")
    assert run("fmt", cwd=kb).out == "actors.yaml\n"
    assert (kb / "actors.yaml").is_symlink()
    assert (kb / ".real.yaml").stat().st_mode & 0o777 == 0o640
    assert (kb / ".real.yaml").read_text("utf-8") == FORM


def test_windows_line_ends_are_replaced(tmp_path: Path) -> None:
    root = write_edited(tmp_path, {"actors.yaml": FORM.replace("\n", "\r\n")})
    assert run("fmt", cwd=root).code == 0
    assert (root / "actors.yaml").read_bytes() == FORM.encode()


def test_new_kb_is_formatted(tmp_path: Path) -> None:
    run("init", "new", cwd=tmp_path)
    assert run("fmt", "--check", "new", cwd=tmp_path).code == 0


def test_formatting_changes_no_answer(tmp_path: Path) -> None:
    root = Path(shutil.copytree(ROOT / "tests" / "sample", tmp_path / "kb"))
    before = run("compare", "arvona", "belmark", "--cite", "-f", "markdown", cwd=root).out
    assert run("fmt", cwd=root).code == 0
    assert run("validate", cwd=root).code == 0
    after = run("compare", "arvona", "belmark", "--cite", "-f", "markdown", cwd=root).out
    assert [line.split("claims.yaml")[0] for line in after.splitlines()] == [
        line.split("claims.yaml")[0] for line in before.splitlines()
    ]

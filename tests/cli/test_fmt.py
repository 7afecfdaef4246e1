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
    """A knowledge base in form, but for its actors."""
    root = write_base(tmp_path / "kb")
    run("fmt", cwd=root)
    (root / "actors.yaml").write_text(OTHER, "utf-8")
    return root


def state(root: Path) -> dict[Path, tuple[bytes, int]]:
    files = [path for path in root.rglob("*") if path.is_file()]
    return {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in files}


def test_it_writes_what_is_not_in_form_and_says_so(kb: Path) -> None:
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


def test_check_lists_and_writes_nothing(kb: Path) -> None:
    before = state(kb)
    ran = run("fmt", "--check", cwd=kb)
    assert (ran.code, ran.out) == (1, "actors.yaml\n")
    assert ran.err == "5 files: 1 would change, 4 unchanged\n"
    assert state(kb) == before
    run("fmt", cwd=kb)
    assert run("fmt", "--check", cwd=kb).code == 0


@pytest.mark.parametrize("options", [("--diff",), ("--diff", "--check")])
def test_diff_shows_what_would_be_written(kb: Path, options: tuple[str, ...]) -> None:
    before = state(kb)
    ran = run("fmt", *options, cwd=kb)
    assert ran.code == 1
    assert ran.out.startswith("--- a/actors.yaml\n+++ b/actors.yaml\n@@ ")
    assert state(kb) == before
    git(kb, "apply", said=ran.out.encode())
    assert (kb / "actors.yaml").read_text("utf-8") == FORM
    done = run("fmt", *options, cwd=kb)
    assert (done.code, done.out) == (0, "")


def test_a_diff_tells_line_ends_and_a_missing_one(kb: Path) -> None:
    (kb / "kb.yaml").write_bytes(b"policykb: 1\r\ntitle: T")
    ran = run("fmt", "--diff", "kb.yaml", cwd=kb)
    assert "-policykb: 1\r\n-title: T\n\\ No newline at end of file\n+policykb: 1\n" in ran.out
    run("fmt", "kb.yaml", cwd=kb)
    assert (kb / "kb.yaml").read_bytes() == b"policykb: 1\ntitle: T\n"


def test_nothing_in_a_file_or_its_name_drives_a_terminal(kb: Path) -> None:
    name = "evil\x1b[31m\u202e"
    (kb / "sources" / name).mkdir()
    (kb / "sources" / name / "source.yaml").write_bytes(b"title: 'x'\r\nkind: \"\\r\"\n")
    (kb / "sources" / name / "claims.yaml").write_text("claims: \x1b[31m\u202e", "utf-8")
    for options in ((), ("--check",), ("--diff",)):
        ran = run("fmt", *options, cwd=kb)
        assert "evil" in ran.out + ran.err
        assert not set(ran.out + ran.err) & set("\x1b\r\u202e")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"topics: [\n", "PKB007"),
        (b"\xef\xbb\xbftopics: []\n", "PKB005"),
        (b"topics: []\nmore: &a x\n", "PKB008"),
        (b"\xff\xfe\x00", "PKB004"),
        (b"", "PKB006"),
    ],
)
def test_a_faulty_file_is_left_and_the_others_are_formatted(
    kb: Path, content: bytes, told: str
) -> None:
    (kb / "topics.yaml").write_bytes(content)
    for options in (("--check",), ()):
        ran = run("fmt", *options, cwd=kb)
        assert (ran.code, ran.out) == (1, "actors.yaml\n")
        first, second, last = ran.err.splitlines()
        assert first.startswith("error: topics.yaml:")
        assert told in first
        assert second.startswith("help: It is left as it is.")
        assert "`policykb validate`" in second
        assert last.endswith("3 unchanged, 1 not formatted")
    assert (kb / "topics.yaml").read_bytes() == content
    assert (kb / "actors.yaml").read_text("utf-8") == FORM


def test_a_file_that_cannot_keep_its_suppressions_is_left(kb: Path) -> None:
    held = "title: {b: # policykb: ignore[PKB106] why\n   c}\npolicykb: 1\n"
    (kb / "kb.yaml").write_text(held, "utf-8")
    ran = run("fmt", cwd=kb)
    assert ran.code == 1
    assert ran.err.startswith("error: kb.yaml was not formatted: formatting would move")
    assert (kb / "kb.yaml").read_text("utf-8") == held


def test_paths_choose_the_files(kb: Path) -> None:
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
def test_bad_requests(kb: Path, arguments: tuple[str, ...], message: str) -> None:
    ran = run("fmt", *arguments, cwd=kb)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(message)


def test_it_never_formats_the_bundled_one(tmp_path: Path) -> None:
    ran = run("fmt", cwd=tmp_path)
    assert ran.code == 2
    assert ran.err.startswith("error: no knowledge base here")


def test_what_is_missing_or_no_file_of_records_is_not_its_business(kb: Path) -> None:
    (kb / "topics.yaml").unlink()
    (kb / "stray.yaml").write_text(OTHER, "utf-8")
    assert run("fmt", cwd=kb).err == "4 files: 1 changed, 3 unchanged\n"
    assert (kb / "stray.yaml").read_text("utf-8") == OTHER


def test_no_link_is_followed_out(kb: Path, tmp_path: Path) -> None:
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
def test_a_file_keeps_its_mode_and_a_link_inside_stays_one(kb: Path) -> None:
    (kb / "actors.yaml").rename(kb / ".real.yaml")
    (kb / ".real.yaml").chmod(0o640)
    (kb / "actors.yaml").symlink_to(".real.yaml")
    assert run("fmt", cwd=kb).out == "actors.yaml\n"
    assert (kb / "actors.yaml").is_symlink()
    assert (kb / ".real.yaml").stat().st_mode & 0o777 == 0o640
    assert (kb / ".real.yaml").read_text("utf-8") == FORM


def test_windows_line_ends_go(tmp_path: Path) -> None:
    root = write_edited(tmp_path, {"actors.yaml": FORM.replace("\n", "\r\n")})
    assert run("fmt", cwd=root).code == 0
    assert (root / "actors.yaml").read_bytes() == FORM.encode()


def test_a_new_knowledge_base_is_in_form(tmp_path: Path) -> None:
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

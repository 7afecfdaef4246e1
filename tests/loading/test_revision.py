"""Reading states from git: its bytes, and nothing else."""

import os
import stat
from collections.abc import Sequence
from pathlib import Path

import pytest

from policykb.diagnostics import PolicyKBError
from policykb.loading import git as git_module
from policykb.loading.revision import Repository, Revision
from tests.support.repositories import commit, git, repository

HEADER = "policykb: 1\ntitle: x\n"


@pytest.fixture(autouse=True)
def _no_settings_of_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")


def kb(folder: Path, **files: str) -> Path:
    """A folder with a header, and with files by name (``__`` for ``/``)."""
    for name, text in {"kb.yaml": HEADER, **files}.items():
        path = folder / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    return folder


def files_at(root: Path, word: str = "HEAD") -> dict[str, bytes]:
    """The files of a state by path; of a link, where it leads."""
    found = Repository(root)
    revision, _ = found.revisions([word])
    with found.state(revision) as folder:
        made = {
            path.relative_to(folder).as_posix(): os.fsencode(path.readlink())
            if path.is_symlink()
            else path.read_bytes()
            for path in folder.rglob("*")
            if path.is_symlink() or path.is_file()
        }
    assert not folder.exists()
    return made


def refused(root: Path, *words: str) -> str:
    with pytest.raises(PolicyKBError) as caught:
        Repository(root).revisions(words)
    assert caught.value.help
    return f"{caught.value.message}; {caught.value.help}"


def commit_tree(root: Path, entries: Sequence[tuple[str, str, bytes]]) -> str:
    """A commit of a tree such as no folder gives: modes, paths (one step each) and contents."""
    lines = []
    for mode, name, content in entries:
        # Objects that git itself would not write.
        number = git(root, "hash-object", "-w", "--stdin", said=content)
        lines.append(f"{mode} {name}".encode() + b"\0" + bytes.fromhex(number))
    options = ("-t", "tree", "-w", "--stdin", "--literally")
    tree = git(root, "hash-object", *options, said=b"".join(lines))
    return git(root, "commit-tree", "-m", "odd", tree)


# --- states ----------------------------------------------------------------------------


def test_a_state_is_what_was_committed(tmp_path: Path) -> None:
    root = kb(repository(tmp_path), **{"actors.yaml": "one"})
    first = commit(root)
    kb(root, **{"actors.yaml": "two", "sources__s__claims.yaml": "three"})
    commit(root)
    kb(root, **{"actors.yaml": "not committed"})
    assert files_at(root, first) == {"kb.yaml": HEADER.encode(), "actors.yaml": b"one"}
    assert files_at(root) == files_at(root, "main") == files_at(root, "HEAD~0")
    assert files_at(root)["actors.yaml"] == b"two"
    assert files_at(root)["sources/s/claims.yaml"] == b"three"


def test_a_subfolder_is_a_knowledge_base_of_its_own(tmp_path: Path) -> None:
    root = kb(repository(tmp_path) / "deep" / "kb", **{"actors.yaml": "x"})
    kb(tmp_path, **{"other.yaml": "y"})
    commit(tmp_path)
    assert set(files_at(root)) == {"kb.yaml", "actors.yaml"}
    assert set(files_at(tmp_path)) == {
        *("kb.yaml", "other.yaml", "deep/kb/kb.yaml", "deep/kb/actors.yaml"),
    }


def test_texts_are_not_read_but_their_folders_are_there(tmp_path: Path) -> None:
    root = kb(repository(tmp_path), **{"sources__s__text.txt": "x" * 100})
    commit(root)
    found = Repository(root)
    with found.state(found.revisions(["HEAD"])[0]) as folder:
        assert (folder / "sources" / "s").is_dir()
        assert not (folder / "sources" / "s" / "text.txt").exists()


def test_attributes_do_not_matter(tmp_path: Path) -> None:
    root = repository(tmp_path)
    git(root, "config", "filter.shout.smudge", "tr a-z A-Z")
    git(root, "config", "filter.shout.clean", "cat")
    git(root, "config", "diff.x.textconv", "false")
    git(root, "config", "core.autocrlf", "true")
    attributes = (
        "* text eol=crlf filter=shout diff=x ident export-subst\nactors.yaml export-ignore\n"
    )
    kb(root, **{"actors.yaml": "a: $Id$ $Format:%H$\n", ".gitattributes": attributes})
    commit(root)
    assert files_at(root)["actors.yaml"] == b"a: $Id$ $Format:%H$\n"
    (root / "actors.yaml").unlink()
    git(root, "checkout", "--", "actors.yaml")
    assert (root / "actors.yaml").read_bytes() != files_at(root)["actors.yaml"]


def test_links_are_links_and_lead_to_what_was_there(tmp_path: Path) -> None:
    root = kb(repository(tmp_path), **{"shared.txt": "actors: []\n"})
    (root / "actors.yaml").symlink_to("shared.txt")
    (root / "topics.yaml").symlink_to("/etc/passwd")
    commit(root)
    made = files_at(root)
    assert made["shared.txt"] == b"actors: []\n"
    assert (made["actors.yaml"], made["topics.yaml"]) == (b"shared.txt", b"/etc/passwd")


def test_submodules_are_left_where_they_are(tmp_path: Path) -> None:
    inner = repository(tmp_path / "inner")
    number = commit(kb(inner))
    root = kb(repository(tmp_path / "outer"))
    git(root, "update-index", "--add", "--cacheinfo", f"160000,{number},sub")
    commit_of_index = git(root, "commit-tree", "-m", "x", git(root, "write-tree"))
    git(root, "add", "kb.yaml")
    git(root, "update-ref", "refs/heads/sub", commit_of_index)
    git(root, "commit", "--quiet", "--message=x")
    assert set(files_at(root)) == {"kb.yaml"}


def test_names_that_are_no_text_survive(tmp_path: Path) -> None:
    name = os.fsdecode(b"odd \xff\xfe \x1b[31m\ttab\nline.yaml")
    root = kb(repository(tmp_path / os.fsdecode(b"caf\xe9 \n kb")))
    (root / name).write_bytes(b"x")
    commit(root)
    assert files_at(root)[name] == b"x"
    inner = kb(root / name.removesuffix(".yaml"))
    commit(root)
    assert set(files_at(inner)) == {"kb.yaml"}


def test_a_worktree_and_sha256(tmp_path: Path) -> None:
    root = kb(repository(tmp_path / "one", "--object-format=sha256"))
    assert len(commit(root)) == 64
    git(root, "worktree", "add", "--quiet", "../two", "-b", "other")
    assert (tmp_path / "two" / ".git").is_file()
    assert files_at(tmp_path / "two", "other") == files_at(root) == {"kb.yaml": HEADER.encode()}


@pytest.mark.parametrize("name", ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"])
def test_the_environment_of_a_hook_is_not_meant(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    root = kb(repository(tmp_path / "mine") / "kb")
    commit(tmp_path / "mine")
    commit(repository(tmp_path / "other"))
    value = tmp_path / "other" / ".git" if name == "GIT_DIR" else tmp_path / "other"
    monkeypatch.setenv(name, str(value))
    monkeypatch.setenv("GIT_TRACE", "1")
    assert set(files_at(root)) == {"kb.yaml"}


def test_nothing_of_the_repository_is_run(tmp_path: Path) -> None:
    root = kb(repository(tmp_path))
    commit(root)
    ran = tmp_path / "ran"
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\ntouch '{ran}'\ncat\n", "utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    for name in ("core.fsmonitor", "core.pager", "pager.ls-tree", "core.sshCommand"):
        git(root, "config", name, str(program))
    for hook in ("post-checkout", "post-index-change", "reference-transaction"):
        (root / ".git" / "hooks").mkdir(exist_ok=True)
        (root / ".git" / "hooks" / hook).symlink_to(program)
    assert set(files_at(root)) == {"kb.yaml"}
    assert not ran.exists()


def test_the_folder_vanishes_whatever_happens(tmp_path: Path) -> None:
    root = kb(repository(tmp_path))
    commit(root)
    found = Repository(root)
    revision, _ = found.revisions(["HEAD"])
    with pytest.raises(KeyboardInterrupt), found.state(revision) as folder:
        raise KeyboardInterrupt
    assert not folder.exists()


def test_what_is_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = kb(repository(tmp_path), **{"actors.yaml": "x" * 500, "text.txt": "x" * 5000})
    commit(root)
    monkeypatch.setattr(git_module, "MAX_BYTES", 1000)
    assert set(files_at(root)) == {"kb.yaml", "actors.yaml"}
    monkeypatch.setattr(git_module, "MAX_BYTES", 500)
    with pytest.raises(PolicyKBError, match="larger than 500 bytes"):
        files_at(root)


@pytest.mark.parametrize("name", ["..", ".", "a/../../x.yaml", "/x.yaml", "a//x.yaml"])
def test_paths_that_lead_out_are_refused(tmp_path: Path, name: str) -> None:
    root = kb(repository(tmp_path / "kb"))
    header = ("100644", "kb.yaml", HEADER.encode())
    odd = commit_tree(root, [("100644", name, b"evil"), header])
    with pytest.raises(PolicyKBError, match="leads out"):
        files_at(root, odd)
    assert {path.name for path in tmp_path.iterdir()} == {"kb"}


def test_nothing_is_written_through_a_link(tmp_path: Path) -> None:
    root = kb(repository(tmp_path / "kb"))
    aim = tmp_path / "aim"
    aim.mkdir()
    inner = git(root, "hash-object", "-w", "--stdin", said=b"evil")
    line = b"100644 x.yaml\0" + bytes.fromhex(inner)
    folder = git(root, "hash-object", "-t", "tree", "-w", "--stdin", said=line)
    link = git(root, "hash-object", "-w", "--stdin", said=os.fsencode(aim))
    header = git(root, "hash-object", "-w", "--stdin", said=HEADER.encode())
    entries = (("120000 a", link), ("40000 a", folder), ("100644 kb.yaml", header))
    said = b"".join(f"{name}\0".encode() + bytes.fromhex(number) for name, number in entries)
    options = ("-t", "tree", "-w", "--stdin", "--literally")
    odd = git(root, "commit-tree", "-m", "x", git(root, "hash-object", *options, said=said))
    with pytest.raises(PolicyKBError, match="cannot be written"):
        files_at(root, odd)
    assert not list(aim.iterdir())


# --- words -----------------------------------------------------------------------------


def test_words_and_ranges_name_commits(tmp_path: Path) -> None:
    root = kb(repository(tmp_path))
    one = commit(root)
    git(root, "branch", "side")
    two = commit(root)
    git(root, "switch", "--quiet", "side")
    other = commit(root, "A fix of sorts")
    git(root, "tag", "-a", "-m", "x", "v1", two)
    found = Repository(root)
    assert found.revisions([one]) == (Revision(one, one), None)
    assert found.revisions(["v1", "side"]) == (Revision("v1", two), Revision("side", other))
    assert found.revisions(["main..side"]) == (Revision("main", two), Revision("side", other))
    assert found.revisions(["main.."])[1] == Revision("HEAD", other)
    assert found.revisions(["..main"]) == (Revision("HEAD", other), Revision("main", two))
    assert found.revisions(["main...side"])[0] == Revision("main...side", one)
    assert found.revisions([":/fix"]) == (Revision(":/fix", other), None)
    assert str(Revision("side", other)) == f"side ({other[:7]})"
    assert str(Revision(other[:10], other)) == other[:7]
    assert "more than two" in refused(root, "main..side", "v1")


def test_histories_that_never_met(tmp_path: Path) -> None:
    root = kb(repository(tmp_path))
    commit(root)
    git(root, "switch", "--quiet", "--orphan", "lone")
    commit(root)
    assert "no commit in common" in refused(root, "main...lone")


@pytest.mark.parametrize(
    "word",
    [
        *("-x", "--all", "--output=ran", "--git-dir=/", "^HEAD", "HEAD^@", "HEAD:kb.yaml", ""),
        *("HEAD^{tree}", "nope", "no pe", "a\0b", "\udcff", "HEAD\nHEAD", "$(touch ran)", "...."),
    ],
)
def test_a_word_that_names_no_commit_is_refused(tmp_path: Path, word: str) -> None:
    root = kb(repository(tmp_path))
    commit(root)
    assert "unknown revision" in refused(root, word)
    assert not (root / "ran").exists()


def test_near_names_are_suggested(tmp_path: Path) -> None:
    root = kb(repository(tmp_path))
    assert "no commit here yet" in refused(root, "HEAD")
    commit(root)
    git(root, "tag", "release-1")
    assert "Did you mean main?" in refused(root, "mian")
    assert "Did you mean HEAD?" in refused(root, "HAED")
    assert "Did you mean release-1?" in refused(root, "relaese-1")
    assert "git log" in refused(root, "xyzzy")
    assert "git log" in refused(root, "HEAD~9")
    git(root, "branch", "Topic/Ferry")
    assert "Did you mean Topic/Ferry?" in refused(root, "topic/fery")


def test_a_shallow_clone_is_told_how_to_get_the_rest(tmp_path: Path) -> None:
    root = kb(repository(tmp_path / "whole"))
    commit(root)
    commit(root)
    git(tmp_path, "clone", "--quiet", "--depth=1", root.as_uri(), "part")
    said = refused(tmp_path / "part", "HEAD~1")
    assert "unknown revision" in said
    assert "fetch-depth: 0" in said


def test_a_partial_clone_is_not_filled_up(tmp_path: Path) -> None:
    root = kb(repository(tmp_path / "whole"), **{"actors.yaml": "x" * 100})
    first = commit(root)
    kb(root, **{"actors.yaml": "y"})
    commit(root)
    git(root, "config", "uploadpack.allowFilter", "true")
    options = ("--quiet", "--filter=blob:none")
    git(tmp_path, "clone", *options, root.as_uri(), "part")
    assert files_at(tmp_path / "part")["actors.yaml"] == b"y"
    with pytest.raises(PolicyKBError, match=r'"actors\.yaml" at \w+ is not in this clone'):
        files_at(tmp_path / "part", first)
    git(tmp_path, "clone", "--quiet", "--filter=tree:0", root.as_uri(), "bare")
    assert files_at(tmp_path / "bare")["actors.yaml"] == b"y"
    with pytest.raises(PolicyKBError, match=r"the folder at \w+ is not in this clone"):
        files_at(tmp_path / "bare", first)


def test_a_tree_with_a_hole_is_no_small_knowledge_base(tmp_path: Path) -> None:
    root = kb(repository(tmp_path), **{"sources__s__claims.yaml": "x"})
    commit(root)
    number = git(root, "rev-parse", "HEAD:sources/s")
    (root / ".git/objects" / number[:2] / number[2:]).unlink()
    with pytest.raises(PolicyKBError, match="is not in this clone"):
        files_at(root)


# --- where there is nothing to read ------------------------------------------------------


def test_a_revision_without_the_knowledge_base(tmp_path: Path) -> None:
    root = repository(tmp_path) / "kb"
    bare = commit(tmp_path)
    kb(root)
    commit(tmp_path)
    with pytest.raises(PolicyKBError, match="no knowledge base in kb at ") as caught:
        files_at(root, bare)
    assert "git log" in caught.value.help


def test_outside_a_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    with pytest.raises(PolicyKBError, match="is not in a git repository"):
        Repository(kb(tmp_path / "kb"))


def test_without_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(PolicyKBError, match="git is not installed"):
        Repository(kb(tmp_path / "kb"))


@pytest.mark.parametrize(
    ("said", "message", "help_"),
    [
        (
            (
                "fatal: detected dubious ownership in repository at '/r'\n"
                "To add an exception for this directory, call:\n\n"
                "\tgit config --global --add safe.directory /r"
            ),
            "git: detected dubious ownership in repository at '/r'",
            "git config --global --add safe.directory /r",
        ),
        ("fatal: bad config line 1", "git: fatal: bad config line 1", "Fix this"),
    ],
)
def test_what_git_says_is_passed_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str, message: str, help_: str
) -> None:
    program = tmp_path / "git"
    program.write_text(f"#!/bin/sh\ncat >&2 <<'END'\n{said}\nEND\nexit 128\n", "utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    with pytest.raises(PolicyKBError) as caught:
        Repository(kb(tmp_path / "kb"))
    assert caught.value.message == message
    assert help_ in caught.value.help

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from policykb.diagnostics import Diagnostic, Location
from policykb.text.files import read_bytes, relative_to_cwd, write_file


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "kb"
    folder.mkdir()
    (folder / "a.yaml").write_bytes(b"a: b\r\n")
    (tmp_path / "outside.yaml").write_bytes(b"secret")
    return folder


def fault(root: Path, relative: str, limit: int = 100) -> tuple[str, str]:
    result = read_bytes(root, relative, limit=limit)
    assert isinstance(result, Diagnostic)
    assert result.location == Location(relative)
    assert result.help
    return result.rule.name, result.message


def test_a_file_is_read_as_it_is(root: Path) -> None:
    assert read_bytes(root, "a.yaml", limit=100) == b"a: b\r\n"


def test_a_file_may_be_as_large_as_the_limit(root: Path) -> None:
    assert read_bytes(root, "a.yaml", limit=6) == b"a: b\r\n"
    assert fault(root, "a.yaml", limit=5) == (
        "file-too-large",
        '"a.yaml" is larger than 5 bytes',
    )


@pytest.mark.parametrize("relative", ["b.yaml", "b/a.yaml", "b/../c.yaml"])
def test_missing(root: Path, relative: str) -> None:
    assert fault(root, relative) == ("missing-file", f'"{relative}" is missing')


def test_missing_root(tmp_path: Path) -> None:
    assert fault(tmp_path / "none", "a.yaml")[0] == "missing-file"


def test_folder(root: Path) -> None:
    (root / "b").mkdir()
    assert fault(root, "b") == ("unreadable-file", '"b" is a folder, not a file')


def test_below_a_file(root: Path) -> None:
    name, message = fault(root, "a.yaml/b")
    assert name == "unreadable-file"
    assert message.endswith("a part of its path is not a folder")


def test_link_inside(root: Path) -> None:
    (root / "b").mkdir()
    (root / "b" / "link.yaml").symlink_to("../a.yaml")
    assert read_bytes(root, "b/link.yaml", limit=100) == b"a: b\r\n"


def test_root_is_a_link(root: Path) -> None:
    link = root.parent / "link"
    link.symlink_to(root)
    assert read_bytes(link, "a.yaml", limit=100) == b"a: b\r\n"


def test_dangling_link(root: Path) -> None:
    (root / "link.yaml").symlink_to("nothing")
    assert fault(root, "link.yaml") == (
        "unreadable-file",
        '"link.yaml" cannot be read: it is a link to a file that does not exist',
    )


def test_links_in_a_loop(root: Path) -> None:
    (root / "x.yaml").symlink_to("y.yaml")
    (root / "y.yaml").symlink_to("x.yaml")
    assert fault(root, "x.yaml") == (
        "unreadable-file",
        '"x.yaml" cannot be read: its links form a loop',
    )


@pytest.mark.parametrize("relative", ["../outside.yaml", "link.yaml", "folder/outside.yaml"])
def test_out_of_the_knowledge_base(root: Path, relative: str) -> None:
    (root / "link.yaml").symlink_to("../outside.yaml")
    (root / "folder").symlink_to("..")
    assert fault(root, relative) == (
        "escaping-link",
        f'"{relative}" leads out of the knowledge base',
    )


def test_absolute_path(root: Path) -> None:
    assert fault(root, str(root.parent / "outside.yaml"))[0] == "escaping-link"


def test_a_sibling_with_the_same_beginning_is_outside(root: Path) -> None:
    (root.parent / "kb2").mkdir()
    (root.parent / "kb2" / "a.yaml").write_bytes(b"")
    assert fault(root, "../kb2/a.yaml")[0] == "escaping-link"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
def test_named_pipe(root: Path) -> None:
    os.mkfifo(root / "pipe.yaml")
    assert fault(root, "pipe.yaml") == (
        "unreadable-file",
        '"pipe.yaml" is a named pipe, not a file',
    )


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
def test_file_swapped_for_a_pipe(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(root / "pipe.yaml")
    regular = (root / "a.yaml").stat()
    monkeypatch.setattr(Path, "stat", lambda _path: regular)
    assert fault(root, "pipe.yaml") == (
        "unreadable-file",
        '"pipe.yaml" is a named pipe, not a file',
    )


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="the system has no such sockets")
def test_socket(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root)  # an address is short
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("s.yaml")
        assert fault(root, "s.yaml") == ("unreadable-file", '"s.yaml" is a socket, not a file')


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="the system has no such device")
def test_device() -> None:
    assert fault(Path("/dev"), "zero") == ("unreadable-file", '"zero" is a device, not a file')


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything"
)
def test_no_permission(root: Path) -> None:
    (root / "a.yaml").chmod(0)
    assert fault(root, "a.yaml") == (
        "unreadable-file",
        '"a.yaml" cannot be read: you have no permission to read it',
    )


def test_permission_refused(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    assert fault(root, "a.yaml")[1].endswith("you have no permission to read it")


@pytest.mark.parametrize(
    "name", ["\0", "a\nb\x1b[31m", "\udcff.yaml", "\ud800", "x" * 5000], ids=ascii
)
def test_strange_names(root: Path, name: str) -> None:
    rule, message = fault(root, name)
    assert rule in {"missing-file", "unreadable-file"}
    assert len(message) < 200


@pytest.mark.parametrize("name", [b"\xff.yaml", b"a\nb\x1b.yaml"])
def test_files_with_strange_names_are_read(root: Path, name: bytes) -> None:
    try:
        Path(os.fsdecode(os.fsencode(root) + b"/" + name)).write_bytes(b"x")
    except OSError:
        pytest.skip("the file system refuses the name")
    assert read_bytes(root, os.fsdecode(name), limit=9) == b"x"


@pytest.mark.parametrize(
    ("root", "relative", "shown"),
    [
        ("kb", "a.yaml", "kb/a.yaml"),
        (".", "sources/b/c.yaml", "sources/b/c.yaml"),
        (".", ".", "."),
        ("{here}/kb", "a.yaml", "kb/a.yaml"),
        ("{here}x", "a.yaml", "{here}x/a.yaml"),
        ("..", "a.yaml", "{above}/a.yaml"),
    ],
)
def test_paths_are_relative_to_the_current_folder_only_below_it(
    root: str, relative: str, shown: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    names = {"here": tmp_path.as_posix(), "above": tmp_path.parent.as_posix()}
    assert relative_to_cwd(Path(root.format_map(names)), relative) == shown.format_map(names)


def test_a_file_stays_as_it_was_if_a_piece_cannot_be_made(tmp_path: Path) -> None:
    def pieces() -> Iterator[str]:
        yield "new"
        raise KeyError("fault")

    path = tmp_path / "answer.txt"
    path.write_text("old", encoding="utf-8")
    with pytest.raises(KeyError):
        write_file(path, pieces())
    assert [one.name for one in tmp_path.iterdir()] == ["answer.txt"]
    assert path.read_text(encoding="utf-8") == "old"
    write_file(path, iter(["a", "ø"]))
    assert path.read_text(encoding="utf-8") == "aø"

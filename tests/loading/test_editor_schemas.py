import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policykb.loading.declared_ids import read_declared_ids
from policykb.loading.editor_schemas import (
    PlannedFile,
    schema_address,
    with_modeline,
    with_modelines,
)
from tests.support.rule_samples import base_text, write_base, write_edited

KINDS = ("kb", "actors", "topics", "source", "claims")
LINE = "# yaml-language-server: $schema=new"


# --- the line --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", f"{LINE}\n"),
        ("a: 1", f"{LINE}\na: 1"),
        ("a: 1\n", f"{LINE}\na: 1\n"),
        ("a: 1\r\nb: 2\n", f"{LINE}\r\na: 1\r\nb: 2\n"),
        ("a: 1\rb: 2\r", f"{LINE}\ra: 1\rb: 2\r"),
        ("---\na: 1\n", f"{LINE}\n---\na: 1\n"),
        ("# yaml-language-server: $schema=old\na: 1\n", f"{LINE}\na: 1\n"),
        ("#yaml-language-server :$schema=old\r\na: 1\r\n", f"{LINE}\r\na: 1\r\n"),
        ("# yaml-language-server: $schema=old", f"{LINE}\n"),
        ("# Ours.\n\n  # yaml-language-server: x\na: 1\n", f"{LINE}\n# Ours.\n\na: 1\n"),
        (
            "# About yaml-language-server: x\na: 1\n",
            f"{LINE}\n# About yaml-language-server: x\na: 1\n",
        ),
        ("a: |\n  # yaml-language-server: x\n", f"{LINE}\na: |\n  # yaml-language-server: x\n"),
        ("a: 1\n# yaml-language-server: x\n", f"{LINE}\na: 1\n# yaml-language-server: x\n"),
    ],
)
def test_the_first_line_names_the_schema_and_all_else_stays(before: str, after: str) -> None:
    assert with_modeline(before, "new") == after


LINES = st.sampled_from(
    [
        *("a: 1", "# a comment", "", "  ", "---", "# yaml-language-server: $schema=old"),
        *("\t# yaml-language-server:", "- '# yaml-language-server: x'", "\u2028", "\x85"),
    ]
)


@given(st.lists(st.tuples(LINES, st.sampled_from(["\n", "\r\n", "\r"]))))
def test_a_line_once_there_is_there_for_good(lines: list[tuple[str, str]]) -> None:
    text = "".join(line + end for line, end in lines)
    once = with_modeline(text, "new")
    assert with_modeline(once, "new") == once
    assert with_modeline(with_modeline(text, "other"), "new") == once
    assert once.startswith(LINE)


# --- the address -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("schema", "file", "address"),
    [
        ("kb/.schema/kb.schema.json", "kb/kb.yaml", ".schema/kb.schema.json"),
        ("kb/.schema/s.json", "kb/sources/one/source.yaml", "../../.schema/s.json"),
        ("schemas/s.json", "kb/kb.yaml", "../schemas/s.json"),
        ("схемы/s.json", "kb/kb.yaml", "../схемы/s.json"),
    ],
)
def test_a_schema_is_named_by_the_way_to_it(
    tmp_path: Path, schema: str, file: str, address: str
) -> None:
    assert schema_address(tmp_path / schema, tmp_path / file) == address


@pytest.mark.parametrize(
    "name", ["my schemas", "50%", "no#1", "what?", "a\nb", "\u202eb", "\udcff"]
)
def test_a_way_that_editors_would_misread_is_a_uri(tmp_path: Path, name: str) -> None:
    address = schema_address(tmp_path / name / "s.json", tmp_path / "kb/kb.yaml")
    assert address == (tmp_path / name / "s.json").as_uri()
    assert address.isascii()
    assert not set(address) & set(" #?\n")


def test_a_way_that_begins_like_a_uri_is_one(tmp_path: Path) -> None:
    address = schema_address(tmp_path / "http-schemas/s.json", tmp_path / "kb.yaml")
    assert address == (tmp_path / "http-schemas/s.json").as_uri()


def test_links_on_the_way_are_resolved(tmp_path: Path) -> None:
    (tmp_path / "deep/down").mkdir(parents=True)
    (tmp_path / "kb").symlink_to("deep/down")
    address = schema_address(tmp_path / "kb/.schema/s.json", tmp_path / "deep/down/kb.yaml")
    assert address == ".schema/s.json"


# --- the files -------------------------------------------------------------------------


def settled(root: Path) -> list[str]:
    """Write all modelines; the remarks."""
    found = list(with_modelines(root, KINDS, root / ".schema"))
    for one in found:
        if isinstance(one, PlannedFile) and not one.there:
            one.write()
    return [one for one in found if isinstance(one, str)]


def contents(root: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()
    }


def test_every_yaml_file_gets_its_line_and_no_other_file_changes(tmp_path: Path) -> None:
    root = write_base(tmp_path / "kb")
    before = contents(root)
    assert settled(root) == []
    for path, after in contents(root).items():
        name = Path(path).stem
        up = "../../" if path.startswith("sources") else ""
        line = f"# yaml-language-server: $schema={up}.schema/{name}.schema.json\n".encode()
        assert after == (line if path.endswith(".yaml") else b"") + before[path]
    assert [
        one
        for one in with_modelines(root, KINDS, root / ".schema")
        if not isinstance(one, PlannedFile) or not one.there
    ] == []


def test_only_files_of_the_kinds_asked_for(tmp_path: Path) -> None:
    root = write_base(tmp_path / "kb")
    found = with_modelines(root, ["claims", "kb"], root)
    names = [one.path.name for one in found if isinstance(one, PlannedFile)]
    assert names == ["kb.yaml", "claims.yaml"]


def test_a_file_keeps_its_mode(tmp_path: Path) -> None:
    root = write_base(tmp_path / "kb")
    (root / "kb.yaml").chmod(0o640)
    settled(root)
    assert (root / "kb.yaml").stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize(
    ("content", "remark"),
    [
        (b"\xef\xbb\xbfpolicykb: 1\n", '"kb.yaml" begins with a byte order mark'),
        (b"policykb: 1\ntitle: \xff\n", "the byte 0xFF is not valid UTF-8"),
        ("policykb: 1\n".encode("utf-16"), "the file is not UTF-8: it looks like UTF-16"),
        (None, '"kb.yaml" is missing'),
    ],
)
def test_what_cannot_be_read_is_left_alone(
    tmp_path: Path, content: bytes | None, remark: str
) -> None:
    root = write_edited(tmp_path / "kb", {"kb.yaml": content})
    assert settled(root) == [remark]
    assert contents(root).get("kb.yaml") == content


def test_links_are_left_alone(tmp_path: Path) -> None:
    root = write_edited(tmp_path / "kb", {"actors.yaml": None, "topics.yaml": None})
    (tmp_path / "outside.yaml").write_text("actors: []\n", "utf-8")
    (root / "inside.yaml.txt").write_text("topics: []\n", "utf-8")
    (root / "actors.yaml").symlink_to("../outside.yaml")
    (root / "topics.yaml").symlink_to("inside.yaml.txt")
    shutil.copytree(root / "sources/gazette-2024", tmp_path / "far")
    (root / "sources/far").symlink_to(tmp_path / "far")
    (root / "sources/same").symlink_to("gazette-2024")
    assert settled(root) == [
        '"actors.yaml" leads out of the knowledge base',
        '"topics.yaml" is reached by a link',
        '"sources/same/source.yaml" is reached by a link',
        '"sources/same/claims.yaml" is reached by a link',
    ]
    assert (tmp_path / "outside.yaml").read_text("utf-8") == "actors: []\n"
    assert not (tmp_path / "far/claims.yaml").read_text("utf-8").startswith("#")


# --- the ids ---------------------------------------------------------------------------


def test_ids_of_faulty_records_are_ids(tmp_path: Path) -> None:
    edits = {
        "actors.yaml": base_text(
            "actors.yaml", ("kind: state", "kind: stat"), ("name: Sudmark\n", "\n")
        ),
        "topics.yaml": "topics: [{id: toll, label: [x]}, {id: ''}, {id: [x]}, x, {label: y}]\n",
    }
    assert read_declared_ids(write_edited(tmp_path / "kb", edits)) == {
        "actor": {"norland": "Norland", "sudmark": "", "gazette": "The Strait Gazette"},
        "topic": {"toll": ""},
    }


@pytest.mark.parametrize("content", [None, b"", b"\xff", b"actors: [", b"actors: x\n", b"- x\n"])
def test_a_file_that_cannot_be_read_gives_no_ids(tmp_path: Path, content: bytes | None) -> None:
    root = write_edited(tmp_path / "kb", {"actors.yaml": content})
    assert read_declared_ids(root)["actor"] == {}

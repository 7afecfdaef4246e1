import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.support.commands import answer
from tests.support.rule_samples import CLAIMS, base_text, write_base, write_edited
from tests.support.running import ROOT, SAMPLE, Ran, run

KINDS = ("kb", "actors", "topics", "source", "claims")
YAML = ("kb.yaml", "actors.yaml", "topics.yaml", "sources/gazette-2024/source.yaml", CLAIMS)
WRITE = ("schema", "-o", ".schema", "--modelines")


@pytest.fixture
def kb(tmp_path: Path) -> Path:
    return write_base(tmp_path / "kb")


def actors(ran: Ran) -> Any:
    """Return the actor ids in the schema of claims; None if it accepts any text."""
    assert ran.code == 0, ran.err
    return json.loads(ran.out)["$defs"]["ActorId"].get("enum")


def test_schema_includes_the_actors_of_the_kb(kb: Path) -> None:
    expected = ["norland", "sudmark", "gazette"]
    assert actors(run("schema", "claims", cwd=kb)) == expected
    assert actors(run("schema", "claims", "--kb", kb, cwd=ROOT)) == expected
    assert actors(run("--kb", kb, "schema", "claims", cwd=ROOT)) == expected
    assert actors(run("schema", "claims", cwd=ROOT, env={"POLICYKB_KB": str(kb)})) == expected
    assert actors(run("schema", "claims", cwd=kb / "sources")) == expected


def test_generic_schema_has_no_ids(kb: Path) -> None:
    ran = run("schema", "claims", "--generic", cwd=kb)
    assert actors(ran) is None
    assert ran.err == ""


def test_schema_without_a_kb_is_generic_with_a_note(tmp_path: Path) -> None:
    ran = run("schema", "claims", cwd=tmp_path)
    assert actors(ran) is None
    assert "no knowledge base here" in ran.err


def test_schema_of_a_damaged_kb_has_the_readable_ids(tmp_path: Path) -> None:
    edits = {
        "actors.yaml": base_text("actors.yaml", ("kind: state", "kind: realm")),
        "topics.yaml": "topics: [",
    }
    ran = run("schema", "claims", cwd=write_edited(tmp_path, edits))
    assert actors(ran) == ["norland", "sudmark", "gazette"]
    assert "enum" not in json.loads(ran.out)["$defs"]["TopicId"]
    assert "no topic id can be read" in ran.err


# --- files -----------------------------------------------------------------------------


def test_schemas_and_modelines_are_written_once(kb: Path) -> None:
    first = run(*WRITE, cwd=kb)
    assert first.code == 0
    written_schemas = [f".schema/{kind}.schema.json" for kind in KINDS]
    assert first.out.splitlines() == [*written_schemas, *YAML]
    assert run("validate", "--strict", cwd=kb).code == 0
    times = {path: path.stat().st_mtime_ns for path in kb.rglob("*")}
    again = run(*WRITE, cwd=kb)
    assert (again.code, again.out) == (0, "")
    assert "all up to date" in again.err
    assert {path: path.stat().st_mtime_ns for path in kb.rglob("*")} == times


def test_only_what_is_out_of_date_is_written(kb: Path) -> None:
    run(*WRITE, cwd=kb)
    add_an_actor(kb)
    # The kinds of files that refer to actors.
    expected = [f".schema/{kind}.schema.json" for kind in ("actors", "source", "claims")]
    assert run(*WRITE, cwd=kb).out.splitlines() == expected


def add_an_actor(kb: Path) -> None:
    with (kb / "actors.yaml").open("a", encoding="utf-8") as file:
        file.write("\n  - {id: westmark, name: Westmark, kind: state}\n")


def test_one_kind_writes_only_its_schema_and_modelines(kb: Path) -> None:
    ran = run("schema", "claims", "-o", ".schema", "--modelines", cwd=kb)
    assert ran.out.splitlines() == [".schema/claims.schema.json", CLAIMS]


def test_schemas_may_be_in_any_folder(kb: Path) -> None:
    ran = run("schema", "-o", "made/for/editors", "--modelines", "--kb", "kb", cwd=kb.parent)
    assert ran.out.splitlines()[0] == "made/for/editors/kb.schema.json"
    line = "# yaml-language-server: $schema=../made/for/editors/kb.schema.json\n"
    assert (kb / "kb.yaml").read_text("utf-8").startswith(line)


def test_check_writes_nothing_and_fails_until_up_to_date(kb: Path) -> None:
    check = (*WRITE, "--check")
    ran = run(*check, cwd=kb)
    assert ran.code == 1
    assert len(ran.out.splitlines()) == 10
    assert "10 of 10 files are out of date" in ran.err
    assert not (kb / ".schema").exists()
    assert (kb / "kb.yaml").read_text("utf-8") == base_text("kb.yaml")
    run(*WRITE, cwd=kb)
    assert run(*check, cwd=kb).code == 0
    add_an_actor(kb)
    ran = run(*check, cwd=kb)
    assert (ran.code, len(ran.out.splitlines())) == (1, 3)


def test_skipped_file_has_a_note_and_does_not_fail(kb: Path) -> None:
    (kb / "kb.yaml").write_bytes(b"\xef\xbb\xbf" + (kb / "kb.yaml").read_bytes())
    note = 'policykb: "kb.yaml" begins with a byte order mark, so it gets no modeline\n'
    assert run(*WRITE, cwd=kb).err == note
    ran = run(*WRITE, "--check", cwd=kb)
    assert ran.code == 0
    assert ran.err.startswith(note)


def test_generic_schemas_have_modelines(kb: Path) -> None:
    run(*WRITE, "--generic", cwd=kb)
    assert run(*WRITE, "--generic", "--check", cwd=kb).code == 0
    assert run(*WRITE, "--check", cwd=kb).code == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--check",), "--check needs -o"),
        (("--modelines",), "--modelines needs -o"),
        (("-o", "out", "--modelines"), "no knowledge base here"),
        (("--kb", "nowhere"), "no knowledge base at nowhere"),
        (("-o", "file/inner"), "cannot write to file/inner"),
        (("-o", "file"), "cannot write to file"),
    ],
)
def test_bad_requests_are_errors(tmp_path: Path, arguments: tuple[str, ...], message: str) -> None:
    (tmp_path / "file").touch()
    ran = run("schema", *arguments, cwd=tmp_path)
    assert ran.code == 2
    assert message in ran.err
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_schema_path_that_is_a_folder_is_an_error(kb: Path) -> None:
    (kb / ".schema/kb.schema.json").mkdir(parents=True)
    ran = run("schema", "-o", ".schema", cwd=kb)
    assert ran.code == 2
    assert ran.err.startswith("error: cannot write .schema/kb.schema.json")


def test_schema_path_that_is_a_link_is_not_followed(kb: Path) -> None:
    (kb / ".schema").mkdir()
    (kb / ".schema/kb.schema.json").symlink_to("../../precious")
    (kb.parent / "precious").write_text("precious", "utf-8")
    ran = run("schema", "-o", ".schema", cwd=kb)
    assert ran.code == 2
    assert ran.err.startswith("error: .schema/kb.schema.json is a link\nhelp: Delete it")
    assert (kb.parent / "precious").read_text("utf-8") == "precious"


def test_kb_of_the_repository_gets_schemas(tmp_path: Path) -> None:
    copy = Path(shutil.copytree(ROOT / "kb", tmp_path / "kb"))
    assert run(*WRITE, cwd=copy).code == 0
    assert run("validate", "--strict", cwd=copy).code == 0
    assert run("compare", "us", "russia", cwd=copy).code == 0


@pytest.mark.parametrize("kind", ["kb", "actors", "topics", "source", "claims"])
def test_schemas_are_printed_and_written(tmp_path: Path, kind: str) -> None:
    printed = answer(run("schema", kind))
    assert printed["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert answer(run("schema"))[kind] == printed
    ran = run("schema", "-o", "out", "--kb", SAMPLE, cwd=tmp_path)
    assert len(ran.out.splitlines()) == 5
    written = json.loads((tmp_path / "out" / f"{kind}.schema.json").read_text("utf-8"))
    assert written == printed

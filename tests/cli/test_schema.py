import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.support.rule_samples import CLAIMS, base_text, write_base, write_edited
from tests.support.running import ROOT, Ran, run

KINDS = ("kb", "actors", "topics", "source", "claims")
YAML = ("kb.yaml", "actors.yaml", "topics.yaml", "sources/gazette-2024/source.yaml", CLAIMS)
WRITE = ("schema", "-o", ".schema", "--modelines")


@pytest.fixture
def kb(tmp_path: Path) -> Path:
    return write_base(tmp_path / "kb")


def actors(ran: Ran) -> Any:
    """The ids of actors that the schema of claims takes; None if any."""
    assert ran.code == 0, ran.err
    return json.loads(ran.out)["$defs"]["ActorId"].get("enum")


def test_the_schema_knows_the_actors_of_the_knowledge_base(kb: Path) -> None:
    expected = ["norland", "sudmark", "gazette"]
    assert actors(run("schema", "claims", cwd=kb)) == expected
    assert actors(run("schema", "claims", "--kb", kb, cwd=ROOT)) == expected
    assert actors(run("--kb", kb, "schema", "claims", cwd=ROOT)) == expected
    assert actors(run("schema", "claims", cwd=ROOT, env={"POLICYKB_KB": str(kb)})) == expected
    assert actors(run("schema", "claims", cwd=kb / "sources")) == expected


def test_a_generic_one_is_for_any(kb: Path) -> None:
    ran = run("schema", "claims", "--generic", cwd=kb)
    assert actors(ran) is None
    assert ran.err == ""


def test_without_a_knowledge_base_it_is_generic_and_says_so(tmp_path: Path) -> None:
    ran = run("schema", "claims", cwd=tmp_path)
    assert actors(ran) is None
    assert ran.err == "policykb: no knowledge base here, so an id may be any text\n"


def test_a_damaged_one_gives_the_ids_that_can_be_read(tmp_path: Path) -> None:
    edits = {
        "actors.yaml": base_text("actors.yaml", ("kind: state", "kind: realm")),
        "topics.yaml": "topics: [",
    }
    ran = run("schema", "claims", cwd=write_edited(tmp_path, edits))
    assert actors(ran) == ["norland", "sudmark", "gazette"]
    assert "enum" not in json.loads(ran.out)["$defs"]["TopicId"]
    assert ran.err == "policykb: no id of any topic can be read, so any text passes for one\n"


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
    assert again.err == "10 files, all as they should be\n"
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


def test_a_kind_has_its_schema_and_its_files_alone(kb: Path) -> None:
    ran = run("schema", "claims", "-o", ".schema", "--modelines", cwd=kb)
    assert ran.out.splitlines() == [".schema/claims.schema.json", CLAIMS]


def test_schemas_may_lie_anywhere(kb: Path) -> None:
    ran = run("schema", "-o", "made/for/editors", "--modelines", "--kb", "kb", cwd=kb.parent)
    assert ran.out.splitlines()[0] == "made/for/editors/kb.schema.json"
    line = "# yaml-language-server: $schema=../made/for/editors/kb.schema.json\n"
    assert (kb / "kb.yaml").read_text("utf-8").startswith(line)


def test_a_check_writes_nothing_and_fails_until_it_is_written(kb: Path) -> None:
    check = (*WRITE, "--check")
    ran = run(*check, cwd=kb)
    assert ran.code == 1
    assert len(ran.out.splitlines()) == 10
    assert ran.err == "10 of 10 files are out of date: run this again without --check\n"
    assert not (kb / ".schema").exists()
    assert (kb / "kb.yaml").read_text("utf-8") == base_text("kb.yaml")
    run(*WRITE, cwd=kb)
    assert run(*check, cwd=kb).code == 0
    add_an_actor(kb)
    ran = run(*check, cwd=kb)
    assert (ran.code, len(ran.out.splitlines())) == (1, 3)


def test_a_file_left_alone_is_remarked_and_no_failure(kb: Path) -> None:
    (kb / "kb.yaml").write_bytes(b"\xef\xbb\xbf" + (kb / "kb.yaml").read_bytes())
    remark = 'policykb: "kb.yaml" begins with a byte order mark, so it gets no modeline\n'
    assert run(*WRITE, cwd=kb).err == remark
    ran = run(*WRITE, "--check", cwd=kb)
    assert ran.code == 0
    assert ran.err.startswith(remark)


def test_generic_schemas_have_modelines_too(kb: Path) -> None:
    run(*WRITE, "--generic", cwd=kb)
    assert run(*WRITE, "--generic", "--check", cwd=kb).code == 0
    assert run(*WRITE, "--check", cwd=kb).code == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--check",), "--check is about files"),
        (("--modelines",), "--modelines is about files"),
        (("-o", "out", "--modelines"), "no knowledge base here"),
        (("--kb", "nowhere"), "no knowledge base at nowhere"),
        (("-o", "file/inner"), "cannot write to file/inner"),
        (("-o", "file"), "cannot write to file"),
    ],
)
def test_bad_requests(tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    (tmp_path / "file").touch()
    ran = run("schema", *arguments, cwd=tmp_path)
    assert ran.code == 2
    assert said in ran.err
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_schema_that_is_a_folder_cannot_be_written(kb: Path) -> None:
    (kb / ".schema/kb.schema.json").mkdir(parents=True)
    ran = run("schema", "-o", ".schema", cwd=kb)
    assert ran.code == 2
    assert ran.err.startswith("error: cannot write .schema/kb.schema.json")


def test_a_schema_that_is_a_link_is_not_written_through(kb: Path) -> None:
    (kb / ".schema").mkdir()
    (kb / ".schema/kb.schema.json").symlink_to("../../precious")
    (kb.parent / "precious").write_text("precious", "utf-8")
    ran = run("schema", "-o", ".schema", cwd=kb)
    assert ran.code == 2
    assert ran.err.startswith("error: .schema/kb.schema.json is a link\nhelp: Delete it")
    assert (kb.parent / "precious").read_text("utf-8") == "precious"


def test_the_knowledge_base_here_gets_through(tmp_path: Path) -> None:
    copy = Path(shutil.copytree(ROOT / "kb", tmp_path / "kb"))
    assert run(*WRITE, cwd=copy).code == 0
    assert run("validate", "--strict", cwd=copy).code == 0
    assert run("compare", "us", "russia", cwd=copy).code == 0

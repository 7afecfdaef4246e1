"""``policykb validate``."""

import json
from pathlib import Path

from tests.support.commands import damage
from tests.support.running import Ran, run


def test_faults_are_coloured(faulty: Path) -> None:
    ran = run("validate", faulty, "-f", "full", env={"FORCE_COLOR": "1"})
    assert "\x1b[1;31merror[" in ran.out


def test_faults_as_json(faulty: Path) -> None:
    ran = run("validate", "--format", "json", cwd=faulty)
    assert ran.code == 1
    found = json.loads(ran.out)
    assert set(found) >= {"version", "diagnostics", "checked"}
    assert found["version"] == 1
    assert found["checked"]["sources"] == 3
    fault = found["diagnostics"][0]
    assert set(fault) >= {"code", "name", "severity", "message", "location", "help"}
    assert (fault["code"], fault["name"], fault["severity"]) == (
        *("PKB107", "unknown-choice"),
        "error",
    )
    assert fault["location"]["line"] == 35
    assert (faulty / fault["location"]["path"]).is_file()


def test_sample_is_valid() -> None:
    assert run("validate", "--strict") == Ran(
        0, "", "no faults; checked 12 files, 5 actors, 10 topics, 3 sources, 23 claims\n"
    )


def test_paths_limit_the_report(faulty: Path, other: Path) -> None:
    assert run("validate", faulty).code == 1
    assert run("validate", faulty / "sources").code == 1
    assert run("validate", faulty / "sources/gazette-2015").code == 1
    assert run("validate", faulty / "sources/gazette-2015/claims.yaml").code == 1
    assert run("validate", faulty / "actors.yaml").code == 0
    assert run("validate", faulty / "sources/harbour-post-2020").code == 0
    assert run("validate", "sources/gazette-2015", cwd=faulty).code == 1
    assert run("validate", "actors.yaml", "topics.yaml", cwd=faulty).code == 0
    assert run("validate", ".", cwd=faulty / "sources/gazette-2015").code == 1
    assert run("validate", other).code == 0
    both = run("validate", other, faulty)
    assert both.code == 1
    assert "7 actors" in both.err
    assert run("validate", "--kb", other, faulty).code == 2
    assert run("validate", faulty.parent).code == 2
    assert run("validate", faulty / "nowhere").code == 2


def test_faults_are_concise_in_a_pipe_and_full_on_request(faulty: Path) -> None:
    ran = run("validate", cwd=faulty)
    assert ran.code == 1
    place = "sources/gazette-2015/claims.yaml:35:13"
    assert ran.out.startswith(f"{place}: PKB107 stance: expected support, ")
    assert ran.err.startswith("1 error")
    full = run("validate", "-f", "full", cwd=faulty)
    assert "35 |     stance: undecided" in full.out
    assert "   |             ^^^^^^^^^" in full.out
    assert full.err == ""


def test_warnings_fail_only_if_strict(copy: Path) -> None:
    damage(copy / "sources/gazette-2015/text.txt", "that day.", "that day. Nobody coded this one.")
    assert run("validate", cwd=copy).code == 0
    assert run("validate", "--strict", cwd=copy).code == 1
    assert "1 warning in 1 file (warnings fail here)" in run("validate", "--strict", cwd=copy).err


def test_empty_kb_is_not_reported_as_valid(tmp_path: Path) -> None:
    (tmp_path / "sources").mkdir()
    for name in ("actors", "topics"):
        (tmp_path / f"{name}.yaml").write_text(f"{name}: []\n", encoding="utf-8")
    (tmp_path / "kb.yaml").write_text("policykb: 1\ntitle: x\n", encoding="utf-8")
    assert run("validate", cwd=tmp_path).code == 2
    assert "nothing was checked" in run("validate", cwd=tmp_path).err

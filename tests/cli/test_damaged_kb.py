"""Answers from a knowledge base with faults."""

import json
from pathlib import Path

import pytest

from tests.support.commands import ANSWERS, damage
from tests.support.running import run


@pytest.mark.sampled
@pytest.mark.parametrize(
    "command", [c for name, c in ANSWERS.items() if name not in {"rule", "show", "cache"}]
)
def test_faulty_record_does_not_stop_an_answer(faulty: Path, command: tuple[str, ...]) -> None:
    ran = run(*command, "-f", "json", cwd=faulty)
    assert ran.code == 0
    assert "left out as faulty: 1 claim;" in ran.err
    (left_out,) = json.loads(ran.out)["left_out"]
    assert (left_out["kind"], left_out["id"]) == ("claim", "belmark-quotas-neutral")
    assert left_out["location"] == {
        "path": "sources/gazette-2015/claims.yaml",
        "line": 32,
        "column": 5,
    }


def test_kb_without_valid_records_gives_no_answer(copy: Path) -> None:
    for path in [*copy.glob("*s.yaml"), *copy.glob("sources/*/*.yaml")]:
        path.write_text("x: [\n", encoding="utf-8")
    for command in ANSWERS.values():
        if command[0] not in {"rule", "cache"}:
            ran = run(*command, cwd=copy)
            assert (ran.code, ran.out) == (2, "")
            assert "no valid record" in ran.err
    assert run("validate", cwd=copy).code == 1


def test_other_format_version_is_not_read(copy: Path) -> None:
    damage(copy / "kb.yaml", "policykb: 1", "policykb: 2")
    (copy / "actors.yaml").write_text("people: []\n", encoding="utf-8")
    for command in ANSWERS.values():
        if command[0] not in {"rule", "cache"}:
            ran = run(*command, cwd=copy)
            assert (ran.code, ran.out) == (2, "")
            assert 'expected format version 1, found "2"' in ran.err
    ran = run("validate", "-f", "json", cwd=copy)
    assert ran.code == 1
    assert [fault["code"] for fault in json.loads(ran.out)["diagnostics"]] == ["PKB112"]

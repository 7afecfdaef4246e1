"""Completion of words in a shell."""

from pathlib import Path

import pytest

from tests.support.running import SAMPLE, run


def complete(line: str, cwd: Path = SAMPLE, **env: str) -> list[str]:
    words = line.split(" ")
    asked = {"_POLICYKB_COMPLETE": "complete_bash", "COMP_WORDS": line}
    ran = run(cwd=cwd, env=asked | {"COMP_CWORD": str(len(words) - 1)} | env)
    assert ran.err == ""
    assert ran.code == 0
    return ran.out.split()


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("policykb comp", ["compare"]),
        ("policykb compare ar", ["arvona"]),
        ("policykb compare arvona b", ["belmark"]),
        ("policykb compare -t ", None),
        ("policykb grep -t fe", ["ferry"]),
        ("policykb claims -a cou", ["council"]),
        ("policykb claims --source g", ["gazette-2015"]),
        ("policykb coverage h", ["harbour-post-2020"]),
        ("policykb show belmark-f", ["belmark-ferry"]),
        ("policykb show ferr", ["ferry"]),
        ("policykb compare arvona belmark --only ag", ["agree"]),
        ("policykb grep -s lean-s", ["lean-support"]),
        ("policykb validate --form", ["--format"]),
        ("policykb compare zzz", []),
        ("policykb rename actor b", ["belmark"]),
        ("policykb merge topic fe", ["ferry"]),
        ("policykb merge topic ferry fe", ["ferry"]),
        ("policykb retract belmark-f", ["belmark-ferry"]),
        ("policykb add claim --stance lean-s", ["lean-support"]),
        ("policykb add claim --source g", ["gazette-2015"]),
        ("policykb add claim --conditions fe", ["ferry"]),
        ("policykb rule PKB50", ["PKB501", "PKB502"]),
        ("policykb rule unused-t", ["unused-topic"]),
        ("policykb rule PKB501 quote-n", ["quote-not-found"]),
    ],
)
def test_completion(line: str, offered: list[str] | None) -> None:
    found = complete(line)
    assert found == offered if offered is not None else len(found) == 10


def test_completion_uses_the_kb_option(other: Path) -> None:
    assert complete(f"policykb --kb {other} compare n") == ["north"]
    assert complete(f"policykb compare --kb {other} n") == ["north"]
    assert complete("policykb compare n", POLICYKB_KB=str(other)) == ["north"]


def test_completion_is_silent_without_a_kb(copy: Path) -> None:
    assert complete("policykb compare a", POLICYKB_KB="/nowhere") == []
    for path in copy.glob("*.yaml"):
        path.write_bytes(b"\xff\xfe: [")
    assert complete("policykb compare a", cwd=copy) == []

"""A bad request ends with one sentence, one remedy and exit code 2."""

from pathlib import Path

import pytest

from tests.support.running import run


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["compare", "arvonna", "belmark"], "Did you mean arvona?"),
        (["compare", "arvona"], "two actors"),
        (["compare", "arvona", "AV"], "named twice"),
        (["compare"], "two actors"),
        (["compare", "arvona", "belmark", "-t", "fery"], "Did you mean ferry?"),
        (["compare", "arvona", "belmark", "--only", "oposed"], "opposed"),
        (["compare", "arvona", "belmark", "--as-of", "2021-02-30"], "01 to 28"),
        (["compare", "arvona", "belmark", "--as-of", "soon"], "Write a date as"),
        (["compare", "arvona", "belmark", "--known-by", "2010"], "The first is from 2015-03-01"),
        (["compare", "arvona", "belmark", "--known-by", "2021/.."], "Write a date as"),
        (["compare", "arvona", "belmark", "--during", "2021-13"], "01 to 12"),
        (["compare", "arvona", "belmark", "--ony", "opposed"], "--only"),
        (["compar", "arvona", "belmark"], "compare"),
        (["network", "--engine", "spark"], "--master spark://HOST:7077"),
        (["network", "--master", "local"], "Add --engine spark"),
        (["shares", "--engine", "spark", "--master", "local"], "place of a dataset"),
        (["claims", "-s", "suport"], "support"),
        (["claims", "--voice", "authors"], "author"),
        (["claims", "--source", "gazete-2015"], "Did you mean gazette-2015?"),
        (["claims", "--format", "xml"], "table"),
        (["grep", "("], "-F"),
        (["grep", "[a-"], "-F"),
        (["grep", "a" * 10_001], "shorter"),
        (["grep", "a", "b"], "unexpected extra argument"),
        (["show", "belmark-fery"], "Did you mean belmark-ferry?"),
        (["show", "nothing-like-it"], "list the ids"),
        (["coverage", "gazette"], "gazette-2015"),
        (["rule", "PKB999"], "lists them all"),
        (["rule", "PKB201", "unkown-actor"], "Did you mean unknown-actor?"),
        (["schema", "clams"], "claims"),
        (["validate", "--format", "table"], "concise"),
        (["validate", "nowhere"], "there is no nowhere"),
        (["--kb", "/nowhere", "actors"], "policykb init"),
        (["actors", "--kb", "kb.yaml"], "Name the folder of kb.yaml"),
        (["actors", "--kb", "sources"], "policykb init"),
        (["validate", "--kb", "/nowhere"], "policykb init"),
        (["init", "."], "not empty"),
        (["init", "kb.yaml"], "not empty"),
        ([], "Usage: policykb"),
    ],
)
def test_bad_request_says_what_to_do(arguments: list[str], message: str) -> None:
    ran = run(*arguments)
    assert ran.code == 2
    assert ran.out == ""
    assert message in " ".join(ran.err.split())
    assert "Traceback" not in ran.err


@pytest.mark.parametrize("bad", ["\x1b[31m", "\udcff\udcfe", "\u202ex", "x" * 5000])
def test_control_characters_in_arguments_are_escaped(bad: str) -> None:
    requests: tuple[tuple[str, ...], ...] = (
        ("compare", bad, "belmark"),
        ("compare", "arvona", "belmark", "--as-of", bad),
        ("claims", "--during", bad),
        ("claims", "-t", bad),
        ("show", bad),
        ("rule", bad),
        ("validate", bad),
        ("--kb", bad, "actors"),
    )
    for request in requests:
        ran = run(*request)
        assert ran.code == 2
        assert not set(bad) & set(ran.err) & set("\x1b\u202e")


@pytest.mark.parametrize("command", ["init", "schema"])
def test_unwritable_folder_is_a_bad_request(tmp_path: Path, command: str) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    option = ("--generic", "-o") if command == "schema" else ()
    ran = run(command, *option, "file/inner", cwd=tmp_path)
    assert ran.code == 2
    assert ran.err.startswith("error: cannot ")

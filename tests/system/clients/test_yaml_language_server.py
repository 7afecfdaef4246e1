"""The YAML language server, the one inside editors, on files with a modeline."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.clients import client
from tests.support.language_server import Editor, editor
from tests.support.rule_samples import CLAIMS, base_text, write_base
from tests.support.running import ROOT, run

SERVER, VARIABLE = "node_modules/.bin/yaml-language-server", "POLICYKB_YAML_LS"
SETTINGS = {"yaml": {"schemaStore": {"enable": False}}}
"""No list of schemas from the network: the modeline is all there is."""

PAGE = (ROOT / "docs" / "editors.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def kb(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sound knowledge base, with schemas and modelines."""
    root = write_base(tmp_path_factory.mktemp("kb"))
    assert run("schema", "-o", ".schema", "--modelines", cwd=root).code == 0
    return root


@pytest.fixture(scope="module")
def opened(kb: Path) -> Iterator[Editor]:
    with editor(client(SERVER, VARIABLE), kb, SETTINGS) as started:
        yield started


@pytest.fixture
def claims(kb: Path) -> Path:
    """A claims file of its own for each test: what the server still has to say of another one does
    not mix in.
    """
    others = len(list((kb / CLAIMS).parent.iterdir()))
    return Path(shutil.copy(kb / CLAIMS, (kb / CLAIMS).parent / f"{others}.yaml"))


def edited(path: Path, old: str, new: str) -> str:
    text = path.read_text(encoding="utf-8")
    assert old in text
    return text.replace(old, new, 1)


@pytest.mark.parametrize(
    ("old", "new", "line", "columns", "message"),
    [
        ("stance: support", "stance: suport", 6, (13, 19), "Value is not accepted. Valid values:"),
        ("actor: norland", "actor: norlund", 4, (12, 19), "No actor of this knowledge base"),
        ("topic: strait-toll", "topic: toll", 5, (12, 16), "No topic of this knowledge base"),
        ("period: 2019/..", "period: since 2019", 7, (13, 23), "Expected a period, as in 2021"),
        ("id: norland-toll", "id: Norland_Toll", 3, (9, 21), "Expected an id of at most 64"),
        (
            "summary: Norland charges",
            "summary: [x] #",
            9,
            (14, 17),
            'Incorrect type. Expected "str',
        ),
        ("skipped:", "skiped:", 28, (1, 7), "Property skiped is not allowed."),
    ],
)
def test_fault_is_flagged_at_its_place_until_fixed(
    opened: Editor,
    claims: Path,
    old: str,
    new: str,
    line: int,
    columns: tuple[int, int],
    message: str,
) -> None:
    [fault] = opened.faults(claims, edited(claims, old, new))
    start, end = fault["range"]["start"], fault["range"]["end"]
    assert (start["line"] + 1, end["line"] + 1) == (line, line)
    assert (start["character"] + 1, end["character"] + 1) == columns
    assert fault["message"].startswith(message)
    assert opened.is_sound(claims, claims.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("kb.yaml", "policykb: 1", "policykb: 2"),
        ("actors.yaml", "kind: state", "kind: realm"),
        ("topics.yaml", "label:", "lable:"),
        ("sources/gazette-2024/source.yaml", "kind:", "kind: [x] #"),
    ],
)
def test_every_kind_of_file_finds_its_schema(
    opened: Editor, kb: Path, path: str, old: str, new: str
) -> None:
    assert opened.faults(kb / path, edited(kb / path, old, new))
    assert opened.is_sound(kb / path, (kb / path).read_text(encoding="utf-8"))


def test_numbers_and_truth_values_are_text(opened: Editor, claims: Path) -> None:
    opened.faults(claims, edited(claims, "stance: support", "stance: suport"))
    text = edited(claims, "period: 2019/..", "period: 2019\n    coder: true\n    note: 7")
    assert opened.is_sound(claims, text)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("actor: norland", "actor: |"),
        ("    stance: support\n", "    stance: support\n    said_by: [|]\n"),
        ("    stance: support\n", "    stance: support\n    disputed_by:\n      - |\n"),
        ("    stance: support\n", "    stance: support\n    target: |\n"),
    ],
)
def test_actors_are_offered_with_their_names(
    opened: Editor, claims: Path, old: str, new: str
) -> None:
    offered = opened.complete(claims, edited(claims, old, new))
    assert {label: item["documentation"] for label, item in offered.items()} == {
        "norland": "Norland",
        "sudmark": "Sudmark",
        "gazette": "The Strait Gazette",
    }


def test_words_are_offered_with_their_meaning(opened: Editor, claims: Path) -> None:
    offered = opened.complete(claims, edited(claims, "stance: support", "stance: |"))
    assert list(offered)[:2] == ["support", "lean-support"]
    assert offered["oppose"]["documentation"].startswith("-2: ")


def test_rules_are_offered_and_slips_flagged(opened: Editor, kb: Path) -> None:
    path = kb / "settings.yaml"
    text = (kb / "kb.yaml").read_text(encoding="utf-8") + "validation:\n  ignore: "
    offered = opened.complete(path, f"{text}[|]\n")
    assert offered["PKB2"]["documentation"] == "The rules on references."
    assert offered["unused-actor"]["documentation"].startswith("PKB502: ")
    [fault] = opened.faults(path, f"{text}[PKB30, unsued-actor]\n")
    assert fault["message"].startswith("There is no such rule")
    assert opened.is_sound(path, f"{text}[PKB30, 201, ALL, Unused-Actor]\n")


def test_free_text_has_no_completions(opened: Editor, claims: Path) -> None:
    text = edited(claims, "summary: Norland charges passing ships", "summary: |")
    assert opened.complete(claims, text) == {}


def test_missing_fields_are_offered(opened: Editor, claims: Path) -> None:
    offered = opened.complete(claims, edited(claims, "    stance: support\n", "    |\n"))
    assert {"stance", "certainty", "said_by", "relative_to"} <= set(offered)
    assert not {"actor", "topic", "quote"} & set(offered)
    assert offered["certainty"]["documentation"].startswith("The certainty with which")


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("stance: support", "sta|nce: support", "The actor's stance on the proposition."),
        ("period: 2019", "per|iod: 2019", "The time in which the actor holds the stance"),
        ("period_basis:", "period|_basis:", "#### Period basis"),
        ("actor: norland", "act|or: norland", "* `norland`: Norland"),
        ("stance: support", "stance: sup|port", "* `neutral`: 0: "),
    ],
)
def test_a_field_is_explained(opened: Editor, claims: Path, old: str, new: str, shown: str) -> None:
    assert shown in opened.hover(claims, edited(claims, old, new))


def test_a_schema_in_a_folder_with_an_odd_name_is_found(opened: Editor, kb: Path) -> None:
    other = write_base(kb / "other")
    names = ("my schemas, 100% ours#1?", "схемы")
    for name in names:
        assert run("schema", "-o", f"../{name}", "--modelines", cwd=other).code == 0
        text = (other / "kb.yaml").read_text(encoding="utf-8")
        path = other / f"{names.index(name)}.yaml"
        assert opened.faults(path, text.replace("policykb: 1", "policykb: 2"))
        assert opened.is_sound(path, text)


def test_the_line_counts_before_a_document_marker(opened: Editor, kb: Path) -> None:
    first, _, rest = (kb / "kb.yaml").read_text(encoding="utf-8").partition("\n")
    text = f"{first}\n# Ours.\n---\n{rest}"
    assert opened.faults(kb / "marked.yaml", text.replace("policykb: 1", "policykb: 2"))
    assert opened.is_sound(kb / "marked.yaml", text)


def test_a_file_without_the_line_is_not_judged(opened: Editor, kb: Path) -> None:
    # Else the tests above would say nothing about the line.
    text = base_text("kb.yaml", ("policykb: 1", "policykb: 2"))
    path = kb / "plain.yaml"
    assert opened.faults(path, "a: [")
    assert opened.is_sound(path, text)


def test_the_settings_of_the_page_do_without_the_line(tmp_path: Path) -> None:
    root = write_base(tmp_path / "kb")
    assert run("schema", "-o", "kb/.schema", cwd=tmp_path).code == 0
    [shown] = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)
    settings = {"yaml": {"schemas": json.loads(shown)["yaml.schemas"], **SETTINGS["yaml"]}}
    with editor(client(SERVER, VARIABLE), tmp_path, settings) as opened:
        for file in sorted(root.rglob("*.yaml")):
            text = file.read_text(encoding="utf-8")
            [fault] = opened.faults(file, f"{text.rstrip()}\nweather: windy\n")
            assert fault["message"] == "Property weather is not allowed."
            assert opened.is_sound(file, text)

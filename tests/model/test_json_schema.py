import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from policykb.diagnostics.catalogue import RULES
from policykb.diagnostics.selectors import select_rules
from policykb.model.codebook import MEANINGS
from policykb.model.field_types import is_id
from policykb.model.json_schema import file_schema, schema_text
from policykb.model.schema import FILES
from policykb.yaml.parser import parse_document

IDS = {"actor": {"norland": "Norland", "sudmark": "Sudmark"}, "topic": {"toll": "A toll"}}
KINDS = list(FILES)

CLAIM = {
    "id": "norland-toll",
    "actor": "norland",
    "topic": "toll",
    "stance": "support",
    "period": "2019/..",
    "quote": "Norland has levied a toll since 2019.",
    "summary": "Norland charges ships",
}


def schema(kind: str, ids: Mapping[str, Mapping[str, str]] = IDS) -> Any:
    return file_schema(kind, ids)


def valid(kind: str, data: object, ids: Mapping[str, Mapping[str, str]] = IDS) -> bool:
    return bool(Draft202012Validator(schema(kind, ids)).is_valid(data))


def with_claim(**fields: object) -> dict[str, object]:
    return {"claims": [CLAIM | fields]}


# --- what a schema is ------------------------------------------------------------------


@pytest.mark.parametrize("ids", [{}, IDS], ids=["generic", "of a knowledge base"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_schema_is_one(kind: str, ids: Mapping[str, Mapping[str, str]]) -> None:
    made = schema(kind, ids)
    assert made["$schema"] == Draft202012Validator.META_SCHEMA["$id"]
    Draft202012Validator.check_schema(made)


def objects(whole: Any) -> Iterator[tuple[str, Any]]:
    """The file and all definitions, by name."""
    yield "the file", whole
    yield from whole.get("$defs", {}).items()


@pytest.mark.parametrize("kind", KINDS)
def test_everything_has_a_title_and_a_description(kind: str) -> None:
    whole = schema(kind)
    for name, one in objects(whole):
        for field, part in ((name, one), *one.get("properties", {}).items()):
            # A reference has those of what it refers to, unless it has its own.
            shown = (
                whole["$defs"][part["$ref"].rpartition("/")[2]] | part if "$ref" in part else part
            )
            for text in (shown["title"], shown["description"]):
                assert text[0].isupper() or text.startswith(f"{kind}.yaml"), field
                assert "Model" not in text
                assert "_" not in shown["title"]
        assert "Model" not in name


@pytest.mark.parametrize("kind", KINDS)
def test_every_reference_has_its_definition_and_every_definition_is_used(kind: str) -> None:
    text = schema_text([kind], IDS)
    defined = {f"#/$defs/{name}" for name in json.loads(text).get("$defs", {})}
    assert {part.partition('"')[0] for part in text.split('"$ref": "')[1:]} == defined


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_no_default(kind: str) -> None:
    # Editors would write it: `target: null`.
    text = schema_text([kind], IDS)
    assert '"default": null' not in text
    assert '"default": []' not in text
    assert ('"default": "stated"' in text) == (kind == "claims")


def test_choices_are_explained_in_their_order() -> None:
    stance = schema("claims")["$defs"]["Stance"]
    said = dict(zip(stance["enum"], stance["enumDescriptions"], strict=True))
    assert said["lean-oppose"].startswith("-1")
    assert said["mixed"].startswith("No number")


@pytest.mark.parametrize("choice", list(MEANINGS), ids=lambda choice: choice.__name__)
def test_all_words_of_a_choice_have_a_meaning_or_none(choice: Any) -> None:
    assert list(MEANINGS[choice]) == list(choice)
    assert len(set(MEANINGS[choice].values())) == len(choice)


# --- rules -----------------------------------------------------------------------------


def settings(*selectors: object) -> dict[str, object]:
    return {"policykb": 1, "title": "x", "validation": {"ignore": selectors, "select": selectors}}


def test_rules_are_offered_with_what_they_are() -> None:
    items = schema("kb")["$defs"]["Validation"]["properties"]["ignore"]["items"]
    offered = items["anyOf"][0]
    said = dict(zip(offered["enum"], offered["enumDescriptions"], strict=True))
    assert said["ALL"] == "Every rule."
    assert said["PKB2"] == "The rules on references."
    assert said["PKB502"] == "unused-actor: No record refers to this actor."
    assert said["unused-actor"] == "PKB502: No record refers to this actor."
    assert all(select_rules(selector) for selector in said)
    assert {rule.code[:4] for rule in RULES} | {rule.code for rule in RULES} <= set(said)


@pytest.mark.parametrize(
    "selector",
    [
        "PKB30",
        "pkb30",
        "30",
        30,
        201,
        "Unused-Actor",
        "UNUSED-ACTOR",
        "all",
        " PKB2 ",
        "unused-actor",
    ],
)
def test_a_selector_may_be_written_in_other_ways(selector: str | int) -> None:
    assert select_rules(str(selector))
    data = json.loads(json.dumps(settings(selector)))
    assert valid("kb", data)


@pytest.mark.parametrize("selector", ["PKB9", "PKB2011", "unsued-actor", "", "PKB-2", None])
def test_a_selector_of_nothing_is_seen(selector: str | None) -> None:
    assert not valid("kb", json.loads(json.dumps(settings(selector))))


# --- references ------------------------------------------------------------------------

ACTORS_FILE = {"actors": [{"id": "norland", "name": "Norland", "kind": "state"}]}
TOPICS_FILE = {"topics": [{"id": "toll", "label": "A toll", "proposition": "To levy a toll."}]}
SOURCE_FILE = {
    "title": "The strait",
    "kind": "news",
    "published": "2024-05-02",
    "language": "en",
    "rights": "Public domain.",
}


def with_first(whole: Mapping[str, list[dict[str, str]]], **fields: str) -> dict[str, object]:
    return {key: [records[0] | fields] for key, records in whole.items()}


@pytest.mark.parametrize(
    ("kind", "known", "unknown"),
    [
        ("claims", with_claim(actor="sudmark"), with_claim(actor="sudmarc")),
        ("claims", with_claim(topic="toll"), with_claim(topic="tolls")),
        ("claims", with_claim(actor="norland"), with_claim(actor="toll")),
        ("claims", with_claim(target="sudmark"), with_claim(target="sudmarc")),
        ("claims", with_claim(said_by=["sudmark"]), with_claim(said_by=["norland", "sudmarc"])),
        ("claims", with_claim(disputed_by=["norland"]), with_claim(disputed_by=["Norland"])),
        ("claims", with_claim(conditions=["toll"]), with_claim(conditions=["norland"])),
        (
            "claims",
            with_claim(relative_to={"actor": "sudmark", "than": "less"}),
            with_claim(relative_to={"actor": "sudmarc", "than": "less"}),
        ),
        (
            "actors",
            with_first(ACTORS_FILE, part_of="sudmark"),
            with_first(ACTORS_FILE, part_of="x"),
        ),
        ("topics", with_first(TOPICS_FILE, broader="toll"), with_first(TOPICS_FILE, broader="x")),
        ("source", SOURCE_FILE | {"author": "norland"}, SOURCE_FILE | {"author": "gazette"}),
    ],
)
def test_a_reference_takes_the_ids_there_are(kind: str, known: object, unknown: object) -> None:
    assert valid(kind, known)
    assert not valid(kind, unknown)
    # Where no ids are known, any may be right.
    assert valid(kind, unknown, {})
    assert valid(kind, unknown, {"actor": {}, "topic": {}})


def test_a_claim_may_contradict_any_other() -> None:
    # Claims come and go with every edit: their ids would be out of date at once.
    assert valid("claims", with_claim(contradicts=["not-yet-written"]))
    assert not valid("claims", with_claim(contradicts="not-a-list"))


def test_ids_are_offered_with_their_names() -> None:
    found = schema("claims")["$defs"]["ActorId"]
    assert found["enum"] == ["norland", "sudmark"]
    assert found["enumDescriptions"] == ["Norland", "Sudmark"]
    assert "policykb schema" in found["errorMessage"]


# --- as much as the loader takes -------------------------------------------------------


def read(text: str) -> Any:
    """YAML as editors read it, with numbers and truth values."""
    return YAML(typ="safe", pure=True).load(text)


ODD_IDS = ("404", "012", "0x1f", "0o17", "0b101", "1e5", "1e-5", "true", "false", "null", "7e999")


@given(st.sampled_from(ODD_IDS) | st.from_regex(r"[0-9a-fx]{1,4}(-[0-9e]{1,3})?", fullmatch=True))
def test_an_id_is_known_whatever_an_editor_takes_it_for(text: str) -> None:
    if is_id(text) and read(f"[{text}]") != [float("inf")]:
        assert valid(
            "claims", read(f"claims: [{{{flow(CLAIM | {'actor': text})}}}]"), {"actor": {text: ""}}
        )
    assert "Infinity" not in schema_text(["claims"], {"actor": {text: ""}})


def block(fields: Mapping[str, str]) -> str:
    return "".join(f"{key}: {value}\n" for key, value in fields.items())


def flow(fields: Mapping[str, str]) -> str:
    return ", ".join(f"{key}: {value}" for key, value in fields.items())


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("kb", "policykb: 1\ntitle: 2021\n"),
        ("kb", "policykb: '1'\ntitle: true\ndescription: 1.5\n"),
        (
            "actors",
            "actors:\n- {id: 404, name: 404, kind: state, aliases: [no, 1, true, 2021-07-04]}\n",
        ),
        ("topics", "topics:\n- {id: true, label: .inf, proposition: 0x1f}\n"),
        ("topics", "topics: []\n"),
        ("source", f"{{{flow(SOURCE_FILE | {'title': '1984', 'language': 'no'})}}}"),
        ("source", f"{block(SOURCE_FILE)}url: HTTPS://example.org/сюда и туда\n"),
        ("claims", f"claims:\n- {{{flow(CLAIM | {'period': '2021'})}}}\n"),
        ("claims", f"claims:\n- {{{flow(CLAIM | {'period': '0987'})}}}\n"),
        ("claims", f"claims:\n- {{{flow(CLAIM | {'period': '2021-08-15'})}}}\n"),
        ("claims", f"claims:\n- {{{flow(CLAIM | {'id': '1e5', 'coder': '7'})}}}\n"),
    ],
)
def test_a_schema_takes_what_the_loader_takes(kind: str, text: str) -> None:
    FILES[kind].model_validate(parse_document(text.encode(), "x.yaml").data)
    data = json.loads(json.dumps(read(text), default=str))
    assert list(Draft202012Validator(schema(kind)).iter_errors(data)) == []


PERIODS = (
    *("198X", "2021", "2021-08", "2021-08-15", "2021?", "2021-08~", "2021-08-15%", "198X?"),
    *("2001/2021", "2021/..", "../2020", "/2020", "2020/", "2021-08/2022", "198X/.."),
)
NO_PERIODS = (
    *("", "/", "..", "../..", "/..", "since 2019", "2021-13", "2021-00", "2021-08-32", "21"),
    *("2021/2022/2023", "2021-8", "X", "199x", "now"),
)


@pytest.mark.parametrize("text", PERIODS)
def test_periods_are_taken(text: str) -> None:
    assert valid("claims", with_claim(period=text))


@pytest.mark.parametrize("text", NO_PERIODS)
def test_what_is_no_period_is_not_taken(text: str) -> None:
    assert not valid("claims", with_claim(period=text))


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("kb", {"policykb": 2, "title": "x"}),
        ("kb", {"policykb": 1}),
        ("kb", {"policykb": 1, "title": None}),
        ("kb", {"policykb": 1, "title": ""}),
        ("kb", {"policykb": 1, "title": "x", "titel": "x"}),
        ("claims", with_claim(stance="suport")),
        ("claims", with_claim(id="Norland_Toll")),
        ("claims", with_claim(id="a" * 65)),
        ("claims", with_claim(id=None)),
        ("claims", with_claim(said_by=None)),
        ("claims", with_claim(target=None)),
        ("claims", with_claim(period=20210)),
        ("source", SOURCE_FILE | {"published": "May 2024"}),
        ("source", SOURCE_FILE | {"language": "English"}),
        ("source", SOURCE_FILE | {"url": "example.org"}),
        ("source", SOURCE_FILE | {"sha256": "abc"}),
        ("actors", with_first(ACTORS_FILE, aliases="NL")),
        ("actors", with_first(ACTORS_FILE, wikidata="159")),
    ],
)
def test_a_schema_sees_faults(kind: str, data: object) -> None:
    assert not valid(kind, data)

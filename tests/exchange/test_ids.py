"""Ids made from names."""

from unittest.mock import Mock

import pytest

from policykb.exchange.ids import Ids
from policykb.model.field_types import free_id, is_id


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("Angela Merkel", "angela-merkel"),
        ("Sicherheitsüberprüfung", "sicherheitsuberprufung"),
        ("Straße", "strasse"),
        ("Łódź", "lodz"),
        ("中国", "actor"),
        ("?", "actor"),
    ],
)
def test_an_id_is_readable(name: str, made: str) -> None:
    assert Ids("actor", {}).of(name) == made


def test_names_that_differ_have_ids_that_differ() -> None:
    ids = Ids("actor", {})
    names = [
        "Ausstieg",
        "Ausstieg!",
        "Ausstieg?",
        "中国",
        "日本",
        "x" * 100,
        "x" * 101,
        "a-2",
        "A 2",
    ]
    made = [ids.of(name) for name in names]
    assert len(set(made)) == len(names)
    assert all(map(is_id, made))
    assert [ids.of(name) for name in names] == made


def test_names_that_differ_in_case_only_are_one() -> None:
    ids = Ids("actor", {})
    assert ids.of("The SPD") == ids.of("spd") == "the-spd"


def test_a_known_name_keeps_its_id_and_no_other_gets_it() -> None:
    ids = Ids("actor", {"Sozialdemokraten": "spd"})
    assert ids.of("SPD") == "spd-2"
    assert ids.of("Sozialdemokraten") == "spd"


def test_an_id_is_not_the_name_of_another_record() -> None:
    ids = Ids("actor", {})
    ids.reserve(["us"])
    assert ids.of("US!") == "us-2"
    assert ids.of("US") == "us"


def test_a_number_makes_an_id_free_id() -> None:
    assert free_id("spd", {"spd"}.__contains__) == "spd-2"
    assert free_id("spd", {"spd", "spd-2"}.__contains__) == "spd-3"
    assert free_id("x" * 64, {"x" * 64}.__contains__) == "x" * 62 + "-2"


def test_a_number_is_not_sought_from_the_beginning_for_each_of_many_names() -> None:
    asked = Mock(side_effect=(taken := set[str]()).__contains__)
    numbers: dict[str, int] = {}
    for _ in range(100):
        taken.add(free_id("actor", asked, numbers))
    assert taken == {"actor", *(f"actor-{number}" for number in range(2, 101))}
    assert asked.call_count < 4 * 100

"""Payloads, and the lines that are picked from their items."""

import pytest

from policykb.model.records import Stance
from policykb.views import payloads
from policykb.views.payloads import Json
from tests.support import factories


def test_a_line_holds_the_values_on_the_paths_of_its_fields() -> None:
    fields = payloads.fields("kind", actor="first.id", other="actors.1")
    items: list[dict[str, Json]] = [
        {"kind": "shift", "first": {"id": "us"}, "actors": ["us", "russia"]},
        {"kind": None, "first": None},
    ]
    assert list(fields) == ["kind", "actor", "other"]
    assert tuple(payloads.flatten(items, fields)) == (("shift", "us", "russia"), (None, None, None))


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, None),
        (-2, -2),
        (0.5, 0.5),
        (True, "yes"),
        (False, "no"),
        ("two  lines\nof text ", "two lines of text"),
        (["us", "russia"], "us russia"),
        ([], ""),
        ({"actor": "us", "than": "less"}, "less than us"),
        ({"path": "actors.yaml", "line": 3, "column": 5}, "actors.yaml:3:5"),
        ({"claim": "c", "quote": "q", "path": "text.txt", "line": None}, "text.txt"),
        ({"before": "", "sentence": "Yes.", "after": "No.", "path": "p", "line": 1}, "Yes. No."),
        ({"from": "2020", "to": None}, "from: 2020 to: None"),
    ],
)
def test_every_value_of_a_payload_fits_on_a_line(value: Json, shown: Json) -> None:
    assert payloads.scalar(value) == shown


def test_items_of_a_list_are_separated_as_asked() -> None:
    fields = payloads.fields("aliases")
    items: list[Json] = [{"aliases": ["the US", "America"]}]
    found = tuple(payloads.flatten(items, fields, lambda value: payloads.scalar(value, "; ")))
    assert found == (("the US; America",),)


def test_attributes_are_plain_and_in_order() -> None:
    claim = factories.claim("c1", actor="us", topic="t")
    found = payloads.attributes(claim, "stance", "period", "said_by", "relative_to", "id")
    assert list(found) == ["stance", "period", "said_by", "relative_to", "id"]
    assert found["stance"] == claim.stance.value
    assert (found["period"], found["said_by"]) == (claim.period.text, [])
    assert payloads.plain((claim, {Stance.OPPOSE: 1})) == ["c1", {"oppose": 1}]

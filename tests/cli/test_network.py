"""``network`` and ``shares``: what the answers say, in every place where they say it."""

import csv
import io
import sys
from xml.etree import ElementTree as ET

import pytest

from tests.support.commands import answer
from tests.support.running import run


def test_answer_lines_and_payload_say_the_same() -> None:
    payload = answer(run("network", "-f", "json"))
    rows = list(csv.DictReader(io.StringIO(run("network", "-f", "csv").out)))
    assert [(row["actor"], row["other"], float(row["weight"])) for row in rows] == [
        (tie["actor"], tie["other"], tie["weight"]) for tie in payload["ties"]
    ]
    matrix = list(csv.DictReader(io.StringIO(run("network", "--matrix", "-f", "csv").out)))
    cells = {row["actor"]: row for row in matrix}
    for tie in payload["ties"]:
        assert float(cells[tie["actor"]][tie["other"]]) == tie["weight"]
        assert float(cells[tie["other"]][tie["actor"]]) == tie["weight"]
    shown = run("network", "-f", "table").out
    assert f"{payload['summary']['ties']} tie" in shown


def test_the_seed_of_communities_is_that_asked_for() -> None:
    told = [answer(run("network", "-f", "json", *words)) for words in ((), ("--seed", "7"))]
    assert [one["seed"] for one in told] == [1, 7]
    assert told[0]["ties"][0]["weight"] == told[1]["ties"][0]["weight"]
    assert run("network", "--seed", "-1").code == 2


def test_without_networkx_the_error_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "networkx", None)
    ran = run("network")
    assert ran.code == 2
    assert "policykb[network]" in ran.err
    assert run("network", "--matrix").code == 0
    assert run("network", "--two-mode").code == 0


@pytest.mark.parametrize(
    "command",
    [
        ("network",),
        ("network", "--two-mode"),
        ("network", "--backbone", "0.5"),  # no tie is left
        ("shares",),
        ("shares", "--by", "year"),
    ],
)
def test_pictures_are_drawn(command: tuple[str, ...]) -> None:
    root = ET.fromstring(run(*command, "-f", "svg").out)  # noqa: S314 - our own output
    assert root.tag.endswith("svg")
    numbers = [
        float(value)
        for element in root.iter()
        for name, value in element.attrib.items()
        if name in {"x", "y", "cx", "cy", "width", "height"} and not value.endswith("%")
    ]
    assert numbers
    assert all(-1000 < number < 5000 for number in numbers)  # not so of a NaN


def test_the_page_of_a_network_has_its_drawing() -> None:
    page = run("network", "-f", "html").out
    assert '<figure class="drawing"><svg' in page
    assert ' style="' not in page  # the policy of the page would not let it through


def test_the_sides_of_shares_have_signs_beside_colours() -> None:
    root = ET.fromstring(run("shares", "-f", "svg").out)  # noqa: S314 - our own output
    assert {"▲ For", "▼ Against", "▲ 1", "▼ 1"} <= {one.text for one in root.iter()}


def test_no_word_of_a_table_of_windows_is_broken() -> None:
    out = run("network", "--window", "520w", "-f", "table", env={"COLUMNS": "80"}).out
    assert {"Claims", "Actors", "Density", "Groups", "December"} <= set(out.split())


def test_shares_add_up_in_every_line() -> None:
    payload = answer(run("shares", "-f", "json"))
    rows = list(csv.DictReader(io.StringIO(run("shares", "-f", "csv").out)))
    assert [row["topic"] for row in rows] == [one["topic"] for one in payload["shares"]]
    for row, one in zip(rows, payload["shares"], strict=True):
        assert int(row["actors_support"]) == one["actors"]["support"]
        assert int(row["claims_oppose"]) == one["claims"]["oppose"]


def test_shares_of_an_actor_and_of_narrower_topics() -> None:
    payload = answer(run("shares", "ferry", "-a", "arvona", "-f", "json"))
    assert {one["topic"] for one in payload["shares"]} >= {"ferry"}
    assert all(sum(one["actors"].values()) <= 1 for one in payload["shares"])

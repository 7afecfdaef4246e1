"""The agreement of coders: the same two readings, named in each way."""

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest

from policykb import alpha
from tests.support.coders import (
    BOTH,
    PUBLISHED_UNITS,
    TEXT_OF_ALL,
    claims_file,
    one_kb,
    two_kbs,
    write_coded,
)
from tests.support.repositories import commit, git, repository
from tests.support.rule_samples import CLAIMS, TEXT
from tests.support.running import ROOT, run

PERCENT = {"coded": 0.75, "actor-topic": 0.8, "stance": 0.75}
"""The agreement of ann and ben, counted by hand."""


def answer(*words: object, cwd: Path) -> Any:
    ran = run("reliability", *words, "--format", "json", "--draws", "50", cwd=cwd)
    assert ran.code == 0, ran.err
    return json.loads(ran.out)


def branches(folder: Path) -> Path:
    """A repository with the readings of the two on branches of their names."""
    root = repository(folder / "kb")
    write_coded(root, claims_file([]))
    commit(root)
    for name, made in zip(("ann", "ben"), two_kbs(folder), strict=True):
        git(root, "checkout", "--quiet", "-b", name, "main")
        (root / CLAIMS).write_bytes((made / CLAIMS).read_bytes())
        commit(root)
    git(root, "checkout", "--quiet", "main")
    return root


def test_the_levels_are_measured_where_the_one_before_is_alike(tmp_path: Path) -> None:
    found = answer("ann", "ben", cwd=one_kb(tmp_path / "kb"))
    assert found["coders"] == ["ann", "ben"]
    assert {one["level"]: one["agreement"] for one in found["levels"]} == PERCENT
    assert [(one["metric"], one["units"]) for one in found["levels"]] == [
        ("nominal", 8),
        ("masi", 5),
        ("ordinal", 4),
        ("interval", 4),
        ("nominal", 4),
    ]
    # 12 coded, 4 skipped, 2 of 8 sentences apart: 1 - (4 / 16) / (2 * 12 * 4 / (16 * 15)).
    assert found["levels"][0]["alpha"] == pytest.approx(1 - 0.25 / 0.4)


def test_revisions_and_folders_give_what_coders_of_one_kb_give(tmp_path: Path) -> None:
    root = branches(tmp_path)
    by_folders = answer("./ann", "./ben", cwd=tmp_path)
    by_revisions = answer("ann", "ben", "--revisions", cwd=root)
    assert by_folders["levels"] == by_revisions["levels"]
    assert by_folders["coders"] == by_revisions["coders"] == ["ann", "ben"]
    # The two of skipped sentences that only one records differ as those without a claim do.
    assert {one["level"]: one["agreement"] for one in by_folders["levels"]} == PERCENT
    assert git(root, "status", "--short") == ""


def test_the_disagreements_stand_in_reading_order_with_both_readings(tmp_path: Path) -> None:
    ran = run("reliability", "./ann", "./ben", "-f", "csv", cwd=two_kbs(tmp_path)[0].parent)
    rows = list(csv.DictReader(io.StringIO(ran.out)))
    assert [(row["sentences"], row["differ"]) for row in rows] == [
        ("3", "stance"),
        ("6", "actor-topic"),
        ("7", "coded"),
        ("8", "coded"),
    ]
    assert rows[0]["ann"] == "sudmark strait-toll oppose"
    assert rows[0]["ben"] == "sudmark strait-toll lean-oppose"
    assert rows[2]["ann"] == "skipped: Background."
    assert rows[0]["text"] == "Sudmark refuses to pay any toll."


@pytest.mark.parametrize("columns", [80, 100, 200])
def test_the_report_begins_with_the_answer_and_fits_the_screen(
    tmp_path: Path, columns: int
) -> None:
    kb = one_kb(tmp_path / "kb")
    env = {"COLUMNS": str(columns), "NO_COLOR": "1"}
    ran = run("reliability", "ann", "ben", cwd=kb, terminal=True, env=env)
    assert ran.out.startswith("How far ann and ben agree: on which sentences to code α 0.375")
    assert max(map(len, ran.out.splitlines())) <= columns
    assert "1. gazette-2024:3" in ran.out
    assert "coded             5        1" in ran.out


def test_the_page_for_the_meeting_has_both_readings(tmp_path: Path) -> None:
    one_kb(tmp_path / "kb")
    ran = run("reliability", "ann", "ben", "-o", "meeting.html", cwd=tmp_path)
    assert ran.code == 0
    page = (tmp_path / "meeting.html").read_text("utf-8")
    assert "leans against" in page
    assert "Sudmark refuses to pay any toll." in page


def test_all_coders_are_taken_without_names_and_many_may_be(tmp_path: Path) -> None:
    coded = [(name, one) for name in ("ann", "ben", "cem") for one in BOTH]
    kb = write_coded(tmp_path / "kb", claims_file([*coded, ("ann+ben", (2, *BOTH[0][1:]))]))
    found = answer(cwd=kb)
    assert found["coders"] == ["ann", "ben", "cem"]
    assert [one["alpha"] for one in found["levels"][:2]] == [1.0, 1.0]
    assert found["levels"][0]["values"] == 24
    assert found["disagreements"] == []


def test_of_several_coders_each_two_are_measured_and_like_readings_stand_together(
    tmp_path: Path,
) -> None:
    coded = [(name, one) for name in ("ann", "ben", "cem") for one in BOTH]
    other = (1, "norland", "strait-toll", "oppose")
    text = claims_file([*coded[:6], ("cem", other), *coded[7:]])
    kb = write_coded(tmp_path / "kb", re.sub("summary: (ann|ben) reads", "summary: Reads", text))
    twos = answer(cwd=kb)["twos"]
    assert [one["coders"] for one in twos] == [["ann", "ben"], ["ann", "cem"], ["ben", "cem"]]
    of_stance = [one["levels"][2] for one in twos]
    assert [one["level"] for one in of_stance] == ["stance"] * 3
    # Of 6 values 3 support and 3 oppose; the two meet once: 1 - (2 / 6) / (2 * 3 * 3 / (6 * 5)).
    assert of_stance[0]["alpha"] == 1.0
    assert of_stance[1]["alpha"] == of_stance[2]["alpha"] == pytest.approx(4 / 9)
    page = run("reliability", cwd=kb, env={"COLUMNS": "200"}).out
    assert "ann, cem  1.000            1.000   0.444" in page
    assert "ann and ben: ▲ Norland supports" in page
    assert answer("ann", "ben", cwd=kb)["twos"] == []


def test_the_way_from_a_table_to_alpha_is_as_documented(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "exchange.md").read_text("utf-8").partition("### From a table to alpha")
    (tmp_path / "map.yaml").write_text(re.findall(r"```yaml\n(.*?)```", page[2], re.DOTALL)[0])
    ratings = [(1, 1, None), (-1, 0, -1), (0, 0, 0), (1, -1, 1), (None, 1, 1), (0, None, None)]
    rows = [
        f"{n},{coder},{value},Mine number {n} stays."
        for n, unit in enumerate(ratings)
        for coder, value in zip(("ann", "ben", "cem"), unit, strict=True)
        if value is not None
    ]
    rows += ["3,cem,-1,Mine number 3 stays.", "2,cem,0,Mine number 2 stays."]
    (tmp_path / "codings.csv").write_text("\n".join(["sentence,worker,rating,text", *rows]))
    ran = run("import", "codings.csv", "--map", "map.yaml", "-o", "kb", cwd=tmp_path)
    assert ran.code == 0, ran.err
    found = answer("--kb", "kb", cwd=tmp_path)
    ratings[3] = (1, -1, None)  # cem has both
    assert found["several"] == 1
    assert [one["alpha"] for one in found["levels"][2:]] == [
        pytest.approx(alpha(ratings, metric).value) for metric in ("ordinal", "interval", "nominal")
    ]


def test_what_two_decided_together_is_left_out(tmp_path: Path) -> None:
    kb = one_kb(tmp_path / "kb")
    text = (kb / CLAIMS).read_text("utf-8")
    at = text.index("coder: ann", text.index("id: ann-2"))
    (kb / CLAIMS).write_text(text[:at] + "coder: ann+ben" + text[at + len("coder: ann") :], "utf-8")
    found = answer("ann", "ben", cwd=kb)
    assert found["decided"] == 1
    assert found["levels"][0]["units"] == 7
    assert [one["sentences"] for one in found["disagreements"]] == ["6", "7", "8"]


def test_without_variation_there_is_no_number_but_a_reason(tmp_path: Path) -> None:
    coded = [(name, (n, *BOTH[0][1:])) for name in ("ann", "ben") for n in range(1, 9)]
    kb = write_coded(tmp_path / "kb", claims_file(coded))
    found = answer("ann", "ben", cwd=kb)
    assert [one["alpha"] for one in found["levels"]] == [None] * 5
    assert {one["reason"] for one in found["levels"]} == {"all values are the same"}
    assert "no α (all values are the same), 100 %" in run("reliability", cwd=kb).out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["ann"], '"ann" has nobody to agree with'),
        (["ann", "ann"], "a coder is named twice"),
        (["ann", "bem"], 'no claim is coded by "bem"'),
        (["./kb", "ben"], '"./kb" is a folder, but "ben" is a coder'),
        (["./kb", "./nowhere"], "no knowledge base at ./nowhere"),
        (["ann", "ben", "--revisions"], "not in a git repository"),
        (["ann", "ben", "--source", "nothing"], "nothing"),
    ],
)
def test_what_cannot_be_compared_is_an_error(
    tmp_path: Path, words: list[str], message: str
) -> None:
    one_kb(tmp_path / "kb")
    ran = run("reliability", *words, cwd=tmp_path)
    assert ran.code == 2
    assert message in ran.err
    assert "help: " in ran.err


def test_texts_that_differ_are_an_error(tmp_path: Path) -> None:
    _, ben = two_kbs(tmp_path)
    (ben / TEXT).write_text(TEXT_OF_ALL + "\nMore.\n", "utf-8")
    ran = run("reliability", "./ann", "./ben", cwd=tmp_path)
    assert ran.code == 2
    assert "the text of gazette-2024 differs between ann and ben" in ran.err


def test_coders_without_a_common_source_are_an_error(tmp_path: Path) -> None:
    kb = write_coded(tmp_path / "kb", claims_file(("ann", one) for one in BOTH))
    ran = run("reliability", cwd=kb)
    assert ran.code == 2
    assert "the claims name one coder" in ran.err


def test_the_published_example_as_claims_gives_the_published_figures(tmp_path: Path) -> None:
    stances = ("oppose", "lean-oppose", "neutral", "lean-support", "support")
    sentences = [f"This is statement number {n}." for n in range(1, len(PUBLISHED_UNITS) + 1)]
    out = ["claims:"]
    for n, (quote, unit) in enumerate(zip(sentences, PUBLISHED_UNITS, strict=True), start=1):
        for coder, value in zip("abcd", unit, strict=True):
            if value is not None:
                out += [
                    f"  - id: {coder}-{n}",
                    "    actor: norland",
                    "    topic: strait-toll",
                    f"    stance: {stances[value - 1]}",
                    "    period: 2024",
                    f"    quote: {quote}",
                    "    summary: So it is",
                    f"    coder: {coder}",
                ]
    root = write_coded(tmp_path / "kb", "\n".join([*out, ""]))
    (root / TEXT).write_text(" ".join(sentences) + "\n", "utf-8")
    found = {
        one["metric"]: one
        for one in answer("a", "b", "c", "d", cwd=root)["levels"]
        if one["level"] == "stance"
    }
    assert {name: round(one["alpha"], 3) for name, one in found.items()} == {
        "nominal": 0.743,
        "ordinal": 0.815,
        "interval": 0.849,
    }
    assert {(one["units"], one["values"]) for one in found.values()} == {(11, 40)}

"""Workbooks, annotations, and references."""

import io
import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from policykb.exchange.annotations import annotations
from policykb.exchange.sheets import workbook
from policykb.exchange.tables import tables
from policykb.loading.read import read
from policykb.text.source_text import SourceText
from tests.support.factories import actor, claim, knowledge_base, topic
from tests.support.running import SAMPLE, run

openpyxl = pytest.importorskip("openpyxl", reason="the extra tables is not installed")


def test_a_workbook_has_every_record_with_names_beside_ids(tmp_path: Path) -> None:
    ran = run("export", "xlsx", tmp_path / "kb.xlsx")
    assert (ran.code, ran.out) == (0, f"{tmp_path / 'kb.xlsx'}\n")
    assert "does not hold the texts" in ran.err
    book = openpyxl.load_workbook(tmp_path / "kb.xlsx")
    assert book.sheetnames == ["About", "Claims", "Actors", "Topics", "Sources", "Skipped"]
    kb = read(SAMPLE).kb
    rows = list(book["Claims"].iter_rows(values_only=True))
    first = dict(zip(rows[0], rows[1], strict=True))
    assert len(rows) == 1 + len(kb.claims)
    assert (first["Actor"], first["Actor (name)"]) == ("arvona", "Arvona")
    assert first["Score"] == 2
    sources = list(book["Sources"].iter_rows(values_only=True))
    published = dict(zip(sources[0], sources[1], strict=True))["Published"]
    assert isinstance(published, datetime)


def test_no_text_of_a_workbook_is_a_formula() -> None:
    formula = '=HYPERLINK("http://example.org","x")'
    kb = knowledge_base(
        [claim("c1", summary=formula, quote=formula)],
        actors=[actor("a", formula)],
        topics=[topic("t", formula)],
    )
    book = openpyxl.load_workbook(io.BytesIO(workbook(tables(kb), formula, formula)))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    texts = [cell for cell in cells if cell.value == formula]
    assert len(texts) >= 5
    assert {cell.data_type for cell in texts} == {"s"}
    assert all(cell.quotePrefix for cell in texts)


def exported(text: str, *quotes: str) -> list[dict[str, Any]]:
    claims = [claim(f"c{n}", quote=one) for n, one in enumerate(quotes)]
    made = annotations(knowledge_base(claims), {"s2025": SourceText(text, "")})
    return [one for one in json.loads(made.text)["@graph"] if one["type"] == "Annotation"]


def test_selectors_of_annotations_find_the_words_in_code_points() -> None:
    text = "First. The 🌊 🚢 sails “soon”.\r\nThey  agree. Last."
    for quote in ("The 🌊 🚢 sails “soon”.", "They agree."):
        [one] = exported(text, quote)
        words, place = one["target"]["selector"]
        assert text[place["start"] : place["end"]] == words["exact"]
        around = words["prefix"] + words["exact"] + words["suffix"]
        assert around in text
        assert " ".join(words["exact"].split()) == quote


def test_annotations_have_actors_topics_and_wikidata(tmp_path: Path) -> None:
    ran = run("export", "jsonld", tmp_path / "kb.jsonld")
    assert "does not hold 2 skipped sentences" in ran.err
    content = json.loads((tmp_path / "kb.jsonld").read_text())
    assert content["@context"][0] == "http://www.w3.org/ns/anno.jsonld"
    graph = {one["id"]: one for one in content["@graph"]}
    kb = read(SAMPLE).kb
    assert sum(one["type"] == "Annotation" for one in graph.values()) == len(kb.claims)
    for record in kb.claims.values():
        one = graph[f"pkb:claim/{record.id}"]
        assert graph[one["actor"]]["prefLabel"] == kb.actors[record.actor].name
        assert graph[one["topic"]]["definition"] == kb.topics[record.topic].proposition
        assert (one["stance"], one["period"]) == (record.stance, str(record.period))
    with_item = [one for one in kb.actors.values() if one.wikidata]
    for one_actor in with_item:
        assert graph[f"pkb:actor/{one_actor.id}"]["sameAs"] == f"wd:{one_actor.wikidata}"


def test_sources_are_exported_for_reference_managers() -> None:
    ran = run("export", "csl-json", "-")
    assert {one["id"] for one in json.loads(ran.out)} == set(read(SAMPLE).kb.sources)
    assert "does not hold 23 claims" in ran.err


@pytest.mark.parametrize("name", ["graphml", "gexf"])
def test_a_network_is_exported_as_network_writes_it(name: str) -> None:
    ran = run("export", name, "-")
    assert ran.out == run("network", "--format", name).out
    assert "does not hold the claims" in ran.err


@pytest.mark.parametrize(
    "name", ["qdpx", "qdc", "sqlite", "xlsx", "graphml", "gexf", "jsonld", "csl-json"]
)
def test_a_file_that_cannot_be_written_is_an_error(name: str, tmp_path: Path) -> None:
    ran = run("export", name, tmp_path / "none" / "file")
    assert ran.code == 2
    assert "cannot write" in ran.err

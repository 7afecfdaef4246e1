"""Datasets answer as the YAML files do that they were packed from."""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

import pyarrow.parquet as pq
import pytest

from policykb.datasets import mappings
from policykb.datasets.database import Database
from policykb.datasets.dataset import open_dataset
from policykb.diagnostics import PolicyKBError
from policykb.exchange import dataset
from policykb.exchange.dataset import write_dataset
from policykb.loading.read import read
from policykb.model.knowledge_base import Prefilter
from policykb.progress import no_progress
from tests.support.commands import ANSWERS
from tests.support.running import SAMPLE, Ran, run

_T = TypeVar("_T")
_WITHOUT_TEXTS = {"coverage", "rule", "cache"}


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("packed") / "data"
    write_dataset(read(SAMPLE, no_progress).kb, folder)
    return folder


def without_places(found: object) -> object:
    """JSON without what a dataset does not have: places in texts, and claims in matrices."""
    if isinstance(found, dict):
        return {
            key: without_places(value)
            for key, value in found.items()
            if key not in {"kb", "quoted", "text", "line", "context", "place", "citation", "most"}
        }
    return [without_places(one) for one in found] if isinstance(found, list) else found


@pytest.mark.sampled
@pytest.mark.parametrize("name", [name for name in ANSWERS if name not in _WITHOUT_TEXTS])
def test_a_dataset_gives_the_json_of_the_yaml_files(name: str, packed: Path) -> None:
    def payload(kb: Path) -> object:
        ran: Ran = run(*ANSWERS[name], "--format", "json", "--kb", kb)
        assert ran.code == 0, ran.err
        return without_places(json.loads(ran.out))

    assert payload(packed) == payload(SAMPLE)


def test_records_are_those_of_the_yaml_files(packed: Path) -> None:
    kb, read_kb = open_dataset(packed), read(SAMPLE, no_progress).kb
    for name in ("actors", "topics", "sources", "claims", "by_actor_and_topic", "by_source"):
        found, expected = getattr(kb, name), getattr(read_kb, name)
        assert dict(found) == dict(expected)
        assert len(found) == len(expected)
        assert (("no", "such") if name == "by_actor_and_topic" else "no such") not in found
    for name in ("actors", "topics", "sources", "claims"):
        assert list(getattr(kb, name).values()) == list(getattr(read_kb, name).values())
    assert list(kb.skipped) == list(read_kb.skipped)
    assert dict(kb.published) == dict(read_kb.published)
    assert (kb.title, kb.description, kb.broader) == (
        read_kb.title,
        read_kb.description,
        read_kb.broader,
    )


def test_claims_are_packed_alike_however_many_are_in_memory(
    packed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dataset, "_GROUP", 4)
    shown: list[object] = []

    def progress(items: Sequence[_T], what: str, /) -> Iterator[_T]:
        for done, item in enumerate(items):
            shown.append((what, done, len(items)))
            yield item

    write_dataset(read(SAMPLE, no_progress).kb, tmp_path / "data", progress)
    assert shown == [("packing", done, len(shown)) for done in range(len(shown))]
    assert len(shown) > 1
    few, many = (pq.read_table(folder / "claims") for folder in (tmp_path / "data", packed))
    assert few.to_pylist() == many.to_pylist()
    places = [(row["actor"], row["topic"], row["loading_order"]) for row in many.to_pylist()]
    assert places == sorted(places)


@pytest.mark.sampled
@pytest.mark.parametrize("options", [(), ("-w",), ("-F",), ("-i",)], ids=str)
@pytest.mark.parametrize("pattern", ["ferry", "FERRY", "^The", "é", "the .* ferry", r"\bfer", "ß"])
def test_words_are_found_as_in_the_yaml_files(
    pattern: str, options: tuple[str, ...], packed: Path
) -> None:
    ran = [run("grep", pattern, *options, "-f", "json", "--kb", kb) for kb in (packed, SAMPLE)]
    assert ran[0].code == ran[1].code
    found, expected = (without_places(json.loads(one.out)) for one in ran)
    assert found == expected


def test_only_the_row_groups_of_the_actors_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dataset, "_GROUP", 4)
    write_dataset(read(SAMPLE, no_progress).kb, tmp_path / "data")
    file = tmp_path / "data" / "claims" / "part-00000.parquet"
    metadata = pq.ParquetFile(file).metadata
    groups = [metadata.row_group(n) for n in range(metadata.num_row_groups)]
    actor = next(
        n for n in range(metadata.num_columns) if groups[0].column(n).path_in_schema == "actor"
    )
    first = groups[0].column(actor).statistics.min
    others = [one for one in groups if one.column(actor).statistics.min > first]
    assert others
    data = bytearray(file.read_bytes())
    start = min(
        others[0].column(n).dictionary_page_offset or others[0].column(n).data_page_offset
        for n in range(metadata.num_columns)
    )
    end = max(one.column(n).data_page_offset for one in others for n in range(metadata.num_columns))
    data[start:end] = bytes(end - start)
    file.write_bytes(data)
    kb = open_dataset(tmp_path / "data")
    found = list(kb.prefilter(Prefilter(actors=frozenset({first}))))
    assert found == [c for c in read(SAMPLE, no_progress).kb.claims.values() if c.actor == first]
    with pytest.raises(PolicyKBError, match="cannot be read"):
        list(kb.claims.values())


def test_of_many_sources_those_of_claims_are_read_together(
    packed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = run("claims", "-f", "csv", "--kb", packed)
    monkeypatch.setattr(mappings, "_FEW", 0)
    asked: list[str] = []
    batches = Database.batches

    def counted(
        self: Database, question: str, values: Sequence[object] = ()
    ) -> Iterator[list[tuple[Any, ...]]]:
        asked.append(question)
        return batches(self, question, values)

    monkeypatch.setattr(Database, "batches", counted)
    found = run("claims", "-f", "csv", "--kb", packed)
    assert (found.code, found.out) == (0, expected.out)
    assert len({row["source"] for row in csv.DictReader(io.StringIO(found.out))}) > 2
    assert len([one for one in asked if "FROM sources" in one]) == 1

"""The records as tables."""

import json
from pathlib import Path

import pytest

from policykb.exchange.tables import Table, tables
from policykb.loading.read import read
from policykb.progress import no_progress
from tests.support.running import ROOT, SAMPLE, run


def tables_of(root: Path) -> dict[str, Table]:
    return {table.name: table for table in tables(read(root, no_progress).kb)}


def flattened(claim: dict[str, object]) -> dict[str, object]:
    """The members of a claim in JSON, those inside others under both names."""
    flat: dict[str, object] = {}
    for name, of_name in claim.items():
        value = of_name
        if name == "relative_to" and value is None:
            value = {"actor": None, "than": None}
        if isinstance(value, dict):
            flat |= {f"{name}_{inner}": of for inner, of in value.items()}
        else:
            flat[name] = tuple(value) if isinstance(value, list) else value
    return flat


@pytest.mark.parametrize("root", [SAMPLE, ROOT / "kb"], ids=["sample", "kb"])
def test_the_claims_are_those_of_the_json_flattened(root: Path) -> None:
    table = tables_of(root)["claims"]
    names = [column.name for column in table.columns]
    rows = [dict(zip(names, row, strict=True)) for row in table.rows]
    claims = json.loads(run("claims", "--format", "json", cwd=root).out)["claims"]
    assert rows == [flattened(claim) for claim in claims]
    assert names == list(flattened(claims[0]))


def test_every_column_is_described_and_every_reference_is_kept() -> None:
    found = tables_of(SAMPLE)
    assert list(found) == ["claims", "actors", "topics", "sources", "skipped"]
    for table in found.values():
        assert len(list(table.rows)) == table.size > 0
        assert all(column.description for column in table.columns)
        for place, column in enumerate(table.columns):
            if column.refers_to:
                ids = {row[0] for row in found[column.refers_to].rows}
                cells = (row[place] for row in table.rows)
                values = [v for c in cells for v in (c if isinstance(c, tuple) else (c,)) if v]
                assert set(values) <= ids


def test_columns_that_are_required_are_never_empty() -> None:
    for table in tables_of(SAMPLE).values():
        for place, column in enumerate(table.columns):
            if column.is_required:
                assert all(row[place] for row in table.rows)

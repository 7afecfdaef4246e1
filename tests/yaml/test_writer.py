"""New files are written as ``fmt`` would have them."""

from pathlib import Path
from typing import Any

import pytest

from policykb.yaml.formatter import format_document
from policykb.yaml.parser import parse_document
from policykb.yaml.writer import write_yaml
from tests.support.running import ROOT, SAMPLE

FILES = [*sorted((ROOT / "kb").rglob("*.yaml")), *sorted(SAMPLE.rglob("*.yaml"))]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_file_has_its_data_and_form(path: Path) -> None:
    data = parse_document(path.read_bytes(), path.name).data
    assert isinstance(data, dict)
    document = parse_document(write_yaml(path.name, data).encode(), path.name)
    assert document.data == data
    assert format_document(document) == document.text


@pytest.mark.parametrize(
    "text",
    [
        *("plain", "no", "2021", "0x1f", "# no comment", "a: b", "- dash", "'quoted'", '"', "@at"),
        *("two\nlines", "a paragraph\n\nand another", "ends with a line end\n", " space", "tab\t"),
        *("long " * 40, "long " * 40 + "\n\n" + "other " * 40, "x" * 200, "[list]", "{map}", "*"),
    ],
)
def test_any_text_comes_back(text: str) -> None:
    data: dict[str, Any] = {"actors": [{"id": "a", "name": text, "aliases": [text, "b"]}]}
    document = parse_document(write_yaml("actors.yaml", data).encode(), "actors.yaml")
    assert not document.faults
    assert document.data == data
    assert format_document(document) == document.text


def test_a_comment_stands_above_its_field() -> None:
    data: dict[str, Any] = {"actors": [{"id": "a", "name": "A"}, {"name": "B", "id": "b"}]}
    text = write_yaml("actors.yaml", data, {"actors": {1: ("name", "# said so")}})
    assert text == ("actors:\n  - id: a\n    name: A\n\n  - id: b\n    # said so\n    name: B\n")

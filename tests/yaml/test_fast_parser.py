import pickle
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policykb.yaml import parser as parsing
from policykb.yaml.document import Document
from policykb.yaml.parser import parse_document
from tests.support import yaml_documents
from tests.support.rule_samples import BASE
from tests.support.running import ROOT
from tests.support.yaml_cases import CASES, FRAGMENTS, routes

FILES = sorted(BASE.rglob("*.yaml"))
HOSTILE = sorted((ROOT / "tests" / "hostile").iterdir())


def fully(data: bytes) -> Document:
    """Return the document of the slower parser, which records all offsets."""
    with patch("policykb.yaml.parser.read_valid", return_value=None):
        return parse_document(data, "f")


def assert_same(data: bytes) -> None:
    assert_alike(parse_document(data, "f"), fully(data))


def assert_alike(document: Document, full: Document) -> None:
    assert document == full
    assert document.text == full.text
    nowhere = [("claims", 0, "unknown"), ("claims", 99), (-1,), ("0",)]
    # From the inner to the outer, so that the first that is asked for is not known beforehand;
    # and a second time, when all are.
    for route in (*reversed(list(routes(full.data))), *nowhere, *routes(full.data)):
        for key in (False, True):
            assert document.location(route, key=key) == full.location(route, key=key)
            assert document.extent(route, key=key) == full.extent(route, key=key)
    assert list(document.comments()) == list(full.comments())


@pytest.mark.parametrize("data", [case[1] for case in CASES], ids=[case[0] for case in CASES])
def test_a_case_gives_the_same_document_with_both_parsers(data: bytes) -> None:
    assert_same(data)


@pytest.mark.parametrize("path", [*FILES, *HOSTILE], ids=lambda path: path.name)
def test_a_file_gives_the_same_document_with_both_parsers(path: Path) -> None:
    assert_same(path.read_bytes())


@given(yaml_documents.documents())
def test_likely_text_gives_the_same_document_with_both_parsers(text: str) -> None:
    assert_same(text.encode(errors="surrogatepass"))


@given(st.lists(st.sampled_from(FRAGMENTS)).map("".join) | st.text())
def test_any_text_gives_the_same_document_with_both_parsers(text: str) -> None:
    assert_same(text.encode(errors="surrogatepass"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_valid_file_is_parsed_once_until_the_span_of_a_field_is_needed(path: Path) -> None:
    with patch.object(parsing, "_Builder", wraps=parsing._Builder) as builder:  # noqa: SLF001 - what it counts
        document = parse_document(path.read_bytes(), "f")
        for route in routes(document.data):
            if len(route) <= 2 and not isinstance(document.value(route), str):
                document.location(route)
        assert builder.call_count == 0
        *_, last = routes(document.data)
        for _ in range(2):
            document.location(last)
        assert builder.call_count == 1


@pytest.mark.parametrize("data", [b"a: [b]\n", b"a: *b\n"])
def test_a_document_can_be_sent_to_another_process(data: bytes) -> None:
    document = parse_document(data, "f")
    sent = pickle.loads(pickle.dumps(document))  # noqa: S301 - its own
    assert sent == document
    assert sent.location(("a",), key=True) == document.location(("a",), key=True)

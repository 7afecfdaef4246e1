import json
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from policykb.diagnostics import Diagnostic, Location, Route, Span
from policykb.text.characters import FORBIDDEN
from policykb.yaml.document import Data, Document
from policykb.yaml.parser import MAX_PARSER_FAULTS, parse_document
from tests.support.yaml_cases import CASES, FRAGMENTS, Place, routes


def found(document: Document) -> list[Place]:
    return [(f.rule.name, f.location.line, f.location.column) for f in document.faults]


@pytest.mark.parametrize(
    ("data", "faults", "expected"),
    [case[1:] for case in CASES],
    ids=[case[0] for case in CASES],
)
def test_data_and_faults(data: bytes, faults: list[Place], expected: Data | None) -> None:
    document = parse_document(data, "kb/claims.yaml")
    assert found(document) == faults
    assert document.data == expected
    for fault in document.faults:
        assert fault.location.path == "kb/claims.yaml"
        assert fault.message
        assert len(fault.message) < 200
        assert fault.help


def only(data: str) -> Diagnostic:
    [fault] = parse_document(data.encode(), "f").faults
    return fault


def related(fault: Diagnostic) -> list[tuple[str, str]]:
    return [(str(other.location), other.message) for other in fault.related]


@pytest.mark.parametrize(
    ("data", "message", "others"),
    [
        ("a: b: c\n", "`: ` is not allowed here", []),
        ("a:\n\tb: c\n", "a tab is used for indentation", []),
        ("a: 'b\n", "this quotation mark is never closed", [("f:2:1", "reading failed here")]),
        ("a: [b\nc: d", "this list is not closed, or a comma is missing",
         [("f:2:2", "reading failed here")]),
        ("a: b\n'c' d\n", "this line is not a field, nor part of one",
         [("f:3:1", "reading failed here")]),
        ("a: {b: [c,", "a `[` or `{` is never closed", []),
        ("a: !x!b c", "this is a tag", []),
        ("a: [,]", "a value is missing here", []),
        ("{a:1}", "there is no space after a colon inside brackets", [("f:1:2", "it begins here")]),
        ("a: 1\na: 2\n", 'the key "a" occurs a second time',
         [("f:1:1", "it occurs here first")]),
        ("a: \u202e", "the file contains U+202E (RIGHT-TO-LEFT OVERRIDE)", []),
        ("a: \x01", "the file contains U+0001 (control character)", []),
        ("a: \uffff", "the file contains U+FFFF (noncharacter)", []),
        ("\ufeffa: b", "the file begins with U+FEFF (BYTE ORDER MARK)", []),
        ('a: "\\x85"', "this escape stands for U+0085 (NEXT LINE)", []),
    ],
)  # fmt: skip
def test_messages(data: str, message: str, others: list[tuple[str, str]]) -> None:
    fault = only(data)
    assert fault.message == message
    assert related(fault) == others


def test_another_encoding_is_named_in_the_help() -> None:
    [fault] = parse_document("a: b".encode("utf-16"), "f").faults
    assert "UTF-16" in fault.help


def test_an_empty_file_has_no_line() -> None:
    assert only("").location == Location("f")


@pytest.mark.parametrize(
    ("data", "route"),
    [
        ("a: &x b\n", ("a",)),
        ("claims:\n- id: b\n  q:\n  - *x\n", ("claims", 0, "q", 0)),
        ("claims:\n- id: b\n- !t {}\n", ("claims", 1)),
        ("claims:\n- &x id: b\n", ("claims", 0)),
        ("claims:\n- id: b\n  id: c\n", ("claims", 0, "id")),
        ("claims:\n- id: b\n- <<: {}\n", ("claims", 1)),
        ("claims:\n- id: b\n- ? []\n  : {}\n", ("claims", 1)),
        ("a:\n- ? {b: *x}\n", ("a", 0)),
        ("claims:\n- id: b\n- id: [c\n", ("claims", 1, "id", 1)),
        ('claims:\n- id: "\\0"\n', ("claims", 0, "id")),
        ("claims:\n- id: b\u202e\n", ("claims", 0, "id")),
        ("claims:\n- id: |\n   b\n\n   \u202e\n", ("claims", 0, "id")),
        ("claims:\n- id: b # \u202e\n", ()),
        ("%YAML 1.2\n---\na: b\n", ()),
        ("a: b\n---\nc: d\n", ()),
    ],
)
def test_the_route_of_a_fault_leads_to_its_value(data: str, route: Route) -> None:
    assert parse_document(data.encode(), "f").faults[0].route == route


def test_hidden_characters_are_counted_when_there_are_many() -> None:
    document = parse_document(b"a: b\n" + b"c: \x01\n" + b"# \x02" * 30, "f")
    assert len(document.faults) == 21
    assert found(document)[-1] == ("forbidden-character", 3, 60)
    assert document.faults[-1].message == "the file contains 11 more of these, from here on"
    assert document.data == {"a": "b", "c": "\ufffd"}


@pytest.mark.parametrize(
    "line", ["- *a\n", "- &a b\n", "- !a b\n", '- "\\0"\n', "- {a: b, a: c}\n"]
)
def test_parsing_stops_after_too_many_faults(line: str) -> None:
    document = parse_document((line * (MAX_PARSER_FAULTS + 1)).encode(), "f")
    assert len(document.faults) == MAX_PARSER_FAULTS
    assert document.faults[-1].message.endswith("reading stops here")
    assert document.data is None


def test_too_many_values_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("policykb.yaml.parser.MAX_EVENTS", 10)  # six of them are no items
    document = parse_document(b"[a, b, c, d]", "f")
    assert document.data == ["a", "b", "c", "d"]
    document = parse_document(b"[a, b, c, d, e, f, g]", "f")
    assert found(document) == [("file-too-large", 1, 21)]
    assert document.data is None


def test_many_tag_directives_are_not_compared_with_one_another() -> None:
    document = parse_document(b"".join(b"%%TAG !%d! x\n" % i for i in range(100_000)), "f")
    assert {fault.rule.name for fault in document.faults} == {"yaml-directive", "empty-file"}


# --- spans -----------------------------------------------------------------------------

SAMPLE = """\
# Über 🙂
claims:
  - id: über-🙂-1
    "quote": "A 🙂 \\"word\\" — and  # no comment"   # a comment
    summary: >-
      Two lines,
      folded.

    # between
    note: |
      x
        y

  - id: 'it''s'
    long: plain text
      on two lines
    empty:
    tags: [ü, "🙂", {x: y}]   # behind
    nested:
      deep: {}
      last: z
last: end
"""
# Of each route the text of its key, if it has one of its own, and of its value.
PIECES: dict[Route, tuple[str | None, str]] = {
    (): (None, SAMPLE[SAMPLE.index("claims") :].rstrip()),
    ("claims",): ("claims", SAMPLE[SAMPLE.index("- id") : SAMPLE.index("\nlast")]),
    ("claims", 0): (None, SAMPLE[SAMPLE.index("id: ü") : SAMPLE.index("\n\n  - id: 'it")]),
    ("claims", 0, "id"): ("id", "über-🙂-1"),
    ("claims", 0, "quote"): ('"quote"', '"A 🙂 \\"word\\" — and  # no comment"'),
    ("claims", 0, "summary"): ("summary", ">-\n      Two lines,\n      folded."),
    ("claims", 0, "note"): ("note", "|\n      x\n        y"),
    ("claims", 1): (None, SAMPLE[SAMPLE.index("id: 'it") : SAMPLE.index("\nlast")]),
    ("claims", 1, "id"): ("id", "'it''s'"),
    ("claims", 1, "long"): ("long", "plain text\n      on two lines"),
    ("claims", 1, "empty"): ("empty", ""),
    ("claims", 1, "tags"): ("tags", '[ü, "🙂", {x: y}]'),
    ("claims", 1, "tags", 0): (None, "ü"),
    ("claims", 1, "tags", 1): (None, '"🙂"'),
    ("claims", 1, "tags", 2): (None, "{x: y}"),
    ("claims", 1, "tags", 2, "x"): ("x", "y"),
    ("claims", 1, "nested"): ("nested", "deep: {}\n      last: z"),
    ("claims", 1, "nested", "deep"): ("deep", "{}"),
    ("claims", 1, "nested", "last"): ("last", "z"),
    ("last",): ("last", "end"),
}


def offset(text: str, line: int, column: int) -> int:
    starts = [0, *(match.end() for match in re.finditer(r"\r\n|\r|\n", text))]
    assert 1 <= line <= len(starts)
    ends = [*starts[1:], len(text) + 1]
    assert 1 <= column <= ends[line - 1] - starts[line - 1] or starts[line - 1] == len(text)
    return starts[line - 1] + column - 1


def cut(text: str, span: Span) -> str:
    start = offset(text, span.line, span.column)
    end = offset(text, span.end_line, span.end_column)
    assert 0 <= start <= end <= len(text)
    return text[start:end]


def at(data: Data | None, route: Route) -> Data | None:
    for step in route:
        if isinstance(data, dict):
            data = data[str(step)]
        elif isinstance(data, list):
            data = data[int(step)]
    return data


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("before", ["", "---\n"])
def test_spans_are_those_of_the_text(before: str, line_end: str) -> None:
    text = (before + SAMPLE).replace("\n", line_end)
    document = parse_document(text.encode(), "f")
    assert document.faults == ()
    assert list(routes(document.data)) == list(PIECES)
    for route, (key, value) in PIECES.items():
        value = value.replace("\n", line_end)  # noqa: PLW2901
        assert cut(text, document.span(route)) == value
        assert cut(text, document.key_span(route)) == (key or value)


def test_an_empty_value_is_right_behind_its_colon() -> None:
    document = parse_document("é:\n  note:   # none\n  b: c".encode(), "f")
    assert document.span(("é", "note")) == Span(2, 8, 2, 8)


def test_a_byte_order_mark_takes_no_column() -> None:
    document = parse_document("\ufeffa: b".encode(), "f")
    assert document.span(("a",)) == Span(1, 4, 1, 5)


@pytest.mark.parametrize(
    ("route", "ancestor"),
    [
        (("x",), ()),
        ((0,), ()),
        (("a", "b"), ("a",)),
        (("a", 2, "x"), ("a",)),
        (("a", -1), ("a",)),
        (("a", 1, "c", "x"), ("a", 1, "c")),
        (("a", 1, "x"), ("a", 1)),
    ],
)
def test_an_unknown_route_has_the_span_of_the_value_around_it(
    route: Route, ancestor: Route
) -> None:
    document = parse_document(b"a:\n- b\n- c: d\n", "f")
    assert document.span(route) == document.span(ancestor)
    assert document.key_span(route) == document.span(ancestor)


def test_locations_name_the_file() -> None:
    document = parse_document(b"a:\n  b: c\n", "sources/x/claims.yaml")
    assert str(document.location(("a", "b"))) == "sources/x/claims.yaml:2:6"
    assert str(document.location(("a", "b"), key=True)) == "sources/x/claims.yaml:2:3"
    assert document.location(("a",)) == Location("sources/x/claims.yaml", Span(2, 3, 2, 7))


def test_without_data_every_span_is_the_beginning() -> None:
    document = parse_document(b"\xff", "f")
    assert document.span(("a", 0)) == Span(1, 1, 1, 1)


# --- whatever the bytes ----------------------------------------------------------------

LEAVES = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cn", "Cf", "Zl", "Zp"]))
LEAVES = LEAVES.filter(lambda text: not FORBIDDEN.search(f" {text}"))
TREES: st.SearchStrategy[Data] = st.recursive(
    LEAVES, lambda inner: st.lists(inner) | st.dictionaries(LEAVES, inner)
)


def check(data: bytes) -> None:
    document = parse_document(data, "f")
    assert (document.data is not None) or document.faults
    assert list(document.faults) == sorted(document.faults, key=lambda fault: fault.sort_key)
    try:
        text = data.decode().removeprefix("\ufeff")
    except UnicodeDecodeError:
        return
    for fault in document.faults:
        for location in (fault.location, *(other.location for other in fault.related)):
            cut(text, location.span or Span(1, 1, 1, 1))
    for route in routes(document.data):
        cut(text, document.key_span(route))
        piece = cut(text, document.span(route))
        value = at(document.data, route)
        if isinstance(value, str) and value.isalnum() and piece.isalnum():
            assert document.faults or value == piece


@given(st.binary() | st.binary().map(lambda data: b"a: " + data))
@example(b"\xff\xfe")
@example(b"a: !%ed%a0%80 x")
def test_no_bytes_do_harm(data: bytes) -> None:
    check(data)


@given(st.lists(st.sampled_from(FRAGMENTS)).map("".join) | st.text())
def test_no_text_does_harm(text: str) -> None:
    check(text.encode(errors="surrogatepass"))


@given(TREES, st.sampled_from([None, 1]))
def test_json_is_yaml(data: Data, indent: int | None) -> None:
    text = json.dumps(data, ensure_ascii=False, indent=indent)
    document = parse_document(text.encode(), "f")
    assert document.faults == ()
    assert document.data == data
    for route in routes(data):
        value: object = json.loads(cut(text, document.span(route)))
        assert value == at(data, route)
        if route and isinstance(route[-1], str):
            assert json.loads(cut(text, document.key_span(route))) == route[-1]


@pytest.mark.parametrize("inner", ["{b: 1, b: 2}", "{b: *x}", "{b: !t c}", "{b: \u202e}"])
@pytest.mark.parametrize("key", ["a", "<<"])
def test_a_fault_in_a_dropped_value_concerns_no_other_value(key: str, inner: str) -> None:
    text = f"- a: [{{b: c}}]\n  {key}: [{inner}]\n"
    document = parse_document(text.encode(), "f")
    assert document.data == [{"a": [{"b": "c"}]}]
    assert {fault.route for fault in document.faults} <= {(0,), (0, "a")}

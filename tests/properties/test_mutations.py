"""Sound knowledge bases, changed: what is wrong then is found, where it is, and nothing else."""

import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policykb.diagnostics import Diagnostic, Route, Rule, catalogue
from policykb.model.schema import FILES as MODELS
from policykb.model.schema import ActorModel, ClaimModel, Model, SkippedModel, TopicModel
from policykb.validation.report import Report
from policykb.yaml.document import Data
from policykb.yaml.parser import MAX_DEPTH, parse_document
from tests.support.invariants import FIELD_RULES, check_invariants
from tests.support.rule_samples import BASE, FILES, YAML_FILES
from tests.support.running import SAMPLE

SAMPLE_CLAIMS = "sources/strait-report-2024/claims.yaml"
PLACES = [
    *((BASE, path) for path in FILES),
    *((SAMPLE, path) for path in ("kb.yaml", "actors.yaml", "topics.yaml", SAMPLE_CLAIMS)),
]


def changed(base: Path, path: str, content: bytes) -> tuple[Report | None, Path]:
    """The report, which keeps the laws, on a copy of a knowledge base with one other file."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "kb"
        shutil.copytree(base, root)
        (root / path).write_bytes(content)
        return check_invariants(root), root


# --- bytes ------------------------------------------------------------------------------

NASTY = [
    *(b"\0", b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\xe2\x80\xae", b"\xc2\x85"),
    *(b"\xf3\xa0\x81\x81", b"\x1b[31m", b"\r", b"\r\n", b"\t", b"\n", b"\n\n  - ", b"\n---\n"),
    *(b"\n...\n", b"%YAML 1.2\n", b"&a ", b"*a", b"!!str ", b"<<: ", b"? ", b": ", b"- ", b"["),
    *(b"]", b"{", b"}", b"'", b'"', b"#", b" # ", b"|\n", b">", b"@", b"`", b"\\", b'"\\ud800"'),
    *(b"[" * 80, b"a: b\n", b"id: x\n", b"::error::", b"\n::error::\n", b"claims: []\n"),
]
_Edit = Callable[[bytes], bytes]


@st.composite
def edits(draw: st.DrawFn) -> _Edit:
    """A change in one place: a bit, a stretch that goes, comes, moves, or is the last."""
    kind = draw(st.sampled_from(["flip", "insert", "delete", "copy", "truncate"]))
    at, to = draw(st.floats(0, 1)), draw(st.floats(0, 1))
    length, bit = draw(st.integers(1, 40)), draw(st.integers(0, 7))
    token = draw(st.sampled_from(NASTY))

    def edit(data: bytes) -> bytes:
        here, there = int(at * len(data)), int(to * len(data))
        match kind:
            case "flip":
                flipped = bytes(byte ^ 1 << bit for byte in data[here : here + 1])
                return data[:here] + flipped + data[here + 1 :]
            case "insert":
                return data[:here] + token + data[here:]
            case "delete":
                return data[:here] + data[here + length :]
            case "copy":
                return data[:here] + data[there : there + length] + data[here:]
            case _:
                return data[:here]

    return edit


@given(st.sampled_from(PLACES), st.lists(edits(), min_size=1, max_size=4))
def test_changed_bytes_keep_the_invariants_and_other_files(
    place: tuple[Path, str], changes: list[_Edit]
) -> None:
    base, path = place
    content = (base / path).read_bytes()
    for change in changes:
        content = change(content)
    report, _ = changed(base, path, content)
    for fault in report.diagnostics if report else ():
        # What the guard says, and what is said of fields, is said of the file that was changed.
        if fault.rule.code < "PKB200" and fault.rule.code not in {"PKB101", "PKB102", "PKB103"}:
            assert fault.location.path == path


# --- values -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Node:
    """A place in a file of the sound knowledge base."""

    path: str
    route: Route


def data_of(path: str) -> Data:
    data = parse_document((BASE / path).read_bytes(), path).data
    assert data is not None
    return data


def nodes(data: Data, route: Route = ()) -> Iterator[Route]:
    yield route
    inner = data.items() if isinstance(data, dict) else enumerate(data)
    for step, value in inner if isinstance(data, dict | list) else ():
        yield from nodes(value, (*route, step))


def replaced(data: Data, route: Route, change: Callable[[Data], Data]) -> Data:
    """A copy with one value changed; what that was stays as it is."""
    if not route:
        return change(data)
    step, *rest = route
    if isinstance(data, dict) and isinstance(step, str):
        return {k: replaced(v, tuple(rest), change) if k == step else v for k, v in data.items()}
    assert isinstance(data, list)
    return [replaced(v, tuple(rest), change) if i == step else v for i, v in enumerate(data)]


def report_on(path: str, data: Data) -> tuple[Diagnostic, ...]:
    report, _ = changed(BASE, path, json.dumps(data, ensure_ascii=False, indent=1).encode())
    return report.diagnostics if report else ()


NODES = [Node(path, route) for path in YAML_FILES for route in nodes(data_of(path))]
TEXTS = (
    *("", " ", "no", "~", "x", "X y", "012", "2020-02-30", "../..", "\n::error::x", "\u202ex"),
    *("a\U000e0041", "[red]", "=cmd()", "9" * 5_000, "é" * 300),
)
LISTS: list[list[Data]] = [[], [""], [[]], ["x", "x"], [{}]]
FIELDS_ALONE: list[dict[str, Data]] = [{}, {"": ""}, {"x": "y"}, {"id": {"id": []}}]


@given(st.sampled_from(NODES), st.sampled_from([*TEXTS, *LISTS, *FIELDS_ALONE]))
def test_changed_value_keeps_the_invariants_and_other_records(node: Node, value: Data) -> None:
    faults = report_on(node.path, replaced(data_of(node.path), node.route, lambda _: value))
    for fault in faults:
        if fault.rule in FIELD_RULES:
            assert fault.location.path == node.path
            assert fault.route[: len(node.route)] == node.route


# --- fields -----------------------------------------------------------------------------

MODELS_OF_ITEMS: dict[str, type[Model]] = {
    "actors": ActorModel,
    "topics": TopicModel,
    "claims": ClaimModel,
    "skipped": SkippedModel,
}


def at(data: Data, route: Route) -> Data:
    for step in route:
        if isinstance(data, dict):
            data = data[str(step)]
        else:
            assert isinstance(data, list)
            data = data[int(step)]
    return data


def model_of(node: Node) -> type[Model]:
    """The model of a whole file, or of a record in it."""
    return MODELS_OF_ITEMS[str(node.route[0])] if node.route else MODELS[Path(node.path).stem]


def fields_at(node: Node) -> dict[str, Data]:
    found = at(data_of(node.path), node.route)
    assert isinstance(found, dict)
    return found


RECORDS = [node for node in NODES if isinstance(at(data_of(node.path), node.route), dict)]
FIELDS = [(node, key) for node in RECORDS for key in fields_at(node)]
every_record = pytest.mark.parametrize("node", RECORDS, ids=str)
every_field = pytest.mark.parametrize(("node", "key"), FIELDS, ids=str)


def edited(node: Node, change: Callable[[dict[str, Data]], dict[str, Data]]) -> Data:
    def apply(record: Data) -> Data:
        assert isinstance(record, dict)
        return change(dict(record))

    return replaced(data_of(node.path), node.route, apply)


def places(faults: tuple[Diagnostic, ...], rule: Rule) -> list[tuple[str, Route]]:
    return [(f.location.path, f.route) for f in faults if f.rule is rule]


@pytest.mark.sampled
@every_field
def test_missing_required_field_is_reported_at_its_record(node: Node, key: str) -> None:
    data = edited(node, lambda record: {k: v for k, v in record.items() if k != key})
    if not node.route and data == {}:
        data = {"x": ""}
    faults = report_on(node.path, data)
    required = model_of(node).model_fields[key].is_required()
    assert places(faults, catalogue.MISSING_FIELD) == (
        [(node.path, (*node.route, key))] if required else []
    )


@every_record
def test_an_unknown_field_is_found_at_its_key(node: Node) -> None:
    faults = report_on(node.path, edited(node, lambda record: record | {"zzz": "x"}))
    assert places(faults, catalogue.UNKNOWN_FIELD) == [(node.path, (*node.route, "zzz"))]


@pytest.mark.sampled
@every_field
def test_a_renamed_field_is_unknown_and_not_missing_as_well(node: Node, key: str) -> None:
    def rename(record: dict[str, Data]) -> dict[str, Data]:
        return {f"{k}x" if k == key else k: v for k, v in record.items()}

    faults = report_on(node.path, edited(node, rename))
    assert places(faults, catalogue.UNKNOWN_FIELD) == [(node.path, (*node.route, f"{key}x"))]
    [help_] = [f.help for f in faults if f.rule is catalogue.UNKNOWN_FIELD]
    missing = model_of(node).model_fields[key].is_required() and help_ != f"Did you mean {key}?"
    assert places(faults, catalogue.MISSING_FIELD) == (
        [(node.path, (*node.route, key))] if missing else []
    )


@pytest.mark.sampled
@every_field
def test_repeated_field_is_reported_at_its_second_place(node: Node, key: str) -> None:
    data = edited(node, lambda record: record | {"REPEATED": record[key]})
    text = json.dumps(data, ensure_ascii=False, indent=1).replace("REPEATED", key)
    report, _ = changed(BASE, node.path, text.encode())
    assert report is not None
    assert places(report.diagnostics, catalogue.DUPLICATE_KEY) == [(node.path, (*node.route, key))]
    [fault] = [f for f in report.diagnostics if f.rule is catalogue.DUPLICATE_KEY]
    assert fault.related[0].location.line < fault.location.line


@every_record
def test_order_of_fields_is_reported_once_and_changes_nothing_else(node: Node) -> None:
    faults = report_on(node.path, edited(node, lambda record: dict(reversed(record.items()))))
    assert {fault.rule for fault in faults} <= {catalogue.KEY_ORDER}
    assert len(faults) <= 1


LIST_NODES = [node for node in NODES if isinstance(at(data_of(node.path), node.route), list)]


@pytest.mark.parametrize("value", ["x", {"x": "y"}], ids=["text", "mapping"])
@pytest.mark.parametrize("node", LIST_NODES, ids=str)
def test_missing_list_is_reported_at_its_place(node: Node, value: Data) -> None:
    faults = report_on(node.path, replaced(data_of(node.path), node.route, lambda _: value))
    assert places(faults, catalogue.WRONG_TYPE) == [(node.path, node.route)]


@pytest.mark.sampled
@pytest.mark.parametrize("node", NODES, ids=str)
def test_nesting_anywhere_is_bounded(node: Node) -> None:
    def nest(value: Data) -> Data:
        for _ in range(MAX_DEPTH):
            value = [value]
        return value

    faults = report_on(node.path, replaced(data_of(node.path), node.route, nest))
    assert all(f.location.path == node.path for f in faults if f.rule in FIELD_RULES)
    deep = [f for f in faults if f.rule is catalogue.TOO_DEEP]
    # A single word at the top would not be too deep yet.
    assert len(deep) == 1 or all(f.rule in FIELD_RULES for f in faults)

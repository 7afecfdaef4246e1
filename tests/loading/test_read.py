import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from policykb.analysis.comparison import compare
from policykb.diagnostics import PolicyKBError, Route
from policykb.loading.read import read
from policykb.validation.report import Report, validate
from policykb.yaml.document import Data
from policykb.yaml.parser import parse_document
from tests.support.rule_samples import (
    BASE,
    CLAIMS,
    FILES,
    SOURCE,
    TEXT,
    YAML_FILES,
    base_text,
    concise_text,
    full_text,
    relative_report,
    remove,
    rule_names,
    write_base,
    write_edited,
)

DIGITS = "9" * 5_000
DEEP = 100_000
BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{after}: &{after} [{', '.join([f'*{before}'] * 9)}]\n"
    for before, after in zip("abcdefgh", "bcdefghi", strict=True)
)
NUMBERS = {
    "kb.yaml": f"policykb: {DIGITS}\ntitle: {DIGITS}\n",
    "actors.yaml": f"actors: [{{id: {DIGITS}, name: -{DIGITS}, kind: {DIGITS}}}]\n",
    "topics.yaml": f"topics: {DIGITS}\n",
    f"{SOURCE}/source.yaml": base_text(f"{SOURCE}/source.yaml", ("2024-05-02", DIGITS)),
    CLAIMS: base_text(CLAIMS, ("2019/..", f"{DIGITS}/{DIGITS}-{DIGITS}")),
}

BYTES = {
    "Latin-1": "title: caf\xe9\n".encode("latin-1"),
    "UTF-16": "title: x\n".encode("utf-16"),
    "UTF-32 without a mark": "title: x\n".encode("utf-32-le"),
    "a cut character": "title: é".encode()[:-1],
    "a surrogate": b"title: \xed\xa0\x80\n",
    "a picture": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff\xd8\xfe",
}
CONTENTS = {
    "nothing": "",
    "white space": " \n\t\n",
    "a comment": "# nothing\n",
    "a word": "word\n",
    "a list": "- a\n- b\n",
    "an empty mapping": "{}\n",
    "no YAML": "a: [b\n: {c\n",
    "prose": "Norland has levied: a toll: on ships.\n\n* So it says.\n",
    "NUL": "title: \0\n",
    "an escape sequence": 'title: "\\e]0;x\\a\\e[2J"\n',
    "bidirectional controls": "title: a\u202eb\u2066\n",
    "escaped surrogates": 'title: "\\ud800\\udfff"\n',
    "nested lists": "[" * DEEP,
    "nested mappings": "{a: " * DEEP,
    "nested items": "- " * DEEP,
    "nested keys": "? " * DEEP,
    "nested and closed": "title: " + "[" * DEEP + "]" * DEEP + "\n",
    "an alias bomb": BOMB,
    "an alias of itself": "&a [*a]\n",
    "merged mappings": "a: &a {b: c}\nd:\n  <<: *a\n",
    "a Python object": "!!python/object/apply:os.system ['false']\n",
    "a Python name": "title: !!python/name:os.system\n",
    "binary data": "title: !!binary aGVsbG8=\n",
    "a set": "!!set {a, b}\n",
    "directives": "%YAML 9.9\n%TAG ! tag:example.org,2000:\n---\ntitle: x\n",
    "two documents": "--- a\n--- b\n",
    "a key of brackets": "? [a, {b: c}]\n: d\n",
    "one long line": "title: " + "x" * 1_000_000 + ": y\n",
    "one long key": "x" * 1_000_000 + ": y\n",
    "many unknown fields": "".join(f"f{number}: x\n" for number in range(500)),
}


def folder(path: Path) -> None:
    path.mkdir()


def dangling(path: Path) -> None:
    path.symlink_to("nothing")


def escaping(path: Path) -> None:
    path.symlink_to(BASE / "kb.yaml")


def circular(path: Path) -> None:
    path.symlink_to(path.name)


def endless(path: Path) -> None:
    path.symlink_to("/dev/zero")


def pipe(path: Path) -> None:
    os.mkfifo(path)


def nothing(path: Path) -> None:
    """The file is missing."""


PLACES: list[Callable[[Path], None]] = [folder, dangling, escaping, circular, nothing]
if hasattr(os, "mkfifo"):
    PLACES += [pipe, endless]


def answers(root: Path) -> None:
    """Read commands answer from what is sound, or say that they cannot."""
    with suppress(PolicyKBError):
        compare(read(root).kb, "norland", "sudmark")


def survives(root: Path) -> Report:
    """Nothing is raised, and what is reported can be shown: in bounded lines, in UTF-8."""
    report = relative_report(root)
    answers(root)
    for text in (concise_text(report), full_text(report)):
        text.encode()
        assert max(map(len, text.split("\n"))) < 2_000
        assert text.replace("\n", "").isprintable()
    return report


def faults_in(report: Report, path: str) -> list[str]:
    return rule_names(fault for fault in report.diagnostics if fault.location.path == path)


@pytest.mark.sampled
@pytest.mark.parametrize("content", BYTES.values(), ids=BYTES.keys())
@pytest.mark.parametrize("path", FILES)
def test_bytes_that_are_no_text(path: str, content: bytes, tmp_path: Path) -> None:
    report = survives(write_edited(tmp_path, {path: content}))
    assert faults_in(report, path) == ["not-utf-8"]
    assert report.failed()


@pytest.mark.sampled
@pytest.mark.parametrize("content", CONTENTS.values(), ids=CONTENTS.keys())
@pytest.mark.parametrize("path", YAML_FILES)
def test_text_that_is_no_record(path: str, content: str, tmp_path: Path) -> None:
    report = survives(write_edited(tmp_path, {path: content}))
    assert faults_in(report, path)
    assert report.failed()


@pytest.mark.parametrize("path", NUMBERS)
def test_numbers_of_five_thousand_digits(path: str, tmp_path: Path) -> None:
    report = survives(write_edited(tmp_path, {path: NUMBERS[path]}))
    assert faults_in(report, path)


@pytest.mark.sampled
@pytest.mark.parametrize("content", CONTENTS.values(), ids=CONTENTS.keys())
def test_a_text_may_hold_anything(content: str, tmp_path: Path) -> None:
    report = survives(write_edited(tmp_path, {TEXT: content}))
    blank = not content.strip()
    assert set(faults_in(report, CLAIMS)) == (set() if blank else {"quote-not-found"})
    found = {"empty-file"} if blank else {"open-sentence", "markup-in-text"}
    assert set(faults_in(report, TEXT)) <= found


def test_numbers_in_a_text(tmp_path: Path) -> None:
    text = base_text(TEXT, ("windy", f"windy {DIGITS}"), ("March 2021", f"March {DIGITS}-2021"))
    assert survives(write_edited(tmp_path, {TEXT: text})).failed()


@pytest.mark.sampled
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("path", FILES)
def test_something_else_in_place_of_a_file(
    path: str, place: Callable[[Path], None], tmp_path: Path
) -> None:
    root = write_base(tmp_path / "kb")
    remove(root / path)
    place(root / path)
    report = survives(root)
    (name,) = faults_in(report, path)
    assert name in {"unreadable-file", "escaping-link", "missing-file"}
    assert rule_names(report.diagnostics) == [name]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read all")
@pytest.mark.parametrize("path", FILES)
def test_a_file_that_may_not_be_read(path: str, tmp_path: Path) -> None:
    root = write_base(tmp_path)
    (root / path).chmod(0)
    assert rule_names(survives(root).diagnostics) == ["unreadable-file"]


@pytest.mark.parametrize("place", PLACES)
def test_something_else_in_place_of_a_source(place: Callable[[Path], None], tmp_path: Path) -> None:
    root = write_base(tmp_path / "kb")
    place(root / "sources" / "another-2024")
    report = survives(root)
    expected = ["unknown-file"] if place is not nothing else []
    assert rule_names(report.diagnostics) == (["missing-file"] * 3 if place is folder else expected)


@pytest.mark.parametrize("place", PLACES)
def test_something_else_in_place_of_all_sources(
    place: Callable[[Path], None], tmp_path: Path
) -> None:
    root = write_base(tmp_path / "kb")
    remove(root / "sources")
    place(root / "sources")
    report = survives(root)
    if place is folder:
        assert set(rule_names(report.diagnostics)) == {"unused-actor", "unused-topic"}
    else:
        assert rule_names(report.diagnostics) == ["missing-file"]


def test_all_sources_behind_a_link_out(tmp_path: Path) -> None:
    root = write_base(tmp_path / "kb")
    (root / "sources").rename(tmp_path / "sources")
    (root / "sources").symlink_to(tmp_path / "sources")
    report = survives(root)
    assert rule_names(report.diagnostics) == ["escaping-link"]
    assert report.diagnostics[0].location.path == "sources"


@pytest.mark.skipif(os.name != "posix", reason="other systems have no such names")
@pytest.mark.parametrize(
    "name",
    [b"\xff\xfe", b"line\nbreak", b"\x1b[2J", "a\u202eb".encode(), b"x" * 255, b"a b", b"*", b"-"],
)
def test_names_that_no_source_should_have(name: bytes, tmp_path: Path) -> None:
    root = write_base(tmp_path)
    (root / "sources" / os.fsdecode(name)).mkdir()
    (root / SOURCE / os.fsdecode(name)).touch()
    report = survives(root)
    assert rule_names(report.diagnostics).count("bad-source-id") == 1
    assert rule_names(report.diagnostics).count("unknown-file") == 1


def test_hidden_files_are_nobodys_business(tmp_path: Path) -> None:
    root = write_base(tmp_path)
    for path in (".gitattributes", "sources/.DS_Store", f"{SOURCE}/.text.txt.swp", "README.md"):
        (root / path).touch()
    assert not validate(root).diagnostics


def test_byte_order_mark_and_windows_line_ends_in_a_text(tmp_path: Path) -> None:
    text = b"\xef\xbb\xbf" + base_text(TEXT).replace("\n", "\r\n").encode()
    assert not validate(write_edited(tmp_path, {TEXT: text})).diagnostics


def test_windows_line_ends_everywhere(tmp_path: Path) -> None:
    edits = {path: base_text(path).replace("\n", "\r\n") for path in FILES}
    assert not validate(write_edited(tmp_path, edits)).diagnostics


def test_many_quotes_of_a_text_that_was_replaced(tmp_path: Path) -> None:
    claim = base_text(CLAIMS).split("\n\n")[0].removeprefix("claims:\n")
    claims = "\n".join(claim.replace("norland-toll", f"toll-{number}") for number in range(300))
    text = "Something else altogether was said here. " * 2_000
    report = survives(write_edited(tmp_path, {CLAIMS: f"claims:\n{claims}", TEXT: text}))
    assert faults_in(report, CLAIMS).count("quote-not-found") == 300


def test_a_faulty_topic_makes_no_leaf_of_the_broader_one(tmp_path: Path) -> None:
    topic = "  - id: night-toll\n    lable: x\n    proposition: y.\n    broader: strait-toll\n"
    kb = read(write_edited(tmp_path, {"topics.yaml": base_text("topics.yaml") + topic})).kb
    assert "night-toll" not in kb.topics
    assert not kb.is_leaf("strait-toll")
    assert kb.is_leaf("joint-patrols")


def test_a_name_in_a_file_that_cannot_be_read_is_said_to_be_so(tmp_path: Path) -> None:
    kb = read(write_edited(tmp_path, {"actors.yaml": "actors: ["})).kb
    with pytest.raises(PolicyKBError, match=r"actors\.yaml cannot be read"):
        kb.actor("norland")


def test_a_hidden_character_in_a_comment_explains_no_fault_of_a_value(tmp_path: Path) -> None:
    report = relative_report(write_edited(tmp_path, {f"{SOURCE}/source.yaml": "text # \x05\n"}))
    here = [f for f in report.diagnostics if f.location.path == f"{SOURCE}/source.yaml"]
    assert rule_names(here) == ["wrong-type", "forbidden-character"]


def test_a_fault_in_a_repeated_list_takes_no_record_from_the_first(tmp_path: Path) -> None:
    again = "\nskipped:\n  - quote: x\n    reason: y\n    quote: z\n"
    loaded = read(write_edited(tmp_path, {CLAIMS: base_text(CLAIMS) + again}))
    assert [skipped.quote for skipped in loaded.kb.skipped] == ["It was a windy spring."]


# --- what is left out -------------------------------------------------------------------


def scalars(data: Data, route: Route = ()) -> Iterator[Route]:
    if isinstance(data, str):
        yield route
    elif isinstance(data, dict):
        for key, value in data.items():
            yield from scalars(value, (*route, key))
    else:
        for index, value in enumerate(data):
            yield from scalars(value, (*route, index))


FULL = {
    "actors.yaml": base_text(
        "actors.yaml", ("kind: state\n", "kind: state\n    part_of: sudmark\n")
    ),
    "topics.yaml": base_text("topics.yaml") + "    broader: strait-toll\n",
    f"{SOURCE}/source.yaml": base_text(f"{SOURCE}/source.yaml"),
    CLAIMS: base_text(
        CLAIMS,
        (
            "period: 2019/..\n",
            (
                "period: 2019/..\n    said_by: [gazette]\n    disputed_by: [gazette]\n"
                "    relative_to: {actor: sudmark, than: more}\n    conditions: [joint-patrols]\n"
                "    target: sudmark\n    contradicts: [sudmark-toll]\n"
            ),
        ),
    ),
}
EMPTIED = [
    (path, route)
    for path, text in FULL.items()
    for route in scalars(parse_document(text.encode(), path).data or {})
]


@pytest.mark.sampled
@pytest.mark.parametrize(("path", "route"), EMPTIED, ids=str)
def test_a_value_that_is_emptied_is_a_fault_and_no_record_goes_without_one(
    path: str, route: Route, tmp_path: Path
) -> None:
    document = parse_document(FULL[path].encode(), path)
    start, end = document.extent(route)
    emptied = document.text[:start] + "''" + document.text[end:]
    report = validate(write_edited(tmp_path, {**FULL, path: emptied}))
    assert (path, route) in {(f.location.path, f.route) for f in report.diagnostics}
    assert report.failed()

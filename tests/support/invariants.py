"""Invariants of every report on a knowledge base, whatever its files hold."""

import json
import os
import re
from bisect import bisect_right
from collections.abc import Iterator
from pathlib import Path

from policykb.diagnostics import Diagnostic, Location, PolicyKBError, Severity, catalogue
from policykb.loading.read import LoadedKB, read
from policykb.model.knowledge_base import LeftOut
from policykb.model.records import Record
from policykb.render import Output
from policykb.render.diagnostics import sarif
from policykb.render.diagnostics.formats import ReportFormat, render_report
from policykb.render.json import json_document
from policykb.text.decoding import decode
from policykb.validation.fix import Fixed, fix
from policykb.validation.report import Report, validate
from policykb.yaml.document import Document
from policykb.yaml.formatter import format_document
from policykb.yaml.parser import parse_document
from tests.support.rule_samples import PLAIN

SCREEN = Output(terminal=True, colour=False, width=80, unicode=True)

FIELD_RULES = frozenset(
    {
        *(
            catalogue.UNKNOWN_FIELD,
            catalogue.MISSING_FIELD,
            catalogue.WRONG_TYPE,
            catalogue.UNKNOWN_CHOICE,
        ),
        *(catalogue.BAD_ID, catalogue.BAD_DATE, catalogue.BAD_PERIOD, catalogue.BAD_VALUE),
    }
)
_LINE_END = re.compile(r"\r\n|\r|\n")
# Written out once more, so that no slip in the list of the program goes unseen.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff"
    "\U000e0000-\U000e00ff]"
)


def check_invariants(root: Path) -> Report | None:
    """Check all laws on the knowledge base at ``root``; its report, None if there is nothing."""
    try:
        report = validate(root)
    except PolicyKBError as error:
        # A knowledge base may select no rule at all.
        assert error.message.startswith(("nothing was checked", "no rule is selected"))  # noqa: PT017 - it may be raised
        return None
    texts: dict[str, list[str]] = {}
    for fault in report.diagnostics:
        assert fault.message
        for where in (fault.location, *(related.location for related in fault.related)):
            assert_inside(root, where, fault, texts)
    assert_printable(report)
    assert_explained(read(root), report.diagnostics)
    assert_mendable(root)
    return report


def check_document(data: bytes, path: str) -> None:
    """Check that a file is read, and that what is wrong with it lies in it."""
    document = parse_document(data, path)
    assert document.data is not None or document.faults
    lines = lines_of(data, path)
    for fault in document.faults:
        for where in (fault.location, *(related.location for related in fault.related)):
            assert_span(where, lines)
    list(document.comments())
    if not document.faults:
        assert_formattable(document)


def assert_formattable(document: Document) -> None:
    """The one form of a document says the same, and is its own one form; or it is refused."""
    try:
        made = parse_document(format_document(document).encode(), document.path)
    except PolicyKBError:
        return
    assert made.data == document.data
    assert format_document(made) == made.text


def assert_mendable(root: Path) -> None:
    """Fixes break no YAML, and leave nothing that they promise to fix."""
    fixed = fix(root)
    assert not fixed.report.fixable
    for path, (before, after) in fixed.files.items():
        assert before != after
        faults = [parse_document(text.encode(), path).faults for text in (before, after)]
        assert len(faults[1]) <= len(faults[0])


def lines_of(data: bytes, path: str) -> list[str]:
    text = decode(data, path)
    if isinstance(text, Diagnostic):
        text = data.decode(errors="replace")
    # A mark before YAML takes no column.
    return _LINE_END.split(text.removeprefix("\ufeff") if path.endswith(".yaml") else text)


def assert_inside(
    root: Path, where: Location, fault: Diagnostic, texts: dict[str, list[str]]
) -> None:
    """The path exists, or is said to be missing; the span lies in the file."""
    assert os.path.lexists(root / where.path) or fault.rule is catalogue.MISSING_FILE
    if where.span is not None:
        if where.path not in texts:
            texts[where.path] = lines_of((root / where.path).read_bytes(), where.path)
        assert_span(where, texts[where.path])


def assert_span(where: Location, lines: list[str]) -> None:
    if where.span is None:
        return
    line, column, end_line, end_column = where.span
    assert 1 <= line <= end_line <= len(lines)
    assert 1 <= column <= len(lines[line - 1]) + 1
    assert 1 <= end_column <= len(lines[end_line - 1]) + 1
    assert (line, column) <= (end_line, end_column)


def assert_printable(report: Report) -> None:
    """Every format renders, drives nothing, and gives each fault its line or entry."""
    for chosen in ReportFormat:
        # Only the full report differs on a terminal.
        for output in (PLAIN, SCREEN) if chosen is ReportFormat.FULL else (PLAIN,):
            # Most of a SARIF document are its rules, which are always the same.
            text = (
                json_document({"results": sarif.results([report])})
                if chosen is ReportFormat.SARIF
                else render_report([Fixed(report)], chosen, output)
            )
            assert not unprintable(text)
            if chosen is ReportFormat.JSON:
                assert len(json.loads(text)["diagnostics"]) == len(report.shown)
            if chosen is ReportFormat.CONCISE:
                assert text.count("\n") == len(report.shown)
            if chosen is ReportFormat.SARIF:
                assert len(json.loads(text)["results"]) == len(report.shown)
            # What the runners of GitHub and Azure take for a command.
            commands = re.findall(r"^\s*(?:::|##\[)\w", text, re.MULTILINE)
            wanted = len(report.shown) if chosen is ReportFormat.GITHUB else 0
            assert len(commands) == wanted


def unprintable(text: str) -> str:
    """The first character that reorders others, drives something or hides; else nothing."""
    found = _UNPRINTABLE.search(text)
    return found[0] if found else ""


def assert_explained(loaded: LoadedKB, faults: tuple[Diagnostic, ...]) -> None:
    """A record left out has a fault that says why; a record with a fault in a field is left out."""
    errors = [fault for fault in faults if fault.rule.severity is Severity.ERROR]
    assert bool(loaded.kb.left_out) <= bool(errors)
    by_path: dict[str, list[Location]] = {}
    for fault in errors:
        by_path.setdefault(fault.location.path, []).append(fault.location)
    whole = [f.location for f in errors if f.location.span is None]
    # Of the last of very many faults in a file only the number is told.
    counted = {f.location.path for f in errors if "more faults of this file" in f.message}
    for left in loaded.kb.left_out:
        assert left.reason
        depends = re.search(r"is faulty|is unknown|is not sound|in a circle", left.reason)
        if not depends and left.location.path not in counted:
            near = by_path.get(left.location.path, [])
            if left.location.span is not None and left.kind != "file":
                last = left.location.span.end_line
                near = near[: bisect_right(near, last, key=lambda where: where.line)][-1_000:]
            assert any(_touches(where, left) for where in (*near, *whole)), left
    kept = {(record.location.path, record.route) for record in _records(loaded)}
    for fault in faults:
        if fault.rule in FIELD_RULES:
            path = fault.location.path
            assert (path, fault.route[:2]) not in kept
            assert (path, ()) not in kept


def _records(loaded: LoadedKB) -> Iterator[Record]:
    kb = loaded.kb
    for kind in (kb.actors, kb.topics, kb.sources, kb.claims):
        yield from kind.values()
    yield from kb.skipped


def _touches(where: Location, left: LeftOut) -> bool:
    """True if a fault lies in what is left out, or is of the file, or folder, as a whole."""
    if left.location.span is None:
        return where.path == left.location.path or where.path.startswith(f"{left.location.path}/")
    if left.kind == "file":
        return where.path == left.location.path
    if where.path != left.location.path:
        return left.location.path.startswith(f"{where.path}/")  # the folder's name
    if where.span is None:
        return True
    outer, inner = left.location.span, where.span
    return inner[:2] <= outer[2:] and outer[:2] <= inner[2:]

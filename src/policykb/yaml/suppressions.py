"""Comments that suppress faults: ``# policykb: ignore[PKB305] reason``.

At the end of a line, a suppression applies to the faults of that line. On a line of its own, it
applies to the faults of the next line that is not a comment.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from policykb.diagnostics import (
    Diagnostic,
    Location,
    PolicyKBError,
    Rule,
    Span,
    catalogue,
    format_value,
)
from policykb.diagnostics.limit import CappedFaults
from policykb.diagnostics.selectors import select_rules
from policykb.text.decoding import LINE_END
from policykb.yaml.document import Comment, Document

# Matches whatever was probably meant as a suppression. A note may begin with the program's name.
_MARK = re.compile(
    r"(?:(?<=\s)|^)#\s*policykb\s*:?\s*(?P<body>(?:ignore\b|\w+\s*\[).*)", re.IGNORECASE
)
_IGNORE = re.compile(r"ignore\s*\[(?P<codes>[^\]]*)\]\s*:?\s*(?P<reason>.*)", re.IGNORECASE)
_CODE = re.compile(r"[^,\s][^,]*")
_REASON = re.compile(r"\w")


def is_suppression(comment: str) -> bool:
    """Return True if a comment is a suppression, or was probably meant as one."""
    return _MARK.search(comment) is not None


def may_hold_suppressions(text: str) -> bool:
    """Return False if a file certainly holds no suppressions: a quick check for most files."""
    return "#" in text and "policykb" in text.casefold()


def targets(document: Document) -> list[tuple[int, Comment]]:
    """Return the suppressions of a document, each with the line that it applies to: its own, or,
    if it has a line to itself, the next line that is not a comment. If there is none, this
    is the line after the last line.
    """
    comments = [one for one in document.comments() if one.alone or is_suppression(one.text)]
    if not any(is_suppression(one.text) for one in comments):
        return []
    alone = {one.span.line for one in comments if one.alone}
    lines = LINE_END.split(document.text)
    following = [len(lines) + 1]
    for line in range(len(lines), 0, -1):
        is_empty = line in alone or not lines[line - 1].strip()
        following.append(following[-1] if is_empty else line)
    return [(following[-one.span.line], one) for one in comments if is_suppression(one.text)]


@dataclass(slots=True)
class _Suppression:
    """One code of a suppression: the rule, the line that it applies to, and if it was used."""

    location: Location
    rule: Rule
    line: int
    used: bool = False


@dataclass(slots=True)
class Suppressions:
    """The suppressions of all documents; ``faults`` are the faults of these comments."""

    faults: CappedFaults = field(default_factory=CappedFaults)
    _by_line: dict[tuple[str, int, str], list[_Suppression]] = field(default_factory=dict)

    @classmethod
    def of(cls, documents: Iterable[Document]) -> "Suppressions":
        """Read the suppressions of documents."""
        found = cls()
        for document in documents:
            found._add(document)
        return found

    def _add(self, document: Document) -> None:
        for line, comment in targets(document):
            for one in self._parse(document, comment, line):
                key = (document.path, one.line, one.rule.code)
                self._by_line.setdefault(key, []).append(one)

    def _parse(self, document: Document, comment: Comment, line: int) -> Iterator[_Suppression]:
        mark = _MARK.search(comment.text)
        if mark is None:
            return
        ignore = _IGNORE.fullmatch(mark["body"])
        location = _location(document, comment, mark.start(), len(comment.text))
        codes = list(_CODE.finditer(ignore["codes"])) if ignore else []
        if ignore is None or not codes or not _REASON.search(ignore["reason"]):
            rule = catalogue.BAD_SUPPRESSION
            message = (
                "this suppression gives no reason" if codes else "this is not a valid suppression"
            )
            self.faults.add(Diagnostic(rule, message, location, rule.remedy))
            return
        first = mark.start("body") + ignore.start("codes")
        for code in codes:
            at, word = first + code.start(), code.group().strip()
            location = _location(document, comment, at, at + len(word))
            try:
                found = select_rules(word)
            except PolicyKBError as error:
                fault = Diagnostic(catalogue.UNKNOWN_CODE, error.message, location, error.help)
                self.faults.add(fault)
                continue
            if len(found) > 1:
                message = f"{format_value(word)} selects {len(found)} rules"
                help_ = "Name the one rule whose fault this suppresses."
                self.faults.add(Diagnostic(catalogue.UNKNOWN_CODE, message, location, help_))
            else:
                yield _Suppression(location, found[0], line)

    def split(
        self, faults: Iterable[Diagnostic], documents: Mapping[str, Document]
    ) -> tuple[list[Diagnostic], int]:
        """Return the faults that are not suppressed, and the number of the others."""
        kept: list[Diagnostic] = []
        suppressed = 0
        paths = {path for path, _, _ in self._by_line}
        for fault in faults:
            if fault.location.path not in paths:
                kept.append(fault)
                continue
            found = [
                one
                for line in _lines(fault, documents)
                for one in self._by_line.get((fault.location.path, line, fault.rule.code), ())
            ]
            for one in found:
                one.used = True
            suppressed += bool(found)
            if not found:
                kept.append(fault)
        return kept, suppressed

    def unused(self, selected: Collection[Rule]) -> Iterator[Diagnostic]:
        """Yield a fault for each suppression of a selected rule that :meth:`split` did not use."""
        rule = catalogue.UNUSED_SUPPRESSION
        for found in self._by_line.values():
            for one in found:
                if not one.used and one.rule in selected:
                    message = f"nothing on line {one.line} breaks {one.rule.code} {one.rule.name}"
                    yield Diagnostic(rule, message, one.location, rule.remedy)


def _lines(fault: Diagnostic, documents: Mapping[str, Document]) -> set[int]:
    """Return the lines at which a fault may be suppressed: its first line, and that of its key."""
    lines = {fault.location.line} if fault.location.span else set()
    document = documents.get(fault.location.path)
    if document is not None and fault.route and fault.location.span:
        lines.add(document.key_span(fault.route).line)
    return lines


def _location(document: Document, comment: Comment, start: int, end: int) -> Location:
    line, column, _, _ = comment.span
    return Location(document.path, Span(line, column + start, line, column + end))

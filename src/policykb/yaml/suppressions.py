"""Comments that let a fault be: ``# policykb: ignore[PKB305] reason``.

One stands at the end of a line and is for the faults of that line, or alone on a line and is
for those of the next line that is no comment.
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
from policykb.text.files import LINE_END
from policykb.yaml.document import Comment, Document

# Whatever looks as if it was meant for one; a note may well begin with the program's name.
_MARK = re.compile(
    r"(?:(?<=\s)|^)#\s*policykb\s*:?\s*(?P<said>(?:ignore\b|\w+\s*\[).*)", re.IGNORECASE
)
_IGNORE = re.compile(r"ignore\s*\[(?P<codes>[^\]]*)\]\s*:?\s*(?P<reason>.*)", re.IGNORECASE)
_CODE = re.compile(r"[^,\s][^,]*")
_REASON = re.compile(r"\w")


def is_suppression(comment: str) -> bool:
    """Whether a comment is, or was meant to be, one that lets a fault be."""
    return _MARK.search(comment) is not None


def may_hold_suppressions(text: str) -> bool:
    """Whether a file may hold such comments: most have none, and looking for them takes time."""
    return "#" in text and "policykb" in text.casefold()


def targets(document: Document) -> list[tuple[int, Comment]]:
    """The comments that let faults be, each with the line that it is meant for: its own, or, where
    it stands alone, the next with more than a comment on it (behind the last, if there is none).
    """
    comments = [one for one in document.comments() if one.alone or is_suppression(one.text)]
    if not any(is_suppression(one.text) for one in comments):
        return []
    alone = {one.span.line for one in comments if one.alone}
    lines = LINE_END.split(document.text)
    following = [len(lines) + 1]
    for line in range(len(lines), 0, -1):
        bare = line in alone or not lines[line - 1].strip()
        following.append(following[-1] if bare else line)
    return [(following[-one.span.line], one) for one in comments if is_suppression(one.text)]


@dataclass(slots=True)
class _Suppression:
    """One code of a comment: which rule, for the faults of which line, and whether it had any."""

    location: Location
    rule: Rule
    line: int
    used: bool = False


@dataclass(slots=True)
class Suppressions:
    """The suppressions of all documents; ``faults`` are those of the comments themselves."""

    faults: CappedFaults = field(default_factory=CappedFaults)
    _by_place: dict[tuple[str, int, str], list[_Suppression]] = field(default_factory=dict)

    @classmethod
    def of(cls, documents: Iterable[Document]) -> "Suppressions":
        """Read the comments of the documents that may hold some."""
        found = cls()
        for document in documents:
            found._add(document)
        return found

    def _add(self, document: Document) -> None:
        for line, comment in targets(document):
            for one in self._read(document, comment, line):
                place = (document.path, one.line, one.rule.code)
                self._by_place.setdefault(place, []).append(one)

    def _read(self, document: Document, comment: Comment, line: int) -> Iterator[_Suppression]:
        mark = _MARK.search(comment.text)
        if mark is None:
            return
        said = _IGNORE.fullmatch(mark["said"])
        where = _part(document, comment, mark.start(), len(comment.text))
        codes = list(_CODE.finditer(said["codes"])) if said else []
        if said is None or not codes or not _REASON.search(said["reason"]):
            rule = catalogue.BAD_SUPPRESSION
            lacks = "this suppression gives no reason" if codes else "this is no suppression"
            self.faults.add(Diagnostic(rule, lacks, where, rule.remedy))
            return
        first = mark.start("said") + said.start("codes")
        for code in codes:
            at, word = first + code.start(), code.group().strip()
            where = _part(document, comment, at, at + len(word))
            try:
                found = select_rules(word)
            except PolicyKBError as error:
                fault = Diagnostic(catalogue.UNKNOWN_CODE, error.message, where, error.help)
                self.faults.add(fault)
                continue
            if len(found) > 1:
                message = f"{format_value(word)} stands for {len(found)} rules"
                help_ = "Name the rule whose fault is meant."
                self.faults.add(Diagnostic(catalogue.UNKNOWN_CODE, message, where, help_))
            else:
                yield _Suppression(where, found[0], line)

    def split(
        self, faults: Iterable[Diagnostic], documents: Mapping[str, Document]
    ) -> tuple[list[Diagnostic], int]:
        """The faults that nothing suppresses, and how many are suppressed."""
        kept: list[Diagnostic] = []
        suppressed = 0
        paths = {path for path, _, _ in self._by_place}
        for fault in faults:
            if fault.location.path not in paths:
                kept.append(fault)
                continue
            found = [
                one
                for line in _lines(fault, documents)
                for one in self._by_place.get((fault.location.path, line, fault.rule.code), ())
            ]
            for one in found:
                one.used = True
            suppressed += bool(found)
            if not found:
                kept.append(fault)
        return kept, suppressed

    def unused(self, selected: Collection[Rule]) -> Iterator[Diagnostic]:
        """The suppressions of selected rules that :meth:`split` had no use for."""
        rule = catalogue.UNUSED_SUPPRESSION
        for found in self._by_place.values():
            for one in found:
                if not one.used and one.rule in selected:
                    message = f"nothing on line {one.line} breaks {one.rule.code} {one.rule.name}"
                    yield Diagnostic(rule, message, one.location, rule.remedy)


def _lines(fault: Diagnostic, documents: Mapping[str, Document]) -> set[int]:
    """The lines that a suppression of ``fault`` may be for: where it begins, and its key."""
    lines = {fault.location.line} if fault.location.span else set()
    document = documents.get(fault.location.path)
    if document is not None and fault.route and fault.location.span:
        lines.add(document.key_span(fault.route).line)
    return lines


def _part(document: Document, comment: Comment, start: int, end: int) -> Location:
    line, column, _, _ = comment.span
    return Location(document.path, Span(line, column + start, line, column + end))

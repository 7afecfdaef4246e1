"""Read a faulty part record by record, and report the faults of each."""

from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from pydantic import ValidationError

from policykb.diagnostics import Diagnostic, Location, Route
from policykb.diagnostics.limit import CappedFaults
from policykb.loading.candidate import Candidate
from policykb.loading.layout import SOURCES
from policykb.loading.locate import MARKER
from policykb.loading.outline import Header, Outline, ParsedPart, outline_of
from policykb.loading.part_files import (
    LISTS,
    Files,
    header_of,
    list_at,
    models_of,
    named_records,
    singular,
    source_id_of,
)
from policykb.loading.raw_records import RawRecord, raw_record
from policykb.loading.references import duplicate_id_fault, duplicate_id_message
from policykb.loading.schema_errors import RECORD_LOSING_RULES, diagnose_errors, explains, slugify
from policykb.model.field_types import is_id
from policykb.model.knowledge_base import LeftOut
from policykb.model.records import Status
from policykb.model.schema import (
    KnowledgeBaseFile,
    Model,
    SourceModel,
)
from policykb.yaml.document import Data, Document

_MORE_FAULTS = "some of its fields are missing or do not fit"
"""The reason for leaving out a record if its faults are only counted, not kept."""

_M = TypeVar("_M", bound=Model)


@dataclass(slots=True)
class PartDiagnoser:
    """Reads a part record by record and reports the faults of each record."""

    name: str
    files: Files
    faults: CappedFaults = field(default_factory=CappedFaults)
    left_out: list[LeftOut] = field(default_factory=list)
    candidates: list[Candidate] = field(default_factory=list)
    declared: dict[str, dict[str, Location]] = field(default_factory=dict)
    incomplete: set[str] = field(default_factory=set)
    misnamed: dict[str, set[str]] = field(default_factory=dict)

    def read(self) -> tuple[ParsedPart, list[Candidate]]:
        """Return the parsed part and all its candidates."""
        header = None
        if self.name.startswith(f"{SOURCES}/"):
            self.declared["source"] = {source_id_of(self.name): Location(self.name)}
        for path, model in models_of(self.name):
            document = self._document(path)
            if model is KnowledgeBaseFile:
                header = self._kb(document)
            elif model is SourceModel:
                self._source(document)
            else:
                self._lists(path, document, model)
        outline, raw_records = _outline_faulty(self.name, self.candidates)
        outline.declared = {kind: list(ids) for kind, ids in self.declared.items()}
        outline.incomplete = sorted(self.incomplete)
        outline.misnamed = {kind: sorted(ids) for kind, ids in self.misnamed.items()}
        parsed = ParsedPart(outline, raw_records, self.faults.kept(), tuple(self.left_out), header)
        return parsed, self.candidates

    def _document(self, path: str) -> Document | None:
        """Return a file as a document; report and leave out one that cannot be read."""
        document = self.files.document(path)
        if isinstance(document, Diagnostic):
            self.faults.add(document)
        else:
            self.faults.extend(document.faults)
            if document.data is not None:
                return document
        self._leave_file(path, Location(path), "it cannot be read")
        return None

    def _kb(self, document: Document | None) -> Header | None:
        if document is None:
            return None
        model, reasons = self._fit_whole(document, KnowledgeBaseFile, document.data)
        if reasons:
            self._leave_file(MARKER, document.location(()), "; ".join(reasons.values()))
        return None if reasons or model is None else header_of(model)

    def _leave_file(self, path: str, location: Location, reason: str) -> None:
        self.left_out.append(LeftOut("file", path, location, reason))

    def _fit_whole(
        self, document: Document, model: type[_M], data: Data | None, depth: int = 1
    ) -> tuple[_M | None, dict[Route, str]]:
        """Validate the data of a whole document.

        Return its model, or None, and the reasons why parts of it do not fit, by the first
        ``depth`` steps of their routes: the fields of a file that is one record, the records of a
        file of lists.
        """
        reasons = {
            fault.route[:depth]: fault.message
            for fault in document.faults
            if len(fault.route) >= depth
        }
        fitting, faults = self._fit(document, model, data, ())
        for fault in faults:
            reasons.setdefault(fault.route[:depth], fault.message)
        return fitting, reasons

    def _fit(
        self, document: Document, model: type[_M], data: Data | None, route: Route
    ) -> tuple[_M | None, list[Diagnostic]]:
        """Validate the data at ``route``.

        Return its model, or None, and its faults; none of these if the file has had very many.
        """
        try:
            return model.model_validate(data), []
        except ValidationError as error:
            if self.faults.is_full(document.path):
                self.faults.count(document.path, error.error_count())
                return None, []
            found = list(diagnose_errors(error, document, model, data, route))
            for fault in found:
                if not any(explains(guard, fault) for guard in document.faults):
                    self.faults.add(fault)
            return None, found

    def _lists(self, path: str, document: Document | None, model: type[Model]) -> None:
        """Read a file of lists of records."""
        lists = LISTS[model]
        if document is None:
            self.incomplete.update(singular(key) for key in lists)
            return
        around = _without_items(document.data, lists)
        _, reasons = self._fit_whole(document, model, around, 2)
        unread = [
            f.message for f in document.faults if f.rule in RECORD_LOSING_RULES and len(f.route) < 2
        ]
        unread += [reason for part, reason in reasons.items() if len(part) < 2]
        if unread:
            self.incomplete.update(singular(key) for key in lists)
            self._leave_file(path, document.location(()), "; ".join(unread))
        reasons |= self._declare(document)
        for key, item in lists.items():
            for index, data in enumerate(list_at(document.data, key)):
                if self.faults.is_full(path) and not isinstance(data, dict):
                    self.faults.count(path, 1)  # no record: nothing can look for it
                    continue
                route = (key, index)
                fitting, faults = self._fit(document, item, data, route)
                reason = reasons.get(route) or (faults[0].message if faults else _MORE_FAULTS)
                fits = fitting is not None and route not in reasons
                self._add(document, route, data, reason, fits=fits)

    def _add(
        self, document: Document, route: Route, data: Data, reason: str, *, fits: bool
    ) -> None:
        name = data.get("id") if isinstance(data, dict) else None
        record_id = name if isinstance(name, str) else None
        kind, number = singular(str(route[0])), int(route[1])
        raw: RawRecord | None = None
        if fits and isinstance(data, dict):
            raw, reason = raw_record(kind, data, number, document.span(route)), ""
        self.candidates.append(Candidate(kind, record_id, data, document, route, raw, reason))

    def _declare(self, document: Document) -> dict[Route, str]:
        """Add the ids that a file declares; report those that are taken."""
        taken: dict[Route, str] = {}
        for route, kind, data in named_records(document.data):
            record_id = data.get("id")
            if not isinstance(record_id, str) or not record_id:
                self.misnamed.setdefault(kind, set()).update(slugify(text) for text in _texts(data))
                continue
            if not is_id(record_id):
                self.misnamed.setdefault(kind, set()).add(slugify(record_id))
            here = document.location(route)
            first = self.declared.setdefault(kind, {}).setdefault(record_id, here)
            if first is not here:
                taken[route[:2]] = message = duplicate_id_message(kind, record_id)
                self.faults.add(duplicate_id_fault(message, here, route, first))
        return taken

    def _source(self, document: Document | None) -> None:
        if document is None or document.data is None:
            return
        name = source_id_of(self.name)
        model, reasons = self._fit_whole(document, SourceModel, document.data)
        raw: RawRecord | None = None
        if model is not None and not reasons and is_id(name) and isinstance(document.data, dict):
            raw = raw_record("source", document.data | {"id": name}, 0, document.span(()))
        reason = next(iter(reasons.values()), "its folder's name is not an id")
        self.candidates.append(Candidate("source", name, document.data, document, (), raw, reason))


def _outline_faulty(
    name: str, candidates: list[Candidate]
) -> tuple[Outline, dict[str, list[RawRecord]]]:
    """Return the outline of a faulty part, and its records that fit their schema, by kind."""
    raw_records: dict[str, list[RawRecord]] = {}
    for candidate in candidates:
        if candidate.raw is not None:
            raw_records.setdefault(candidate.kind, []).append(candidate.raw)
    outline = outline_of(name, raw_records)
    outline.faulty = True
    topics = (candidate for candidate in candidates if candidate.kind == "topic")
    outline.broader = [reference.id for topic in topics for reference in topic.references()]
    outline.coded = [
        (actor or "", topic or "")
        for candidate in candidates
        if candidate.kind == "claim" and not _is_retracted(candidate.data)
        for actor, topic in [candidate.about()]
    ]
    return outline, raw_records


def _is_retracted(data: Data) -> bool:
    return isinstance(data, dict) and data.get("status") == Status.RETRACTED


def _without_items(data: Data | None, keys: Container[str]) -> Data | None:
    """Return a file's data with empty lists: its faults are those of the file, not of a record."""
    if not isinstance(data, dict):
        return data
    return {
        key: [] if key in keys and isinstance(value, list) else value for key, value in data.items()
    }


def _texts(data: dict[str, Data]) -> Iterator[str]:
    """Yield the texts in a record's fields, and in the lists among them."""
    for value in data.values():
        for text in value if isinstance(value, list) else (value,):
            if isinstance(text, str):
                yield text

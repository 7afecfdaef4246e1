"""Reading a knowledge base: every file, every fault, the sound records."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from policykb import rules
from policykb.diagnostics import Diagnostic, Location, Related, Route, shown
from policykb.documents import Data, Document
from policykb.fields import is_id
from policykb.files import MAX_YAML_BYTES, read_bytes
from policykb.knowledge import KnowledgeBase, LeftOut
from policykb.ledger import Ledger
from policykb.loading.contents import list_at, named_records, singular, texts, without_items
from policykb.loading.discovery import MARKER, find_or_bundled
from policykb.loading.layout import SOURCES, Layout
from policykb.loading.loaded import Loaded
from policykb.loading.mismatch import LOSING, explains, mismatches, slug
from policykb.loading.references import Candidate, Unsaid, sift
from policykb.parsing import parse_document
from policykb.records import Actor, Claim, Record, RelativeTo, Skipped, Source, Topic
from policykb.schema import (
    ActorModel,
    ActorsFile,
    ClaimModel,
    ClaimsFile,
    KnowledgeBaseFile,
    Model,
    SkippedModel,
    SourceModel,
    TopicModel,
    TopicsFile,
)
from policykb.settings import Settings
from policykb.watching import Watch, unwatched

_List = tuple[type[Model], type[Record]]
"""What the items of a list are: the model they must fit, and the record it becomes."""

_CLAIM_LISTS: Mapping[str, _List] = {
    "claims": (ClaimModel, Claim),
    "skipped": (SkippedModel, Skipped),
}

_MORE_FAULTS = "some of its fields are missing or do not fit"
"""Why a record is left out whose faults are among those that are only counted."""

_M = TypeVar("_M", bound=Model)


def load(path: str | os.PathLike[str] | None = None) -> KnowledgeBase:
    """The knowledge base at ``path`` (a folder that is one or holds one as ``kb/``), else the
    one that the environment, the current folder or the package provides.

    Faulty records are not in it; ``left_out`` names them.

    Raises:
        PolicyKBError: there is no knowledge base.
    """
    return read(find_or_bundled(path)[0]).kb


def read(root: Path, watch: Watch = unwatched, edited: Mapping[str, bytes] | None = None) -> Loaded:
    """Read every file of the knowledge base at ``root``. Never raises for what files hold.

    ``watch`` may show how many sources are read; ``edited`` is what YAML files, by path, are to
    hold instead of what they do.
    """
    return _Reader(root, edited or {}).read(watch)


@dataclass(slots=True)
class _Reader:
    root: Path
    edited: Mapping[str, bytes]
    documents: dict[str, Document] = field(default_factory=dict)
    faults: Ledger = field(default_factory=Ledger)
    left_out: list[LeftOut] = field(default_factory=list)
    candidates: list[Candidate] = field(default_factory=list)
    declared: dict[str, dict[str, Location]] = field(
        default_factory=lambda: {kind: {} for kind in ("actor", "topic", "source", "claim")}
    )
    incomplete: set[str] = field(default_factory=set)
    misnamed: dict[str, set[str]] = field(
        default_factory=lambda: {kind: set() for kind in ("actor", "topic", "claim")}
    )

    def read(self, watch: Watch) -> Loaded:
        header = self._header()
        if other_version := self._other_version():
            return other_version
        layout = Layout(self.root)
        self._lists("actors.yaml", ActorsFile, {"actors": (ActorModel, Actor)})
        self._lists("topics.yaml", TopicsFile, {"topics": (TopicModel, Topic)})
        if layout.left_out:
            self.incomplete.add("claim")
        for source_id in watch(layout.source_ids, "reading"):
            self._source(source_id)
        self.faults.extend(layout.faults)
        unsaid = Unsaid(self.incomplete, self.misnamed)
        sound = sift(self.candidates, self.declared, unsaid, self.faults)
        kb = KnowledgeBase(
            root=self.root,
            title=header.title if header else "",
            description=(header.description if header else None) or "",
            actors=sound.actors,
            topics=sound.topics,
            sources=sound.sources,
            claims=sound.claims,
            skipped=tuple(sound.skipped),
            left_out=(*self.left_out, *layout.left_out, *sound.left_out),
            broader=frozenset(
                reference.id
                for candidate in self.candidates
                if candidate.kind == "topic"
                for reference in candidate.references()
            ),
        )
        ids = tuple(self.declared["source"])
        return Loaded(
            kb,
            self.documents,
            self.faults.entries(),
            ids,
            header.settings if header else Settings(),
        )

    def _other_version(self) -> Loaded | None:
        """Nothing but the fault, if the header is of another format version: what the other
        files mean by their words is then not known.
        """
        faults = tuple(f for f in self.faults.entries() if f.rule is rules.UNSUPPORTED_VERSION)
        if not faults:
            return None
        left_out = (LeftOut("file", MARKER, faults[0].location, faults[0].message),)
        return Loaded(KnowledgeBase(self.root, left_out=left_out), self.documents, faults, ())

    # --- files ---------------------------------------------------------------------

    def _document(self, path: str) -> Document | None:
        """A file as data; None, and left out, if there is none to be had."""
        data: bytes | Diagnostic | None = self.edited.get(path)
        if data is None:
            data = read_bytes(self.root, path, limit=MAX_YAML_BYTES)
        if isinstance(data, Diagnostic):
            self.faults.add(data)
        else:
            document = parse_document(data, path)
            self.documents[path] = document
            self.faults.extend(document.faults)
            if document.data is not None:
                return document
        self._leave_file(path, Location(path), "it cannot be read")
        return None

    def _header(self) -> KnowledgeBaseFile | None:
        document = self._document(MARKER)
        if document is None:
            return None
        model, reasons = self._fit_whole(document, KnowledgeBaseFile, document.data)
        if reasons:
            self._leave_file(MARKER, document.location(()), "; ".join(reasons.values()))
        return None if reasons else model

    def _leave_file(self, path: str, location: Location, reason: str) -> None:
        self.left_out.append(LeftOut("file", path, location, reason))

    def _fit_whole(
        self, document: Document, model: type[_M], data: Data | None, depth: int = 1
    ) -> tuple[_M | None, dict[Route, str]]:
        """The data of a whole document as its model, and why parts of it do not fit.

        Parts are told apart by the first ``depth`` steps of the way to them: the fields of a
        file that is one record, the records of a file of lists.
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
        """The data at ``route`` as its model, or None; and the faults that this is for, of which
        there may be none any more once the file has had very many.
        """
        try:
            return model.model_validate(data), []
        except ValidationError as error:
            if self.faults.is_full(document.path):
                self.faults.count(document.path, error.error_count())
                return None, []
            found = list(mismatches(error, document, model, data, route))
            for fault in found:
                if not any(explains(guard, fault) for guard in document.faults):
                    self.faults.add(fault)
            return None, found

    def _lists(
        self, path: str, model: type[Model], lists: Mapping[str, _List], source: str = ""
    ) -> None:
        """Read a file of lists of records."""
        document = self._document(path)
        if document is None:
            self.incomplete.update(singular(key) for key in lists)
            return
        around = without_items(document.data, lists)
        _, reasons = self._fit_whole(document, model, around, 2)
        unread = [f.message for f in document.faults if f.rule in LOSING and len(f.route) < 2]
        unread += [reason for part, reason in reasons.items() if len(part) < 2]
        if unread:
            self.incomplete.update(singular(key) for key in lists)
            self._leave_file(path, document.location(()), "; ".join(unread))
        reasons |= self._declare(document)
        for key, (item, record) in lists.items():
            for index, data in enumerate(list_at(document.data, key)):
                if self.faults.is_full(path) and not isinstance(data, dict):
                    self.faults.count(path, 1)  # no record: nothing can look for it
                    continue
                route = (key, index)
                fitting, faults = self._fit(document, item, data, route)
                reason = reasons.get(route) or (faults[0].message if faults else _MORE_FAULTS)
                if fitting is None or route in reasons:
                    self._add(document, route, data, None, reason)
                    continue
                fields = _fields(fitting) | ({"source": source} if source else {})
                made = record(location=document.location(route), route=route, **fields)
                self._add(document, route, data, made)

    def _add(
        self,
        document: Document,
        route: Route,
        data: Data,
        record: Record | None,
        reason: str = "",
    ) -> None:
        name = data.get("id") if isinstance(data, dict) else None
        record_id = name if isinstance(name, str) else None
        kind = singular(str(route[0]))
        self.candidates.append(Candidate(kind, record_id, data, document, route, record, reason))

    def _declare(self, document: Document) -> dict[Route, str]:
        """Note the ids that a file writes down; report those that are taken."""
        taken: dict[Route, str] = {}
        for route, kind, data in named_records(document.data):
            record_id = data.get("id")
            if not isinstance(record_id, str) or not record_id:
                self.misnamed[kind].update(slug(text) for text in texts(data))
                continue
            if not is_id(record_id):
                self.misnamed[kind].add(slug(record_id))
            here = document.location(route)
            first = self.declared[kind].setdefault(record_id, here)
            if first is here:
                continue
            message = f"{kind} id {shown(record_id)} is taken"
            taken[route[:2]] = message
            related = (Related(first, "the first record with this id"),)
            rule = rules.DUPLICATE_ID
            self.faults.add(Diagnostic(rule, message, here, rule.remedy, route, related))
        return taken

    # --- sources -------------------------------------------------------------------

    def _source(self, source_id: str) -> None:
        folder = f"{SOURCES}/{source_id}"
        self.declared["source"][source_id] = Location(folder)
        document = self._document(f"{folder}/source.yaml")
        if document is not None and document.data is not None:
            model, reasons = self._fit_whole(document, SourceModel, document.data)
            made: Source | None = None
            if model is not None and not reasons and is_id(source_id):
                made = Source(id=source_id, location=document.location(()), **dict(model))
            reason = next(iter(reasons.values()), "its folder's name is not an id")
            self.candidates.append(
                Candidate("source", source_id, document.data, document, (), made, reason)
            )
        self._lists(f"{folder}/claims.yaml", ClaimsFile, _CLAIM_LISTS, source_id)


def _fields(model: Model) -> dict[str, Any]:
    fields = dict(model)
    if isinstance(model, ClaimModel) and model.relative_to:
        fields["relative_to"] = RelativeTo(**dict(model.relative_to))
    return fields

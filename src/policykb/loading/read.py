"""Read a whole knowledge base: all files, all faults, the valid records."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from policykb.diagnostics import Diagnostic, Location, Route, catalogue
from policykb.diagnostics.settings import Settings
from policykb.loading.assemble import Assembly, assemble
from policykb.loading.layout import SOURCES, Layout
from policykb.loading.lazy_documents import LazyDocuments
from policykb.loading.locate import MARKER, find_or_bundled
from policykb.loading.outline import Header, Outline, ParsedPart, Part, part_of
from policykb.loading.parallel import Check
from policykb.loading.part import read_part
from policykb.loading.raw_records import record_of
from policykb.model.knowledge_base import KnowledgeBase, LeftOut
from policykb.model.records import Actor, Claim, Record, Skipped, Source, Topic
from policykb.progress import Progress, no_progress
from policykb.text.edited import UNEDITED, Edited
from policykb.yaml.document import Document

_R = TypeVar("_R", bound=Record)


@dataclass(slots=True)
class LoadedKB:
    """A knowledge base with what validation needs: documents by path, outlines by part, the faults
    found while reading, the ids of all sources, faulty or not, and the settings in ``kb.yaml``.
    """

    kb: KnowledgeBase
    documents: Mapping[str, Document]
    faults: tuple[Diagnostic, ...]
    source_ids: tuple[str, ...]
    settings: Settings = field(default_factory=Settings)
    outlines: Mapping[str, Outline] = field(default_factory=dict)

    @property
    def commented(self) -> tuple[str, ...]:
        """Return the paths of the files with ``# policykb:`` comments."""
        return tuple(path for outline in self.outlines.values() for path in outline.commented)

    def locate(self, record: Record, route: Route = ()) -> Location:
        """Return the location of a value inside a record."""
        return self.documents[record.location.path].location((*record.route, *route))


def load(path: str | os.PathLike[str] | None = None) -> KnowledgeBase:
    """Return the knowledge base at ``path`` (a folder that is one or contains one as ``kb/``), else
    the one that the environment, the current folder or the package provides.

    Faulty records are not in it; ``left_out`` lists them.

    Raises:
        PolicyKBError: There is no knowledge base.
    """
    return read(find_or_bundled(path)[0]).kb


def read(
    root: Path,
    progress: Progress = no_progress,
    edited: Edited = UNEDITED,
    check: Check | None = None,
) -> LoadedKB:
    """Read every file of the knowledge base at ``root``. Never raises for what files hold.

    ``progress`` may show how many sources are read; ``edited`` is what files are to hold
    instead of what they do; the findings of ``check`` are among the faults.
    """
    return Loader(root, check).load(edited, progress)


class Loader:
    """Reads a knowledge base again and again; only the parts that have changed are read anew."""

    def __init__(self, root: Path, check: Check | None = None) -> None:
        self._root = root
        self._check = check
        self._edited: Edited = {}
        self._parts: dict[str, ParsedPart] = {}
        self._thorough: dict[str, Part] = {}
        self._records: dict[str, dict[str, list[Record]]] = {}
        self._layout: Layout | None = None

    def forget(self, path: str) -> None:
        """Read the part of a file anew the next time, because the file has changed on disk."""
        self._forget(path)
        self._layout = None

    def _forget(self, path: str) -> None:
        for kept in (self._parts, self._thorough, self._records):
            kept.pop(part_of(path), None)

    def load(self, edited: Edited = UNEDITED, progress: Progress = no_progress) -> LoadedKB:
        """Return the knowledge base, as files are to be if ``edited`` says what they hold."""
        edited = dict(edited)
        if _there(edited) != _there(self._edited):
            self._layout = None
        for path, _ in self._edited.items() ^ edited.items():
            self._forget(path)
        self._edited = edited
        header = self._parts.get(MARKER) or self._read(MARKER)
        if has_unsupported_version(header):
            return _unsupported(self._root, header, edited)
        layout = self._layout = self._layout or Layout(self._root, edited)
        known, self._parts = self._parts, {MARKER: header}
        for name in progress(part_names(layout), "reading"):
            self._parts[name] = known.get(name) or self._read(name)
        return self._assembled(layout, header.header or Header(), edited)

    def _read(self, name: str) -> ParsedPart:
        part = read_part(self._root, name, self._edited)
        if self._check is not None:
            part.parsed.findings = tuple(self._check(self._root, part, self._edited))
        return part.parsed

    def _reread(self, name: str) -> Part:
        if name not in self._thorough:
            self._thorough[name] = read_part(self._root, name, self._edited, thorough=True)
        return self._thorough[name]

    def _assembled(self, layout: Layout, header: Header, edited: Edited) -> LoadedKB:
        root, parts = self._root, self._parts
        outlines = {name: parsed.outline for name, parsed in parts.items()}
        assembled = assemble(outlines, self._reread)
        kb = KnowledgeBase(
            root=root,
            title=header.title,
            description=header.description,
            actors={one.id: one for one in self._all(Actor, assembled)},
            topics={one.id: one for one in self._all(Topic, assembled)},
            sources={one.id: one for one in self._all(Source, assembled)},
            claims={one.id: one for one in self._all(Claim, assembled)},
            skipped=tuple(self._all(Skipped, assembled)),
            left_out=(
                *(one for parsed in parts.values() for one in parsed.left_out),
                *layout.left_out,
                *assembled.left_out,
            ),
            broader=frozenset(one for outline in outlines.values() for one in outline.broader),
        )
        return LoadedKB(
            kb,
            LazyDocuments(root, yaml_files_of(assembled), edited),
            (
                *(fault for parsed in parts.values() for fault in parsed.faults),
                *layout.faults,
                *assembled.faults,
                *(fault for parsed in parts.values() for fault in parsed.findings or ()),
            ),
            tuple(layout.source_ids),
            header.settings,
            assembled.outlines,
        )

    def _all(self, type_: type[_R], assembled: Assembly) -> Iterator[_R]:
        """Yield the valid records of a type, in loading order."""
        kind = type_.__name__.lower()
        for name, parsed in self._parts.items():
            if name in assembled.raw_records:
                raw_records = assembled.raw_records[name].get(kind, ())
                found = [record_of(kind, name, raw) for raw in raw_records]
            else:
                of_part = self._records.setdefault(name, {})
                if kind not in of_part:
                    of_part[kind] = [
                        record_of(kind, name, raw) for raw in parsed.raw_records.get(kind, ())
                    ]
                found = of_part[kind]
            yield from (record for record in found if isinstance(record, type_))


def _there(edited: Edited) -> dict[str, bool]:
    """Return the edited paths; True for those where something is to be."""
    return {path: held is not None for path, held in edited.items()}


def part_names(layout: Layout) -> list[str]:
    """Return the names of the parts after ``kb.yaml``, in loading order."""
    return ["actors.yaml", "topics.yaml", *(f"{SOURCES}/{one}" for one in layout.source_ids)]


def has_unsupported_version(header: ParsedPart) -> bool:
    """Return True if ``kb.yaml`` has another format version, so that the other files may mean
    anything.
    """
    return any(fault.rule is catalogue.UNSUPPORTED_VERSION for fault in header.faults)


def _unsupported(root: Path, header: ParsedPart, edited: Edited) -> LoadedKB:
    """Return an empty knowledge base with the fault that its format version is not supported."""
    faults = tuple(f for f in header.faults if f.rule is catalogue.UNSUPPORTED_VERSION)
    left_out = (LeftOut("file", MARKER, faults[0].location, faults[0].message),)
    documents = LazyDocuments(root, header.outline.files, edited)
    return LoadedKB(KnowledgeBase(root, left_out=left_out), documents, faults, ())


def yaml_files_of(assembled: Assembly) -> list[str]:
    """Return the paths of the YAML files that could be read."""
    return [path for outline in assembled.outlines.values() for path in outline.files]

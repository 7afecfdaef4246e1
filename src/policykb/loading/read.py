"""Read a whole knowledge base: all files, all faults, the valid records."""

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from policykb.diagnostics import Diagnostic, Location, Route, catalogue
from policykb.diagnostics.settings import Settings
from policykb.loading.assemble import Assembly, assemble
from policykb.loading.layout import SOURCES, Layout
from policykb.loading.lazy_documents import LazyDocuments
from policykb.loading.locate import MARKER, find_or_bundled
from policykb.loading.outline import Header, Outline, ParsedPart
from policykb.loading.parallel import Check
from policykb.loading.part import read_part
from policykb.loading.raw_records import record_of
from policykb.model.knowledge_base import KnowledgeBase, LeftOut
from policykb.model.records import Actor, Claim, Record, Skipped, Source, Topic
from policykb.progress import Progress, no_progress
from policykb.yaml.document import Document


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
    edited: Mapping[str, bytes] | None = None,
    check: Check | None = None,
) -> LoadedKB:
    """Read every file of the knowledge base at ``root``. Never raises for what files hold.

    ``progress`` may show how many sources are read; ``edited`` is what YAML files, by path, are to
    hold instead of what they do; the findings of ``check`` are among the faults.
    """
    edited = edited or {}
    header = read_checked_part(root, MARKER, edited, check)
    if has_unsupported_version(header):
        return load_unsupported(root, header, edited)
    layout = Layout(root)
    parsed_parts = {MARKER: header}
    for name in progress(part_names(layout), "reading"):
        parsed_parts[name] = read_checked_part(root, name, edited, check)
    reread = cache(lambda name: read_part(root, name, edited, thorough=True))
    outlines = {name: parsed.outline for name, parsed in parsed_parts.items()}
    assembled = assemble(outlines, reread)

    def records(kind: str) -> Iterator[Record]:
        for name, parsed in parsed_parts.items():
            for raw in assembled.raw_records.get(name, parsed.raw_records).get(kind, ()):
                yield record_of(kind, name, raw)

    said = header.header or Header()
    kb = KnowledgeBase(
        root=root,
        title=said.title,
        description=said.description,
        actors={one.id: one for one in records("actor") if isinstance(one, Actor)},
        topics={one.id: one for one in records("topic") if isinstance(one, Topic)},
        sources={one.id: one for one in records("source") if isinstance(one, Source)},
        claims={one.id: one for one in records("claim") if isinstance(one, Claim)},
        skipped=tuple(one for one in records("skipped") if isinstance(one, Skipped)),
        left_out=all_left_out(parsed_parts.values(), layout, assembled),
        broader=frozenset(one for outline in outlines.values() for one in outline.broader),
    )
    return LoadedKB(
        kb,
        LazyDocuments(root, yaml_files_of(assembled), edited),
        (
            *(fault for parsed in parsed_parts.values() for fault in parsed.faults),
            *layout.faults,
            *assembled.faults,
            *(fault for parsed in parsed_parts.values() for fault in parsed.findings or ()),
        ),
        tuple(layout.source_ids),
        said.settings,
        assembled.outlines,
    )


def part_names(layout: Layout) -> list[str]:
    """Return the names of the parts after ``kb.yaml``, in loading order."""
    return ["actors.yaml", "topics.yaml", *(f"{SOURCES}/{one}" for one in layout.source_ids)]


def read_checked_part(
    root: Path, name: str, edited: Mapping[str, bytes], check: Check | None
) -> ParsedPart:
    """Return a parsed part, with the findings of the check if there is one."""
    part = read_part(root, name, edited)
    if check is not None:
        part.parsed.findings = tuple(check(root, part))
    return part.parsed


def has_unsupported_version(header: ParsedPart) -> bool:
    """Return True if ``kb.yaml`` has another format version, so that the other files may mean
    anything.
    """
    return any(fault.rule is catalogue.UNSUPPORTED_VERSION for fault in header.faults)


def load_unsupported(root: Path, header: ParsedPart, edited: Mapping[str, bytes]) -> LoadedKB:
    """Return an empty knowledge base with the fault that its format version is not supported."""
    faults = tuple(f for f in header.faults if f.rule is catalogue.UNSUPPORTED_VERSION)
    left_out = (LeftOut("file", MARKER, faults[0].location, faults[0].message),)
    documents = LazyDocuments(root, header.outline.files, edited)
    return LoadedKB(KnowledgeBase(root, left_out=left_out), documents, faults, ())


def all_left_out(
    parsed_parts: Iterable[ParsedPart], layout: Layout, assembled: Assembly
) -> tuple[LeftOut, ...]:
    """Return all files, folders and records that are not valid."""
    files = (one for parsed in parsed_parts for one in parsed.left_out)
    return (*files, *layout.left_out, *assembled.left_out)


def yaml_files_of(assembled: Assembly) -> list[str]:
    """Return the paths of the YAML files that could be read."""
    return [path for outline in assembled.outlines.values() for path in outline.files]

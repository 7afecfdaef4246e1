"""What reading a knowledge base yields."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from policykb.diagnostics import Diagnostic, Location, Route
from policykb.diagnostics.settings import Settings
from policykb.loading.outline import Outline
from policykb.model.knowledge_base import KnowledgeBase
from policykb.model.records import Record
from policykb.yaml.document import Document


@dataclass(slots=True)
class Loaded:
    """A knowledge base with what validation needs beside it: the documents its records come
    from (by path), the outlines of its parts, the faults found while reading, the ids of all
    sources, faulty or not, and how ``kb.yaml`` wants it to be validated. ``commented`` are the
    files with comments for policykb.
    """

    kb: KnowledgeBase
    documents: Mapping[str, Document]
    faults: tuple[Diagnostic, ...]
    source_ids: tuple[str, ...]
    settings: Settings = field(default_factory=Settings)
    outlines: Mapping[str, Outline] = field(default_factory=dict)

    @property
    def commented(self) -> tuple[str, ...]:
        """The paths of files with comments for policykb."""
        return tuple(path for outline in self.outlines.values() for path in outline.commented)

    def locate(self, record: Record, route: Route = ()) -> Location:
        """The place of a value inside a record."""
        return self.documents[record.location.path].location((*record.route, *route))

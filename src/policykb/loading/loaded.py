"""What reading a knowledge base yields."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from policykb.diagnostics import Diagnostic, Location, Route
from policykb.documents import Document
from policykb.knowledge import KnowledgeBase
from policykb.records import Record
from policykb.settings import Settings


@dataclass(slots=True)
class Loaded:
    """A knowledge base with what validation needs beside it: the documents its records come
    from (by path), the faults found while reading, the ids of all sources, faulty or not, and
    how ``kb.yaml`` wants it to be validated.
    """

    kb: KnowledgeBase
    documents: Mapping[str, Document]
    faults: tuple[Diagnostic, ...]
    source_ids: tuple[str, ...]
    settings: Settings = field(default_factory=Settings)

    def locate(self, record: Record, route: Route = ()) -> Location:
        """The place of a value inside a record."""
        return self.documents[record.location.path].location((*record.route, *route))

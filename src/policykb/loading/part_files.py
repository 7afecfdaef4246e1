"""The files of a part, their models and their records."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from policykb.diagnostics import Diagnostic, Route
from policykb.loading.layout import SOURCES
from policykb.loading.outline import Header
from policykb.model.schema import (
    ActorsFile,
    ClaimsFile,
    KnowledgeBaseFile,
    Model,
    SourceModel,
    TopicsFile,
    model_in,
)
from policykb.text.edited import UNEDITED, Edited
from policykb.text.files import MAX_YAML_BYTES, digest, read_bytes
from policykb.yaml.document import Data, Document
from policykb.yaml.parser import parse_document

LISTS: Mapping[type[Model], Mapping[str, type[Model]]] = {
    file: {
        name: item
        for name, field in file.model_fields.items()
        if (item := model_in(field.annotation)) is not None
    }
    for file in (ActorsFile, TopicsFile, ClaimsFile)
}
"""The lists of files, with the models of their items."""


class Files:
    """The files of the knowledge base at ``root``, each parsed once.

    ``edited`` is what files are to hold instead of what they do.
    """

    def __init__(self, root: Path, edited: Edited = UNEDITED) -> None:
        self.root = root
        self._edited = edited
        self._read: dict[str, Document | Diagnostic] = {}
        self.digests: dict[str, str] = {}

    def document(self, path: str) -> Document | Diagnostic:
        """Return a YAML file as a document, or the reason why it cannot be read."""
        if path not in self._read:
            data = read_bytes(self.root, path, limit=MAX_YAML_BYTES, edited=self._edited)
            if isinstance(data, Diagnostic):
                self._read[path] = data
            else:
                self.digests[path] = digest(data)
                self._read[path] = parse_document(data, path)
        return self._read[path]

    @property
    def documents(self) -> dict[str, Document]:
        """Return the documents that were read so far."""
        return {path: one for path, one in self._read.items() if isinstance(one, Document)}


def models_of(name: str) -> list[tuple[str, type[Model]]]:
    """Return the paths of the files of a part, with their models."""
    match name:
        case "kb.yaml":
            return [(name, KnowledgeBaseFile)]
        case "actors.yaml":
            return [(name, ActorsFile)]
        case "topics.yaml":
            return [(name, TopicsFile)]
    return [(f"{name}/source.yaml", SourceModel), (f"{name}/claims.yaml", ClaimsFile)]


def header_of(fitting: KnowledgeBaseFile) -> Header:
    """Return the header in a valid ``kb.yaml``."""
    return Header(fitting.title, fitting.description or "", fitting.settings)


def source_id_of(name: str) -> str:
    """Return the id of the source that a part is."""
    return name.removeprefix(f"{SOURCES}/")


def singular(key: str) -> str:
    """Return the kind of the records in a list."""
    return key if key == "skipped" else key.removesuffix("s")


def list_at(data: Data | None, key: str) -> list[Data]:
    """Return the items of a list, or none if there is no such list."""
    value = data.get(key) if isinstance(data, dict) else None
    return value if isinstance(value, list) else []


def named_records(data: Data | None) -> Iterator[tuple[Route, str, dict[str, Data]]]:
    """Yield the records of a file that have ids: the route to the id, the kind, and the record."""
    for key in ("actors", "topics", "claims"):
        for index, record in enumerate(list_at(data, key)):
            if isinstance(record, dict):
                yield (key, index, "id"), key.removesuffix("s"), record

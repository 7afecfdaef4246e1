"""A knowledge base that is open in an editor, with the unsaved contents of its files."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from policykb.analysis.coverage import Coverage, cover
from policykb.diagnostics import Diagnostic, Location, PolicyKBError
from policykb.loading.candidate import references
from policykb.loading.layout import SOURCES
from policykb.loading.outline import part_of
from policykb.loading.part_files import LISTS, list_at, models_of, singular
from policykb.model.knowledge_base import KnowledgeBase
from policykb.text.files import MAX_YAML_BYTES, read_bytes
from policykb.text.source_text import SourceText, read_text
from policykb.validation.report import Report, report
from policykb.validation.workspace import Workspace
from policykb.yaml.document import Data, Document
from policykb.yaml.parser import parse_document


class Session:
    """The knowledge base at ``root``, as the editor shows it.

    Paths are relative to ``root``, with ``/``. Contents of files that are open but not saved
    replace those on disk.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._workspace = Workspace(root)
        self._open: dict[str, str] = {}
        self._documents: dict[str, Document] = {}
        self._texts: dict[str, SourceText | None] = {}
        self.report = self.check()

    def edit(self, path: str, text: str) -> None:
        """Take the text of an open file in place of its content on disk."""
        self._open[path] = text
        self._documents.pop(path, None)
        self._texts.pop(part_of(path), None)

    def close(self, path: str) -> None:
        """Take the content of a file on disk again."""
        self._open.pop(path, None)
        self.forget(path)

    def forget(self, path: str) -> None:
        """Read a file anew the next time, because it has changed on disk."""
        self._workspace.forget(path)
        self._documents.pop(path, None)
        self._texts.pop(part_of(path), None)

    def check(self) -> Report:
        """Return all faults of the knowledge base, with the open files as they are."""
        edited = {path: text.encode() for path, text in self._open.items()}
        result = self._workspace.check(edited)
        try:
            self.report = report(self.root, result, edited=edited)
        except PolicyKBError:  # an empty knowledge base has no faults yet
            self.report = Report(self.root, (), result.checked, {})
        return self.report

    @property
    def kb(self) -> KnowledgeBase:
        """The valid records as of the last check."""
        return self._workspace.loaded.kb

    def faults(self) -> Mapping[str, list[Diagnostic]]:
        """Return the faults of the last check, by path."""
        found: dict[str, list[Diagnostic]] = {}
        for diagnostic in self.report.diagnostics:
            found.setdefault(diagnostic.location.path, []).append(diagnostic)
        return found

    def document(self, path: str) -> Document:
        """Return a YAML file as it is now; an empty document if it cannot be read."""
        if path not in self._documents:
            text = self._open.get(path)
            if text is not None:
                data: bytes | Diagnostic = text.encode()
            else:
                data = read_bytes(self.root, path, limit=MAX_YAML_BYTES)
            self._documents[path] = parse_document(
                b"" if isinstance(data, Diagnostic) else data, path
            )
        return self._documents[path]

    def source_text(self, source: str) -> SourceText | None:
        """Return the text of a source (id); None if it cannot be read."""
        folder = f"{SOURCES}/{source}"
        opened = self._open.get(f"{folder}/text.txt")
        if folder not in self._texts:
            record = self.kb.sources.get(source)
            language = record.language if record else "en"
            path = f"{folder}/text.txt"
            text = (
                read_text(self.root, path, language)
                if opened is None
                else SourceText(opened, path, language)
            )
            self._texts[folder] = None if isinstance(text, Diagnostic) else text
        return self._texts[folder]

    def coverage(self, source: str) -> Coverage | None:
        """Return the coverage of a source (id); None if it or its text is not valid."""
        record, text = self.kb.sources.get(source), self.source_text(source)
        return cover(self.kb, record, text) if record and text else None

    def declarations(self, kind: str, record_id: str) -> Iterator[Location]:
        """Yield the places of an id where records of a kind declare it, valid or not."""
        for part, outline in self._workspace.loaded.outlines.items():
            if record_id in outline.declared.get(kind, ()):
                for path, key, index, data in self._records(part):
                    if singular(key) == kind and data.get("id") == record_id:
                        yield self.document(path).location((key, index, "id"))

    def uses(self, kind: str, record_id: str) -> Iterator[Location]:
        """Yield the places where records refer to an id."""
        for part, outline in self._workspace.loaded.outlines.items():
            below = record_id in outline.parents.values()
            if below or outline.faulty or record_id in outline.references.get(kind, ()):
                yield from self._uses_in(part, kind, record_id)

    def _uses_in(self, part: str, kind: str, record_id: str) -> Iterator[Location]:
        for path, key, index, data in self._records(part):
            document = self.document(path)
            route = (key, index) if key else ()
            for reference in references(singular(key) if key else "source", data):
                if (reference.field.kind, reference.id) == (kind, record_id):
                    yield document.location((*route, *reference.route))

    def _records(self, part: str) -> Iterator[tuple[str, str, int, dict[str, Data]]]:
        """Yield the records of a part: path, list, index and data; the list is empty for a
        source.
        """
        for path, model in models_of(part):
            data = self.document(path).data
            if path.endswith("source.yaml") and isinstance(data, dict):
                yield path, "", 0, data
            for key in LISTS.get(model, ()):
                for index, record in enumerate(list_at(data, key)):
                    if isinstance(record, dict):
                        yield path, key, index, record

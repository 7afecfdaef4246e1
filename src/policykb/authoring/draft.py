"""A draft: the files of a knowledge base as they are to be, before anything is written."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path

from policykb.cache.open import open_kb
from policykb.diagnostics import Diagnostic, PolicyKBError, SetValue, format_value
from policykb.loading.layout import SOURCE_FILES, SOURCES, Layout
from policykb.model.knowledge_base import KnowledgeBase
from policykb.text.decoding import decode
from policykb.text.files import MAX_TEXT_BYTES, MAX_YAML_BYTES, read_bytes
from policykb.text.journal import FileChange, Move
from policykb.text.source_text import SourceText
from policykb.yaml.document import Document
from policykb.yaml.parser import parse_document
from policykb.yaml.patch import change_records
from policykb.yaml.record_edits import RecordEdit

_BOM = "\ufeff"


class Draft:
    """The files of the knowledge base at ``root`` as they are to be.

    Its methods raise :class:`PolicyKBError` if a file cannot be read or changed.
    """

    def __init__(self, root: Path, *, cached: bool = True) -> None:
        self.root = root
        self.cached = cached
        self.edited: dict[str, bytes | None] = {}
        self.moves: list[Move] = []
        self._documents: dict[str, Document] = {}
        self._texts: dict[str, SourceText] = {}

    @cached_property
    def kb(self) -> KnowledgeBase:
        """The valid records of the files as they are."""
        return open_kb(self.root, cached=self.cached)

    # --- reading ---------------------------------------------------------------------

    def read(self, path: str) -> bytes | Diagnostic:
        """Return the bytes that a file is to hold, or why it cannot be read."""
        return read_bytes(self.root, path, limit=MAX_YAML_BYTES, edited=self.edited)

    def yaml_files(self) -> Iterator[str]:
        """Yield the paths of the YAML files that can be read."""
        for path in Layout(self.root, self.edited).yaml_files():
            if not isinstance(self.read(path), Diagnostic):
                yield path

    def document(self, path: str) -> Document:
        """Return a YAML file as it is to be."""
        if path not in self._documents:
            data = self.read(path)
            if isinstance(data, Diagnostic):
                raise PolicyKBError(data.message, data.help)
            document = parse_document(data, path)
            if document.data is None:
                fault = document.faults[0]
                raise PolicyKBError(f"{fault.location}: {fault.message}", fault.help)
            self._documents[path] = document
        return self._documents[path]

    def text(self, source: str) -> SourceText:
        """Return the text of a source as it is to be."""
        if source not in self._texts:
            path = f"{SOURCES}/{source}/text.txt"
            data = read_bytes(self.root, path, limit=MAX_TEXT_BYTES, edited=self.edited)
            text = data if isinstance(data, Diagnostic) else decode(data, path)
            if isinstance(text, Diagnostic):
                raise PolicyKBError(text.message, text.help)
            language = self.document(f"{SOURCES}/{source}/source.yaml").value(("language",))
            language = language if isinstance(language, str) else "en"
            self._texts[source] = SourceText(text, path, language)
        return self._texts[source]

    def source_ids(self) -> list[str]:
        """Return the ids of all sources."""
        return Layout(self.root, self.edited).source_ids

    # --- changing --------------------------------------------------------------------

    def change(
        self, path: str, values: Sequence[SetValue] = (), changes: Sequence[RecordEdit] = ()
    ) -> None:
        """Change values and records in a YAML file."""
        document = self.document(path)
        changed = change_records(document, values, changes)
        data = self.read(path)
        mark = _BOM if isinstance(data, bytes) and data.startswith(_BOM.encode()) else ""
        self.edited[path] = (mark + changed.text).encode()
        self._documents[path] = changed

    def put(self, path: str, data: bytes) -> None:
        """Give a file another content, or make a new file."""
        self.edited[path] = data
        self._documents.pop(path, None)

    def move_source(self, old: str, new: str | None) -> None:
        """Give the folder of a source another name; delete it if there is none."""
        here, there = f"{SOURCES}/{old}", None if new is None else f"{SOURCES}/{new}"
        for name in SOURCE_FILES:
            data = self.read(f"{here}/{name}")
            if there is not None and isinstance(data, bytes):
                self.put(f"{there}/{name}", data)
            self.edited[f"{here}/{name}"] = None
            self._documents.pop(f"{here}/{name}", None)
        self.edited[here] = None
        self.edited.pop(there or "", None)
        origin = next((move.old for move in self.moves if move.new == here), here)
        self.moves = [move for move in self.moves if move.new != here]
        if origin != there:
            self.moves.append(Move(origin, there))

    # --- the result ------------------------------------------------------------------

    def files(self) -> dict[str, FileChange]:
        """Return the files that change, without those that only move with their folder."""
        origins = {move.new: move.old for move in self.moves}
        gone = {move.old for move in self.moves}
        found: dict[str, FileChange] = {}
        for path, after in self.edited.items():
            folder, _, name = path.rpartition("/")
            if path in gone or folder in gone:
                continue
            data = read_bytes(
                self.root, f"{origins.get(folder, folder)}/{name}".lstrip("/"), limit=MAX_YAML_BYTES
            )
            before = None if isinstance(data, Diagnostic) else data
            if before != after:
                found[path] = FileChange(before, after)
        return found


def unknown(kind: str, record_id: str, near: Sequence[str]) -> PolicyKBError:
    """Return the error that there is no such record."""
    return PolicyKBError(
        f"unknown {kind} {format_value(record_id)}",
        f"Did you mean {', '.join(near)}?" if near else f"`policykb {kind}s` lists them.",
    )

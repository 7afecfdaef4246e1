"""Tables of other programs as codings: rows become statements, as a map says."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from policykb.diagnostics import Diagnostic, PolicyKBError, format_value
from policykb.exchange.foreign_table import ForeignRow, UnfitError
from policykb.exchange.imported import (
    Fields,
    Imported,
    ImportedDocument,
    RecordData,
    Statement,
    UncodedSentence,
)
from policykb.exchange.mapped_columns import MappedColumns, RowFault
from policykb.exchange.opening import open_table
from policykb.exchange.tables import NAMES
from policykb.loading.import_map import ReadMap, field_fault
from policykb.text.decoding import decode
from policykb.text.files import MAX_TEXT_BYTES, read_bytes

MOST_ROWS = 250_000
"""The most rows that are imported: of these an import takes minutes, and a gigabyte."""

_NO_CLAIM_FIELDS = frozenset({"document", "date", "actor", "topic"})


@dataclass(slots=True)
class ReadTable:
    """The content of a table: the codings, and the rows that do not fit."""

    imported: Imported
    rows: int = 0
    faults: list[RowFault] = field(default_factory=list)


def read_table(path: Path, map_: ReadMap) -> ReadTable:
    """Return the codings in a table.

    Raises:
        PolicyKBError: It cannot be read, does not have the columns of the map, or has more than
            :data:`MOST_ROWS` rows.
    """
    with open_table(path, map_.options) as table:
        reader = TableReader(path, map_, table.headings)
        _check_size(path, map_, table.size)
        for row in table.rows:
            reader.add(row)
            _check_size(path, map_, reader.found.rows)
    return reader.end()


def _check_size(path: Path, map_: ReadMap, rows: int) -> None:
    if rows > MOST_ROWS:
        raise PolicyKBError(
            f"{path} has more than {MOST_ROWS:,} rows, too many for files that people edit",
            f"Ask the table where it is: write `table: {{file: {path.name}}}` into the map, and "
            f"name that with --kb {map_.path} (docs/scale.md).",
        )


class TableReader:
    """Makes codings of rows.

    Args:
        path: The file that the rows are from; other files of the map stand beside it.
        map_: The map.
        headings: The headings of the columns.

    Raises:
        PolicyKBError: Another table cannot be read, or a table does not have the columns of the
            map.
    """

    def __init__(self, path: Path, map_: ReadMap, headings: Sequence[str]) -> None:
        self.path = path
        self.map = map_
        title = map_.title or path.stem
        self.found = ReadTable(Imported(path.name, title, map_.description))
        self._records: dict[str, dict[str, Fields]] = {
            "actors": self.found.imported.actors,
            "topics": self.found.imported.topics,
            "sources": {},
        }
        for name in self._records:
            if self.map.sections[name].file:
                self._read_file(name)
        self._sections = {
            name: MappedColumns(map_, name, headings)
            for name in ("claims", *self._records)
            if name == "claims" or not map_.sections[name].file
        }

    @property
    def gives_ids(self) -> bool:
        """True if the map says what the ids of claims are."""
        return self._sections["claims"].has("id")

    def add(self, row: ForeignRow) -> None:
        """Add the statement of a row, or note why it does not fit."""
        self.found.rows += 1
        with self._noting_faults(self.path.name, row):
            self.found.imported.statements.append(self.statement(row))

    def end(self) -> ReadTable:
        """Return what was read: the statements, their documents, and the skipped sentences."""
        for name, fields in self._records["sources"].items():
            self.found.imported.documents[name] = self._document(fields)
        if self.map.sections["skipped"].file:
            self._read_skipped()
        return self.found

    @contextmanager
    def _noting_faults(self, file: str, row: ForeignRow) -> Iterator[None]:
        """Note why a row does not fit, and go on."""
        try:
            yield
        except UnfitError as error:
            self.found.faults.append(RowFault(file, row.place, error.column, error.message))

    # --- rows ------------------------------------------------------------------------

    def statement(self, row: ForeignRow) -> Statement:
        """Return the statement of a row; keep the records of names that are new.

        Raises:
            UnfitError: It does not fit.
        """
        claims = self._sections["claims"]
        day = claims.text("date", row.cells)
        actor, topic = (claims.text(name, row.cells, day) for name in ("actor", "topic"))
        document = self.found.imported.title
        if claims.has("document"):
            document = claims.text("document", row.cells, day)
        for name, value in (("actor", actor), ("topic", topic), ("document", document)):
            if not value:
                raise UnfitError(claims.heading(name), f"the {name} is missing")
        fields = claims.fields(row.cells, day, _NO_CLAIM_FIELDS)
        _nest_comparative(fields)
        self._accept("claims", claims, {"actor": actor, "topic": topic, **fields})
        for section, key in (("actors", actor), ("topics", topic), ("sources", document)):
            self._know(section, key, row, day)
        return Statement(row.place, document, actor, topic, fields, day)

    def _know(self, section: str, key: str, row: ForeignRow, day: str) -> None:
        """Add the record of a name that is new, with the fields in the row."""
        known = self._records[section]
        if key in known:
            return
        if section not in self._sections:
            file = self.map.sections[section].file
            word = {"actors": "actor", "topics": "topic", "sources": "document"}[section]
            raise UnfitError(
                self.map.sections["claims"].columns[word].column or "",
                f"{file} has no {word} {format_value(key)}",
            )
        fields = self._sections[section].fields(row.cells, day)
        self._accept(section, self._sections[section], fields)
        known[key] = fields

    def _accept(self, section: str, columns: MappedColumns, data: RecordData) -> None:
        without = {"text", "id"} if section == "sources" else {"text"}
        checked = {name: value for name, value in data.items() if name not in without}
        if fault := field_fault(section, checked):
            name, message = fault
            raise UnfitError(columns.heading(name) or name, message)

    # --- other tables ----------------------------------------------------------------

    def _other_rows(self, name: str) -> Iterator[tuple[MappedColumns, ForeignRow]]:
        path = self.path.parent / self.map.sections[name].file
        with open_table(path, self.map.options) as table:
            columns = MappedColumns(self.map, name, table.headings)
            yield from ((columns, row) for row in table.rows)

    def _read_file(self, name: str) -> None:
        """Read the records of a table of their own: the claims call them by their ids, or else by
        their names.
        """
        file = self.map.sections[name].file
        for columns, row in self._other_rows(name):
            with self._noting_faults(file, row):
                fields = columns.fields(row.cells)
                self._accept(name, columns, fields)
                key = fields.get("id") or fields.get(NAMES[name])
                if not isinstance(key, str):
                    raise UnfitError(columns.heading(NAMES[name]), "the name is missing")
                if key in self._records[name]:
                    raise UnfitError(columns.heading("id"), f"{format_value(key)} is there twice")
                self._records[name][key] = fields

    def _read_skipped(self) -> None:
        documents = self.found.imported.documents
        for columns, row in self._other_rows("skipped"):
            with self._noting_faults(self.map.sections["skipped"].file, row):
                names = ("document", "quote", "reason")
                texts = {name: columns.text(name, row.cells) for name in names}
                for name, text in texts.items():
                    if not text:
                        raise UnfitError(columns.heading(name), f"the {name} is missing")
                if texts["document"] not in documents:
                    raise UnfitError(
                        columns.heading("document"),
                        f"no document is {format_value(texts['document'])}",
                    )
                self.found.imported.skipped.append(UncodedSentence(*texts.values()))

    def _document(self, fields: Fields) -> ImportedDocument:
        """Return a document, with the text in the file that its fields name, if any."""
        given = dict(fields)
        file = given.pop("text", None)
        if not isinstance(file, str):
            return ImportedDocument(given)
        data = read_bytes(self.path.parent, file, limit=MAX_TEXT_BYTES)
        text = data if isinstance(data, Diagnostic) else decode(data, file)
        if isinstance(text, Diagnostic):
            raise PolicyKBError(text.message, "The texts stand beside the table.")
        return ImportedDocument(given, text)


def _nest_comparative(fields: RecordData) -> None:
    """Put the two columns of a comparative into one field."""
    found = {
        name: fields.pop(f"relative_to_{name}")
        for name in ("actor", "than")
        if f"relative_to_{name}" in fields
    }
    if found:
        fields["relative_to"] = {**found}

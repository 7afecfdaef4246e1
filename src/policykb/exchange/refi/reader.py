"""Read a project (.qdpx) or a codebook (.qdc) of REFI-QDA.

Codes are topics, users coders, and each code at a selection is a claim. The format knows no actors
and no stances: such claims are drafts of an unnamed actor. A project that policykb wrote has both.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from xml.etree.ElementTree import Element

from policykb.diagnostics import PolicyKBError
from policykb.exchange import archives
from policykb.exchange.foreign_text import as_text, one_line
from policykb.exchange.imported import Document, Fields, Imported, Statement
from policykb.exchange.refi import names
from policykb.exchange.refi.own import read_own
from policykb.exchange.refi.positions import CountedText, Counting, counting_of
from policykb.exchange.refi.project import Code, ProjectXml, Selection, TextDocument
from policykb.extraction.language import guess_language
from policykb.yaml.document import Data

Record = dict[str, Data]

UNNAMED = "Unnamed"
"""The name of the actor of codings, for which the format has no place."""

_MAX_CODEBOOK_BYTES = archives.MAX_FILE_BYTES


def read_project(path: Path) -> Imported:
    """Return the codings of the texts of a project.

    Raises:
        PolicyKBError: It is no project, is damaged or hostile.
    """
    with archives.opened(path) as archive:
        found = sorted(
            (name for name in archive.names if name.casefold().endswith(".qde")),
            key=lambda name: (name.casefold() != "project.qde", name.count("/"), name),
        )
        if not found:
            raise PolicyKBError(
                f"{path.name} is no project of REFI-QDA: it holds no file project.qde",
                "Export the project as REFI-QDA (.qdpx) again.",
            )
        by_name = {name.rpartition("/")[2].casefold(): name for name in archive.names}

        def text_at(where: str) -> str | None:
            base = where.replace("\\", "/").rpartition("/")[2].casefold()
            if base and base in by_name and not by_name[base].endswith("/"):
                return _decoded(archive.read(by_name[base]))
            return None

        root = archives.parse_xml(archive.read(found[0]), found[0])
        _check(root, "Project", path.name)
        return _imported(ProjectXml(root, text_at), path)


def read_codebook(path: Path) -> Imported:
    """Return the codes of a codebook as topics.

    Raises:
        PolicyKBError: It is no codebook, or hostile.
    """
    try:
        with path.open("rb") as file:
            data = file.read(_MAX_CODEBOOK_BYTES + 1)
    except OSError as error:
        raise PolicyKBError(
            f"cannot read {path}: {error.strerror}", "Name a file that can be read."
        ) from None
    if len(data) > _MAX_CODEBOOK_BYTES:
        raise PolicyKBError(
            f"{path.name} is larger than {_MAX_CODEBOOK_BYTES:,} bytes", "Split the codebook."
        )
    root = archives.parse_xml(data, path.name)
    _check(root, "CodeBook", path.name)
    return _imported(ProjectXml(root, lambda _: None), path)


def _check(root: Element, name: str, file: str) -> None:
    if str(root.tag).rpartition("}")[2] != name:
        raise PolicyKBError(
            f"{file} holds {str(root.tag)[:60]!r} where {name} must be",
            "Export it as REFI-QDA again.",
        )


def _decoded(data: bytes) -> str:
    """Return a text in UTF-8 or, with a byte order mark, UTF-16; without the mark."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    return data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace")


def _imported(xml: ProjectXml, path: Path) -> Imported:
    imported = Imported(path.name, xml.name or path.stem, xml.description)
    codes = xml.codes()
    documents = list(xml.documents())
    texts = [
        (one.text, [s.at for s in one.selections]) for one in documents if one.text is not None
    ]
    counting = counting_of(texts, xml.origin)
    if texts and counting.in_words:
        imported.losses.append(f"the way in which its offsets count: {counting.in_words}")
    if xml.origin.startswith(names.ORIGIN):
        read_own(imported, xml, codes, documents, counting)
    else:
        _Reader(imported, xml, codes, counting).read(documents)
    imported.losses += xml.left_out()
    return imported


class _Reader:
    """What is read of a project that another program wrote."""

    def __init__(
        self, imported: Imported, xml: ProjectXml, codes: Mapping[str, Code], counting: Counting
    ) -> None:
        self.imported = imported
        self.xml = xml
        self.counting = counting
        self.topics = _topic_names(codes)
        for guid, code in codes.items():
            fields: Record = {"label": code.name}
            if description := one_line(code.description):
                fields["note"] = description
            if code.parent:
                fields["broader"] = self.topics[code.parent]
            imported.topics[self.topics[guid]] = fields

    def read(self, documents: Sequence[TextDocument]) -> None:
        """Read the documents with their selections."""
        seen: set[tuple[str | None, str]] = set()
        for document in documents:
            name = document.name
            # A transcript is often a text of its own, too.
            if (document.text, name) in seen and not document.selections:
                continue
            seen.add((document.text, name))
            number = 1
            while name in self.imported.documents:
                number += 1
                name = f"{document.name} {number}"
            self._read_document(name, document)
        if self.imported.statements:
            self.imported.actors[UNNAMED] = {
                "name": UNNAMED,
                "kind": "unnamed",
                "note": f"{self.imported.origin} does not say who holds what is coded.",
            }

    def _read_document(self, name: str, document: TextDocument) -> None:
        counted = None if document.text is None else CountedText(document.text, self.counting)
        statements: list[Statement] = []
        outside = uncoded = 0
        for selection in document.selections:
            place = f"{document.name}, {selection.at.start} to {selection.at.end}"
            extent = counted.extent(selection.at) if counted else None
            quote = "" if counted else _words(selection)
            if not selection.codings:
                uncoded += 1
            elif not (extent or quote):
                outside += 1
            else:
                statements += self._statements(name, place, selection, extent, quote)
        what = "its text is not in the file" if counted is None else "they are outside of its text"
        for count, reason in ((outside, what), (uncoded, "they have no code")):
            if count:
                words = "selection" if count == 1 else "selections"
                self.imported.losses.append(f"{count} {words} of {document.name}: {reason}")
        if document.whole:
            self.imported.losses.append(f"{document.whole} codes of {document.name} as a whole")
        if counted is None and not statements:
            self.imported.losses.append(
                f"the document {document.name}: its text is not in the file"
            )
            return
        self.imported.documents[name] = Document(
            _source_fields(document), None if counted is None else as_text(counted.text)
        )
        self.imported.statements += sorted(statements, key=lambda one: one.extent or (0, 0))

    def _statements(
        self,
        name: str,
        place: str,
        selection: Selection,
        extent: tuple[int, int] | None,
        quote: str,
    ) -> Iterator[Statement]:
        note = " ".join(filter(None, (one_line(selection.description), *selection.notes)))
        for coding in dict.fromkeys(selection.codings):
            if coding.code not in self.topics:
                self.imported.losses.append(f"{place}: its code is not in the codebook")
                continue
            fields: Record = {"coder": self.xml.users.get(coding.user, ""), "note": note}
            if quote:
                fields["quote"] = quote
            given = {key: value for key, value in fields.items() if value}
            topic = self.topics[coding.code]
            yield Statement(place, name, UNNAMED, topic, given, extent=extent)


def _words(selection: Selection) -> str:
    """Return the words of a selection of a text that is not there; empty if they are not known."""
    if selection.words:
        return one_line(selection.words)
    name = selection.at.name
    size = selection.at.end - selection.at.start
    return one_line(name) if len(name) == size and size > 0 else ""


def _topic_names(codes: Mapping[str, Code]) -> dict[str, str]:
    """Return a name for each code: its own or, if others have that, with those above it."""
    found: dict[str, str] = {}
    used: set[str] = set()
    shared = [code.name.casefold() for code in codes.values()]
    for guid, code in codes.items():
        name = code.name
        if shared.count(name.casefold()) > 1 and code.parent:
            name = f"{found[code.parent]}: {name}"
        number = 1
        unique = name
        while unique.casefold() in used:
            number += 1
            unique = f"{name} {number}"
        used.add(unique.casefold())
        found[guid] = unique
    return found


def _source_fields(document: TextDocument) -> Fields:
    fields: Record = {"title": document.name}
    remarks = [one_line(document.description)]
    remarks += [f"{name}: {value}." for name, value in document.values.items()]
    if _is_day(document.created):
        fields["published"] = document.created
        remarks.append("The day is that on which it was put into the project.")
    if document.text and (language := guess_language(document.text)):
        fields["language"] = language
    if note := " ".join(filter(None, remarks)):
        fields["note"] = note
    return fields


def _is_day(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False

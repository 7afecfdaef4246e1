"""Texts with codes at parts of them, as programs for qualitative analysis have them.

Codes are topics, users coders, and each code at a selection is a claim. Such programs know no
stances, and only cases as actors, so the claims are drafts.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from policykb.exchange.foreign_text import as_text, one_line
from policykb.exchange.imported import Fields, Imported, ImportedDocument, RecordData, Statement
from policykb.exchange.offsets import CountedText, OffsetCounting, Slice, counting_of
from policykb.extraction.language import guess_language
from policykb.frozen import dataclass
from policykb.text.spelling import normalize_name
from policykb.views.wording.claims import quantity

UNNAMED = "Unnamed"
"""The name of the actor of codings that belong to no case, or to several."""


@dataclass(frozen=True, slots=True)
class Code:
    """A code: its name, its description, and the identifier of the code above it, if any."""

    name: str
    description: str
    parent: str
    is_codable: bool


@dataclass(frozen=True, slots=True)
class AppliedCode:
    """A code at a selection, by its identifier, and the name of the user who put it there."""

    code: str
    user: str


@dataclass(frozen=True, slots=True)
class CodedSelection:
    """A selection of a text with its codings. ``words`` are those that it is known to hold, and
    ``case`` is the one that it belongs to, if any.
    """

    at: Slice
    description: str
    codings: tuple[AppliedCode, ...]
    notes: tuple[str, ...] = ()
    words: str = ""
    case: str = ""


@dataclass(frozen=True, slots=True)
class TextDocument:
    """A document with a text: one of its own, or that of a PDF, or the transcript of a recording.

    ``text`` is None if it cannot be found. ``whole`` is the number of codings of the document as a
    whole, and ``case`` the one that it belongs to, if any.
    """

    name: str
    description: str
    text: str | None
    created: str
    values: dict[str, str]
    selections: tuple[CodedSelection, ...]
    whole: int = 0
    case: str = ""


def counted(documents: Sequence[TextDocument], origin: str = "") -> OffsetCounting:
    """Return the way in which the offsets of documents are counted.

    Args:
        documents: The documents.
        origin: The name of the program that wrote them, if it is known.
    """
    texts = [
        (one.text, [s.at for s in one.selections]) for one in documents if one.text is not None
    ]
    return counting_of(texts, origin)


def add_codings(
    imported: Imported,
    codes: Mapping[str, Code],
    documents: Sequence[TextDocument],
    counting: OffsetCounting,
) -> None:
    """Add codes as topics, documents with their texts, and codings as statements.

    Args:
        imported: What they are added to, with what it cannot hold.
        codes: The codes by their identifiers, a code before those below it.
        documents: The documents.
        counting: The way in which their offsets are counted.
    """
    _Adder(imported, codes, counting).add(documents)


class _Adder:
    """Adds codings to what was imported."""

    def __init__(
        self, imported: Imported, codes: Mapping[str, Code], counting: OffsetCounting
    ) -> None:
        self.imported = imported
        self.counting = counting
        self.topics = _topic_names(codes)
        for guid, code in codes.items():
            fields: RecordData = {"label": self.topics[guid]}
            if description := one_line(code.description):
                fields["note"] = description
            if code.parent:
                fields["broader"] = self.topics[code.parent]
            imported.topics[self.topics[guid]] = fields

    def add(self, documents: Sequence[TextDocument]) -> None:
        """Add the documents with their selections."""
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
            self._add_document(name, document)
        if any(one.actor == UNNAMED for one in self.imported.statements):
            self.imported.actors[UNNAMED] = {
                "name": UNNAMED,
                "kind": "unnamed",
                "note": f"{self.imported.origin} does not say who holds what is coded.",
            }

    def _add_document(self, name: str, document: TextDocument) -> None:
        text = None if document.text is None else CountedText(document.text, self.counting)
        statements: list[Statement] = []
        outside = uncoded = 0
        for selection in document.selections:
            place = f"{document.name}, {selection.at.start} to {selection.at.end}"
            extent = text.extent(selection.at) if text else None
            quote = "" if text else _words(selection)
            if not selection.codings:
                uncoded += 1
            elif not (extent or quote):
                outside += 1
            else:
                actor = selection.case or document.case or UNNAMED
                statements += self._statements(name, place, actor, selection, extent, quote)
        what = "its text is not in the file" if text is None else "outside of its text"
        for count, reason in ((outside, what), (uncoded, "without a code")):
            if count:
                selections = quantity(count, "selection")
                self.imported.losses.append(f"{selections} of {document.name}: {reason}")
        if document.whole:
            self.imported.losses.append(
                f"{quantity(document.whole, 'code')} of {document.name} as a whole"
            )
        if not (statements or (document.text or "").strip()):
            why = "its text is not in the file" if text is None else "its text is empty"
            self.imported.losses.append(f"the document {document.name}: {why}")
            return
        self.imported.documents[name] = ImportedDocument(
            _source_fields(document), None if text is None else as_text(text.text)
        )
        self.imported.statements += sorted(statements, key=lambda one: one.extent or (0, 0))

    def _statements(
        self,
        name: str,
        place: str,
        actor: str,
        selection: CodedSelection,
        extent: tuple[int, int] | None,
        quote: str,
    ) -> Iterator[Statement]:
        note = " ".join(filter(None, (one_line(selection.description), *selection.notes)))
        for coding in dict.fromkeys(selection.codings):
            if coding.code not in self.topics:
                self.imported.losses.append(f"{place}: its code is not in the codebook")
                continue
            fields: RecordData = {"coder": coding.user, "note": note}
            if quote:
                fields["quote"] = quote
            given = {key: value for key, value in fields.items() if value}
            topic = self.topics[coding.code]
            yield Statement(place, name, actor, topic, given, extent=extent)


def _words(selection: CodedSelection) -> str:
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
    times = Counter(normalize_name(code.name) for code in codes.values())
    for guid, code in codes.items():
        name = code.name
        if times[normalize_name(name)] > 1 and code.parent:
            name = f"{found[code.parent]}: {name}"
        number = 1
        unique = name
        while normalize_name(unique) in used:
            number += 1
            unique = f"{name} {number}"
        used.add(normalize_name(unique))
        found[guid] = unique
    return found


def _source_fields(document: TextDocument) -> Fields:
    fields: RecordData = {"title": document.name}
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

"""The elements of a project of REFI-QDA that hold coded texts, as its XML has them."""

from collections import Counter
from collections.abc import Callable, Iterator
from xml.etree.ElementTree import Element

from policykb.exchange.coded_texts import AppliedCode, Code, CodedSelection, TextDocument
from policykb.exchange.foreign_text import one_line
from policykb.exchange.offsets import Slice
from policykb.views.wording.claims import quantity

_SELECTIONS = frozenset(
    {"PictureSelection", "AudioSelection", "VideoSelection", "TranscriptSelection", "PDFSelection"}
)
_KEPT_NOWHERE = {
    "PictureSource": "picture",
    "AudioSource": "recording",
    "VideoSource": "video",
    "Set": "set",
    "Graph": "graph",
    "Link": "link",
}


class ProjectXml:
    """The XML of a project or codebook, whatever the version of its namespace.

    Args:
        root: Its root element.
        text_at: Returns the text at a path of the standard, as in ``internal://….txt``; None if
            there is none.
    """

    def __init__(self, root: Element, text_at: Callable[[str], str | None]) -> None:
        self.root = root
        self._text_at = text_at
        for element in root.iter():
            element.tag = str(element.tag).rpartition("}")[2]
        self.origin = root.get("origin", "")
        self.created = (root.get("creationDateTime") or root.get("modifiedDateTime") or "")[:10]
        self.name = one_line(root.get("name"))
        self.description = one_line(_below(root, "Description"))
        self.users = {_guid(one): one_line(one.get("name")) for one in root.iter("User")}
        self._cases = self._read_cases()
        self._notes = {_guid(one): self._note(one) for one in root.iter("Note")}
        self._variables = {_guid(one): one_line(one.get("name")) for one in root.iter("Variable")}

    def codes(self) -> dict[str, Code]:
        """Return the codes by their identifiers, a code before those below it."""
        found: dict[str, Code] = {}
        waiting = [(one, "") for codes in self.root.iter("Codes") for one in codes.findall("Code")]
        while waiting:
            element, parent = waiting.pop(0)
            guid = _guid(element)
            if guid not in found:
                found[guid] = Code(
                    one_line(element.get("name")) or "Unnamed code",
                    _below(element, "Description"),
                    parent,
                    element.get("isCodable", "true").strip() in {"true", "1"},
                )
                waiting += [(below, guid) for below in element.findall("Code")]
        return found

    def _read_cases(self) -> dict[str, str]:
        """Return the names of the cases that sources and selections belong to, by the identifiers
        of these; none for those that belong to several.
        """
        found: dict[str, set[str]] = {}
        for case in self.root.iter("Case"):
            for tag in ("SourceRef", "SelectionRef"):
                for reference in case.findall(tag):
                    found.setdefault(_guid_of(reference), set()).add(one_line(case.get("name")))
        return {guid: min(names) for guid, names in found.items() if len(names) == 1}

    def documents(self) -> Iterator[TextDocument]:
        """Yield the documents with a text."""
        sources = self.root.find("Sources")
        for source in () if sources is None else sources:
            if source.tag == "TextSource":
                yield self._document(source, source)
            elif source.tag == "PDFSource":
                text = source.find("Representation")
                if text is not None:
                    yield self._document(source, text)
            elif source.tag in {"AudioSource", "VideoSource"}:
                for transcript in source.findall("Transcript"):
                    yield self._document(transcript, transcript)

    def _document(self, source: Element, text: Element) -> TextDocument:
        plain = text.find("PlainTextContent")
        content = plain.text or "" if plain is not None else None
        if content is None:
            content = self._text_at(text.get("plainTextPath", ""))
        words = {
            _guid(one): _below(one, "Representation/PlainTextContent")
            for one in source.findall("PDFSelection")
        }
        selections = [self._selection(one, words) for one in text.findall("PlainTextSelection")]
        points = {_guid(one): _number(one.get("position")) for one in text.findall("SyncPoint")}
        for one in text.findall("TranscriptSelection"):
            start, end = (
                points.get(_plain(one.get(at))) for at in ("fromSyncPoint", "toSyncPoint")
            )
            if start is not None and end is not None:
                selections.append(self._selection(one, words, (start, end)))
        return TextDocument(
            _name(source, text),
            _below(source, "Description"),
            content,
            (source.get("creationDateTime") or "")[:10],
            dict(self._values(source)),
            tuple(selections),
            len({_guid(one) for part in (source, text) for one in part.findall("Coding")}),
            self._cases.get(_guid(source), ""),
        )

    def _selection(
        self, element: Element, words: dict[str, str], at: tuple[int, int] | None = None
    ) -> CodedSelection:
        start, end = at or (
            _number(element.get("startPosition")),
            _number(element.get("endPosition")),
        )
        user = element.get("creatingUser") or element.get("modifyingUser")
        codings = [
            AppliedCode(
                _plain(code.get("targetGUID")),
                self.users.get(_plain(coding.get("creatingUser") or user), ""),
            )
            for coding in element.findall("Coding")
            for code in coding.findall("CodeRef")
        ]
        references = [*element.findall("NoteRef"), *element.findall("Coding/NoteRef")]
        notes = (self._notes.get(_plain(one.get("targetGUID")), "") for one in references)
        return CodedSelection(
            Slice(start, end, element.get("name", "")),
            _below(element, "Description"),
            tuple(codings),
            tuple(filter(None, notes)),
            words.get(_guid(element), ""),
            self._cases.get(_guid(element), ""),
        )

    def _note(self, element: Element) -> str:
        """Return the text of a note."""
        text = _below(element, "PlainTextContent")
        if not text and (path := element.get("plainTextPath")):
            text = self._text_at(path) or ""
        return one_line(text or _below(element, "Description"))

    def _values(self, source: Element) -> Iterator[tuple[str, str]]:
        """Yield the variables of a source with their values."""
        for holder in source.findall("VariableValue"):
            reference = holder.find("VariableRef")
            name = self._variables.get(_guid_of(reference))
            value = next((one_line(one.text) for one in holder if one.tag != "VariableRef"), "")
            if name and value:
                yield name, value

    def left_out(self) -> Iterator[str]:
        """Yield what a knowledge base cannot hold of the project, in words."""
        shown = {_guid(one) for one in self.root.iter("PlainTextSelection") if one.get("guid")}
        areas = Counter(
            str(one.tag)
            for one in self.root.iter()
            if one.tag in _SELECTIONS and _guid(one) not in shown
        )
        for tag, count in areas.items():
            words = tag.removesuffix("Selection").lower().replace("pdf", "PDF")
            yield f"{quantity(count, 'selection')} in {words}"
        for tag, words in _KEPT_NOWHERE.items():
            if count := len(list(self.root.iter(tag))):
                yield quantity(count, words)
        used = {_guid_of(one) for one in self.root.iter("NoteRef")}
        if count := sum(guid not in used for guid in self._notes):
            yield f"{quantity(count, 'note')} on no selection"
        coders = {
            _plain(one.get("creatingUser"))
            for one in self.root.iter()
            if one.tag == "Coding" or str(one.tag).endswith("Selection")
        }
        if count := len(set(self.users) - coders):
            yield f"{quantity(count, 'user')} without a coding"
        if any(one.get("color") for one in self.root.iter("Code")):
            yield "the colours of codes"


def _name(source: Element, text: Element) -> str:
    """Return the name of a document, or else that of the file with its text."""
    path = text.get("plainTextPath", "").replace("\\", "/")
    file = path.rpartition("/")[2].rpartition(".")[0]
    names = (source.get("name"), text.get("name"), file, "Unnamed document")
    return next(filter(None, map(one_line, names)))


def _guid(element: Element) -> str:
    return _plain(element.get("guid"))


def _guid_of(reference: Element | None) -> str:
    return "" if reference is None else _plain(reference.get("targetGUID"))


def _plain(guid: str | None) -> str:
    """Return an identifier in one form: vendors differ in its case, and in braces."""
    return (guid or "").strip().strip("{}").upper()


def _below(element: Element, path: str) -> str:
    found = element.find(path)
    return "" if found is None else (found.text or "").strip()


def _number(text: str | None) -> int:
    """Return a whole number; -1, which is no offset, if it is none."""
    try:
        return int(text or "")
    except ValueError:
        return -1

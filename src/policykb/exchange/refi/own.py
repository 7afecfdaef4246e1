"""Read what policykb wrote itself as a project: claims with their actors, stances and fields."""

from collections.abc import Mapping, Sequence

from policykb.exchange.coded_texts import Code, CodedSelection, TextDocument
from policykb.exchange.foreign_text import as_text, one_line
from policykb.exchange.imported import (
    Imported,
    ImportedDocument,
    RecordData,
    Statement,
    UncodedSentence,
)
from policykb.exchange.offsets import CountedText, OffsetCounting
from policykb.exchange.refi import names
from policykb.exchange.refi.descriptions import fields_in
from policykb.frozen import dataclass
from policykb.text.source_text import Extent, SourceText


@dataclass(frozen=True, slots=True)
class _CodedPart:
    """The part of a claim that a code stands for: topic, actor, stance or skipped, and its name."""

    kind: str
    name: str


def read_own(
    imported: Imported,
    codes: Mapping[str, Code],
    documents: Sequence[TextDocument],
    counting: OffsetCounting,
) -> None:
    """Read the records of a project that policykb wrote; those that somebody added to it, too, if
    they have a topic, an actor and a stance.
    """
    parts = _parts(imported, codes)
    for document in documents:
        if document.text is None:
            imported.losses.append(f"the document {document.name}: its text is not in the file")
            continue
        name = document.values.get("id") or document.name
        text = CountedText(document.text, counting)
        content = SourceText(as_text(text.text), "")
        imported.documents[name] = ImportedDocument(
            {"title": document.name, **document.values}, content.text
        )
        for selection in document.selections:
            place = f"{name}, {selection.at.start} to {selection.at.end}"
            if extent := text.extent(selection.at):
                quote = content.quote(Extent(*extent))
                _read_selection(imported, parts, name, place, quote, selection)
            else:
                imported.losses.append(f"{place}: outside of the text")


def _parts(imported: Imported, codes: Mapping[str, Code]) -> dict[str, _CodedPart]:
    """Add the topics and actors; return what each code stands for, by its identifier."""
    found: dict[str, _CodedPart] = {}
    heads = {names.TOPICS: "topic", names.ACTORS: "actor", names.STANCES: "stance"}
    for guid, code in codes.items():
        above = found.get(code.parent)
        if above is None:
            kind = "skipped" if code.name == names.SKIPPED else heads.get(code.name, "topic")
            found[guid] = _CodedPart(kind, "")
            if code.name in heads or kind == "skipped":
                continue
            above = found[guid]
        text, own = fields_in(code.description)
        fields: RecordData = own or {}
        name = str(fields.get("id") or code.name)
        found[guid] = _CodedPart(above.kind, name)
        if above.kind == "topic":
            fields = {
                "label": code.name,
                **({"proposition": one_line(text)} if text else {}),
            } | fields
            if above.name and above.name != name:
                fields["broader"] = above.name
            imported.topics[name] = fields
        elif above.kind == "actor":
            imported.actors[name] = {"name": code.name, **fields}
    return found


def _read_selection(
    imported: Imported,
    parts: Mapping[str, _CodedPart],
    document: str,
    place: str,
    quote: str,
    selection: CodedSelection,
) -> None:
    coded = [parts[coding.code] for coding in selection.codings if coding.code in parts]
    by_kind = {part.kind: part.name for part in coded}
    said, own = fields_in(selection.description)
    if "skipped" in by_kind:
        imported.skipped.append(UncodedSentence(document, quote, one_line(said)))
        return
    if not {"topic", "actor"} <= set(by_kind):
        imported.losses.append(f"{place}: it lacks the code of a topic or an actor")
        return
    fields: RecordData = {}
    if own is not None:
        fields = {**own, "summary": one_line(said)}
    elif said:
        fields["note"] = one_line(said)
    fields["quote"] = quote
    if isinstance(relative := fields.pop("relative_to", None), list) and len(relative) == 2:
        fields["relative_to"] = {"actor": relative[0], "than": relative[1]}
    if "stance" in by_kind:
        fields["stance"] = by_kind["stance"]
    if user := next((one.user for one in selection.codings if one.user), ""):
        fields.setdefault("coder", user)
    imported.statements.append(
        Statement(place, document, by_kind["actor"], by_kind["topic"], fields)
    )

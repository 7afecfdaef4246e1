"""Write a knowledge base as a project of REFI-QDA, or its codes as a codebook.

Topics, actors and stances become codes, and a claim the selection of its quote, coded with its
topic, actor and stance. Fields for which the standard has no place stand in descriptions. Offsets
count Unicode code points, as the standard says (10.2); an end is exclusive, as in programs that
write such files.
"""

import io
import uuid
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from xml.etree import ElementTree as ET

from policykb.exchange.refi import names
from policykb.exchange.refi.descriptions import with_fields
from policykb.frozen import dataclass
from policykb.model.knowledge_base import KnowledgeBase
from policykb.model.records import Actor, Claim, Source, Stance, Topic
from policykb.text.source_text import Extent, SourceText
from policykb.version import __version__

_NAMESPACE = uuid.UUID("5a1b7a0e-0d0e-5d0c-9c55-3b1d7c3c9a3e")
_NAME_LENGTH = 100
_EPOCH = (1980, 1, 1, 0, 0, 0)
_DATES = frozenset({"published", "accessed"})
_SOURCE_FIELDS = (
    *("id", "kind", "published", "language", "rights"),
    *("author", "publisher", "url", "accessed", "note"),
)
_CLAIM_FIELDS = (
    *("id", "period", "period_basis", "kind", "voice", "said_by", "disputed_by", "certainty"),
    *("conditions", "target", "contradicts", "status", "coder", "note"),
)
_XML_CHARACTERS = (0x9, 0xA, 0xD)


@dataclass(frozen=True, slots=True)
class Project:
    """A project as the bytes of its file, and what it does not hold of the knowledge base."""

    data: bytes
    losses: tuple[str, ...]


def codebook(kb: KnowledgeBase) -> bytes:
    """Return the codes of a knowledge base as a codebook (.qdc)."""
    root = ET.Element("CodeBook", {"xmlns": names.CODEBOOK, "origin": _origin()})
    _add_codes(ET.SubElement(root, "Codes"), kb)
    return _xml(root)


def project(kb: KnowledgeBase, texts: Mapping[str, SourceText]) -> Project:
    """Return a knowledge base as a project (.qdpx); ``texts`` are those of sources, by id."""
    root = ET.Element(
        "Project", {"xmlns": names.PROJECT, "name": _safe(kb.title), "origin": _origin()}
    )
    coders = sorted({claim.coder for claim in kb.claims.values() if claim.coder})
    if coders:
        users = ET.SubElement(root, "Users")
        for coder in coders:
            ET.SubElement(users, "User", {"guid": _guid("coder", coder), "name": _safe(coder)})
    _add_codes(ET.SubElement(ET.SubElement(root, "CodeBook"), "Codes"), kb)
    files: dict[str, bytes] = {}
    losses: list[str] = []
    if kb.sources:
        variables = ET.SubElement(root, "Variables")
        for name in _SOURCE_FIELDS:
            type_ = "Date" if name in _DATES else "Text"
            ET.SubElement(
                variables,
                "Variable",
                {"guid": _guid("variable", name), "name": name, "typeOfVariable": type_},
            )
        sources = ET.SubElement(root, "Sources")
        for source in kb.sources.values():
            text = texts.get(source.id)
            _Document(kb, source, text, losses).add_to(sources)
            files[_guid("text", source.id)] = _without_mark(text).encode() if text else b""
    if kb.description:
        ET.SubElement(root, "Description").text = _safe(kb.description)
    return Project(_zip(_xml(root), files), tuple(losses))


@dataclass(frozen=True, slots=True)
class _Document:
    """A source that is to be added to the sources of a project."""

    kb: KnowledgeBase
    source: Source
    text: SourceText | None
    losses: list[str]

    def add_to(self, sources: ET.Element) -> None:
        source = self.source
        element = ET.SubElement(
            sources,
            "TextSource",
            {
                "guid": _guid("source", source.id),
                "name": _safe(source.title),
                "plainTextPath": f"internal://{_guid('text', source.id)}.txt",
            },
        )
        claims = self.kb.by_source.get(source.id, ())
        skipped = self.kb.skipped_by_source.get(source.id, ())
        quotes = [*(one.quote for one in claims), *(one.quote for one in skipped)]
        places = self.text.find_all(quotes) if self.text and quotes else [()] * len(quotes)
        for claim, found in zip(claims, places, strict=False):
            if found:
                self._add_claim(element, claim, found[0])
            else:
                self.losses.append(f"claim {claim.id}: its quote does not stand in the text")
        for number, (one, found) in enumerate(zip(skipped, places[len(claims) :], strict=True)):
            if found:
                key = f"{source.id}/{number}"
                self._add_selection(
                    element, _guid("skipped", key), found[0], one.reason, [names.SKIPPED], None
                )
            else:
                self.losses.append(
                    f"a skipped sentence of {source.id}: it does not stand in the text"
                )
        for name in _SOURCE_FIELDS:
            value = getattr(source, name)
            if value is not None:
                holder = ET.SubElement(element, "VariableValue")
                ET.SubElement(holder, "VariableRef", {"targetGUID": _guid("variable", name)})
                kind = "DateValue" if name in _DATES else "TextValue"
                ET.SubElement(holder, kind).text = _safe(str(value))

    def _add_claim(self, element: ET.Element, claim: Claim, extent: Extent) -> None:
        relative = claim.relative_to
        fields: dict[str, str | Sequence[str] | None] = {
            name: _plain(getattr(claim, name)) for name in _CLAIM_FIELDS
        }
        if relative:
            fields["relative_to"] = [relative.actor, relative.than.value]
        codes = [f"topic/{claim.topic}", f"actor/{claim.actor}", f"stance/{claim.stance}"]
        description = with_fields(claim.summary, fields)
        guid = _guid("claim", claim.id)
        self._add_selection(element, guid, extent, description, codes, claim.coder)

    def _add_selection(
        self,
        element: ET.Element,
        guid: str,
        extent: Extent,
        description: str,
        codes: Sequence[str],
        coder: str | None,
    ) -> None:
        assert self.text  # noqa: S101 - without a text nothing was found in it
        mark = len(self.text.text) - len(_without_mark(self.text))
        quote = self.text.quote(extent)
        name = quote if len(quote) <= _NAME_LENGTH else f"{quote[: _NAME_LENGTH - 1]}…"
        by = {"creatingUser": _guid("coder", coder)} if coder else {}
        selection = ET.SubElement(
            element,
            "PlainTextSelection",
            {
                "guid": guid,
                "name": _safe(name),
                "startPosition": str(extent.start - mark),
                "endPosition": str(extent.end - mark),
                **by,
            },
        )
        ET.SubElement(selection, "Description").text = _safe(description)
        for code in codes:
            coding = ET.SubElement(
                selection, "Coding", {"guid": _guid("coding", f"{guid}/{code}"), **by}
            )
            ET.SubElement(coding, "CodeRef", {"targetGUID": _guid("code", code)})


def _add_codes(codes: ET.Element, kb: KnowledgeBase) -> None:
    """Add the topics below their broader ones, the actors, the stances, and the code of skipped
    sentences.
    """
    known, below = dict(kb.topics), kb.narrower
    topics = _code(codes, names.TOPICS, names.TOPICS, is_codable=False)

    def add(parent: ET.Element, ids: Iterator[str]) -> None:
        for topic in (known[one] for one in ids if one in known):
            add(
                _code(parent, f"topic/{topic.id}", topic.label, _topic_description(topic)),
                iter(below.get(topic.id, ())),
            )

    add(topics, (one.id for one in known.values() if one.broader not in known))
    actors = _code(codes, names.ACTORS, names.ACTORS, is_codable=False)
    for actor in kb.actors.values():
        _code(actors, f"actor/{actor.id}", actor.name, _actor_description(actor))
    stances = _code(codes, names.STANCES, names.STANCES, is_codable=False)
    for stance in Stance:
        _code(stances, f"stance/{stance}", stance.value)
    if kb.skipped:
        _code(codes, names.SKIPPED, names.SKIPPED)


def _code(
    parent: ET.Element, key: str, name: str, description: str = "", *, is_codable: bool = True
) -> ET.Element:
    attributes = {
        "guid": _guid("code", key),
        "name": _safe(name),
        "isCodable": str(is_codable).lower(),
    }
    element = ET.SubElement(parent, "Code", attributes)
    if description:
        ET.SubElement(element, "Description").text = _safe(description)
    return element


def _topic_description(topic: Topic) -> str:
    fields = ("id", "kind", "aliases", "note")
    return with_fields(topic.proposition, {one: _plain(getattr(topic, one)) for one in fields})


def _actor_description(actor: Actor) -> str:
    fields = ("id", "kind", "aliases", "part_of", "wikidata", "note")
    return with_fields("", {one: _plain(getattr(actor, one)) for one in fields})


def _plain(value: object) -> str | Sequence[str] | None:
    if value is None:
        return None
    return [str(one) for one in value] if isinstance(value, tuple) else str(value)


def _without_mark(text: SourceText) -> str:
    return text.text.removeprefix("\ufeff")


def _guid(kind: str, key: str) -> str:
    """Return the identifier of a thing: the same one in every export."""
    return str(uuid.uuid5(_NAMESPACE, f"{kind}:{key}")).upper()


def _origin() -> str:
    return f"{names.ORIGIN} {__version__}"


def _safe(text: str) -> str:
    """Return a text without the characters that XML cannot hold."""
    return "".join(
        char
        for char in text
        if ord(char) in _XML_CHARACTERS
        or 0x20 <= ord(char) <= 0xD7FF
        or 0xE000 <= ord(char) <= 0xFFFD
        or ord(char) > 0xFFFF
    )


def _xml(root: ET.Element) -> bytes:
    ET.indent(root)
    content: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return content + b"\n"


def _zip(content: bytes, texts: Mapping[str, bytes]) -> bytes:
    """Return an archive that is the same for the same content."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in (
            ("project.qde", content),
            *((f"sources/{guid}.txt", data) for guid, data in texts.items()),
        ):
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, data)
    return buffer.getvalue()

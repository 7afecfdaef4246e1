"""Write claims as annotations of their sources, in JSON-LD.

See the Web Annotation Data Model (https://www.w3.org/TR/annotation-model/). A target has the words
of the quote with what stands before and after it (TextQuoteSelector), and their offsets in Unicode
code points (TextPositionSelector). Actors and topics are things of their own, which bodies name.
"""

import json
from collections.abc import Iterator, Mapping
from urllib.parse import quote as escaped

from policykb.frozen import dataclass
from policykb.model.knowledge_base import KnowledgeBase
from policykb.model.records import Actor, Claim, Source, Topic
from policykb.text.source_text import Extent, SourceText
from policykb.views.payloads import Json
from policykb.views.wording.claims import quantity

_AROUND = 40
"""The most characters before and after a quote."""

_CONTEXT: Json = [
    "http://www.w3.org/ns/anno.jsonld",
    {
        "pkb": "urn:policykb:",
        "skos": "http://www.w3.org/2004/02/skos/core#",
        "owl": "http://www.w3.org/2002/07/owl#",
        "wd": "http://www.wikidata.org/entity/",
        "Actor": "pkb:Actor",
        "Topic": "skos:Concept",
        "sameAs": {"@id": "owl:sameAs", "@type": "@id"},
        "prefLabel": "skos:prefLabel",
        "altLabel": {"@id": "skos:altLabel", "@container": "@set"},
        "definition": "skos:definition",
        "broader": {"@id": "skos:broader", "@type": "@id"},
        "note": "skos:note",
        "partOf": {"@id": "pkb:partOf", "@type": "@id"},
        "actor": {"@id": "pkb:actor", "@type": "@id"},
        "topic": {"@id": "pkb:topic", "@type": "@id"},
        **{
            name: f"pkb:{name}"
            for name in (
                *("kind", "stance", "score", "period", "periodBasis", "voice", "certainty"),
                *("status", "claimKind", "coder", "than", "published", "publisher", "rights"),
            )
        },
        **{
            name: {"@id": f"pkb:{name}", "@type": "@id"}
            for name in (
                *("saidBy", "disputedBy", "conditions", "contradicts", "about", "relativeTo"),
                "author",
            )
        },
    },
]


@dataclass(frozen=True, slots=True)
class Annotations:
    """Annotations as JSON, and what they do not hold of the knowledge base."""

    text: str
    losses: tuple[str, ...]


def annotations(kb: KnowledgeBase, texts: Mapping[str, SourceText]) -> Annotations:
    """Return the claims of a knowledge base as annotations. ``texts`` are those of sources, by
    their ids; without one, the quote stands for its place.
    """
    losses: list[str] = []
    graph: list[Json] = [_actor(one) for one in kb.actors.values()]
    graph += [_topic(one) for one in kb.topics.values()]
    graph += [_source(one) for one in kb.sources.values()]
    for source, claims in kb.by_source.items():
        text = texts.get(source)
        places = text.find_all([claim.quote for claim in claims]) if text else [()] * len(claims)
        for claim, found in zip(claims, places, strict=True):
            if not (text and found):
                losses.append(f"the offsets of {claim.id}: its quote does not stand in the text")
            graph.append(_annotation(claim, text, found[0] if found else None))
    if kb.skipped:
        losses.append(quantity(len(kb.skipped), "skipped sentence"))
    content: Json = {"@context": _CONTEXT, "@graph": graph}
    return Annotations(json.dumps(content, ensure_ascii=False, indent=2) + "\n", tuple(losses))


def _iri(kind: str, record_id: str) -> str:
    return f"pkb:{kind}/{escaped(record_id)}"


def _given(of: Mapping[str, Json]) -> Mapping[str, Json]:
    """Return the members that have a value."""
    return {name: value for name, value in of.items() if value not in (None, "", [])}


def _actor(actor: Actor) -> Json:
    return _given(
        {
            "id": _iri("actor", actor.id),
            "type": "Actor",
            "prefLabel": actor.name,
            "altLabel": list(actor.aliases),
            "kind": actor.kind.value,
            "partOf": _iri("actor", actor.part_of) if actor.part_of else None,
            "sameAs": f"wd:{actor.wikidata}" if actor.wikidata else None,
            "note": actor.note,
        }
    )


def _topic(topic: Topic) -> Json:
    return _given(
        {
            "id": _iri("topic", topic.id),
            "type": "Topic",
            "prefLabel": topic.label,
            "altLabel": list(topic.aliases),
            "definition": topic.proposition,
            "kind": topic.kind.value,
            "broader": _iri("topic", topic.broader) if topic.broader else None,
            "note": topic.note,
        }
    )


def _source(source: Source) -> Json:
    return _given(
        {
            "id": _iri("source", source.id),
            "type": "Text",
            "prefLabel": source.title,
            "kind": source.kind.value,
            "published": source.published.isoformat(),
            "language": source.language,
            "author": _iri("actor", source.author) if source.author else None,
            "publisher": source.publisher,
            "rights": source.rights,
            "via": source.url,
            "note": source.note,
        }
    )


def _annotation(claim: Claim, text: SourceText | None, extent: Extent | None) -> Json:
    bodies: list[Json] = [
        {"type": "TextualBody", "purpose": "describing", "value": claim.summary},
        {
            "type": "SpecificResource",
            "purpose": "identifying",
            "source": _iri("actor", claim.actor),
        },
        {
            "type": "SpecificResource",
            "purpose": "classifying",
            "source": _iri("topic", claim.topic),
        },
        {"type": "TextualBody", "purpose": "tagging", "value": claim.stance.value},
    ]
    if claim.note:
        bodies.append({"type": "TextualBody", "purpose": "commenting", "value": claim.note})
    relative = claim.relative_to
    fields: dict[str, Json] = {
        "id": _iri("claim", claim.id),
        "type": "Annotation",
        "motivation": "classifying",
        "creator": {"type": "Person", "name": claim.coder} if claim.coder else None,
        "body": bodies,
        "target": {
            "source": _iri("source", claim.source),
            "selector": list(_selectors(claim, text, extent)),
        },
        "actor": _iri("actor", claim.actor),
        "topic": _iri("topic", claim.topic),
        "stance": claim.stance.value,
        "score": claim.score,
        "period": str(claim.period),
        "periodBasis": claim.period_basis.value,
        "claimKind": claim.kind.value,
        "voice": claim.voice.value,
        "certainty": claim.certainty.value,
        "status": claim.status.value,
        "saidBy": [_iri("actor", one) for one in claim.said_by],
        "disputedBy": [_iri("actor", one) for one in claim.disputed_by],
        "conditions": [_iri("topic", one) for one in claim.conditions],
        "contradicts": [_iri("claim", one) for one in claim.contradicts],
        "about": _iri("actor", claim.target) if claim.target else None,
        "relativeTo": _iri("actor", relative.actor) if relative else None,
        "than": relative.than.value if relative else None,
    }
    return _given(fields)


def _selectors(claim: Claim, text: SourceText | None, extent: Extent | None) -> Iterator[Json]:
    if text is None or extent is None:
        yield {"type": "TextQuoteSelector", "exact": claim.quote}
        return
    start, end = extent
    yield {
        "type": "TextQuoteSelector",
        "exact": text.text[start:end],
        "prefix": text.text[max(0, start - _AROUND) : start],
        "suffix": text.text[end : end + _AROUND],
    }
    yield {"type": "TextPositionSelector", "start": start, "end": end}

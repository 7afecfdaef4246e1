"""Records in memory, each with sensible defaults, so that a test names only what it is about."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

from policykb.diagnostics import Location
from policykb.model.knowledge_base import KnowledgeBase, LeftOut
from policykb.model.period import Period
from policykb.model.records import (
    Actor,
    ActorKind,
    Certainty,
    Claim,
    ClaimKind,
    PeriodBasis,
    RelativeTo,
    Source,
    SourceKind,
    Stance,
    Status,
    Than,
    Topic,
    Voice,
)

PUBLISHED: Mapping[str, str] = {
    "s2015": "2015-03-01",
    "s2023": "2023-05-01",
    "s2025": "2025-07-04",
    "s2025-too": "2025-07-04",
}
"""When the sources that tests speak of were published."""

PUBLISHED_DAYS = {name: date.fromisoformat(text).toordinal() for name, text in PUBLISHED.items()}


def ordinal(iso: str) -> int:
    return date.fromisoformat(iso).toordinal()


def claim(
    claim_id: str = "c1",
    *,
    actor: str = "a",
    topic: str = "t",
    stance: str = "support",
    period: str = "2021/..",
    source: str = "s2025",
    basis: str = "stated",
    kind: str = "position",
    voice: str = "author",
    certainty: str = "certain",
    status: str = "active",
    than: str = "",
    quote: str = "The whole sentence.",
    summary: str = "What it says",
    disputed_by: Sequence[str] = (),
    contradicts: Sequence[str] = (),
) -> Claim:
    return Claim(
        id=claim_id,
        source=source,
        actor=actor,
        topic=topic,
        stance=Stance(stance),
        period=Period.parse(period),
        quote=quote,
        summary=summary,
        period_basis=PeriodBasis(basis),
        kind=ClaimKind(kind),
        voice=Voice(voice),
        said_by=("somebody",) if voice == "other" else (),
        disputed_by=tuple(disputed_by),
        certainty=Certainty(certainty),
        relative_to=RelativeTo("somebody", Than(than)) if than else None,
        contradicts=tuple(contradicts),
        status=Status(status),
        location=Location(f"sources/{source}/claims.yaml"),
    )


_FIELDS = {
    "basis": ("stated", "inferred", "published"),
    "voice": ("actor", "other"),
    "certainty": ("probable", "possible"),
    "status": ("draft", "retracted"),
    "than": ("less", "more"),
    "source": tuple(PUBLISHED),
}
_FIELD_OF = {word: name for name, words in _FIELDS.items() for word in words}


def parse_claim(text: str, claim_id: str = "c1", *, actor: str = "a", topic: str = "t") -> Claim:
    """A claim in a few words: stance and period, then what is not the default, in any order:
    ``"oppose 2010/.. s2015 probable"``."""
    stance, period, *others = text.split()
    fields = {_FIELD_OF[word]: word for word in others}
    return claim(
        claim_id,
        actor=actor,
        topic=topic,
        stance=stance,
        period=period,
        source=fields.get("source", "s2025"),
        basis=fields.get("basis", "stated"),
        voice=fields.get("voice", "author"),
        certainty=fields.get("certainty", "certain"),
        status=fields.get("status", "active"),
        than=fields.get("than", ""),
    )


def parse_claims(texts: Iterable[str], *, actor: str = "a", topic: str = "t") -> list[Claim]:
    """Claims of one actor on one topic; their ids name actor, topic and place."""
    return [
        parse_claim(text, f"{actor}-{topic}-{place}", actor=actor, topic=topic)
        for place, text in enumerate(texts, start=1)
    ]


def actor(actor_id: str, name: str = "", *aliases: str) -> Actor:
    return Actor(
        id=actor_id,
        name=name or actor_id.upper(),
        kind=ActorKind.STATE,
        aliases=aliases,
        location=Location("actors.yaml"),
    )


def topic(topic_id: str, label: str = "", *aliases: str, broader: str | None = None) -> Topic:
    return Topic(
        id=topic_id,
        label=label or topic_id.upper(),
        proposition=f"{topic_id} should be.",
        aliases=aliases,
        broader=broader,
        location=Location("topics.yaml"),
    )


def source(source_id: str, title: str = "", published: str = "2025-07-04") -> Source:
    return Source(
        id=source_id,
        title=title or f"About {source_id}",
        kind=SourceKind.BLOG,
        published=date.fromisoformat(published),
        language="en",
        rights="free",
        location=Location(f"sources/{source_id}/source.yaml"),
    )


def knowledge_base(
    claims: Iterable[Claim] = (),
    *,
    actors: Iterable[Actor] = (),
    topics: Iterable[Topic] = (),
    published: Mapping[str, str] | None = None,
    broader: Mapping[str, str] | None = None,
    left_out: Sequence[LeftOut] = (),
) -> KnowledgeBase:
    """A knowledge base of the claims, and of whatever they and the other parameters name.

    ``published`` gives sources beside :data:`PUBLISHED`, of which only those are in that a
    claim is from; ``broader`` says which topic is below which.
    """
    claims, broader, published = list(claims), broader or {}, published or {}
    dates = {**PUBLISHED, **published}
    known_actors = {a.id: a for a in actors}
    known_topics = {t.id: t for t in topics}
    for name in [c.actor for c in claims]:
        known_actors.setdefault(name, actor(name))
    for name in [*broader.values(), *broader, *(c.topic for c in claims)]:
        known_topics.setdefault(name, topic(name, broader=broader.get(name)))
    names = sorted({c.source for c in claims} | set(published))
    return KnowledgeBase(
        Path(),
        actors=known_actors,
        topics=known_topics,
        sources={name: source(name, published=dates[name]) for name in names},
        claims={c.id: c for c in claims},
        left_out=tuple(left_out),
    )

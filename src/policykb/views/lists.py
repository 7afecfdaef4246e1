"""Lists of actors, topics and sources, with counts."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from policykb.model.knowledge_base import KnowledgeBase
from policykb.model.records import Actor, Topic
from policykb.views import payloads
from policykb.views.cells import Cell, CitedSource, Column, Group, TableRow, cell
from policykb.views.view import Json, View
from policykb.views.wording import claims as words
from policykb.views.wording.dates import date_in_words
from policykb.views.wording.positions import cited_source

# The fields of lines, each with its column if a table has room for it.
_ACTOR_FIELDS = {
    "id": Column("Actor", 4),
    "name": Column("Name", 4),
    "kind": Column("Kind", 3),
    "aliases": Column("Aliases", 6),
    "part_of": Column("Part of", 2),
    "claims": Column("Claims", 2, right=True),
    "topics": Column("Topics", 2, right=True),
}
_TOPIC_FIELDS = {
    "id": Column("Topic", 4),
    "label": None,
    "proposition": Column("Proposition", 8),
    "broader": Column("Broader", 2),
    "claims": Column("Claims", 2, right=True),
    "actors": Column("Actors", 2, right=True),
    "kind": None,
}
_SOURCE_FIELDS = {
    "id": Column("Source", 4),
    "title": Column("Title", 8),
    "kind": Column("Kind", 2),
    "published": Column("Published", 3),
    "author": Column("Author", 2),
    "claims": Column("Claims", 2, right=True),
    "skipped": Column("Skipped", 2, right=True),
}


def actors_view(kb: KnowledgeBase, actors: Sequence[Actor] | None = None) -> View:
    """Return the actors with the numbers of their claims and topics."""
    claims = Counter(claim.actor for claim in kb.claims.values())
    topics = Counter(actor for actor, _ in kb.by_actor_and_topic)
    items = [
        payloads.record(one) | {"claims": claims[one.id], "topics": topics[one.id]}
        for one in (kb.actors.values() if actors is None else actors)
    ]
    return _view(kb, "actor", _ACTOR_FIELDS, items)


def topics_view(kb: KnowledgeBase, topics: Sequence[Topic] | None = None) -> View:
    """Return the topics with their propositions and the numbers of claims and actors."""
    claims = Counter(claim.topic for claim in kb.claims.values())
    actors = Counter(topic for _, topic in kb.by_actor_and_topic)
    items = [
        payloads.record(one) | {"claims": claims[one.id], "actors": actors[one.id]}
        for one in (kb.topics.values() if topics is None else topics)
    ]
    return _view(kb, "topic", _TOPIC_FIELDS, items)


def sources_view(kb: KnowledgeBase) -> View:
    """Return the sources with the numbers of their claims and skipped sentences."""
    claims = Counter(claim.source for claim in kb.claims.values())
    skipped = Counter(one.source for one in kb.skipped)
    items = [
        payloads.record(one) | {"claims": claims[one.id], "skipped": skipped[one.id]}
        for one in kb.sources.values()
    ]
    cites = [(cited_source(kb, source),) for source in kb.sources]
    return _view(kb, "source", _SOURCE_FIELDS, items, cites)


def _view(
    kb: KnowledgeBase,
    kind: str,
    fields: Mapping[str, Column | None],
    items: Sequence[Mapping[str, Json]],
    cites: Sequence[tuple[CitedSource, ...]] = (),
) -> View:
    # A column that is empty all the way down says nothing on a screen.
    columns = {
        name: column
        for name, column in fields.items()
        if column and any(item[name] not in (None, []) for item in items)
    }
    rows = (
        TableRow(tuple(_cell(name, item[name]) for name in columns), cites=cited)
        for item, cited in zip(items, cites or [()] * len(items), strict=True)
    )
    return View(
        title="",
        columns=tuple(columns.values()),
        make_groups=lambda: (Group("", tuple(rows)),),
        fields=tuple(fields),
        make_flat=lambda: payloads.flatten(items, payloads.fields(*fields), "; "),
        make_payload=lambda: payloads.envelope(kb, **{f"{kind}s": items}),
        items=f"{kind}s",
        notes=(words.muted(words.quantity(len(items), kind)),),
        cites=bool(cites),
    )


def _cell(name: str, value: Json) -> Cell:
    if name == "published" and isinstance(value, str):
        value = date_in_words(date.fromisoformat(value))
    return cell(", ".join(map(str, value)) if isinstance(value, list) else value)

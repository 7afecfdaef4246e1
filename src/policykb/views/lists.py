"""Lists of actors, topics and sources, with counts."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeVar

from policykb.model.knowledge_base import KnowledgeBase
from policykb.model.records import Actor, Record, Source, Topic
from policykb.views import payloads
from policykb.views.cells import Cell, Column, Group, TableRow, cell
from policykb.views.view import Scalar, View
from policykb.views.wording import claims as words

_R = TypeVar("_R", bound=Record)


class _Field(NamedTuple):
    """A field of a list: its name in lines, its column if a table has room for it, and its value.

    ``value`` gives a scalar, or a tuple of words that a table shows as a list.
    """

    name: str
    column: Column | None
    value: Callable[..., Scalar | tuple[str, ...]]


def actors_view(kb: KnowledgeBase, actors: Sequence[Actor] | None = None) -> View:
    """The actors with the numbers of their claims and topics."""
    claims = Counter(claim.actor for claim in kb.claims.values())
    topics = Counter(actor for actor, _ in kb.by_actor_and_topic)
    fields = (
        _Field("id", Column("Actor", 4), lambda a: a.id),
        _Field("name", Column("Name", 4), lambda a: a.name),
        _Field("kind", Column("Kind", 3), lambda a: a.kind.value),
        _Field("aliases", Column("Aliases", 6), lambda a: a.aliases),
        _Field("part_of", Column("Part of", 2), lambda a: a.part_of),
        _Field("claims", Column("Claims", 2, right=True), lambda a: claims[a.id]),
        _Field("topics", Column("Topics", 2, right=True), lambda a: topics[a.id]),
    )
    return _view(kb, "actor", fields, list(kb.actors.values()) if actors is None else actors)


def topics_view(kb: KnowledgeBase, topics: Sequence[Topic] | None = None) -> View:
    """The topics with their propositions and the numbers of claims and actors."""
    claims = Counter(claim.topic for claim in kb.claims.values())
    actors = Counter(topic for _, topic in kb.by_actor_and_topic)
    fields = (
        _Field("id", Column("Topic", 4), lambda t: t.id),
        _Field("label", None, lambda t: t.label),
        _Field("proposition", Column("Proposition", 8), lambda t: t.proposition),
        _Field("broader", Column("Broader", 2), lambda t: t.broader),
        _Field("claims", Column("Claims", 2, right=True), lambda t: claims[t.id]),
        _Field("actors", Column("Actors", 2, right=True), lambda t: actors[t.id]),
    )
    return _view(kb, "topic", fields, list(kb.topics.values()) if topics is None else topics)


def sources_view(kb: KnowledgeBase) -> View:
    """The sources with the numbers of their claims and skipped sentences."""
    claims = Counter(claim.source for claim in kb.claims.values())
    skipped = Counter(one.source for one in kb.skipped)
    fields = (
        _Field("id", Column("Source", 4), lambda s: s.id),
        _Field("title", Column("Title", 8), lambda s: s.title),
        _Field("kind", Column("Kind", 2), lambda s: s.kind.value),
        _Field("published", Column("Published", 3), lambda s: s.published.isoformat()),
        _Field("author", Column("Author", 2), lambda s: s.author),
        _Field("claims", Column("Claims", 2, right=True), lambda s: claims[s.id]),
        _Field("skipped", Column("Skipped", 2, right=True), lambda s: skipped[s.id]),
    )
    sources: Sequence[Source] = list(kb.sources.values())
    return _view(kb, "source", fields, sources)


def _view(kb: KnowledgeBase, kind: str, fields: Sequence[_Field], found: Sequence[_R]) -> View:
    count = f"{len(found)} {kind}{'' if len(found) == 1 else 's'}"
    values = [tuple(field.value(one) for field in fields) for one in found]
    counted = [field.name for field in fields if field.column and field.column.right]
    payload = [
        payloads.record(one)
        | {name: row[i] for i, name in enumerate(f.name for f in fields) if name in counted}
        for one, row in zip(found, values, strict=True)
    ]
    # A column that is empty all the way down says nothing on a screen.
    columns = {
        i: field.column
        for i, field in enumerate(fields)
        if field.column and any(row[i] not in (None, ()) for row in values)
    }
    return View(
        title="",
        columns=tuple(columns.values()),
        groups=(
            Group("", tuple(TableRow(tuple(_cell(row[i]) for i in columns)) for row in values)),
        ),
        fields=tuple(field.name for field in fields),
        flat=tuple(tuple(_flat(value) for value in row) for row in values),
        payload=payloads.envelope(kb, **{f"{kind}s": payload}),
        items=f"{kind}s",
        notes=(words.muted(count),),
    )


def _cell(value: Scalar | tuple[str, ...]) -> Cell:
    return cell(", ".join(value) if isinstance(value, tuple) else value)


def _flat(value: Scalar | tuple[str, ...]) -> Scalar:
    return "; ".join(value) if isinstance(value, tuple) else value

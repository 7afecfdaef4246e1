"""Lists of actors, topics and sources, with counts."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from policykb.analysis.counted import count
from policykb.analysis.positions import PositionStatus
from policykb.model.knowledge_base import KnowledgeBase
from policykb.model.records import Actor, Source, Stance, Topic, TopicKind
from policykb.text.normalize import collapse_spaces
from policykb.views import payloads
from policykb.views.cells import Cell, Column, Group, Segment, Style, TableRow, cell, line
from policykb.views.payloads import Json
from policykb.views.view import View
from policykb.views.wording import claims as words
from policykb.views.wording import stances
from policykb.views.wording.citations import cited_source
from policykb.views.wording.dates import date_in_words, day_in_words
from policykb.views.wording.sources import sources_in_words

_FIELDS = {
    "actors": ("id", "name", "kind", "aliases", "part_of", "claims", "topics"),
    "topics": ("id", "label", "proposition", "broader", "claims", "actors", "kind"),
    "sources": ("id", "title", "kind", "published", "author", "claims", "skipped"),
}
_CLAIMS = Column("Claims", 2, right=True)
_STATUSES = "relative: only an order is known; past: no longer held"


def actors_view(
    kb: KnowledgeBase, actors: Sequence[Actor] | None = None, *, everyone: bool = False
) -> View:
    """Return the actors with the numbers of their claims and topics. The table leaves out actors
    without claims unless ``everyone`` is asked for.
    """
    claims = Counter(claim.actor for claim in kb.claims.values())
    topics = Counter(actor for actor, _ in kb.by_actor_and_topic)
    found = list(kb.actors.values()) if actors is None else actors
    silent = [] if everyone else [one.name for one in found if not claims[one.id]]
    heads = words.quantity(len(found), "actor")

    def rows() -> Iterable[TableRow]:
        for one in found:
            if everyone or claims[one.id]:
                aliases = "; ".join(map(collapse_spaces, one.aliases))
                yield TableRow(
                    (
                        _named(one.name, one.id),
                        cell(one.kind),
                        cell(aliases, Style.MUTED),
                        cell(claims[one.id]),
                        cell(topics[one.id]),
                    )
                )

    hidden = f"Without claims: {words.listed(silent)}; --all lists them, too." if silent else ""
    view = _view(
        kb,
        "actors",
        [
            payloads.record(one) | {"claims": claims[one.id], "topics": topics[one.id]}
            for one in found
        ],
        (
            Column("Actor", 6),
            Column("Kind", 2),
            Column("Also found as", 6),
            _CLAIMS,
            Column("Topics", 2, right=True),
        ),
        rows,
        title=f"{heads}, {len(found) - len(silent)} with claims" if silent else heads,
    )
    return replace(view, legend=(words.muted(hidden),) if hidden else ())


def topics_view(
    kb: KnowledgeBase, topics: Sequence[Topic] | None = None, *, long: bool = False
) -> View:
    """Return the topics with their propositions, the numbers of claims and actors and, in the
    table, how many actors take which stance when the record ends. The table has the propositions
    only if it is ``long``.
    """
    claims = Counter(claim.topic for claim in kb.claims.values())
    actors = Counter(topic for _, topic in kb.by_actor_and_topic)
    found = list(kb.topics.values()) if topics is None else topics
    facts = sum(one.kind is TopicKind.FACT for one in found)
    kinds = f": {len(found) - facts} on policy, {facts} on facts" if facts else ""
    ends = f" on {day_in_words(max(kb.published.values()))}" if kb.published else ""

    def rows() -> Iterable[TableRow]:
        positions = _positions(kb)
        for one in found:
            broader = (words.muted(f"part of {one.broader}"),) if one.broader and long else ()
            yield TableRow(
                (
                    (*_named(stances.heading(one), one.id), *broader),
                    *((cell(collapse_spaces(one.proposition)),) if long else ()),
                    cell(positions.get(one.id)),
                    cell(claims[one.id]),
                )
            )

    proposition = (Column("Proposition", 8),) if long else ()
    view = _view(
        kb,
        "topics",
        [
            payloads.record(one) | {"claims": claims[one.id], "actors": actors[one.id]}
            for one in found
        ],
        (Column("Topic", 6 if long else 11), *proposition, Column("Who", 6), _CLAIMS),
        rows,
        title=f"{words.quantity(len(found), 'topic')}{ends}{kinds}",
    )
    more = "" if long else "--long says what each topic proposes."
    return replace(
        view,
        legend=(words.muted(f"{_STATUSES}. {more}".rstrip()),) if found else (),
        make_propositions=lambda: stances.propositions(found),
    )


def sources_view(kb: KnowledgeBase) -> View:
    """Return the sources with the numbers of their claims and skipped sentences."""
    claims = Counter(claim.source for claim in kb.claims.values())
    skipped = Counter(one.source for one in kb.skipped)
    found = list(kb.sources.values())

    def rows() -> Iterable[TableRow]:
        for one in found:
            yield TableRow(
                (
                    (*_named(collapse_spaces(one.title), one.id), *_origin(kb, one)),
                    cell(one.kind),
                    cell(date_in_words(one.published)),
                    cell(claims[one.id]),
                    cell(skipped[one.id]),
                ),
                cites=(cited_source(kb, one.id),),
            )

    view = _view(
        kb,
        "sources",
        [
            payloads.record(one) | {"claims": claims[one.id], "skipped": skipped[one.id]}
            for one in found
        ],
        (
            Column("Source", 9),
            Column("Kind", 2),
            Column("Published", 3),
            _CLAIMS,
            Column("Skipped", 2, right=True),
        ),
        rows,
        title=words.quantity(len(found), "source"),
    )
    return replace(view, sources="", cites=True)


def _view(
    kb: KnowledgeBase,
    kind: str,
    items: Sequence[Mapping[str, Json]],
    columns: tuple[Column, ...],
    rows: Callable[[], Iterable[TableRow]],
    *,
    title: str,
) -> View:
    return View(
        title=title,
        columns=columns,
        make_groups=lambda: (Group("", tuple(rows())),),
        make_payload=lambda: payloads.envelope(kb, **{kind: items}),
        items=kind,
        fields=payloads.fields(*_FIELDS[kind]),
        to_scalar=lambda value: payloads.scalar(value, "; "),
        sources=sources_in_words(kb, kb.sources),
        headline=True,
    )


def _named(name: str, identity: str) -> Cell:
    return (line(Segment(name, Style.STRONG), Segment(f"  {identity}", Style.MUTED)),)


def _origin(kb: KnowledgeBase, source: Source) -> Cell:
    """Return the author, publisher and address of a source, as far as they are known."""
    author = kb.actors[source.author].name if source.author else None
    known = [text for text in (author, source.publisher) if text]
    return tuple(words.muted(text) for text in (", ".join(known), source.url) if text)


def _positions(kb: KnowledgeBase) -> Mapping[str, str]:
    """Return who holds which position on each topic when the record ends, in words: the name of
    one actor, the number of several.
    """
    if not kb.published:
        return {}
    counted = count(kb)
    found: dict[str, dict[Stance | PositionStatus, list[str]]] = {}
    for actor, topic in counted.claims:
        position = counted.position(actor, topic, counted.record_ends)
        of = found.setdefault(topic, {})
        of.setdefault(position.stance or position.status, []).append(actor)
    return {
        topic: "; ".join(
            _who(kb, kb.topics[topic], held, of[held]) for held in _ORDER if held in of
        )
        for topic, of in found.items()
    }


_ORDER = (*Stance, *(status for status in PositionStatus if status is not PositionStatus.SILENT))


def _who(
    kb: KnowledgeBase, topic: Topic, held: Stance | PositionStatus, actors: Sequence[str]
) -> str:
    actor = kb.actors[actors[0]] if len(actors) == 1 else None
    who = actor.name if actor else str(len(actors))
    if isinstance(held, PositionStatus):
        return f"{who} {held}" if actor is None else f"{who}: {held}"
    return f"{who} {stances.verb(held, topic, actor) if actor else stances.plural(held, topic)}"

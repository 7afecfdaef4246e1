"""Lists of actors, topics and sources, with counts."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import TypeVar

from policykb.analysis.cells import Question
from policykb.analysis.counted_cells import cells_of, count_cells
from policykb.analysis.positions import PositionStatus
from policykb.analysis.query import Query
from policykb.model.knowledge_base import KnowledgeBase
from policykb.model.records import Actor, Source, Stance, Topic, TopicKind
from policykb.text.normalize import collapse_spaces
from policykb.views import payloads
from policykb.views.columns import Columns
from policykb.views.table import Column, Group, Segment, Style, TableCell, TableRow, cell, line
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
_STATUSES = "relative: only an order is known; past: no longer held"
_Record = Actor | Topic | Source
_R = TypeVar("_R", Actor, Topic, Source)


def actors_view(kb: KnowledgeBase, *, everyone: bool = False) -> View:
    """Return the actors with the numbers of their claims and topics. The table leaves out actors
    without claims unless ``everyone`` is asked for.
    """
    claims = Counter(kb.claim_counts("actor"))
    topics = Counter(actor for actor, _ in kb.by_actor_and_topic)
    found = list(kb.actors.values())
    shown = [one for one in found if everyone or claims[one.id]]
    silent = [one.name for one in found if not (everyone or claims[one.id])]
    heads = words.quantity(len(found), "actor")
    hidden = f"Without claims: {words.listed(silent)}; --all lists them, too." if silent else ""
    columns = Columns[Actor](
        (Column("Actor", 6), lambda one: _named(one.name, one.id)),
        (Column("Kind", 2), lambda one: one.kind),
        (
            Column("Also found as", 6),
            lambda one: cell("; ".join(map(collapse_spaces, one.aliases)), Style.MUTED),
        ),
        _number("Claims", claims),
        _number("Topics", topics),
    )
    view = _view(kb, "actors", found, {"claims": claims, "topics": topics}, columns)
    return replace(
        view,
        title=f"{heads}, {len(shown)} with claims" if silent else heads,
        make_groups=lambda: (columns.group(shown),),
        legend=(words.muted(hidden),) if hidden else (),
    )


def topics_view(kb: KnowledgeBase, *, long: bool = False) -> View:
    """Return the topics with their propositions, the numbers of claims and actors and, in the
    table, how many actors take which stance when the record ends. The table has the propositions
    only if it is ``long``.
    """
    claims = Counter(kb.claim_counts("topic"))
    actors = Counter(topic for _, topic in kb.by_actor_and_topic)
    found = list(kb.topics.values())
    facts = sum(one.kind is TopicKind.FACT for one in found)
    kinds = f": {len(found) - facts} on policy, {facts} on facts" if facts else ""
    ends = f" on {day_in_words(max(kb.published.values()))}" if kb.published else ""
    positions = cache(lambda: _positions(kb))

    def topic(one: Topic) -> TableCell:
        broader = (words.muted(f"part of {one.broader}"),) if one.broader and long else ()
        return (*_named(stances.heading(one), one.id), *broader)

    columns = Columns[Topic](
        (Column("Topic", 6 if long else 11), topic),
        *([(Column("Proposition", 8), _proposition)] if long else []),
        (Column("Who", 6), lambda one: positions().get(one.id)),
        _number("Claims", claims),
    )
    more = "" if long else "--long says what each topic proposes."
    return replace(
        _view(kb, "topics", found, {"claims": claims, "actors": actors}, columns),
        title=f"{words.quantity(len(found), 'topic')}{ends}{kinds}",
        legend=(words.muted(f"{_STATUSES}. {more}".rstrip()),) if found else (),
        make_propositions=lambda: stances.propositions(found),
    )


def _proposition(topic: Topic) -> str:
    return collapse_spaces(topic.proposition)


def sources_view(kb: KnowledgeBase) -> View:
    """Return the sources with the numbers of their claims and skipped sentences."""
    claims = Counter(kb.claim_counts("source"))
    skipped = Counter(one.source for one in kb.skipped)
    found = list(kb.sources.values())
    columns = Columns[Source](
        (
            Column("Source", 9),
            lambda one: (*_named(collapse_spaces(one.title), one.id), *_origin(kb, one)),
        ),
        (Column("Kind", 2), lambda one: one.kind),
        (Column("Published", 3), lambda one: date_in_words(one.published)),
        _number("Claims", claims),
        _number("Skipped", skipped),
    )
    return replace(
        _view(kb, "sources", found, {"claims": claims, "skipped": skipped}, columns),
        make_groups=lambda: (
            Group(
                "",
                tuple(
                    TableRow(columns.cells(one), cites=(cited_source(kb, one.id),)) for one in found
                ),
            ),
        ),
        sources="",
        cites=True,
    )


def _view(
    kb: KnowledgeBase,
    kind: str,
    found: Sequence[_R],
    counts: Mapping[str, Counter[str]],
    columns: Columns[_R],
) -> View:
    """Return records as a view; ``counts`` holds numbers by their name and the id of a record."""
    return View(
        title=words.quantity(len(found), kind.removesuffix("s")),
        columns=columns.heads,
        make_groups=lambda: (columns.group(found),),
        make_payload=lambda: payloads.envelope(
            kb,
            **{
                kind: [
                    payloads.record(one) | {name: of[one.id] for name, of in counts.items()}
                    for one in found
                ]
            },
        ),
        items=kind,
        fields=payloads.fields(*_FIELDS[kind]),
        to_scalar=lambda value: payloads.scalar(value, "; "),
        sources=sources_in_words(kb, kb.sources),
        headline=True,
    )


def _number(label: str, of: Counter[str]) -> tuple[Column, Callable[[_Record], int]]:
    """Return a column of numbers, by the id of a record."""
    return Column(label, 2, right=True), lambda one: of[one.id]


def _named(name: str, identity: str) -> TableCell:
    return (line(Segment(name, Style.STRONG), Segment(f"  {identity}", Style.MUTED)),)


def _origin(kb: KnowledgeBase, source: Source) -> TableCell:
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
    counted = count_cells(kb, Query())
    found: dict[str, dict[Stance | PositionStatus, list[str]]] = {}
    for one in cells_of(counted, Question((counted.record_ends,))):
        (position,) = one.cell.positions
        held = position.stance or position.status
        for actor, topic in zip(one.actors, one.topics, strict=True) if one.cell.claims else ():
            found.setdefault(topic, {}).setdefault(held, []).append(actor)
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

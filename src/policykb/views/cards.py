"""Records as cards for people: a heading, and a row for each thing to know."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from policykb.analysis.query import Query
from policykb.model.knowledge_base import KnowledgeBase
from policykb.model.records import (
    Actor,
    Certainty,
    Claim,
    PeriodBasis,
    Source,
    Status,
    Topic,
    TopicKind,
    Voice,
)
from policykb.text.normalize import collapse_spaces
from policykb.views import payloads
from policykb.views.table import Line, Segment, Style, TableCell, cell, line
from policykb.views.wording import claims as words
from policykb.views.wording import stances
from policykb.views.wording.citations import Texts, context
from policykb.views.wording.commands import command
from policykb.views.wording.dates import date_in_words
from policykb.views.wording.sources import sources_in_words

Shown = Actor | Topic | Source | Claim

_BASES = {
    PeriodBasis.STATED: "the text",
    PeriodBasis.INFERRED: "the coder, from the text",
    PeriodBasis.PUBLISHED: "nothing but the publication of the source",
}
_TOPIC_KINDS = {
    TopicKind.POLICY: "policy: supported or opposed",
    TopicKind.FACT: "fact: affirmed or denied",
}
_VOICES = {
    Voice.AUTHOR: "the author of the source",
    Voice.ACTOR: "the actor, as the source reports",
}
_FEW = 40
"""More claims than this are counted, not listed."""

_Rows = dict[str, tuple[str, TableCell]]
"""Rows by the field that they tell: a label, and what there is to know; nothing if it is empty."""

_HEADING: dict[type[Shown], tuple[str, ...]] = {
    Claim: ("actor", "stance", "score", "period", "relative_to"),
    Topic: ("label",),
    Actor: ("name",),
    Source: ("title",),
}
"""The fields that the heading of a card tells."""


def card_heading(kb: KnowledgeBase, record: Shown) -> str:
    """Return the heading of a card: a claim as a sentence, anything else by its name."""
    match record:
        case Claim():
            return "".join(piece.text for piece in words.claim_sentence(kb, record))
        case Topic():
            return stances.heading(record)
        case Actor():
            return stances.capitalized(collapse_spaces(record.name))
        case Source():
            return collapse_spaces(record.title)


def card(
    kb: KnowledgeBase, record: Shown, claims: Sequence[Claim], texts: Texts
) -> Iterator[tuple[str, TableCell]]:
    """Yield the rows of a card, each with its label. ``claims`` are those of an actor, topic or
    source; ``texts`` holds the texts of sources, by id. A field without words of its own stands
    under its name.
    """
    match record:
        case Claim():
            rows = _claim(kb, record, texts)
        case Topic():
            rows = _topic(kb, record, claims)
        case Actor():
            rows = _actor(kb, record, claims)
        case Source():
            rows = _source(kb, record, claims)
    told = {"id", "location", *_HEADING[type(record)], *rows}
    others = {
        name: (name.replace("_", " "), cell(payloads.scalar(value, ", ")))
        for name, value in payloads.record(record).items()
        if name not in told and value not in (None, [], "")
    }
    place = line(record.id, Segment(f"  {record.location}", Style.MUTED))
    for label, told_ in (*rows.values(), *others.values(), ("id", (place,))):
        if told_:
            yield label, told_


def _claim(kb: KnowledgeBase, claim: Claim, texts: Texts) -> _Rows:
    proposition = collapse_spaces(kb.topics[claim.topic].proposition)
    demands = [kb.topics[topic].label for topic in claim.conditions]
    voice = _VOICES.get(claim.voice) or words.names(kb, claim.said_by)
    contradicted = [kb.claims[other] for other in claim.contradicts if other in kb.claims]
    explain = command(Query(), "explain", claim.actor, claim.topic)
    return {
        "topic": ("proposition", cell(proposition)),
        "summary": ("summary", cell(collapse_spaces(claim.summary))),
        "quote": ("sentence", _in_context(claim, texts)),
        "source": ("source", cell(sources_in_words(kb, [claim.source]).partition(": ")[2])),
        "voice": ("said by", cell(voice)),
        "said_by": ("", ()),
        "disputed_by": ("disputed by", _named(kb, claim.disputed_by)),
        "conditions": ("demands first", cell(words.listed(demands)) if demands else ()),
        "target": ("towards", _named(kb, [claim.target] if claim.target else ())),
        "period_basis": ("dated by", cell(_BASES[claim.period_basis])),
        "kind": ("kind", cell(claim.kind)),
        "certainty": ("certainty", _unless(claim.certainty, Certainty.CERTAIN)),
        "contradicts": ("contradicts", _each(kb, contradicted, words.who_holds_what)),
        "status": ("status", _unless(claim.status, Status.ACTIVE)),
        "explain": ("why it counts", (words.muted(explain),)),
    }


def _unless(value: str, usual: str) -> TableCell:
    return cell(value) if value != usual else ()


def _in_context(claim: Claim, texts: Texts) -> TableCell:
    """Return the sentence of a claim between its neighbours, and its place; the sentence alone if
    the text does not hold it.
    """
    found = context(claim, texts)
    if found is None:
        return cell(words.quoted(claim.quote), Style.STRONG)
    return (
        *((words.muted(found.before),) if found.before else ()),
        line(Segment(words.quoted(found.sentence), Style.STRONG)),
        *((words.muted(found.after),) if found.after else ()),
        words.muted(f"{found.place.path}:{found.place.line}"),
    )


def _topic(kb: KnowledgeBase, topic: Topic, claims: Sequence[Claim]) -> _Rows:
    broader = cell(kb.topics[topic.broader].label) if topic.broader else ()
    narrower = [kb.topics[one].label for one in kb.narrower.get(topic.id, ())]
    actors = words.quantity(len({claim.actor for claim in claims}), "actor")
    return {
        "proposition": ("proposition", cell(collapse_spaces(topic.proposition))),
        "kind": ("kind", cell(_TOPIC_KINDS[topic.kind])),
        "aliases": ("also found as", _aliases(topic.aliases)),
        "broader": ("part of", broader),
        "narrower": ("takes in", cell(words.listed(narrower)) if narrower else ()),
        "claims": _claims(kb, claims, f"of {actors}", _who, Query(topics=(topic.id,))),
        "sources": _sources(kb, claims),
    }


def _actor(kb: KnowledgeBase, actor: Actor, claims: Sequence[Claim]) -> _Rows:
    topics = words.quantity(len({claim.topic for claim in claims}), "topic")
    return {
        "kind": ("kind", cell(actor.kind)),
        "aliases": ("also found as", _aliases(actor.aliases)),
        "part_of": ("part of", _named(kb, [actor.part_of] if actor.part_of else ())),
        "claims": _claims(kb, claims, f"on {topics}", _what, Query(actors=(actor.id,))),
        "sources": _sources(kb, claims),
    }


def _source(kb: KnowledgeBase, source: Source, claims: Sequence[Claim]) -> _Rows:
    actors = Counter(kb.actors[claim.actor].name for claim in claims).most_common()
    topics = words.quantity(len({claim.topic for claim in claims}), "topic")
    of = ", ".join(f"{name} {number}" for name, number in actors)
    kind = f"{source.kind}, {date_in_words(source.published)}"
    accessed = cell(date_in_words(source.accessed)) if source.accessed else ()
    told = f"{words.quantity(len(claims), 'claim')} on {topics}: {of}"
    return {
        "kind": ("kind", cell(kind)),
        "published": ("", ()),
        "author": ("author", _named(kb, [source.author] if source.author else ())),
        "publisher": ("publisher", cell(source.publisher) if source.publisher else ()),
        "url": ("url", cell(source.url) if source.url else ()),
        "accessed": ("accessed", accessed),
        "claims": ("on record", _told(told, Query(sources=(source.id,))) if claims else ()),
    }


def _who(kb: KnowledgeBase, claim: Claim) -> Line:
    """Return a claim where its topic is known: sign, actor, verb and period."""
    held = words.claim_stance(kb, claim)
    sign, _, verb = held.text.partition(" ")
    name = Segment(stances.capitalized(kb.actors[claim.actor].name), Style.STRONG)
    when = f", {words.when(claim, brief=True)}"
    return line(Segment(f"{sign} ", held.style), name, Segment(f" {verb}", held.style), when)


def _what(kb: KnowledgeBase, claim: Claim) -> Line:
    """Return a claim where its actor is known: sign, verb, topic and period."""
    return line(*words.claim_phrase(kb, claim), f", {words.when(claim, brief=True)}")


def _claims(
    kb: KnowledgeBase,
    claims: Sequence[Claim],
    about: str,
    told_as: Callable[[KnowledgeBase, Claim], Line],
    query: Query,
) -> tuple[str, TableCell]:
    """Return the row of the claims of a record: their number, and each, if they are few."""
    told = f"{words.quantity(len(claims), 'claim')} {about}" if claims else "nothing"
    if len(claims) > _FEW:
        return "on record", _told(told, query)
    return "on record", (line(told), *_each(kb, claims, told_as), *words.as_of_legend(claims))


def _each(
    kb: KnowledgeBase, claims: Iterable[Claim], told_as: Callable[[KnowledgeBase, Claim], Line]
) -> TableCell:
    """Return a line for each claim; those that say the same stand on one."""
    ids: dict[Line, list[str]] = {}
    for claim in claims:
        ids.setdefault(told_as(kb, claim), []).append(claim.id)
    return tuple(
        (*told, Segment(f"  {', '.join(found)}", Style.MUTED)) for told, found in ids.items()
    )


def _sources(kb: KnowledgeBase, claims: Sequence[Claim]) -> tuple[str, TableCell]:
    return "from", cell(sources_in_words(kb, {claim.source for claim in claims})) if claims else ()


def _told(told: str, query: Query) -> TableCell:
    actors = [part for actor in query.actors for part in ("--actor", actor)]
    return (line(told), words.muted(command(query, "claims", *actors)))


def _aliases(aliases: Sequence[str]) -> TableCell:
    return cell("; ".join(map(collapse_spaces, aliases))) if aliases else ()


def _named(kb: KnowledgeBase, actors: Iterable[str]) -> TableCell:
    found = list(actors)
    return cell(words.names(kb, found)) if found else ()

"""Hover: an explanation, in Markdown, of the value or field under the cursor."""

import re
from collections.abc import Iterator
from enum import StrEnum

from policykb.analysis.counted import count_for
from policykb.diagnostics.catalogue import RULES
from policykb.loading.candidate import REFERENCE_FIELDS
from policykb.model.codebook import MEANINGS
from policykb.model.fields import FileField
from policykb.model.knowledge_base import KnowledgeBase, Prefilter
from policykb.model.records import RECORD_TYPES, Actor, Claim, Source, Topic
from policykb.servers.lsp.completion import field_at
from policykb.servers.lsp.session import Session
from policykb.servers.lsp.targets import Target, target_at
from policykb.text.normalize import collapse_spaces
from policykb.views.wording import stances
from policykb.views.wording.citations import context
from policykb.views.wording.claims import claim_sentence, position_words, quantity
from policykb.views.wording.dates import date_in_words, day_in_words

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~&!])")
_CODE = re.compile(r"PKB\d{3}")


def hover(session: Session, path: str, line: int, column: int) -> tuple[str, Target | None] | None:
    """Return an explanation in Markdown, and what it explains; None if there is none.

    ``line`` and ``column`` count from 1.
    """
    document = session.document(path)
    row = document.text.split("\n")[line - 1] if line <= document.text.count("\n") + 1 else ""
    for match in _CODE.finditer(row):
        if match.start() < column <= match.end() + 1:
            return _rule(match.group()), None
    target = target_at(document, line, column)
    if target is None or target.kind not in RECORD_TYPES:
        return None
    text = "\n\n".join(_paragraphs(session, path, target))
    return (text, target) if text else None


def plain(text: str) -> str:
    """Return data as Markdown that shows it as it is, on one line."""
    return _SPECIAL.sub(r"\\\1", collapse_spaces(text))


def _rule(code: str) -> str:
    rule = next((one for one in RULES if one.code == code), None)
    if rule is None:
        return f"There is no rule {code}."
    return "\n\n".join(
        (f"**{rule.code} {rule.name}** ({rule.severity})", rule.summary, rule.why, rule.remedy)
    )


def _paragraphs(session: Session, path: str, target: Target) -> Iterator[str]:
    field = field_at(target.kind, target.keys)
    if target.is_key:
        yield from _field(field)
        return
    kb = session.kb
    claim = _claim(session, path, target)
    kinds = {one.route: one.kind for one in REFERENCE_FIELDS[target.kind]}
    if target.keys in kinds and target.value:
        yield from record_card(kb, kinds[target.keys], target.value)
    elif target.keys == ("id",):
        yield from record_card(kb, target.kind, target.value)
    elif target.keys == ("quote",) and claim is not None:
        yield from _context(session, claim)
    elif field is not None and isinstance(field.type, type) and issubclass(field.type, StrEnum):
        meanings = MEANINGS.get(field.type, {})
        yield from (
            f"**{word}**: {text}" for word, text in meanings.items() if word == target.value
        )
    if target.keys in {("stance",), ("period",)} and claim is not None:
        yield from _position(kb, claim)


def _field(field: FileField | None) -> Iterator[str]:
    if field is None:
        return
    yield f"**{field.name}** ({'required' if field.is_required else 'optional'})"
    yield field.description
    if isinstance(field.type, type) and issubclass(field.type, StrEnum):
        meanings = MEANINGS.get(field.type, {})
        yield "\n".join(
            f"- `{word}`{f': {meanings[word]}' if word in meanings else ''}" for word in field.type
        )


def _claim(session: Session, path: str, target: Target) -> Claim | None:
    """Return the claim that a target is in, if it is valid."""
    record = session.document(path).value(target.record)
    found = record.get("id") if isinstance(record, dict) and target.kind == "claim" else None
    return session.kb.claims.get(found) if isinstance(found, str) else None


def record_card(kb: KnowledgeBase, kind: str, record_id: str) -> Iterator[str]:
    """Yield paragraphs that describe a record; none if there is no valid one of this id."""
    match kind:
        case "actor" if record := kb.actors.get(record_id):
            yield from _actor(kb, record)
        case "topic" if topic := kb.topics.get(record_id):
            yield from _topic(kb, topic)
        case "claim" if claim := kb.claims.get(record_id):
            yield plain("".join(one.text for one in claim_sentence(kb, claim)))
            yield plain(claim.summary)
            yield f"> {plain(claim.quote)}"
            yield f"{plain(kb.sources[claim.source].title)}, line {claim.location.line}"
        case "source" if source := kb.sources.get(record_id):
            yield from _source(kb, source)


def _actor(kb: KnowledgeBase, actor: Actor) -> Iterator[str]:
    yield f"**{plain(actor.name)}** ({actor.kind})"
    if actor.note:
        yield plain(actor.note)
    claims = list(kb.prefilter(Prefilter(actors=frozenset({actor.id}))))
    topics = len({claim.topic for claim in claims})
    yield f"{quantity(len(claims), 'claim')} on {quantity(topics, 'topic')}"


def _topic(kb: KnowledgeBase, topic: Topic) -> Iterator[str]:
    yield f"**{plain(stances.heading(topic))}** ({topic.kind})"
    yield plain(topic.proposition)
    if topic.note:
        yield plain(topic.note)
    claims = list(kb.prefilter(Prefilter(topics=frozenset({topic.id}))))
    actors = len({claim.actor for claim in claims})
    yield f"{quantity(len(claims), 'claim')} by {quantity(actors, 'actor')}"


def _source(kb: KnowledgeBase, source: Source) -> Iterator[str]:
    yield f"**{plain(source.title)}**"
    yield f"{source.kind}, {date_in_words(source.published)}"
    yield quantity(len(kb.by_source.get(source.id, ())), "claim")


def _context(session: Session, claim: Claim) -> Iterator[str]:
    text = session.source_text(claim.source)
    found = context(claim, {claim.source: text} if text else {})
    if found is None:
        yield "The text of the source does not hold this quote."
        return
    yield " ".join(
        part
        for part in (plain(found.before), f"**{plain(found.sentence)}**", plain(found.after))
        if part
    )
    yield f"{found.place.path}:{found.place.line}"


def _position(kb: KnowledgeBase, claim: Claim) -> Iterator[str]:
    """Yield the position of the claim's actor on its topic, and the claims that it rests on."""
    actor = kb.actors[claim.actor]
    counted = count_for(kb, [actor])
    day = counted.record_ends
    found = counted.position(claim.actor, claim.topic, day)
    topic = plain(stances.heading(kb.topics[claim.topic]))
    yield f"{plain(actor.name)} on {day_in_words(day)}, {topic}: {plain(position_words(kb, found))}"
    if found.deciding:
        yield "\n".join(f"- {plain(one.id)}: {plain(one.summary)}" for one in found.deciding)

"""Completion: the fields of a record, their words, ids with names, and sentences to quote."""

from collections.abc import Iterator
from dataclasses import is_dataclass
from enum import StrEnum
from typing import NamedTuple

from policykb.analysis.coverage import Treatment
from policykb.model.codebook import MEANINGS, PERIODS
from policykb.model.fields import REFERRED_KINDS, FileField, TextType, file_fields
from policykb.model.records import RECORD_TYPES, RelativeTo
from policykb.servers.lsp.cursor import Cursor, cursor_at
from policykb.servers.lsp.session import Session
from policykb.text.normalize import collapse_spaces
from policykb.yaml.scalars import in_block

_PROPOSED = 50
"""The most sentences to propose."""


class CompletionKind(StrEnum):
    """The kind of a completion, which editors show as an icon."""

    FIELD = "field"
    WORD = "word"
    ID = "id"
    SENTENCE = "sentence"


class Completion(NamedTuple):
    """A text that may be inserted in place of what was typed.

    ``detail`` stands beside the label, ``explanation`` is shown on request. ``filter`` is what the
    typed text is compared with.
    """

    label: str
    text: str
    kind: CompletionKind
    detail: str = ""
    explanation: str = ""
    filter: str = ""


class Completions(NamedTuple):
    """Completions in order, and the column (from 0) of the line at which they begin."""

    found: tuple[Completion, ...]
    start: int


def complete(session: Session, path: str, line: int, column: int) -> Completions:
    """Return the completions for a line and column (both from 0, in characters) of an open file."""
    cursor = cursor_at(path, session.document(path).text, line, column)
    if cursor is None or (cursor.kind not in RECORD_TYPES and cursor.kind):
        return Completions((), column)
    return Completions(tuple(_completions(session, path, cursor, column)), cursor.start)


def field_at(kind: str, keys: tuple[str, ...]) -> FileField | None:
    """Return the field of a record to which keys lead; None if there is none."""
    record: TextType | type = RECORD_TYPES[kind]
    found = None
    for key in keys:
        fields = file_fields(record) if isinstance(record, type) and is_dataclass(record) else ()
        found = next((field for field in fields if field.name == key), None)
        if found is None:
            return None
        record = found.type
    return found


def _completions(session: Session, path: str, cursor: Cursor, column: int) -> Iterator[Completion]:
    if not cursor.kind:
        return
    if not cursor.in_value:
        yield from _fields(cursor)
    elif cursor.kind in {"claim", "skipped"} and cursor.keys == ("quote",):
        yield from _sentences(session, path, cursor, column)
    elif field := field_at(cursor.kind, cursor.keys):
        yield from _values(session, path, field)


def _fields(cursor: Cursor) -> Iterator[Completion]:
    owner: TextType | type = RECORD_TYPES[cursor.kind]
    if cursor.keys:
        field = field_at(cursor.kind, cursor.keys)
        owner = field.type if field else str
    if not (isinstance(owner, type) and is_dataclass(owner)):
        return
    fields = [one for one in file_fields(owner) if one.name not in cursor.present]
    for field in sorted(fields, key=lambda one: not one.is_required):
        text = f"{field.name}:" if field.is_list or field.type is RelativeTo else f"{field.name}: "
        detail = "required" if field.is_required else "optional"
        yield Completion(field.name, text, CompletionKind.FIELD, detail, field.description)


def _values(session: Session, path: str, field: FileField) -> Iterator[Completion]:
    type_ = field.type
    if isinstance(type_, TextType):
        if kind := REFERRED_KINDS.get(type_):
            yield from _ids(session, path, kind)
    elif issubclass(type_, StrEnum):
        for word in type_:
            meaning = MEANINGS.get(type_, {}).get(word, "")
            yield Completion(word.value, word.value, CompletionKind.WORD, meaning, meaning)
    elif field.name == "period":
        for form, meaning in PERIODS.items():
            yield Completion(form, form, CompletionKind.WORD, meaning)


def _ids(session: Session, path: str, kind: str) -> Iterator[Completion]:
    kb = session.kb
    if kind == "actor":
        for actor in kb.actors.values():
            words = " ".join([actor.id, actor.name, *actor.aliases])
            yield Completion(
                actor.id,
                actor.id,
                CompletionKind.ID,
                collapse_spaces(actor.name),
                actor.note or "",
                words,
            )
    elif kind == "topic":
        for topic in kb.topics.values():
            words = " ".join([topic.id, topic.label, *topic.aliases])
            proposition = collapse_spaces(topic.proposition)
            yield Completion(topic.id, topic.id, CompletionKind.ID, topic.label, proposition, words)
    else:
        source = path.split("/")[1] if path.startswith("sources/") else ""
        claims = sorted(kb.claims.values(), key=lambda claim: claim.source != source)
        for claim in claims[:1_000]:
            yield Completion(
                claim.id, claim.id, CompletionKind.ID, collapse_spaces(claim.summary), claim.quote
            )


def _sentences(session: Session, path: str, cursor: Cursor, column: int) -> Iterator[Completion]:
    """Propose the sentences of the source that are open, then the others, in reading order."""
    coverage = session.coverage(path.split("/")[1])
    if coverage is None:
        return
    typed = collapse_spaces(cursor.typed.lstrip("|>-\"' ")).casefold()
    sentences = [one for one in coverage.sentences if one.treatment is not Treatment.APART]
    found = [
        (one, text)
        for one in sorted(sentences, key=lambda one: one.treatment is not Treatment.OPEN)
        if (text := collapse_spaces(one.sentence.text)).casefold().startswith(typed)
        or (typed in text.casefold() and not cursor.is_block)
    ]
    for one, text in found[:_PROPOSED]:
        if cursor.is_block:
            # The lines of the block above this one hold the beginning of the sentence.
            inserted = text[len(cursor.typed) - (column - cursor.start) :]
        else:
            first, *others = in_block(text, cursor.start, 6)
            inserted = "\n".join([first, *(f"      {line}" for line in others)])
        place = f"{one.treatment}, line {one.location.line}"
        yield Completion(
            text[:60], inserted, CompletionKind.SENTENCE, place, text, cursor.typed or text
        )

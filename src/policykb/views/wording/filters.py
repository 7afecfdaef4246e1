"""The filters and the limits of an answer, the same in every view."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from policykb.analysis.query import Query
from policykb.model.knowledge_base import KnowledgeBase
from policykb.model.period import day_text
from policykb.views.payloads import Json
from policykb.views.wording.claims import quantity
from policykb.views.wording.commands import command
from policykb.views.wording.dates import asked_date_in_words, day_in_words


def asked_for(kb: KnowledgeBase, query: Query, **others: Json) -> dict[str, Json]:
    """Return the filters of a query that are set, by name; actors, topics and sources as ids."""
    asked: dict[str, Json] = {
        "topic": [kb.topic(word).id for word in query.topics],
        "stance": [str(word) for word in query.stances],
        "source": [kb.source(word).id for word in query.sources],
        "voice": [str(word) for word in query.voices],
        "include_hearsay": query.include_hearsay,
        "certainty": [str(word) for word in query.certainties],
        "kind": [str(word) for word in query.kinds],
        "basis": [str(word) for word in query.bases],
        "status": [str(word) for word in query.statuses],
        "undisputed": query.undisputed,
        "during": query.during,
        "pattern": query.pattern,
        **others,
    }
    return {name: value for name, value in asked.items() if value}


class Limited(Protocol):
    """An answer, and what limits it."""

    @property
    def query(self) -> Query:
        """The filters of the answer."""

    @property
    def record_ends(self) -> int:
        """The day (ordinal) on which the record ends."""

    @property
    def not_counted(self) -> Mapping[str, int]:
        """The number of claims that were not counted, by rule."""


def limits_payload(kb: KnowledgeBase, answer: Limited, only: Sequence[str] = ()) -> dict[str, Json]:
    """Return what limits an answer as members of its payload. ``only`` are the verdicts shown."""
    return {
        "record_ends": day_text(answer.record_ends),
        "known_by": answer.query.known_by or None,
        "filters": asked_for(kb, answer.query, only=list(only)),
        "not_counted": dict(answer.not_counted),
    }


def remarks(
    answer: Limited,
    *,
    day: int | None = None,
    kb: KnowledgeBase | None = None,
    request: Sequence[str] = (),
) -> Iterator[str]:
    """Yield what limits an answer, in sentences: its sources, what was not counted, and the command
    that counts hearsay. ``request`` is the command of the answer with its arguments, without the
    options of the query. ``day`` and ``kb`` are as in :func:`date_remarks`.
    """
    yield from date_remarks(answer.query, day, answer.record_ends, kb)
    if answer.not_counted:
        total = quantity(sum(answer.not_counted.values()), "claim")
        rules = ", ".join(f"{rule}: {count}" for rule, count in answer.not_counted.items())
        yield f"Not counted: {total} ({rules})."
        yield from with_hearsay(answer.query, answer.not_counted, request)


def date_remarks(
    query: Query, day: int | None, record_ends: int | None, kb: KnowledgeBase | None = None
) -> Iterator[str]:
    """Yield what the sources limit, in sentences: what the record knew, and where it ends (ordinal)
    if that is before the day. With the knowledge base (``kb``) also say that an answer for a day in
    the past comes from later sources, and how to ask for what was known then.
    """
    if query.known_by:
        yield f"As known by {asked_date_in_words(query.known_by)}."
    if day is not None and record_ends is not None:
        ends = day_in_words(record_ends)
        if day > record_ends:
            yield f"The record ends on {ends}: what changed after that day is not in it."
        elif kb and day < record_ends and kb.published and not query.known_by:
            yield _afterwards(day, ends, min(kb.published.values()))


def with_hearsay(
    query: Query, not_counted: Mapping[str, int], request: Sequence[str]
) -> Iterator[str]:
    """Yield a sentence with the command that counts hearsay, if only that is missing."""
    if request and "voice" in not_counted and not query.voices:
        counting = command(replace(query, include_hearsay=True), *request)
        yield f"What others say counts, too, with: {counting}"


def _afterwards(day: int, ends: str, first: int) -> str:
    if day < first:
        return f"Only later sources, from {day_in_words(first)} on, speak of this date."
    then = day_text(day)
    return f"From all sources up to {ends}; --known-by {then} counts only those known then."

"""What was asked for and what limits the answer, the same in every view."""

from collections.abc import Collection, Iterator, Mapping

from policykb.analysis.query import Query
from policykb.model.knowledge_base import KnowledgeBase
from policykb.model.period import day_text
from policykb.views.view import Json


def asked_for(kb: KnowledgeBase, query: Query, **others: Json) -> dict[str, Json]:
    """The filters that were asked for, by name; actors, topics and sources as ids."""
    asked: dict[str, Json] = {
        "topic": [kb.topic(word).id for word in query.topics],
        "stance": [str(word) for word in query.stances],
        "source": [kb.source(word).id for word in query.sources],
        "voice": [str(word) for word in query.voices],
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


def remarks(
    query: Query,
    not_counted: Mapping[str, int],
    *,
    day: int | None = None,
    record_ends: int | None = None,
    published: Collection[int] = (),
) -> Iterator[str]:
    """What limits an answer: what the record knew, where it ends, what was not counted; with the
    days on which sources were ``published`` (ordinals) also that a day in the past is told by later
    ones, and how to ask for what was known then.
    """
    if query.known_by:
        yield f"As known by {query.known_by}."
    if day is not None and record_ends is not None:
        ends = day_text(record_ends)
        if day > record_ends:
            yield f"The record ends on {ends}: what changed after that day is not in it."
        elif day < record_ends and published and not query.known_by:
            yield _afterwards(day, ends, min(published))
    if not_counted:
        total = sum(not_counted.values())
        rules = ", ".join(f"{rule}: {count}" for rule, count in not_counted.items())
        yield f"Not counted: {total} claim{'' if total == 1 else 's'} ({rules})."


def _afterwards(day: int, ends: str, first: int) -> str:
    if day < first:
        return f"Told by later sources alone, from {day_text(first)} on."
    then = day_text(day)
    return f"Told by all sources, until {ends}; --known-by {then}: what was known then."

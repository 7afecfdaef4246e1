"""Explain a position or a verdict: every claim and its role."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from policykb.analysis.counted import count_for, resolve_actors
from policykb.analysis.leaving_out import leaving_out
from policykb.analysis.positions import Content
from policykb.analysis.query import Query, day, period
from policykb.analysis.succession import in_order
from policykb.analysis.timelines import Timeline, topic_timeline
from policykb.analysis.verdicts import Row, Verdict, compare_topic, outcome_of
from policykb.diagnostics import PolicyKBError
from policykb.frozen import dataclass
from policykb.model.knowledge_base import KnowledgeBase
from policykb.model.records import Actor, Claim, Status, Topic, Voice


class Alternative(NamedTuple):
    """The verdict and the positions (by actor id) without one claim."""

    verdict: Verdict
    positions: Mapping[str, Content]


@dataclass(frozen=True, slots=True)
class Explanation:
    """The answer to ``explain``: the row of one topic, with all claims behind it.

    ``row`` holds the positions with the role of each counted claim, and the verdict with its reason
    if there are two actors or more. ``rejected`` holds the claims that do not count, by the filter
    that rejected them. ``without`` is the answer without a counted claim, by its id, if that
    changes a position. ``narrower`` holds the narrower topics (ids), which other commands include
    and this one does not. ``timeline`` is the topic through time.
    """

    actors: tuple[Actor, ...]
    topic: Topic
    day: int
    record_ends: int
    row: Row
    rejected: Mapping[str, Sequence[Claim]]
    without: Mapping[str, Alternative]
    timeline: Timeline
    narrower: tuple[str, ...]
    query: Query


def explain(
    kb: KnowledgeBase, *names: str, as_of: str = "", query: Query | None = None
) -> Explanation:
    """Explain the position of an actor on a topic, or the verdict on several actors.

    Args:
        kb: the knowledge base.
        names: one actor or more, then a topic, by id, name or alias.
        as_of: the date of the answer; by default the day the newest source was published.
        query: which claims to look at; by default all that count.

    Raises:
        PolicyKBError: fewer than two names, an unknown name, an actor twice, a bad date, or no
            source that was published in time.
    """
    if len(names) < 2:
        raise PolicyKBError(
            "an explanation needs an actor and a topic",
            "Write `policykb explain ACTOR TOPIC`, or `policykb explain ACTOR ACTOR TOPIC`.",
        )
    *words, last = names
    topic = _last_topic(kb, words, last)
    actors = resolve_actors(kb, words)
    ids = [actor.id for actor in actors]
    counted = count_for(kb, actors, replace(query or Query(), topics=[topic.id]))
    on = counted.day(as_of)
    row = compare_topic(counted, topic.id, ids, on)
    rejected = {
        rule: in_order(own)
        for rule, claims in counted.rejected.items()
        if (own := [claim for claim in claims if claim.topic == topic.id])
    }
    contents = {actor: row.positions[actor].content for actor in ids}
    without = {
        name: Alternative(outcome_of(positions).verdict, positions)
        for actor in ids
        for name, content in leaving_out(row.positions[actor]).items()
        for positions in [contents | {actor: content}]
    }
    narrower = tuple(key for key in kb.topics if key in kb.with_narrower([topic.id]) - {topic.id})
    return Explanation(
        actors=actors,
        topic=topic,
        day=on,
        record_ends=counted.record_ends,
        row=row,
        rejected=rejected,
        without=without,
        timeline=topic_timeline(counted, topic.id, ids),
        narrower=narrower,
        query=counted.query,
    )


def _last_topic(kb: KnowledgeBase, words: Sequence[str], last: str) -> Topic:
    """Return the topic that is named last; the error says if a topic is among ``words``."""
    try:
        return kb.topic(last)
    except PolicyKBError as error:
        misplaced = [topic for word in words for topic in _topics(kb, word)]
        if not misplaced:
            raise
        raise PolicyKBError(error.message, f"The topic comes last: {misplaced[0]}.") from None


def _topics(kb: KnowledgeBase, word: str) -> list[str]:
    try:
        return [kb.topic(word).id]
    except PolicyKBError:
        return []


def widened(kb: KnowledgeBase, query: Query, claim: Claim) -> Query | None:
    """Return a query for positions, widened until its filters, besides those of actors and topics,
    let a claim pass; None if none does, because the claim is retracted.
    """
    if claim.status is Status.RETRACTED:
        return None
    heard = claim.voice is Voice.OTHER and Voice.OTHER.value not in query.voices
    known = not query.known_by or kb.published[claim.source] <= day(query.known_by)
    overlaps = not query.during or claim.period.overlaps(period(query.during))
    unheard = bool(query.voices) and not heard and claim.voice.value not in query.voices
    return replace(
        query,
        statuses=(Status.ACTIVE, Status.DRAFT) if claim.status is Status.DRAFT else query.statuses,
        include_hearsay=query.include_hearsay or heard,
        voices=(*query.voices, claim.voice) if unheard else query.voices,
        sources=_with(query.sources, claim.source),
        certainties=_with(query.certainties, claim.certainty),
        kinds=_with(query.kinds, claim.kind),
        bases=_with(query.bases, claim.period_basis),
        stances=_with(query.stances, claim.stance),
        undisputed=query.undisputed and not claim.disputed_by,
        during=query.during if overlaps else "",
        known_by=query.known_by if known else "",
    )


def _with(values: Collection[str], value: str) -> Collection[str]:
    """Return the values of a filter with one more; no values, which filter nothing, as they are."""
    return (*values, value) if values and value not in values else values

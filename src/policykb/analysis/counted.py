"""The claims that count towards positions, and the positions that they give."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from operator import attrgetter
from typing import TYPE_CHECKING

from policykb.analysis.histories import Stretch, history, position
from policykb.analysis.positions import Mark, Position
from policykb.analysis.query import Query, day, select
from policykb.diagnostics import PolicyKBError, format_value
from policykb.frozen import dataclass
from policykb.model.knowledge_base import KnowledgeBase
from policykb.model.period import day_text
from policykb.model.records import Actor, Claim

if TYPE_CHECKING:
    from policykb.analysis.conflicts import Conflict
    from policykb.analysis.leaving_out import Scores


@dataclass(frozen=True, slots=True)
class CountedClaims:
    """The counted claims of a query by (actor id, topic id), in loading order.

    ``rejected`` holds the claims of its actors and topics that do not count, by the name of the
    filter that rejected them. ``record_ends`` is the day (ordinal) on which the newest source was
    published that the query admits. ``histories`` keeps what :meth:`for_many_days` promises.
    """

    kb: KnowledgeBase
    query: Query
    claims: Mapping[tuple[str, str], Sequence[Claim]]
    rejected: Mapping[str, Sequence[Claim]]
    record_ends: int
    histories: dict[tuple[str, str], tuple[Stretch, ...]] | None = None

    def for_many_days(self) -> "CountedClaims":
        """Return the same claims, to be asked for positions on many days: those of all days are
        worked out together and kept.
        """
        return self if self.histories is not None else replace(self, histories={})

    def day(self, as_of: str) -> int:
        """Return the day (ordinal) of an answer: the one asked for, else the day the record ends.

        Raises:
            PolicyKBError: ``as_of`` is not a date.
        """
        return day(as_of) if as_of else self.record_ends

    def of(self, actor: str, topic: str) -> Sequence[Claim]:
        """Return the counted claims of an actor on a topic."""
        return self.claims.get((actor, topic), ())

    def position(self, actor: str, topic: str, on: int) -> Position:
        """Return the position on a day (ordinal)."""
        if self.histories is not None:
            stretches = self.history(actor, topic)
            return stretches[bisect_right(stretches, on, key=attrgetter("first")) - 1].position
        found = position(actor, topic, self.of(actor, topic), self.kb.published, on)
        return self._marked(found)

    def history(self, actor: str, topic: str) -> tuple[Stretch, ...]:
        """Return the positions of all days, as stretches of days on which they do not change."""
        key = (actor, topic)
        if self.histories is not None and key in self.histories:
            return self.histories[key]
        found = history(actor, topic, self.of(actor, topic), self.kb.published)
        if key in self.kb.incomplete:
            found = tuple(replace(one, position=self._marked(one.position)) for one in found)
        if self.histories is not None:
            self.histories[key] = found
        return found

    def scores_without(self, actor: str, topic: str) -> "Iterator[tuple[int, Scores]]":
        """Yield the scores without each claim, on all days (see
        :func:`policykb.analysis.leaving_out.scores_without`).
        """
        from policykb.analysis.leaving_out import scores_without  # noqa: PLC0415 - few ask for them

        return scores_without(actor, topic, self.of(actor, topic), self.kb.published)

    def _marked(self, found: Position) -> Position:
        """Return the position, marked if a faulty claim may be missing from it."""
        if (found.actor, found.topic) not in self.kb.incomplete:
            return found
        return replace(found, marks=(*found.marks, Mark.INCOMPLETE))

    def topics(self, actors: Sequence[str]) -> list[str]:
        """Return the ids of the topics on which one of the actors has a claim, in file order."""
        those = frozenset(actors)
        found = {topic for actor, topic in self.claims if actor in those}
        return [topic for topic in self.kb.topics if topic in found]

    def asked_topics(self) -> list[str]:
        """Return the ids of all topics that the query admits, in file order."""
        asked = self.kb.with_narrower([self.kb.topic(word).id for word in self.query.topics])
        return [topic for topic in self.kb.topics if not self.query.topics or topic in asked]

    def conflicts(self) -> "tuple[Conflict, ...]":
        """Return the conflicts among the counted claims, by kind, then by actor and topic in the
        order of their files.
        """
        from policykb.analysis.conflicts import ConflictKind, conflicts  # noqa: PLC0415 - few list them

        actors, topics = _places(self.kb.actors), _places(self.kb.topics)
        groups = sorted(self.claims.items(), key=lambda g: (actors[g[0][0]], topics[g[0][1]]))
        found = [c for _, claims in groups for c in conflicts(claims, self.kb.published)]
        kinds = list(ConflictKind)
        return tuple(sorted(found, key=lambda conflict: kinds.index(conflict.kind)))

    def unlisted_conflicts(self) -> dict[tuple[str, str], int]:
        """Return the number of conflicts that :meth:`conflicts` leaves out, by actor and topic
        (ids): of each it gives :data:`policykb.analysis.conflicts.MOST_CONFLICTS`.
        """
        from policykb.analysis.conflicts import (  # noqa: PLC0415 - as above
            MOST_CONFLICTS,
            number_of_conflicts,
        )

        numbers = {pair: number_of_conflicts(claims) for pair, claims in self.claims.items()}
        return {pair: n - MOST_CONFLICTS for pair, n in numbers.items() if n > MOST_CONFLICTS}

    def by_topic(self) -> list[Sequence[Claim]]:
        """Return the claims of each actor on each topic, by topic and then by actor in the order of
        their files.
        """
        actors, topics = _places(self.kb.actors), _places(self.kb.topics)
        pairs = sorted(self.claims, key=lambda pair: (topics[pair[1]], actors[pair[0]]))
        return [self.claims[pair] for pair in pairs]

    @property
    def not_counted(self) -> dict[str, int]:
        """The number of claims that do not count, by the name of the filter that rejected them."""
        return {rule: len(claims) for rule, claims in sorted(self.rejected.items())}


def _places(ids: Iterable[str]) -> dict[str, int]:
    return {name: place for place, name in enumerate(ids)}


def count(kb: KnowledgeBase, query: Query | None = None) -> CountedClaims:
    """Return the claims of ``kb`` that fit ``query`` and count: active ones, in the voice of the
    source's author or of the actor, unless the query names other statuses or voices.

    Raises:
        PolicyKBError: the query cannot be answered (see
            :func:`policykb.analysis.query.select`), or no source was published in time.
    """
    query = query or Query()
    ends = record_ends(kb, query.known_by)
    selection = select(kb, query.counting())
    claims: dict[tuple[str, str], list[Claim]] = {}
    for claim in selection.claims:
        claims.setdefault((claim.actor, claim.topic), []).append(claim)
    return CountedClaims(kb, query, claims, selection.rejected, ends)


def count_for(
    kb: KnowledgeBase, actors: Sequence[Actor], query: Query | None = None
) -> CountedClaims:
    """Return the counted claims of these actors, or of all actors if none is given.

    Raises:
        PolicyKBError: as :func:`count` does.
    """
    return count(kb, replace(query or Query(), actors=[actor.id for actor in actors]))


def resolve_actors(kb: KnowledgeBase, words: Sequence[str]) -> tuple[Actor, ...]:
    """Return the actors that words name (ids, names or aliases).

    Raises:
        PolicyKBError: a name is unknown, or two words name the same actor.
    """
    found = [kb.actor(word) for word in words]
    for actor in found:
        if found.count(actor) > 1:
            raise PolicyKBError(
                f"{format_value(actor.name)} is named twice", "Name different actors."
            )
    return tuple(found)


def record_ends(kb: KnowledgeBase, known_by: str = "") -> int:
    """Return the day (ordinal) on which the newest source was published, of those published by a
    date.

    Raises:
        PolicyKBError: there is no such source, or ``known_by`` is not a date.
    """
    last = day(known_by) if known_by else date.max.toordinal()
    days = list(kb.published.values())
    known = [published for published in days if published <= last]
    if not known:
        first = f"the first is from {day_text(min(days))}" if days else "there is none"
        raise PolicyKBError(
            f"no source was published by {known_by}" if known_by else "no valid source",
            f"{first[0].upper()}{first[1:]}; `policykb sources` lists them.",
        )
    return max(known)

"""Which claims count towards positions, and what they amount to on a day."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from policykb.analysis.in_force import Conflict, ConflictKind, conflicts
from policykb.analysis.positions import Mark, Position, Stretch, history, position
from policykb.analysis.query import Query, day, select
from policykb.diagnostics import PolicyKBError, format_value
from policykb.frozen import dataclass
from policykb.model.knowledge_base import KnowledgeBase
from policykb.model.period import day_text
from policykb.model.records import Actor, Claim

_KINDS = list(ConflictKind)


@dataclass(frozen=True, slots=True)
class CountedClaims:
    """The counted claims of a query by (actor id, topic id), in loading order.

    ``rejected`` holds the claims in its scope (its actors and topics) that do not count, by
    the rule that left them out. ``record_ends`` is the day (ordinal) on which the newest source
    was published that the query knows of.
    """

    kb: KnowledgeBase
    query: Query
    claims: Mapping[tuple[str, str], Sequence[Claim]]
    rejected: Mapping[str, Sequence[Claim]]
    record_ends: int

    def day(self, as_of: str) -> int:
        """The day (ordinal) of an answer: the one asked for, else the day the record ends.

        Raises:
            PolicyKBError: it is no date.
        """
        return day(as_of) if as_of else self.record_ends

    def of(self, actor: str, topic: str, without: str | None = None) -> list[Claim]:
        """The counted claims of an actor on a topic, without the one of this id."""
        return [c for c in self.claims.get((actor, topic), ()) if c.id != without]

    def position(self, actor: str, topic: str, on: int, without: str | None = None) -> Position:
        """The position on a day (ordinal), as if the claim of the id ``without`` were not there."""
        found = position(actor, topic, self.of(actor, topic, without), self.kb.published, on)
        return self._marked(found)

    def history(self, actor: str, topic: str) -> tuple[Stretch, ...]:
        """The positions of all days, as stretches on which they do not change."""
        found = history(actor, topic, self.of(actor, topic), self.kb.published)
        return tuple(replace(one, position=self._marked(one.position)) for one in found)

    def _marked(self, found: Position) -> Position:
        """The position, marked if a faulty claim may be missing from it."""
        if (found.actor, found.topic) not in self.kb.incomplete:
            return found
        return replace(found, marks=(*found.marks, Mark.INCOMPLETE))

    def topics(self, actors: Sequence[str]) -> list[str]:
        """The ids of the topics on which one of these actors has a counted claim, in file order."""
        found = {topic for actor, topic in self.claims if actor in actors}
        return [topic for topic in self.kb.topics if topic in found]

    def conflicts(self) -> tuple[Conflict, ...]:
        """Every conflict among the counted claims: by its kind, then as actors and topics stand in
        their files.
        """
        actors, topics = (
            {name: place for place, name in enumerate(names)}
            for names in (self.kb.actors, self.kb.topics)
        )
        groups = sorted(self.claims.items(), key=lambda g: (actors[g[0][0]], topics[g[0][1]]))
        found = [c for _, claims in groups for c in conflicts(claims, self.kb.published)]
        return tuple(sorted(found, key=lambda conflict: _KINDS.index(conflict.kind)))

    @property
    def not_counted(self) -> dict[str, int]:
        """How many claims in scope do not count, by the rule that left them out."""
        return {rule: len(claims) for rule, claims in self.rejected.items()}


def count(kb: KnowledgeBase, query: Query | None = None) -> CountedClaims:
    """The claims of ``kb`` that fit ``query`` and count: active ones, in the voice of the source's
    author or of the actor, unless the query names other statuses or voices.

    Raises:
        PolicyKBError: the query cannot be answered (see
            :func:`policykb.analysis.query.select`), or no
            source was published in time.
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
    """Like :func:`count`, of these actors alone; of none named, of all.

    Raises:
        PolicyKBError: as :func:`count` does.
    """
    return count(kb, replace(query or Query(), actors=[actor.id for actor in actors]))


def resolve_actors(kb: KnowledgeBase, words: Sequence[str]) -> tuple[Actor, ...]:
    """The actors that words name, each once.

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
    """The day (ordinal) on which the newest source was published, of those published by a date.

    Raises:
        PolicyKBError: there is none, or ``known_by`` is no date.
    """
    last = day(known_by) if known_by else date.max.toordinal()
    days = list(kb.published.values())
    known = [published for published in days if published <= last]
    if not known:
        first = f"the first is of {day_text(min(days))}" if days else "there is none"
        raise PolicyKBError(
            f"no source was published by {known_by}" if known_by else "no sound source",
            f"{first[0].upper()}{first[1:]}; `policykb sources` lists them.",
        )
    return max(known)

"""The knowledge base: valid records, their indexes, and look-up by name."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from policykb.diagnostics import Location, PolicyKBError, format_value
from policykb.frozen import dataclass
from policykb.model.records import Actor, ActorTopic, Claim, Skipped, Source, Topic
from policykb.text.spelling import close_matches, normalize_name

if TYPE_CHECKING:
    from policykb.text.tokens import Literal

Named = Actor | Topic | Source


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A record that is not valid, with its location and the reason.

    For a claim, ``actor`` and ``topic`` are the ids that it names, if any.
    """

    kind: str
    id: str | None
    location: Location
    reason: str
    actor: str | None = None
    topic: str | None = None


@dataclass(frozen=True, slots=True)
class Prefilter:
    """Conditions that an index can check before a query checks each claim.

    ``actors`` and ``topics`` are ids, None for any. Each of the ``literals`` must be contained in
    the quote, summary or id of a claim.
    """

    actors: frozenset[str] | None = None
    topics: frozenset[str] | None = None
    literals: "tuple[Literal, ...]" = ()


@dataclass(frozen=True)
class KnowledgeBase:
    """All valid records of one knowledge base, by id, in loading order.

    Sources are in the order of their ids, claims in reading order within a source. Nothing changes
    after loading. ``left_out`` lists the records that are not valid, and ``broader`` the topics
    that have narrower ones, valid or not.
    """

    root: Path
    title: str = ""
    description: str = ""
    actors: Mapping[str, Actor] = field(default_factory=dict)
    topics: Mapping[str, Topic] = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=dict)
    claims: Mapping[str, Claim] = field(default_factory=dict)
    skipped: Sequence[Skipped] = ()
    left_out: tuple[LeftOut, ...] = ()
    broader: frozenset[str] = frozenset()

    @cached_property
    def by_actor_and_topic(self) -> Mapping[ActorTopic, tuple[Claim, ...]]:
        """Return the claims by (actor id, topic id), in loading order."""
        index: dict[ActorTopic, list[Claim]] = {}
        for claim in self.claims.values():
            index.setdefault((claim.actor, claim.topic), []).append(claim)
        return {key: tuple(claims) for key, claims in index.items()}

    @cached_property
    def by_source(self) -> Mapping[str, tuple[Claim, ...]]:
        """Return the claims by source id, in reading order."""
        index: dict[str, list[Claim]] = {}
        for claim in self.claims.values():
            index.setdefault(claim.source, []).append(claim)
        return {key: tuple(claims) for key, claims in index.items()}

    def claim_counts(self, field: str) -> Mapping[str, int]:
        """Return the number of claims by ``actor``, ``topic`` or ``source`` (ids), without those
        that have none.
        """
        return Counter(getattr(claim, field) for claim in self.claims.values())

    @cached_property
    def skipped_by_source(self) -> Mapping[str, tuple[Skipped, ...]]:
        """Return the skipped sentences by source id, in reading order."""
        index: dict[str, list[Skipped]] = {}
        for skipped in self.skipped:
            index.setdefault(skipped.source, []).append(skipped)
        return {key: tuple(found) for key, found in index.items()}

    def prefilter(self, prefilter: Prefilter) -> Iterable[Claim]:
        """Return the claims that pass the prefilter, in loading order.

        All claims are by its actors and on its topics. Here its literals are ignored: searching
        for them takes as long as the search that they would speed up.
        """
        actors, topics = prefilter.actors, prefilter.topics
        for claim in self.claims.values():
            if (actors is None or claim.actor in actors) and (
                topics is None or claim.topic in topics
            ):
                yield claim

    @cached_property
    def incomplete(self) -> frozenset[tuple[str | None, str | None]]:
        """Return the (actor id, topic id) of faulty claims."""
        return frozenset((one.actor, one.topic) for one in self.left_out if one.kind == "claim")

    @cached_property
    def published(self) -> Mapping[str, int]:
        """Return the day of publication of each source (ordinal), by source id."""
        return {source.id: source.published.toordinal() for source in self.sources.values()}

    @cached_property
    def narrower(self) -> Mapping[str, tuple[str, ...]]:
        """Return the ids of the topics directly below each topic that has any."""
        below: dict[str, list[str]] = {}
        for topic in self.topics.values():
            if topic.broader is not None:
                below.setdefault(topic.broader, []).append(topic.id)
        return {key: tuple(ids) for key, ids in below.items()}

    def is_leaf(self, topic: str) -> bool:
        """Return True if no topic is narrower than this one."""
        return topic not in self.narrower and topic not in self.broader

    def with_narrower(self, topics: Iterable[str]) -> frozenset[str]:
        """Return the ids of the topics and of all narrower ones, at any depth."""
        found: set[str] = set()
        open_ids = list(topics)
        while open_ids:
            topic = open_ids.pop()
            if topic not in found:
                found.add(topic)
                open_ids.extend(self.narrower.get(topic, ()))
        return frozenset(found)

    @cached_property
    def actor_names(self) -> Mapping[str, tuple[str, ...]]:
        """Return the ids of actors by normalised id, name or alias."""
        return _index((a.id, (a.id, a.name, *a.aliases)) for a in self.actors.values())

    @cached_property
    def topic_names(self) -> Mapping[str, tuple[str, ...]]:
        """Return the ids of topics by normalised id, label or alias."""
        return _index((t.id, (t.id, t.label, *t.aliases)) for t in self.topics.values())

    @cached_property
    def source_names(self) -> Mapping[str, tuple[str, ...]]:
        """Return the ids of sources by normalised id or title."""
        return _index((s.id, (s.id, s.title)) for s in self.sources.values())

    def actor(self, word: str) -> Actor:
        """Return the actor with this id, name or alias.

        Raises:
            PolicyKBError: No actor, or several, have it.
        """
        return self.actors[self._resolve("actor", self.actor_names, word)]

    def topic(self, word: str) -> Topic:
        """Return the topic with this id, label or alias.

        Raises:
            PolicyKBError: No topic, or several, have it.
        """
        return self.topics[self._resolve("topic", self.topic_names, word)]

    def source(self, word: str) -> Source:
        """Return the source with this id or title.

        Raises:
            PolicyKBError: No source, or several, have it.
        """
        return self.sources[self._resolve("source", self.source_names, word)]

    def find(self, word: str) -> list[Named | Claim]:
        """Return all actors, topics, sources and claims with this id, name or alias.

        Raises:
            PolicyKBError: There is none.
        """
        name = normalize_name(word)
        found: list[Named | Claim] = [self.actors[i] for i in self.actor_names.get(name, ())]
        found += [self.topics[i] for i in self.topic_names.get(name, ())]
        found += [self.sources[i] for i in self.source_names.get(name, ())]
        found += [self.claims[i] for i in (word, word.casefold()) if i in self.claims][:1]
        if not found:
            self._reject_left_out("record", word)
            ids = [*self._suggested_ids()]
            near = close_matches(word, ids) or _with_word(ids, word)
            raise PolicyKBError(
                f"unknown id {format_value(word)}",
                f"Did you mean {', '.join(near)}?"
                if near
                else "`policykb claims`, `actors`, `topics` and `sources` list the ids.",
            )
        return found

    def _suggested_ids(self) -> Iterable[str]:
        """Return the ids that a word may be a misspelling of."""
        return (*self.actors, *self.topics, *self.sources, *self.claims)

    def _reject_left_out(self, kind: str, word: str) -> None:
        for record in self.left_out:
            if record.kind == "file" and record.id == f"{kind}s.yaml":
                raise PolicyKBError(
                    f"{record.id} cannot be read, so {format_value(word)} is not known",
                    "`policykb validate` says what is wrong with it.",
                )
            if record.id == word and kind in {"record", record.kind}:
                raise PolicyKBError(
                    f"the {record.kind} {format_value(word)} is faulty and was left out",
                    "`policykb validate` says what is wrong with it.",
                )

    def _reject_other_kind(self, kind: str, word: str) -> None:
        """Raise PolicyKBError if the word names no record of this kind, but one of another."""
        name = normalize_name(word)
        for names, noun, usage in (
            (self.actor_names, "an actor", "Actors are arguments or, in a search, -a {}."),
            (self.topic_names, "a topic", "Name topics with -t: `policykb … -t {}`."),
            (self.source_names, "a source", "Name sources with --source: `… --source {}`."),
        ):
            if ids := names.get(name):
                article = "an" if kind == "actor" else "a"
                raise PolicyKBError(
                    f"{ids[0]} is {noun}, not {article} {kind}", usage.format(ids[0])
                )

    def _resolve(self, kind: str, names: Mapping[str, tuple[str, ...]], word: str) -> str:
        ids = names.get(normalize_name(word), ())
        if len(ids) == 1:
            return ids[0]
        if ids:
            raise PolicyKBError(
                f"{format_value(word)} names several {kind}s: {', '.join(ids)}",
                "`policykb validate` shows where they share it; give one of them another name."
                if word in ids
                else "Use one of these ids.",
            )
        self._reject_left_out(kind, word)
        self._reject_other_kind(kind, word)
        near = close_matches(word, names) or _with_word(names, word)
        ids_near = list(dict.fromkeys(i for name in near for i in names[name]))
        raise PolicyKBError(
            f"unknown {kind} {format_value(word)}",
            f"Did you mean {', '.join(ids_near)}?"
            if ids_near
            else f"`policykb {kind}s` lists the {kind}s of this knowledge base.",
        )


_FEW = 5
"""More names than this are no suggestion."""


def _with_word(names: Iterable[str], word: str) -> list[str]:
    """Return the names that have a word, unless these are many."""
    wanted = normalize_name(word)
    found = [name for name in names if wanted in name.replace("-", " ").split()]
    return found if len(found) <= _FEW else []


def _index(named: Iterable[tuple[str, Sequence[str]]]) -> dict[str, tuple[str, ...]]:
    index: dict[str, dict[str, None]] = {}
    for record_id, names in named:
        for name in names:
            index.setdefault(normalize_name(name), {})[record_id] = None
    return {name: tuple(ids) for name, ids in index.items()}

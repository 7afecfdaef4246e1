"""The readings of several coders, sentence by sentence."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TypeVar

from policykb.analysis.coverage import Treatment, reached
from policykb.model.knowledge_base import KnowledgeBase
from policykb.model.records import ActorTopic, Claim, Skipped, Stance, Status
from policykb.text.source_text import SourceText

_R = TypeVar("_R", Claim, Skipped)


class Level(StrEnum):
    """The three questions at which readings may differ."""

    CODED = "coded"
    PAIR = "actor-topic"
    STANCE = "stance"


@dataclass(frozen=True, slots=True)
class Reading:
    """The codings of sources by one coder: claims and skipped sentences by source (id).

    ``kb`` is the knowledge base that they are from.
    """

    name: str
    kb: KnowledgeBase
    claims: Mapping[str, Sequence[Claim]]
    skipped: Mapping[str, Sequence[Skipped]]

    def has_read(self, source: str) -> bool:
        """Return True if anything in a source is coded or skipped."""
        return bool(self.claims.get(source) or self.skipped.get(source))


def reading(kb: KnowledgeBase, name: str) -> Reading:
    """Return all that a knowledge base holds as one reading; retracted claims do not count."""
    return Reading(name, kb, _by_source(_valid(kb)), _by_source(kb.skipped))


def readings_of(kb: KnowledgeBase, coders: Sequence[str]) -> list[Reading]:
    """Return the claims of each coder as a reading; retracted ones do not count.

    A skipped sentence names no coder, so that none is in it.
    """
    claims: dict[str, list[Claim]] = {coder: [] for coder in coders}
    for claim in _valid(kb):
        if claim.coder in claims:
            claims[claim.coder].append(claim)
    return [Reading(coder, kb, _by_source(some), {}) for coder, some in claims.items()]


def decided(kb: KnowledgeBase, coder: str) -> dict[str, list[str]]:
    """Return the quotes, by source (id), of the claims of a coder, and of the skipped sentences
    whose reason begins with its name and a colon.
    """
    found: dict[str, list[str]] = {}
    for claim in _valid(kb):
        if claim.coder == coder:
            found.setdefault(claim.source, []).append(claim.quote)
    for skipped in kb.skipped:
        if skipped.reason.startswith(f"{coder}: "):
            found.setdefault(skipped.source, []).append(skipped.quote)
    return found


def _valid(kb: KnowledgeBase) -> Iterator[Claim]:
    return (claim for claim in kb.claims.values() if claim.status is not Status.RETRACTED)


def _by_source(records: Iterable[_R]) -> dict[str, list[_R]]:
    found: dict[str, list[_R]] = {}
    for one in records:
        found.setdefault(one.source, []).append(one)
    return found


@dataclass(frozen=True)
class Passage:
    """A sentence, or several that quotes join, with the claims that each reading has on it.

    ``first`` and ``last`` are the numbers of its sentences in the source, from 1. ``treatments``
    holds for each reading how it treats each sentence; None if that is not decided.
    """

    source: str
    first: int
    last: int
    claims: tuple[tuple[Claim, ...], ...]
    treatments: tuple[tuple[Treatment | None, ...], ...]

    @cached_property
    def pairs(self) -> tuple[frozenset[ActorTopic] | None, ...]:
        """The actors and topics that each reading has; None for one without claims."""
        return tuple(
            frozenset((claim.actor, claim.topic) for claim in some) or None for some in self.claims
        )

    def stances(self, pair: ActorTopic) -> tuple[frozenset[Stance], ...]:
        """Return the stances that each reading has on an actor and topic."""
        return tuple(frozenset(some.get(pair, ())) for some in self._stances)

    @cached_property
    def _stances(self) -> tuple[Mapping[ActorTopic, set[Stance]], ...]:
        """The stances of each reading by actor and topic."""
        found: tuple[dict[ActorTopic, set[Stance]], ...] = tuple({} for _ in self.claims)
        for stances, some in zip(found, self.claims, strict=True):
            for one in some:
                stances.setdefault((one.actor, one.topic), set()).add(one.stance)
        return found

    @property
    def all_pairs(self) -> list[ActorTopic]:
        """All actors and topics, sorted."""
        return sorted(set().union(*(some or () for some in self.pairs)))

    @cached_property
    def differs_in(self) -> tuple[Level, ...]:
        """The levels at which the readings differ."""
        found = []
        if any(
            len({t for t in some if t is not None}) > 1
            for some in zip(*self.treatments, strict=True)
        ):
            found.append(Level.CODED)
        if len({some for some in self.pairs if some is not None}) > 1:
            found.append(Level.PAIR)
        if any(len({some for some in self.stances(one) if some}) > 1 for one in self.all_pairs):
            found.append(Level.STANCE)
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Collated:
    """A source as several coders read it.

    ``treatments`` holds for each sentence how each reading treats it; None if that is not decided,
    an empty tuple if the sentence does not enter. ``passages`` are those with claims, in reading
    order. ``decided`` is the number of sentences that are decided already, which do not enter.
    """

    text: SourceText
    treatments: Sequence[tuple[Treatment | None, ...]]
    passages: Sequence[Passage]
    decided: int


@dataclass(frozen=True, slots=True)
class Collation:
    """Several readings of the same sources (by id).

    ``unread`` holds the sources that a reading has nothing in, by the name of the reading.
    """

    readings: Sequence[Reading]
    sources: Mapping[str, Collated]
    unread: Mapping[str, Sequence[str]]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the coders."""
        return tuple(one.name for one in self.readings)

    @property
    def passages(self) -> Iterator[Passage]:
        """Yield all passages with claims, in reading order."""
        return (passage for one in self.sources.values() for passage in one.passages)

    @property
    def disagreements(self) -> list[Passage]:
        """The passages on which the readings differ, in reading order."""
        return [passage for passage in self.passages if passage.differs_in]


def collate(
    readings: Sequence[Reading],
    texts: Mapping[str, SourceText],
    decided: Mapping[str, Sequence[str]] | None = None,
) -> Collation:
    """Return readings beside one another.

    Args:
        readings: The readings.
        texts: The texts of the sources, by id. A source enters if two readings have something in
            it.
        decided: By source the quotes whose sentences do not enter.
    """
    sources: dict[str, Collated] = {}
    unread: dict[str, list[str]] = {one.name: [] for one in readings}
    for name, text in texts.items():
        read = [one.has_read(name) for one in readings]
        for one, has_read in zip(readings, read, strict=True):
            if not has_read and any(read):
                unread[one.name].append(name)
        if sum(read) > 1:
            sources[name] = _collated(name, text, readings, (decided or {}).get(name, ()))
    return Collation(readings, sources, {name: some for name, some in unread.items() if some})


def _collated(
    source: str, text: SourceText, readings: Sequence[Reading], decided: Sequence[str]
) -> Collated:
    quotes = [*decided]
    for one in readings:
        quotes += (claim.quote for claim in one.claims.get(source, ()))
        quotes += (skipped.quote for skipped in one.skipped.get(source, ()))
    places = _Places(text, quotes)
    settled = {index for quote in decided for index in places.sentences(quote)}
    by_reading = [
        [
            (at, claim)
            for claim in one.claims.get(source, ())
            if (at := places.sentences(claim.quote)) and settled.isdisjoint(at)
        ]
        for one in readings
    ]
    columns = [
        _treatments(one, source, places, {index for at, _ in some for index in at})
        for one, some in zip(readings, by_reading, strict=True)
    ]
    rows = zip(text.sentences, zip(*columns, strict=True), strict=True)
    treatments = [
        # A heading that nobody coded does not enter.
        row if index not in settled and (sentence.is_sentence or Treatment.CODED in row) else ()
        for index, (sentence, row) in enumerate(rows)
    ]
    extents = _joined(at for some in by_reading for at, _ in some)
    starts = [first for first, _ in extents]
    claims: list[list[list[Claim]]] = [[[] for _ in readings] for _ in extents]
    for n, some in enumerate(by_reading):
        for at, claim in some:
            claims[bisect_right(starts, at[0]) - 1][n].append(claim)
    passages = [
        Passage(
            source,
            first + 1,
            last + 1,
            tuple(map(tuple, found)),
            tuple(
                tuple(treatments[index][n] for index in range(first, last + 1))
                for n in range(len(readings))
            ),
        )
        for (first, last), found in zip(extents, claims, strict=True)
    ]
    return Collated(text, treatments, passages, len(settled))


class _Places:
    """The sentences of quotes."""

    def __init__(self, text: SourceText, quotes: Iterable[str]) -> None:
        self.text = text
        wanted = list(dict.fromkeys(quotes))
        self._found = dict(zip(wanted, text.find_all(wanted), strict=True))

    def sentences(self, quote: str) -> list[int]:
        """Return the indexes of the sentences at the first place of a quote."""
        found = self._found[quote]
        return list(reached(self.text.sentences, found[0])) if found else []


def _treatments(
    reading: Reading, source: str, places: _Places, coded: set[int]
) -> list[Treatment | None]:
    """Return how a reading treats the sentences of a source; None for what is not decided. One that
    records no skipped sentence has skipped all without a claim.
    """
    sentences = places.text.sentences
    if not reading.has_read(source):
        return [None] * len(sentences)
    skips = reading.skipped.get(source, ())
    skipped = {index for one in skips for index in places.sentences(one.quote)}
    others = None if skipped else Treatment.SKIPPED
    return [
        Treatment.CODED
        if index in coded
        else Treatment.SKIPPED
        if index in skipped or not sentence.is_sentence
        else others
        for index, sentence in enumerate(sentences)
    ]


def _joined(places: Iterable[Sequence[int]]) -> list[tuple[int, int]]:
    """Return the first and last sentence of each passage: quotes that share one are joined."""
    found: list[tuple[int, int]] = []
    for first, last in sorted((at[0], at[-1]) for at in places):
        if found and first <= found[-1][1]:
            found[-1] = found[-1][0], max(last, found[-1][1])
        else:
            found.append((first, last))
    return found

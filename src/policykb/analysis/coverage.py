"""The coverage of a source: which sentences are coded, skipped or open."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from operator import itemgetter

from policykb.diagnostics import Location
from policykb.model.knowledge_base import KnowledgeBase
from policykb.model.records import Claim, Source, Status
from policykb.text.source_text import Extent, Sentence, SourceText


class Treatment(StrEnum):
    """The treatment of a sentence. ``APART`` is no sentence but a heading or a navigation line,
    which may be coded but need not be.
    """

    CODED = "coded"
    SKIPPED = "skipped"
    OPEN = "open"
    APART = "apart"


@dataclass(frozen=True, slots=True)
class CoveredSentence:
    """One sentence with its location, the ids of the claims that quote it, or the reason it is
    skipped.
    """

    sentence: Sentence
    location: Location
    treatment: Treatment
    claims: tuple[str, ...]
    reason: str | None


@dataclass(frozen=True, slots=True)
class Coverage:
    """The sentences of a source in reading order."""

    source: Source
    sentences: tuple[CoveredSentence, ...]

    def count(self, treatment: Treatment) -> int:
        """Return the number of sentences with this treatment."""
        return sum(covered.treatment is treatment for covered in self.sentences)

    @property
    def total(self) -> int:
        """The number of sentences, without those that are ``APART``."""
        return len(self.sentences) - self.count(Treatment.APART)


def cover(kb: KnowledgeBase, source: Source, text: SourceText) -> Coverage:
    """Return the coverage of ``source`` by the claims of ``kb`` that are not retracted."""
    sentences = text.sentences
    claims: list[list[str]] = [[] for _ in sentences]
    reasons: list[str | None] = [None for _ in sentences]
    quoting, skipping = list(_claims(kb, source)), kb.skipped_by_source.get(source.id, ())
    quotes = [claim.quote for claim in quoting] + [skipped.quote for skipped in skipping]
    found = text.find_all(quotes)
    for claim, extents in zip(quoting, found[: len(quoting)], strict=True):
        for index in _touched(sentences, extents):
            claims[index].append(claim.id)
    for skipped, extents in zip(skipping, found[len(quoting) :], strict=True):
        for index in _touched(sentences, extents):
            reasons[index] = skipped.reason
    return Coverage(
        source,
        tuple(
            CoveredSentence(
                sentence,
                text.location(sentence.extent),
                _treatment(sentence, claims[index], reasons[index]),
                tuple(claims[index]),
                reasons[index],
            )
            for index, sentence in enumerate(sentences)
        ),
    )


def _claims(kb: KnowledgeBase, source: Source) -> Iterator[Claim]:
    for claim in kb.by_source.get(source.id, ()):
        if claim.status is not Status.RETRACTED:
            yield claim


def _treatment(sentence: Sentence, claims: Sequence[str], reason: str | None) -> Treatment:
    if claims:
        return Treatment.CODED
    if reason is not None:
        return Treatment.SKIPPED
    return Treatment.OPEN if sentence.is_sentence else Treatment.APART


def _touched(sentences: Sequence[Sentence], extents: Iterable[Extent]) -> Iterator[int]:
    """Yield the indexes of the sentences that overlap one of the extents of a quote."""
    return chain.from_iterable(reached(sentences, extent) for extent in extents)


def reached(sentences: Sequence[Sentence], extent: Extent) -> Iterator[int]:
    """Yield the indexes of the sentences that an extent of the text overlaps."""
    # The first candidate is the last sentence that begins at the extent or before it.
    index = max(bisect_right(sentences, extent, key=itemgetter(0)) - 1, 0)
    while index < len(sentences) and sentences[index].extent.start < extent.end:
        if extent.start < sentences[index].extent.end:
            yield index
        index += 1

"""Sums over the topics that two actors share, which the weights of their ties are made of."""

from collections.abc import Mapping, Sequence
from functools import reduce
from itertools import combinations
from operator import or_
from typing import NamedTuple

Uses = Mapping[str, Mapping[str, Mapping[int, int]]]
"""The number of uses of each stance, by actor, topic and score (-2 to +2)."""


class PairSums(NamedTuple):
    """Sums over the shared topics of two actors: of the products of their uses; the same, times
    the distance of the stances; and over equal stances, of the products minus the uses of both.
    """

    both: int
    distance: int
    common: int


class _Level(NamedTuple):
    """The topics on which an actor takes a stance with this score, as the bits of a number; and the
    numbers of uses as binary digits: the value of a digit, and the topics whose number has it.
    """

    score: int
    topics: int
    digits: tuple[tuple[int, int], ...]


def sums_of_pairs(uses: Uses) -> dict[tuple[int, int], PairSums]:
    """Return the sums of each pair of actors (their places) that share a topic.

    A bit stands for a topic, so that one operation on two numbers looks at all topics.
    """
    names = dict.fromkeys(topic for topics in uses.values() for topic in topics)
    bits = {topic: 1 << place for place, topic in enumerate(names)}
    levels = [_levels(topics, bits) for topics in uses.values()]
    spoken = [sum(bits[topic] for topic in topics) for topics in uses.values()]
    return {
        (i, j): _sums(levels[i], levels[j])
        for i, j in combinations(range(len(levels)), 2)
        if spoken[i] & spoken[j]
    }


def _levels(topics: Mapping[str, Mapping[int, int]], bits: Mapping[str, int]) -> list[_Level]:
    found: dict[int, dict[int, int]] = {}
    for topic, scores in topics.items():
        for score, times in scores.items():
            digits = found.setdefault(score, {})
            for place in range(times.bit_length()):
                if times >> place & 1:
                    digits[1 << place] = digits.get(1 << place, 0) | bits[topic]
    return [
        _Level(score, reduce(or_, digits.values()), tuple(digits.items()))
        for score, digits in found.items()
    ]


def _sums(one: Sequence[_Level], other: Sequence[_Level]) -> PairSums:
    both = distance = common = 0
    for a in one:
        for b in other:
            if a.topics & b.topics:
                times = sum(x * y * (s & t).bit_count() for x, s in a.digits for y, t in b.digits)
                both += times
                distance += times * abs(a.score - b.score)
                if a.score == b.score:
                    common += times - _within(a, b.topics) - _within(b, a.topics)
    return PairSums(both, distance, common)


def _within(level: _Level, topics: int) -> int:
    """Return how often an actor takes the stance on some topics."""
    return sum(value * (bits & topics).bit_count() for value, bits in level.digits)

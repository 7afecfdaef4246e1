"""The world that a generated knowledge base tells of: who and what there is, and how each actor
leans on each topic over time.

Nothing but counters is kept, so that a million claims need little room. Claims
never contradict each other unawares: an actor leans one way on a topic, or changes sides
in a year of its own, in which no claim begins or ends but a pair that names each other.
"""

from array import array
from collections.abc import MutableSequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from random import Random
from typing import NamedTuple
from zlib import crc32

_SYLLABLES = [onset + vowel for onset in "bdfgklmnprstvz" for vowel in "aeiou"]
_NAMES = len(_SYLLABLES) ** 3
# Coprime to the number of names: neighbours do not sound alike.
_STRIDE = 104_729

# With so many claims each, the two actors to compare make a table about as long as that of kb/.
_COMPARED_CLAIMS = 16
# More claims of one actor on one topic are rare, whatever the size.
_USUALLY_MOST = 12
# Of topics with such a number every actor changes sides once.
_TURNING = 3
_TURNS = range(1992, 2016)

KINDS = (
    ("state", "{}"),
    ("organization", "{} Institute"),
    ("armed-group", "{} Front"),
    ("government-body", "{} Ministry"),
    ("alliance", "League of {}"),
    ("group", "{} Growers"),
)
ISSUES = (
    ("Tolls in {}", "Ships that pass {} should pay a toll.", "tolls on ships off {}"),
    ("Talks with {}", "Other governments should talk with {}.", "direct talks with {}"),
    ("Sanctions on {}", "Trade with {} should be restricted.", "the sanctions on {}"),
    ("Recognition of {}", "The rulers of {} should be recognised.", "recognising {}"),
    ("Bases in {}", "Foreign troops should be stationed in {}.", "foreign bases in {}"),
    ("Aid for {}", "Food should be sent to {}.", "sending food to {}"),
    ("Dam at {}", "The river should be dammed at {}.", "the dam at {}"),
    ("Elections in {}", "{} should vote before its treaty.", "an early vote in {}"),
)


class Leaning(NamedTuple):
    """On which side an actor is (+1 or -1) until ``turn``, a year; from then on on the other."""

    sign: int
    turn: int | None


class Actor(NamedTuple):
    """An actor, who holds positions."""

    id: str
    name: str
    kind: str


class Topic(NamedTuple):
    """A topic, which positions are on; ``phrase`` is the name that sentences give it."""

    id: str
    label: str
    proposition: str
    phrase: str


@dataclass(frozen=True)
class Shape:
    """The shape of a generated knowledge base. The numbers of actors and topics follow from that of
    the claims where they are 0.
    """

    claims: int
    seed: int = 1
    per_source: int = 40
    text_bytes: int = 0
    actors: int = 0
    topics: int = 0


class World:
    """The actors and topics of a shape, drawn by Zipf's law: the second is half as frequent as
    the first, the third a third.
    """

    def __init__(self, shape: Shape) -> None:
        self.seed = shape.seed
        self.actors = shape.actors or max(6, round(4 * shape.claims**0.5))
        self.topics = shape.topics or max(6, shape.claims // 25)
        self.compared = compared(shape.claims, self.actors)
        self._random = Random(f"world {shape.seed}")  # noqa: S311 - to be repeated, not kept secret
        self._weights = {n: _weights(n) for n in {self.actors, self.topics}}
        self._claims = shape.claims
        self._most = max(_USUALLY_MOST, 2 * shape.claims // (self.actors * self.topics) + 1)
        self._pairs = 0

    @cached_property
    def _seen(self) -> MutableSequence[int]:
        """The number of claims of an actor on a topic, as :meth:`_counter` counts."""
        return array("Q", bytes(8 * min(self.actors * self.topics, 4 * self._claims + 1)))

    def actor(self, index: int) -> Actor:
        """The actor with this index, the place in the order of frequency from 0; those behind the
        last write sources and hold no position.
        """
        if index in self.compared:
            id_, name = (("us", "United States"), ("russia", "Russia"))[self.compared.index(index)]
            return Actor(id_, name, "state")
        kind, form = KINDS[index % len(KINDS)] if index < self.actors else ("person", "{} Venn")
        name = form.format(_name(index))
        return Actor(_slug(name), name, kind)

    def topic(self, index: int) -> Topic:
        """The topic with this index."""
        label, proposition, phrase = (
            form.format(_name(_NAMES - 1 - index)) for form in ISSUES[index % len(ISSUES)]
        )
        return Topic(_slug(label), label, proposition, phrase)

    def leaning(self, actor: int, topic: int) -> Leaning:
        """The stance towards which an actor leans on a topic."""
        hashed = crc32(f"{self.seed} {actor} {topic}".encode())
        turn = _TURNS[(hashed >> 8) % len(_TURNS)] if topic % _TURNING == 0 else None
        return Leaning(1 if hashed & 1 else -1, turn)

    def any_actor(self) -> int:
        """The index of an actor, frequent ones more often."""
        return self._draw(self.actors)

    def cell(self, actor: int | None) -> tuple[int, int]:
        """The indexes of an actor, of the given one if it has room, and of a topic."""
        while True:
            chosen = self.any_actor() if actor is None else actor
            for _ in range(4):
                topic = self._draw(self.topics)
                counter = self._counter(chosen * self.topics + topic)
                if self._seen[counter] < self._most:
                    self._seen[counter] += 1
                    return chosen, topic
            actor = None

    def turning_cell(self) -> tuple[int, int] | None:
        """The indexes of an actor and of a topic on which it changes sides, another time another
        pair; None if there are no more.
        """
        turning = (self.topics + _TURNING - 1) // _TURNING
        row, column = divmod(self._pairs, turning)
        self._pairs += 1
        # Along diagonals, so that it is not always the most frequent actor.
        return ((row + column) % self.actors, column * _TURNING) if row < self.actors else None

    def _counter(self, cell: int) -> int:
        """The counter of a cell; those that share one are full a little early."""
        size = len(self._seen)
        return cell if self.actors * self.topics <= size else crc32(b"%d" % cell) % size

    def _draw(self, size: int) -> int:
        return self._random.choices(range(size), cum_weights=self._weights[size])[0]


def compared(claims: int, actors: int) -> tuple[int, int]:
    """The indexes of ``us`` and ``russia``: two actors with few claims, whatever the size."""
    first = claims / _COMPARED_CLAIMS / _weights(actors)[-1]
    index = max(0, min(round(first) - 1, actors - 2))
    return index, index + 1


def _weights(size: int) -> list[float]:
    return list(accumulate(1 / rank for rank in range(1, size + 1)))


def _name(index: int) -> str:
    place = (index * _STRIDE + 7) % _NAMES
    letters = ""
    for _ in range(3):
        place, syllable = divmod(place, len(_SYLLABLES))
        letters += _SYLLABLES[syllable]
    return letters.capitalize()


def _slug(name: str) -> str:
    return name.lower().replace(" ", "-")

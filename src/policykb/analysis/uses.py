"""The uses of each stance by each actor: in positions on a day, or in claims of a time."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from itertools import compress

from policykb.analysis.cells import Alike, Cited, Question, StanceCount, Taken
from policykb.analysis.counted import CountedClaims
from policykb.analysis.counted_cells import cells_of
from policykb.analysis.networks import Network
from policykb.analysis.query import period
from policykb.analysis.shared_topics import Uses
from policykb.diagnostics import PolicyKBError, format_value
from policykb.frozen import dataclass
from policykb.model.knowledge_base import KnowledgeBase
from policykb.model.period import AFTER_ALL_DAYS, BEFORE_ALL_DAYS


class Counting(StrEnum):
    """One use of a stance: a held position; or a claim, the claims of one document
    with the same actor, topic and stance, or all such claims of the time.
    """

    POSITIONS = "positions"
    CLAIMS = "claims"
    DOCUMENT = "document"
    WINDOW = "window"


@dataclass(frozen=True, slots=True)
class Used:
    """The uses of stances, the number of claims that they come from, their sources (ids), and the
    number of positions or claims left out because they have no score: contested, mixed and relative
    ones.
    """

    uses: Uses
    claims: int
    sources: frozenset[str]
    without_score: int


def positions_used(counted: CountedClaims, on: int) -> Used:
    """Return the held positions on a day (ordinal); each with a score counts once."""
    uses, sources = _Uses(), set[str]()
    for one in _leaves(counted, Question(days=(on,), cited=Cited.POSITIONS), sources):
        (found,) = one.cell.positions
        if found.score is not None:
            uses.add(one, {found.score: 1}, found.claims)
        else:
            uses.without_score += found.status.in_force * len(one.actors)
    return uses.used(counted.kb, frozenset(sources))


def claims_used(
    counted: CountedClaims,
    counting: Counting,
    times: Sequence[tuple[int, int]],
    *,
    begun: bool = False,
) -> list[Used]:
    """Return the claims of each time (first and last day as ordinals, both in order): those whose
    period overlaps it or, if ``begun`` is true, begins in it. The sources are those of all times.
    """
    uses, sources = [_Uses() for _ in times], set[str]()
    asked = Question(
        times=tuple(times),
        taken=Taken.BEGUN if begun else Taken.OVERLAPPING,
        documents=counting is Counting.DOCUMENT,
        cited=Cited.TIMES,
    )
    for one in _leaves(counted, asked, sources):
        for place, counts in one.cell.times:
            uses[place].add_claims(one, counts, counting)
    return [found.used(counted.kb, frozenset(sources)) for found in uses]


def _leaves(counted: CountedClaims, asked: Question, sources: set[str]) -> Iterator[Alike]:
    """Yield the cells that answer a question, with only topics that have no narrower ones. Add the
    sources of all cells to ``sources``.
    """
    for one in cells_of(counted, asked):
        sources |= one.sources
        leaf = list(map(counted.kb.is_leaf, one.topics))
        yield one._replace(
            actors=list(compress(one.actors, leaf)), topics=list(compress(one.topics, leaf))
        )


class _Uses:
    """Uses, as they are found in cells."""

    def __init__(self) -> None:
        self._found: defaultdict[str, dict[str, dict[int, int]]] = defaultdict(dict)
        self._claims = 0
        self.without_score = 0

    def add(self, found: Alike, scores: dict[int, int], claims: int) -> None:
        """Add the number of uses by score, and of the claims that they come from, in each cell."""
        for actor, topic in zip(found.actors, found.topics, strict=True):
            self._found[actor][topic] = scores
        self._claims += claims * len(found.actors)

    def add_claims(self, found: Alike, counts: Iterable[StanceCount], counting: Counting) -> None:
        """Add the claims of a time in each cell, by their stances."""
        scores: dict[int, int] = {}
        claims = 0
        for stance, of_claims, of_documents in counts:
            if stance is None or stance.score is None:
                self.without_score += of_claims * len(found.actors)
            else:
                numbers = {Counting.DOCUMENT: of_documents, Counting.WINDOW: 1}
                scores[stance.score] = numbers.get(counting, of_claims)
                claims += of_claims
        if scores:
            self.add(found, dict(sorted(scores.items())), claims)

    def used(self, kb: KnowledgeBase, sources: frozenset[str]) -> Used:
        """Return what was found, in the order of the files of actors and topics."""
        topics = {topic: place for place, topic in enumerate(kb.topics)}
        uses = {
            actor: dict(sorted(self._found[actor].items(), key=lambda use: topics[use[0]]))
            for actor in kb.actors
            if actor in self._found
        }
        return Used(uses, self._claims, sources, self.without_score)


def days_of(during: str) -> tuple[int, int]:
    """Return the first and last day (ordinals) of a period; of an empty one, all days.

    Raises:
        PolicyKBError: it is not a period.
    """
    if not during:
        return BEFORE_ALL_DAYS, AFTER_ALL_DAYS
    found = period(during)
    return found.lo, found.hi


_UNITS = {"d": 1, "w": 7}
_MOST_WINDOWS = 2000


def duration(text: str) -> int:
    """Return the number of days that a duration has: ``90d`` or ``12w``.

    Raises:
        PolicyKBError: it is not a duration.
    """
    number, unit = text[:-1], text[-1:]
    if not (number.isascii() and number.isdigit() and 1 <= len(number) <= 6 and unit in _UNITS):
        raise PolicyKBError(
            f"{format_value(text)} is not a duration", "Write days or weeks: 90d, 12w."
        )
    if not int(number):
        raise PolicyKBError("a duration of nothing", "Write days or weeks: 90d, 12w.")
    return int(number) * _UNITS[unit]


def windows(
    counted: CountedClaims, length: int, step: int, during: str = "", *, begun: bool = False
) -> list[tuple[int, int]]:
    """Return the first and last day (ordinals) of each moving window.

    The first window begins with the first claim or with the period ``during``; the last one
    reaches the end of the period, else the day on which the record ends or, if only claims that
    have ``begun`` in a window count, on which the last one begins.

    Args:
        counted: the claims.
        length: the number of days of a window.
        step: the number of days from the beginning of one to that of the next.
        during: a period, which may be open.
        begun: True if claims count in the window in which they begin.

    Raises:
        PolicyKBError: no claim has a beginning, or there would be too many windows.
    """
    low, high = days_of(during)
    asked = Question(reach=True, taken=Taken.BEGUN)
    # No claim that overlaps the period begins after it.
    known = [day for one in cells_of(counted, asked) for day in one.cell.reach or ()]
    if max(known, default=BEFORE_ALL_DAYS) < max(low, BEFORE_ALL_DAYS + 1):
        raise PolicyKBError(
            "no claim begins in this time", "Widen --during, or leave --window out."
        )
    first = low if low > BEFORE_ALL_DAYS else min(known)
    if high < AFTER_ALL_DAYS:
        last = high
    else:
        last = max(known) if begun else max(counted.record_ends, *known)
    count = max(0, last - first - length + step) // step + 1
    if count > _MOST_WINDOWS:
        raise PolicyKBError(
            f"{count} windows are too many", "Give a longer --step, or a shorter time: --during."
        )
    return [(start, start + length - 1) for start in range(first, first + count * step, step)]


def kept_ties(before: Network, after: Network) -> float | None:
    """Return the part of the ties of two networks that both have (the Jaccard coefficient); None
    if neither has one.
    """
    one, other = ({(tie.one, tie.other) for tie in network.ties} for network in (before, after))
    return len(one & other) / len(one | other) if one | other else None

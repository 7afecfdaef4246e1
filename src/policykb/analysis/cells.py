"""What the claims of each actor on each topic amount to: the small part of many claims that answers
about all actors are made of.

Every engine reads claims in its own way, grouped by actor and topic, and calls :func:`cells`: a
knowledge base in this process, a database over files, each worker of a cluster. Positions come from
:mod:`policykb.analysis.positions` alone.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from policykb.analysis.in_force import Published
from policykb.analysis.positions import Position, PositionStatus, history, position
from policykb.analysis.query import Query, Resolved, resolve
from policykb.frozen import dataclass
from policykb.model.knowledge_base import KnowledgeBase
from policykb.model.records import Claim, Stance

_FEW_DAYS = 3
"""On more days than these, positions of all days are worked out together."""


class CellPosition(NamedTuple):
    """The position of an actor on a topic on a day, without its claims.

    ``claims`` is the number of those that set the degree. ``without`` holds, where they were asked
    for, the scores that are left when one claim is left out, with the number of claims that leave
    them; claims that leave the score as it is are not in it.
    """

    status: PositionStatus
    stance: Stance | None
    claims: int
    without: tuple[tuple[int | None, int], ...] = ()

    @property
    def score(self) -> int | None:
        """The stance as a number from +2 to -2; None if it has none."""
        return self.stance.score if self.stance else None


class Cell(NamedTuple):
    """What the claims of an actor on a topic (ids) amount to.

    ``claims`` is the number of counted claims, ``rejected`` that of the others by the name of the
    filter that rejected them. ``positions`` are those on the days asked for, in their order.
    """

    actor: str
    topic: str
    claims: int
    rejected: Mapping[str, int]
    positions: tuple[CellPosition, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of each cell: the claims that count, and the days (ordinals) of the positions;
    if ``without``, also each claim is left out in turn.

    It holds no knowledge base, so that it is small to send.
    """

    query: Resolved
    days: tuple[int, ...]
    without: bool = False


class CellClaims(NamedTuple):
    """All claims of an actor on a topic (ids), and the days on which their sources were published
    (ordinals, by id).
    """

    actor: str
    topic: str
    claims: Sequence[Claim]
    published: Published


def question(
    kb: KnowledgeBase, query: Query, days: Sequence[int], *, without: bool = False
) -> Question:
    """Return a question about the claims of a query that count.

    Raises:
        PolicyKBError: the query names what the knowledge base does not have, or cannot be read.
    """
    resolved = resolve(kb, query.counting())
    for _ in resolved.filters({}):
        pass  # what cannot be read is an error here, not in each engine
    return Question(resolved, tuple(days), without)


def cells(groups: Iterable[CellClaims], asked: Question) -> Iterator[Cell]:
    """Yield the cells of groups of claims, one for each group.

    Actors and topics that the query does not ask for must not be among them.
    """
    published: dict[str, int] = {}
    filters = list(asked.query.filters(published))
    for group in groups:
        published.clear()
        published.update(group.published)
        counted: list[Claim] = []
        rejected: Counter[str] = Counter()
        for claim in group.claims:
            failed = next((one.name for one in filters if not one.passes(claim)), None)
            if failed is None:
                counted.append(claim)
            else:
                rejected[failed] += 1
        found = _positions(group, counted, asked)
        yield Cell(group.actor, group.topic, len(counted), dict(rejected), tuple(found))


def _positions(
    group: CellClaims, counted: Sequence[Claim], asked: Question
) -> Iterator[CellPosition]:
    whole = _on_days(group, counted, asked.days)
    pivotal = {name for one in whole for name in one.pivotal} if asked.without else set()
    left = {
        name: _on_days(group, [one for one in counted if one.id != name], asked.days)
        for name in pivotal
    }
    for at, one in enumerate(whole):
        scores = Counter(left[name][at].score for name in one.pivotal if name in left)
        scores.pop(one.score, None)
        without = tuple(sorted(scores.items(), key=str))
        yield CellPosition(one.status, one.stance, len(one.deciding), without)


def _on_days(group: CellClaims, counted: Sequence[Claim], days: Sequence[int]) -> list[Position]:
    """Return the positions on days, in their order."""
    at = (group.actor, group.topic, counted, group.published)
    if len(days) <= _FEW_DAYS:
        return [position(*at, day) for day in days]
    stretches = list(history(*at))
    found: dict[int, Position] = {}
    for day in sorted(days, reverse=True):
        while stretches[-1].first > day:
            stretches.pop()
        found[day] = stretches[-1].position
    return [found[day] for day in days]

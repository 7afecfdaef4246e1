"""Counted claims that stay in an engine, where they are summed up into cells."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import field, replace
from functools import partial
from typing import Protocol, runtime_checkable

from policykb.analysis.cells import Alike, Cell, Group, Question, cell
from policykb.analysis.counted import CountedClaims, count, record_ends
from policykb.analysis.query import Query, Resolved, resolve
from policykb.frozen import dataclass
from policykb.model.knowledge_base import KnowledgeBase
from policykb.model.period import AFTER_ALL_DAYS, BEFORE_ALL_DAYS
from policykb.model.records import Claim


def counting(kb: KnowledgeBase, query: Query) -> Resolved:
    """Return a query, narrowed to the claims that count, as engines need it.

    Raises:
        PolicyKBError: it names what the knowledge base does not have, or cannot be read.
    """
    found = resolve(kb, query.counting())
    for _ in found.filters({}):
        pass  # what cannot be read is an error here, not in each worker
    if found.actors is not None and len(found.actors) == len(kb.actors):
        return replace(found, actors=None)  # also a claim of an unknown actor is looked at
    return found


@dataclass(frozen=True)
class CountedCells(CountedClaims):
    """Counted claims that stay in an engine. Of them there are only cells: ``claims`` is empty, or
    has some of them.

    ``engine`` answers questions; ``numbers`` is the number of rejected claims by the name of the
    filter that rejected them, known after the first answer.
    """

    engine: Callable[[Question], Iterable[Alike]] = field(kw_only=True)
    numbers: dict[str, int] = field(kw_only=True, default_factory=dict)

    @property
    def not_counted(self) -> dict[str, int]:
        """The number of claims that do not count, by the name of the filter that rejected them."""
        return self.numbers

    def ask(self, asked: Question) -> Iterator[Alike]:
        """Yield the cells that answer a question."""
        rejected: Counter[str] = Counter()
        for one in self.engine(asked):
            for name, number in one.cell.rejected:
                rejected[name] += number * len(one.actors)
            yield one
        self.numbers.clear()
        self.numbers.update(sorted(rejected.items()))


@runtime_checkable
class FindsCells(Protocol):
    """A knowledge base that finds the cells of all its claims without making records of these."""

    def cells(self, query: Resolved, asked: Question) -> Iterator[Alike]:
        """Yield the cells that answer a question."""
        ...

    def claims_of(self, pairs: Sequence[tuple[str, str]]) -> Iterable[Claim]:
        """Return all claims of actors on topics (ids), in loading order."""
        ...


def count_cells(kb: KnowledgeBase, query: Query) -> CountedClaims:
    """Return the counted claims of a query for an answer that is made of cells.

    Raises:
        PolicyKBError: as :func:`policykb.analysis.counted.count` does.
    """
    if query.pattern or not isinstance(kb, FindsCells):
        return count(kb, query)
    ends = record_ends(kb, query.known_by)
    return CountedCells(kb, query, {}, {}, ends, engine=partial(kb.cells, counting(kb, query)))


def count_two_sided(kb: KnowledgeBase, query: Query) -> CountedClaims:
    """Return the counted claims of a query, maybe without those of actors on topics that they are
    only for or only against: these are in no conflict.

    Raises:
        PolicyKBError: as :func:`policykb.analysis.counted.count` does.
    """
    counted = count_cells(kb, query)
    if not (isinstance(counted, CountedCells) and isinstance(kb, FindsCells)):
        return counted
    asked = Question(times=((BEFORE_ALL_DAYS, AFTER_ALL_DAYS),))
    two_sided = (one for one in counted.ask(asked) if _is_two_sided(one.cell))
    pairs = [pair for one in two_sided for pair in zip(one.actors, one.topics, strict=True)]
    filters = list(counting(kb, query).filters(kb.published))
    claims: dict[tuple[str, str], list[Claim]] = {}
    for claim in kb.claims_of(pairs) if pairs else ():
        if all(one.passes(claim) for one in filters):
            claims.setdefault((claim.actor, claim.topic), []).append(claim)
    return replace(counted, claims=claims)


def _is_two_sided(cell: Cell) -> bool:
    counts = (count for _, of_time in cell.times for count in of_time)
    return {1, -1} <= {count.stance.sign for count in counts if count.stance is not None}


def cells_of(counted: CountedClaims, asked: Question) -> Iterator[Alike]:
    """Yield the cells of counted claims; those in this process have no ``rejected`` ones."""
    if isinstance(counted, CountedCells):
        yield from counted.ask(asked)
        return
    for (actor, topic), claims in counted.claims.items():
        found, sources = cell(Group(claims, counted.kb.published), asked)
        told = sources if asked.cites(counted.kb, topic) else frozenset[str]()
        yield Alike(found, (actor,), (topic,), told)

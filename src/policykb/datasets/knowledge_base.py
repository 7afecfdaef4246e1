"""A knowledge base whose records stay in tables until they are asked for."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from functools import cached_property

from policykb.analysis.cells import Alike, Question
from policykb.analysis.query import Resolved
from policykb.datasets.database import Database
from policykb.datasets.mappings import ClaimGroups, ClaimTable
from policykb.frozen import dataclass
from policykb.model.knowledge_base import KnowledgeBase, Prefilter
from policykb.model.records import Claim
from policykb.text.tokens import Literal


@dataclass(frozen=True)
class TabularKnowledgeBase(KnowledgeBase):
    """A knowledge base whose records are read from tables when they are asked for.

    ``searchable`` is True if the view of the claims has their quotes, summaries and ids, so that
    literals can be looked for in it.
    """

    database: Database = field(kw_only=True, repr=False, compare=False)
    table: ClaimTable = field(kw_only=True, repr=False, compare=False)
    searchable: bool = field(kw_only=True, default=True)

    @cached_property
    def by_actor_and_topic(self) -> Mapping[tuple[str, str], tuple[Claim, ...]]:
        """Claims by (actor id, topic id), in loading order."""
        return ClaimGroups(
            self.database,
            self.table,
            ("actor", "topic"),
            lambda key: key,
            lambda row: (row[0], row[1]),
        )

    @cached_property
    def by_source(self) -> Mapping[str, tuple[Claim, ...]]:
        """Claims by source id, in reading order."""
        return ClaimGroups(
            self.database, self.table, ("source",), lambda key: [key], lambda row: row[0]
        )

    def claim_counts(self, field: str) -> Mapping[str, int]:
        """Return the number of claims by ``actor``, ``topic`` or ``source`` (ids)."""
        return dict(self.database.rows(f"SELECT {field}, count(*) FROM claims GROUP BY 1"))  # noqa: S608 - no value from outside

    def cells(self, query: Resolved, asked: Question) -> Iterator[Alike]:
        """Yield the cells that answer a question.

        Raises:
            PolicyKBError: The table cannot be read, or a row is no claim.
        """
        from policykb.datasets.cells import find_cells  # noqa: PLC0415 - few answers need them

        return find_cells(self, self.database, query, asked, has_ids=self.searchable)

    def claims_of(self, pairs: Sequence[tuple[str, str]]) -> Iterable[Claim]:
        """Return all claims of actors on topics (ids), in loading order."""
        actors, topics = zip(*pairs, strict=True)
        condition = "WHERE (actor, topic) IN (SELECT (unnest(?), unnest(?)))"
        return self.table.of_cells(condition, [list(actors), list(topics)])

    def prefilter(self, prefilter: Prefilter) -> Iterable[Claim]:
        """Return the claims that pass the prefilter, in loading order."""
        condition, values = self._condition(prefilter)
        return self.table.of_cells(condition, values)

    def _suggested_ids(self) -> Iterable[str]:
        """Ids without those of claims, of which there may be millions."""
        return (*self.actors, *self.topics, *self.sources)

    def _condition(self, prefilter: Prefilter) -> tuple[str, list[object]]:
        """Return the condition of a prefilter, and its values."""
        conditions: list[str] = []
        values: list[object] = []
        for name, ids in (("actor", prefilter.actors), ("topic", prefilter.topics)):
            if ids is not None:
                conditions.append(f"{name} IN ({', '.join('?' * len(ids)) or 'NULL'})")
                values += sorted(ids)
        for literal in prefilter.literals if self.searchable else ():
            found = list(_holding(literal))
            conditions.append(f"({' OR '.join(one for one, _ in found)})")
            values += [value for _, value in found if value]
        return f"WHERE {' AND '.join(conditions)}" if conditions else "", values


def _holding(literal: Literal) -> Iterator[tuple[str, str]]:
    """Yield conditions, one of which holds for each claim that a literal is in, each with its value
    or an empty text.

    Case is compared for ASCII only: texts with other characters may hold the literal or not.
    """
    for name in ("quote", "summary", "id"):
        if literal.text.isascii():
            yield f"contains(lower({name}), ?)", literal.text
        yield f"strlen({name}) <> length({name})", ""

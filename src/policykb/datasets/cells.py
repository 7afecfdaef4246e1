"""The cells of all claims of a table, by DuckDB.

A cell depends on few columns, and most claims have the same values in them as many others: each
distinct combination of them is a *shape*, a number. The claims of an actor on a topic are then a
collection of numbers, and most collections occur many times, too.
:func:`policykb.analysis.cells.cells` is asked once for each distinct collection.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from operator import itemgetter
from typing import Any

from policykb.analysis.cells import Cell, CellClaims, Cited, Question, cells
from policykb.analysis.query import Resolved
from policykb.datasets.database import Database
from policykb.datasets.records import BadCellError, located, partial_claim
from policykb.diagnostics import PolicyKBError, format_value
from policykb.model.knowledge_base import KnowledgeBase
from policykb.model.records import Claim

_ALWAYS = ("stance", "period", "period_basis", "published", "relative_to_than", "status", "voice")
"""The columns that every cell depends on."""


def find_cells(
    kb: KnowledgeBase, database: Database, query: Resolved, asked: Question
) -> Iterator[Cell]:
    """Yield the cells that answer a question, by actor and topic in the order of their files.

    The first cell that has sources tells those of all cells; the others tell none.

    Raises:
        PolicyKBError: The table cannot be read, or a row is no claim.
    """
    return _Finder(kb, database, query, asked).cells()


class _Finder:
    """Finds the cells of one question. Its tables are temporary, and those of a ``database`` of its
    own.
    """

    def __init__(
        self, kb: KnowledgeBase, database: Database, query: Resolved, asked: Question
    ) -> None:
        self._kb = kb
        self._database = database.again()
        self._query = query
        self._asked = asked
        self._columns = dict(_columns(query))
        # Documents are counted in each cell: there claims of several sources are told apart.
        self._ranks = asked.documents
        conditions: list[str] = []
        self._values: list[object] = []
        for name, ids in (("actor", query.actors), ("topic", query.topics)):
            if ids is not None:
                conditions.append(f"{name} IN (SELECT unnest(?))")
                self._values.append(sorted(ids))
        self._where = f"WHERE {' AND '.join(conditions)}" if conditions else ""

    def cells(self) -> Iterator[Cell]:
        """Yield the cells."""
        self._make_claims()
        shapes = self._shapes()
        self._make_collections()
        found = list(cells(self._groups(shapes), self._query, self._asked))
        sources = self._sources(found)
        actors, topics = list(self._kb.actors), list(self._kb.topics)
        question = "SELECT actor, topic, number FROM cell ORDER BY actor, topic"
        # There may be millions of them, so little is done for each.
        nothing = frozenset[str]()
        parts = [cell._replace(sources=nothing)[2:] for cell in found]
        for rows in self._database.batches(question):
            for actor, topic, number in rows:
                cell = Cell(actors[actor], topics[topic], *parts[number])
                if sources and found[number].sources and self._tells(cell.topic):
                    cell, sources = cell._replace(sources=sources), nothing
                yield cell

    # --- shapes ----------------------------------------------------------------------

    def _make_claims(self) -> None:
        """Make the tables ``shape`` (the distinct values of the columns) and ``claim`` (the actor,
        the topic, the source and the shape of each claim, as numbers).
        """
        database = self._database
        for name, ids in (("actor", self._kb.actors), ("topic", self._kb.topics)):
            numbered = [(one, number) for number, one in enumerate(ids)]
            database.table(f"{name}_number", (f"{name}_id", "n_place"), numbered)
        listed = ", ".join(f"{one} AS {name}" for name, one in self._columns.items())
        database.run(
            "CREATE TEMP TABLE shape AS SELECT row_number() OVER () - 1 AS shape, *"  # noqa: S608 - no value from outside
            f" FROM (SELECT DISTINCT {listed} FROM claims {self._where})",
            self._values,
        )
        database.run(
            "CREATE TEMP TABLE source_number AS SELECT row_number() OVER () - 1 AS number, source"  # noqa: S608 - as above
            f" AS source_id FROM (SELECT DISTINCT source FROM claims {self._where})",
            self._values,
        )
        same = " AND ".join(f"shape.{one} IS NOT DISTINCT FROM c.{one}" for one in self._columns)
        listed = ", ".join(f"{one} AS {name}" for name, one in self._columns.items())
        database.run(
            "CREATE TEMP TABLE claim AS SELECT CAST(a.n_place AS INTEGER) AS actor,"  # noqa: S608 - as above
            " CAST(t.n_place AS INTEGER) AS topic, CAST(s.number AS INTEGER) AS source,"
            " CAST(shape AS INTEGER) AS shape"
            f" FROM (SELECT actor, topic, source AS of_source, {listed} FROM claims {self._where})"
            f" AS c JOIN shape ON {same} LEFT JOIN actor_number a ON actor_id = c.actor"
            " LEFT JOIN topic_number t ON topic_id = c.topic JOIN source_number s"
            " ON source_id IS NOT DISTINCT FROM of_source",
            self._values,
        )
        if self._ranks:
            database.run(
                "CREATE TEMP TABLE ranked AS SELECT *, CAST(dense_rank() OVER"
                " (PARTITION BY actor, topic ORDER BY source) AS INTEGER) AS rank FROM claim"
            )

    def _shapes(self) -> dict[int, Claim]:
        """Return a claim of each shape."""
        found: dict[int, Claim] = {}
        for shape, *values in self._database.rows("SELECT * FROM shape"):
            given = dict(zip(self._columns, values, strict=True))
            try:
                found[shape] = partial_claim(given)
            except BadCellError as error:
                raise self._located(given, error) from None
        return found

    def _located(self, given: Mapping[str, Any], error: BadCellError) -> PolicyKBError:
        same = " AND ".join(f"{self._columns[one]} IS NOT DISTINCT FROM ?" for one in given)
        (place,) = self._database.rows(
            f"SELECT filename, file_row_number FROM claims WHERE {same} LIMIT 1",  # noqa: S608 - no value from outside
            list(given.values()),
        )
        message = f"column {error.column}: {error.message}"
        return located(self._database, "claim", place, message)

    # --- collections -----------------------------------------------------------------

    def _make_collections(self) -> None:
        """Make the tables ``collection`` (each distinct one, with an actor and a topic that have
        it) and ``cell`` (the collection of each actor and topic).

        Smallest and largest number tell collections of up to two apart, sums of two hashes of 64
        bits those of more.
        """
        table, number = ("claim", "shape")
        if self._ranks:
            table, number = ("ranked", "(CAST(shape AS BIGINT) << 32) + rank")
        self._database.run(
            "CREATE TEMP TABLE told_apart AS SELECT actor, topic, count(*) AS size,"  # noqa: S608 - no value from outside
            f" min({number}) AS low, max({number}) AS high, sum(hash({number})) AS one,"
            f" sum(hash({number}, 1)) AS other FROM {table} GROUP BY actor, topic"
        )
        missing = "SELECT 1 FROM told_apart WHERE actor IS NULL OR topic IS NULL LIMIT 1"
        if self._database.rows(missing):
            raise self._unknown()
        self._database.run(
            "CREATE TEMP TABLE collection AS SELECT row_number() OVER () - 1 AS number, size, low,"
            " high, one, other, min((actor, topic)) AS example FROM told_apart"
            " GROUP BY size, low, high, one, other"
        )
        self._database.run(
            "CREATE TEMP TABLE cell AS SELECT actor, topic, number FROM told_apart"
            " JOIN collection USING (size, low, high, one, other)"
        )
        self._database.run("DROP TABLE told_apart")

    def _unknown(self) -> PolicyKBError:
        """Return the error of a claim whose actor or topic there is not."""
        for kind in ("actor", "topic"):
            for file, number, one in self._database.rows(
                f"SELECT filename, file_row_number, {kind} FROM claims LEFT JOIN {kind}_number"  # noqa: S608 - no value from outside
                f" ON {kind}_id = {kind} WHERE n_place IS NULL LIMIT 1"
            ):
                message = f"there is no {kind} {format_value(str(one))} in the table of {kind}s"
                return located(self._database, "claim", (file, number), message)
        raise AssertionError("an actor or a topic is not there")

    def _groups(self, shapes: Mapping[int, Claim]) -> Iterator[CellClaims]:
        """Yield the claims of each collection, in the order of their numbers."""
        table, rank = ("ranked", "rank") if self._ranks else ("claim", "shape")
        rows = self._database.batches(
            f"SELECT number, shape, {rank} FROM collection JOIN {table}"  # noqa: S608 - no value from outside
            f" ON {table}.actor = example[1] AND {table}.topic = example[2]"
            " ORDER BY number, shape, 3"
        )
        elements = (element for some in rows for element in some)
        made: dict[tuple[int, int, int], Claim] = {}
        for _, some in groupby(elements, key=itemgetter(0)):
            claims: list[Claim] = []
            published: dict[str, int] = {}
            for at, (_, shape, source) in enumerate(some):
                # Within a cell each claim has an id of its own.
                key = (shape, source, at)
                if key not in made:
                    made[key] = self._claim(shapes[shape], source, at)
                claims.append(made[key])
                published[made[key].source] = int(shapes[shape].id)
            yield CellClaims("", "", claims, published)

    def _claim(self, shape: Claim, source: int, at: int) -> Claim:
        return replace(shape, id=str(at), source=shape.source or str(source))

    # --- sources ---------------------------------------------------------------------

    def _tells(self, topic: str) -> bool:
        """Return True if a topic's sources count: of positions and times, only those of leaves."""
        return self._asked.cited is Cited.COUNTED or self._kb.is_leaf(topic)

    def _sources(self, found: Sequence[Cell]) -> frozenset[str]:
        """Return the sources of all cells."""
        if self._query.sources:
            return frozenset(one for cell in found for one in cell.sources)
        marks = [(number, int(one)) for number, cell in enumerate(found) for one in cell.sources]
        self._database.table("mark", ("n_number", "n_of"), marks)
        table, mark = ("ranked", "rank") if self._ranks else ("claim", "shape")
        telling = [n for n, topic in enumerate(self._kb.topics) if self._tells(topic)]
        rows = self._database.rows(
            "SELECT source_id FROM source_number WHERE number IN"  # noqa: S608 - no value from outside
            f" (SELECT source FROM {table} JOIN cell USING (actor, topic) JOIN mark"
            f" ON n_number = cell.number AND n_of = {mark}"
            " WHERE topic IN (SELECT unnest(?)))",
            [telling],
        )
        for (one,) in rows:
            if one not in self._kb.published:
                raise PolicyKBError(
                    f"{self._database.root}: there is no source {format_value(str(one))}, which "
                    "claims name",
                    "Add it to the table of sources.",
                )
        return frozenset(one for (one,) in rows)


def _columns(query: Resolved) -> Iterator[tuple[str, str]]:
    """Yield the columns that cells depend on, each with how a question has it."""
    yield from ((name, name) for name in _ALWAYS)
    asked = query.query
    for name, is_needed, column in (
        ("certainty", bool(asked.certainties), "certainty"),
        ("kind", bool(asked.kinds), "kind"),
        ("disputed", asked.disputed or asked.undisputed, "coalesce(len(disputed_by), 0) > 0"),
        ("target", bool(asked.targets), "target"),
        ("source", bool(asked.sources), "source"),
    ):
        if is_needed:
            yield name, column

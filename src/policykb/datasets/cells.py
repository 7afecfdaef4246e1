"""The cells of all claims of a table, by DuckDB, which numbers shapes and collections (see
:mod:`policykb.datasets.shapes`).
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

from policykb.analysis.cells import Alike, Cell, Cited, Group, Question, cells
from policykb.analysis.query import Resolved
from policykb.datasets.database import Database
from policykb.datasets.records import located, other_day, partial_claim
from policykb.datasets.shapes import Collections, shape_columns
from policykb.diagnostics import PolicyKBError, format_value
from policykb.exchange.foreign_table import UnfitError
from policykb.model.knowledge_base import KnowledgeBase
from policykb.model.records import Claim


def find_cells(
    kb: KnowledgeBase, database: Database, query: Resolved, asked: Question, *, has_ids: bool
) -> Iterator[Alike]:
    """Yield the cells that answer a question.

    The first one has the sources of all. ``has_ids`` is True if the view of the claims has their
    ids.

    Raises:
        PolicyKBError: The table cannot be read, or a row is no claim.
    """
    return _Finder(kb, database, query, asked, has_ids=has_ids).cells()


class _Finder:
    """Finds the cells of one question. Its tables are temporary, and those of a ``database`` of its
    own.
    """

    def __init__(
        self,
        kb: KnowledgeBase,
        database: Database,
        query: Resolved,
        asked: Question,
        *,
        has_ids: bool,
    ) -> None:
        self._kb = kb
        self._has_ids = has_ids
        self._database = database.again()
        self._query = query
        self._asked = asked
        self._columns = {
            name: f"coalesce(len({column}), 0) > 0" if name == "disputed" else column
            for name, column in shape_columns(query).items()
        }
        # Documents are counted in each cell: there claims of several sources are told apart.
        self._ranks = asked.documents
        conditions: list[str] = []
        self._values: list[object] = []
        for name, ids in (("actor", query.actors), ("topic", query.topics)):
            if ids is not None:
                conditions.append(f"{name} IN (SELECT unnest(?))")
                self._values.append(sorted(ids))
        self._where = f"WHERE {' AND '.join(conditions)}" if conditions else ""

    def cells(self) -> Iterator[Alike]:
        """Yield the cells."""
        self._make_claims()
        shapes = self._shapes()
        self._check_sources()
        self._make_collections()
        found = list(cells(self._groups(shapes), self._query, self._asked))
        sources = self._sources([sources for _, sources in found])
        # Many collections amount to the same.
        numbers: dict[Cell, int] = {}
        pairs = [(at, numbers.setdefault(cell, len(numbers))) for at, (cell, _) in enumerate(found)]
        self._database.table("amount", ("n_collection", "n_cell"), pairs)
        distinct, actors, topics = list(numbers), list(self._kb.actors), list(self._kb.topics)
        for number, *places in self._database.integers(
            "SELECT CAST(n_cell AS INTEGER), actor, topic FROM cell JOIN amount"
            " ON number = n_collection ORDER BY n_cell"
        ):
            end = 0
            while (start := end) < len(number):
                end = bisect_right(number, number[start], start)
                actor, topic = (one[start:end] for one in places)
                yield Alike(
                    distinct[number[start]],
                    [actors[one] for one in actor],
                    [topics[one] for one in topic],
                    sources,
                )
                sources = frozenset()

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
            "CREATE TEMP TABLE source_number AS SELECT row_number() OVER () - 1 AS number, *"  # noqa: S608 - as above
            " FROM (SELECT source AS source_id, min(published) AS first, max(published) AS last"
            f" FROM claims {self._where} GROUP BY source)",
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

    def _shapes(self) -> list[Claim]:
        """Return a claim of each shape."""
        found: list[Claim] = []
        for _, *values in self._database.rows("SELECT * FROM shape ORDER BY shape"):
            given = dict(zip(self._columns, values, strict=True))
            try:
                found.append(partial_claim(given))
            except UnfitError as error:
                raise self._located(given, str(error)) from None
        return found

    def _located(self, given: Mapping[str, Any], message: str) -> PolicyKBError:
        """Return the error of the first claim that has these values."""
        columns = (self._columns.get(one, one) for one in given)
        same = " AND ".join(f"{one} IS NOT DISTINCT FROM ?" for one in columns)
        (place,) = self._database.rows(
            f"SELECT filename, file_row_number FROM claims WHERE {same} LIMIT 1",  # noqa: S608 - no value from outside
            list(given.values()),
        )
        return located(self._database, "claim", place, message)

    def _check_sources(self) -> None:
        """Raise PolicyKBError unless the source of each claim is there, and has its day."""
        rows = self._database.batches("SELECT source_id, first, last FROM source_number")
        for source, first, last in (row for some in rows for row in some):
            day = self._kb.published.get(source)
            if day == first.toordinal() == last.toordinal():
                continue
            if day is None:
                fault = f"there is no source {format_value(str(source))} in the table of sources"
                raise self._located({"source": source}, fault)
            published = date.fromordinal(day)
            given = last if first == published else first
            fault = str(other_day(source, published, given))
            raise self._located({"source": source, "published": given}, fault)

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
        if self._has_ids:
            self._check_ids()
        self._database.run(
            "CREATE TEMP TABLE collection AS SELECT CAST(row_number() OVER () - 1 AS INTEGER)"
            " AS number, size, low, high, one, other, min((actor, topic)) AS example"
            " FROM told_apart GROUP BY size, low, high, one, other"
        )
        self._database.run(
            "CREATE TEMP TABLE cell AS SELECT actor, topic, number FROM told_apart"
            " JOIN collection USING (size, low, high, one, other)"
        )
        self._database.run("DROP TABLE told_apart")

    def _check_ids(self) -> None:
        """Raise PolicyKBError if an actor has two claims with the same id on a topic."""
        for one, *place in self._database.rows(
            "SELECT id, max(filename), max_by(file_row_number, filename) FROM claims"
            " JOIN (SELECT actor_id, topic_id FROM told_apart"
            " JOIN actor_number a ON actor = a.n_place JOIN topic_number t ON topic = t.n_place"
            " WHERE size > 1) ON actor = actor_id AND topic = topic_id"
            " GROUP BY claims.actor, claims.topic, id HAVING count(*) > 1 LIMIT 1"
        ):
            message = f"the id {format_value(one)} is there twice"
            raise located(self._database, "claim", place, message)

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

    def _groups(self, shapes: Sequence[Claim]) -> Iterator[Group]:
        """Yield the claims of each collection, in the order of their numbers."""
        table, rank = ("ranked", "rank") if self._ranks else ("claim", "shape")
        rows = self._database.batches(
            f"SELECT number, shape, {rank} FROM collection JOIN {table}"  # noqa: S608 - no value from outside
            f" ON {table}.actor = example[1] AND {table}.topic = example[2]"
            " ORDER BY number, shape, 3"
        )
        elements = (element for some in rows for element in some)
        collections = Collections(shapes)
        for _, some in groupby(elements, key=itemgetter(0)):
            yield collections.group((shape, source) for _, shape, source in some)

    # --- sources ---------------------------------------------------------------------

    def _sources(self, found: Sequence[frozenset[str]]) -> frozenset[str]:
        """Return the sources of all cells, from those of each collection."""
        topics = [n for n, one in enumerate(self._kb.topics) if self._asked.cites(self._kb, one)]
        on_topics = "WHERE topic IN (SELECT unnest(?))"
        if self._query.sources:
            numbers = self._database.rows(f"SELECT DISTINCT number FROM cell {on_topics}", [topics])  # noqa: S608 - no value from outside
            return frozenset(one for (number,) in numbers for one in found[number])
        marks = [(number, int(one)) for number, sources in enumerate(found) for one in sources]
        self._database.table("mark", ("n_number", "n_of"), marks)
        table, mark = ("ranked", "rank") if self._ranks else ("claim", "shape")
        if self._asked.cited is Cited.COUNTED and not self._ranks:
            # A claim counts or not, whatever is beside it.
            cited, values = "claim WHERE shape IN (SELECT n_of FROM mark)", []
        else:
            cited = f"{table} JOIN cell USING (actor, topic) JOIN mark ON n_number = cell.number"
            cited, values = f"{cited} AND n_of = {mark} {on_topics}", [topics]
        rows = self._database.rows(
            f"SELECT source_id FROM source_number WHERE number IN (SELECT source FROM {cited})",  # noqa: S608 - as above
            values,
        )
        return frozenset(one for (one,) in rows)

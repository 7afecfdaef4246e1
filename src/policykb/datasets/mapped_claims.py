"""The claims of a table that has a map."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any, NamedTuple, cast

from policykb.datasets.database import Database
from policykb.datasets.dimensions import cell
from policykb.diagnostics import Location, PolicyKBError, Span, format_value
from policykb.exchange.claims import ClaimMaker
from policykb.exchange.contradictions import acknowledge
from policykb.exchange.foreign_table import ForeignRow, UnfitError
from policykb.exchange.quotes import QuotedText
from policykb.exchange.records import RecordMaker
from policykb.exchange.table_import import TableReader
from policykb.loading.raw_records import raw_record, record_of
from policykb.model.records import Actor, Claim, Source, Topic
from policykb.yaml.document import Data

_CUT = 23
"""An id of a claim holds at least so many characters of those of its actor and topic."""


_Place = tuple[str, str, str, int, str, int]


class _Found(NamedTuple):
    """A row of the table: its claim's actor, topic and source (ids), its place in the table and in
    its file, and its cells.
    """

    actor: str
    topic: str
    source: str
    place: int
    file: str
    number: int
    cells: tuple[Any, ...]

    @property
    def words(self) -> str:
        """The place in words."""
        return f"{self.file}, row {self.number + 1}"


class MappedClaims:
    """The claims of a table, made of its rows as an import would make them.

    Args:
        database: The table, as the view ``raw``, and what its rows are, as the view ``claims``.
        reader: Makes statements of rows.
        maker: Has the ids of names.
        columns: The number of columns of the table.
        records: The actors, topics and sources by id.
    """

    def __init__(
        self,
        database: Database,
        reader: TableReader,
        maker: RecordMaker,
        columns: int,
        records: tuple[Mapping[str, Actor], Mapping[str, Topic], Mapping[str, Source]],
    ) -> None:
        self._database = database
        self._reader = reader
        self._maker = maker
        self._columns = ", ".join(f"c{column}" for column in range(columns))
        self._actors, self._topics, self._sources = records

    def of_cells(self, condition: str = "", values: Sequence[object] = ()) -> Iterator[Claim]:
        """Yield the claims of actors and topics that a condition selects, in loading order.

        Raises:
            PolicyKBError: They cannot be read, or are no claims.
        """
        return (claim for _, claim in self._claims(self._rows(condition, values)))

    def where(self, condition: str, values: Sequence[object]) -> Iterator[Claim]:
        """Yield the claims that any condition selects, in loading order.

        Raises:
            PolicyKBError: As above.
        """
        # Claims of an actor on a topic name one another, so all of them are made.
        rows = self._database.rows(
            f"SELECT place, actor, topic FROM claims {condition}",  # noqa: S608 - no value from outside
            values,
        )
        places = {place for place, _, _ in rows}
        cells = list({(actor, topic) for _, actor, topic in rows})
        of_cells = "WHERE (actor, topic) IN (SELECT (unnest(?), unnest(?)))"
        found = self._rows(of_cells, [[a for a, _ in cells], [t for _, t in cells]])
        return (claim for row, claim in self._claims(found) if row.place in places)

    def with_id(self, key: str) -> Claim | None:
        """Return the claim with an id; None if there is none."""
        if self._reader.gives_ids:
            return next((one for one in self.of_cells() if one.id == key), None)
        actors = [one for one in self._actors if key.startswith(f"{one}-"[:_CUT])]
        found = self.of_cells("WHERE actor IN (SELECT unnest(?))", [actors]) if actors else ()
        return next((one for one in found if one.id == key), None)

    def ids(self) -> Iterator[str]:
        """Yield all ids, in loading order."""
        if self._reader.gives_ids:
            return (claim.id for claim in self.of_cells())
        ids = self._ids(set(self._actors), set(self._topics))
        rows = self._database.batches("SELECT place FROM claims ORDER BY source, place")
        return (ids[place] for some in rows for (place,) in some)

    def size(self) -> int:
        """Return the number of claims."""
        ((size,),) = self._database.rows("SELECT count(*) FROM raw")
        return int(size)

    def _rows(self, condition: str, values: Sequence[object]) -> list[_Found]:
        rows = self._database.rows(
            "SELECT actor, topic, source, place, filename, file_row_number,"  # noqa: S608 - no value from outside
            f" {self._columns} FROM claims {condition} ORDER BY source, place",
            values,
        )
        return [_Found(*cast("_Place", row[:6]), row[6:]) for row in rows]

    def _claims(self, rows: Sequence[_Found]) -> Iterator[tuple[_Found, Claim]]:
        cells = ({row.actor for row in rows}, {row.topic for row in rows})
        ids = {} if self._reader.gives_ids else self._ids(*cells)
        maker = self._maker.claim_maker(set())
        texts: dict[str, QuotedText] = {}
        made: dict[str, list[dict[str, Data]]] = {}
        seen: set[str] = set()
        for row in rows:
            source = self._sources[row.source]
            data = self._data(row, ids, maker, texts.setdefault(row.source, QuotedText(None, "")))
            if (one := str(data["id"])) in seen:
                raise PolicyKBError(
                    f"{row.words}: the id {format_value(one)} is there twice",
                    "Map another column as `id`, or none: then ids are made.",
                )
            seen.add(one)
            made.setdefault(source.id, []).append(data)
        acknowledge(made, {one: self._sources[one].published.isoformat() for one in made}, None)
        left = {source: iter(some) for source, some in made.items()}
        for row in rows:
            raw = raw_record("claim", next(left[row.source]), row.number, Span(1, 1, 1, 1))
            claim = cast("Claim", record_of("claim", row.source, raw))
            span = Span(row.number + 1, 1, row.number + 1, 1)
            yield row, replace(claim, location=Location(row.file, span))

    def _data(
        self, row: _Found, ids: Mapping[int, str], maker: ClaimMaker, text: QuotedText
    ) -> dict[str, Data]:
        try:
            statement = self._reader.statement(ForeignRow(row.words, list(map(cell, row.cells))))
        except UnfitError as error:
            raise PolicyKBError(f"{row.words}: {error}", "Correct the table, or the map.") from None
        published = self._sources[row.source].published.isoformat()
        if row.place in ids:
            statement = replace(statement, fields={**statement.fields, "id": ids[row.place]})
        return maker.claim(statement, text, published)

    def _ids(self, actors: set[str], topics: set[str]) -> dict[int, str]:
        """Return the ids that an import would make for the claims of actors on topics, by the place
        of their rows.

        The number behind an id counts the claims before it with the same beginning, so all rows
        are looked at that may have it.
        """
        near_actors = _near(actors, self._actors)
        near_topics = _near(topics, self._topics)
        if near_actors != actors or _shared(actors):
            near_topics = set(self._topics)
        found = self._database.batches(
            "SELECT place, actor, topic, date FROM claims WHERE actor IN (SELECT unnest(?))"
            " AND topic IN (SELECT unnest(?)) ORDER BY n_order, place",
            [sorted(near_actors), sorted(near_topics)],
        )
        maker = self._maker.claim_maker(set())
        return {
            place: maker.new_id(actor, topic, day)
            for some in found
            for place, actor, topic, day in some
        }


def _near(some: set[str], all_: Iterable[str]) -> set[str]:
    """Return the ids that may begin an id of a claim as some do."""
    beginnings = {f"{one}-"[:length] for one in some for length in range(1, _CUT + 1)}
    whole = {f"{one}-"[:_CUT] for one in some}
    return {
        one
        for one in all_
        if (begin := f"{one}-"[:_CUT]) in beginnings
        or any(begin[:length] in whole for length in range(1, len(begin)))
    }


def _shared(some: set[str]) -> bool:
    """Return True if two of these may begin an id of a claim in the same way."""
    begins = sorted(f"{one}-"[:_CUT] for one in some)
    return any(b.startswith(a) for a, b in pairwise(begins))

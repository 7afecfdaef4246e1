"""The part of an answer that the workers of a cluster make: cells, packed for the way back.

A worker needs Python and pyarrow; the code of policykb comes with the question. Columns are looked
at as a whole; Python looks at each distinct shape, and at actors and topics with several claims.
"""

import pickle
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from policykb.analysis.cells import Alike, Cell, Question, cells
from policykb.analysis.query import Resolved
from policykb.datasets.records import partial_claim
from policykb.datasets.shapes import Collections, shape_columns
from policykb.diagnostics import PolicyKBError, format_value
from policykb.exchange.foreign_table import UnfitError
from policykb.model.records import Claim

if TYPE_CHECKING:
    import pyarrow as pa

SCHEMA = "part binary"
"""The columns of what comes back: a :class:`Part`, packed."""

Batches = Iterable["pa.RecordBatch"]
_Collection = tuple[tuple[int, int], ...]
"""The shape of each claim, and a mark that stands for its source."""
Names = tuple[Sequence[str], bytes]
"""Distinct ids, and the place of each cell's among them, as integers of 32 bits."""


class Part(NamedTuple):
    """The cells that one task has made, each with the number of actors and topics that have it.

    These stand side by side in the order of the cells. ``sources`` (ids) are those asked for.
    ``error`` is the message and the remedy, if a row is no claim.
    """

    cells: Sequence[tuple[Cell, int]] = ()
    actors: Names = ((), b"")
    topics: Names = ((), b"")
    sources: Sequence[str] = ()
    error: tuple[str, str] | None = None

    def alike(self) -> Iterator[Alike]:
        """Yield the cells, all sources with the first."""
        names = [(ids, memoryview(places).cast("i")) for ids, places in (self.actors, self.topics)]
        end = 0
        for cell, size in self.cells:
            start, end = end, end + size
            actors, topics = ([ids[one] for one in places[start:end]] for ids, places in names)
            yield Alike(cell, actors, topics, frozenset(() if start else self.sources))


def read_columns(query: Resolved) -> list[str]:
    """Return the columns of claims that cells depend on; all others of a dataset stay unread."""
    return list(dict.fromkeys(["id", "source", "actor", "topic", *shape_columns(query).values()]))


def parts_of_batches(
    query: Resolved, asked: Question, uncited: frozenset[str]
) -> Callable[[Batches], Iterator[Any]]:
    """Return a function from batches of the rows of claims to a batch with one packed part.

    A row that is no claim ends the answer with an error, which comes back like the cells: to raise
    it would make the cluster try again.

    Args:
        query: The claims that count.
        asked: The question that the cells answer.
        uncited: The topics (ids) on which no sources are told.

    The rows have the columns of :func:`read_columns`, and are in the order of actors, topics and
    ids.
    """

    def run(batches: Batches) -> Iterator[Any]:
        import pyarrow as pa  # noqa: PLC0415 - of the extra "large"

        if some := [one for one in batches if len(one)]:
            whole = pa.Table.from_batches(some).combine_chunks()
            rows = {name: whole.column(name).chunk(0) for name in whole.column_names}
            try:
                part = _Task(rows, query, asked).part(uncited)
            except PolicyKBError as error:
                part = Part(error=(error.message, error.help))
            packed = pickle.dumps(part, pickle.HIGHEST_PROTOCOL)
            yield pa.RecordBatch.from_arrays([pa.array([packed], pa.binary())], names=["part"])

    return run


def unpacked(packed: bytes) -> Part:
    """Return a part that a worker has packed."""
    return cast("Part", pickle.loads(packed))  # noqa: S301 - our own workers sent them


class _Task:
    """The work on the rows of a task. Arrays are pyarrow's; numbers stand for distinct values."""

    def __init__(self, rows: Mapping[str, Any], query: Resolved, asked: Question) -> None:
        self._rows = rows
        self._query = query
        self._asked = asked
        self._actors, self._topics = _encoded(rows["actor"]), _encoded(rows["topic"])
        fields = dict(_fields(rows, query))
        self._shapes = _encoded(*fields.values()).indices
        self._claims = self._claim_of_each_shape(fields)

    def part(self, uncited: frozenset[str]) -> Part:
        """Return the cells.

        Raises:
            PolicyKBError: The id of a claim is there twice in a cell.
        """
        import pyarrow as pa  # noqa: PLC0415 - of the extra "large"
        import pyarrow.compute as pc  # noqa: PLC0415 - as above

        # First the actors and topics that have one claim, then those that have several.
        starts = self._starts()
        ends = pa.concat_arrays([starts[1:], pa.array([len(self._shapes)], starts.type)])
        is_alone = pc.equal(pc.subtract(ends, starts), 1)
        alone, first = starts.filter(is_alone), starts.filter(pc.invert(is_alone))
        spans = [*zip(first.to_pylist(), ends.filter(pc.invert(is_alone)).to_pylist(), strict=True)]
        shape = _encoded(self._shapes.take(alone))
        numbers: dict[_Collection, int] = {
            ((one, one),): number for number, one in enumerate(shape.dictionary.to_pylist())
        }
        several = list(self._marked(spans))
        of_several = [numbers.setdefault(tuple(sorted(one)), len(numbers)) for one in several]
        groups = map(Collections(self._claims).group, numbers)
        found = list(cells(groups, self._query, self._asked))

        tells = pa.array([bool(sources) for _, sources in found], pa.bool_()).take(shape.indices)
        cited = alone.filter(tells).to_pylist()
        for (start, _), one, number in zip(spans, several, of_several, strict=True):
            sources = found[number][1]
            cited += [at for at, mark in enumerate(one, start) if self._source(mark) in sources]

        distinct: dict[Cell, int] = {}
        amounts = [distinct.setdefault(cell, len(distinct)) for cell, _ in found]
        collections = pa.concat_arrays([shape.indices, pa.array(of_several, pa.int32())])
        of_cells = pa.array(amounts, pa.int32()).take(collections)
        order = pc.sort_indices(of_cells)
        sizes = pc.value_counts(of_cells.take(order)).field("counts").to_pylist()
        places = pa.concat_arrays([alone, first]).take(order)
        return Part(
            list(zip(distinct, sizes, strict=True)),
            _names(self._actors, places),
            _names(self._topics, places),
            self._sources(cited, uncited),
        )

    def _starts(self) -> Any:
        """Return the first row of each actor and topic."""
        import pyarrow.compute as pc  # noqa: PLC0415 - of the extra "large"

        is_new = _changes(_encoded(self._actors.indices, self._topics.indices).indices)
        twice = pc.and_(pc.invert(is_new), pc.invert(_changes(self._rows["id"])))
        if pc.any(twice).as_py():
            raise self._fault(pc.index(twice, True).as_py(), "the id is there twice")
        return pc.indices_nonzero(is_new)

    def _claim_of_each_shape(self, fields: Mapping[str, Any]) -> list[Claim]:
        import pyarrow.compute as pc  # noqa: PLC0415 - of the extra "large"

        # Numbers are given by the first row of each: there the largest one so far changes.
        first = pc.indices_nonzero(_changes(pc.cumulative_max(self._shapes)))
        found: list[Claim] = []
        values = (column.take(first).to_pylist() for column in fields.values())
        for row, *given in zip(first.to_pylist(), *values, strict=True):
            try:
                found.append(partial_claim(dict(zip(fields, given, strict=True))))
            except UnfitError as error:
                raise self._fault(row, str(error)) from None
        return found

    def _marked(self, spans: Iterable[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
        """Yield the collection of several rows, each shape with a mark of its source: where
        documents are counted, sources are told apart within a cell.
        """
        shapes = self._shapes.to_pylist() if spans else []
        documents = self._asked.documents and spans
        sources = _encoded(self._rows["source"]).indices.to_pylist() if documents else shapes
        for start, end in spans:
            some = sources[start:end]
            if documents:
                ranks = {source: rank for rank, source in enumerate(sorted(set(some)))}
                some = [ranks[source] for source in some]
            yield list(zip(shapes[start:end], some, strict=True))

    def _source(self, marked: tuple[int, int]) -> str:
        """Return the source of a claim in a collection."""
        shape, mark = marked
        return self._claims[shape].source or str(mark)

    def _sources(self, cited: Sequence[int], uncited: frozenset[str]) -> list[str]:
        """Return the sources of rows, without those of topics on which none are told."""
        import pyarrow as pa  # noqa: PLC0415 - of the extra "large"
        import pyarrow.compute as pc  # noqa: PLC0415 - as above

        rows = pa.array(cited, pa.int64())
        if uncited:
            is_uncited = pc.is_in(self._rows["topic"].take(rows), pa.array(sorted(uncited)))
            rows = rows.filter(pc.invert(is_uncited))
        return cast("list[str]", pc.unique(self._rows["source"].take(rows)).to_pylist())

    def _fault(self, row: int, message: str) -> PolicyKBError:
        return PolicyKBError(
            f"claims, {format_value(str(self._rows['id'][row]))}: {message}",
            "Correct the table of claims, and make it anew.",
        )


def _fields(rows: Mapping[str, Any], query: Resolved) -> Iterator[tuple[str, Any]]:
    """Yield the fields of shapes, each with its column."""
    import pyarrow.compute as pc  # noqa: PLC0415 - of the extra "large"

    for name, column in shape_columns(query).items():
        found = rows[column]
        if name == "disputed":
            found = pc.fill_null(pc.greater(pc.list_value_length(found), 0), fill_value=False)
        yield name, found


def _encoded(*columns: Any) -> Any:
    """Return numbers for the distinct values of columns together, in the order of their first rows;
    of one column also these values.
    """
    import pyarrow.compute as pc  # noqa: PLC0415 - of the extra "large"

    first, *others = (one.dictionary_encode(null_encoding="encode") for one in columns)
    for other in others:
        if len(other.dictionary) > 1:
            pairs = pc.add(
                pc.multiply(first.indices.cast("int64"), len(other.dictionary)), other.indices
            )
            first = pairs.dictionary_encode()
    return first


def _changes(column: Any) -> Any:
    """Return where values differ from the one before; the first one always does."""
    import pyarrow as pa  # noqa: PLC0415 - of the extra "large"
    import pyarrow.compute as pc  # noqa: PLC0415 - as above

    later = pc.fill_null(pc.not_equal(column[1:], column[:-1]), fill_value=True)
    return pa.concat_arrays([pa.array([True]), later])


def _names(encoded: Any, rows: Any) -> Names:
    places = encoded.indices.take(rows)
    return encoded.dictionary.to_pylist(), places.buffers()[1].to_pybytes()[: 4 * len(places)]

"""The part of an answer that the workers of a cluster make: cells, packed for the way back.

A worker needs Python and pyarrow; the code of policykb comes with the question.
"""

import pickle
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, TypeVar, cast

from policykb.analysis.cells import Cell, Question
from policykb.analysis.query import Resolved
from policykb.datasets.spark.groups import cells_of_rows
from policykb.diagnostics import PolicyKBError

if TYPE_CHECKING:
    import pyarrow as pa

SCHEMA = "cells binary, message string, help string"
"""The columns of what comes back: packed cells, or the message and the remedy of an error."""

_T = TypeVar("_T")

_PACKED = 10_000
"""The number of cells that are packed together."""
_NOTHING: Mapping[Any, Any] = {}

Batches = Iterable["pa.RecordBatch"]


def cells_of_batches(query: Resolved, asked: Question) -> Callable[[Batches], Iterator[Any]]:
    """Return a function from batches of the rows of claims to batches of packed cells.

    Rows of one actor and topic stand behind one another. A row that is no claim ends the answer
    with an error, which comes back like the cells: to raise it would make the cluster try again.
    """

    def run(batches: Batches) -> Iterator[Any]:
        import pyarrow as pa  # noqa: PLC0415 - of the extra "large"

        try:
            found = _lean(cells_of_rows(_rows(batches), query, asked))
            while some := list(islice(found, _PACKED)):
                yield _batch(pa, pickle.dumps(some, pickle.HIGHEST_PROTOCOL), None, None)
        except PolicyKBError as error:
            yield _batch(pa, None, error.message, error.help)

    return run


def unpacked(packed: bytes) -> list[Cell]:
    """Return cells that a worker has packed."""
    return cast("list[Cell]", pickle.loads(packed))  # noqa: S301 - our own workers sent them


def _rows(batches: Batches) -> Iterator[tuple[Any, ...]]:
    columns = ([column.to_pylist() for column in batch.columns] for batch in batches)
    return chain.from_iterable(zip(*some, strict=True) for some in columns)


def _lean(found: Iterable[Cell]) -> Iterator[Cell]:
    """Yield cells in which what is equal is the same object, so that it is packed once; and without
    sources that an earlier one has, as else each claim would send its own.
    """
    known: dict[object, Any] = {}

    def same(one: _T) -> _T:
        return cast("_T", known.setdefault(one, one))

    sent: set[str] = set()
    for cell in found:
        new = cell.sources - sent
        sent |= new
        yield cell._replace(
            actor=same(cell.actor),
            topic=same(cell.topic),
            rejected=cell.rejected or _NOTHING,
            reach=same(cell.reach),
            positions=same(cell.positions),
            times=cell.times or _NOTHING,
            sources=same(new),
        )


def _batch(pa: Any, packed: bytes | None, message: str | None, help_: str | None) -> Any:
    return pa.RecordBatch.from_arrays(
        [
            pa.array([packed], pa.binary()),
            pa.array([message], pa.string()),
            pa.array([help_], pa.string()),
        ],
        names=["cells", "message", "help"],
    )

"""Cells from the rows of claims, as every engine makes them.

No module here needs more than pyarrow: it also runs on the workers of a cluster.
"""

from collections import deque
from collections.abc import Hashable, Iterable, Iterator, Sequence
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, cast

from policykb.analysis.cells import Cell, CellClaims, Question, cells
from policykb.analysis.query import Resolved
from policykb.datasets.records import BadCellError, read_columns, record
from policykb.diagnostics import PolicyKBError, format_value
from policykb.model.records import Claim

if TYPE_CHECKING:
    from datetime import date

CELL_COLUMNS = (
    *("id", "source", "actor", "topic", "stance", "period", "period_basis", "kind", "voice"),
    *("disputed_by", "certainty", "relative_to_actor", "relative_to_than", "target", "status"),
    "published",
)
"""The columns of claims that cells depend on; all others of a dataset stay unread."""

_PLACE = {name: place for place, name in enumerate(CELL_COLUMNS)}
_TEXTS = ("quote", "summary")


def cells_of_rows(
    rows: Iterable[Sequence[Any]], query: Resolved, asked: Question
) -> Iterator[Cell]:
    """Yield the cells of claims, from rows of :data:`CELL_COLUMNS`.

    Where cells have one claim each, many of these say the same: a cell is worked out once for each
    distinct one.

    Args:
        rows: those of one actor and topic behind one another.
        query: the claims that count.
        asked: the question that the cells answer.

    Raises:
        PolicyKBError: a row is no claim, or the id of a claim is there twice in a group.
    """
    waiting: deque[CellClaims] = deque()
    made = cells(iter(waiting.popleft, None), query, asked)
    known: dict[Hashable, Cell] = {}
    for (actor, topic), some in groupby(rows, itemgetter(_PLACE["actor"], _PLACE["topic"])):
        found = list(some)
        alone = _content(found[0], query) if len(found) == 1 else None
        if alone is not None and (same := known.get(alone)):
            sources = frozenset({found[0][_PLACE["source"]]}) if same.sources else same.sources
            yield same._replace(actor=actor, topic=topic, sources=sources)
            continue
        waiting.append(_group(actor, topic, found))
        cell = next(made)
        if alone is not None:
            known[alone] = cell
        yield cell


def _content(row: Sequence[Any], query: Resolved) -> Hashable:
    """Return what a cell depends on in a row, besides its actor and topic."""
    disputed = _PLACE["disputed_by"]
    source = row[_PLACE["source"]] if query.sources else None
    stance = _PLACE["stance"]
    return (source, *row[stance:disputed], tuple(row[disputed] or ()), *row[disputed + 1 :])


def _group(actor: str, topic: str, rows: Iterable[Sequence[Any]]) -> CellClaims:
    published: dict[str, int] = {}
    claims: dict[str, Claim] = {}
    for row in rows:
        claim = _claim(row)
        if claim.id in claims:
            raise _fault(row, "the id is there twice")
        claims[claim.id] = claim
        day: date | None = row[-1]
        if day is None:
            raise _fault(row, "column published: it is empty")
        if published.setdefault(claim.source, day.toordinal()) != day.toordinal():
            raise _fault(row, f"its source {claim.source} was published on two days")
    return CellClaims(actor, topic, list(claims.values()), published)


def _claim(row: Sequence[Any]) -> Claim:
    values = [value if place is None else row[place] for place, value in _template()]
    try:
        return cast("Claim", record("claim", values))
    except BadCellError as error:
        raise _fault(row, f"column {error.column}: {error.message}") from None


@cache
def _template() -> tuple[tuple[int | None, str | None], ...]:
    """Return, for each column that a claim is made of, its place in the row, or else a value."""
    return tuple(
        (_PLACE.get(one.name), "" if one.name in _TEXTS else None) for one in read_columns("claim")
    )


def _fault(row: Sequence[Any], message: str) -> PolicyKBError:
    return PolicyKBError(
        f"claims, {format_value(str(row[0]))}: {message}",
        "Correct the table of claims, and make it anew.",
    )

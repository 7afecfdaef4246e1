"""Cells from the rows of claims, as every engine makes them.

No module here needs more than pyarrow: it also runs on the workers of a cluster.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, cast

from policykb.analysis.cells import CellClaims
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


def groups(rows: Iterable[Sequence[Any]]) -> Iterator[CellClaims]:
    """Yield the claims of each actor on each topic, from rows of :data:`CELL_COLUMNS`.

    Args:
        rows: those of one actor and topic behind one another.

    Raises:
        PolicyKBError: a row is no claim, or the id of a claim is there twice in a group.
    """
    for (actor, topic), some in groupby(rows, itemgetter(_PLACE["actor"], _PLACE["topic"])):
        published: dict[str, int] = {}
        claims: dict[str, Claim] = {}
        for row in some:
            claim = _claim(row)
            if claim.id in claims:
                raise _fault(row, "the id is there twice")
            claims[claim.id] = claim
            day: date | None = row[-1]
            if day is None:
                raise _fault(row, "column published: it is empty")
            if published.setdefault(claim.source, day.toordinal()) != day.toordinal():
                raise _fault(row, f"its source {claim.source} was published on two days")
        yield CellClaims(actor, topic, list(claims.values()), published)


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

"""Shapes of claims: a cell depends on few columns, and most claims have the same values in them as
many others.

Each distinct combination of these values is a *shape*, a number. The claims of an actor on a topic
are then a *collection* of numbers, and most collections occur many times, too.
:func:`policykb.analysis.cells.cells` is asked once for each distinct collection.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from policykb.analysis.cells import Group
from policykb.analysis.query import Resolved
from policykb.model.records import Claim

_ALWAYS = ("stance", "period", "period_basis", "published", "relative_to_than", "status", "voice")
"""The columns that every cell depends on."""


def shape_columns(query: Resolved) -> Mapping[str, str]:
    """Return the fields that the cells of a query depend on, each with its column. They are those
    of :func:`policykb.datasets.records.partial_claim`.
    """
    asked = query.query
    disputed = asked.disputed or asked.undisputed
    return {
        **{name: name for name in _ALWAYS},
        **({"certainty": "certainty"} if asked.certainties else {}),
        **({"kind": "kind"} if asked.kinds else {}),
        **({"disputed": "disputed_by"} if disputed else {}),
        **({"target": "target"} if asked.targets else {}),
        **({"source": "source"} if asked.sources else {}),
    }


class Collections:
    """Makes the claims of collections.

    Args:
        shapes: A claim of each shape, as :func:`policykb.datasets.records.partial_claim` has it.
    """

    def __init__(self, shapes: Sequence[Claim]) -> None:
        self._shapes = shapes
        self._made: dict[tuple[int, int, int], Claim] = {}

    def group(self, elements: Iterable[tuple[int, int]]) -> Group:
        """Return the claims of a collection.

        Args:
            elements: The shape of each claim, and a number that stands for its source unless the
                shape has it.
        """
        claims: list[Claim] = []
        published: dict[str, int] = {}
        for at, (shape, source) in enumerate(elements):
            # Within a cell each claim has an id of its own.
            key = (shape, source, at)
            if key not in self._made:
                of = self._shapes[shape]
                self._made[key] = replace(of, id=str(at), source=of.source or str(source))
            claims.append(self._made[key])
            published[self._made[key].source] = int(self._shapes[shape].id)
        return Group(claims, published)

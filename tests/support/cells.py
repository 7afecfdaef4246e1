"""Cells by actor and topic, as tests compare them."""

from collections.abc import Iterable

from policykb.analysis.cells import Alike, Cell


def by_pair(found: Iterable[Alike]) -> dict[tuple[str, str], Cell]:
    """The cell of each actor on each topic with counted claims, without the rejected ones."""
    cells: dict[tuple[str, str], Cell] = {}
    for one in found:
        for pair in zip(one.actors, one.topics, strict=True):
            assert pair not in cells, "told twice"
            if one.cell.claims:
                cells[pair] = one.cell._replace(rejected=())
    return cells


def sources_of(found: Iterable[Alike]) -> set[str]:
    """The sources that are told."""
    return {source for one in found for source in one.sources}

"""``policykb shares``: how many actors and claims stand on each side."""

from dataclasses import replace
from typing import Annotated

from policykb.analysis.counted_cells import count_cells
from policykb.analysis.shares import By, shares_of
from policykb.cli import options
from policykb.cli.completion import complete_topic
from policykb.cli.filters import Actors, PositionFilters
from policykb.cli.kb_options import EngineOptions
from policykb.cli.parameters import argument, option
from policykb.cli.session import open_kb, print_view
from policykb.views.shares import shares_view


def shares(
    *,
    topics: Annotated[
        list[str] | None,
        argument(
            "[TOPIC...]",
            "These topics and narrower ones: ids, labels or aliases; by default all.",
            completion=complete_topic,
        ),
    ] = None,
    actor: Actors = None,
    as_of: options.AsOf = "",
    by: Annotated[By | None, option("--by", "At the end of each year or month.")] = None,
    on: Annotated[list[str] | None, option("--on DATE", "On this date; may be repeated.")] = None,
    filters: PositionFilters,
    printing: options.PicturePrinting,
    kb_options: EngineOptions,
) -> None:
    """Count the actors and claims on each side of topics.

    --format svg draws stacked bars.
    """
    base = open_kb(kb_options)
    counted = count_cells(base, replace(filters.query(), topics=topics or (), actors=actor or ()))
    print_view(shares_view(counted, shares_of(counted, as_of, by, on or ())), printing)

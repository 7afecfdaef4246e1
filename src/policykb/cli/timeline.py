"""``policykb timeline``: draw positions and verdicts over time."""

from typing import Annotated

from policykb.analysis.counted import count_for, resolve_actors
from policykb.analysis.timelines import timelines
from policykb.cli import completion, options
from policykb.cli.filters import CountingFilters
from policykb.cli.kb_options import KbOptions
from policykb.cli.parameters import argument, non_empty, option
from policykb.cli.session import open_kb, print_view
from policykb.views.timelines import timelines_view


def timeline(
    *,
    actors: Annotated[
        list[str],
        argument(
            "ACTOR...",
            "One actor or more: ids, names or aliases.",
            completion=completion.complete_actor,
        ),
    ],
    start: Annotated[
        str,
        option(
            "--from DATE",
            "Start of the axis; default: where the dates begin to be close.",
            callback=non_empty,
        ),
    ] = "",
    end: Annotated[
        str,
        option(
            "--to DATE",
            "End of the axis; default: shortly after the last date.",
            callback=non_empty,
        ),
    ] = "",
    long: Annotated[
        bool, option("--long", "Say in words what the strips show, of many topics, too.")
    ] = False,
    every: Annotated[bool, option("--all", "Draw every topic, in the table, too.")] = False,
    filters: CountingFilters,
    printing: options.PicturePrinting,
    kb_options: KbOptions,
) -> None:
    """Draw positions over time, and when actors agreed.

    --format svg draws a picture.
    """
    base = open_kb(kb_options)
    found = resolve_actors(base, actors)
    counted = count_for(base, found, filters.query())
    view = timelines_view(base, timelines(counted, found, start, end), long=long, every=every)
    print_view(view, printing)

"""``policykb timeline``: draw positions and verdicts over time."""

from typing import Annotated

import typer

from policykb.analysis.counted import count_for, resolve_actors
from policykb.analysis.timelines import timelines
from policykb.cli import completion, options
from policykb.cli.filters import CountingFilters
from policykb.cli.session import open_kb, print_view
from policykb.views.timelines import timelines_view


def timeline(
    context: typer.Context,
    *,
    actors: Annotated[
        list[str],
        typer.Argument(
            metavar="ACTOR...",
            help="One actor or more: ids, names or aliases.",
            autocompletion=completion.complete_actor,
            show_default=False,
        ),
    ],
    start: Annotated[
        str,
        typer.Option(
            "--from",
            metavar="DATE",
            callback=options.non_empty,
            help="Start of the axis; default: where the dates begin to be close.",
            show_default=False,
        ),
    ] = "",
    end: Annotated[
        str,
        typer.Option(
            "--to",
            metavar="DATE",
            callback=options.non_empty,
            help="End of the axis; default: shortly after the last date.",
            show_default=False,
        ),
    ] = "",
    long: Annotated[
        bool, typer.Option("--long", help="Say in words what the strips show, of many topics, too.")
    ] = False,
    every: Annotated[
        bool, typer.Option("--all", help="Draw every topic, in the table, too.")
    ] = False,
    filters: CountingFilters,
    printing: options.PicturePrinting,
    kb_options: options.KbOptions,
) -> None:
    """Draw positions over time, and when actors agreed.

    --format svg draws a picture.
    """
    base = open_kb(context, kb_options)
    found = resolve_actors(base, actors)
    counted = count_for(base, found, filters.query())
    view = timelines_view(base, timelines(counted, found, start, end), long=long, every=every)
    print_view(view, printing)

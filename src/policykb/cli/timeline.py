"""``policykb timeline``: positions and verdicts through time."""

from typing import Annotated

import typer

from policykb.analysis.counted import count_for, resolve_actors
from policykb.analysis.timelines import timelines
from policykb.cli import completion, options
from policykb.cli.session import open_kb, show
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
            callback=options.said,
            help="Where the axis begins; by default before the first date.",
            show_default=False,
        ),
    ] = "",
    end: Annotated[
        str,
        typer.Option(
            "--to",
            metavar="DATE",
            callback=options.said,
            help="Where the axis ends; by default behind the last date.",
            show_default=False,
        ),
    ] = "",
    filters: options.CountingFilters,
    printing: options.Printing,
    where: options.Where,
) -> None:
    """Draw stances through time: who agreed when, and who parted.

    --format svg makes a picture of it.
    """
    base = open_kb(context, where)
    found = resolve_actors(base, actors)
    counted = count_for(base, found, filters.query())
    show(timelines_view(base, timelines(counted, found, start, end)), printing)

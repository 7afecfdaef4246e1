"""``policykb conditions``: who demands what in return."""

import typer

from policykb.analysis.conditions import demands
from policykb.analysis.counted import count_for, resolve_actors
from policykb.cli import options
from policykb.cli.session import open_kb, read_texts, show
from policykb.views.conditions import conditions_view


def conditions(
    context: typer.Context,
    *,
    actors: options.ActorArguments = None,
    as_of: options.AsOf = "",
    filters: options.CountingFilters,
    printing: options.Printing,
    where: options.Where,
) -> None:
    """Show who demands what before changing which stance.

    --topic chooses the stances that would change; what is demanded for them is shown whole.
    """
    base = open_kb(context, where)
    named = resolve_actors(base, actors or ())
    counted = count_for(base, named, filters.query())
    on = counted.day(as_of)
    found = demands(counted, on)
    texts = read_texts(base, (demand.claim.source for demand in found))
    show(conditions_view(counted, named, found, on, texts), printing)

"""``policykb conflicts``: where the record is at odds with itself."""

import typer

from policykb.analysis.counted import count_for, resolve_actors
from policykb.cli import options
from policykb.cli.session import open_kb, read_texts, show
from policykb.views.conflicts import conflicts_view


def conflicts(
    context: typer.Context,
    *,
    actors: options.ActorArguments = None,
    filters: options.CountingFilters,
    printing: options.Printing,
    where: options.Where,
) -> None:
    """List opposite claims of one actor on one topic.

    Both sentences are quoted. Contradictions hold together at some time, boundaries only touch,
    shifts are changes of mind.
    """
    base = open_kb(context, where)
    counted = count_for(base, resolve_actors(base, actors or ()), filters.query())
    found = counted.conflicts()
    texts = read_texts(base, (c.source for pair in found for c in (pair.first, pair.second)))
    show(conflicts_view(counted, found, texts), printing)

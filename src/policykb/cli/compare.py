"""``policykb compare``: positions side by side."""

from dataclasses import replace
from typing import Annotated

import typer

from policykb import comparison
from policykb.cli import options
from policykb.cli.session import open_kb, read_texts, show
from policykb.counting import count_for
from policykb.render import Format
from policykb.views.comparison import comparison_view
from policykb.views.page import comparison_page


def compare(
    context: typer.Context,
    filters: options.CountingFilters,
    printing: options.Printing,
    actors: Annotated[
        list[str],
        typer.Argument(
            metavar="ACTOR ACTOR...",
            help="Two actors or more: ids, names or aliases.",
            autocompletion=options.complete_actor,
            show_default=False,
        ),
    ],
    as_of: options.AsOf = "",
    only: options.Only = None,
    cite: Annotated[
        bool, typer.Option("--cite", help="Print the sentences under each row.")
    ] = False,
    pairs: Annotated[
        bool, typer.Option("--pairs", help="Also each two of more than two actors.")
    ] = False,
    kb: options.Kb = None,
) -> None:
    """Compare the positions of actors, topic by topic.

    Claims count that are active and in the voice of the source's author or of the actor;
    --voice, --certainty, --kind and --include-drafts change that.
    """
    base = open_kb(context, kb)
    query = filters.query()
    found = comparison.compare(base, *actors, as_of=as_of, query=query, only=only or ())
    texts = None
    if cite:
        cited = (c.source for r in found.rows for p in r.positions.values() for c in p.trajectory)
        texts = read_texts(base, cited)
    view = comparison_view(base, found, texts=texts, pairs=pairs)
    if printing.asked is Format.HTML:
        counted = count_for(base, found.actors, query)
        sources = (c.source for claims in counted.claims.values() for c in claims)
        view = replace(view, page=comparison_page(counted, found, read_texts(base, sources)))
    show(view, printing)

"""``policykb compare``: positions side by side."""

from typing import Annotated

import typer

from policykb import comparison
from policykb.cli import options
from policykb.cli.session import open_kb, read_texts, show
from policykb.query import Query
from policykb.views.comparison import comparison_view


def compare(
    context: typer.Context,
    actors: Annotated[
        list[str],
        typer.Argument(
            metavar="ACTOR ACTOR...",
            help="Two actors or more: ids, names or aliases.",
            autocompletion=options.complete_actor,
            show_default=False,
        ),
    ],
    as_of: Annotated[
        str,
        typer.Option(
            "--as-of",
            metavar="DATE",
            help="Positions on this date; of 2021 or 2021-08 the last day. "
            "By default the day the newest source was published.",
            show_default=False,
        ),
    ] = "",
    known_by: options.KnownBy = "",
    topic: options.Topics = None,
    stance: options.Stances = None,
    source: options.Sources = None,
    during: options.During = "",
    voice: options.Voices = None,
    certainty: options.Certainties = None,
    kind: options.Kinds = None,
    include_drafts: Annotated[
        bool, typer.Option("--include-drafts", help="Count drafts, too.")
    ] = False,
    only: options.Only = None,
    cite: Annotated[
        bool, typer.Option("--cite", help="Print the sentences under each row.")
    ] = False,
    pairs: Annotated[
        bool, typer.Option("--pairs", help="Also each two of more than two actors.")
    ] = False,
    kb: options.Kb = None,
    format_: options.FormatOption = None,
) -> None:
    """Compare the positions of actors, topic by topic.

    Claims count that are active and in the voice of the source's author or of the actor;
    --voice, --certainty, --kind and --include-drafts change that.
    """
    base = open_kb(context, kb)
    query = Query(
        topics=topic or (),
        stances=stance or (),
        sources=source or (),
        voices=voice or (),
        kinds=kind or (),
        certainties=certainty or (),
        during=during,
        known_by=known_by,
    )
    found = comparison.compare(
        base,
        *actors,
        as_of=as_of,
        query=query,
        include_drafts=include_drafts,
        only=only or (),
    )
    texts = None
    if cite:
        cited = (c.source for r in found.rows for p in r.positions.values() for c in p.trajectory)
        texts = read_texts(base, cited)
    show(comparison_view(base, found, texts=texts, pairs=pairs), format_)

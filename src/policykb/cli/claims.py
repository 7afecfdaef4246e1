"""``policykb claims``: all claims, or those that fit."""

import typer

from policykb.cli import options
from policykb.cli.session import open_kb, show
from policykb.query import Query, select
from policykb.views.claims import claims_view


def claims(
    context: typer.Context,
    topic: options.Topics = None,
    actor: options.Actors = None,
    stance: options.Stances = None,
    source: options.Sources = None,
    during: options.During = "",
    voice: options.Voices = None,
    certainty: options.Certainties = None,
    kind: options.Kinds = None,
    status: options.Statuses = None,
    known_by: options.KnownBy = "",
    kb: options.Kb = None,
    format_: options.FormatOption = None,
) -> None:
    """List claims with all their fields, in reading order."""
    base = open_kb(context, kb)
    query = Query(
        topics=topic or (),
        actors=actor or (),
        stances=stance or (),
        sources=source or (),
        voices=voice or (),
        kinds=kind or (),
        certainties=certainty or (),
        statuses=status or (),
        during=during,
        known_by=known_by,
    )
    show(claims_view(base, select(base, query).hits), format_)

"""``policykb actors``, ``topics`` and ``sources``: what there is to ask for."""

import typer

from policykb.cli import options
from policykb.cli.session import open_kb, show
from policykb.views.lists import actors_view, sources_view, topics_view


def actors(context: typer.Context, where: options.Where, printing: options.Printing) -> None:
    """List the actors."""
    show(actors_view(open_kb(context, where)), printing)


def topics(context: typer.Context, where: options.Where, printing: options.Printing) -> None:
    """List the topics with their propositions."""
    show(topics_view(open_kb(context, where)), printing)


def sources(context: typer.Context, where: options.Where, printing: options.Printing) -> None:
    """List the sources."""
    show(sources_view(open_kb(context, where)), printing)

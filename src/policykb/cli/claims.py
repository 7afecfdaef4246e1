"""``policykb claims``: all claims, or those that fit."""

import typer

from policykb.analysis.query import select
from policykb.cli import options
from policykb.cli.session import open_kb, show
from policykb.views.claims import claims_view


def claims(
    context: typer.Context,
    *,
    filters: options.FindingFilters,
    printing: options.Printing,
    where: options.Where,
) -> None:
    """List claims with all their fields, in reading order."""
    base = open_kb(context, where)
    show(claims_view(base, select(base, filters.query()).hits), printing)

"""``policykb claims``: list claims."""

import typer

from policykb.analysis.query import select
from policykb.cli import options
from policykb.cli.filters import FindingFilters
from policykb.cli.session import open_kb, print_view
from policykb.views.claims import claims_view


def claims(
    context: typer.Context,
    *,
    filters: FindingFilters,
    printing: options.Printing,
    kb_options: options.KbOptions,
) -> None:
    """List claims with all their fields, in reading order."""
    base = open_kb(context, kb_options)
    print_view(
        claims_view(base, select(base, filters.query()).hits, quotes=printing.cites), printing
    )

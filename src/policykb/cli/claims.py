"""``policykb claims``: list claims."""

from policykb.analysis.query import select
from policykb.cli import options
from policykb.cli.filters import FindingFilters
from policykb.cli.kb_options import KbOptions
from policykb.cli.session import open_kb, print_view
from policykb.views.claims import claims_view


def claims(
    *,
    filters: FindingFilters,
    printing: options.Printing,
    kb_options: KbOptions,
) -> None:
    """List claims with all their fields, in reading order."""
    base = open_kb(kb_options)
    print_view(
        claims_view(base, select(base, filters.query()).hits, quotes=printing.cites), printing
    )

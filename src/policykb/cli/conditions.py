"""``policykb conditions``: show who demands what in return."""

from policykb.analysis.conditions import demands
from policykb.analysis.counted import count_for, resolve_actors
from policykb.cli import options
from policykb.cli.filters import CountingFilters
from policykb.cli.kb_options import KbOptions
from policykb.cli.session import open_kb, print_view, read_texts_of
from policykb.views.conditions import conditions_view


def conditions(
    *,
    actors: options.ActorArguments = None,
    as_of: options.AsOf = "",
    filters: CountingFilters,
    printing: options.Printing,
    kb_options: KbOptions,
) -> None:
    """Show who demands what before changing which stance.

    --topic selects the stances that would change. Their demands are shown in full.
    """
    base = open_kb(kb_options)
    named = resolve_actors(base, actors or ())
    counted = count_for(base, named, filters.query())
    on = counted.day(as_of)
    found = demands(counted, on)
    texts = read_texts_of(base, (demand.claim for demand in found))
    print_view(conditions_view(counted, named, found, on, texts), printing)

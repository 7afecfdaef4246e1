"""``policykb conflicts``: list opposite claims of one actor."""

from dataclasses import replace

from policykb.analysis.counted import resolve_actors
from policykb.analysis.counted_cells import count_two_sided
from policykb.cli import options
from policykb.cli.filters import CountingFilters
from policykb.cli.kb_options import KbOptions
from policykb.cli.session import open_kb, print_view, read_texts_of
from policykb.views.conflicts import conflicts_view


def conflicts(
    *,
    actors: options.ActorArguments = None,
    filters: CountingFilters,
    printing: options.Printing,
    kb_options: KbOptions,
) -> None:
    """List opposite claims of one actor on one topic.

    Both sentences are quoted. The claims of a contradiction hold at the same time, those of a
    boundary only touch, and a shift is a change of mind.
    """
    base = open_kb(kb_options)
    query = replace(filters.query(), actors=[a.id for a in resolve_actors(base, actors or ())])
    counted = count_two_sided(base, query)
    found = counted.conflicts()
    texts = read_texts_of(base, (one for pair in found for one in (pair.first, pair.second)))
    print_view(conflicts_view(counted, found, texts), printing)

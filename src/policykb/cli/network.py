"""``policykb network``: who shares positions with whom."""

from dataclasses import replace
from typing import Annotated

from policykb.analysis.communities import SEED
from policykb.analysis.counted import resolve_actors
from policykb.analysis.counted_cells import count_cells
from policykb.analysis.network_answers import Request
from policykb.analysis.networks import Measure, Normalisation
from policykb.analysis.uses import Counting
from policykb.cli import options
from policykb.cli.filters import CountingFilters
from policykb.cli.kb_options import EngineOptions
from policykb.cli.parameters import non_empty, option
from policykb.cli.session import open_kb, print_view
from policykb.views.network.view import network_view

NETWORK = "Network"
"""The section of the help with the options of networks."""


def network(
    *,
    actors: options.ActorArguments = None,
    as_of: options.AsOf = "",
    measure: Annotated[
        Measure | None,
        option(
            "--measure",
            "The weight of a tie: shared stances, opposite ones, the first minus the second, "
            "or shared topics whatever the stances. Default: congruence; with --two-mode subtract.",
            NETWORK,
        ),
    ] = None,
    normalise: Annotated[
        Normalisation,
        option(
            "--normalise",
            "Divide by how much the two say: no, average, jaccard; with --two-mode no, "
            "activity, prominence.",
            NETWORK,
            show_default=True,
        ),
    ] = Normalisation.NO,
    counting: Annotated[
        Counting | None,
        option(
            "--count",
            "Count held positions on a date (default), or claims of a time (default with "
            "--during or --window): all, equal ones once per document, or once per window.",
            NETWORK,
        ),
    ] = None,
    begun: Annotated[
        bool,
        option("--begun", "Count claims that begin in the time, not all that overlap it.", NETWORK),
    ] = False,
    two_mode: Annotated[bool, option("--two-mode", "Tie actors to topics.", NETWORK)] = False,
    backbone: Annotated[
        float | None,
        option(
            "--backbone ALPHA",
            "Only ties that the disparity filter finds significant, for example at 0.05.",
            NETWORK,
        ),
    ] = None,
    at_least: Annotated[
        float | None, option("--at-least WEIGHT", "Only ties of at least this weight.", NETWORK)
    ] = None,
    window: Annotated[
        str,
        option(
            "--window DURATION",
            "A network for each moving window of this length: 90d, 12w.",
            NETWORK,
            callback=non_empty,
        ),
    ] = "",
    step: Annotated[
        str,
        option(
            "--step DURATION",
            "From one window to the next; default: the length of a window.",
            NETWORK,
            callback=non_empty,
        ),
    ] = "",
    matrix: Annotated[bool, option("--matrix", "Print the matrix of weights.", NETWORK)] = False,
    seed: Annotated[
        int,
        option(
            "--seed N", "The seed of the search for communities.", NETWORK, show_default=True, min=0
        ),
    ] = SEED,
    filters: CountingFilters,
    printing: options.PicturePrinting,
    kb_options: EngineOptions,
) -> None:
    """Tie actors by the positions that they share.

    --format graphml and gexf are for Gephi, R and other programs, --format svg draws a picture.
    """
    base = open_kb(kb_options)
    query = replace(filters.query(), actors=[a.id for a in resolve_actors(base, actors or ())])
    counted = count_cells(base, query)
    request = Request(
        measure=measure,
        normalisation=normalise,
        counting=counting,
        as_of=as_of,
        begun=begun,
        two_mode=two_mode,
        backbone=backbone,
        at_least=at_least,
        window=window,
        step=step,
        matrix=matrix,
        seed=seed,
    )
    print_view(network_view(counted, request), printing)

"""``policykb network``: who shares positions with whom."""

from typing import Annotated

import typer

from policykb.analysis.counted import count_for, resolve_actors
from policykb.analysis.network_answers import Request
from policykb.analysis.networks import Measure, Normalisation
from policykb.analysis.uses import Counting
from policykb.cli import options
from policykb.cli.filters import CountingFilters
from policykb.cli.session import open_kb, print_view
from policykb.views.network.view import network_view

NETWORK = "Network"
"""The section of the help with the options of networks."""


def network(
    context: typer.Context,
    *,
    actors: options.ActorArguments = None,
    as_of: options.AsOf = "",
    measure: Annotated[
        Measure | None,
        typer.Option(
            "--measure",
            help="The weight of a tie: shared stances, opposite ones, the first minus the second, "
            "or shared topics whatever the stances. Default: congruence; with --two-mode subtract.",
            show_default=False,
            rich_help_panel=NETWORK,
        ),
    ] = None,
    normalise: Annotated[
        Normalisation,
        typer.Option(
            "--normalise",
            help="Divide by how much the two say: no, average, jaccard; with --two-mode no, "
            "activity, prominence.",
            rich_help_panel=NETWORK,
        ),
    ] = Normalisation.NO,
    counting: Annotated[
        Counting | None,
        typer.Option(
            "--count",
            help="Count held positions on a date (default), or claims of a time (default with "
            "--during or --window): all, equal ones once per document, or once per window.",
            show_default=False,
            rich_help_panel=NETWORK,
        ),
    ] = None,
    begun: Annotated[
        bool,
        typer.Option(
            "--begun",
            help="Count claims that begin in the time, not all that overlap it.",
            rich_help_panel=NETWORK,
        ),
    ] = False,
    two_mode: Annotated[
        bool,
        typer.Option("--two-mode", help="Tie actors to topics.", rich_help_panel=NETWORK),
    ] = False,
    backbone: Annotated[
        float | None,
        typer.Option(
            "--backbone",
            metavar="ALPHA",
            help="Only ties that the disparity filter finds significant, for example at 0.05.",
            show_default=False,
            rich_help_panel=NETWORK,
        ),
    ] = None,
    at_least: Annotated[
        float | None,
        typer.Option(
            "--at-least",
            metavar="WEIGHT",
            help="Only ties of at least this weight.",
            show_default=False,
            rich_help_panel=NETWORK,
        ),
    ] = None,
    window: Annotated[
        str,
        typer.Option(
            "--window",
            metavar="DURATION",
            callback=options.non_empty,
            help="A network for each moving window of this length: 90d, 12w.",
            show_default=False,
            rich_help_panel=NETWORK,
        ),
    ] = "",
    step: Annotated[
        str,
        typer.Option(
            "--step",
            metavar="DURATION",
            callback=options.non_empty,
            help="From one window to the next; default: the length of a window.",
            show_default=False,
            rich_help_panel=NETWORK,
        ),
    ] = "",
    matrix: Annotated[
        bool,
        typer.Option("--matrix", help="Print the matrix of weights.", rich_help_panel=NETWORK),
    ] = False,
    filters: CountingFilters,
    printing: options.PicturePrinting,
    kb_options: options.KbOptions,
) -> None:
    """Tie actors by the positions that they share.

    --format graphml and gexf are for Gephi, R and other programs, --format svg draws a picture.
    """
    base = open_kb(context, kb_options)
    counted = count_for(base, resolve_actors(base, actors or ()), filters.query())
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
    )
    print_view(network_view(counted, request), printing)

"""``policykb reliability``: how far coders agree."""

from typing import Annotated

from policykb.analysis.levels import reliability as measure
from policykb.analysis.reliability import DRAWS
from policykb.cli import options, readings
from policykb.cli.kb_options import KbOptions
from policykb.cli.parameters import argument, option
from policykb.cli.session import print_view
from policykb.views.reliability import reliability_view


def reliability(
    *,
    coders: Annotated[
        list[str] | None,
        argument(
            "[CODER...]",
            "Two coders or more: names in the field coder (by default all), folders (./ann), "
            "or with --revisions branches.",
        ),
    ] = None,
    revisions: readings.Revisions = False,
    source: readings.Sources = None,
    draws: Annotated[
        int,
        option(
            "--draws N",
            "The samples that the intervals rest on; 0 for none.",
            show_default=True,
            min=0,
            max=100_000,
        ),
    ] = DRAWS,
    printing: options.Printing,
    kb_options: KbOptions,
) -> None:
    """Measure how far coders agree, and list where they do not.

    Krippendorff's alpha at three levels: sentences coded or skipped; actor and topic where both
    coded; stance where actor and topic agree.
    """
    found = readings.named(kb_options, coders or (), source or (), revisions=revisions)
    collation = found.collation(found.kb)
    print_view(reliability_view(measure(collation, draws=draws)), printing)

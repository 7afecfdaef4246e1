"""``policykb explain``: why a position or a verdict is what it is."""

from collections.abc import Iterator
from itertools import chain
from typing import Annotated

import typer

from policykb.analysis.explanation import explain as explain_row
from policykb.cli import completion, options
from policykb.cli.session import open_kb, read_texts, show
from policykb.views.explanation import explanation_view


def _complete(context: typer.Context, incomplete: str) -> Iterator[tuple[str, str]]:
    yield from completion.complete_actor(context, incomplete)
    yield from completion.complete_topic(context, incomplete)


def explain(
    context: typer.Context,
    *,
    names: Annotated[
        list[str],
        typer.Argument(
            metavar="ACTOR... TOPIC",
            help="One actor for a position, two or more for a verdict; the topic comes last.",
            autocompletion=_complete,
            show_default=False,
        ),
    ],
    as_of: options.AsOf = "",
    filters: options.PositionFilters,
    printing: options.Printing,
    where: options.Where,
) -> None:
    """Explain a position or a verdict, claim by claim.

    It says which claims were found, which counted, which yielded, which set the degree, and what
    would be without each.
    """
    base = open_kb(context, where)
    found = explain_row(base, *names, as_of=as_of, query=filters.query())
    counted = chain.from_iterable(p.trajectory for p in found.row.positions.values())
    rejected = chain.from_iterable(found.rejected.values())
    texts = read_texts(base, (claim.source for claim in chain(counted, rejected)))
    show(explanation_view(base, found, texts), printing)

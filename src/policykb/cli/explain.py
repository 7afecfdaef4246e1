"""``policykb explain``: explain a position or a verdict."""

from collections.abc import Iterator
from itertools import chain
from typing import Annotated

import typer

from policykb.analysis.explanation import explain as explain_row
from policykb.cli import completion, options
from policykb.cli.filters import PositionFilters
from policykb.cli.kb_options import KbOptions
from policykb.cli.parameters import argument, non_empty, option
from policykb.cli.session import open_kb, print_view, read_texts_of
from policykb.views.explanation import explanation_view


def _complete(context: typer.Context, incomplete: str) -> Iterator[tuple[str, str]]:
    yield from completion.complete_actor(context, incomplete)
    yield from completion.complete_topic(context, incomplete)


def explain(
    *,
    names: Annotated[
        list[str],
        argument(
            "ACTOR... TOPIC",
            "One actor for a position, two or more for a verdict; the topic comes last.",
            completion=_complete,
        ),
    ],
    topic: Annotated[
        str,
        option(
            "-t --topic TOPIC",
            "The topic, if it is not the last name.",
            completion=completion.complete_topic,
            callback=non_empty,
        ),
    ] = "",
    as_of: options.AsOf = "",
    filters: PositionFilters,
    printing: options.Printing,
    kb_options: KbOptions,
) -> None:
    """Explain a position or a verdict, claim by claim.

    Shows which claims were found, counted, yielded or set the degree, and the answer without
    each.
    """
    base = open_kb(kb_options)
    named = (*names, topic) if topic else names
    found = explain_row(base, *named, as_of=as_of, query=filters.query())
    counted = chain.from_iterable(p.trajectory for p in found.row.positions.values())
    rejected = chain.from_iterable(found.rejected.values())
    texts = read_texts_of(base, chain(counted, rejected))
    print_view(explanation_view(base, found, texts), printing)

"""``policykb compare``: positions side by side."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import chain
from typing import Annotated

import typer

from policykb.changes import compare_moments, moments
from policykb.cli import completion, options
from policykb.cli.progress import watched
from policykb.cli.session import open_kb, read_texts, show
from policykb.comparison import Row
from policykb.comparison import compare as compare_actors
from policykb.counting import count_for
from policykb.diagnostics import PolicyKBError
from policykb.knowledge import KnowledgeBase
from policykb.period import day_text
from policykb.records import Claim
from policykb.render import Format
from policykb.sensitivity import VARIANTS
from policykb.sensitivity import sensitivity as rests_on
from policykb.texts import SourceText
from policykb.views.changes import change_view
from policykb.views.comparison import comparison_view
from policykb.views.matrix import Counting, matrix_view
from policykb.views.page import comparison_page
from policykb.views.sensitivity import sensitivity_view


def compare(
    context: typer.Context,
    *,
    actors: Annotated[
        list[str],
        typer.Argument(
            metavar="ACTOR ACTOR...",
            help="Two actors or more: ids, names or aliases.",
            autocompletion=completion.complete_actor,
            show_default=False,
        ),
    ],
    as_of: options.AsOf = "",
    start: options.From = "",
    end: options.To = "",
    only: options.Only = None,
    cite: Annotated[
        bool, typer.Option("--cite", help="Print the sentences under each row.")
    ] = False,
    pairs: Annotated[
        bool, typer.Option("--pairs", help="Also each two of more than two actors.")
    ] = False,
    matrix: Annotated[
        bool, typer.Option("--matrix", help="Instead, the agreement of each two actors.")
    ] = False,
    sensitivity: Annotated[
        bool,
        typer.Option(
            "--sensitivity",
            help="Instead, what the answer rests on: other ways to count, and what leaving out "
            "one claim does.",
        ),
    ] = False,
    filters: options.CountingFilters,
    printing: options.Printing,
    kb: options.Kb = None,
) -> None:
    """Compare the positions of actors, topic by topic.

    Claims count that are active and in the voice of the source's author or of the actor;
    --voice, --certainty, --kind, --basis and --include-drafts change that.
    """
    base, query = open_kb(context, kb), filters.query()
    _check_moments(as_of, start, end)
    dates = [as_of]
    if start:
        dates = [day_text(on) for on in moments(base, start, end, query.known_by)]
    if matrix:
        variants = VARIANTS if sensitivity else VARIANTS[:1]
        queries = [(variant, variant.apply(query)) for variant in variants]
        countings = [
            Counting(
                variant if sensitivity else None,
                [compare_actors(base, *actors, as_of=on, query=counted) for on in dates],
            )
            for variant, counted in queries
        ]
        view = matrix_view(base, countings)
    elif sensitivity:
        trials = [rests_on(base, *actors, as_of=on, query=query, watch=watched) for on in dates]
        without = (overturn.claim for one in trials for overturn in one.overturns)
        texts = _texts(base, without) if cite else None
        view = sensitivity_view(base, trials, only=only or (), texts=texts)
    elif start:
        change = compare_moments(base, *actors, start=start, end=end, query=query, only=only or ())
        texts = _texts(base, _claims(row.after for row in change.rows)) if cite else None
        view = change_view(base, change, texts=texts, pairs=pairs)
    else:
        found = compare_actors(base, *actors, as_of=as_of, query=query, only=only or ())
        texts = _texts(base, _claims(found.rows)) if cite else None
        view = comparison_view(base, found, texts=texts, pairs=pairs)
        if printing.asked is Format.HTML:
            counted = count_for(base, found.actors, query)
            claims = chain.from_iterable(counted.claims.values())
            page = comparison_page(counted, found, _texts(base, claims), watched)
            view = replace(view, page=page)
    show(view, printing)


def _claims(rows: Iterable[Row]) -> Iterable[Claim]:
    return (claim for row in rows for p in row.positions.values() for claim in p.trajectory)


def _texts(base: KnowledgeBase, claims: Iterable[Claim]) -> dict[str, SourceText]:
    return read_texts(base, (claim.source for claim in claims))


def _check_moments(as_of: str, start: str, end: str) -> None:
    """See that one moment is asked for, or two."""
    if as_of and (start or end):
        raise PolicyKBError(
            "--as-of asks for one moment, --from and --to for two", "Leave out one or the other."
        )
    if end and not start:
        raise PolicyKBError(
            "--to has no --from", "Write --from DATE --to DATE, or --as-of DATE for one moment."
        )

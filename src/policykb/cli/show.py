"""``policykb show``: one record, whole."""

from typing import Annotated

import typer

from policykb.cli import completion, options
from policykb.cli.session import open_kb, read_texts
from policykb.cli.session import show as print_view
from policykb.model.records import Claim
from policykb.views.record import records_view


def show(
    context: typer.Context,
    *,
    name: Annotated[
        str,
        typer.Argument(
            metavar="ID",
            help="A claim, actor, topic or source.",
            autocompletion=completion.complete_record,
            show_default=False,
        ),
    ],
    printing: options.Printing,
    where: options.Where,
) -> None:
    """Show one record whole.

    A claim is shown with its sentence in its context.
    """
    base = open_kb(context, where)
    found = base.find(name)
    texts = read_texts(base, (record.source for record in found if isinstance(record, Claim)))
    print_view(records_view(base, found, texts), printing)

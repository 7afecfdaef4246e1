"""``policykb show``: show one record in full."""

from typing import Annotated

from policykb.cli import completion, options
from policykb.cli.kb_options import KbOptions
from policykb.cli.parameters import argument
from policykb.cli.session import open_kb, print_view, read_texts
from policykb.model.records import Claim
from policykb.views.record import records_view


def show(
    *,
    name: Annotated[
        str,
        argument("ID", "A claim, actor, topic or source.", completion=completion.complete_record),
    ],
    printing: options.Printing,
    kb_options: KbOptions,
) -> None:
    """Show one record in full.

    A claim is shown with its sentence in context.
    """
    base = open_kb(kb_options)
    found = base.find(name)
    texts = read_texts(base, (record.source for record in found if isinstance(record, Claim)))
    print_view(records_view(base, found, texts, cites=printing.cites), printing)

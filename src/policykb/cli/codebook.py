"""``policykb codebook``: print the fields of records and the coding rules."""

from typing import Annotated

from policykb.cli import completion, options
from policykb.cli.parameters import argument
from policykb.cli.session import print_view
from policykb.views.codebook import codebook_view, entries


def codebook(
    *,
    names: Annotated[
        list[str] | None,
        argument(
            "[NAME...]",
            "Sections (claim, skipped, actor, topic, source, relative_to, periods, rules), "
            "fields or values; without it, all.",
            completion=completion.complete_codebook,
        ),
    ] = None,
    printing: options.Printing,
) -> None:
    """Explain the fields of records and the coding rules.

    The forms of periods, too. The README.md of a new knowledge base has the same with examples.
    """
    print_view(codebook_view(entries(names or ())), printing)

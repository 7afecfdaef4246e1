"""``policykb rule``: what a code means."""

from typing import Annotated

import typer

from policykb.cli import options
from policykb.cli.session import show
from policykb.rules import find_rules
from policykb.views.rules import rules_view


def rule(
    *,
    code: Annotated[
        str,
        typer.Argument(
            metavar="[CODE]", help="A code or name; none lists all rules.", show_default=False
        ),
    ] = "",
    printing: options.Printing,
) -> None:
    """Explain what a code of validation means."""
    show(rules_view(find_rules(code)), printing)

"""``policykb rule``: what a code means."""

from itertools import chain
from typing import Annotated

import typer

from policykb.cli import completion, options
from policykb.cli.session import show
from policykb.diagnostics.catalogue import RULES
from policykb.diagnostics.selectors import select_rules
from policykb.views.rules import rules_view


def rule(
    *,
    codes: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[CODE...]",
            help="Codes, names, or how codes begin, as in PKB2; none lists all rules.",
            autocompletion=completion.complete_rule,
            show_default=False,
        ),
    ] = None,
    printing: options.Printing,
) -> None:
    """Explain what a code of validation means.

    A rule is shown whole, with an example of what is wrong and what is right; several that have
    the beginning of their codes in common are listed.
    """
    found = [select_rules(code) for code in codes or ()]
    whole = bool(found) and all(len(rules) == 1 for rules in found)
    show(rules_view(list(dict.fromkeys(chain(*found))) or RULES, whole=whole), printing)

"""``policykb rule``: explain rules."""

from itertools import chain
from typing import Annotated

from policykb.cli import completion, options
from policykb.cli.parameters import argument
from policykb.cli.session import print_view
from policykb.diagnostics.catalogue import RULES
from policykb.diagnostics.selectors import select_rules
from policykb.views.rules import rules_view


def rule(
    *,
    codes: Annotated[
        list[str] | None,
        argument(
            "[CODE...]",
            "Codes, names, or the beginning of codes, as in PKB2; without it, all rules.",
            completion=completion.complete_rule,
        ),
    ] = None,
    printing: options.Printing,
) -> None:
    """Explain a rule of validate.

    A single rule is shown in full, with a wrong and a right example. The beginning of a code lists
    all its rules.
    """
    found = [select_rules(code) for code in codes or ()]
    in_full = bool(found) and all(len(rules) == 1 for rules in found)
    print_view(rules_view(list(dict.fromkeys(chain(*found))) or RULES, whole=in_full), printing)

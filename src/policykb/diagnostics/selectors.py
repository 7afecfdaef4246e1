"""Words that select rules: codes, names, how codes begin, or all."""

from collections.abc import Mapping

from policykb.diagnostics.catalogue import RULES
from policykb.diagnostics.diagnostic import PolicyKBError, Rule, format_value

ALL = "ALL"
"""The selector of every rule."""

RULE_GROUPS: Mapping[str, str] = {
    "PKB0": "bytes and YAML",
    "PKB1": "files and fields",
    "PKB2": "references",
    "PKB3": "the source's text",
    "PKB4": "the sense of claims",
    "PKB5": "the whole knowledge base",
    "PKB6": "what is said about rules",
}
"""What the rules look at whose codes begin so."""


def selectors() -> Mapping[str, str]:
    """The selectors to choose from, with what each stands for."""
    return {
        ALL: "Every rule.",
        **{begin: f"The rules on {subject}." for begin, subject in RULE_GROUPS.items()},
        **{rule.code: f"{rule.name}: {rule.summary}" for rule in RULES},
        **{rule.name: f"{rule.code}: {rule.summary}" for rule in RULES},
    }


def select_rules(selector: str) -> tuple[Rule, ...]:
    """The rules that a selector names, in the order of the codes: one by its code (``PKB201``) or
    name (``unknown-actor``), several by how their codes begin (``PKB2``, ``PKB30``), or ``ALL``.
    Upper and lower case are the same, and ``PKB`` may be left off.

    Raises:
        PolicyKBError: it names none.
    """
    word = selector.strip().casefold()
    if word == ALL.casefold():
        return RULES
    digits = word.removeprefix("pkb")
    found = tuple(
        rule
        for rule in RULES
        if word == rule.name
        or (digits.isdecimal() and rule.code.removeprefix("PKB").startswith(digits))
    )
    if not found:
        near = _nearest(word)
        raise PolicyKBError(
            f"unknown rule {format_value(selector)}",
            f"Did you mean {near}?" if near else "`policykb rule` lists them all.",
        )
    return found


def _nearest(word: str) -> str:
    """The name that ``word`` is most likely a slip of, or none; a wrong code is near to all."""
    from difflib import get_close_matches  # noqa: PLC0415 - only a miss needs it

    return "".join(get_close_matches(word[:99], [rule.name for rule in RULES], n=1, cutoff=0.7))

"""Selectors of rules: a code, a name, the beginning of a code, or ``ALL``."""

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
    "PKB6": "suppressions",
}
"""The subject of the rules whose codes begin alike."""


def selectors() -> Mapping[str, str]:
    """Return the selectors that an editor may suggest, with a description of each."""
    return {
        ALL: "Every rule.",
        **{prefix: f"The rules on {subject}." for prefix, subject in RULE_GROUPS.items()},
        **{rule.code: f"{rule.name}: {rule.summary}" for rule in RULES},
        **{rule.name: f"{rule.code}: {rule.summary}" for rule in RULES},
    }


def select_rules(selector: str) -> tuple[Rule, ...]:
    """Return the rules that a selector names, in the order of their codes.

    A selector is a code (``PKB201``), a name (``unknown-actor``), the beginning of several codes
    (``PKB2``, ``PKB30``) or ``ALL``. Case does not matter, and ``PKB`` may be left off.

    Raises:
        PolicyKBError: The selector names no rule.
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
        near = _closest_name(word)
        raise PolicyKBError(
            f"unknown rule {format_value(selector)}",
            f"Did you mean {near}?" if near else "`policykb rule` lists them all.",
        )
    return found


def _closest_name(word: str) -> str:
    """Return the rule's name that ``word`` probably misspells, or an empty text. Codes are not
    compared, because every code is similar to all others.
    """
    from difflib import get_close_matches  # noqa: PLC0415 - only an unknown rule needs it

    return "".join(get_close_matches(word[:99], [rule.name for rule in RULES], n=1, cutoff=0.7))

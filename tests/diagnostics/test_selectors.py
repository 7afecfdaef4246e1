import pytest

from policykb.diagnostics import PolicyKBError, Rule
from policykb.diagnostics.catalogue import RULES
from policykb.diagnostics.selectors import select_rules


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rule_is_found_by_its_code_and_its_name(rule: Rule) -> None:
    code = rule.code
    for selector in (code, code.lower(), code.removeprefix("PKB"), rule.name, rule.name.upper()):
        assert select_rules(selector) == (rule,)


@pytest.mark.parametrize("prefix", ["PKB2", "pkb30", "PKB0", "4", "PKB50"])
def test_a_prefix_selects_all_codes_that_begin_with_it(prefix: str) -> None:
    begun = f"PKB{prefix.upper().removeprefix('PKB')}"
    found = select_rules(prefix)
    assert len(found) > 1
    assert found == tuple(rule for rule in RULES if rule.code.startswith(begun))


@pytest.mark.parametrize("selector", ["ALL", "all", " All "])
def test_all_selects_every_rule(selector: str) -> None:
    assert select_rules(selector) == RULES


@pytest.mark.parametrize(
    ("selector", "help_"),
    [
        ("PKB9", "`policykb rule` lists them all."),
        ("PKB2011", "`policykb rule` lists them all."),
        ("", "`policykb rule` lists them all."),
        ("PKB", "`policykb rule` lists them all."),
        ("PKB-2", "`policykb rule` lists them all."),
        ("\u0662", "`policykb rule` lists them all."),
        ("nothing-like-it", "`policykb rule` lists them all."),
        ("unknwon-actor", "Did you mean unknown-actor?"),
        ("Quote-Notfound", "Did you mean quote-not-found?"),
    ],
)
def test_an_unknown_selector_is_a_bad_request(selector: str, help_: str) -> None:
    with pytest.raises(PolicyKBError) as raised:
        select_rules(selector)
    assert raised.value.message.startswith("unknown rule ")
    assert raised.value.help == help_

"""``policykb rule``."""

import pytest

from policykb.diagnostics import catalogue
from tests.support.commands import answer
from tests.support.running import run


def test_rules_are_explained() -> None:
    assert len(run("rule").out.splitlines()) > 50
    for word in ("PKB201", "pkb201", "unknown-actor"):
        assert run("rule", word, "-f", "plain").out.startswith("PKB201\tunknown-actor\terror\t")
    assert "remedy" in run("rule", "PKB201", "-f", "table").out


@pytest.mark.parametrize(
    ("codes", "found", "whole"),
    [
        ("", len(catalogue.RULES), False),
        ("all", len(catalogue.RULES), False),
        ("PKB50", 2, False),
        ("PKB501", 1, True),
        ("unused-topic pkb301", 2, True),
        ("unused-topic PKB501", 1, True),
        ("PKB501 PKB50", 2, False),
    ],
)
def test_rules_are_shown_in_full_if_each_is_named(codes: str, found: int, *, whole: bool) -> None:
    listed = answer(run("rule", *codes.split(), "-f", "json"))["rules"]
    assert len({rule["code"] for rule in listed}) == len(listed) == found
    assert all(rule["wrong"] and rule["right"] and rule["file"] for rule in listed)
    assert ("Wrong, in" in run("rule", *codes.split(), "-f", "table").out) is whole


@pytest.mark.parametrize(("code", "fixable"), [("PKB201", True), ("PKB109", False)])
def test_rule_says_if_it_is_fixable(code: str, *, fixable: bool) -> None:
    assert answer(run("rule", code, "-f", "json"))["rules"][0]["fixable"] is fixable
    assert ("\tyes\t" in run("rule", code, "-f", "plain").out) is fixable
    assert ("validate --fix" in run("rule", code, "-f", "table").out) is fixable

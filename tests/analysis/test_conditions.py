"""Conditions: what actors demand before they would change a stance."""

from dataclasses import replace

from policykb.analysis.conditions import demands
from policykb.analysis.counted import count
from policykb.analysis.query import Query
from tests.support.factories import knowledge_base, ordinal, parse_claim, parse_claims

KB = knowledge_base(
    [
        replace(
            parse_claim("oppose 2021/..", "withheld", topic="recognition"),
            conditions=("rights", "peace"),
        ),
        replace(parse_claim("support 2001/2010", "fought", topic="war"), conditions=("peace",)),
        replace(parse_claim("oppose 2021/.. other", "rumour", topic="war"), conditions=("rights",)),
        *parse_claims(["support 2015/.."], topic="rights"),
        *parse_claims(["oppose 2015/.."], actor="b", topic="peace"),
    ]
)
DAY = ordinal("2024-01-01")


def test_each_condition_is_a_demand_in_the_order_of_topics() -> None:
    found = demands(count(KB), DAY)
    assert [(one.topic, one.claim.id, one.in_force) for one in found] == [
        ("rights", "withheld", True),
        ("peace", "withheld", True),
        ("peace", "fought", False),
    ]


def test_a_demand_says_what_its_actor_holds_on_it() -> None:
    found = {(one.topic, one.claim.id): one.position for one in demands(count(KB), DAY)}
    assert found["rights", "withheld"].stance == "support"
    assert found["peace", "withheld"].status == "silent"


def test_filters_choose_the_stances_and_not_what_is_held_on_the_demand() -> None:
    (one, other) = demands(count(KB, Query(topics=["recognition"])), DAY)
    assert (one.topic, other.topic) == ("rights", "peace")
    assert one.position.stance == "support"


def test_what_others_say_counts_on_request() -> None:
    found = demands(count(KB, Query(voices=["other"])), DAY)
    assert [one.claim.id for one in found] == ["rumour"]

"""The numbers of actors and claims on each side, on a date and through time."""

from unittest.mock import patch

import pytest

from policykb.analysis import shares
from policykb.analysis.counted import CountedClaims, count
from policykb.analysis.shares import By, Share, Side, shares_of
from policykb.diagnostics import PolicyKBError
from policykb.model.period import day_text
from tests.support.factories import knowledge_base, parse_claims


def counted(**told: str) -> CountedClaims:
    """Claims of actors on one topic."""
    return count(
        knowledge_base(
            [
                claim
                for name, texts in told.items()
                for claim in parse_claims(texts.split("; "), actor=name)
            ]
        )
    )


def only(found: CountedClaims, as_of: str) -> Share:
    (topic,) = shares_of(found, as_of)
    (share,) = topic.shares
    return share


def test_each_actor_stands_on_one_side() -> None:
    base = counted(
        a="support 2020/..",
        b="lean-support 2020/..",
        c="lean-oppose 2020/..",
        d="neutral 2020/..",
        e="mixed 2020/..",
        f="support 2020/..; oppose 2020/..",
        g="support 2020/.. less",
        h="support 2010/2011",
        i="support /2011",
    )
    share = only(base, "2021")
    assert share.actors == {
        Side.SUPPORT: 2,
        Side.OPPOSE: 1,
        Side.BETWEEN: 2,
        Side.CONTESTED: 1,
        Side.ORDER: 1,
    }
    assert share.claims == {Side.SUPPORT: 5, Side.OPPOSE: 2, Side.BETWEEN: 2, Side.ORDER: 1}


def test_claims_count_where_they_begin() -> None:
    base = counted(a="support 2010/2011; oppose 2012/.. s2023")
    (topic,) = shares_of(base, on=["2012", "2010"])
    first, second = topic.shares
    assert (first.claims, first.actors) == ({Side.SUPPORT: 1}, {Side.SUPPORT: 1})
    assert (second.claims, second.actors) == ({Side.OPPOSE: 1}, {Side.OPPOSE: 1})
    assert (day_text(second.first), day_text(second.last)) == ("2011-01-01", "2012-12-31")


def test_claim_with_an_unknown_beginning_does_not_begin_before_all_time() -> None:
    base = counted(a="support /2011")
    assert only(base, "2000").claims == {}
    assert only(base, "2011").claims == {Side.SUPPORT: 1}


@pytest.mark.parametrize(
    ("by", "ends"),
    [
        (By.YEAR, ["2011-12-31", "2013-12-31", "2025-07-04"]),
        (By.MONTH, ["2011-11-30", "2013-05-31", "2025-07-04"]),
    ],
)
def test_steps_are_left_out_if_nothing_changes(by: By, ends: list[str]) -> None:
    base = counted(a="support 2011-11-15/2025-06", b="oppose 2013-05/2025-06")
    (topic,) = shares_of(base, by=by)
    assert [day_text(share.last) for share in topic.shares] == ends
    assert topic.shares[-1].actors == {}


def test_one_moment_at_a_time() -> None:
    with pytest.raises(PolicyKBError, match="exclude"):
        shares_of(counted(a="support 2010/.."), as_of="2020", by=By.YEAR)


def test_too_many_steps_are_an_error() -> None:
    with pytest.raises(PolicyKBError, match="too many"):
        shares_of(counted(a="support 1000/.."), by=By.MONTH)


def test_first_and_last_dates_of_the_calendar() -> None:
    base = counted(a="support 9999-12/..", b="support 9998/..")
    (topic,) = shares_of(base, by=By.YEAR)
    assert [day_text(share.last) for share in topic.shares] == ["9998-12-31", "9999-12-01"]


def test_steps_in_which_nothing_changes_take_no_work() -> None:
    base = counted(a="support 1990; oppose 2020/..", b="neutral 1995/..")

    def work(by: By) -> int:
        found = shares._side_of_position  # noqa: SLF001 - what it counts
        with patch.object(shares, "_side_of_position", wraps=found) as told:
            shares_of(base, by=by)
        return told.call_count

    assert work(By.MONTH) == work(By.YEAR)

"""The uses that count in a network: positions on a day, or claims of a time."""

from dataclasses import replace
from unittest.mock import patch

import pytest

from policykb.analysis import uses
from policykb.analysis.counted import CountedClaims, count
from policykb.analysis.counted_cells import cells_of
from policykb.analysis.network_answers import Request, network_answer, window_answers
from policykb.analysis.networks import Measure
from policykb.analysis.query import Query
from policykb.analysis.uses import Counting, claims_used, days_of, duration, positions_used
from policykb.diagnostics import PolicyKBError
from policykb.model.period import day_text
from policykb.model.records import Claim
from tests.support.factories import knowledge_base, ordinal, parse_claims, topic


def counted(*claims: Claim, query: Query | None = None) -> CountedClaims:
    return count(knowledge_base(list(claims)), query)


MANY = (
    *parse_claims(
        ["support 2010/2012 s2015", "support 2010-06/2012 s2015", "support 2011/2012 s2023"]
    ),
    *parse_claims(["oppose 2011-05-01/2012"], actor="b"),
)


@pytest.mark.parametrize(
    ("counting", "uses"),
    [(Counting.CLAIMS, 3), (Counting.DOCUMENT, 2), (Counting.WINDOW, 1)],
)
def test_equal_claims_count_each_or_once(counting: Counting, uses: int) -> None:
    (found,) = claims_used(counted(*MANY), counting, [days_of("")])
    assert found.uses == {"a": {"t": {2: uses}}, "b": {"t": {-2: 1}}}


def test_claims_overlap_a_time_or_begin_in_it() -> None:
    in_2011 = days_of("2011")
    (overlapping,) = claims_used(counted(*MANY), Counting.CLAIMS, [in_2011])
    assert overlapping.uses["a"] == {"t": {2: 3}}
    (begun,) = claims_used(counted(*MANY), Counting.CLAIMS, [in_2011], begun=True)
    assert begun.uses == {"a": {"t": {2: 1}}, "b": {"t": {-2: 1}}}


@pytest.mark.parametrize("counting", [Counting.CLAIMS, Counting.DOCUMENT, Counting.WINDOW])
@pytest.mark.parametrize("begun", [False, True])
def test_times_together_are_used_like_each_alone(counting: Counting, *, begun: bool) -> None:
    base = counted(*MANY, *parse_claims(["mixed 2011-06/2011-07"], topic="u"))
    times = [days_of(one) for one in ("2009", "2010/2011", "2011", "2011-06", "2012/2013")]
    together = claims_used(base, counting, times, begun=begun)
    for time, found in zip(times, together, strict=True):
        (alone,) = claims_used(base, counting, [time], begun=begun)
        assert replace(found, sources=alone.sources) == alone
        assert alone.sources <= found.sources


def test_cells_are_asked_for_twice_whatever_the_number_of_windows() -> None:
    base = counted(*parse_claims(["support 2011-03-01/2011-03-02", "oppose 2012-03-01/.."]))

    def work(step: str) -> int:
        with patch.object(uses, "cells_of", wraps=cells_of) as asked:
            windows = window_answers(base, Request(window="9d", step=step, begun=True))
        assert len(windows) > 30
        return asked.call_count

    assert work("9d") == work("2d") == 2


def test_only_held_positions_with_a_score_count() -> None:
    base = counted(
        *parse_claims(["lean-support 2020/.."]),
        *parse_claims(["support 2020/..", "oppose 2020/.."], actor="contested"),
        *parse_claims(["mixed 2020/.."], actor="mixed"),
        *parse_claims(["support 2020/.. less"], actor="relative"),
        *parse_claims(["support 2010/2011"], actor="past"),
        *parse_claims(["support 2020/.. other"], actor="hearsay"),
    )
    found = positions_used(base, ordinal("2021-01-01"))
    assert found.uses == {"a": {"t": {1: 1}}}
    assert found.without_score == 3


def test_hearsay_counts_on_request() -> None:
    query = Query(include_hearsay=True, voices=["author", "actor", "other"])
    base = counted(*parse_claims(["support 2020/.. other"]), query=query)
    assert positions_used(base, ordinal("2021-01-01")).uses == {"a": {"t": {2: 1}}}


def test_topics_with_narrower_ones_do_not_count() -> None:
    base = knowledge_base(
        [*parse_claims(["support 2020/.."]), *parse_claims(["support 2020/.."], topic="part")],
        topics=[topic("t"), topic("part", broader="t")],
    )
    assert positions_used(count(base), ordinal("2021-01-01")).uses == {"a": {"part": {2: 1}}}


def test_windows_move_from_the_first_claim_on() -> None:
    base = counted(
        *parse_claims(["support 2011-03-01/..", "support 2011-05-01/.."]),
        *parse_claims(["support 2011-03-05/.."], actor="b"),
    )
    found = window_answers(base, Request(window="31d", begun=True))
    assert [(day_text(one.first), day_text(one.last)) for one in found] == [
        ("2011-03-01", "2011-03-31"),
        ("2011-04-01", "2011-05-01"),
    ]
    assert [len(one.answer.network.ties) for one in found] == [1, 0]
    assert [one.kept for one in found] == [None, 0]


def test_window_of_claims_that_hold_reaches_the_end_of_the_record() -> None:
    base = counted(*parse_claims(["support 2024-07-04/.. s2025"]))
    found = window_answers(base, Request(window="26w"))
    assert found[-1].last >= ordinal("2025-07-04") > found[-1].first


def test_a_period_limits_the_windows() -> None:
    base = counted(*parse_claims(["support 2011-03-01/.."]), query=Query(during="2011"))
    found = window_answers(base, Request(window="90d"))
    assert day_text(found[0].first) == "2011-01-01"
    assert found[-1].last >= ordinal("2011-12-31")


@pytest.mark.parametrize("text", ["", "d", "90", "3m", "-1d", "0d", "1.5d", "9999999d", "\u0663d"])
def test_what_is_no_duration(text: str) -> None:
    with pytest.raises(PolicyKBError, match="duration"):
        duration(text)


@pytest.mark.parametrize(
    "request_",
    [
        Request(begun=True, counting=Counting.POSITIONS),
        Request(window="9d", counting=Counting.POSITIONS),
        Request(as_of="2020", counting=Counting.CLAIMS),
        Request(step="9d"),
        Request(window="9d", matrix=True),
        Request(window="9d", two_mode=True),
        Request(backbone=1.0),
        Request(backbone=0.0),
    ],
)
def test_options_that_do_not_fit_are_an_error(request_: Request) -> None:
    with pytest.raises(PolicyKBError) as error:
        network_answer(counted(*MANY), request_)
    assert error.value.help


def test_too_many_windows_are_an_error() -> None:
    with pytest.raises(PolicyKBError, match="windows are too many"):
        window_answers(counted(*parse_claims(["support 1700/.."])), Request(window="1d"))


def test_no_communities_in_conflict() -> None:
    answer = network_answer(counted(*MANY), Request(measure=Measure.CONFLICT, begun=True))
    assert answer.network.ties
    assert (answer.communities, answer.ei_index) == (None, None)

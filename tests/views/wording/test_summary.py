"""The result of a comparison in a sentence."""

import pytest

from policykb.analysis.comparison import compare
from policykb.views.wording.summary import answer
from tests.support.factories import knowledge_base, parse_claims


@pytest.mark.parametrize(
    ("a", "b", "sentence"),
    [
        ("support 2021/..", "oppose 2021/..", "They disagree on the only topic that both address."),
        (
            "support 2021/..",
            "oppose 2001/2002",
            "There is no topic on which both have a known position on this date.",
        ),
        # an undated position is on record: the topic is addressed
        (
            "support 2021/..",
            "oppose /2030",
            (
                "There is no topic on which both have a known position on this date; on 1 "
                "topic the record does not say who held which position."
            ),
        ),
    ],
)
def test_the_answer_is_a_sentence(a: str, b: str, sentence: str) -> None:
    kb = knowledge_base([*parse_claims([a], actor="a"), *parse_claims([b], actor="b")])
    assert answer(compare(kb, "a", "b")) == sentence

"""Verdicts and undated positions through time, in words."""

import pytest

from policykb.analysis.comparison import compare
from policykb.analysis.counted import count
from policykb.analysis.timelines import topic_timeline
from policykb.model.knowledge_base import KnowledgeBase
from policykb.views.wording.history import (
    position_through_time,
    turn_words,
    verdict_words,
    verdicts_words,
)
from tests.support.factories import knowledge_base, parse_claims


def kb_of(a: list[str], b: list[str]) -> KnowledgeBase:
    return knowledge_base([*parse_claims(a, actor="a"), *parse_claims(b, actor="b")])


UNDATED = "lean-oppose /2025-07 inferred"


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ([UNDATED], "leans against (undated: start unknown)"),
        (["support 2020/"], "supports (undated: end unknown)"),
        (
            ["oppose 2025-07-04/.. published"],
            "opposes (undated: at the latest by 4 July 2025)",
        ),
        (["support /2030", "oppose /2030"], "undated (start unknown)"),
        (["support 2000/.."], "supports"),
        (["support 2000/2010"], "past"),
    ],
)
def test_an_undated_position_has_its_stance_and_the_reason(told: list[str], words: str) -> None:
    kb = kb_of(told, ["support 2000/.."])
    row = compare(kb, "a", "b", as_of="2024").rows[0]
    assert position_through_time(kb, row.positions["a"]) == words


@pytest.mark.parametrize(
    ("a", "b", "words"),
    [
        (["oppose 2021/.."], [UNDATED], "agree if B held it then"),
        ([UNDATED], ["support /2030"], "opposed if both held it then"),
        (["oppose 2021/.."], ["support /2030", "oppose /2030"], "undated for B"),
        ([UNDATED], [], "undated for A"),
        (["oppose 2021/.."], ["support 2001/2002"], "one-sided (A)"),
        (["oppose 2021/.."], ["support 2021/.."], "opposed"),
    ],
)
def test_an_undated_verdict_says_what_follows_if_it_held(
    a: list[str], b: list[str], words: str
) -> None:
    kb = kb_of(a, [*b, "neutral 2040/.."])
    assert verdict_words(kb, compare(kb, "a", "b", as_of="2024").rows[0]) == words


@pytest.mark.parametrize(
    ("a", "b", "sentence"),
    [
        (
            ["oppose 2021/.."],
            [UNDATED, "support 2025-07/.."],
            "Both were against it until July 2025 (B: start unknown), then they parted.",
        ),
        (
            ["support 2001/.."],
            ["lean-support 2001/2010", "oppose 2011/.."],
            "Both were for it until 2011, then they parted.",
        ),
        (
            ["support 2001/.."],
            ["oppose 2001/2010-05-02", "support 2010-05-03/.."],
            "They were on opposite sides until 3 May 2010, then both were for it.",
        ),
        # what only publication dates is no turn, nor is the beginning of a comparison
        (["support 2001/.."], ["oppose 2025-07-04/.. published"], ""),
        (["support 2001/.."], ["oppose 2011/.."], ""),
    ],
)
def test_two_part_or_come_together(a: list[str], b: list[str], sentence: str) -> None:
    kb = kb_of(a, b)
    assert turn_words(kb, topic_timeline(count(kb), "t", ["a", "b"])) == sentence


def test_a_verdict_that_publication_dates_begins_at_the_latest_then() -> None:
    kb = kb_of(["support 2001-01-01/.."], ["oppose 2025-07-04/.. published"])
    episodes = topic_timeline(count(kb), "t", ["a", "b"]).episodes
    assert list(verdicts_words(kb, episodes)) == [
        "undated for B, until December 2000",
        "opposed if B held it then, 1 January 2001 to 3 July 2025",
        "opposed, at the latest by 4 July 2025",
    ]
    assert list(verdicts_words(kb, episodes, undated=False)) == [
        "opposed, at the latest by 4 July 2025"
    ]

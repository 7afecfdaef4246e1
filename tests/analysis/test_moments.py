"""Two moments side by side: what is known to have changed, what is not, and what stayed."""

from collections.abc import Sequence

import pytest
from hypothesis import given

from policykb.analysis.comparison import compare
from policykb.analysis.moments import Course, compare_moments
from policykb.analysis.verdicts import Verdict
from policykb.diagnostics import PolicyKBError
from policykb.model.knowledge_base import KnowledgeBase
from tests.support.factories import knowledge_base, parse_claims
from tests.support.strategies import eventful_days, knowledge_bases

PUBLISHED = "oppose 2025-07-04/.. published"
"""A claim that only its publication dates, at the end of the record."""

OTHER = ["support 2000/.."]
"""The claim that the second actor holds all along."""


def kb_of(a: Sequence[str], b: Sequence[str] = OTHER) -> KnowledgeBase:
    return knowledge_base([*parse_claims(a, actor="a"), *parse_claims(b, actor="b")])


@pytest.mark.parametrize(
    ("told", "start", "end", "course", "moved", "unknown"),
    [
        # what begins with a date of its own is known to be new
        (["oppose 2021/.."], "2019", "2023", "turned", "a", ""),
        (["support 2001/2020", "oppose 2021/.."], "2019", "2023", "turned", "a", ""),
        # another degree on the same side is a move with the same verdict
        (["support 2001/2020", "lean-support 2021/.."], "2019", "2023", "moved", "a", ""),
        # what ends is known to have ended
        (["oppose 2001/2021"], "2019", "2023", "turned", "a", ""),
        # what only its publication dates may have been so all the time
        (["oppose 2025-07-04/.. published"], "2019", "2025-07-04", "evidenced", "", ""),
        (["oppose 2025-07-04/.. published"], "2019", "2020", "unknown", "", "a"),
        # also where the first evidence is of another degree, or contradicts what is in force
        (["lean-oppose /2030", PUBLISHED], "2019", "2025-07-04", "evidenced", "", ""),
        (["support 2001/2005", PUBLISHED], "2019", "2025-07-04", "evidenced", "", ""),
        (["support 2001/..", PUBLISHED], "2019", "2025-07-04", "evidenced", "", ""),
        # it does not hide what a date of its own changes
        (["support 2001/2020", PUBLISHED], "2019", "2025-07-04", "turned", "a", ""),
        (["oppose 2021/..", PUBLISHED], "2019", "2025-07-04", "turned", "a", ""),
        # what succeeds a stance that an earlier source tells of is a change
        (
            ["support 2015-03-01/.. published s2015", PUBLISHED],
            "2019",
            "2025-07-04",
            "turned",
            "a",
            "",
        ),
        # and it changes nothing where a claim with a date sets the degree
        (["oppose 2001/..", PUBLISHED], "2019", "2025-07-04", "stayed", "", ""),
        # so may what has an unknown beginning
        (["oppose /2020"], "2019", "2020", "unknown", "", "a"),
        (["oppose 2020/"], "2020", "2023", "unknown", "", "a"),
        # but a dated beginning beside it is a move
        (["lean-support /2020", "oppose 2021/.."], "2019", "2023", "turned", "a", ""),
        # and what is undated at both moments
        (["oppose /2022"], "2019", "2020", "unknown", "", "a"),
        # what both days lie in has stayed
        (["oppose 2001/.."], "2019", "2023", "stayed", "", ""),
        # another claim for the same stance is no move
        (["oppose 2001/..", "oppose 2021/.."], "2019", "2023", "stayed", "", ""),
        # nor is what is over at both moments
        (["oppose 2001/2005"], "2019", "2023", "stayed", "", ""),
    ],
)
def test_what_became_of_a_position(
    told: list[str], start: str, end: str, course: str, moved: str, unknown: str
) -> None:
    change = compare_moments(kb_of(told), "a", "b", start=start, end=end)
    row = change.rows[0]
    assert (row.course.value, "".join(row.moved), "".join(row.unknown)) == (course, moved, unknown)


def test_the_second_moment_is_the_end_of_the_record_by_default() -> None:
    change = compare_moments(kb_of(["oppose 2021/.."]), "a", "b", start="2020")
    assert change.after == compare(kb_of(["oppose 2021/.."]), "a", "b")


def test_only_keeps_what_has_the_verdict_at_one_of_the_moments() -> None:
    kb = kb_of(["support 2001/2020", "oppose 2021/.."])
    for verdict, rows in (("agree", 1), ("opposed", 1), ("differ", 0)):
        change = compare_moments(kb, "a", "b", start="2019", end="2023", only=[verdict])
        assert len(change.rows) == rows
        assert change.courses[Course.TURNED] == change.movers["a"] == 1
        assert change.after.verdicts[Verdict.OPPOSED] == 1


@pytest.mark.parametrize(("start", "end"), [("2023", "2023"), ("2023", "2020"), ("2099", "")])
def test_the_second_moment_comes_after_the_first(start: str, end: str) -> None:
    with pytest.raises(PolicyKBError, match="is not after"):
        compare_moments(kb_of(["oppose 2021/.."]), "a", "b", start=start, end=end)


@given(knowledge_bases, eventful_days)
def test_each_moment_is_the_comparison_on_its_day(kb: KnowledgeBase, day: str) -> None:
    change = compare_moments(kb, "a", "b", start=day, end="2024-01-01")
    assert change.before == compare(kb, "a", "b", as_of=day)
    assert change.after == compare(kb, "a", "b", as_of="2024-01-01")
    rows = {
        "before": {row.topic.id: row for row in change.before.rows},
        "after": {row.topic.id: row for row in change.after.rows},
    }
    for row in change.rows:
        for moment, found in (("before", row.before), ("after", row.after)):
            assert found.silent or rows[moment][row.topic.id] == found
        same = row.before.positions == row.after.positions
        assert not (same and row.course not in {Course.STAYED, Course.UNKNOWN})
    assert {row.topic.id for row in change.rows} == {*rows["before"], *rows["after"]}

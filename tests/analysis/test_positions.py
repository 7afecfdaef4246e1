"""Section 3 of the design, on positions, sentence by sentence.

Claims are written in a few words (see ``factories.told``), all of one actor on one topic;
without a source they are from ``s2025``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import permutations

import pytest
from hypothesis import given

from policykb.analysis.conflicts import Conflict, ConflictKind, conflicts, unsettled_conflicts
from policykb.analysis.histories import position
from policykb.analysis.positions import Mark, Position, PositionStatus
from policykb.model.records import Claim, Stance
from tests.support.factories import PUBLISHED_DAYS, claim, ordinal, parse_claims
from tests.support.strategies import SOURCES, claim_lists, days

GENERATED_DAYS = {name: date.fromisoformat(text).toordinal() for name, text in SOURCES.items()}


def at(day: str, texts: Sequence[str]) -> Position:
    return position("a", "t", parse_claims(texts), PUBLISHED_DAYS, ordinal(day))


def words(found: Position) -> str:
    """The status, with the stance where one is held."""
    return f"{found.status} {found.stance}" if found.stance else found.status.value


def numbers(claims: Sequence[Claim]) -> str:
    """The places of these claims among those that a test told."""
    return "".join(c.id[-1] for c in claims)


# --- in force: the period contains the day


@pytest.mark.parametrize(
    ("told", "day", "expected"),
    [
        # both ends known
        ("support 2001/2021", "2000-12-31", "silent"),
        ("support 2001/2021", "2001-01-01", "held support"),
        ("support 2001/2021", "2021-12-31", "held support"),
        ("support 2001/2021", "2022-01-01", "past"),
        ("support 2021-08-15", "2021-08-14", "silent"),
        ("support 2021-08-15", "2021-08-15", "held support"),
        ("support 2021-08-15", "2021-08-16", "past"),
        ("support 198X", "1979-12-31", "silent"),
        ("support 198X", "1989-12-31", "held support"),
        ("support 198X", "1990-01-01", "past"),
        # open ends
        ("support 2021-08/..", "2021-07-31", "silent"),
        ("support 2021-08/..", "9999-12-31", "held support"),
        ("support ../2020", "0001-01-01", "held support"),
        ("support ../2020", "2020-12-31", "held support"),
        ("support ../2020", "2021-01-01", "past"),
        # an unknown bound carries nothing
        ("support /2020", "2019-12-31", "undated"),
        ("support /2020", "2020-01-01", "held support"),
        ("support /2020", "2020-12-31", "held support"),
        ("support /2020", "2021-01-01", "past"),
        ("support 2020/", "2019-12-31", "silent"),
        ("support 2020/", "2020-01-01", "held support"),
        ("support 2020/", "2020-12-31", "held support"),
        ("support 2020/", "2021-01-01", "undated"),
        ("support 2020-05-05/", "2020-05-05", "held support"),
        ("support 2020-05-05/", "2020-05-06", "undated"),
        # published: in force from publication, undated before
        ("support 2025-07-04/.. published", "2025-07-03", "undated"),
        ("support 2025-07-04/.. published", "1900-01-01", "undated"),
        ("support 2025-07-04/.. published", "2025-07-04", "held support"),
        ("support 2025-07-04/.. published", "2030-01-01", "held support"),
        ("support 2025/.. published", "2025-07-03", "undated"),
        ("support 2025/.. published", "2025-07-04", "held support"),
        ("support 2025-07-04/.. inferred", "2025-07-03", "silent"),
    ],
)
def test_a_claim_is_in_force_while_its_period_contains_the_day(
    told: str, day: str, expected: str
) -> None:
    assert words(at(day, [told])) == expected


@pytest.mark.parametrize("stance", list(Stance))
@pytest.mark.parametrize("voice", ["author", "actor"])
def test_a_held_position_has_the_stance_and_score_of_its_claim(stance: Stance, voice: str) -> None:
    held = position(
        "a", "t", [claim(stance=stance, voice=voice)], PUBLISHED_DAYS, ordinal("2025-07-04")
    )
    assert (held.status, held.stance, held.score) == ("held", stance, stance.score)
    assert (held.actor, held.topic, held.period) == ("a", "t", "2021/..")


# --- possibly in force: inside the first or last unit of an imprecise bound


@pytest.mark.parametrize(
    ("told", "day", "possible"),
    [
        (["support 2001"], "2001-02-01", True),
        (["support 2001-02"], "2001-02-01", True),
        (["support 198X"], "1985-06-01", True),
        (["support 2001-02-01"], "2001-02-01", False),
        (["support 2001-02-01?"], "2001-02-01", True),
        (["support 2001/2021"], "2001-12-31", True),
        (["support 2001/2021"], "2002-01-01", False),
        (["support 2001/2021"], "2020-12-31", False),
        (["support 2001/2021"], "2021-01-01", True),
        (["support 2001-02-01/2021-08-15"], "2001-02-01", False),
        (["support 2001-02-01/2021-08-15"], "2021-08-15", False),
        (["support 2001-02-01~/2021-08-15%"], "2001-02-01", True),
        (["support 2001-02-01~/2021-08-15%"], "2001-02-02", False),
        (["support 2001-02-01~/2021-08-15%"], "2021-08-15", True),
        (["support 2021-08/.."], "2021-08-31", True),
        (["support 2021-08/.."], "2021-09-01", False),
        (["support ../2020"], "2019-12-31", False),
        (["support ../2020"], "2020-01-01", True),
        (["support /2020"], "2020-12-31", True),
        (["support 2020/"], "2020-01-01", True),
        (["support 2025-07-04/.. published"], "2025-07-04", False),
        # the degree rests on the latest-starting claim
        (["support 2001/..", "lean-support 2021/.."], "2021-06-01", True),
        (["support 2021", "lean-support 2001/.."], "2021-06-01", True),
        (["support 2021-03-01/..", "lean-support 2001/2021"], "2021-06-01", False),
        (["support 2021", "support 2021-01-01/.."], "2021-06-01", False),
        # a side of a contested position rests on it
        (["support 2001/..", "oppose 2021"], "2021-06-01", True),
        (["support 2001/..", "oppose 2021", "lean-oppose 2010/.."], "2021-06-01", False),
        (["support 2001/..", "oppose 2010/.."], "2021-06-01", False),
        (["support 2001/..", "oppose 2010/..", "neutral 2021"], "2021-06-01", False),
        # nothing rests on it where nothing is in force
        (["support /2020"], "2019-12-31", False),
        (["support 2020"], "2021-06-01", False),
    ],
)
def test_a_cell_is_marked_possible_where_it_rests_on_a_possible_claim(
    told: list[str], day: str, *, possible: bool
) -> None:
    assert (Mark.POSSIBLE in at(day, told).marks) is possible


# --- yielding (1): one ends and an opposite one begins within overlapping units


@pytest.mark.parametrize(
    ("told", "day", "expected"),
    [
        # the same unit
        (["lean-oppose /2025-07", "support 2025-07/.."], "2025-06-30", "undated"),
        (["lean-oppose /2025-07", "support 2025-07/.."], "2025-07-01", "held support boundary"),
        (["lean-oppose /2025-07", "support 2025-07/.."], "2025-07-31", "held support boundary"),
        (["lean-oppose /2025-07", "support 2025-07/.."], "2025-08-01", "held support"),
        (["oppose 2001/2021", "support 2021/.."], "2020-12-31", "held oppose"),
        (["oppose 2001/2021", "support 2021/.."], "2021-01-01", "held support boundary"),
        (["oppose ../2021", "support 2021/.."], "2020-12-31", "held oppose"),
        (["oppose ../2021", "support 2021/.."], "2021-01-01", "held support boundary"),
        (["oppose 2001/2021-08-15", "support 2021-08-15/.."], "2021-08-14", "held oppose"),
        (
            ["oppose 2001/2021-08-15", "support 2021-08-15/.."],
            "2021-08-15",
            "held support boundary",
        ),
        (["oppose 2001/2021-08-15", "support 2021-08-15/.."], "2021-08-16", "held support"),
        # units of different precision
        (["oppose 2001/2021", "support 2021-08/.."], "2021-07-31", "held oppose"),
        (["oppose 2001/2021", "support 2021-08/.."], "2021-08-01", "held support boundary"),
        (["oppose 2001/2021", "support 2021-08/.."], "2021-09-01", "held support"),
        (["oppose 2001/2021-08", "support 2021/.."], "2020-12-31", "held oppose"),
        (["oppose 2001/2021-08", "support 2021/.."], "2021-01-01", "held support boundary"),
        (["oppose 2001/2021-08", "support 2021/.."], "2021-12-31", "held support boundary"),
        (["oppose 2001/2021-08", "support 2021/.."], "2022-01-01", "held support"),
        (["oppose 2001/202X", "support 2021-08-15/.."], "2021-08-15", "held support boundary"),
        (["oppose 2001/202X", "support 2021-08-15/.."], "2021-08-16", "held support"),
        (["oppose 2001/2021~", "support 2021-08?/.."], "2021-08-31", "held support boundary"),
        # single dates in one unit end and begin in it
        (["oppose 2021", "support 2021-08-15"], "2021-08-14", "held oppose"),
        (["oppose 2021", "support 2021-08-15"], "2021-08-15", "held support boundary"),
        (["oppose 2021", "support 2021-08-15"], "2021-08-16", "past"),
        (["oppose 202X", "support 2021"], "2021-06-01", "held support boundary"),
        (["oppose 202X", "support 2021"], "2022-06-01", "past"),
        # what is unknown on the other side changes nothing
        (["oppose /2020", "support 2020/"], "2020-06-01", "held support boundary"),
        (["oppose /2020", "support 2020/"], "2021-06-01", "undated"),
        # whatever the sources are
        (["oppose 2001/2021", "support 2021-08/.. s2015"], "2021-08-01", "held support boundary"),
        (["oppose 2001/2021 s2015", "support 2021-08/.."], "2021-08-01", "held support boundary"),
        # what has yielded never revives
        (["oppose 2001/2021", "support 2021-03/2021-05"], "2021-06-01", "past"),
        # an unknown start is never later
        (["oppose 2021-03/2021", "support /2021-06"], "2021-06-15", "contested"),
        (["oppose 2021", "support /2021"], "2021-06-01", "held oppose boundary"),
        (["oppose /2021", "support /2021"], "2021-06-01", "contested"),
        (["oppose 2021-03/2021", "support ../2021-06"], "2021-06-15", "contested"),
        # claims that begin together do not yield
        (["oppose 2021", "support 2021"], "2021-06-01", "contested"),
        (["oppose 2021", "support 2021/.."], "2021-06-01", "contested"),
        (["oppose 2021", "support 2021/.."], "2022-06-01", "held support"),
        (["oppose 2021-08-15", "support 2021-08-15"], "2021-08-15", "contested"),
        # units that do not overlap: nothing to yield, nothing to mark
        (["oppose 2001/2020", "support 2021/.."], "2020-12-31", "held oppose"),
        (["oppose 2001/2020", "support 2021/.."], "2021-01-01", "held support"),
        (["oppose 2001/2021-07", "support 2021-08/.."], "2021-08-01", "held support"),
        (["oppose 2001/2021", "support 2020/.."], "2020-06-01", "contested"),
        (["oppose 2001/2021", "support 2020/.."], "2021-06-01", "contested"),
        (["oppose 2001/2022", "support 2021/2021"], "2021-06-01", "contested"),
        # only opposites
        (["lean-oppose 2001/2021", "oppose 2021-08/2021-09"], "2021-08-15", "held oppose"),
        (["lean-oppose 2001/2021", "oppose 2021-08/2021-09"], "2021-10-01", "held lean-oppose"),
        (["oppose 2001/2021", "neutral 2021-08/2021-09"], "2021-08-15", "held neutral"),
        (["oppose 2001/2021", "neutral 2021-08/2021-09"], "2021-10-01", "held oppose"),
        (["mixed 2001/2021", "support 2021-08/2021-09"], "2021-10-01", "held mixed"),
        (["oppose 2001/2021", "support 2021-08/2021-09 more"], "2021-08-15", "held oppose"),
        (["oppose 2001/2021", "support 2021-08/2021-09 more"], "2021-10-01", "held oppose"),
        (["oppose 2001/2021 less", "support 2021-08/2021-09"], "2021-10-01", "relative"),
        # of several that begin in the unit, each makes its own unit a boundary
        (
            ["oppose 2001/2025", "support 2025-07/..", "support 2025-07-01/.."],
            "2025-07-15",
            "held support boundary",
        ),
        (
            ["oppose 2001/2025", "support 2025-07-01/..", "support 2025-07/.."],
            "2025-07-15",
            "held support boundary",
        ),
    ],
)
def test_one_that_ends_yields_to_the_opposite_one_that_begins_in_the_same_unit(
    told: list[str], day: str, expected: str
) -> None:
    found = at(day, told)
    boundary = " boundary" if Mark.BOUNDARY in found.marks else ""
    assert words(found) + boundary == expected


# --- yielding (2): an open-ended one, and a later-starting one of a later-published source


@pytest.mark.parametrize(
    ("told", "day", "expected"),
    [
        (["oppose 2010/.. s2015", "support 2021/.."], "2020-12-31", "held oppose"),
        (["oppose 2010/.. s2015", "support 2021/.."], "2021-01-01", "held support"),
        (["oppose 2010/.. s2015", "support 2021/.."], "2025-07-04", "held support"),
        # never revives
        (["oppose 2010/.. s2015", "support 2021/2022"], "2022-12-31", "held support"),
        (["oppose 2010/.. s2015", "support 2021/2022"], "2023-01-01", "past"),
        (["oppose 2010/.. s2015", "support 2021/"], "2022-06-01", "undated"),
        # neutral and mixed differ from both sides, and from each other
        (["oppose 2010/.. s2015", "neutral 2021/2022"], "2023-01-01", "past"),
        (["support 2010/.. s2015", "mixed 2021/2022"], "2023-01-01", "past"),
        (["neutral 2010/.. s2015", "lean-support 2021/2022"], "2023-01-01", "past"),
        (["mixed 2010/.. s2015", "oppose 2021/2022"], "2023-01-01", "past"),
        (["neutral 2010/.. s2015", "mixed 2021/2022"], "2023-01-01", "past"),
        (["mixed 2010/.. s2015", "neutral 2021/2022"], "2023-01-01", "past"),
        # the same sign is no change
        (["support 2010/.. s2015", "lean-support 2021/2022"], "2022-06-01", "held lean-support"),
        (["support 2010/.. s2015", "lean-support 2021/2022"], "2023-01-01", "held support"),
        (["neutral 2010/.. s2015", "neutral 2021/2022"], "2023-01-01", "held neutral"),
        (["mixed 2010/.. s2015", "mixed 2021/2022"], "2023-01-01", "held mixed"),
        # only to a later-published source
        (["oppose 2010/..", "support 2021/.."], "2021-06-01", "contested"),
        (["oppose 2010/.. s2025-too", "support 2021/.."], "2021-06-01", "contested"),
        (["oppose 2010/..", "support 2012/.. s2015"], "2021-06-01", "contested"),
        (["oppose 2010/..", "neutral 2021/2022"], "2023-06-01", "held oppose"),
        # only an open end
        (["oppose 2010/2024 s2015", "support 2021/.."], "2022-06-01", "contested"),
        (["oppose 2021/ s2023", "support 2021-06/.."], "2021-07-01", "contested"),
        (["oppose 2021 s2023", "neutral 2021-06/.."], "2021-07-01", "held neutral"),
        # only to a later-starting one
        (["oppose 2021/.. s2023", "support 2021/.."], "2021-06-01", "contested"),
        (["oppose 2021/.. s2023", "support 2020/.."], "2021-06-01", "contested"),
        (["oppose 2010/.. s2015", "support /2024"], "2024-06-01", "contested"),
        (["oppose 2010/.. s2015", "support ../2020"], "2015-06-01", "contested"),
        # the day of publication is when an undated present begins to tell
        (["oppose 2010/.. s2015", "support 2025-07-04/.. published"], "2025-07-03", "held oppose"),
        (["oppose 2010/.. s2015", "support 2025-07-04/.. published"], "2025-07-04", "held support"),
        (["oppose 2023-05-01/.. s2023 published", "support 2024/.."], "2023-12-31", "held oppose"),
        (["oppose 2023-05-01/.. s2023 published", "support 2024/.."], "2024-01-01", "held support"),
        (["oppose 2023-05-01/.. s2023 published", "support 2021/.."], "2024-01-01", "contested"),
        # comparatives neither yield nor are yielded to
        (["oppose 2010/.. s2015", "support 2021/2022 more"], "2021-06-01", "held oppose"),
        (["oppose 2010/.. s2015", "support 2021/2022 more"], "2023-01-01", "held oppose"),
        (["oppose 2010/.. s2015 less", "support 2021/2022"], "2023-01-01", "relative"),
        # to the first of several, and on down the line
        (
            ["oppose 2010/.. s2015", "neutral 2018/2019 s2023", "support 2021/.."],
            "2020-06-01",
            "past",
        ),
        (
            ["oppose 2010/.. s2015", "neutral 2018/.. s2023", "support 2021/.."],
            "2021-06-01",
            "held support",
        ),
    ],
)
def test_an_open_ended_one_yields_to_a_later_one_of_a_later_source(
    told: list[str], day: str, expected: str
) -> None:
    found = at(day, told)
    assert words(found) == expected
    assert Mark.BOUNDARY not in found.marks


# --- the states, the first that applies

CONTESTED = ["support 2001/..", "oppose 2002/.."]


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ([], "silent"),
        (["support 2030/.."], "silent"),
        (["support 2001/2005"], "past"),
        (["support 2001/2005", "oppose 2007/2009"], "past"),
        (["support 2001/2005", "support /2030"], "undated"),
        (["support 2005/"], "undated"),
        (["support 2005/", "oppose /2030"], "undated"),
        (["support 2005/ less"], "undated"),
        (["support 2005/", "support 2001/.. less"], "relative"),
        (["support 2001/.. less", "oppose 2001/.. more"], "relative"),
        (["support 2001/.. less", "neutral 2001/.."], "held neutral"),
        (["support 2001/.. less", "oppose 2001/.."], "held oppose"),
        (["support 2001/..", "oppose 2005/"], "held support"),
        (["support 2001/..", "oppose 2005/2010"], "held support"),
        (["mixed 2001/..", "support 2001/.."], "held mixed"),
        (["mixed 2001/..", "support 2005/.."], "held support"),
        (["neutral 2001/..", "support 2005/.."], "held support"),
        (CONTESTED, "contested"),
        (["lean-support 2001/..", "lean-oppose 2002/.."], "contested"),
        ([*CONTESTED, "mixed 2005/.."], "contested"),
        ([*CONTESTED, "neutral 2005/..", "support 2005/ ", "support 2005/.. more"], "contested"),
    ],
)
def test_of_the_states_the_first_that_applies_is_the_position(
    told: list[str], expected: str
) -> None:
    for order in permutations(told):
        assert words(at("2020-06-01", order)) == expected


@pytest.mark.parametrize("told", [["support 2001/.. less"], ["support 2005/"], [], CONTESTED])
def test_only_a_held_position_has_a_stance_and_a_score(told: list[str]) -> None:
    found = at("2020-06-01", told)
    assert found.stance is None
    assert found.score is None


def test_a_contested_position_names_each_side_with_its_voice_and_cites_all() -> None:
    told = ["support 2001/..", "oppose 2002/.. actor", "mixed 2003/..", "lean-support 2004/.."]
    found = at("2020-06-01", told)
    sides = {
        side.sign: (numbers(side.claims), {c.voice.value for c in side.claims})
        for side in found.sides
    }
    assert sides == {1: ("14", {"author"}), -1: ("2", {"actor"})}
    assert numbers(found.claims) == "1234"


@pytest.mark.parametrize(
    ("told", "possible"),
    [
        (["support 2001/..", "oppose 2021"], {1: False, -1: True}),
        (["support 2021", "oppose 2021"], {1: True, -1: True}),
        (["support 2001/..", "oppose 2021", "oppose 2010/.."], {1: False, -1: False}),
    ],
)
def test_each_side_says_whether_it_rests_on_possible_claims_alone(
    told: list[str], possible: dict[int, bool]
) -> None:
    assert {side.sign: side.possible for side in at("2021-06-01", told).sides} == possible


# --- the degree


@pytest.mark.parametrize(
    ("told", "stance", "deciding"),
    [
        # the latest-starting claim
        (["support 2001/..", "lean-support 2010/.."], "lean-support", "2"),
        (["lean-support 2001/..", "support 2010/.."], "support", "2"),
        (["support ../2025", "lean-support 2001/.."], "lean-support", "2"),
        (["support /2020", "lean-support ../2025"], "lean-support", "2"),
        (["support /2020", "lean-support 2001/.."], "lean-support", "2"),
        (["support 2010/..", "support 2001/..", "neutral 2005/.."], "support", "1"),
        (["support 2021/..", "lean-support 2010/.."], "lean-support", "2"),
        # stated and inferred before published
        (["support 2001/..", "lean-support 2015-03-01/.. s2015 published"], "support", "1"),
        (["support 2001/.. inferred", "neutral 2015-03-01/.. s2015 published"], "support", "1"),
        (["support 2001/.. inferred", "lean-support 2002/.."], "lean-support", "2"),
        (["support 2001/..", "lean-support 2002/.. inferred"], "lean-support", "2"),
        (["support 2015-03-01/.. s2015 published", "neutral 2016/.."], "neutral", "2"),
        (["support 2015-03-01/.. s2015 published"], "support", "1"),
        # on a tie the degree nearest zero, and mixed before any
        (["support 2001/..", "lean-support 2001/.."], "lean-support", "2"),
        (["oppose 2001/..", "lean-oppose 2001/2025"], "lean-oppose", "2"),
        (["support 2001/..", "neutral 2001/..", "lean-support 2001/.."], "neutral", "2"),
        (["neutral 2001/..", "mixed 2001/.."], "mixed", "2"),
        (["support 2001/..", "mixed 2001/..", "lean-support 2001/.."], "mixed", "2"),
        (["support 2001/..", "support 2001/2025"], "support", "12"),
        (["lean-support 2001/..", "support 2001-01-01/.."], "lean-support", "1"),
        # comparatives have no degree
        (["support 2001/..", "lean-oppose 2010/.. less"], "support", "1"),
        # claims not in force have no say
        (["support 2001/..", "lean-support 2010/2015", "neutral 2030/.."], "support", "1"),
    ],
)
def test_the_degree_is_that_of_the_latest_claim(
    told: list[str], stance: str, deciding: str
) -> None:
    found = at("2020-06-01", told)
    assert (words(found), "".join(sorted(numbers(found.deciding)))) == (f"held {stance}", deciding)


def test_a_held_position_cites_all_claims_in_force() -> None:
    told = ["support 2001/..", "lean-support 2010/..", "support 2001/2005", "mixed 2030/.."]
    assert numbers(at("2020-06-01", told).claims) == "12"


@pytest.mark.parametrize(
    "told",
    [["support 2021", "support 2021/"], ["support 2001/2005-12-31", "lean-oppose 2001/2005"]],
)
def test_which_of_several_periods_is_shown_does_not_depend_on_ids(told: list[str]) -> None:
    assert at("2021-06-01", told).period == at("2021-06-01", told[::-1]).period


# --- past


@pytest.mark.parametrize(
    ("told", "period"),
    [
        (["support 2001/2005"], "2001/2005"),
        (["support 2001/2005", "oppose 2007/2009"], "2007/2009"),
        (["support 2001/2015", "oppose 2007/2009"], "2001/2015"),
        (["support /2005", "oppose ../2004"], "/2005"),
        # what has yielded has ended by then
        (["oppose 2001/2018", "support 2018-03/2018-05"], "2018-03/2018-05"),
        (["oppose 2010/.. s2015", "neutral 2016/2017", "oppose 2001/2018"], "2001/2018"),
        # what is still to come has not been held
        (["support 2001/2005", "oppose 2030/.."], "2001/2005"),
    ],
)
def test_a_past_position_is_shown_with_the_period_that_ended_last(
    told: list[str], period: str
) -> None:
    found = at("2020-06-01", told)
    assert (found.status, found.period) == (PositionStatus.PAST, period)


# --- trajectory


def test_the_trajectory_has_all_claims_by_their_start_whatever_the_day() -> None:
    told = [
        *("support 2025-07/..", "mixed 2010/2012", "neutral ../2000", "support 2005/.. more"),
        *("oppose 2030/..", "lean-oppose /2025-07"),
    ]
    for day in ("1900-01-01", "2020-06-01", "2099-01-01"):
        trajectory = numbers(at(day, told).trajectory)
        assert trajectory.replace("6", "") == "34215"
        assert trajectory.index("6") < trajectory.index("1")


# --- other marks


@pytest.mark.parametrize(
    ("told", "marks"),
    [
        (["support 2001/.."], set()),
        (["support 2001/.. actor"], {Mark.REPORTED}),
        (["support 2001/.. other"], {Mark.HEARSAY}),
        (["support 2001/.. probable"], {Mark.HEDGED}),
        (["support 2001/.. possible actor"], {Mark.HEDGED, Mark.REPORTED}),
        (["support 2001/.. actor", "support 2001/.."], set()),
        (["support 2001/..", "lean-support 2010/.. probable"], {Mark.HEDGED}),
        (["support 2001/..", "oppose 2010/.. probable"], {Mark.HEDGED}),
        (["support 2001/..", "oppose 2010/.. actor", "oppose 2012/.."], set()),
        (["support 2001/2002 actor"], set()),
    ],
)
def test_marks_say_what_a_position_rests_on(told: list[str], marks: set[Mark]) -> None:
    assert set(at("2020-06-01", told).marks) == marks


def test_a_dispute_marks_the_position_and_leaves_its_stance() -> None:
    disputed = position("a", "t", [claim(disputed_by=["b"])], PUBLISHED_DAYS, ordinal("2025-07-04"))
    assert (disputed.stance, disputed.marks) == (Stance.SUPPORT, (Mark.DISPUTED,))


# --- conflicts


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        # in force together at some time
        (["support 2001/2010", "oppose 2005/.."], ["12 contradiction"]),
        (["support 2001/..", "lean-oppose 2005/.."], ["12 contradiction"]),
        (["support 2021", "oppose 2021"], ["21 contradiction"]),  # alike but for the stance
        (["support 2021-08-15", "oppose 2021-08-15"], ["21 contradiction"]),
        (["support 2021/..", "oppose 2025-07-04/.. published"], ["12 contradiction"]),
        (["oppose 2010/..", "support 2012/.. s2015"], ["12 contradiction"]),
        (["support 2015", "oppose ../2030"], ["21 contradiction"]),
        # they only touch
        (["lean-oppose /2025-07", "support 2025-07/.."], ["12 boundary"]),
        (["support 2025-07/..", "lean-oppose /2025-07"], ["21 boundary"]),
        (["oppose 2001/2021", "support 2021-08/.."], ["12 boundary"]),
        (["oppose 2001/2021-08", "support 2021/.."], ["12 boundary"]),
        (["oppose 2021", "support 2021-08-15"], ["12 boundary"]),
        # disjoint
        (["oppose 2001/2020", "support 2021/.."], ["12 shift"]),
        (["oppose 2001/2002", "support 2021/.."], ["12 shift"]),
        (["oppose 2001/2005", "support /2020"], ["12 shift"]),
        (["oppose 2010/", "support 2015/.."], ["12 shift"]),
        (["oppose 2025/2025-06-30", "support 2025/.. published"], ["12 shift"]),
        # yielded by a later source
        (["oppose 2010/.. s2015", "support 2021/.."], ["12 shift"]),
        (["oppose 2010/.. s2015", "support 2025-07-04/.. published"], ["12 shift"]),
        # disjoint because the first has yielded to a third before
        (["oppose 2010/.. s2015", "neutral 2012/.. s2023", "support 2020/.. s2015"], ["13 shift"]),
        # a pair each
        (
            ["oppose 2001/2005", "support 2005/..", "lean-oppose 2010/.."],
            ["12 boundary", "23 contradiction"],
        ),
        # no opposite signs, no conflict
        (["support 2001/..", "lean-support 2001/.."], []),
        (["support 2001/..", "neutral 2001/..", "mixed 2001/.."], []),
        (["support 2001/..", "oppose 2001/.. less"], []),
        (["support 2001/.. more", "oppose 2001/.. less"], []),
        ([], []),
    ],
)
def test_opposite_claims_conflict_over_all_time(told: list[str], expected: list[str]) -> None:
    found = conflicts(parse_claims(told), PUBLISHED_DAYS)
    assert {f"{numbers([c.first, c.second])} {c.kind}" for c in found} == set(expected)
    assert len(found) == len(expected)


@pytest.mark.parametrize(
    ("named", "acknowledged"), [((), False), (("c1",), True), (("c9",), False)]
)
def test_a_conflict_is_acknowledged_where_one_names_the_other(
    named: tuple[str, ...], *, acknowledged: bool
) -> None:
    one, other = claim("c1"), claim("c2", stance="oppose", contradicts=named)
    assert Conflict(ConflictKind.CONTRADICTION, one, other).acknowledged is acknowledged
    assert Conflict(ConflictKind.CONTRADICTION, other, one).acknowledged is acknowledged


def test_one_dated_by_publication_makes_others_yield_when_it_is_published() -> None:
    told_of = ["support 2018/.. s2015", "oppose 2020-01-01/.. published"]
    assert words(at("2024-01-01", told_of)) == "held support"
    assert words(at("2025-07-04", told_of)) == "held oppose"


def test_what_was_always_so_is_no_later_than_what_has_an_unknown_beginning() -> None:
    found = at("2016-06-01", ["mixed /2016", "oppose ../2016"])
    assert found.stance is Stance.MIXED


# --- laws


def outcome(found: Position, names: Mapping[str, str] | None = None) -> tuple[object, ...]:
    def ids(claims: Sequence[Claim]) -> frozenset[str]:
        return frozenset(names[c.id] if names else c.id for c in claims)

    sides = frozenset((side.sign, ids(side.claims), side.possible) for side in found.sides)
    cited = (ids(found.claims), ids(found.deciding))
    return (found.status, found.stance, found.period, frozenset(found.marks), sides, *cited)


@given(claim_lists(), days)
def test_any_claims_amount_to_one_position_on_any_day(claims: list[Claim], day: str) -> None:
    found = position("a", "t1", claims, GENERATED_DAYS, ordinal(day))
    assert isinstance(found.status, PositionStatus)
    assert (found.stance is not None) == (found.status is PositionStatus.HELD)
    assert (found.status is PositionStatus.CONTESTED) == (len(found.sides) == 2)
    assert bool(found.claims) == (found.status is not PositionStatus.SILENT)
    assert set(found.deciding) <= set(found.claims) <= set(found.trajectory)
    assert sorted(c.id for c in found.trajectory) == sorted(c.id for c in claims)


@given(claim_lists(), days)
def test_neither_order_nor_ids_of_claims_decide_a_position(claims: list[Claim], day: str) -> None:
    # Numbers from the end: what sorted first by its id now sorts last.
    turned = [replace(c, id=f"c{99 - place}") for place, c in enumerate(claims)]
    found, other = (
        position("a", "t1", order, GENERATED_DAYS, ordinal(day)) for order in (claims, turned[::-1])
    )
    back = {new.id: old.id for old, new in zip(claims, turned, strict=True)}
    assert outcome(found) == outcome(other, back)


@given(claim_lists(max_size=5))
def test_a_position_is_contested_on_some_day_just_where_there_is_a_contradiction(
    claims: list[Claim],
) -> None:
    # What is in force changes only next to the days on which a unit or a source begins or ends.
    bounds = [b for c in claims for b in (c.period.start, c.period.end) if b]
    edges = {*GENERATED_DAYS.values()}.union(*[{b.first, b.last} for b in bounds])
    on_some_day = any(
        position("a", "t1", claims, GENERATED_DAYS, edge + step).status is PositionStatus.CONTESTED
        for edge in edges
        for step in (-1, 0, 1)
    )
    kinds = {conflict.kind for conflict in conflicts(claims, GENERATED_DAYS)}
    assert on_some_day == (ConflictKind.CONTRADICTION in kinds)


@given(claim_lists(12))
def test_unsettled_conflicts_are_all_that_are_no_shifts(claims: list[Claim]) -> None:
    every = conflicts(claims, GENERATED_DAYS)
    assert list(unsettled_conflicts(claims, GENERATED_DAYS)) == [
        one for one in every if one.kind is not ConflictKind.SHIFT and not one.acknowledged
    ]

from dataclasses import FrozenInstanceError, replace

import pytest

from policykb.diagnostics import Location
from policykb.model.records import Claim, Stance
from tests.support.factories import claim, source


@pytest.mark.parametrize(
    ("stance", "score", "sign"),
    [
        (Stance.SUPPORT, 2, 1),
        (Stance.LEAN_SUPPORT, 1, 1),
        (Stance.NEUTRAL, 0, 0),
        (Stance.LEAN_OPPOSE, -1, -1),
        (Stance.OPPOSE, -2, -1),
        (Stance.MIXED, None, None),
    ],
)
def test_every_stance_but_mixed_has_a_score_and_a_sign(
    stance: Stance, score: int | None, sign: int | None
) -> None:
    assert (stance.score, stance.sign) == (score, sign)
    assert (claim(stance=stance).score, claim(stance=stance).sign) == (score, sign)


@pytest.mark.parametrize("stance", list(Stance))
def test_a_comparative_gives_an_order_and_never_a_number(stance: Stance) -> None:
    comparative = claim(stance=stance, than="less")
    assert comparative.score is None
    assert comparative.sign is None


def test_only_claims_of_opposite_signs_oppose_each_other() -> None:
    sides = [("support", "lean-support"), ("oppose", "lean-oppose")]
    opposite = {(a, b) for one, other in (sides, sides[::-1]) for a in one for b in other}
    found = {
        (a.value, b.value)
        for a in Stance
        for b in Stance
        if claim(stance=a).opposes(claim(stance=b))
    }
    assert found == opposite


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (claim(stance="support", than="more"), claim(stance="oppose")),
        (claim(stance="support", than="more"), claim(stance="oppose", than="less")),
    ],
)
def test_a_comparative_opposes_nothing(one: Claim, other: Claim) -> None:
    assert not one.opposes(other)
    assert not other.opposes(one)


def test_a_claim_counts_for_certain_in_the_voice_of_the_author_unless_it_says_otherwise() -> None:
    plain = claim()
    fields = (plain.kind, plain.voice, plain.certainty, plain.status, plain.period_basis)
    assert fields == ("position", "author", "certain", "active", "stated")


def test_records_never_change() -> None:
    with pytest.raises(FrozenInstanceError):
        claim().stance = Stance.OPPOSE  # type: ignore[misc]


def test_a_record_is_the_same_wherever_it_stands() -> None:
    record = claim()
    assert replace(record, location=Location("elsewhere.yaml"), route=("claims", 3)) == record


def test_a_source_knows_where_its_text_is() -> None:
    assert source("s2025").text_path == "sources/s2025/text.txt"

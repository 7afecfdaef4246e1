"""Networks: small ones by hand, laws over generated ones, and those of the Discourse Network
Analyzer.
"""

import csv
from collections.abc import Mapping
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policykb.analysis.agreement import nearness
from policykb.analysis.communities import communities
from policykb.analysis.networks import (
    Measure,
    Network,
    Normalisation,
    Tie,
    actor_network,
    backbone,
    degrees,
    ei_index,
    topic_network,
)
from policykb.analysis.shared_topics import Uses
from policykb.diagnostics import PolicyKBError
from tests.support.running import ROOT

ONE_MODE = (Normalisation.NO, Normalisation.AVERAGE, Normalisation.JACCARD)


def weights(network: Network) -> dict[tuple[str, str], float]:
    return {(tie.one, tie.other): tie.weight for tie in network.ties}


# --- by hand

PAIR: Uses = {
    "a": {"t": {2: 2}, "u": {1: 1}, "only-a": {2: 1}},
    "b": {"t": {2: 1, -2: 3}, "u": {-1: 1}},
}


@pytest.mark.parametrize(
    ("measure", "weight"),
    [
        # t: 2·1·1 + 2·3·0, u: 1·1·(1 - 2/4)
        (Measure.CONGRUENCE, 2.5),
        # t: 2·1·0 + 2·3·1, u: 1·1·2/4
        (Measure.CONFLICT, 6.5),
        (Measure.SUBTRACT, -4),
        # t: 2·4, u: 1·1
        (Measure.IGNORE, 9),
    ],
)
def test_weight_of_two_actors_by_hand(measure: Measure, weight: float) -> None:
    assert weights(actor_network(PAIR, measure)) == {("a", "b"): weight}


def test_average_divides_by_the_mean_of_all_uses() -> None:
    found = actor_network(PAIR, Measure.CONGRUENCE, Normalisation.AVERAGE)
    assert weights(found) == {("a", "b"): pytest.approx(2.5 / ((4 + 5) / 2))}


def test_jaccard_divides_by_what_only_one_or_both_take() -> None:
    # Only a: u +1 and only-a +2; only b: t -2 three times and u -1; both: t +2, 2·1.
    found = actor_network(PAIR, Measure.CONGRUENCE, Normalisation.JACCARD)
    assert weights(found) == {("a", "b"): pytest.approx(2.5 / (2 + 4 + 2))}


def test_actors_by_topics_by_hand() -> None:
    assert weights(topic_network(PAIR)) == {
        ("a", "t"): 2,
        ("a", "u"): 0.5,
        ("a", "only-a"): 1,
        ("b", "t"): -2,
        ("b", "u"): -0.5,
    }
    by_actor = topic_network(PAIR, Measure.SUBTRACT, Normalisation.ACTIVITY)
    assert weights(by_actor)["b", "t"] == -2 / 5
    by_topic = topic_network(PAIR, Measure.IGNORE, Normalisation.PROMINENCE)
    assert weights(by_topic)["b", "t"] == 4 / 6


def test_congruence_per_shared_topic_is_the_agreement() -> None:
    a, b = [2, -1, 0, -2], [1, -1, 2, 2]
    uses = {
        name: {f"t{place}": {score: 1} for place, score in enumerate(scores)}
        for name, scores in (("a", a), ("b", b))
    }
    expected = sum(map(nearness, a, b)) / len(a)
    assert weights(actor_network(uses))["a", "b"] / len(a) == expected


@pytest.mark.parametrize(
    ("two_mode", "measure", "normalisation"),
    [
        (False, Measure.CONGRUENCE, Normalisation.ACTIVITY),
        (True, Measure.SUBTRACT, Normalisation.JACCARD),
        (True, Measure.CONFLICT, Normalisation.NO),
    ],
)
def test_what_a_network_does_not_have_is_an_error(
    two_mode: bool,  # noqa: FBT001 - a case of the table
    measure: Measure,
    normalisation: Normalisation,
) -> None:
    make = topic_network if two_mode else actor_network
    with pytest.raises(PolicyKBError, match="have no"):
        make(PAIR, measure, normalisation)


def test_an_actor_without_a_tie_stays_in_the_network() -> None:
    found = actor_network({"a": {"t": {2: 1}}, "b": {"u": {2: 1}}})
    assert (found.actors, found.ties, found.density) == (("a", "b"), (), 0)


def test_one_actor_has_no_density() -> None:
    assert actor_network({"a": {"t": {2: 1}}}).density is None


# --- laws

SCORES = st.dictionaries(st.integers(-2, 2), st.integers(1, 3), min_size=1, max_size=3)
USES = st.dictionaries(
    st.sampled_from("abcde"),
    st.dictionaries(st.sampled_from(["t", "u", "v"]), SCORES, min_size=1),
    min_size=1,
)
BINARY = st.dictionaries(
    st.sampled_from("abcde"),
    st.dictionaries(
        st.sampled_from(["t", "u", "v"]),
        st.dictionaries(st.sampled_from([2, -2]), st.integers(1, 3), min_size=1),
        min_size=1,
    ),
    min_size=1,
)


@given(USES, st.sampled_from(Measure), st.sampled_from(ONE_MODE))
def test_matrix_is_symmetric(uses: Uses, measure: Measure, by: Normalisation) -> None:
    matrix = actor_network(uses, measure, by).matrix()
    assert matrix == [list(column) for column in zip(*matrix, strict=True)]


@given(USES, st.sampled_from(Measure), st.sampled_from(ONE_MODE))
def test_names_and_order_of_actors_do_not_matter(
    uses: Uses, measure: Measure, by: Normalisation
) -> None:
    renamed = {name.upper(): uses[name] for name in reversed(list(uses))}
    before, after = (weights(actor_network(of, measure, by)) for of in (uses, renamed))
    turned = {frozenset(name.lower() for name in pair): weight for pair, weight in after.items()}
    assert {frozenset(pair): weight for pair, weight in before.items()} == pytest.approx(turned)


@given(USES)
def test_congruence_and_conflict_add_up_to_shared_topics(uses: Uses) -> None:
    congruence, conflict, subtract, ignore = (
        actor_network(uses, measure).matrix() for measure in Measure
    )
    for row, column in product(range(len(uses)), repeat=2):
        near, far = congruence[row][column], conflict[row][column]
        assert near >= 0 <= far
        assert near + far == pytest.approx(ignore[row][column])
        assert near - far == pytest.approx(subtract[row][column])


@given(BINARY)
def test_binary_congruence_normalised_by_jaccard_is_at_most_one(uses: Uses) -> None:
    found = actor_network(uses, Measure.CONGRUENCE, Normalisation.JACCARD)
    assert all(0 < tie.weight <= 1 for tie in found.ties)


@given(st.dictionaries(st.sampled_from(["t", "u", "v"]), st.integers(-2, 2), min_size=1))
def test_actors_with_the_same_positions_have_the_greatest_weight(scores: Mapping[str, int]) -> None:
    same = {topic: {score: 1} for topic, score in scores.items()}
    found = actor_network({"a": same, "b": same}, Measure.CONGRUENCE, Normalisation.AVERAGE)
    assert weights(found) == {("a", "b"): 1}
    assert not actor_network({"a": same, "b": same}, Measure.CONFLICT).ties


# --- what is found in a network

TWO_CAMPS = Network(
    tuple("abcdefg"),
    (),
    (
        *(Tie(one, other, 5.0) for one, other in ("ab", "ac", "bc", "de", "df", "ef")),
        Tie("c", "d", 1.0),
    ),
)


def test_two_camps_are_two_communities() -> None:
    found = communities(TWO_CAMPS)
    assert found.of == dict.fromkeys("abc", 1) | dict.fromkeys("def", 2)
    # Newman 2004: of the weight 31, 15 + 15 lie within; each camp has the strength 31.
    assert found.modularity == pytest.approx(30 / 31 - 2 * (31 / 62) ** 2)
    assert ei_index(TWO_CAMPS, found.of) == pytest.approx((1 - 6) / 7)


def test_without_positive_ties_there_is_no_community() -> None:
    found = communities(Network(("a", "b"), (), (Tie("a", "b", -1.0),)))
    assert found == ({}, None)
    assert ei_index(Network(("a", "b"), (), ()), {}) is None


def test_degree_and_strength() -> None:
    actors, topics = degrees(TWO_CAMPS)
    assert (actors["c"], actors["g"], topics) == ((3, 11.0), (0, 0.0), {})


def test_backbone_keeps_what_one_end_finds_unlikely() -> None:
    # At a: (1 - 8/10)^2 = 0.04 for b, (1 - 1/10)^2 = 0.81 for c and d; b, c and d have one tie.
    star = Network(tuple("abcd"), (), (Tie("a", "b", 8.0), Tie("a", "c", 1.0), Tie("a", "d", 1.0)))
    assert weights(backbone(star, 0.05)) == {("a", "b"): 8}
    assert not backbone(star, 0.03).ties
    assert len(backbone(star, 0.9).ties) == 3
    assert backbone(star, 0.05).actors == star.actors


# --- the Discourse Network Analyzer

AGREE_AND_DISAGREE: Mapping[str, list[tuple[int, int]]] = {
    "Alliance to Save Energy": [(0, 0), (0, 0), (1, 0), (0, 0), (2, 0), (1, 0)],
    "Energy and Environmental Analysis, Inc.": [(0, 2), (0, 0), (0, 0), (0, 0), (1, 1), (0, 0)],
    "Environmental Protection Agency": [(0, 1), (0, 0), (0, 0), (0, 0), (0, 0), (10, 0)],
    "National Petrochemical & Refiners Association": [
        (0, 2),
        (0, 0),
        (0, 0),
        (0, 0),
        (0, 0),
        (0, 2),
    ],
    "Senate": [(0, 2), (0, 0), (0, 0), (0, 0), (0, 1), (2, 0)],
    "Sierra Club": [(2, 0), (0, 0), (1, 0), (1, 0), (1, 0), (1, 0)],
    "U.S. Public Interest Research Group": [(1, 0), (1, 0), (1, 0), (2, 0), (1, 0), (0, 0)],
}
"""The times that each organisation of its sample agrees and disagrees with each concept: the 40
statements of ``sample.dna`` (https://github.com/leifeld-lab/dna).
"""
REGULATE = 5
"""The concept "There should be legislation to regulate emissions."."""


def sample(without: tuple[str, ...] = (), concept: int | None = None) -> Uses:
    """The sample, without some organisations and a concept."""
    return {
        name: {
            str(place): {
                score: number for score, number in zip((2, -2), numbers, strict=True) if number
            }
            for place, numbers in enumerate(concepts)
            if any(numbers) and place != concept
        }
        for name, concepts in AGREE_AND_DISAGREE.items()
        if name not in without
        and any(any(numbers) for place, numbers in enumerate(concepts) if place != concept)
    }


def total(network: Network) -> float:
    return sum(map(sum, network.matrix()))


def test_the_sample_gives_the_networks_that_the_tests_of_rdna_expect() -> None:
    """``rDNA/tests/testthat/test-network.R``: sums of matrices, their sizes, and single cells."""
    two_mode = topic_network(sample(), Measure.IGNORE)
    assert (len(two_mode.actors), len(two_mode.topics), total(two_mode)) == (7, 6, 40)
    assert len(two_mode.ties) == 22
    one_mode = actor_network(sample(), Measure.IGNORE)
    assert (len(one_mode.actors), total(one_mode), len(one_mode.ties)) == (7, 276, 21)
    agency = "Environmental Protection Agency"
    cells = weights(one_mode)
    assert cells["Alliance to Save Energy", agency] == 10
    assert cells["Energy and Environmental Analysis, Inc.", agency] == 2
    congruence = actor_network(sample(), Measure.CONGRUENCE, Normalisation.AVERAGE)
    assert round(total(congruence)) == 26
    part = sample(without=("Senate", "Sierra Club"), concept=REGULATE)
    excluded = actor_network(part, Measure.CONGRUENCE, Normalisation.AVERAGE)
    assert (len(excluded.actors), round(total(excluded))) == (5, 10)


# --- a debate

DEBATE = ROOT.parent / "shared" / "data" / "nuclear-phase-out.csv"


@pytest.mark.skipif(not DEBATE.exists(), reason="needs ../shared/data/nuclear-phase-out.csv")
def test_debate_on_nuclear_power() -> None:
    found = actor_network(debate(DEBATE))
    assert (len(found.actors), len(found.ties)) == (337, 8480)
    assert weights(found)["SPD", "Grüne"] == 172
    shares = topic_network(debate(DEBATE), Measure.IGNORE)
    assert (len(shares.topics), total(shares)) == (54, 1164)


def debate(path: Path) -> Uses:
    """The statements of a debate in a table with actor, concept and sign."""
    uses: dict[str, dict[str, dict[int, int]]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            scores = uses.setdefault(row["actor"], {}).setdefault(row["concept"], {})
            score = 2 * int(row["sign"])
            scores[score] = scores.get(score, 0) + 1
    return uses

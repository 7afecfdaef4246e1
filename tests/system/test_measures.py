"""docs/measures.md: every figure in it is what comes out.

Tables are read from the page. Sentences with figures are put together here and must stand in it;
the last test sees to it that no other sentence has figures.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cache
from itertools import product
from math import sqrt
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policykb.analysis import reliability
from policykb.analysis.agreement import LEAST_SHARED, Agreement, at_random, nearness
from policykb.analysis.comparison import Comparison, compare
from policykb.analysis.levels import masi
from policykb.analysis.moments import compare_moments
from policykb.analysis.networks import RANGE
from policykb.analysis.positions import Position
from policykb.analysis.sensitivity import VARIANTS, sensitivity
from policykb.analysis.verdicts import Verdict
from policykb.model.knowledge_base import KnowledgeBase
from policykb.model.records import Claim, Stance
from tests.support.coders import PUBLISHED_UNITS
from tests.support.factories import claim, knowledge_base
from tests.support.running import ROOT
from tests.support.strategies import days, knowledge_bases

PAGE = (
    (ROOT / "docs" / "measures.md")
    .read_text(encoding="utf-8")
    .replace("\N{MINUS SIGN}", "-")
    .replace("\N{MULTIPLICATION SIGN}", "x")
)
DISTANCE = "|a - b|"
NO_NUMBER = "–"
SCORES = range(-2, 3)

Row = Mapping[str, str]


# --- reading the page


def cells(line: str) -> list[str]:
    """The cells of a line of a table; a bar with a backslash is part of a cell."""
    parts = re.split(r"(?<!\\)\|", line.strip())[1:-1]
    return [part.strip().replace("\\|", "|") for part in parts]


def read_tables() -> Iterator[tuple[tuple[str, ...], list[Row]]]:
    """The tables of the page: the heading of each, and its rows."""
    for block in re.findall(r"(?:^ *\|.*\n)+", PAGE, re.MULTILINE):
        heading, _, *rows = map(cells, block.splitlines())
        yield tuple(heading), [dict(zip(heading, row, strict=True)) for row in rows]


TABLES = dict(read_tables())


def table(*heading: str) -> list[Row]:
    """The table whose heading begins so."""
    (found,) = (rows for names, rows in TABLES.items() if names[: len(heading)] == heading)
    return found


def words(text: str) -> str:
    return " ".join(text.split())


def shown(number: float | Fraction, like: str) -> str:
    """A number with the sign, the places and the unit of ``like``; halves away from zero."""
    exact = Fraction(number).limit_denominator(10**9)
    places = len(re.sub(r"[^\d.]", "", like).partition(".")[2])
    unit = " %" if like.endswith("%") else ""
    value = Decimal(exact.numerator) / exact.denominator * (100 if unit else 1)
    rounded = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    sign = "+" if like.startswith("+") else ""
    return f"{sign}{rounded}{unit}"


def score_shown(score: int) -> str:
    return shown(score, "+0" if score > 0 else "0")


# --- what chance would give


def near(one: int, other: int) -> Fraction:
    """The nearness of two scores, without the program."""
    return 1 - Fraction(abs(one - other), 4)


Weights = Mapping[int, Fraction]
EVENLY: Weights = dict.fromkeys(SCORES, Fraction(1, 5))


def mean_and_variance(weights: Weights) -> tuple[Fraction, Fraction]:
    """Of the nearness of two independent scores that occur so often."""
    pairs = [(near(a, b), weights[a] * weights[b]) for a, b in product(weights, repeat=2)]
    mean = sum((value * share for value, share in pairs), Fraction())
    return mean, sum((share * (value - mean) ** 2 for value, share in pairs), Fraction())


@cache
def outcomes(n: int) -> Mapping[Fraction, Fraction]:
    """Each agreement of two actors on n topics whose stances are independent and even, with its
    probability: the exact convolution of n terms.
    """
    one = Counter(4 - abs(a - b) for a, b in product(SCORES, repeat=2))
    found = Counter({0: 1})
    for _ in range(n):
        longer: Counter[int] = Counter()
        for (total, ways), (quarters, pairs) in product(found.items(), one.items()):
            longer[total + quarters] += ways * pairs
        found = longer
    return {Fraction(q, 4 * n): Fraction(ways, 25**n) for q, ways in sorted(found.items())}


def at_most(n: int, value: Fraction) -> Fraction:
    return sum((p for found, p in outcomes(n).items() if found <= value), Fraction())


def at_least(n: int, value: Fraction) -> Fraction:
    return sum((p for found, p in outcomes(n).items() if found >= value), Fraction())


TAIL = Fraction(1, 20)


def central(n: int) -> tuple[Fraction, Fraction]:
    """The narrowest range with at most one case of twenty below it, and as many above."""
    low = min(value for value in outcomes(n) if at_most(n, value) > TAIL)
    high = max(value for value in outcomes(n) if at_least(n, value) > TAIL)
    return low, high


def test_scores_are_those_of_the_stances() -> None:
    found = {row["stance"].strip("`"): row["score"] for row in table("stance")}
    assert found == {
        stance.value: "none" if stance.score is None else score_shown(stance.score)
        for stance in Stance
    }


def test_agreement_falls_by_equal_steps_as_in_the_program() -> None:
    rows = table(DISTANCE, "nearness 1 - |a - b| / 4")
    assert [row[DISTANCE] for row in rows] == ["0", "1", "2", "3", "4"]
    for row in rows:
        distance = int(row[DISTANCE])
        linear = row["nearness 1 - |a - b| / 4"]
        squared = row["if it were squared, 1 - (|a - b| / 4)\N{SUPERSCRIPT TWO}"]
        assert linear == shown(nearness(-2, distance - 2), linear)
        assert squared == shown(1 - Fraction(distance, 4) ** 2, squared)
    for one, other in product(SCORES, repeat=2):
        assert nearness(one, other) == near(one, other)


def test_the_pairs_of_scores_are_counted() -> None:
    distances = Counter(abs(a - b) for a, b in product(SCORES, repeat=2))
    rows = table(DISTANCE, "pairs")
    assert {int(row[DISTANCE]): int(row["pairs"]) for row in rows} == distances
    for row in rows:
        pairs, value = int(row["pairs"]), near(0, int(row[DISTANCE]))
        assert row["nearness"] == shown(value, row["nearness"])
        assert row["pairs x nearness"] == shown(pairs * value, "0")
    assert sum(int(row["pairs x nearness"]) for row in rows) == 15


def test_the_mean_and_spread_of_chance_are_those_of_the_table() -> None:
    mean, variance = mean_and_variance(EVENLY)
    assert (mean, variance) == (Fraction(15, 25), Fraction(3, 10) ** 2)
    assert at_random() == pytest.approx(float(mean))
    distances = [abs(a - b) for a, b in product(SCORES, repeat=2)]
    assert (sum(distances), sum(distance**2 for distance in distances)) == (40, 100)
    rows = table("n", "mean")
    assert [row["n"] for row in rows] == ["3", "5", "9", "15", "25", "50"]
    for row in rows:
        n = int(row["n"])
        exact = outcomes(n)
        assert sum(exact.values()) == 1
        assert sum(value * p for value, p in exact.items()) == mean
        assert sum((value - mean) ** 2 * p for value, p in exact.items()) == variance / n
        assert row["mean"] == shown(mean, row["mean"])
        spread = row["standard deviation"]
        assert spread == shown(0.3 / sqrt(n), spread)


@pytest.mark.parametrize("row", table("n", "mean"))
def test_the_range_of_chance_is_exact(row: Row) -> None:
    n = int(row["n"])
    low, high = central(n)
    assert row["range"] == f"{shown(low, '0.00')} to {shown(high, '0.00')}"
    inside = sum(p for value, p in outcomes(n).items() if low <= value <= high)
    assert row["outcomes in it"] == shown(inside, "0.0 %")
    assert inside >= Fraction(9, 10)


def test_probability_of_the_agreement_by_chance_on_nine_topics() -> None:
    for row in table("A", "of random outcomes"):
        side, _, text = row["A"].rpartition(" ")
        (value,) = (found for found in outcomes(9) if shown(found, text) == text)
        share = {"at most": at_most, "at least": at_least}[side](9, value)
        assert row["of random outcomes"] == shown(share, "0.0 %")
    assert at_most(9, Fraction(1, 2)) == pytest.approx(1 / 5, abs=0.01)  # one case of five


def test_chance_agreement_depends_on_the_frequencies_of_stances() -> None:
    for row in table("+2", "+1", "0", "-1", "-2"):
        *shares, mean, spread = row.values()
        weights = dict(zip(reversed(SCORES), map(Fraction, shares), strict=True))
        assert sum(weights.values()) == 1
        expected, variance = mean_and_variance(weights)
        assert mean == shown(expected, mean)
        assert spread == shown(sqrt(variance), spread)


# --- votes

VOTES = {"yes": 2, "abstain": 0, "no": -2}


def agreement_of(ones: Sequence[int], others: Sequence[int]) -> float:
    """The agreement of two actors with these scores, from the program."""
    stance_of = {stance.score: stance.value for stance in Stance}
    claims = [
        claim(f"{name}{number}", actor=name, topic=f"t{number}", stance=stance_of[score])
        for name, scores in (("a", ones), ("b", others))
        for number, score in enumerate(scores)
    ]
    value = compare(knowledge_base(claims), "a", "b").agreement.value
    assert value is not None
    return value


@given(st.lists(st.tuples(*[st.sampled_from(list(VOTES))] * 2), min_size=3, max_size=12))
def test_agreement_of_votes_is_the_index_of_lijphart(votes: list[tuple[str, str]]) -> None:
    alike = sum(one == other for one, other in votes)
    half = sum(one != other and "abstain" in {one, other} for one, other in votes)
    index = (alike + half / 2) / len(votes)
    ones, others = zip(*(map(VOTES.__getitem__, pair) for pair in votes), strict=True)
    assert agreement_of(ones, others) == pytest.approx(index)


@given(st.lists(st.tuples(*[st.sampled_from(SCORES)] * 2), min_size=3, max_size=12))
def test_s_score_is_twice_the_agreement_minus_one(scores: list[tuple[int, int]]) -> None:
    weight, greatest = 1 / len(scores), 4
    distance = sum(weight * abs(one - other) for one, other in scores)
    score = 1 - 2 * distance / (greatest * weight * len(scores))
    ones, others = zip(*scores, strict=True)
    assert score == pytest.approx(2 * agreement_of(ones, others) - 1)


# --- why there is no kappa


def kappa(a: Sequence[int], b: Sequence[int]) -> Fraction | None:
    """The weighted kappa with linear weights."""
    chance = by_stances(a, b)
    return None if chance == 1 else (by_topics(a, b) - chance) / (1 - chance)


def by_topics(a: Sequence[int], b: Sequence[int]) -> Fraction:
    """The agreement."""
    quarters = sum(4 - abs(one - other) for one, other in zip(a, b, strict=True))
    return Fraction(quarters, 4 * len(a))


def by_stances(a: Sequence[int], b: Sequence[int]) -> Fraction:
    """The mean nearness of each stance of one to each of the other's."""
    pairs = product(Counter(a).items(), Counter(b).items())
    quarters = sum(m * k * (4 - abs(one - other)) for (one, m), (other, k) in pairs)
    return Fraction(quarters, 4 * len(a) * len(b))


ALL_FOR, ALL_BUT_ONE = [2] * 9, [2] * 8 + [-2]
DRAWS = 10_000


def test_kappa_may_be_undefined_or_zero_despite_high_agreement() -> None:
    assert kappa(ALL_FOR, ALL_FOR) is None
    assert kappa(ALL_FOR, ALL_BUT_ONE) == 0
    assert kappa([2, 0, -2], [2, 0, -2]) == 1
    assert kappa([2, -2], [-2, 2]) == -1


def test_page_gives_the_spread_of_kappa_for_few_and_many_topics() -> None:
    assert [row["n"] for row in table("n", "kappa")] == ["9", "50"]


@pytest.mark.parametrize("row", table("n", "kappa"))
def test_kappa_spreads(row: Row) -> None:
    # Other seeds move the second decimal by one at most; this one gives what 300,000 draws do.
    n, random = int(row["n"]), Random(3)  # noqa: S311 - it must be the same at each run
    found = sorted(
        value
        for _ in range(DRAWS)
        if (value := kappa(drawn(random, n), drawn(random, n))) is not None
    )
    low, high = found[DRAWS // 20], found[-DRAWS // 20 - 1]
    assert row["kappa"] == f"{shown(low, '0.00')} to {shown(high, '0.00')}"


def drawn(random: Random, n: int) -> list[int]:
    return [int(5 * random.random()) - 2 for _ in range(n)]


# --- the range


@given(knowledge_bases, days)
def test_agreement_moves_no_further_than_the_page_says(kb: KnowledgeBase, day: str) -> None:
    found = compare(kb, "a", "b", as_of=day).agreement
    if found.value is not None and found.low is not None and found.high is not None:
        most = 1 / (found.shared - 1) + 1e-9
        assert found.value - found.low <= most
        assert found.high - found.value <= most


# --- other ways to count


def test_every_variant_is_listed_with_its_options() -> None:
    found = [(row["variant"], row["options"].strip("`")) for row in table("variant", "options")]
    assert found == [(f"`{variant.name}`", variant.options) for variant in VARIANTS]
    names = [row["variant"] for row in table("variant", "n")]
    assert names == [f"`{variant.name}`" for variant in VARIANTS]


# --- the example

DAY = "2025-07-04"
EARLIER = "2022-12-31"


def example_claims() -> Iterator[Claim]:
    for row in table("id", "actor", "topic"):
        others = dict([row["exception"].split(": ")]) if row["exception"] else {}
        yield claim(
            row["id"],
            actor=row["actor"],
            topic=row["topic"],
            stance=row["stance"],
            period=row["period"],
            **others,
        )


CLAIMS = list(example_claims())
BROADER = {"tariffs": "trade"}


def example(without: str = "", as_of: str = "") -> Comparison:
    kept = [found for found in CLAIMS if found.id != without]
    return compare(knowledge_base(kept, broader=BROADER), "north", "south", as_of=as_of)


def terms(without: str = "", as_of: str = "") -> str:
    """The agreement of the example, written as a sum over the topics in the order of the page."""
    found = example(without, as_of)
    order = [row["topic"] for row in table("topic", "north")]
    rows = sorted(found.rows, key=lambda row: order.index(row.topic.id))
    scores = [[p.score for p in row.positions.values()] for row in rows if row.leaf]
    parts = [shown(near(a, b), "0.00") for a, b in scores if a is not None and b is not None]
    return f"({' + '.join(parts)}) / {len(parts)} = {number(found.agreement.value)}"


def number(value: float | None) -> str:
    return NO_NUMBER if value is None else shown(value, "0.00")


def held(position: Position) -> str:
    if position.score is not None:
        return score_shown(position.score)
    return position.stance.value if position.stance else position.status.value


def test_example_is_as_described() -> None:
    sources = knowledge_base(CLAIMS).sources.values()
    assert [source.published.isoformat() for source in sources] == [DAY]
    assert len({found.topic for found in CLAIMS}) == 7
    assert "Two actors on seven topics; `tariffs` is narrower than `trade`" in words(PAGE)


def test_positions_verdicts_and_terms_of_the_example() -> None:
    rows = {row.topic.id: row for row in example().rows}
    told = table("topic", "north")
    assert {row["topic"] for row in told} == set(rows)
    nearnesses = []
    for row in told:
        found = rows[row["topic"]]
        north, south = found.positions.values()
        assert (row["north"], row["south"]) == (held(north), held(south))
        assert row["verdict"] == found.verdict.value
        if not found.leaf:
            assert row["nearness"] == "not a leaf"
        elif north.score is None or south.score is None:
            assert row["nearness"] == NO_NUMBER
        else:
            nearnesses.append(near(north.score, south.score))
            assert row["nearness"] == shown(nearnesses[-1], "0.00")
    assert example().agreement.value == sum(nearnesses) / len(nearnesses)


def test_comparison_of_the_example_is_as_described() -> None:
    found = example().agreement
    assert {row["figure"]: row["value"] for row in table("figure")} == {
        "A": number(found.value),
        "n": str(found.shared),
        "m": str(found.topics),
        "range": f"{number(found.low)} to {number(found.high)}",
        "removals": str(found.removals),
        "below three": str(found.below_three),
        "most": ", ".join(removal.claim.id for removal in found.most),
    }
    least, greatest = central(found.shared)
    assert found.low is not None
    assert found.high is not None
    assert least < found.low < found.high < greatest  # "the whole range lies within it"
    assert example().not_counted == {"voice": 1}


def test_every_removal_of_the_example() -> None:
    told = [(name, row) for row in table("without") for name in row["without"].split(", ")]
    counted = [found.id for found in CLAIMS if found.voice != "other"]
    assert sorted(name for name, _ in told) == sorted(counted)
    for name, row in told:
        left = example(without=name).agreement
        assert (row["n"], row["A"]) == (str(left.shared), number(left.value))
        if "(" in row["because"]:
            assert row["because"].endswith(f": {terms(name)}")
        for by, who, score in re.findall(
            r"(?:(\w+) makes )?(\w+) (?:is )?([-+]\d):", row["because"]
        ):
            (topic,) = (found.topic for found in CLAIMS if found.id == name)
            (position,) = (r.positions[who] for r in example(name).rows if r.topic.id == topic)
            assert row["because"].startswith(f"on {topic} ")
            assert held(position) == score
            assert not by or [found.id for found in position.deciding] == [by]


def test_the_variants_of_the_example() -> None:
    kb = knowledge_base(CLAIMS, broader=BROADER)
    trials = sensitivity(kb, "north", "south").trials
    agreements: list[Agreement] = [trial.comparison.agreement for trial in trials]
    told = table("variant", "n")
    assert [row["n"] for row in told] == [str(found.shared) for found in agreements]
    assert [row["A"] for row in told] == [number(found.value) for found in agreements]
    assert [found.value for found in agreements].count(None) == 3  # "Three variants"


def test_the_two_moments_of_the_example() -> None:
    kb = knowledge_base(CLAIMS, broader=BROADER)
    found = compare_moments(kb, "north", "south", start=EARLIER, end=DAY)
    assert {
        row["topic"]: tuple(row[name] for name in (f"on {EARLIER}", f"on {DAY}", "moved", "turned"))
        for row in table("topic", f"on {EARLIER}")
    } == {
        row.topic.id: (
            row.before.verdict.value,
            row.after.verdict.value,
            ", ".join(row.moved) or NO_NUMBER,
            "yes" if row.turned else "no",
        )
        for row in found.rows
    }
    assert found.before.agreement.value == found.after.agreement.value


def test_effects_of_single_claims_are_as_described() -> None:
    rows = {row.topic.id: row.positions["north"] for row in example().rows}
    assert [found.id for found in rows["border"].deciding] == ["n2"]
    assert [[found.id for found in side.claims] for side in rows["dam"].sides] == [["n5"], ["n6"]]
    assert [found.id for found in rows["rail"].claims] == ["n9"]
    by_id = {found.id: found for found in CLAIMS}
    assert (by_id["n10"].voice.value, by_id["n5"].certainty.value) == ("other", "probable")
    earlier = date.fromisoformat(EARLIER).toordinal()
    assert [found.id for found in CLAIMS if found.period.lo > earlier] == ["n2", "n6", "s3"]


# --- sentences with figures


def statements() -> Iterator[str]:
    """The sentences of the page outside of its tables that have figures."""
    yield from statements_on_votes_and_networks()
    yield "A = mean of 1 - |a - b| / 4 over the n shared scored topics"
    yield "A is 1 if both hold the same stance on each"
    yield "and 0 if they stand at opposite ends of each"
    yield f"withheld below n = {LEAST_SHARED}."
    yield "the range 4 of the scale"
    mean, variance = mean_and_variance(EVENLY)
    yield "two actors whose stances have nothing to do with each other do not get 0."
    yield f"Of the {len(SCORES) ** 2} pairs of scores"
    yield f"15 / 25 = {shown(mean, '0.00')} is to be expected"
    yield "mean of |a - b| is 40 / 25 = 1.6 and that of its square 100 / 25 = 4"
    yield f"√(4 - 1.6²) = {shown(4 * sqrt(variance), '0.0')}"
    yield f"1.2 / 4 = {shown(sqrt(variance), '0.0')}, and that of A on n topics 0.3 / √n"
    yield "at most 5 % of them lie below it and at most 5 % above"
    rare = [v for v in outcomes(9) if min(at_most(9, v), at_least(9, v)) < TAIL]
    low, high = max(v for v in rare if v < mean), min(v for v in rare if v > mean)
    yield "On 9 topics: "
    yield "So 0.50 on 9 topics is neither distance nor closeness"
    yield f"Only {shown(low, '0.00')} or less, and {shown(high, '0.00')} or more, each"
    yield "kappa = (A - C) / (1 - C)"
    yield "the five scores alike, it is 0 on average"
    yield f"of {DRAWS:,} simulated pairs at most 5 % lie below this range, and at most 5 % above"
    yield "Two who support everything have A = 1 and C = 1, and no kappa"
    yield f"one actor supports all of {len(ALL_FOR)} topics and the other all but one"
    a, c = by_topics(ALL_FOR, ALL_BUT_ONE), by_stances(ALL_FOR, ALL_BUT_ONE)
    yield f"A is {shown(a, '0.00')}, C is {shown(c, '0.00')}, and kappa is 0"
    yield "It moves A by no more than 1 / (n - 1)."
    yield "the range shrinks as 1 / n, a standard error only as 1 / √n"
    yield f"All claims are from a source of {DAY}"
    yield f"**Positions and verdicts** on {DAY}"
    yield "On `border` n1 and n2 are both in force, and the later-starting n2 sets the degree"
    yield "on `dam` n5 and n6 clash; on `rail` n9 is over, and n10 is hearsay"
    found = example()
    yield "The headline: " + ", ".join(f"{found.verdicts[v]} {v}" for v in Verdict) + "."
    yield f"**Agreement.** A = {terms()}."
    agreement = found.agreement
    yield f"The ends of the range are {agreement.low} and {agreement.high}: halves"
    low, high = central(agreement.shared)
    expected = f"{shown(low, '0.00')} to {shown(high, '0.00')}"
    yield f"On {agreement.shared} topics chance gives {expected}: the whole range"
    yield "Without the hedged n5, `firm` has `dam` in"
    yield "with the hearsay n10, `hearsay-too` has `rail` in"
    yield f"On {EARLIER} neither n2, n6 nor s3 has begun"
    yield f"A = {terms(as_of=EARLIER)}, the same as on {DAY}"
    yield from of_coders()


def of_coders() -> Iterator[str]:
    """The part of the page on the agreement of coders."""
    yield "α = 1 - D_o / D_e"
    yield "D_o = (1 / n) Σ_u Σ_c Σ_k n_uc n_uk δ²_ck / (m_u - 1)"
    yield "D_e = Σ_c Σ_k n_c n_k δ²_ck / (n (n - 1))"
    whole, overlapping = frozenset("ab"), frozenset("bc")
    within = Fraction(1 - masi(whole, frozenset("a"))).limit_denominator(99) / Fraction(1, 2)
    across = Fraction(1 - masi(whole, overlapping)).limit_denominator(99) / Fraction(1, 3)
    yield f"M is 1 if they are the same, {within} if one contains the other, {across} if they "
    yield f"overlap, {1 - masi(frozenset('a'), frozenset('b')):.0f} if not"
    yield "the middle 95 % of the values that α takes in samples of the units, drawn with "
    yield f"as many as there are; {reliability.DRAWS:,} samples"
    yield "asks for α ≥ 0.800, and takes 0.667 as the lowest limit for tentative conclusions"


def test_alpha_of_the_published_example_is_that_of_the_page() -> None:
    (rows,) = (rows for heading, rows in read_tables() if heading == ("metric", "α"))
    for row in rows:
        value = reliability.alpha(PUBLISHED_UNITS, METRICS[row["metric"]]).value
        assert value is not None
        assert shown(value, "0.000") == row["α"]


METRICS: Mapping[str, reliability.Metric] = {
    "nominal": "nominal",
    "ordinal": "ordinal",
    "interval": "interval",
}


def statements_on_votes_and_networks() -> Iterator[str]:
    yield "A = (f + g / 2) / n with f votes alike"
    yield "S = 2A - 1 so that it runs from -1 to 1"
    yield f"R is always {RANGE}, whatever"
    yield "Σ_k x_ijk k / 2, so that full support counts 1 and full opposition -1"
    yield "It runs from -1, all within, to 1, all between."
    yield "(1 - w / s)^(d - 1) <"


@pytest.mark.parametrize("statement", list(statements()))
def test_figures_in_sentences_are_right(statement: str) -> None:
    assert statement.strip() in words(PAGE)


def test_every_sentence_with_figures_is_checked() -> None:
    body, _, _ = PAGE.partition("## Sources")
    left = words(re.sub(r"^ *\|.*\n", "", body, flags=re.MULTILINE))
    for statement in statements():
        left = left.replace(statement, "")
    assert re.findall(r".{,20}\d.{,20}", re.sub(CITED, "", left)) == []


CITED = r"(\w+)(?:'s)? \(?(1[89]\d\d|20\d\d)\b"


def test_list_of_works_holds_exactly_the_cited_ones() -> None:
    body, _, sources = PAGE.partition("## Sources")
    listed = re.findall(r"^- (.*?\((\d{4})\))", sources, re.MULTILINE)
    cited = set(
        re.findall(CITED, re.sub(r"`.*?`|\d{4}-\d\d|^ *\|.*", "", body, flags=re.MULTILINE))
    )
    assert len(cited) == len(listed)
    for name, year in cited:
        assert [year for names, of in listed if of == year and name in names] == [year]


def test_every_link_leads_somewhere() -> None:
    links = re.findall(r"\]\(([^)#]+)(?:#([^)]+))?\)", PAGE)
    assert links
    for target, anchor in links:
        if "://" not in target:
            text = (ROOT / "docs" / target).read_text(encoding="utf-8")
            headings = re.findall(r"^#+ (.*)", text, re.MULTILINE)
            assert not anchor or anchor in {h.lower().replace(" ", "-") for h in headings}

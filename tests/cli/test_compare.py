"""``policykb compare``."""

import pytest

from tests.support.commands import answer
from tests.support.running import ROOT, run


def test_comparison_as_json() -> None:
    found = answer(run("compare", "AV", "Belmark", "-t", "dam", "-t", "quotas", "-f", "json"))
    assert set(found) >= {
        *("version", "actors", "as_of", "known_by", "filters", "left_out", "rows"),
        *("verdicts", "agreement"),
    }
    assert (found["version"], found["actors"]) == (1, ["arvona", "belmark"])
    assert (found["as_of"], found["known_by"], found["left_out"]) == ("2024-05-02", None, [])
    assert found["verdicts"] == {
        **dict.fromkeys(["opposed", "contested"], 1),
        **dict.fromkeys(["differ", "agree", "one-sided", "undated", "none"], 0),
    }
    assert set(found["agreement"]) >= {
        *("value", "low", "high", "shared", "topics", "below_three", "reason"),
    }
    assert found["agreement"]["value"] is None
    assert found["agreement"]["reason"]
    barrage, quotas = found["rows"]
    assert (barrage["topic"], barrage["verdict"], barrage["side"]) == ("barrage", "opposed", None)
    cell = barrage["cells"]["arvona"]
    assert (cell["status"], cell["stance"], cell["score"]) == ("held", "support", 2)
    assert cell["period"] == "2024-05/.."
    assert cell["marks"] == ["possible", "boundary"]
    assert cell["claims"] == ["arvona-barrage-backed"]
    assert [step["claim"] for step in cell["trajectory"]] == [
        *("arvona-barrage-opposed", "arvona-barrage-backed"),
    ]
    contested = quotas["cells"]["arvona"]
    assert contested["status"] == "contested"
    assert (contested["stance"], contested["score"]) == (None, None)


def test_agreement_as_json() -> None:
    agreement = answer(run("compare", "arvona", "belmark", "-f", "json"))["agreement"]
    assert agreement["shared"] == 4
    assert agreement["topics"] == 8
    assert agreement["low"] <= agreement["value"] <= agreement["high"]
    assert agreement["reason"] is None


@pytest.mark.parametrize(
    ("arguments", "rows"),
    [
        ([], 8),
        (["--only", "opposed"], 2),
        (["--only", "one-sided"], 0),
        (["--only", "opposed", "--only", "agree"], 4),
        (["--only", "silent"], 2),
        (["-t", "fishing"], 2),
        (["-t", "fishing", "-t", "ferry"], 3),
        (["--as-of", "2001"], 5),
        (["--as-of", "2030"], 8),
        (["--known-by", "2016"], 3),
        (["--source", "gazette-2015"], 3),
        (["--during", "2001/2008"], 1),
        (["-s", "mixed"], 1),
        (["--voice", "other"], 1),
        (["--kind", "belief"], 0),
        (["--certainty", "probable"], 1),
    ],
)
def test_filters_narrow_a_comparison(arguments: list[str], rows: int) -> None:
    found = answer(run("compare", "arvona", "belmark", "-f", "json", *arguments))
    assert len(found["rows"]) == rows


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--as-of", "2030"], "The record ends on 2 May 2024"),
        (["--as-of", "2021"], "on 31 December 2021"),
        (["--as-of", "2021-02"], "on 28 February 2021"),
        (["--known-by", "2016"], "As known by 2016"),
        (["--voice", "author"], "Not counted: 2 claims (voice: 2)"),
        (["--only", "agree"], "Shown: only agree."),
        (["--stats"], "Agreement 0."),
        (["--stats", "-t", "ferry"], "Agreement: no number"),
        (["--kind", "belief"], "There is no topic on which both have a known position"),
    ],
)
def test_answer_names_its_filters(arguments: list[str], message: str) -> None:
    ran = run("compare", "arvona", "belmark", "-f", "table", *arguments)
    assert ran.code == 0
    assert message in " ".join(ran.out.split())


def test_three_actors_and_their_pairs() -> None:
    actors = ("arvona", "belmark", "council")
    without = run("compare", *actors, "-f", "table").out
    assert "Arvona, Belmark and the Strait Council" in without
    assert "Arvona and Belmark: " not in without
    assert "Arvona and Belmark: 2 opposed" in run("compare", *actors, "--pairs", "-f", "table").out
    found = answer(run("compare", *actors, "-f", "json"))
    assert [pair["actors"] for pair in found["pairs"]] == [
        ["arvona", "belmark"],
        ["arvona", "council"],
        ["belmark", "council"],
    ]


def test_drafts_count_with_include_drafts() -> None:
    asked = ("compare", "belmark", "council", "-t", "toll", "-f", "json")
    without, with_drafts = (answer(run(*asked, *more)) for more in ([], ["--include-drafts"]))
    assert without["rows"][0]["cells"]["council"]["status"] == "silent"
    assert with_drafts["rows"][0]["cells"]["council"]["status"] == "held"


def test_cite_prints_sentences_with_their_location() -> None:
    ran = run("compare", "arvona", "belmark", "-t", "ferry", "--cite", "-f", "table")
    text = " ".join(ran.out.split())
    assert "“Arvona has wanted a ferry since 2011.” sources/gazette-2015/text.txt:1" in text
    assert "“Belmark has wanted a ferry since about 2024.” sources/strait-report-2024/" in text


def test_kb_of_the_repository_gives_answers() -> None:
    found = answer(run("compare", "us", "russia", "-f", "json", cwd=ROOT))
    assert {row["topic"]: row["verdict"] for row in found["rows"]}["recognition"] == "opposed"

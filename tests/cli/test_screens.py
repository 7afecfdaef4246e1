"""Answers for people: the result first, nothing twice, and more on request."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from policykb.model.records import Claim
from policykb.views.cards import card
from tests.support.factories import actor, claim, knowledge_base, topic
from tests.support.running import ROOT, run

TABLE = ("-f", "table")


def lines(*arguments: str, width: int = 100, cwd: Path = ROOT) -> list[str]:
    ran = run(*arguments, *TABLE, cwd=cwd, env={"COLUMNS": str(width)})
    assert ran.code == 0, ran.err
    return ran.out.splitlines()


SOURCED = (
    "compare us russia --from 2001 --to 2021",
    "compare us russia --sensitivity",
    "grep drug",
    "claims -a nato",
    "explain russia recognition",
    "timeline us russia -t recognition",
    "conflicts",
    "conditions",
    "topics",
    "actors",
)


@pytest.mark.sampled
@pytest.mark.parametrize("command", SOURCED)
@pytest.mark.parametrize("width", [80, 100, 200])
def test_the_sources_stand_below_the_title(command: str, width: int) -> None:
    head = " ".join(lines(*command.split(), width=width)[1:3])
    assert head.startswith("1 source: “Understanding US and Russian policies towards Taliban”")


@pytest.mark.parametrize("command", ["grep nato", "conflicts", "explain trump ending-us-wars"])
def test_a_sentence_is_quoted_once(command: str) -> None:
    quotes = re.findall(r"“[^”]+”", " ".join(lines(*command.split(), width=1000)[2:]))
    assert len(quotes) == len(set(quotes)) > 0


def test_claims_of_one_sentence_stand_together_above_it() -> None:
    out = "\n".join(lines("grep", "drug", width=200))
    assert re.search(r"keeping Central Asia stable.*\n▲ Russia supports acting on Afghan drug", out)
    assert "claims.yaml:381,394" in out


def test_topics_name_one_actor_and_count_several() -> None:
    out = "\n".join(lines("topics", width=200))
    assert "Russia supports; United States opposes" in out
    assert re.search(r"Holding talks with the Taliban .* 3 support ", out)
    assert re.search(r"threatening enemy .* United States affirms; 2 doubt ", out)


def test_actors_without_claims_are_named_below_or_listed_on_request() -> None:
    few, every = lines("actors"), lines("actors", "--all")
    assert any(line.startswith("Without claims: Afghanistan") for line in few)
    assert not any(line.startswith("Afghanistan ") for line in few)
    assert any(line.startswith("Afghanistan ") for line in every)
    assert not any("Without claims" in line for line in every)


def test_claims_of_one_actor_on_one_topic_conflict_in_one_place() -> None:
    out = lines("conflicts")
    assert out[3].startswith("Of 4 positions with claims on both sides, 3 give way")
    assert sum(line.startswith("Staying in Afghanistan") for line in out) == 1


def test_a_row_of_conditions_is_a_claim_with_what_it_depends_on() -> None:
    out = lines("conditions", "us")
    assert out[3] == "United States demands 3 things before it changes 2 positions."
    assert sum("Respect for Afghan women's rights" in line for line in out) == 2


def test_many_strips_are_put_into_words_on_request() -> None:
    few, every = lines("timeline", "us", "russia"), lines("timeline", "us", "russia", "--long")
    assert len(few) < 140 < len(every)
    assert any("opposes, since 2021" in line for line in every)
    assert not any("opposes, since 2021" in line for line in few)


def test_a_card_shows_every_field_that_differs_from_the_usual() -> None:
    one = claim("c1", voice="actor", certainty="probable", status="draft", disputed_by=("b",))
    kb = knowledge_base([one], actors=[actor("a", "A"), actor("b", "B")], topics=[topic("t", "t")])
    labels = [label for label, _ in card(kb, one, (), {})]
    assert {"summary", "sentence", "said by", "certainty", "status", "disputed by"} <= set(labels)
    usual = [label for label, _ in card(kb, claim("c1"), (), {})]
    assert not {"certainty", "status", "disputed by"} & set(usual)
    assert len(labels) == len(set(labels)) <= len(fields(Claim))

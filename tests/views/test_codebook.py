"""The codebook explains every field, and has the rules of the codebook for people."""

import csv
import io
import json
import re

import pytest

from policykb import PolicyKBError
from policykb.model.codebook import CODING_RULES, PERIODS
from policykb.model.period import Period
from policykb.model.schema import ClaimModel
from policykb.render import Format, Output, render
from policykb.views.codebook import codebook_names, codebook_view, entries
from tests.support.running import ROOT

CODEBOOK = (ROOT / "kb" / "README.md").read_text(encoding="utf-8")


def test_all_fields_of_a_claim_are_explained_with_their_words() -> None:
    found = {entry.name: entry for entry in entries(["claim"])}
    assert set(found) == set(ClaimModel.model_fields)
    assert all(entry.meaning for entry in found.values())
    assert found["stance"].required
    assert [value for value, _ in found["voice"].values] == ["author", "actor", "other"]
    assert found["voice"].default == "author"
    assert found["conditions"].type == "list of topic ids"


@pytest.mark.parametrize(
    ("word", "section", "name"),
    [
        ("relative_to", "relative_to", "than"),
        ("Stance", "claim", "stance"),
        ("claim.kind", "claim", "kind"),
        ("lean-oppose", "claim", "stance"),
        ("period-basis", "claim", "period_basis"),
    ],
)
def test_sections_fields_and_values_find_their_entries(word: str, section: str, name: str) -> None:
    assert (section, name) in {(entry.section, entry.name) for entry in entries([word])}


def test_one_field_of_one_record_finds_no_other() -> None:
    assert [entry.section for entry in entries(["claim.kind"])] == ["claim"]


@pytest.mark.parametrize(("word", "help_"), [("stnce", "stance"), ("lean-suport", "lean-support")])
def test_an_unknown_word_offers_the_nearest(word: str, help_: str) -> None:
    with pytest.raises(PolicyKBError) as error:
        entries([word])
    assert help_ in (error.value.help or "")


def test_the_rules_are_those_of_the_codebook_for_people() -> None:
    section = CODEBOOK.split("## Coding rules")[1]
    titles = re.findall(
        r"^\d+\. \*\*([^*]+)\*\*", " ".join(section.split("###")[0:1]), re.MULTILINE
    )
    assert [title.rstrip(".") for title in titles] == [
        rule.title.rstrip(".") for rule in CODING_RULES
    ]


def test_the_forms_of_periods_are_those_of_the_codebook_for_people() -> None:
    section = CODEBOOK.split("## Periods")[1].split("\n## ")[0]
    assert re.findall(r"^\| `([^`]+)` \|", section, re.MULTILINE) == list(PERIODS)
    assert all(str(Period.parse(form)) == form for form in PERIODS)


def test_every_format_holds_the_whole_codebook() -> None:
    found = entries()
    for format_ in (Format.TABLE, Format.MARKDOWN, Format.HTML, Format.PLAIN):
        text = render(codebook_view(found), format_, Output.of_file())
        assert "The actors who dispute it" in text
        assert "198X" in text
    payload = json.loads(render(codebook_view(found), Format.JSON, Output.of_file()))
    assert len(payload["entries"]) == len(found)
    rows = list(
        csv.DictReader(io.StringIO(render(codebook_view(found), Format.CSV, Output.of_file())))
    )
    assert len(rows) == len(found) + sum(len(entry.values) for entry in found)


def test_completion_names_are_found() -> None:
    for name, _ in codebook_names():
        assert entries([name])

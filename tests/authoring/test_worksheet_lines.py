"""The worksheet: sentences to code, and what a person may write below them."""

import pytest

from policykb.authoring.changes import AddRecord
from policykb.authoring.worksheet_lines import Problem, TypedLine, remaining, typed_lines

SHEET = """\
# A header that does not count.
actor: norland | Norland | state

4> A toll is
 > levied.
{line}
"""


def read(line: str, coder: str = "") -> TypedLine:
    *_, found = typed_lines(SHEET.format(line=line), "gazette", lambda _, name: name, coder)
    return found


def change(line: str, coder: str = "") -> AddRecord:
    found = read(line, coder).change
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ("us toll oppose 2021/.. | It refuses", {}),
        ("us toll oppose 2021/.. action | It refuses", {"kind": "action"}),
        (
            "us toll oppose 2021/.. published probable draft | It refuses",
            {"period_basis": "published", "certainty": "probable", "status": "draft"},
        ),
        (
            "us toll oppose 2021/.. voice=other said_by=a,b | It refuses",
            {"voice": "other", "said_by": ["a", "b"]},
        ),
        (
            'us toll oppose 2021/.. note="two words = three" | It refuses',
            {"note": "two words = three"},
        ),
        (
            "us toll oppose 2021/.. relative_to=russia:less | It refuses",
            {"relative_to": {"actor": "russia", "than": "less"}},
        ),
        ("us toll oppose 2021/.. | It  refuses", {}),
    ],
)
def test_a_line_is_a_claim_that_quotes_the_sentence_above_it(
    line: str, fields: dict[str, object]
) -> None:
    expected = {
        "actor": "us",
        "topic": "toll",
        "stance": "oppose",
        "period": "2021/..",
        "summary": "It refuses",
    }
    made = change(line)
    assert (made.kind, made.source, made.sentence) == ("claim", "gazette", (4, 4))
    assert made.fields == expected | fields


def test_a_summary_may_hold_a_bar_and_a_name_may_hold_spaces() -> None:
    made = change('"United States" toll oppose 2021 | Either | or')
    assert (made.fields["actor"], made.fields["summary"]) == ("United States", "Either | or")


def test_a_claim_may_quote_several_sentences() -> None:
    assert change("4-6: us toll oppose 2021 | It refuses").sentence == (4, 6)


def test_the_coder_is_the_one_who_codes_unless_the_line_names_another() -> None:
    assert change("us toll oppose 2021 | It refuses", "jo").fields["coder"] == "jo"
    assert change("us toll oppose 2021 coder=al | It refuses", "jo").fields["coder"] == "al"


def test_a_sentence_is_skipped_with_a_reason() -> None:
    made = change("skip: about the weather")
    assert (made.kind, made.sentence, made.fields) == (
        "skipped",
        (4, 4),
        {"reason": "about the weather"},
    )


def test_actors_and_topics_are_declared_in_place() -> None:
    actor, _ = typed_lines(SHEET.format(line="skip: x"), "gazette", lambda _, name: name)
    assert actor.change == AddRecord("actor", {"id": "norland", "name": "Norland", "kind": "state"})
    topic = change("topic: toll | a toll | Ships should pay a toll. | fact")
    assert topic.fields == {
        "id": "toll",
        "label": "a toll",
        "proposition": "Ships should pay a toll.",
        "kind": "fact",
    }


@pytest.mark.parametrize(
    ("line", "message", "help_"),
    [
        ("us toll", "there is no stance", "ACTOR TOPIC STANCE PERIOD"),
        ("us toll oppose 2021", "there is no summary", "| SUMMARY"),
        ("us toll oppose 2021 acton | x", 'unknown word "acton"', "action"),
        ("us toll oppose 2021 notes=x | x", 'unknown field "notes"', "note"),
        ("us toll oppose 2021 quote=x | x", 'unknown field "quote"', "The quote is the sentence"),
        ('us toll oppose 2021 note="x | x', "not closed", "two words"),
        ("skip:", "there is no reason", "skip: REASON"),
        ("actor: norland | Norland", "other parts", "ID | NAME | KIND"),
    ],
)
def test_a_line_that_is_not_clear_says_what_is_missing(line: str, message: str, help_: str) -> None:
    found = read(line)
    assert found.change is None
    assert message in found.message
    assert help_ in found.help


def test_a_claim_above_the_first_sentence_has_none_to_quote() -> None:
    (found,) = typed_lines("us toll oppose 2021 | x\n", "gazette", lambda _, name: name)
    assert "above the first sentence" in found.message


def test_what_is_left_keeps_its_text_and_a_message_that_does_not_count() -> None:
    typed = typed_lines(SHEET.format(line="us toll | x"), "gazette", lambda _, name: name)
    left = remaining(typed, {typed[-1].line: [Problem("no stance", "Write one.")]})
    assert left == {4: ["us toll | x", "#! no stance (Write one.)"]}
    sheet = SHEET.format(line="\n".join(left[4]))
    assert [one.text for one in typed_lines(sheet, "gazette", lambda _, name: name)][1:] == [
        "us toll | x"
    ]

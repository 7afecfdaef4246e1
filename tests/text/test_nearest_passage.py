import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from policykb.text.nearest_passage import certain_passage, nearest_passage
from policykb.text.normalize import normalize
from tests.support.source_texts import PATROLS, REFUSAL, STRAIT, TOLL, text


@pytest.mark.parametrize(
    ("quote", "passage", "at", "expected", "found"),
    [
        # A typo in the middle, at the start, at the end.
        (TOLL.replace("ships", "shops"), TOLL, "ships in", "ships in the strait since 2019.",
         "shops in the strait since 2019."),
        (TOLL.replace("Norland", "Norlund"), TOLL, "Norland has", "Norland has levied a toll on …",
         "Norlund has levied a toll on …"),
        (TOLL.replace("2019", "2018"), TOLL, "2019.", "2019.", "2018."),
        (TOLL.replace("2019.", "2019!"), TOLL, "2019.", "2019.", "2019!"),
        # Words that are missing, or too many.
        (TOLL.replace("all ", ""), TOLL, "all ships", "all ships in the strait since …",
         "ships in the strait since 2019."),
        (TOLL.replace("a toll", "a small toll"), TOLL, "toll on", "toll on all ships in the …",
         "small toll on all ships in …"),
        ("The " + PATROLS, PATROLS, "Since", "Since March 2021 Norland has sent …",
         "The Since March 2021 Norland has …"),
        (PATROLS + " And so on.", PATROLS, "patrols.", "patrols.", "patrols. And so on."),
        # Two sentences.
        (f"{TOLL} {REFUSAL}".replace("refuses", "refused"), f"{TOLL} {REFUSAL}", "refuses",
         "refuses to pay it.", "refused to pay it."),
        (f"{TOLL} {REFUSAL}".replace("levied", "taken"), f"{TOLL} {REFUSAL}", "levied",
         "levied a toll on all ships …", "taken a toll on all ships …"),
        # A part of a sentence.
        ("a toll on some ships in the strait", TOLL, "all ships", "all ships in the strait since …",
         "some ships in the strait"),
        ("Sent boats to the joint patrols.", PATROLS, "sent", "sent boats to the joint patrols.",
         "Sent boats to the joint patrols."),
        # The end of the text, where less of it is left than the quote is long.
        ("Since the flood the fishers have sent boats to the joint patrols.", PATROLS, "March",
         "March 2021 Norland has sent boats …", "the flood the fishers have sent …"),
        # Another case, and what is never folded.
        (REFUSAL.lower(), REFUSAL, "Sudmark", REFUSAL, REFUSAL.lower()),
    ],
)  # fmt: skip
def test_nearest(quote: str, passage: str, at: str, expected: str, found: str) -> None:
    source = text()
    near = nearest_passage(source, quote)
    assert near is not None
    assert source.text[near.extent.start : near.extent.end] == passage
    assert source.text[near.offset :].startswith(at)
    assert (near.expected, near.found) == (expected, found)


@pytest.mark.parametrize(
    ("content", "quote"),
    [
        (STRAIT, "Zebras graze by the lake, as every child could tell you."),
        (STRAIT, "漢字かな交じり文"),
        (STRAIT, ""),
        ("", TOLL),
        (" \n ", TOLL),
        ("Ships.", TOLL),
    ],
)
def test_nothing_is_near(content: str, quote: str) -> None:
    assert nearest_passage(text(content), quote) is None


def test_nearest_among_wrapped_lines_and_marks() -> None:
    source = text("It  is\r\n“said” that\r\nships   pay. They do.\r\n")
    near = nearest_passage(source, 'It is "said" that shops pay.')
    assert near is not None
    assert source.text[near.offset :].startswith("ships   pay.")
    assert near.expected == "ships pay."


def test_nearest_without_spaces_between_words() -> None:
    source = text("政府は条約を支持する。反対派は拒否した。", "ja")
    near = nearest_passage(source, "政府は条約を支援する。")
    assert near is not None
    assert near.extent.start == 0


@given(st.text(st.sampled_from("ab.é🙂 \n"), max_size=60), st.text(st.sampled_from("ab.é c")))
@example("a", "b a")
@example("\ufeff a.", "b a.")
def test_the_nearest_passage_is_in_the_text(content: str, quote: str) -> None:
    source = text(content)
    near = nearest_passage(source, quote)
    if near is not None and not source.find(quote):
        assert 0 <= near.extent.start <= near.offset < near.extent.end <= len(content)
        assert normalize(source.text[near.offset :]).startswith(near.expected.removesuffix(" …"))


@pytest.mark.parametrize(
    ("content", "quote", "passage"),
    [
        (STRAIT, TOLL.replace("ships", "shops"), TOLL),
        (STRAIT, TOLL.replace("a toll ", ""), None),  # more than a character of ten
        (STRAIT, TOLL.replace("a toll on", "toll on"), TOLL),
        (STRAIT, f"{TOLL} {REFUSAL}".replace("refuses", "refuuses"), f"{TOLL} {REFUSAL}"),
        # Words that are missing, numbers, names, times of verbs: these may say something else.
        (STRAIT, TOLL.replace(" on all ships", " on ships"), None),
        (STRAIT, TOLL.replace("2019", "2018"), None),
        (STRAIT, TOLL.replace("Norland", "Norlund"), None),
        (STRAIT, REFUSAL.replace("refuses", "refused"), None),
        ("They will now support the ban.", "They will not support the ban.", None),
        ("They find the ban illegal.", "They find the ban legal.", None),
        ("The ban is imposed. Others opposed it.", "The ban is opposed.", None),
        ("They met in the cafe\u0301 there.", "They met in the café there.",
         "They met in the cafe\u0301 there."),
        ("The Afghans/Taliban agreed to it.", "The Afghans/ Taliban agreed to it.",
         "The Afghans/Taliban agreed to it."),
        ("They met – as agreed – in town.", "They met - as agreed - in town.",
         "They met – as agreed – in town."),
        (STRAIT, "Refuses to pay it.", None),  # a part, and to be quoted whole
        (STRAIT, REFUSAL.replace("pay", "pay for"), None),
        ("They came  in\n“spring”. They left.", 'They came in "sprung".', "They came in “spring”."),
        ("They came in spring. They came in spring.", "They came in sprung.", None),  # which?
        ("They came in May.", "They came in Mai.", None),
        ("They came in spring. They left.", "They came in spring", "They came in spring."),
    ],
)  # fmt: skip
def test_certain_passage(content: str, quote: str, passage: str | None) -> None:
    source = text(content)
    near = nearest_passage(source, quote)
    assert near is not None
    assert certain_passage(source, quote, near) == passage

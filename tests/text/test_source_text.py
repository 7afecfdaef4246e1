from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policykb.diagnostics import Span
from policykb.text.characters import INVISIBLE
from policykb.text.normalize import normalize
from policykb.text.source_text import MAX_PLACES, Extent, SourceText
from tests.support.source_texts import PATROLS, REFUSAL, STRAIT, TOLL, text


def pieces(source: SourceText, extents: tuple[Extent, ...] | list[Extent]) -> list[str]:
    return [source.text[extent.start : extent.end] for extent in extents]


def sentences(source: SourceText) -> list[str]:
    return [sentence.text for sentence in source.sentences]


# --- finding ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "quote", "found"),
    [
        ("One two three.", "two", ["two"]),
        ("One  two\n three.", "One two three.", ["One  two\n three."]),
        ("One two three.", "  One\n\ttwo\u00a0three. ", ["One two three."]),
        ("“One” ‘two’ «three»", '"One" \'two\' "three"', ["“One” ‘two’ «three»"]),
        ('It\'s "so"', "It’s „so“", ['It\'s "so"']),
        ("Café", "Cafe\u0301", []),
        ("One two.", "one two.", []),
        ("One-two", "One–two", []),
        ("One… two", "One... two", []),
        ("a b a b a", "a b", ["a b", "a b"]),
        ("aaa", "aa", ["aa"]),
        ("One", "", []),
        ("One", " \n", []),
        ("", "One", []),
        ("🙂 One 🙂\r\n🙂 two", "One 🙂 🙂", ["One 🙂\r\n🙂"]),
        ("\ufeffOne two", "One two", ["One two"]),
    ],
)
def test_find(content: str, quote: str, found: list[str]) -> None:
    source = text(content)
    assert pieces(source, source.find(quote)) == found


SPACES = st.text(" \t\n\r\u00a0\u2003", min_size=1, max_size=3)
MARKS = {"'": "'‘’‚‛‹›", '"': '"“”„‟«»'}
PIECE = st.text(st.sampled_from("abé漢🙂.,'\"-"), min_size=1, max_size=4)


@given(st.data(), st.lists(PIECE, min_size=1, max_size=12))
def test_mangled_white_space_and_marks_are_found_at_the_right_extent(
    data: st.DataObject, words: list[str]
) -> None:
    def mangled(chosen: list[str]) -> str:
        gaps = [data.draw(SPACES) for _ in chosen[1:]] + [""]
        joined = "".join(f"{word}{gap}" for word, gap in zip(chosen, gaps, strict=True))
        return "".join(data.draw(st.sampled_from(MARKS.get(c, c))) for c in joined)

    content = mangled(words)
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first, len(words) - 1))
    quote = mangled(words[first : last + 1])
    source = text(content)
    found = source.find(quote)
    assert found
    for extent, piece in zip(found, pieces(source, found), strict=True):
        assert normalize(piece) == normalize(quote)
        assert piece == piece.strip()
        assert 0 <= extent.start < extent.end <= len(content)
    assert all(one.end <= other.start for one, other in pairwise(found))


# --- paragraphs -------------------------------------------------------------------------

WRAPPED = """\
The strait, five years on

The toll that Norland has levied on all ships in the strait since 2019
is not paid by Sudmark, whose captains call it unlawful and sail at
night. Some of them, the harbour master of Northtown told the Gazette,
were caught.

A second paragraph, of which every line is as long as lines here are,
and then the last.
"""


@pytest.mark.parametrize(
    ("content", "paragraphs"),
    [
        ("", []),
        (" \n\t\n", []),
        ("One.", ["One."]),
        ("One.\n\nTwo.\n \t\nThree.\n\n\n\nFour.", ["One.", "Two.", "Three.", "Four."]),
        ("  One.  \r\n\r\n  Two.\r\n", ["One.", "Two."]),
        ("One.\r\rTwo.", ["One.", "Two."]),
        ("\ufeffOne.\n\nTwo.", ["One.", "Two."]),
        (
            f"{TOLL}\n{REFUSAL}\n{TOLL}{TOLL}{TOLL}\n{TOLL}",
            [TOLL, REFUSAL, TOLL * 3, TOLL],
        ),
        ("A heading\n" + "A long line of text. " * 20, ["A heading", "A long line of text. " * 20]),
        ("A heading\n" + WRAPPED.split("\n\n")[1], ["A heading", WRAPPED.split("\n\n")[1]]),
        ("Home\nAbout\nContact us\n", ["Home", "About", "Contact us"]),
        (WRAPPED, WRAPPED.split("\n\n")),
        (WRAPPED.replace("\n", "\r\n"), WRAPPED.replace("\n", "\r\n").split("\r\n\r\n")),
    ],
)
def test_paragraphs(content: str, paragraphs: list[str]) -> None:
    source = text(content)
    assert pieces(source, source.paragraphs) == [paragraph.strip() for paragraph in paragraphs]


def test_a_long_address_does_not_split_wrapped_lines_elsewhere() -> None:
    source = text(f"{WRAPPED}\n\nhttps://example.org/{'x' * 200}\n")
    assert len(source.paragraphs) == len(text(WRAPPED).paragraphs) + 1


@pytest.mark.parametrize(
    ("place", "beginning"),
    [(0, "The strait"), (25, "The strait"), (27, "Norland"), (140, "Norland"), (143, "Since")],
)
def test_the_paragraph_of_a_place(place: int, beginning: str) -> None:
    (start, _) = text().paragraphs_of(Extent(place, place + 1))
    assert STRAIT[start:].startswith(beginning)


# --- sentences --------------------------------------------------------------------------


def test_sentences() -> None:
    source = text()
    assert sentences(source) == [
        "The strait, five years on",
        TOLL,
        REFUSAL,
        "It was a windy spring.",
        PATROLS,
    ]
    assert [sentence.is_sentence for sentence in source.sentences] == [
        False,
        True,
        True,
        True,
        True,
    ]


def test_a_wrapped_sentence_is_one() -> None:
    source = text(WRAPPED)
    toll = "The toll that Norland has levied on all ships in the strait since 2019 is not paid by "
    assert [normalize(sentence) for sentence in sentences(source)] == [
        "The strait, five years on",
        f"{toll}Sudmark, whose captains call it unlawful and sail at night.",
        "Some of them, the harbour master of Northtown told the Gazette, were caught.",
        "A second paragraph, of which every line is as long as lines here are, and then the last.",
    ]
    windows = text(WRAPPED.replace("\n", "\r\n"))
    assert [normalize(s) for s in sentences(windows)] == [normalize(s) for s in sentences(source)]


@pytest.mark.parametrize(
    ("paragraph", "is_sentence"),
    [
        ("It rains.", True),
        ("Does it rain?", True),
        ("He said: “It rains.”", True),
        ("(It rains.)", True),
        ("It rains…", True),
        ("雨が降る。", True),
        ("Strategic Interests", False),
        ("Friday, 4 July 2025", False),
        ("No comments:", False),
    ],
)
def test_a_sentence_ends_like_one(paragraph: str, is_sentence: bool) -> None:  # noqa: FBT001
    (sentence,) = text(paragraph).sentences
    assert sentence.is_sentence is is_sentence


SIGNS = [
    *"aB \n\r\t…“”()é漢。🙂\u00a0\u2028\x85\0",
    "\r\n",
    ". ",
    "? ",
    "! ",
    "Dr. ",
    "U.S. ",
    "1.5",
]
FRAGMENTS = st.lists(st.sampled_from(SIGNS), max_size=40).map("".join)


@given(
    st.one_of(FRAGMENTS, st.text(st.characters(codec="utf-8"))),
    st.sampled_from(["en", "ru", "ja", "ar", "xx", "pt-BR"]),
)
def test_sentences_lie_in_order_and_cover_the_text(content: str, language: str) -> None:
    source = text(content, language)
    extents = [sentence.extent for sentence in source.sentences]
    assert all(0 <= e.start < e.end <= len(content) for e in extents)
    assert all(one.end <= other.start for one, other in pairwise(extents))
    assert pieces(source, extents) == sentences(source)
    covered = set[int]().union(*(range(e.start, e.end) for e in extents))
    outside = [c for at, c in enumerate(content) if at not in covered]
    assert not "".join(outside).removeprefix("\ufeff").strip()


@pytest.mark.parametrize(
    ("quote", "whole"),
    [
        (TOLL, True),
        (f"{TOLL} {REFUSAL}", True),
        ("The strait, five years on", True),
        (f"It was a windy spring. {PATROLS}", True),
        (TOLL.removesuffix("."), False),
        (TOLL.removeprefix("Norland "), False),
        (f"{TOLL} Sudmark", False),
    ],
)
def test_whole_sentences(quote: str, whole: bool) -> None:  # noqa: FBT001
    source = text()
    (extent,) = source.find(quote)
    assert source.is_whole_sentences(extent) is whole


# --- context and places -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("quote", "before", "behind"),
    [
        (TOLL, "", REFUSAL),
        (REFUSAL, TOLL, "It was a windy spring."),
        (f"{TOLL} {REFUSAL}", "", "It was a windy spring."),
        ("windy", REFUSAL, ""),
        (PATROLS, "", ""),
    ],
)
def test_context(quote: str, before: str, behind: str) -> None:
    source = text()
    (extent,) = source.find(quote)
    assert source.context(extent) == (before, quote, behind)


@pytest.mark.parametrize(
    ("content", "quote", "span"),
    [
        (STRAIT, REFUSAL, Span(3, 66, 3, 92)),
        ("One.\r\nTwo three.\r\n", "Two three.", Span(2, 1, 2, 11)),
        ("One.\rTwo three.", "three.", Span(2, 5, 2, 11)),
        ("🙂🙂 One\n🙂 two", "two", Span(2, 3, 2, 6)),
        ("One\r\ntwo\r\nthree", "two three", Span(2, 1, 3, 6)),
        ("One\x85two", "two", Span(1, 5, 1, 8)),
    ],
)
def test_location(content: str, quote: str, span: Span) -> None:
    source = text(content)
    (extent,) = source.find(quote)
    location = source.location(extent)
    assert (location.path, location.span) == ("text.txt", span)


@pytest.mark.parametrize("segments", [[], ["One."], ["One.", "Two!"], ["Two.", "One."], ["", " "]])
def test_a_splitter_that_alters_text_is_ignored(
    segments: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sentencex.segment", lambda _language, _text: segments)
    assert sentences(text("One. Two.")) == ["One. Two."]


@pytest.mark.parametrize("content", ["A B\u00a0. C.", "A\u2003B\x85.", "B\u2028. 1.5"])
def test_white_space_that_makes_the_splitter_panic(
    content: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert "".join(sentences(text(content))).endswith(content[-1])
    assert not capfd.readouterr().err


def test_a_splitter_that_panics_is_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    class PanicException(BaseException):
        pass

    def panic(language: str, text: str) -> list[str]:
        raise PanicException(language, text)

    monkeypatch.setattr("sentencex.segment", panic)
    assert sentences(text("One. Two.")) == ["One. Two."]


def test_whatever_else_the_splitter_raises_is_a_bug(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(language: str, text: str) -> list[str]:
        raise KeyboardInterrupt(language, text)

    monkeypatch.setattr("sentencex.segment", fail)
    with pytest.raises(KeyboardInterrupt):
        sentences(text("One. Two."))


@pytest.mark.parametrize("unseen", ["\u200e", "\x92", "\ufeff", "\u200b", "\xad", "\u2060"])
def test_invisible_characters_are_ignored_in_text_and_quote(unseen: str) -> None:
    source = text(f"Sud{unseen}mark {unseen} pays the toll.")
    for quote in ("Sudmark pays the toll.", f"Su{unseen}dmark pays the toll.", source.text):
        assert pieces(source, source.find(quote)) == [source.text]


def test_the_number_of_occurrences_is_limited() -> None:
    text = SourceText("a " * (MAX_PLACES + 5), "t")
    assert len(text.find("a")) == MAX_PLACES
    assert text.find("a")[-1].start == 2 * (MAX_PLACES - 1)


def folded_word_by_word(content: str) -> tuple[str, list[int]]:
    """Return the normalized form of a text and the offset in the text of each of its characters."""
    folded: list[str] = []
    places: list[int] = []
    is_apart = False
    for at, character in enumerate(content):
        if character.isspace():
            is_apart = True
        elif not INVISIBLE.match(character):
            if is_apart and folded:
                folded.append(" ")
                places.append(-1)
            folded.append(normalize(character))
            places.append(at)
            is_apart = False
    return "".join(folded), places


@given(st.text(st.sampled_from("ab’« \n\t\r\u00a0\u200b\xad\ufeff🙂"), max_size=40))
def test_offsets_in_the_normalized_text_lead_to_the_original(content: str) -> None:
    source = text(content)
    expected, places = folded_word_by_word(content)
    assert source.normalized.text == expected == normalize(content)
    for at, place in enumerate(places):
        if place >= 0:
            assert source.normalized.original_offset(at) == place
            for end in range(at + 1, len(places) + 1):
                if places[end - 1] >= 0:
                    assert source.normalized.original_extent(at, end) == (
                        place,
                        places[end - 1] + 1,
                    )
    behind = [0, *(place + 1 for place in places)]
    words = [
        at for at, place in enumerate(places) if place >= 0 and (not at or place != behind[at])
    ]
    assert list(source.word_starts) == (words or [0])


@given(st.lists(PIECE, max_size=12), st.lists(PIECE, max_size=4))
def test_many_quotes_are_found_like_one(words: list[str], quotes: list[str]) -> None:
    content = " ".join(words)
    quotes = [*quotes, *words, content, content[3:9]]
    assert text(content).find_all(quotes) == [text(content).find(quote) for quote in quotes]

"""Strips and scales as characters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policykb.render.strips.characters import ASCII_SIGNS, LEAST_WIDTH, scale_lines, strip_line
from policykb.views.table import Band, Line, Scale, Strip


def band(first: float, last: float, sign: str = "▲", *, possible: bool = False) -> Band:
    return Band(first, last, sign, None, "", possible)


def text(drawn: Line) -> str:
    return "".join(piece.text for piece in drawn)


@pytest.mark.parametrize(
    ("strip", "drawn"),
    [
        (Strip(()), "            "),
        (Strip((band(0, 1),)), " ▲▲▲▲▲▲▲▲▲▲ "),
        (Strip((band(0, 1),), before=True, beyond=True), "◀▲▲▲▲▲▲▲▲▲▲▶"),
        (Strip((band(0.5, 1),), beyond=True), "      ▲▲▲▲▲▶"),
        (Strip((band(0, 0.5, "▼"), band(0.5, 1))), " ▼▼▼▼▼▲▲▲▲▲ "),
        # nothing is too short to be seen, not even at the very end
        (Strip((band(0, 1, "┄"), band(0.501, 0.502))), " ┄┄┄┄┄▲┄┄┄┄ "),
        (Strip((band(0, 1, "┄"), band(0.999, 1))), " ┄┄┄┄┄┄┄┄┄▲ "),
        # what is only possibly so shows it where there is room
        (Strip((band(0, 0.5, possible=True),)), " ▲~▲~▲      "),
        (Strip((band(0, 0.1, possible=True),)), " ▲          "),
    ],
)
def test_a_strip_in_twelve_columns(strip: Strip, drawn: str) -> None:
    assert text(strip_line(strip, 12)) == drawn


parts = st.floats(0, 1)
bands = st.lists(
    st.tuples(parts, parts).map(sorted).map(lambda ends: band(ends[0], ends[1])), max_size=5
)


@given(bands, st.integers(LEAST_WIDTH, 200))
def test_a_strip_is_as_wide_as_it_is_told(found: list[Band], width: int) -> None:
    drawn = text(strip_line(Strip(tuple(found)), width))
    assert len(drawn) == width
    assert ("▲" in drawn) == bool(found)


ticks = st.lists(st.tuples(parts, st.sampled_from(["1979", "2021", "2025-07-04"])), max_size=14)


@given(ticks, st.integers(LEAST_WIDTH, 200))
def test_dates_on_a_scale_stand_apart(found: list[tuple[float, str]], width: int) -> None:
    dates, axis = map(text, scale_lines(Scale(tuple(sorted(found))), width))
    assert len(dates) == len(axis) == width
    known = {label for _, label in found}
    assert set(dates.split()) <= known
    assert axis.count("┬") == len(dates.split())


def test_a_scale_marks_where_the_record_ends() -> None:
    _, axis = map(text, scale_lines(Scale((), 0.5), 12))
    assert axis == "──────┃─────"


def test_every_sign_has_one_letter_in_ascii() -> None:
    assert all(letter.isascii() and len(letter) == 1 for letter in ASCII_SIGNS.values())

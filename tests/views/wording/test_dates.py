from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policykb.model.period import AFTER_ALL_DAYS, BEFORE_ALL_DAYS, Period
from policykb.model.records import PeriodBasis
from policykb.views.wording.dates import (
    asked_date_in_words,
    day_in_words,
    days_in_words,
    period_in_words,
)

IN_WORDS = {
    "2021": "in 2021",
    "2025-07": "in July 2025",
    "2025-07-04": "on 4 July 2025",
    "198X": "in the 1980s",
    "2012~": "around 2012",
    "2012?": "in 2012 (uncertain)",
    "2012%": "around 2012 (uncertain)",
    "2021/..": "since 2021",
    "2025-07/..": "since July 2025",
    "2025-07-04/..": "since 4 July 2025",
    "198X/..": "since the 1980s",
    "2012~/..": "since around 2012",
    "2012?/..": "since 2012 (uncertain)",
    "2021/": "from 2021 (end unknown)",
    "2021?/": "from 2021 (uncertain, end unknown)",
    "/2025-07": "until July 2025 (start unknown)",
    "/2020~": "until around 2020 (start unknown)",
    "/2020%": "until around 2020 (uncertain, start unknown)",
    "../2020": "always until 2020",
    "2001/2021": "2001 to 2021",
    "198X/2001": "the 1980s to 2001",
    "2001~/2021?": "around 2001 to 2021 (uncertain)",
    "2001-06/2001-08": "June to August 2001",
    "2001-06/2002-08": "June 2001 to August 2002",
    "2001-06-03/2001-06-09": "3 to 9 June 2001",
    "2001-06-03/2001-08-09": "3 June to 9 August 2001",
    "2001-12-30/2002-01-02": "30 December 2001 to 2 January 2002",
    "2001-06?/2001-08": "June 2001 (uncertain) to August 2001",
    "2001/2001-08": "2001 to August 2001",
}


@pytest.mark.parametrize(("text", "words"), IN_WORDS.items())
def test_a_period_in_words(text: str, words: str) -> None:
    assert period_in_words(Period.parse(text)) == words


@pytest.mark.parametrize("text", ["2025-07-04/..", "2025-07-04"])
def test_the_start_of_what_publication_dates_is_unknown(text: str) -> None:
    words = period_in_words(Period.parse(text), PeriodBasis.PUBLISHED)
    assert words == "as of 4 July 2025 (start unknown)"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2025-07-04/..", "at the latest by 4 July 2025"),
        ("2025-07-04/2026", "at the latest by 4 July 2025, until 2026"),
        ("/2020", "until 2020 (start unknown)"),
    ],
)
def test_in_a_history_publication_dates_the_latest_start(text: str, words: str) -> None:
    told = period_in_words(Period.parse(text), PeriodBasis.PUBLISHED, in_history=True)
    assert told == words


@pytest.mark.parametrize("basis", [PeriodBasis.STATED, PeriodBasis.INFERRED])
def test_what_is_concluded_is_dated_like_what_is_stated(basis: PeriodBasis) -> None:
    assert period_in_words(Period.parse("2021/.."), basis) == "since 2021"


@given(st.dates())
def test_a_day_in_words_names_its_day_and_year(day: date) -> None:
    first, month, year = day_in_words(day.toordinal()).split()
    assert (int(first), int(year)) == (day.day, day.year)
    assert month.startswith(day.strftime("%b"))


def test_what_publication_dates_may_have_an_end() -> None:
    words = period_in_words(Period.parse("2025-07-04/2026"), PeriodBasis.PUBLISHED)
    assert words == "as of 4 July 2025, until 2026 (start unknown)"


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2021, 1, 1), date(2021, 6, 30), "1 January 2021 to 30 June 2021"),
        (date(2021, 1, 1), date(2021, 1, 1), "on 1 January 2021"),
        (None, date(2021, 6, 30), "until 30 June 2021"),
        (date(2021, 1, 1), None, "since 1 January 2021"),
        (None, None, "always"),
    ],
)
def test_a_stretch_of_days_in_words(first: date | None, last: date | None, words: str) -> None:
    ends = (
        first.toordinal() if first else BEFORE_ALL_DAYS + 1,
        last.toordinal() if last else AFTER_ALL_DAYS - 1,
    )
    assert days_in_words(*ends) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [("2021", "2021"), ("2021-08", "August 2021"), ("2021-08-15", "15 August 2021"), ("?", "?")],
)
def test_a_date_that_was_asked_for_in_words(text: str, words: str) -> None:
    assert asked_date_in_words(text) == words


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2021, 1, 1), date(2025, 6, 30), "January 2021 to June 2025"),
        (date(2021, 1, 1), date(2021, 1, 31), "in January 2021"),
        (date(2025, 7, 1), None, "since July 2025"),
        (None, date(2020, 12, 31), "until December 2020"),
        (date(2021, 1, 1), date(2025, 7, 3), "1 January 2021 to 3 July 2025"),
        (date(2025, 7, 2), None, "since 2 July 2025"),
        (None, None, "always"),
    ],
)
def test_a_stretch_of_whole_months_is_told_by_them(
    first: date | None, last: date | None, words: str
) -> None:
    start = first.toordinal() if first else BEFORE_ALL_DAYS
    end = last.toordinal() if last else AFTER_ALL_DAYS
    assert days_in_words(start, end, by_month=True) == words

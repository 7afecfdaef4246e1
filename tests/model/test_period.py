import pickle
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policykb.model.period import (
    AFTER_ALL_DAYS,
    BEFORE_ALL_DAYS,
    Bound,
    Period,
    PeriodError,
    Phase,
    Precision,
    day_text,
    parse_day,
)
from tests.support.factories import ordinal

# --- dates


@pytest.mark.parametrize(
    ("text", "first", "last", "precision", "qualifier"),
    [
        ("198X", "1980-01-01", "1989-12-31", Precision.DECADE, ""),
        ("2021", "2021-01-01", "2021-12-31", Precision.YEAR, ""),
        ("2021-08", "2021-08-01", "2021-08-31", Precision.MONTH, ""),
        ("2021-12", "2021-12-01", "2021-12-31", Precision.MONTH, ""),
        ("2021-02", "2021-02-01", "2021-02-28", Precision.MONTH, ""),
        ("2024-02", "2024-02-01", "2024-02-29", Precision.MONTH, ""),
        ("1900-02", "1900-02-01", "1900-02-28", Precision.MONTH, ""),
        ("2000-02-29", "2000-02-29", "2000-02-29", Precision.DAY, ""),
        ("2021-08-15", "2021-08-15", "2021-08-15", Precision.DAY, ""),
        ("001X", "0010-01-01", "0019-12-31", Precision.DECADE, ""),
        ("0001", "0001-01-01", "0001-12-31", Precision.YEAR, ""),
        ("999X", "9990-01-01", "9999-12-31", Precision.DECADE, ""),
        ("9999", "9999-01-01", "9999-12-31", Precision.YEAR, ""),
        ("9999-12", "9999-12-01", "9999-12-31", Precision.MONTH, ""),
        ("9999-12-31", "9999-12-31", "9999-12-31", Precision.DAY, ""),
        ("198X~", "1980-01-01", "1989-12-31", Precision.DECADE, "~"),
        ("2001?", "2001-01-01", "2001-12-31", Precision.YEAR, "?"),
        ("2001-09%", "2001-09-01", "2001-09-30", Precision.MONTH, "%"),
        ("2001-09-11?", "2001-09-11", "2001-09-11", Precision.DAY, "?"),
    ],
)
def test_a_date_is_a_unit_of_days(
    text: str, first: str, last: str, precision: Precision, qualifier: str
) -> None:
    bound = Bound.parse(text)
    assert bound == Bound(text, ordinal(first), ordinal(last), precision, qualifier)
    assert bound.year == int(first[:4])
    assert str(bound) == text


@pytest.mark.parametrize(
    ("text", "exact"),
    [("2021-08-15", True), ("2021-08-15~", False), ("2021-08", False), ("198X", False)],
)
def test_only_an_unqualified_day_is_exact(text: str, exact: bool) -> None:  # noqa: FBT001
    assert Bound.parse(text).exact is exact


def test_a_finer_precision_is_greater() -> None:
    texts = ["198X", "1980", "1980-01", "1980-01-01"]
    precisions = [Bound.parse(text).precision for text in texts]
    assert precisions == sorted(Precision)


# --- periods


@pytest.mark.parametrize("text", ["198X", "2021", "2021-08", "2021-08-15", "2001?"])
def test_a_single_date_is_start_and_end(text: str) -> None:
    period, bound = Period.parse(text), Bound.parse(text)
    assert period.start == period.end == bound
    assert not period.open_start
    assert not period.open_end
    assert (period.lo, period.hi) == (bound.first, bound.last)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2001-10/2021-08-30", "2001-10", "2021-08-30"),
        ("198X~/2001?", "198X~", "2001?"),
        ("2021/2021", "2021", "2021"),
        ("2021-08/2021-08-01", "2021-08", "2021-08-01"),
        ("2021-08-31/2021-08", "2021-08-31", "2021-08"),
        ("2021-08/..", "2021-08", ".."),
        ("../2020", "..", "2020"),
        ("2020/", "2020", ""),
        ("/2020%", "", "2020%"),
    ],
)
def test_each_end_of_an_interval_is_a_date_open_or_unknown(text: str, start: str, end: str) -> None:
    period = Period.parse(text)
    assert (str(period.start or ""), period.open_start) == (start.strip("."), start == "..")
    assert (str(period.end or ""), period.open_end) == (end.strip("."), end == "..")
    assert str(period) == text


@pytest.mark.parametrize(
    ("text", "lo", "hi"),
    [
        ("2001-10/2021-08-30", "2001-10-01", "2021-08-30"),
        ("198X/2001", "1980-01-01", "2001-12-31"),
        ("2020/", "2020-01-01", "2020-12-31"),
        ("/2020", "2020-01-01", "2020-12-31"),
        ("2021-08/2021-08-01", "2021-08-01", "2021-08-01"),
    ],
)
def test_a_period_reaches_as_far_as_its_dates(text: str, lo: str, hi: str) -> None:
    period = Period.parse(text)
    assert (day_text(period.lo), day_text(period.hi)) == (lo, hi)


def test_an_open_end_reaches_beyond_every_date() -> None:
    assert Period.parse("../2020").lo == BEFORE_ALL_DAYS < date.min.toordinal()
    assert Period.parse("2020/..").hi == AFTER_ALL_DAYS > date.max.toordinal()


def test_periods_that_say_the_same_are_equal() -> None:
    assert Period.parse("2021") == Period.parse("2021/2021")
    assert len({Period.parse("2021"), Period.parse("2021/2021")}) == 1


@pytest.mark.parametrize("other", ["2021?", "2021/", "/2021", "2021/..", "2021-01/2021-12"])
def test_periods_that_say_something_else_differ(other: str) -> None:
    assert Period.parse("2021") != Period.parse(other)


def test_a_period_survives_pickling() -> None:
    period = Period.parse("198X~/..")
    copy = pickle.loads(pickle.dumps(period))  # noqa: S301
    assert copy == period
    assert str(copy) == str(period)


# --- what is refused


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("", "empty"),
        (" ", "without white space"),
        (" 2021", "without white space"),
        ("2021 ", "without white space"),
        ("2021\n", "without white space"),
        ("2021-08 / 2021-09", "without white space"),
        (" 021", "without white space"),
        ("2021\N{NO-BREAK SPACE}", "without white space"),
        ("\u0662\u0660\u0662\u0661", "plain digits"),  # Arabic-Indic
        ("\uff12\uff10\uff12\uff11", "plain digits"),  # fullwidth
        ("2020\N{EN DASH}2021", "plain digits"),
        ("2020/\N{HORIZONTAL ELLIPSIS}", "plain digits"),
        ("2021\x00", "plain digits"),
        ("\ud800", "plain digits"),
        ("2021-02-29", "the days of 2021-02 run from 01 to 28"),
        ("1900-02-29", "the days of 1900-02 run from 01 to 28"),
        ("2024-02-30", "the days of 2024-02 run from 01 to 29"),
        ("2021-04-31/..", "the days of 2021-04 run from 01 to 30"),
        ("9999-12-32", "the days of 9999-12 run from 01 to 31"),
        ("0999-09-00", "the days of 0999-09 run from 01 to 30"),
        ("2021-00", "months run from 01 to 12"),
        ("2021-13", "months run from 01 to 12"),
        ("2021-99-01", "months run from 01 to 12"),
        ("2001-21", "a season is written in months"),
        ("2001-41", "a season is written in months"),
        ("0000", "years run from 0001 to 9999"),
        ("0000-01-01", "years run from 0001 to 9999"),
        ("000X", "years run from 0001 to 9999"),
        ("-0044", "years run from 0001 to 9999"),
        ("+2021", "years run from 0001 to 9999"),
        ("Y20000", "years run from 0001 to 9999"),
        ("Y-20000", "years run from 0001 to 9999"),
        ("2021/2001", "earlier date first"),
        ("2021-08-02/2021-08-01", "earlier date first"),
        ("2021/2020-12-31", "earlier date first"),
        ("2020/201X", "earlier date first"),
        ("/", "gives no date"),
        ("../..", "gives no date"),
        ("../", "gives no date"),
        ("/..", "write the publication date, as in 2025-07-04/.., with period_basis published"),
        ("..", "2021-08/.."),
        ("2021..2022", "2021-08/.."),
        ("2021/...", "2021-08/.."),
        ("2021/..?", "2021-08/.."),
        ("2001/2002/2003", 'more than one "/"'),
        ("2001//", 'more than one "/"'),
        ("?2001", "after the whole date"),
        ("2001?-06", "after the whole date"),
        ("2001-~06", "after the whole date"),
        ("2001??", "after the whole date"),
        ("2001?~", "after the whole date"),
        ("?/2020", "after the whole date"),
        ("unknown", "leave an unknown end empty"),
        ("2020/unknown", "leave an unknown end empty"),
        ("open", "two dots"),
        ("2020/open", "two dots"),
        ("2020/Present", "two dots"),
        ("2021-08-15T10:30", "without a time"),
        ("2021-08-15T10:30:00Z/2021-08-16T10:30:00Z", "without a time"),
        ("198x", "capital X"),
        ("19XX", "198X"),
        ("19xx", "198X"),
        ("XXXX", "198X"),
        ("2001-XX", "198X"),
        ("2001-06-XX", "198X"),
        ("198X-06", "198X"),
        ("2020-2021", "2020/2021"),
        ("21", "four digits"),
        ("021", "four digits"),
        ("02021", "four digits"),
        ("2021-8", "month and day have two"),
        ("2021-08-1", "month and day have two"),
        ("2021-008", "month and day have two"),
        ("2021-", "month and day have two"),
        ("2021-08-", "month and day have two"),
        ("20210815", "month and day have two"),
        ("2021/22", "four digits"),
        ("2021-8?", "month and day have two"),
        ("9" * 5000, "four digits"),
        ("9" * 5000 + "/..", "four digits"),
        ("June 2001", "white space"),
        ("since 2019", "2019/.."),
        ("until 2020", "/2020"),
        ("yesterday", "2021, 2021-08, 2021-08-15 or 198X"),
        ("1980s", "2021, 2021-08, 2021-08-15 or 198X"),
        ("15.08.2021", "2021, 2021-08, 2021-08-15 or 198X"),
        ("{2001,2002}", "2021, 2021-08, 2021-08-15 or 198X"),
    ],
)
def test_a_refusal_says_what_to_write(text: str, advice: str) -> None:
    with pytest.raises(PeriodError) as refusal:
        Period.parse(text)
    assert advice in str(refusal.value)


@pytest.mark.parametrize("text", ["9" * 5000, "/" * 5000, "\x1b" * 5000, "2021/" + "x" * 5000])
def test_a_refusal_is_one_printable_line_of_bounded_length(text: str) -> None:
    with pytest.raises(PeriodError) as refusal:
        Period.parse(text)
    message = str(refusal.value)
    assert len(message) < 160
    assert message.isprintable()


def test_a_refusal_quotes_the_end_that_is_wrong() -> None:
    with pytest.raises(PeriodError, match=r'^"2021-9" is not a date'):
        Period.parse("2021-08/2021-9")


def test_a_date_is_not_an_interval() -> None:
    with pytest.raises(PeriodError, match="it is an interval, and one date is needed"):
        Bound.parse("2020/2021")


# --- how a day stands to a period


@pytest.mark.parametrize(
    ("text", "phases"),
    [
        (
            "2001",
            {
                "2000-12-31": Phase.FUTURE,
                "2001-01-01": Phase.POSSIBLE,
                "2001-02-01": Phase.POSSIBLE,
                "2001-12-31": Phase.POSSIBLE,
                "2002-01-01": Phase.PAST,
            },
        ),
        (
            "2001-09-11",
            {
                "2001-09-10": Phase.FUTURE,
                "2001-09-11": Phase.CERTAIN,
                "2001-09-12": Phase.PAST,
            },
        ),
        (
            "2001-09-11~",
            {
                "2001-09-10": Phase.FUTURE,
                "2001-09-11": Phase.POSSIBLE,
                "2001-09-12": Phase.PAST,
            },
        ),
        (
            "2021-08/..",
            {
                "0001-01-01": Phase.FUTURE,
                "2021-07-31": Phase.FUTURE,
                "2021-08-01": Phase.POSSIBLE,
                "2021-08-31": Phase.POSSIBLE,
                "2021-09-01": Phase.CERTAIN,
                "9999-12-31": Phase.CERTAIN,
            },
        ),
        (
            "2025-07-04/..",
            {
                "2025-07-03": Phase.FUTURE,
                "2025-07-04": Phase.CERTAIN,
                "2025-07-05": Phase.CERTAIN,
            },
        ),
        (
            "../2020",
            {
                "0001-01-01": Phase.CERTAIN,
                "2019-12-31": Phase.CERTAIN,
                "2020-01-01": Phase.POSSIBLE,
                "2020-12-31": Phase.POSSIBLE,
                "2021-01-01": Phase.PAST,
            },
        ),
        (
            "/2020",
            {
                "0001-01-01": Phase.UNDATED,
                "2019-12-31": Phase.UNDATED,
                "2020-01-01": Phase.POSSIBLE,
                "2020-12-31": Phase.POSSIBLE,
                "2021-01-01": Phase.PAST,
            },
        ),
        (
            "2020/",
            {
                "2019-12-31": Phase.FUTURE,
                "2020-01-01": Phase.POSSIBLE,
                "2020-12-31": Phase.POSSIBLE,
                "2021-01-01": Phase.UNDATED,
                "9999-12-31": Phase.UNDATED,
            },
        ),
        (
            "/2021-08-15",
            {
                "2021-08-14": Phase.UNDATED,
                "2021-08-15": Phase.CERTAIN,
                "2021-08-16": Phase.PAST,
            },
        ),
        (
            "2001-10/2021-08-30",
            {
                "2001-09-30": Phase.FUTURE,
                "2001-10-01": Phase.POSSIBLE,
                "2001-10-31": Phase.POSSIBLE,
                "2001-11-01": Phase.CERTAIN,
                "2021-08-30": Phase.CERTAIN,
                "2021-08-31": Phase.PAST,
            },
        ),
        (
            "198X/2001?",
            {
                "1979-12-31": Phase.FUTURE,
                "1980-01-01": Phase.POSSIBLE,
                "1989-12-31": Phase.POSSIBLE,
                "1990-01-01": Phase.CERTAIN,
                "2000-12-31": Phase.CERTAIN,
                "2001-01-01": Phase.POSSIBLE,
                "2001-12-31": Phase.POSSIBLE,
                "2002-01-01": Phase.PAST,
            },
        ),
        (
            "2021-08/2021",
            {
                "2021-07-31": Phase.FUTURE,
                "2021-08-01": Phase.POSSIBLE,
                "2021-09-01": Phase.POSSIBLE,
                "2021-12-31": Phase.POSSIBLE,
                "2022-01-01": Phase.PAST,
            },
        ),
        (
            "2021-08/2021-08-01",
            {
                "2021-07-31": Phase.FUTURE,
                "2021-08-01": Phase.POSSIBLE,
                "2021-08-02": Phase.PAST,
            },
        ),
    ],
)
def test_a_day_stands_to_a_period_in_one_phase(text: str, phases: dict[str, Phase]) -> None:
    period = Period.parse(text)
    assert {day: period.phase(ordinal(day)) for day in phases} == phases


def test_a_period_is_in_force_possibly_or_certainly() -> None:
    assert {phase for phase in Phase if phase.in_force} == {Phase.POSSIBLE, Phase.CERTAIN}


# --- two periods


@pytest.mark.parametrize(
    ("one", "other", "overlap"),
    [
        ("2020", "2021", False),
        ("2020", "2020-12-31", True),
        ("2020/2021", "2021/2022", True),
        ("2021-08/..", "../2021-07", False),
        ("2021-08/..", "../2021-08", True),
        ("2021-08/..", "9999", True),
        ("../2021-08", "0001-01-01", True),
        ("../2019", "../2020", True),
        ("2019/..", "2020/..", True),
        ("/2020", "2019", False),
        ("/2020", "2020-06", True),
        ("2020/", "2021", False),
        ("2020/", "2020-06", True),
        ("198X", "1989-12/1991", True),
        ("2021-02", "2021-03", False),
    ],
)
def test_periods_overlap_when_they_share_a_known_day(
    one: str,
    other: str,
    overlap: bool,  # noqa: FBT001
) -> None:
    assert Period.parse(one).overlaps(Period.parse(other)) is overlap


@pytest.mark.parametrize(
    ("outer", "inner", "contained"),
    [
        ("2020", "2020-02-29", True),
        ("2020-02-29", "2020", False),
        ("2020", "2020", True),
        ("198X", "1980/1989", True),
        ("198X", "1980/1990", False),
        ("2020/..", "2021/..", True),
        ("2020/..", "9999-12-31", True),
        ("2020/9999", "2021/..", False),
        ("2020/..", "2019", False),
        ("../2020", "../2019", True),
        ("0001/2020", "../2019", False),
        ("/2020", "2020-06", True),
        ("/2020", "2019", False),
        ("2020", "2020/", True),
    ],
)
def test_a_period_contains_what_it_is_known_to_cover(
    outer: str,
    inner: str,
    contained: bool,  # noqa: FBT001
) -> None:
    assert Period.parse(outer).contains(Period.parse(inner)) is contained


# --- days to ask for


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("2021-08-15", "2021-08-15"),
        ("2024-02", "2024-02-29"),
        ("2021", "2021-12-31"),
        ("202X", "2029-12-31"),
    ],
)
def test_a_coarse_day_to_ask_for_means_its_last_day(text: str, last: str) -> None:
    assert day_text(parse_day(text).last) == last


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("2021?", "has a qualifier"),
        ("2021/2022", "one date is needed"),
        ("2021-02-29", "01 to 28"),
        ("today", "2021-08-15"),
    ],
)
def test_a_day_to_ask_for_is_one_plain_date(text: str, advice: str) -> None:
    with pytest.raises(PeriodError, match=advice):
        parse_day(text)


@pytest.mark.parametrize("day", [BEFORE_ALL_DAYS, AFTER_ALL_DAYS])
def test_what_an_open_end_reaches_is_no_date(day: int) -> None:
    with pytest.raises(ValueError, match=r"ordinal|out of range"):
        day_text(day)


# --- laws


def parses(text: str) -> bool:
    try:
        Period.parse(text)
    except PeriodError:
        return False
    return True


dates = st.one_of(st.dates(), st.dates(date(2019, 12, 1), date(2022, 1, 31)))
bound_texts = st.builds(
    lambda day, unit, qualifier: unit(day.isoformat()) + qualifier,
    dates.filter(lambda day: day.year >= 10),
    st.sampled_from(
        [
            lambda iso: iso,
            lambda iso: iso[:7],
            lambda iso: iso[:4],
            lambda iso: iso[:3] + "X",
        ]
    ),
    st.sampled_from(["", "", "?", "~", "%"]),
)
ends = st.one_of(bound_texts, bound_texts, st.sampled_from(["", ".."]))
period_texts = st.one_of(bound_texts, st.builds("{}/{}".format, ends, ends).filter(parses))
periods = period_texts.map(Period.parse)


@given(period_texts)
def test_a_period_is_written_as_it_was_read(text: str) -> None:
    period = Period.parse(text)
    assert str(period) == text
    assert Period.parse(str(period)) == period


@given(st.dates())
def test_every_calendar_date_is_read_and_written_back(day: date) -> None:
    bound = Bound.parse(day.isoformat())
    assert bound.exact
    assert bound.first == bound.last == day.toordinal()
    assert day_text(bound.first) == day.isoformat()


@given(
    st.one_of(
        st.text(),
        st.text("0123456789X-/.?~% \n", max_size=24),
        st.from_regex(r"\d{3}[\dXx](-\d\d?){0,3}[?~%]?(/.*)?"),
    )
)
def test_any_other_text_is_refused_and_nothing_breaks(text: str) -> None:
    if parses(text):
        assert text.isascii()
        assert len(text) <= len("2001-01-01?/2001-01-01?")
        assert not any(character.isspace() for character in text)


@given(periods, st.lists(dates, min_size=2))
def test_a_period_comes_holds_and_goes(period: Period, days: list[date]) -> None:
    def stage(phase: Phase) -> str:
        if phase.in_force:
            return "2 holds"
        before = phase is Phase.FUTURE or (phase is Phase.UNDATED and period.start is None)
        return "1 before" if before else "3 after"

    edges = {period.lo - 1, period.lo, period.hi, period.hi + 1}
    known = range(date.min.toordinal(), date.max.toordinal() + 1)
    moments = sorted({day.toordinal() for day in days} | {day for day in edges if day in known})
    stages = [stage(period.phase(day)) for day in moments]
    assert stages == sorted(stages)


@given(periods, dates)
def test_a_period_is_in_force_from_its_first_known_day_to_its_last(
    period: Period, day: date
) -> None:
    in_force = period.phase(day.toordinal()).in_force
    assert in_force is (period.lo <= day.toordinal() <= period.hi)
    assert in_force is period.contains(Period.parse(day.isoformat()))


@given(periods)
def test_a_period_reaches_at_least_one_day(period: Period) -> None:
    assert period.lo <= period.hi


@given(periods, periods)
def test_overlap_is_mutual(one: Period, other: Period) -> None:
    assert one.overlaps(other) is other.overlaps(one)


@given(periods, periods)
def test_what_is_contained_overlaps(one: Period, other: Period) -> None:
    assert one.overlaps(one)
    assert one.contains(one)
    if one.contains(other):
        assert one.overlaps(other)


@given(periods, periods)
def test_containing_each_other_is_reaching_the_same_days(one: Period, other: Period) -> None:
    mutual = one.contains(other) and other.contains(one)
    assert mutual is ((one.lo, one.hi) == (other.lo, other.hi))


@given(periods, periods)
def test_equal_periods_hash_alike(one: Period, other: Period) -> None:
    if one == other:
        assert hash(one) == hash(other)
        assert (one.lo, one.hi) == (other.lo, other.hi)

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policykb.diagnostics import Route
from policykb.loading.suggestions import suggest_period, suggest_place
from policykb.model.period import Period


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("March 2021", "2021-03"),
        ("2 May 2024", "2024-05-02"),
        ("2024-5-2", "2024-05-02"),
        ("02.05.2024", "2024-05-02"),
        ("2019-2021", "2019/2021"),
        ("2019 – 2021", "2019/2021"),
        ("2019..", "2019/.."),
        ("2019 -", "2019/.."),
        ("2019 - present", "2019/.."),
        ("since March 2019", "2019-03/.."),
        ("until 2020", "/2020"),
        ("3 Mar 2021 - 5 Apr 2022", "2021-03-03/2022-04-05"),
        ("2021-02-29", ""),
        ("2021/2019", ""),
        ("2021-13", ""),
        ("/", ""),
        ("soon", ""),
        ("", ""),
        ("2" * 10_000, ""),
    ],
)
def test_the_period_that_other_words_stand_for(text: str, meant: str) -> None:
    assert suggest_period(text) == meant


@given(st.text("0123456789-/. –JanMarchsinceX", max_size=30))
def test_what_is_proposed_is_a_period(text: str) -> None:
    meant = suggest_period(text)
    assert not meant or Period.parse(meant).text == meant


@pytest.mark.parametrize(
    ("path", "route", "home"),
    [
        (
            "sources/a/claims.yaml",
            ("claims", 2, "skipped"),
            "skipped belongs beside claims: indent it as far as that.",
        ),
        (
            "sources/a/claims.yaml",
            ("claims", 2, "relative_to", "target"),
            "target belongs beside relative_to: indent it as far as that.",
        ),
        (
            "sources/a/claims.yaml",
            ("claims", 2, "than"),
            "than belongs into relative_to: indent it further.",
        ),
        ("sources/a/source.yaml", ("claims",), "claims stand in claims.yaml."),
        ("topics.yaml", ("actors",), "actors stand in actors.yaml."),
        ("actors.yaml", ("actors", 0, "stance"), ""),
        ("sources/a/source.yaml", ("weather",), ""),
    ],
)
def test_where_a_field_belongs(path: str, route: Route, home: str) -> None:
    assert suggest_place(path, route) == home

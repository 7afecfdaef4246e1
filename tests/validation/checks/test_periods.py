from pathlib import Path

import pytest

from policykb.validation.report import validate
from tests.support.rule_samples import (
    CLAIMS,
    SOURCE,
    TEXT,
    base_text,
    rules_and_routes,
    write_edited,
)
from tests.support.source_texts import PATROLS

YEAR, TOO_FINE = "year-not-in-text", "period-too-fine"


@pytest.mark.parametrize(
    ("named", "period", "fault"),
    [
        # --- years ---
        ("2021", "2021", None),
        ("12021", "2021", YEAR),
        ("20210", "2021", YEAR),
        ("٢٠٢١", "2021", None),
        (f"2021, of {'9' * 5_000} years", "2021", None),
        ("1979–89", "1989", None),
        ("1979 - 89", "1979/1989", None),
        ("1979–891", "1989", YEAR),
        ("1979/1980-85", "1985", None),
        ("11979–89", "1989", YEAR),
        ("1984", "198X", None),
        ("1979–89", "198X", None),
        ("1979", "198X", YEAR),
        ("198", "198X", YEAR),
        # --- months ---
        ("March 2021", "2021-03", None),
        ("mar. 2021", "2021-03", None),
        ("SEPT 2021", "2021-09", None),
        ("Marches of 2021", "2021-03", TOO_FINE),
        ("demarch 2021", "2021-03", TOO_FINE),
        ("April 2021", "2021-03", TOO_FINE),
        ("2021-03", "2021-03", None),
        ("03.2021", "2021-03", None),
        ("3/29/2021", "2021-03", None),
        ("29/3/2021", "2021-03", None),
        ("2021-13", "2021-03", TOO_FINE),
        ("2020-03 and 2021", "2021-03", TOO_FINE),
        ("2021-031", "2021-03", TOO_FINE),
        # --- days ---
        ("1 March 2021", "2021-03-01", None),
        ("01.03.2021", "2021-03-01", None),
        ("March 2021", "2021-03-01", TOO_FINE),
        ("100 days of March 2021", "2021-03-10", TOO_FINE),
        # --- both bounds ---
        ("March 2020 to 2021", "2020-03/2021-03", None),
        ("March 2020", "2020-03/2021-03", YEAR),
        ("no such year", "no such year", None),  # which is a fault of another kind
    ],
)
def test_what_a_paragraph_names(named: str, period: str, fault: str | None, tmp_path: Path) -> None:
    said = PATROLS.replace("March 2021", named)
    edits = {
        TEXT: base_text(TEXT, (PATROLS, said)),
        CLAIMS: base_text(CLAIMS, (PATROLS, said), ("period: 2021-03/..", f"period: {period}")),
    }
    found = [
        one
        for one in rules_and_routes(validate(write_edited(tmp_path, edits)))
        if one.startswith((YEAR, TOO_FINE))
    ]
    assert found == ([f"{fault} claims.2.period"] if fault else [])


@pytest.mark.parametrize(("language", "faults"), [("en-GB", 1), ("fr", 0)])
def test_the_months_of_other_languages_are_not_known(
    language: str, faults: int, tmp_path: Path
) -> None:
    said = PATROLS.replace("March", "mars")
    edits = {
        TEXT: base_text(TEXT, (PATROLS, said)),
        CLAIMS: base_text(CLAIMS, (PATROLS, said)),
        f"{SOURCE}/source.yaml": base_text(
            f"{SOURCE}/source.yaml", ("language: en", f"language: {language}")
        ),
    }
    assert len(rules_and_routes(validate(write_edited(tmp_path, edits)))) == faults

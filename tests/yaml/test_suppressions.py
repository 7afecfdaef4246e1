"""Comments that suppress faults."""

from pathlib import Path

import pytest

from policykb.diagnostics.settings import Settings
from policykb.validation.report import Report, validate
from tests.support.rule_samples import CLAIMS, base_text, rules_and_routes, write_edited

PARTIAL = ("quote: Sudmark refuses to pay it.", "quote: refuses to pay it.")
WHERE = [
    ("at the end of its line", (f"{PARTIAL[1]} # policykb: ignore[PKB305] cut by the source",)),
    ("alone above it", ("# policykb: ignore[PKB305] cut\n    quote: refuses to pay it.",)),
    (
        "above it, over other comments and blank lines",
        ("# policykb: ignore[PKB305] cut\n    # more\n\n    quote: refuses to pay it.",),
    ),
    ("behind another comment", (f"{PARTIAL[1]} # old # policykb: ignore[PKB305] cut",)),
    ("by name", (f"{PARTIAL[1]} # policykb: ignore[partial-sentence] cut",)),
    ("in any case and spacing", (f"{PARTIAL[1]} #PolicyKB:ignore [ pkb305 ] : cut",)),
    ("among others", (f"{PARTIAL[1]} # policykb: ignore[PKB305] cut",)),
    (
        "where a block begins",
        ("quote: >- # policykb: ignore[PKB305] cut\n      refuses to pay it.",),
    ),
    (
        "at the key, with the value on the next line",
        ("quote: # policykb: ignore[PKB305] cut\n      refuses to pay it.",),
    ),
]


def checked(root: Path, *changes: tuple[str, str], settings: Settings | None = None) -> Report:
    return validate(write_edited(root, {CLAIMS: base_text(CLAIMS, *changes)}), settings=settings)


@pytest.mark.parametrize("new", [new for _, (new,) in WHERE], ids=[name for name, _ in WHERE])
def test_a_suppression_stands_beside_its_fault(new: str, tmp_path: Path) -> None:
    report = checked(tmp_path, (PARTIAL[0], new))
    assert not rules_and_routes(report)
    assert report.suppressed == 1


@pytest.mark.parametrize(
    "new",
    [
        f"{PARTIAL[1]}\n    # policykb: ignore[PKB305] below it",
        f'{PARTIAL[1]} policykb: ignore[PKB305] no comment"'.replace("refuses", '"refuses'),
        "# policykb: ignore[PKB305] two lines above\n    coder: me\n    quote: refuses to pay it.",
    ],
)
def test_a_comment_elsewhere_suppresses_nothing(new: str, tmp_path: Path) -> None:
    report = checked(tmp_path, (PARTIAL[0], new))
    assert report.suppressed == 0
    assert {"partial-sentence", "quote-not-found"} & {f.rule.name for f in report.diagnostics}


def test_a_suppression_is_for_its_rule_only(tmp_path: Path) -> None:
    wrong = "quote: refuses to pay it. # policykb: ignore[PKB301, PKB305] old"
    report = checked(tmp_path, (PARTIAL[0], wrong))
    assert rules_and_routes(report) == ["unused-suppression "]
    assert "PKB301 quote-not-found" in report.diagnostics[0].message
    assert report.suppressed == 1


def test_one_comment_covers_all_faults_of_its_line(tmp_path: Path) -> None:
    line = "contradicts: [nobody, no-one] # policykb: ignore[PKB208] not coded yet"
    report = checked(tmp_path, ("period: 2019/..", f"period: 2019/..\n    {line}"))
    assert not rules_and_routes(report)
    assert report.suppressed == 2


def test_a_missing_field_can_be_suppressed_above_the_record(tmp_path: Path) -> None:
    comment = "# policykb: ignore[missing-field] the source is out of print\n  - id: norland-toll"
    summary = "\n    summary: Norland charges passing ships"
    report = checked(tmp_path, ("- id: norland-toll", comment), (summary, ""))
    assert not rules_and_routes(report)
    assert report.checked["claims"] == 2  # it does not make the record sound


@pytest.mark.parametrize(
    ("comment", "fault"),
    [
        ("# policykb: ignore", "bad-suppression"),
        ("# policykb: ignore[]", "bad-suppression"),
        ("# policykb: ignore[] why", "bad-suppression"),
        ("# policykb: ignore[PKB305]", "bad-suppression"),
        ("# policykb: ignore[PKB305]  ", "bad-suppression"),
        ("# policykb: ignroe[PKB305] why", "bad-suppression"),
        ("# policykb ignore[PKB305", "bad-suppression"),
        ("# policykb: ignore[PKB999] why", "unknown-code"),
        ("# policykb: ignore[PKB3] why", "unknown-code"),
        ("# policykb: ignore[all] why", "unknown-code"),
        ("# policykb: ignore[PKB305] why", "unused-suppression"),
        ("# policykb: a note", None),
        ("# policykb needs no more", None),
        ("# see policykb: ignore[PKB305] why", None),
    ],
)
def test_a_suppression_has_a_code_a_reason_and_something_to_suppress(
    comment: str, fault: str | None, tmp_path: Path
) -> None:
    report = checked(tmp_path, ("stance: oppose", f"stance: oppose {comment}"))
    assert [f.rule.name for f in report.diagnostics] == [fault] * bool(fault)


def test_a_suppression_of_a_rule_that_is_not_selected_is_not_unused(tmp_path: Path) -> None:
    change = ("stance: oppose", "stance: oppose # policykb: ignore[PKB305] why")
    settings = Settings(ignore=("PKB305",))
    assert not checked(tmp_path, change, settings=settings).diagnostics
    assert checked(tmp_path, change).diagnostics


def test_comments_of_every_file_count(tmp_path: Path) -> None:
    edits = {
        "actors.yaml": base_text(
            "actors.yaml", ("kind: state", "kind: land # policykb: ignore[PKB107] x")
        ),
        "kb.yaml": base_text("kb.yaml")
        + "wrong: 1 # policykb: ignore[PKB104] of the next format\n",
    }
    report = validate(write_edited(tmp_path, edits))
    assert not report.diagnostics
    assert report.suppressed == 2

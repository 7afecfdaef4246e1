import os
from pathlib import Path

import pytest

from policykb.diagnostics import Diagnostic, Severity, Span
from policykb.diagnostics.catalogue import RULES
from policykb.loading.read import read
from policykb.model.knowledge_base import LeftOut
from policykb.render import Output
from policykb.render.diagnostics.formats import ReportFormat, render_report
from policykb.text.source_text import MAX_PLACES
from policykb.validation.fix import Fixed
from policykb.validation.report import validate
from tests.scripts import rules_page
from tests.support.rule_samples import (
    BUILT,
    CLAIMS,
    SAMPLE_NAMES,
    SAMPLES,
    SOURCE,
    TEXT,
    base_text,
    concise_text,
    full_text,
    relative_report,
    rule_names,
    rules_and_routes,
    write_base,
    write_edited,
    write_sample,
)
from tests.support.running import ROOT

DOCS = ROOT / "docs" / "rules.md"
UPDATE = bool(os.environ.get("UPDATE_DIAGNOSTICS"))


# --- one sample a rule ------------------------------------------------------------------


@pytest.mark.parametrize("name", SAMPLE_NAMES)
def test_sample(name: str, tmp_path: Path) -> None:
    report = relative_report(write_sample(name, tmp_path / "kb"))
    code, _, rule_name = name.partition("-")
    assert {(fault.rule.code, fault.rule.name) for fault in report.diagnostics} == {
        (code, rule_name)
    }
    for file, text in (
        ("expected.txt", concise_text(report)),
        ("expected-full.txt", full_text(report)),
    ):
        expected = SAMPLES / name / file
        if UPDATE:
            expected.parent.mkdir(exist_ok=True)
            expected.write_text(text, encoding="utf-8")
        assert text == expected.read_text(encoding="utf-8")


def test_a_sample_for_every_rule_and_none_besides() -> None:
    assert {folder.name for folder in SAMPLES.glob("PKB*")} == set(SAMPLE_NAMES)
    stored = {path.parent.name for path in (*SAMPLES.glob("*/kb"), *SAMPLES.glob("*/REMOVE"))}
    assert stored | set(BUILT) == set(SAMPLE_NAMES)


def test_codes_and_names_stand_once() -> None:
    assert len({rule.code for rule in RULES}) == len({rule.name for rule in RULES}) == len(RULES)
    assert [rule.code for rule in RULES] == sorted(rule.code for rule in RULES)


def test_the_documentation_is_in_step() -> None:
    page = rules_page.page()
    if UPDATE:
        DOCS.write_text(page, encoding="utf-8")
    assert DOCS.read_text(encoding="utf-8") == page
    for rule in RULES:
        assert f"\n## {rule.code} {rule.name}\n" in page


def test_the_sound_knowledge_base_is_sound(tmp_path: Path) -> None:
    report = validate(write_base(tmp_path))
    assert not report.diagnostics
    assert not report.failed(strict=True)
    assert not read(tmp_path).kb.left_out
    assert report.checked == {"files": 6, "actors": 3, "topics": 2, "sources": 1, "claims": 3}


# --- places -----------------------------------------------------------------------------


def text_at(root: Path, fault: Diagnostic, span: Span | None = None) -> str:
    span = span or fault.location.span
    assert span is not None
    lines = (root / fault.location.path).read_text(encoding="utf-8").split("\n")
    spanned = lines[span.line - 1 : span.end_line]
    spanned[-1] = spanned[-1][: span.end_column - 1]
    spanned[0] = spanned[0][span.column - 1 :]
    return "\n".join(spanned)


@pytest.mark.parametrize(
    ("name", "texts"),
    [
        ("PKB008-yaml-alias", ["&toll", "*toll"]),
        ("PKB012-duplicate-key", ["summary"]),
        ("PKB104-unknown-field", ["stanze", "weather"]),
        ("PKB106-wrong-type", ["NL"]),
        ("PKB107-unknown-choice", ["suport", "against"]),
        ("PKB109-bad-date", ["2024-05-32", "May 2024"]),
        ("PKB110-bad-period", ["since 2019", "2021-13/.."]),
        ("PKB112-unsupported-version", ["2"]),
        ("PKB201-unknown-actor", ["norlund", "fishers"]),
        ("PKB204-unknown-said-by", ["gazete"]),
        ("PKB206-unknown-relative-to", ["sutmark"]),
        ("PKB212-duplicate-id", ["norland-toll"]),
        ("PKB213-shared-alias", ["The NL"]),
        ("PKB305-partial-sentence", ["Norland has sent boats to the joint patrols."]),
        ("PKB306-open-sentence", ["It was a windy spring."]),
        ("PKB401-other-without-said-by", ["other"]),
        ("PKB409-contradicts-without-conflict", ["sudmark-toll", "norland-patrols"]),
    ],
)
def test_a_fault_points_at_what_it_speaks_of(name: str, texts: list[str], tmp_path: Path) -> None:
    root = write_sample(name, tmp_path / "kb")
    assert [text_at(root, fault) for fault in validate(root).diagnostics] == texts


def test_a_missing_field_points_at_the_record(tmp_path: Path) -> None:
    root = write_sample("PKB105-missing-field", tmp_path / "kb")
    (fault,) = validate(root).diagnostics
    record = text_at(root, fault)
    assert record.startswith("id: norland-toll\n")
    assert record.endswith("summary: Norland charges passing ships")
    assert fault.route == ("claims", 0, "stance")


def test_a_misquoted_sentence_is_shown_where_it_starts_to_differ(tmp_path: Path) -> None:
    root = write_sample("PKB301-quote-not-found", tmp_path / "kb")
    fault, other = validate(root).diagnostics
    assert text_at(root, fault).startswith("Norland has levied a toll on ships")
    (related,) = fault.related
    assert (related.location.path, related.location.line) == (TEXT, 3)
    text = (root / TEXT).read_text(encoding="utf-8").split("\n")[2]
    assert text[related.location.column - 1 :].startswith("all ships in the strait")
    assert "Norland has levied a toll on all ships in the strait since 2019." in fault.help
    assert other.related[0].location.line == 5


# --- all in one pass --------------------------------------------------------------------


def test_one_fault_in_each_of_fifty_sources(tmp_path: Path) -> None:
    files = {
        path: base_text(f"{SOURCE}/{path}") for path in ("source.yaml", "text.txt", "claims.yaml")
    }
    copies = {
        f"sources/copy-{number:02}/{path}": text.replace("id: ", f"id: copy-{number:02}-")
        if path == "claims.yaml"
        else text
        for number in range(50)
        for path, text in files.items()
    }
    faulty = {
        path: text.replace("actor: sudmark", "actor: sutmark")
        for path, text in copies.items()
        if path.endswith("claims.yaml")
    }
    report = validate(write_edited(tmp_path, copies | faulty))
    assert rule_names(report.diagnostics) == ["unknown-actor"] * 50
    assert [fault.location.path for fault in report.diagnostics] == sorted(faulty)


def test_many_faults_in_one_record(tmp_path: Path) -> None:
    claims = base_text(
        CLAIMS,
        ("actor: norland", "actor: norlund"),
        ("stance: support", "stance: favour"),
        ("quote: Norland has levied", "quote: Norland had levied"),
        ("summary: Norland charges passing ships", "summary: Norland charges ships\n    wether: x"),
        ("period: 2019/..", "period: 2019/..\n    voice: other\n    contradicts: [norland-toll]"),
    )
    assert rules_and_routes(validate(write_edited(tmp_path, {CLAIMS: claims}))) == [
        "unknown-actor claims.0.actor",
        "unknown-choice claims.0.stance",
        "other-without-said-by claims.0.voice",
        "contradicts-itself claims.0.contradicts.0",
        "quote-not-found claims.0.quote",
        "unknown-field claims.0.wether",
    ]


def test_a_faulty_source_hides_no_fault_of_its_claims(tmp_path: Path) -> None:
    edits = {
        f"{SOURCE}/source.yaml": base_text(f"{SOURCE}/source.yaml", ("kind: news", "kind: paper")),
        CLAIMS: base_text(
            CLAIMS,
            ("period: 2019/..", "period: 2018/..\n    voice: other"),
            ("Sudmark refuses", "Sudmark refused"),
            ("period_basis: published", "period_basis: inferred"),
            ("stance: support\n    period: 2021-03", "stance: for\n    period: 2021-03-15"),
            ("quote: Since March", "status: retracted\n    quote: Since March"),
        ),
    }
    assert rules_and_routes(validate(write_edited(tmp_path, edits))) == [
        "year-not-in-text claims.0.period",
        "other-without-said-by claims.0.voice",
        "inferred-without-note claims.1.period_basis",
        "quote-not-found claims.1.quote",
        "unknown-choice claims.2.stance",
        "period-too-fine claims.2.period",
        "retracted-without-note claims.2.status",
        "unknown-choice kind",
    ]


def test_faults_of_every_file_at_once(tmp_path: Path) -> None:
    edits = {
        "kb.yaml": "policykb: 1\n",
        "actors.yaml": base_text("actors.yaml", ("kind: state", "kind: country")),
        "topics.yaml": base_text("topics.yaml", ("    label: joint patrols\n", "")),
        f"{SOURCE}/source.yaml": base_text(
            f"{SOURCE}/source.yaml", ("language: en", "language: ???")
        ),
        CLAIMS: base_text(CLAIMS, ("topic: strait-toll", "topic: strait-tolls")),
        TEXT: base_text(TEXT, ("windy", "warm")),
        "sources/stray.txt": "?",
    }
    assert rules_and_routes(validate(write_edited(tmp_path, edits))) == [
        "unknown-choice actors.0.kind",
        "missing-field title",
        "unknown-topic claims.0.topic",
        "quote-not-found skipped.0.quote",
        "bad-value language",
        "unknown-file ",
        "missing-field topics.1.label",
    ]


# --- one fault a mistake ----------------------------------------------------------------


MISTAKES = [
    ("actors.yaml", "kind: state", "kind: land", "unknown-choice actors.0.kind"),
    ("actors.yaml", "id: norland", "Id: norland", "unknown-field actors.0.Id"),
    ("actors.yaml", "id: norland\n    name", "name", "missing-field actors.0.id"),
    ("actors.yaml", "id: norland", "id: Norland", "bad-id actors.0.id"),
    ("actors.yaml", "id: norland", "id: ''", "bad-id actors.0.id"),
    ("actors.yaml", "id: norland", "id: [norland]", "wrong-type actors.0.id"),
    ("actors.yaml", "id: norland", "id: &a norland", "yaml-alias actors.0.id"),
    ("actors.yaml", "id: norland", 'id: "norland\\u202e"', "forbidden-character actors.0.id"),
    ("actors.yaml", "name: Norland", "name: *n", "yaml-alias actors.0.name"),
    ("actors.yaml", "kind: state", "<<: {kind: state}", "yaml-merge-key actors.0"),
    ("actors.yaml", "actors:", "actors: &a", "yaml-alias actors"),
    ("actors.yaml", "actors:", "actor:", "unknown-field actor"),
    ("actors.yaml", "\n  - id: gazette", "---\n  - id: gazette", "several-documents "),
    ("topics.yaml", "id: joint-patrols", "id: Joint Patrols", "bad-id topics.1.id"),
    ("topics.yaml", "label: joint", "Label: joint", "unknown-field topics.1.Label"),
    ("topics.yaml", "\n  - id: joint", "\ntopics:\n  - id: joint", "duplicate-key topics"),
    (CLAIMS, "claims:", "claim:", "unknown-field claim"),
    (CLAIMS, "skipped:", "skiped:", "unknown-field skiped"),
    (CLAIMS, "claims:", "claims: [", "yaml-syntax claims.0"),
    (CLAIMS, "topic: joint-patrols", "topic: *t", "yaml-alias claims.2.topic"),
    (CLAIMS, "quote: Sudmark refuses", "quote: Sudmark refused", "quote-not-found claims.1.quote"),
    (CLAIMS, "quote: It was", "quote: It were", "quote-not-found skipped.0.quote"),
    (CLAIMS, "not accept the charge", "not accept it\n    note: ''", "bad-value claims.1.note"),
    (CLAIMS, "accept the charge", "accept the charge\n    note:", "bad-value claims.1.note"),
    (CLAIMS, "period: 2019", "period: 201", "bad-period claims.0.period"),
    (CLAIMS, "quote: Sudmark", "quote: Sud\u202emark", "forbidden-character claims.1.quote"),
    (CLAIMS, "quote: Sudmark refuses to pay it.", "quote: ''", "bad-value claims.1.quote"),
    (CLAIMS, "\n    quote: Sudmark refuses to pay it.", "", "missing-field claims.1.quote"),
    (CLAIMS, "quote: Sudmark refuses to pay it.", "quote: *q", "yaml-alias claims.1.quote"),
    (f"{SOURCE}/source.yaml", "published: 2024-05-02", "published: 2024-05", "bad-date published"),
]


@pytest.mark.parametrize(("path", "old", "new", "fault"), MISTAKES)
def test_one_mistake_is_one_fault(
    path: str, old: str, new: str, fault: str, tmp_path: Path
) -> None:
    assert rules_and_routes(
        validate(write_edited(tmp_path, {path: base_text(path, (old, new))}))
    ) == [fault]


@pytest.mark.parametrize("unseen", ["\u200e", "\x92", "\ufeff", "\u200b", "\xad", "\x1b"])
@pytest.mark.parametrize("place", ["Sudmark ref", "Sudmark", "", "Sudmark refuses to pay it."])
def test_what_cannot_be_seen_in_a_text_is_no_fault_of_its_quotes(
    unseen: str, place: str, tmp_path: Path
) -> None:
    content = base_text(TEXT).replace(
        place or "Sudmark", f"{place}{unseen}{'' if place else 'Sudmark'}"
    )
    source = base_text(f"{SOURCE}/source.yaml")
    source = "".join(
        line for line in source.splitlines(keepends=True) if not line.startswith("sha256")
    )
    edits = {TEXT: content, f"{SOURCE}/source.yaml": source}
    assert rules_and_routes(validate(write_edited(tmp_path, edits))) == []


def test_a_folder_whose_name_is_misspelt_is_a_stray(tmp_path: Path) -> None:
    (write_base(tmp_path) / "source").mkdir()
    (tmp_path / "docs").mkdir()
    assert [d.location.path for d in validate(tmp_path).diagnostics] == ["source"]


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_of_an_unfinished_merge_neither_side_is_read(ends: str, tmp_path: Path) -> None:
    ours = "<<<<<<< HEAD\n    stance: oppose\n=======\n    stance: for\n>>>>>>> other\n"
    claims = base_text(CLAIMS, ("    stance: oppose\n", ours)).replace("\n", ends)
    root = write_edited(tmp_path, {CLAIMS: claims})
    (fault,) = validate(root).diagnostics
    assert (fault.rule.name, fault.location.line, fault.location.column) == ("yaml-syntax", 13, 1)
    assert "unfinished merge" in fault.message
    assert not read(root).kb.claims


def test_a_screen_is_not_overrun(tmp_path: Path) -> None:
    long = "A word and another. " * 40
    edits = {TEXT: base_text(TEXT) + f"\n{long}Sudmark has one harbour.\n"}
    quote = "quote: Sudmark has two harbours."
    edits[CLAIMS] = base_text(CLAIMS, ("quote: Sudmark refuses to pay it.", quote))
    screen = Output(terminal=True, colour=False, width=80, unicode=True)
    shown = render_report(
        [Fixed(validate(write_edited(tmp_path, edits)))], ReportFormat.FULL, screen
    )
    assert "harbour" in shown
    lines = [line for line in shown.split("\n") if str(tmp_path) not in line]
    assert max(map(len, lines)) <= 80


def test_a_fault_of_the_bytes_hides_no_other(tmp_path: Path) -> None:
    summary = "summary: Norland charges passing ships"
    edits = {
        "actors.yaml": base_text("actors.yaml", ("kind: state", "kind: land\n    <<: {}")),
        CLAIMS: base_text(
            CLAIMS, ("stance: support", "stance: for"), (summary, f"{summary}\n    {summary}")
        ),
    }
    assert rules_and_routes(validate(write_edited(tmp_path, edits))) == [
        "unknown-choice actors.0.kind",
        "yaml-merge-key actors.0",
        "unknown-choice claims.0.stance",
        "duplicate-key claims.0.summary",
    ]


@pytest.mark.parametrize(
    "path", ["actors.yaml", "topics.yaml", f"{SOURCE}/source.yaml", CLAIMS, TEXT, "sources"]
)
def test_a_missing_file_is_one_fault(path: str, tmp_path: Path) -> None:
    report = validate(write_edited(tmp_path, {path: None}))
    assert rule_names(report.diagnostics) == ["missing-file"]
    assert report.diagnostics[0].location.path == path


def test_a_demand_is_coded_even_where_its_claim_is_faulty(tmp_path: Path) -> None:
    claims = base_text(
        CLAIMS,
        ("period: 2019/..", "period: 2019/..\n    conditions: [joint-patrols]"),
        ("stance: support\n    period: 2021-03", "stance: for\n    period: 2021-03"),
    )
    report = validate(write_edited(tmp_path, {CLAIMS: claims}))
    assert rules_and_routes(report) == ["unknown-choice claims.2.stance"]


def test_a_link_out_of_the_knowledge_base_is_one_fault(tmp_path: Path) -> None:
    root = write_base(tmp_path / "kb")
    (root / SOURCE).rename(tmp_path / "outside")
    (root / SOURCE).symlink_to(tmp_path / "outside")
    (tmp_path / "outside" / "secret.txt").touch()
    report = validate(root)
    assert [str(fault.location) for fault in report.diagnostics] == [f"{SOURCE}:1:1"]
    assert rule_names(report.diagnostics) == ["escaping-link"]


# --- sound records ----------------------------------------------------------------------


def left(records: tuple[LeftOut, ...]) -> list[tuple[str, str | None]]:
    return [(record.kind, record.id) for record in records]


def test_left_out_names_exactly_the_unsound_records(tmp_path: Path) -> None:
    edits = {
        "actors.yaml": base_text(
            "actors.yaml", ("Sudmark\n    kind: state", "Sudmark\n    kind: land")
        ),
        CLAIMS: base_text(CLAIMS, ("topic: joint-patrols", "topic: joint-patrol")),
    }
    kb = read(write_edited(tmp_path, edits)).kb
    assert left(kb.left_out) == [
        ("actor", "sudmark"),
        ("claim", "sudmark-toll"),
        ("claim", "norland-patrols"),
    ]
    assert [record.reason for record in kb.left_out[1:]] == [
        "its actor sudmark is faulty",
        "its topic joint-patrol is unknown",
    ]
    assert list(kb.actors) == ["norland", "gazette"]
    assert list(kb.claims) == ["norland-toll"]
    assert len(kb.skipped) == 1


@pytest.mark.parametrize(
    "name", [name for name in SAMPLE_NAMES if name.startswith(("PKB3", "PKB4", "PKB5", "PKB102"))]
)
def test_checks_of_text_and_sense_take_no_record_away(name: str, tmp_path: Path) -> None:
    kb = read(write_sample(name, tmp_path / "kb")).kb
    assert not kb.left_out
    assert len(kb.claims) >= 3


@pytest.mark.parametrize("name", [name for name in SAMPLE_NAMES if name < "PKB3"])
def test_what_is_left_out_has_a_fault(name: str, tmp_path: Path) -> None:
    root = write_sample(name, tmp_path / "kb")
    loaded = read(root)
    assert loaded.kb.left_out or name.startswith(
        ("PKB003", "PKB004", "PKB010", "PKB102", "PKB113", "PKB213")
    )
    assert all(record.reason for record in loaded.kb.left_out)


def test_warnings_fail_only_when_strict(tmp_path: Path) -> None:
    report = validate(write_sample("PKB306-open-sentence", tmp_path / "kb"))
    assert report.count(Severity.WARNING) == 1
    assert not report.failed()
    assert report.failed(strict=True)


def test_a_quote_that_stands_very_often_is_not_counted_to_the_end(tmp_path: Path) -> None:
    edits = {
        CLAIMS: base_text(CLAIMS, ("Sudmark refuses to pay it.", "Ships.")),
        TEXT: base_text(TEXT, ("Sudmark refuses to pay it.", "Ships. " * (MAX_PLACES + 1))),
    }
    faults = relative_report(write_edited(tmp_path, edits)).diagnostics
    [repeated] = [fault for fault in faults if fault.rule.name == "quote-repeated"]
    assert repeated.message == f"the quote occurs {MAX_PLACES} times or more in the text"


def test_conflicts_beyond_the_most_are_said_for_each_pair(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("policykb.validation.checks.conflicts.MOST_CONFLICTS", 0)
    report = relative_report(write_sample("PKB407-unacknowledged-conflict", tmp_path))
    found = [fault for fault in report.diagnostics if "not listed" in fault.message]
    assert len(found) == 1
    assert found[0].rule.name == "unacknowledged-conflict"

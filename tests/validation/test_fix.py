"""``validate --fix`` and ``--diff``: what they fix, and what they leave alone."""

import hashlib
import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from policykb.diagnostics import PolicyKBError
from policykb.diagnostics.catalogue import RULES
from policykb.text.files import write_file
from policykb.validation.fix import fix
from policykb.validation.report import validate
from policykb.yaml.document import Document
from policykb.yaml.parser import parse_document
from tests.support.repositories import git, repository
from tests.support.rule_samples import CLAIMS, SOURCE, TEXT, base_text, write_edited, write_sample
from tests.support.running import run

SUM = hashlib.sha256(base_text(TEXT).encode()).hexdigest()
TYPOGRAPHIC = ("Sudmark refuses to pay it.", "Sudmark refuses to pay “it”.")

# The file, what is made wrong in it, and the rule that this breaks: all of it is fixed.
FIXED = [
    (CLAIMS, "actor: norland", "actor: norlund", "unknown-actor"),
    (CLAIMS, "actor: norland", "actor: NORLAND", "unknown-actor"),
    (CLAIMS, "actor: norland", "actor: NL", "unknown-actor"),
    (CLAIMS, "actor: norland", "actor: The Strait Gazette", "unknown-actor"),
    (CLAIMS, "actor: norland", "actor: 'norlandd' # sic", "unknown-actor"),
    (CLAIMS, "topic: joint-patrols", "topic: joint_patrols", "unknown-topic"),
    (CLAIMS, "topic: joint-patrols", "topic: joint-patroles", "unknown-topic"),
    (CLAIMS, "topic: joint-patrols", "topic: Joint patrols", "unknown-topic"),
    (CLAIMS, "period: 2021-03/..", "period: 2021-03/..\n    target: sudmrak", "unknown-target"),
    (CLAIMS, "period: 2021-03/..", "period: 2021-03/..\n    said_by: [gazete]", "unknown-said-by"),
    (
        CLAIMS,
        "period: 2021-03/..",
        "period: 2021-03/..\n    disputed_by:\n      - gazete",
        "unknown-disputed-by",
    ),
    (CLAIMS, "stance: oppose", "stance: opose", "unknown-choice"),
    (CLAIMS, "stance: oppose", "stance: oppsoe", "unknown-choice"),
    (CLAIMS, "stance: oppose", "stance: oppoes", "unknown-choice"),
    (CLAIMS, "stance: oppose", "stance: Oppose", "unknown-choice"),
    (CLAIMS, "stance: oppose", "stanze: oppose", "unknown-field"),
    (CLAIMS, "summary: Sudmark", "Summary: Sudmark", "unknown-field"),
    (CLAIMS, "strait since 2019.", "strait, since 2019.", "quote-not-found"),
    (CLAIMS, "strait since 2019.", "straits since 2019", "quote-not-found"),
    (CLAIMS, "windy spring", "windy  sprung", "quote-not-found"),
    (
        CLAIMS,
        "id: sudmark-toll\n    actor: sudmark",
        "actor: sudmark # A\n    # I\n    id: sudmark-toll",
        "key-order",
    ),
    (f"{SOURCE}/source.yaml", "author: gazette", "author: gazete", "unknown-author"),
    (f"{SOURCE}/source.yaml", "author: gazette", f"author: gazette\nsha256: {SUM[::-1]}",
     "checksum-mismatch"),
    ("topics.yaml", "id: strait-toll\n    label: a toll in the strait",
     "label: a toll in the strait\n    id: strait-toll",
     "key-order"),
    ("actors.yaml", "kind: organization", "kind: organisation", "unknown-choice"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "old", "new", "rule"), FIXED)
def test_what_is_fixed(path: str, old: str, new: str, rule: str, tmp_path: Path) -> None:
    root = write_edited(tmp_path, {path: base_text(path, (old, new))})
    assert {fault.rule.name for fault in validate(root).diagnostics} == {rule}
    before = (root / path).read_text(encoding="utf-8").split("\n")
    ran = run("validate", "--fix", cwd=root)
    after = (root / path).read_text(encoding="utf-8").split("\n")
    assert (ran.code, ran.out) == (0, "")
    assert "fixed 1 fault; no faults" in ran.err
    assert not validate(root).diagnostics
    if rule == "key-order":
        assert sorted(line.strip(" -") for line in before) == sorted(
            line.strip(" -") for line in after
        )
    else:  # one line has changed
        assert sum(one != other for one, other in zip(before, after, strict=True)) == 1


def test_a_quote_takes_the_marks_of_the_text(tmp_path: Path) -> None:
    straight = ("refuses to pay it.", 'refuses to pay "it".')
    root = write_edited(
        tmp_path, {TEXT: base_text(TEXT, TYPOGRAPHIC), CLAIMS: base_text(CLAIMS, straight)}
    )
    assert [f.rule.name for f in validate(root).diagnostics] == ["inexact-quote"]
    run("validate", "--fix", cwd=root)
    assert "    quote: Sudmark refuses to pay “it”.\n" in (root / CLAIMS).read_text("utf-8")
    assert not validate(root).diagnostics


LEFT = [
    (CLAIMS, "actor: norland", "actor: fishers"),  # nothing near
    (CLAIMS, "actor: norland", "actor: borland"),  # another first letter
    (CLAIMS, "actor: norland", "actor: norlund-2"),  # more than a letter
    (CLAIMS, "topic: joint-patrols", "topic: patrols"),
    (CLAIMS, "stance: oppose", "stance: against"),
    (CLAIMS, "stance: oppose", "stance: oppose\n    stanze: oppose"),  # it is there already
    (CLAIMS, "all ships in the strait since 2019", "a fee on boats since 2019"),
    (CLAIMS, "period: 2019/..", "period: 2019-13/.."),
]


@pytest.mark.parametrize(("path", "old", "new"), LEFT)
def test_what_is_left_to_people(path: str, old: str, new: str, tmp_path: Path) -> None:
    root = write_edited(tmp_path, {path: base_text(path, (old, new))})
    fixed = fix(root)
    assert not fixed.files
    assert fixed.report.diagnostics


NEAR = [
    ("iran-deal-2015", "iran-deal-2018"),
    ("resolution-2231", "resolution-2131"),
    ("petition-13409", "petition-13509"),
    ("arms-imports", "arms-exports"),
    ("georgia-us", "georgia-uk"),
    ("non-recognition", "no-recognition"),
    ("talks-with-iran", "talks-with-iraq"),
    ("south-korea", "north-korea"),
    ("dominica", "dominican"),
    ("iran", "iraq"),
    ("us", "ussr"),
]


@pytest.mark.parametrize(("there", "wanted"), NEAR)
def test_another_thing_is_no_slip_of_its_neighbour(there: str, wanted: str, tmp_path: Path) -> None:
    topics = base_text("topics.yaml", ("strait-toll", there))
    changes = [("topic: strait-toll", f"topic: {topic}") for topic in (there, wanted)]
    root = write_edited(tmp_path, {"topics.yaml": topics, CLAIMS: base_text(CLAIMS, *changes)})
    assert not fix(root).files


def test_references_that_agree_are_not_bent_to_a_misspelt_id(tmp_path: Path) -> None:
    edits = {"topics.yaml": base_text("topics.yaml", ("id: strait-toll", "id: straot-toll"))}
    fixed = fix(write_edited(tmp_path, edits))
    assert not fixed.files
    assert "is it misspelt where it is written down?" in fixed.report.diagnostics[0].help


def test_a_comment_that_lets_a_fault_be_keeps_its_value(tmp_path: Path) -> None:
    record = (
        "id: norland-toll\n    actor: norland",
        "actor: nobody # policykb: ignore[PKB201] not coded yet\n    id: norland-toll",
    )
    in_brackets = (
        "  - id: gazette\n    name: The Strait Gazette\n    kind: organization",
        "  - {name: The Strait Gazette, # the name\n     id: gazette, kind: organization}",
    )
    edits = {
        CLAIMS: base_text(CLAIMS, record),
        "actors.yaml": base_text("actors.yaml", in_brackets),
    }
    fixed = fix(write_edited(tmp_path, edits))
    assert not fixed.files
    assert fixed.report.suppressed == 1
    assert not fixed.report.fixable


UNSAFE = [
    (CLAIMS, "actor: norland", "actor: norlund-2"),
    (CLAIMS, "topic: joint-patrols", "topic: joint-patrolling"),
    (CLAIMS, "stance: oppose", "stance: opposed-to"),
    (CLAIMS, "period: 2019/..", "period: March 2019"),
    (CLAIMS, "all ships in the strait since 2019", "all boats in the strait since 2018"),
]


@pytest.mark.parametrize(("path", "old", "new"), UNSAFE)
def test_likely_remedies_are_applied_only_if_asked_for(
    path: str, old: str, new: str, tmp_path: Path
) -> None:
    root = write_edited(tmp_path, {path: base_text(path, (old, new))})
    before = (root / path).read_text(encoding="utf-8")
    ran = run("validate", "--fix", cwd=root)
    assert ran.code == 1
    assert "1 with --fix --unsafe-fixes" in ran.err
    assert (root / path).read_text(encoding="utf-8") == before
    assert json.loads(run("validate", "-f", "json", cwd=root).out)["unsafe_fixable"] == 1
    shown = run("validate", "--diff", "--unsafe-fixes", cwd=root)
    assert shown.out
    assert (root / path).read_text(encoding="utf-8") == before
    ran = run("validate", "--fix", "--unsafe-fixes", cwd=root)
    assert "fixed 1 fault" in ran.err
    assert new not in (root / path).read_text(encoding="utf-8")


def test_cached_report_has_the_same_unsafe_fixes(tmp_path: Path) -> None:
    edits = {CLAIMS: base_text(CLAIMS, ("actor: norland", "actor: norlund-2"))}
    root = write_edited(tmp_path, edits)
    first, second = (validate(root, cached=True) for _ in range(2))
    assert first.diagnostics == second.diagnostics == validate(root).diagnostics
    assert first.unsafe_fixable == 1


def test_unsafe_fix_takes_none_of_two_that_are_near(tmp_path: Path) -> None:
    actors = base_text("actors.yaml") + "\n  - id: norlant\n    name: Norlant\n    kind: state\n"
    edits = {"actors.yaml": actors, CLAIMS: base_text(CLAIMS, ("actor: norland", "actor: norlanx"))}
    assert not fix(write_edited(tmp_path, edits), unsafe=True).files
    twice = base_text(TEXT) + "\nIt was a windy spring. It was a windy spring, too.\n"
    edits = {TEXT: twice, CLAIMS: base_text(CLAIMS, ("a windy spring", "a windy sprung"))}
    assert not fix(write_edited(tmp_path / "twice", edits), unsafe=True).files


def test_of_two_that_are_near_none_is_taken(tmp_path: Path) -> None:
    actors = base_text("actors.yaml") + "\n  - id: norlant\n    name: Norlant\n    kind: state\n"
    edits = {"actors.yaml": actors, CLAIMS: base_text(CLAIMS, ("actor: norland", "actor: norlanx"))}
    assert not fix(write_edited(tmp_path, edits)).files


def test_a_passage_that_stands_twice_is_not_taken(tmp_path: Path) -> None:
    twice = base_text(TEXT) + "\nIt was a windy spring. It was a windy spring, too.\n"
    edits = {TEXT: twice, CLAIMS: base_text(CLAIMS, ("a windy spring", "a windy sprung"))}
    report = fix(write_edited(tmp_path, edits)).report
    assert "quote-not-found" in {fault.rule.name for fault in report.diagnostics}


@pytest.mark.parametrize(
    "edits",
    [
        {CLAIMS: base_text(CLAIMS, ("Sudmark refuses to pay it.", "Something that is nowhere."))},
        {CLAIMS: base_text(CLAIMS, ("windy spring", "windy sprung"))},
        {CLAIMS: "claims: []\n"},
        {TEXT: base_text(TEXT) + "\nThe harbour master denied it.\n"},
        {TEXT: base_text(TEXT, ("has levied", "has not levied"))},
        {TEXT: base_text(TEXT).replace("\n", "\r\n")},
    ],
    ids=["no quote", "a slip", "no claims", "another sentence", "another word", "line ends"],
)
def test_a_changed_text_is_not_sealed_anew(edits: Mapping[str, str], tmp_path: Path) -> None:
    sealed = SUM if TEXT in edits else SUM[::-1]
    source = base_text(f"{SOURCE}/source.yaml") + f"sha256: {sealed}\n"
    fixed = fix(write_edited(tmp_path, {f"{SOURCE}/source.yaml": source, **edits}))
    assert not fixed.files
    assert "checksum-mismatch" in {fault.rule.name for fault in fixed.report.diagnostics}


def test_one_fix_uncovers_the_next(tmp_path: Path) -> None:
    changes = (
        "id: norland-toll\n    actor: norland",
        "actor: norlund\n    stanze: support\n    id: norland-toll",
    )
    root = write_edited(
        tmp_path, {CLAIMS: base_text(CLAIMS, changes, ("    stance: support\n", ""))}
    )
    fixed = fix(root)
    assert (len(fixed.applied), fixed.report.diagnostics) == (3, ())
    assert (root / CLAIMS).read_text("utf-8") == fixed.files[CLAIMS][0]  # nothing is written yet
    assert not fixed.write()
    assert (root / CLAIMS).read_text("utf-8") == fixed.files[CLAIMS][1]


def test_only_rules_marked_so_have_fixes_and_each_has_one(tmp_path: Path) -> None:
    fixable = set()
    for rule in RULES:
        root = write_sample(f"{rule.code}-{rule.name}", tmp_path / rule.code)
        fixable |= {f.rule.name for f in validate(root).diagnostics if f.fix is not None}
    assert fixable <= {rule.name for rule in RULES if rule.fixable}
    # Those of which no sample can be fixed, as a slip in all samples would be dull.
    assert {rule.name for rule in RULES if rule.fixable} - fixable <= {
        rule for *_, rule in FIXED
    } | {"unknown-relative-to", "unknown-condition", "unknown-contradicts"}


# --- files --------------------------------------------------------------------------------

SLIP = ("actor: norland", "actor: norlund")


def bom(text: str) -> bytes:
    return b"\xef\xbb\xbf" + text.encode()


@pytest.mark.parametrize("spelt", [lambda t: t.replace("\n", "\r\n").encode(), bom])
def test_line_ends_and_marks_stay(spelt: Callable[[str], bytes], tmp_path: Path) -> None:
    root = write_edited(tmp_path, {CLAIMS: spelt(base_text(CLAIMS, SLIP))})
    run("validate", "--fix", cwd=root)
    assert (root / CLAIMS).read_bytes() == spelt(base_text(CLAIMS))


def test_a_file_keeps_its_mode(tmp_path: Path) -> None:
    root = write_edited(tmp_path, {CLAIMS: base_text(CLAIMS, SLIP)})
    (root / CLAIMS).chmod(0o640)
    run("validate", "--fix", cwd=root)
    assert (root / CLAIMS).stat().st_mode & 0o777 == 0o640


def test_what_lies_outside_is_never_written(tmp_path: Path) -> None:
    root = write_edited(tmp_path / "kb", {CLAIMS: None})
    outside = tmp_path / "claims.yaml"
    outside.write_text(base_text(CLAIMS, SLIP), encoding="utf-8")
    (root / CLAIMS).symlink_to(outside)
    ran = run("validate", "--fix", cwd=root)
    assert "PKB002" in ran.out
    assert outside.read_text(encoding="utf-8") == base_text(CLAIMS, SLIP)


def test_a_link_inside_stays_one(tmp_path: Path) -> None:
    root = write_edited(tmp_path / "kb", {CLAIMS: None, "drafts.txt": base_text(CLAIMS, SLIP)})
    (root / CLAIMS).symlink_to("../../drafts.txt")
    run("validate", "--fix", cwd=root)
    assert (root / CLAIMS).is_symlink()
    assert (root / "drafts.txt").read_text(encoding="utf-8") == base_text(CLAIMS)


def test_a_file_that_changed_meanwhile_is_left_alone(tmp_path: Path) -> None:
    root = write_edited(tmp_path, {CLAIMS: base_text(CLAIMS, SLIP)})
    fixed = fix(root)
    (root / CLAIMS).write_text("claims: []\n", encoding="utf-8")
    (error,) = fixed.write().values()
    assert "changed in the meantime" in error.message
    assert (root / CLAIMS).read_text(encoding="utf-8") == "claims: []\n"


def test_a_file_with_something_hidden_is_left_to_people(tmp_path: Path) -> None:
    hidden = base_text(CLAIMS, SLIP) + "# \u202e\n"
    root = write_edited(tmp_path, {CLAIMS: hidden})
    assert run("validate", "--fix", cwd=root).code == 1
    assert (root / CLAIMS).read_text(encoding="utf-8") == hidden


# --- what is asked for --------------------------------------------------------------------


def test_a_diff_shows_the_fixes_and_makes_none(tmp_path: Path) -> None:
    text = base_text(CLAIMS, SLIP, ("stance: oppose", "stance: against"))
    root = write_edited(tmp_path, {CLAIMS: text})
    ran = run("validate", "--diff", cwd=root)
    assert ran.code == 1
    assert ran.out.startswith(f"--- a/{CLAIMS}\n+++ b/{CLAIMS}\n@@ ")
    assert "\n-    actor: norlund\n+    actor: norland\n" in ran.out
    assert "--fix would fix 1 fault; 1 error in 1 file" in ran.err
    assert (root / CLAIMS).read_text(encoding="utf-8") == text


def test_a_diff_of_nothing_is_empty(tmp_path: Path) -> None:
    ran = run("validate", "--diff", cwd=write_edited(tmp_path, {}))
    assert (ran.code, ran.out) == (0, "")
    assert run("validate", "--diff", "-f", "json", cwd=tmp_path).code == 2


def test_only_what_is_reported_is_fixed(tmp_path: Path) -> None:
    note = "actor: norlund # policykb: ignore[unknown-actor] not ours"
    text = base_text(CLAIMS, (SLIP[0], note), ("topic: joint-patrols", "topic: joint-patrol"))
    root = write_edited(tmp_path, {CLAIMS: text})
    assert run("validate", "--fix", "--ignore", "unknown-topic", cwd=root).code == 0
    assert run("validate", "--fix", "actors.yaml", cwd=root).code == 0
    assert (root / CLAIMS).read_text(encoding="utf-8") == text
    run("validate", "--fix", cwd=root)
    fixed = base_text(CLAIMS, (SLIP[0], note))
    assert (root / CLAIMS).read_text(encoding="utf-8") == fixed


def test_what_was_fixed_is_told_one_by_one(tmp_path: Path) -> None:
    text = base_text(CLAIMS, SLIP, ("stance: oppose", "stanze: oppose"), ("windy", "wyndy"))
    root = write_edited(tmp_path, {CLAIMS: text})
    told = json.loads(run("validate", "--fix", "-f", "json", cwd=root).out)
    assert [(one["code"], one["location"]["line"], one["became"]) for one in told["fixes"]] == [
        ("PKB201", 3, "norland"),
        ("PKB104", 13, "stance"),
        ("PKB301", 28, "It was a windy spring."),
    ]
    (root / CLAIMS).write_text(text, encoding="utf-8")
    ran = run("validate", "--fix", cwd=root)
    said = f'fixed {CLAIMS}:3:12: PKB201 unknown-actor: "norlund" is now "norland"\n'
    assert said in ran.err


def test_a_file_that_cannot_be_written_leaves_the_report_true(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edits = {
        CLAIMS: base_text(CLAIMS, SLIP),
        "actors.yaml": base_text("actors.yaml", ("kind: state", "kind: State")),
    }
    root = write_edited(tmp_path, edits)

    def refuse(path: Path, text: str) -> None:
        if path.name == "claims.yaml":
            raise PolicyKBError(f"cannot write {path}: Read-only file system")
        write_file(path, text)

    monkeypatch.setattr("policykb.text.files.write_file", refuse)
    ran = run("validate", "--fix", cwd=root)
    assert ran.code == 2
    assert "PKB201" in ran.out
    assert "PKB107" not in ran.out
    assert "Read-only file system" in ran.err
    assert "fixed actors.yaml:" in ran.err
    assert "fixed sources" not in ran.err
    assert "help: Make its folder writable and run the command again." in ran.err


def test_a_diff_is_a_patch_whatever_the_line_ends(tmp_path: Path) -> None:
    for number, spelt in enumerate((str.encode, lambda t: t.replace("\n", "\r\n").encode(), bom)):
        root = write_edited(tmp_path / str(number), {CLAIMS: spelt(base_text(CLAIMS, SLIP))})
        repository(root)
        run("validate", "--diff", "-o", "../fix.patch", cwd=root)
        git(root, "apply", "--whitespace=nowarn", "../fix.patch")
        assert (root / CLAIMS).read_bytes() == spelt(base_text(CLAIMS))


def test_fixes_are_tried_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    many = base_text(CLAIMS, ("skipped:", "_:")).partition("_:")[0]
    claim = "  - id: c{}\n    topic: strait-toll\n    actor: norland\n"
    text = many + "".join(claim.format(number) for number in range(60))
    root = write_edited(tmp_path, {CLAIMS: text.replace("skipped:", "")})
    parsed = []

    def counted(data: bytes, path: str) -> Document:
        parsed.append(path)
        return parse_document(data, path)

    monkeypatch.setattr("policykb.yaml.patch.parse_document", counted)
    report = validate(root)
    assert report.fixable == 60
    assert len(parsed) < 5
    for format_ in ("json", "sarif"):
        assert run("validate", "-f", format_, cwd=root).code == 1
    assert len(parsed) < 20

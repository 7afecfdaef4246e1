"""The cases that policykb is compared with its peers on: sound, and on the page."""

import re
from pathlib import Path

import pytest

from policykb.diagnostics.catalogue import RULES
from tests.peers.cases import GROUPS, Case, cases
from tests.peers.judging import Finding, Judgement, Outcome, judge
from tests.peers.recfile import NotConvertedError, convert
from tests.support.rule_samples import relative_report
from tests.support.running import ROOT

CASES = cases()
PAGE = (ROOT / "docs" / "peers.md").read_text("utf-8")


def judged(case: Case, root: Path) -> Judgement:
    findings = [
        Finding(
            fault.location.path,
            f"{fault.message} {fault.help}",
            fault.location.line,
            fault.location.column,
        )
        for fault in relative_report(case.write(root)).diagnostics
    ]
    return judge(case, Outcome(findings))


# A fault in each of many files is a test of its own: tests/properties/test_hostile.py.
QUICK = [case for case in CASES if case.name != "thousand-files"]


@pytest.mark.sampled
@pytest.mark.parametrize("case", QUICK, ids=lambda case: case.name)
def test_policykb_locates_and_explains_every_fault(case: Case, tmp_path: Path) -> None:
    judgement = judged(case, tmp_path / "kb")
    found = not case.missed
    assert (judgement.found, judgement.line, judgement.column) == (found, found, found)
    assert judgement.advice == (found and not case.unadvised)


def test_there_are_cases_of_every_group_and_each_stands_once() -> None:
    assert {case.group for case in CASES} == set(GROUPS)
    assert len({case.name for case in CASES}) == len(CASES)


def test_the_sample_of_every_rule_is_a_case() -> None:
    assert {f"{rule.code}-{rule.name}" for rule in RULES} <= {case.name for case in CASES}


def test_page_lists_exactly_the_cases() -> None:
    table = PAGE.partition("\n## All cases\n")[2]
    assert re.findall(r"^\| (\S+) \|", table, re.MULTILINE)[1:] == [case.name for case in CASES]


def test_page_gives_the_results_of_policykb() -> None:
    faulty = [case for case in CASES if case.faults]
    found = sum(not case.missed for case in faulty)
    advised = sum(not (case.missed or case.unadvised) for case in faulty)
    assert f"\n| policykb | {found} | {found} | {found} | {advised} | " in PAGE


# --- how findings are judged ------------------------------------------------------------

TYPO = next(case for case in CASES if case.name == "letters-swapped")
HERE = TYPO.faults[0].places[0]
RENAMED = next(case for case in CASES if case.name == "topic-renamed")
SOUND = next(case for case in CASES if not case.faults)


@pytest.mark.parametrize(
    ("finding", "expected"),
    [
        (
            Finding(*HERE[:1], "sudmrak? sudmark!", *HERE[1:]),
            Judgement(found=True, line=True, column=True, advice=True, by_products=0),
        ),
        (
            Finding(HERE.path, "sudmrak is not sudmarks", HERE.line, 1),
            Judgement(found=True, line=True, column=False, advice=False, by_products=0),
        ),
        (
            Finding(HERE.path, "'sudmrak' is not one of ['norland', 'sudmark']"),
            Judgement(found=True, line=False, column=False, advice=True, by_products=0),
        ),
        (
            Finding(HERE.path, "line too long", HERE.line, HERE.column),
            Judgement(found=False, line=False, column=False, advice=False, by_products=1),
        ),
        (
            Finding("topics.yaml", "sudmrak", HERE.line, HERE.column),
            Judgement(found=False, line=False, column=False, advice=False, by_products=1),
        ),
    ],
)
def test_finding_counts_only_for_its_fault_and_place(finding: Finding, expected: Judgement) -> None:
    assert judge(TYPO, Outcome([finding])) == expected


def test_each_of_similar_faults_needs_a_finding() -> None:
    first, second = (
        Finding(place.path, "strait-toll?", place.line, place.column)
        for place in (fault.places[0] for fault in RENAMED.faults)
    )
    assert not judge(RENAMED, Outcome([first])).found
    assert not judge(RENAMED, Outcome([first, first])).line
    assert judge(RENAMED, Outcome([first, second])).column


@pytest.mark.parametrize(
    ("outcome", "quiet"),
    [
        (Outcome(), True),
        (Outcome([Finding("topics.yaml", "odd")]), False),
        (Outcome(crash="ValueError"), False),
    ],
)
def test_a_sound_case_is_to_be_left_alone(outcome: Outcome, *, quiet: bool) -> None:
    assert judge(SOUND, outcome).found is quiet


# --- records ----------------------------------------------------------------------------


def test_lines_of_a_record_file_name_their_origin(tmp_path: Path) -> None:
    root = TYPO.write(tmp_path / "kb")
    made = convert(root)
    (number,) = (n for n, line in enumerate(made.lines, 1) if line == "actor: sudmrak")
    assert (made.origins[number].path, made.origins[number].line) == HERE[:2]
    assert "%typedef: ActorId enum norland sudmark gazette" in made.lines


def test_invalid_yaml_is_not_converted(tmp_path: Path) -> None:
    tab = next(case for case in CASES if case.name == "tab")
    with pytest.raises(NotConvertedError, match=r"claims\.yaml is no readable YAML"):
        convert(tab.write(tmp_path / "kb"))

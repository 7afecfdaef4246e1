"""Each rule has an example, and the example is true of the rule's sample in tests/rules."""

import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from policykb.diagnostics.catalogue import RULES
from policykb.diagnostics.examples import LISTING, examples
from policykb.render import Format, Output, render
from policykb.validation.report import validate
from policykb.views.rules import rules_view
from tests.scripts import rules_page
from tests.support import markup
from tests.support.rule_samples import write_sample

BY_CODE = {rule.code: rule for rule in RULES}
FILES = {"actors.yaml", "claims.yaml", "kb.yaml", "source.yaml", "text.txt", "topics.yaml"}

NOT_TRIED: Mapping[str, str] = {
    "PKB001": "a folder in place of a file is no text",
    "PKB002": "a link is no text",
    "PKB003": "the file is too large to be shown",
    "PKB004": "bytes that are not UTF-8 cannot stand in examples.toml",
    "PKB013": "nesting that deep is longer than a line",
    "PKB101": "a file that is not there is no text",
    "PKB102": "the name of a file is no text",
    "PKB103": "the name of a folder is no text",
}
"""Rules whose examples only describe the fault, with the reason."""


def test_every_rule_has_an_example_and_nothing_else_has() -> None:
    lacking = [f"{rule.code} {rule.name}" for rule in RULES if rule.code not in examples()]
    assert not lacking, (
        "add `wrong` and `right` to src/policykb/diagnostics/examples.toml for these"
    )
    assert list(examples()) == list(BY_CODE), "the examples stand in the order of the rules"


@pytest.mark.parametrize("code", examples())
def test_an_example_is_short_and_names_its_file(code: str) -> None:
    shown = examples()[code]
    assert shown.file in FILES | {LISTING}
    assert shown.wrong != shown.right
    for snippet in (shown.wrong, shown.right):
        assert snippet.strip("\n") == snippet
        lines = snippet.split("\n")
        assert 1 <= len(lines) <= 9
        # What a table of 80 columns shows without breaking a line.
        assert max(map(len, lines)) <= 76


@pytest.mark.sampled
@pytest.mark.parametrize("code", [code for code in examples() if code not in NOT_TRIED])
def test_wrong_is_in_the_sample_and_right_corrects_it(code: str, tmp_path: Path) -> None:
    shown = examples()[code]
    root = write_sample(rules_page.folder(BY_CODE[code]).name, tmp_path / "kb")
    (file,) = root.rglob(shown.file)
    text = f"\n{file.read_text(encoding='utf-8')}"
    wrong = f"\n{shown.wrong}\n"
    assert text.count(wrong) == 1, f"`wrong` does not stand in {file.name} of the sample once"

    before = faults(root)
    file.write_text(text.replace(wrong, f"\n{shown.right}\n")[1:], encoding="utf-8")
    after = faults(root)
    assert not after - before, "`right` makes a new fault"
    assert before - after, "`right` takes no fault away"
    assert {found for found, _ in before - after} == {code}


@pytest.mark.sampled
@pytest.mark.parametrize("code", [code for code in examples() if code not in NOT_TRIED])
def test_the_page_of_rules_reports_the_fault_of_the_example(code: str) -> None:
    section = rules_page.page().split(f"\n## {code} ", 1)[1].split("\n## ", 1)[0]
    report = section.split("**Report**:")[1]
    assert f"[{code} " in report
    place = re.search(r"^ *--> (.*):\d+:\d+$", report, re.MULTILINE)
    first = re.search(r"^ *\d+ \| (.*)$", report, re.MULTILINE)
    if code == "PKB306":  # a sentence that claims pass over stands in the text
        assert place
        assert place[1].endswith("/text.txt")
    else:
        assert place
        assert Path(place[1]).name == examples()[code].file
        assert first is None or first[1] in examples()[code].wrong.split("\n")


def faults(root: Path) -> Counter[tuple[str, str]]:
    """Return codes and messages, without locations, which move with the lines."""
    return Counter((fault.rule.code, fault.message) for fault in validate(root).diagnostics)


def test_examples_that_are_not_tried_are_not_in_their_samples() -> None:
    for code in NOT_TRIED:
        kept = rules_page.folder(BY_CODE[code]) / "kb"
        assert not [*kept.rglob(examples()[code].file)], "this one can be tried"


# --- as it is printed --------------------------------------------------------------------


@pytest.mark.sampled
@pytest.mark.parametrize("code", examples())
def test_a_rule_is_printed_with_its_example(code: str) -> None:
    rule, shown = BY_CODE[code], examples()[code]
    view = rules_view([rule], whole=True)
    screen = Output(terminal=True, colour=False, width=80, unicode=True)
    table = render(view, Format.TABLE, screen)
    assert table.startswith(f"{code} {rule.name}\n")
    assert f"\nRight\n{shown.right}\n" in table
    assert f"\n{shown.wrong}\n\nRight\n" in table
    assert max(map(len, table.split("\n"))) <= 80
    tokens = MarkdownIt().parse(render(view, Format.MARKDOWN, screen))
    blocks = [token.content for token in tokens if token.type == "fence"]
    page = markup.parse(render(view, Format.HTML, screen))
    assert blocks == [f"{shown.wrong}\n", f"{shown.right}\n"]
    assert [element.text for element in page.of("code")] == blocks


def test_a_list_takes_a_line_for_each_rule_where_there_is_room() -> None:
    screen = Output(terminal=True, colour=False, width=200, unicode=True)
    heads, _, *lines = render(rules_view(RULES, whole=False), Format.TABLE, screen).splitlines()
    assert heads.split() == ["Rule", "Severity", "What"]
    for rule, text in zip(RULES, lines, strict=True):
        severity = f"{rule.severity}, fixable" if rule.fixable else str(rule.severity)
        assert re.split(" {2,}", text) == [f"{rule.code} {rule.name}", severity, rule.summary]


def test_every_format_for_programs_holds_all_of_a_rule() -> None:
    view = rules_view(RULES, whole=False)
    assert view.payload["rules"] == [
        {
            "code": rule.code,
            "name": rule.name,
            "severity": rule.severity.value,
            "summary": rule.summary,
            "why": rule.why,
            "remedy": rule.remedy,
            "fixable": rule.fixable,
            "file": examples()[rule.code].file,
            "wrong": examples()[rule.code].wrong,
            "right": examples()[rule.code].right,
        }
        for rule in RULES
    ]
    assert all(len(row) == len(view.fields) for row in view.flat)

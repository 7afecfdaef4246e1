"""Print docs/rules.md: the catalogue of rules, with what each looks like, broken and kept."""

import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from policykb.diagnostics import Rule
from policykb.diagnostics.catalogue import RULES
from policykb.diagnostics.examples import LISTING, examples

SAMPLES = Path(__file__).parents[1] / "rules"

INTRODUCTION = """\
# Rules

What `policykb validate` can report. Errors make it exit with 1, warnings only with
`--strict`. Codes and names are stable: a rule that goes takes its code with it.
`policykb rule CODE` prints one of these in the terminal. Of a *fixable* rule
`policykb validate --fix` fixes the faults whose fix is certain.

The hundreds say what a rule looks at: 0 bytes and YAML, 1 files and fields, 2 references,
3 the source's text, 4 the sense of claims, 5 the whole knowledge base, 6 what is said
about rules.

Each rule comes with an example of what is wrong and of what is right in its place, from a knowledge
base of two invented countries, and with what `validate` says of it: of a folder, or bytes that no
example can show, what it says of a case like it.

This page is generated: `make docs` writes it from `src/policykb/diagnostics/catalogue.py`,
`src/policykb/diagnostics/examples.toml` and the samples in `tests/rules/`.
"""


def folder(rule: Rule) -> Path:
    """The folder with the sample of a rule."""
    return SAMPLES / f"{rule.code}-{rule.name}"


def page() -> str:
    """The whole of docs/rules.md."""
    return "\n".join(
        [INTRODUCTION, *_table(), *(line for rule in RULES for line in _section(rule))]
    )


def _table() -> Iterator[str]:
    yield "| code | name | severity | fixable | summary |"
    yield "|---|---|---|---|---|"
    for rule in RULES:
        summary = rule.summary.replace("|", r"\|")
        fixable = "yes" if rule.fixable else ""
        link = f"[{rule.code}](#{_anchor(rule)})"
        yield f"| {link} | {rule.name} | {rule.severity} | {fixable} | {summary} |"
    yield ""


def _anchor(rule: Rule) -> str:
    return f"{rule.code}-{rule.name}".lower()


def _section(rule: Rule) -> Iterator[str]:
    yield f"## {rule.code} {rule.name}"
    yield ""
    fixable = ", fixable" if rule.fixable else ""
    yield f"{rule.summary} ({rule.severity.capitalize()}{fixable}.)"
    yield ""
    yield f"**Why.** {rule.why}"
    yield ""
    example = examples()[rule.code]
    language = "yaml" if example.file.endswith(".yaml") else "text"
    place = "the folder" if example.file == LISTING else f"`{example.file}`"
    yield f"**Wrong**, in {place}:"
    yield ""
    yield from _code(language, example.wrong.split("\n"))
    yield "**Right**:"
    yield ""
    yield from _code(language, example.right.split("\n"))
    yield f"**Remedy.** {rule.remedy}"
    yield ""
    yield "**Report**:"
    yield ""
    yield from _code("text", _report(rule))


def _code(language: str, lines: Sequence[str]) -> Iterator[str]:
    yield f"```{language}"
    yield from lines
    yield "```"
    yield ""


def _report(rule: Rule) -> list[str]:
    """The fault that the full report on the rule's sample has within the example; the first, where
    the sample has no such lines or its faults are in other files.
    """
    report = (folder(rule) / "expected-full.txt").read_text(encoding="utf-8")
    faults = report.split("\n\n")[:-1]
    path, lines = _place(rule)
    there = [(line, fault) for fault in faults for line in _lines(fault, path)]
    found = [fault for line, fault in there if line in lines] if there else faults
    return found[0].split("\n")


def _place(rule: Rule) -> tuple[str, range]:
    """The file of a sample that holds what is wrong in the example, and on which lines."""
    example, kept = examples()[rule.code], folder(rule) / "kb"
    for file in kept.rglob(example.file):
        before, wrong, _ = f"\n{file.read_text('utf-8')}".partition(f"\n{example.wrong}\n")
        first = before.count("\n") + 1
        return file.relative_to(kept).as_posix(), range(first, first + wrong.count("\n") - 1)
    return "", range(0)


def _lines(fault: str, path: str) -> list[int]:
    """The line of a fault in a report, if it is in this file."""
    found = re.search(rf"^ *--> {re.escape(path)}:(\d+):\d+$", fault, re.MULTILINE)
    return [int(found[1])] if found else []


def main() -> None:
    """Print the page, in UTF-8 whatever the terminal speaks."""
    sys.stdout.buffer.write(page().encode())


if __name__ == "__main__":
    main()

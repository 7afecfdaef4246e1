"""Print docs/rules.md: the catalogue of rules, with what each looks like when it is broken."""

import sys
from collections.abc import Iterator
from pathlib import Path

from policykb.diagnostics import Rule
from policykb.rules import RULES

SAMPLES = Path(__file__).parent / "diagnostics"

INTRODUCTION = """\
# Rules

What `policykb validate` can report. Errors make it exit with 1, warnings only with
`--strict`. Codes and names are stable: a rule that goes takes its code with it.
`policykb rule CODE` prints one of these in the terminal.

The hundreds say what a rule looks at: 0 bytes and YAML, 1 files and fields, 2 references,
3 the source's text, 4 the sense of claims, 5 the whole knowledge base.

This page is generated: `make docs` writes it from `src/policykb/rules.py` and the samples in
`tests/diagnostics/`.
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
    yield "| code | name | severity | summary |"
    yield "|---|---|---|---|"
    for rule in RULES:
        summary = rule.summary.replace("|", r"\|")
        yield f"| [{rule.code}](#{_anchor(rule)}) | {rule.name} | {rule.severity} | {summary} |"
    yield ""


def _anchor(rule: Rule) -> str:
    return f"{rule.code}-{rule.name}".lower()


def _section(rule: Rule) -> Iterator[str]:
    yield f"## {rule.code} {rule.name}"
    yield ""
    yield f"{rule.summary} ({rule.severity.capitalize()}.)"
    yield ""
    yield f"**Why.** {rule.why}"
    yield ""
    yield f"**Remedy.** {rule.remedy}"
    yield ""
    yield "```text"
    yield from _example(rule)
    yield "```"
    yield ""


def _example(rule: Rule) -> list[str]:
    """The first fault in the full report on the rule's sample."""
    report = (folder(rule) / "expected-full.txt").read_text(encoding="utf-8")
    return report.split("\n\n", 1)[0].split("\n")


def main() -> None:
    """Print the page, in UTF-8 whatever the terminal speaks."""
    sys.stdout.buffer.write(page().encode())


if __name__ == "__main__":
    main()

"""``policykb validate``: report every fault in one pass."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from policykb.cli import options
from policykb.cli.kb_options import RequiredKbOptions
from policykb.cli.parameters import argument, option
from policykb.cli.progress import show_progress
from policykb.cli.session import print_error, print_message, write_answer
from policykb.diagnostics import PolicyKBError
from policykb.diagnostics.settings import Settings
from policykb.frozen import dataclass
from policykb.loading.locate import group_by_root
from policykb.render import Output
from policykb.render.diagnostics.formats import ReportFormat, render_report
from policykb.render.diagnostics.text import applied_fix_lines, summary
from policykb.text.files import relative_to_cwd
from policykb.validation.fix import Fixed, fix, fix_files

FAULTS = "Faults"
"""The section of the help with the options for what to report."""


@dataclass(frozen=True, slots=True)
class ReportOptions:
    """The options for what to report, and what fails."""

    select: Annotated[
        list[str] | None,
        option(
            "--select RULES",
            "Only these rules: codes, names, or the beginning of codes (PKB3,unused-topic).",
            FAULTS,
        ),
    ] = None
    ignore: Annotated[
        list[str] | None,
        option("--ignore RULES", "Not these rules, named in the same way.", FAULTS),
    ] = None
    strict: Annotated[bool | None, option("--strict/--no-strict", "Warnings fail too.", FAULTS)] = (
        None
    )
    exit_zero: Annotated[
        bool | None, option("--exit-zero/--no-exit-zero", "Nothing fails.", FAULTS)
    ] = None
    max_faults: Annotated[
        int | None,
        option(
            "--max-faults N", "Show at most N faults, 0 means all; default: 10,000.", FAULTS, min=0
        ),
    ] = None

    def settings(self) -> Settings:
        """Return the settings of these options."""
        return Settings(
            _split_selectors("--select", self.select),
            _split_selectors("--ignore", self.ignore),
            self.strict,
            self.exit_zero,
            self.max_faults,
        )


@dataclass(frozen=True, slots=True)
class OutputOptions:
    """The options for where to write the report."""

    output: Annotated[
        Path | None,
        option(
            "--output -o FILE",
            "Write to this file; the extension sets the format (.sarif, .json, .txt).",
            options.OUTPUT,
        ),
    ] = None

    @property
    def file(self) -> Path | None:
        """The file to write to; None for standard output."""
        return options.output_path(self.output)


def validate(
    *,
    paths: Annotated[
        list[Path] | None,
        argument(
            "[PATH...]",
            "Report only faults in these: knowledge bases, or folders or files in them.",
        ),
    ] = None,
    report_options: ReportOptions,
    fix_: Annotated[bool, option("--fix", "Fix what can be fixed safely.")] = False,
    unsafe_fixes: Annotated[
        bool,
        option(
            "--unsafe-fixes",
            "With --fix or --diff: also write what was probably meant; review the changes.",
        ),
    ] = False,
    diff: Annotated[
        bool, option("--diff", "Show what --fix would change, and change nothing.")
    ] = False,
    format_: Annotated[
        ReportFormat | None,
        option(
            "--format -f",
            "Output format; default: full on a terminal, github in its Actions, else concise.",
            options.OUTPUT,
        ),
    ] = None,
    output_options: OutputOptions,
    kb_options: RequiredKbOptions,
) -> None:
    """Check the knowledge base; exit 1 if there are faults.

    The whole knowledge base is read, whatever the paths, because records refer to each other.
    """
    from policykb.validation.report import validate as check

    wanted = group_by_root(paths or (), kb_options.kb)
    cached = kb_options.cached
    settings = report_options.settings()
    if diff:
        if format_:
            raise PolicyKBError("--diff prints a diff", "Leave out --format, or --diff.")
        _show_diff(
            [
                fix(root, under, show_progress, settings, unsafe=unsafe_fixes)
                for root, under in wanted.items()
            ],
            output_options,
        )
        return
    chosen = format_ or (ReportFormat.of(output_options.file) if output_options.file else None)
    output = Output.of_file() if output_options.file else Output.of(sys.stdout)
    chosen = chosen or ReportFormat.default(output)
    fixes = [
        fix_files(root, under, show_progress, settings, unsafe=unsafe_fixes, cached=cached)
        if fix_
        else Fixed(check(root, under, show_progress, settings, cached=cached))
        for root, under in wanted.items()
    ]
    write_answer(render_report(fixes, chosen, output), output_options.file)
    for line in applied_fix_lines(fixes):
        print_message(line)
    if output_options.file or not chosen.holds_summary:
        print_message(summary(fixes))
    errors = [error for made in fixes for error in made.errors]
    for error in errors:
        print_error(error)
    if errors or any(fixed.report.failed() for fixed in fixes):
        raise typer.Exit(2 if errors else 1)


def _show_diff(fixes: Sequence[Fixed], output_options: OutputOptions) -> None:
    from policykb.render.unified_diff import patch

    output = Output.of_file() if output_options.file else Output.of(sys.stdout)
    write_answer(
        "".join(
            patch(relative_to_cwd(fixed.report.root, path), before, after, output)
            for fixed in fixes
            for path, (before, after) in sorted(fixed.files.items())
        ),
        output_options.file,
    )
    print_message(summary(fixes, would=True))
    changes = any(fixed.files and not fixed.report.settings.exit_zero for fixed in fixes)
    if changes or any(fixed.report.failed() for fixed in fixes):
        raise typer.Exit(1)


def _split_selectors(option: str, values: Sequence[str] | None) -> tuple[str, ...] | None:
    """Split the values of an option that may be repeated and may hold several selectors."""
    if values is None:
        return None
    words = tuple(word.strip() for value in values for word in value.split(","))
    if not all(words):
        raise PolicyKBError(f"{option} is empty, or part of it is", "Name rules, or leave it out.")
    return words

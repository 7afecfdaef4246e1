"""``policykb validate``: every fault in one pass."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from policykb.cli import options
from policykb.cli.progress import show_progress
from policykb.cli.session import complain, put, say
from policykb.diagnostics import PolicyKBError
from policykb.diagnostics.settings import Settings
from policykb.frozen import dataclass
from policykb.loading.locate import group_by_root
from policykb.render import Output
from policykb.render.diagnostics.formats import ReportFormat, render_report
from policykb.render.diagnostics.text import mended, summary
from policykb.text.files import relative_to_cwd
from policykb.validation.fix import Fixed, fix


@dataclass(frozen=True, slots=True)
class Reporting:
    """What to report, and what fails."""

    select: Annotated[
        list[str] | None,
        typer.Option(
            "--select",
            metavar="RULES",
            help="Only these rules: codes, names, or how codes begin, as in PKB3,unused-topic.",
            show_default=False,
        ),
    ] = None
    ignore: Annotated[
        list[str] | None,
        typer.Option(
            "--ignore", metavar="RULES", help="Not these rules, named alike.", show_default=False
        ),
    ] = None
    strict: Annotated[
        bool | None,
        typer.Option("--strict/--no-strict", help="Warnings fail, too.", show_default=False),
    ] = None
    exit_zero: Annotated[
        bool | None,
        typer.Option("--exit-zero/--no-exit-zero", help="Nothing fails.", show_default=False),
    ] = None
    max_faults: Annotated[
        int | None,
        typer.Option(
            "--max-faults",
            metavar="N",
            min=0,
            help="Show the first N faults, for 0 all of them; by default 10,000.",
            show_default=False,
        ),
    ] = None

    def settings(self) -> Settings:
        """The settings that the options make."""
        return Settings(
            _listed("--select", self.select),
            _listed("--ignore", self.ignore),
            self.strict,
            self.exit_zero,
            self.max_faults,
        )


@dataclass(frozen=True, slots=True)
class Target:
    """Where the report goes."""

    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Write to this file instead; its ending gives the format (.sarif, .json, .txt).",
            show_default=False,
        ),
    ] = None

    @property
    def file(self) -> Path | None:
        """The file to write to; None for standard output, which ``-`` names, too."""
        return options.file_of(self.output)


def validate(
    context: typer.Context,
    *,
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[PATH...]",
            help="Report only what is wrong here: knowledge bases, or folders or files in them.",
            show_default=False,
        ),
    ] = None,
    reporting: Reporting,
    fix_: Annotated[bool, typer.Option("--fix", help="Mend what can be mended safely.")] = False,
    diff: Annotated[
        bool, typer.Option("--diff", help="Show what --fix would change, and change nothing.")
    ] = False,
    format_: Annotated[
        ReportFormat | None,
        typer.Option(
            "--format",
            "-f",
            help="How to print; in full on a terminal, for GitHub in its Actions, else concise.",
            show_default=False,
        ),
    ] = None,
    target: Target,
    where: options.OwnWhere,
) -> None:
    """Check the knowledge base; exit 1 if there are faults.

    All of it is read, whatever the paths: a claim is right or wrong among the others.
    """
    from policykb.validation.report import validate as check

    wanted = group_by_root(paths or (), where.kb or context.obj.kb)
    cached = not (where.no_cache or context.obj.no_cache)
    settings = reporting.settings()
    if diff:
        if format_:
            raise PolicyKBError("--diff prints a diff", "Leave out --format, or --diff.")
        _show_diff(
            [fix(root, under, show_progress, settings) for root, under in wanted.items()], target
        )
        return
    chosen = format_ or (ReportFormat.of(target.file) if target.file else None)
    output = Output.of_file() if target.file else Output.of(sys.stdout)
    chosen = chosen or ReportFormat.default(output)
    fixes: list[Fixed] = []
    errors: list[PolicyKBError] = []
    for root, under in wanted.items():
        if fix_:
            made = fix(root, under, show_progress, settings)
            if failed := made.write():
                errors += failed.values()
                # The report tells of what is there, and of what was mended there.
                report = check(root, under, show_progress, settings, cached=cached)
                told = tuple(m for m in made.mended if m.fault.location.path not in failed)
                made = Fixed(report, told)
        else:
            made = Fixed(check(root, under, show_progress, settings, cached=cached))
        fixes.append(made)
    put(render_report(fixes, chosen, output), target.file)
    for line in mended(fixes):
        say(line)
    if target.file or not chosen.holds_summary:
        say(summary(fixes))
    for error in errors:
        complain(error)
    if errors or any(fixed.report.failed() for fixed in fixes):
        raise typer.Exit(2 if errors else 1)


def _show_diff(fixes: Sequence[Fixed], target: Target) -> None:
    from policykb.render.patch import patch

    output = Output.of_file() if target.file else Output.of(sys.stdout)
    put(
        "".join(
            patch(relative_to_cwd(fixed.report.root, path), before, after, output)
            for fixed in fixes
            for path, (before, after) in sorted(fixed.files.items())
        ),
        target.file,
    )
    say(summary(fixes, would=True))
    changes = any(fixed.files and not fixed.report.settings.exit_zero for fixed in fixes)
    if changes or any(fixed.report.failed() for fixed in fixes):
        raise typer.Exit(1)


def _listed(option: str, values: Sequence[str] | None) -> tuple[str, ...] | None:
    """The selectors of an option that may be repeated, and hold several between commas."""
    if values is None:
        return None
    words = tuple(word.strip() for value in values for word in value.split(","))
    if not all(words):
        raise PolicyKBError(f"{option} is empty, or part of it is", "Name rules, or leave it out.")
    return words

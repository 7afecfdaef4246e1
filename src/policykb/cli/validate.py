"""``policykb validate``: every fault in one pass."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from policykb import validation
from policykb.cli import options
from policykb.cli.progress import watched
from policykb.cli.session import emit, say
from policykb.loading.discovery import by_root
from policykb.render import Output, ReportFormat, render_report
from policykb.render.reports import summary


def validate(
    context: typer.Context,
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[PATH...]",
            help="Report only what is wrong here: knowledge bases, or folders or files in them.",
            show_default=False,
        ),
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Warnings fail, too.")] = False,
    kb: options.Kb = None,
    format_: Annotated[
        ReportFormat | None,
        typer.Option(
            "--format",
            "-f",
            help="How to print; in full on a terminal, concise in a pipe.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Check the knowledge base; exit 1 if there are faults.

    All of it is read, whatever the paths: a claim is right or wrong among the others.
    """
    wanted = by_root(paths or (), kb or context.obj)
    reports = [validation.validate(root, under, watched) for root, under in wanted.items()]
    output = Output.of(sys.stdout)
    text = render_report(reports, format_, output, strict=strict)
    emit(text)
    chosen = format_ or (ReportFormat.FULL if output.terminal else ReportFormat.CONCISE)
    if chosen is ReportFormat.CONCISE:
        say(summary(reports, strict=strict))
    if any(report.failed(strict=strict) for report in reports):
        raise typer.Exit(1)

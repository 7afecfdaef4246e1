"""``policykb validate``: every fault in one pass."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from policykb import validation
from policykb.cli import options
from policykb.cli.progress import watched
from policykb.cli.session import emit, say
from policykb.diagnostics import PolicyKBError
from policykb.loading.discovery import enclosing, required
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
    explicit = kb or context.obj
    wanted: dict[Path, list[Path]] = {}
    if explicit or not paths:
        wanted[required(explicit)] = list(paths or ())
    else:
        for path in paths:
            wanted.setdefault(_root_of(path), []).append(path)
    reports = [validation.validate(root, under, watched) for root, under in wanted.items()]
    output = Output.of(sys.stdout)
    text = render_report(reports, format_, output, strict=strict)
    emit(text)
    chosen = format_ or (ReportFormat.FULL if output.terminal else ReportFormat.CONCISE)
    if chosen is ReportFormat.CONCISE:
        say(summary(reports, strict=strict))
    if any(report.failed(strict=strict) for report in reports):
        raise typer.Exit(1)


def _root_of(path: Path) -> Path:
    """The knowledge base that a path is, holds or lies in."""
    root = enclosing(path)
    if root is None:
        raise PolicyKBError(
            f"no knowledge base at {path}, nor above it",
            "Looked for kb.yaml and kb/kb.yaml; `policykb init DIR` makes a new one.",
        )
    return root

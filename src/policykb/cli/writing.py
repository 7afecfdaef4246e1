"""Shared steps of the commands that write records: make a change, show it, write it, tell of it."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from policykb.cli import options
from policykb.cli.completion import complete_of_kind
from policykb.cli.kb_options import RequiredKbOptions
from policykb.cli.parameters import argument, option
from policykb.cli.progress import show_progress
from policykb.cli.session import print_message, print_text
from policykb.frozen import dataclass
from policykb.render import Output
from policykb.render.escaping import one_line
from policykb.render.json import json_document
from policykb.text.files import relative_to_cwd

if TYPE_CHECKING:
    from pathlib import Path

    from policykb.authoring.changes import AnyChange
    from policykb.authoring.proposal import Added, Finding, Proposal
    from policykb.views.payloads import Json


class WritingFormat(StrEnum):
    """The form in which a command tells what it has written."""

    TEXT = "text"
    JSON = "json"


class RecordKind(StrEnum):
    """The kinds of records that have ids."""

    ACTOR = "actor"
    TOPIC = "topic"
    SOURCE = "source"
    CLAIM = "claim"


Kind = Annotated[RecordKind, argument("KIND", "actor, topic, source or claim.")]
OldId = Annotated[str, argument("OLD", "The id of the record.", completion=complete_of_kind)]


@dataclass(frozen=True, slots=True)
class WritingOptions:
    """The options of commands that write records."""

    diff: Annotated[bool, option("--diff", "Show what would change, and change nothing.")] = False
    format_: Annotated[
        WritingFormat, option("--format -f", "Output format.", options.OUTPUT, show_default=True)
    ] = WritingFormat.TEXT


def propose(kb_options: RequiredKbOptions, changes: "Sequence[AnyChange]") -> "Proposal":
    """Return the proposal of changes of the knowledge base, never of the bundled one.

    Raises:
        PolicyKBError: there is no knowledge base, or a change cannot be made.
    """
    from policykb.authoring.proposal import propose as propose_at

    return propose_at(kb_options.root, changes, show_progress, cached=kb_options.cached)


def finish(
    proposal: "Proposal",
    writing: WritingOptions,
    told: "Mapping[str, Json]",
    lines: Sequence[str],
    line_numbers: Sequence[int] = (),
    faults: "Sequence[Finding]" = (),
) -> None:
    """Write a proposal, or show it, and tell of it.

    Args:
        proposal: The changes.
        writing: The options of the command.
        told: What JSON tells of the changes.
        lines: What a text tells of them.
        line_numbers: The line of the input that each change comes from, if there is an input.
        faults: Faults that were found before, for which nothing is written.

    Raises:
        typer.Exit: there are faults, or the changes were only shown.
        PolicyKBError: a file cannot be written.
    """

    def line_number(finding: "Finding") -> int:
        return line_numbers[finding.change] if line_numbers and finding.change is not None else 0

    found = sorted((*faults, *proposal.faults), key=line_number)
    is_written = not (found or writing.diff)
    if is_written:
        proposal.write()
    if writing.format_ is WritingFormat.JSON:
        payload: dict[str, Json] = {
            "version": 1,
            "written": is_written,
            **told,
            "files": sorted(proposal.files),
            "faults": [_json(one, line_number(one)) for one in found],
            "warnings": [_json(one, line_number(one)) for one in proposal.warnings],
        }
        print_text(json_document(payload))
    else:
        if not found:
            print_text("".join(patches(proposal) if writing.diff else (f"{x}\n" for x in lines)))
        for word, some in (("error", found), ("warning", proposal.warnings)):
            for line in (
                line for one in some for line in _lines(proposal, word, one, line_number(one))
            ):
                print_message(line)
    if found:
        print_message("nothing was written")
    if not is_written and (found or proposal.files or proposal.moves):
        raise typer.Exit(1)


def changed(proposal: "Proposal") -> list[str]:
    """Return the lines that tell which folders have moved, and which files have changed."""
    moves = [(move.old, move.new or "deleted") for move in proposal.moves]
    paths = [relative_to_cwd(proposal.root, path) for path in sorted(proposal.files)]
    told = (f"{relative_to_cwd(proposal.root, old)} -> {new}" for old, new in moves)
    return [one_line(line) for line in (*told, *paths)]


def added_line(root: "Path", added: "Added") -> str:
    """Return the line that tells of a new record: its place, its kind and its id."""
    place = relative_to_cwd(root, added.location.path)
    return one_line(f"{place}:{added.location.line}: {added.kind} {added.id}".rstrip())


def patches(proposal: "Proposal") -> Iterator[str]:
    """Yield what a proposal would change, file by file."""
    from policykb.render.unified_diff import patch

    output = Output.of(sys.stdout)
    for move in proposal.moves:
        old, new = (
            one_line(relative_to_cwd(proposal.root, one or "")) for one in (move.old, move.new)
        )
        yield f"rename from {old}\nrename to {new}\n" if move.new else f"delete {old}\n"
    for path, change in sorted(proposal.files.items()):
        before, after = ((one or b"").decode() for one in (change.before, change.after))
        yield patch(relative_to_cwd(proposal.root, path), before, after, output)


def _lines(proposal: "Proposal", word: str, finding: "Finding", line_number: int) -> Iterator[str]:
    diagnostic = finding.diagnostic
    where = f"line {line_number}" if line_number else ""
    if finding.change is None and diagnostic is not None:
        place = relative_to_cwd(proposal.root, diagnostic.location.path)
        where = f"{place}:{diagnostic.location.line}"
    code = f"{diagnostic.rule.code} " if diagnostic else ""
    yield f"{word}: {where}{': ' if where else ''}{code}{finding.message}"
    if finding.help and word == "error":
        yield f"help: {finding.help}"


def _json(finding: "Finding", line_number: int) -> "Json":
    diagnostic = finding.diagnostic
    return {
        "line": line_number or None,
        "code": diagnostic.rule.code if diagnostic else None,
        "name": diagnostic.rule.name if diagnostic else None,
        "message": finding.message,
        "help": finding.help,
        "location": {"path": diagnostic.location.path, "line": diagnostic.location.line}
        if diagnostic
        else None,
    }

"""Shared steps of the commands that add records."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from policykb.authoring.changes import AddRecord
from policykb.authoring.json_lines import (
    BadLine,
    Defaults,
    NumberedChange,
    read_lines,
    sentence_numbers,
)
from policykb.cli import writing
from policykb.cli.completion import complete_source
from policykb.cli.kb_options import RequiredKbOptions
from policykb.cli.parameters import argument, option
from policykb.diagnostics import PolicyKBError
from policykb.frozen import dataclass

if TYPE_CHECKING:
    from policykb.authoring.proposal import Added
    from policykb.views.payloads import Json
    from policykb.yaml.document import Data

Lines = Annotated[
    str | None,
    argument(
        "[FILE|-]",
        "JSON Lines with one record each; - reads standard input. Options hold for each line.",
    ),
]


@dataclass(frozen=True, slots=True)
class SentenceOptions:
    """The sentence of a source that a record is of."""

    source: Annotated[
        str, option("--source SOURCE", "The source that says so.", completion=complete_source)
    ] = ""
    sentence: Annotated[
        str,
        option(
            "--sentence N",
            "The sentence to quote, as `coverage --sentences` numbers it; 3-4 joins two.",
        ),
    ] = ""


def add(
    kind: str,
    lines: str | None,
    fields: "dict[str, Data]",
    writing_options: writing.WritingOptions,
    kb_options: RequiredKbOptions,
    sentence: SentenceOptions | None = None,
) -> None:
    """Add a record of a kind, or those in lines of JSON, of which options are the defaults.

    Raises:
        PolicyKBError: both a quote and a sentence are given, or the lines cannot be read.
        typer.Exit: nothing was written.
    """
    from policykb.authoring.proposal import Finding

    of_source = sentence or SentenceOptions()
    read: list[NumberedChange | BadLine]
    if lines is None:
        if of_source.sentence and "quote" in fields:
            raise PolicyKBError("both --quote and --sentence are given", "Give one of them.")
        numbers = sentence_numbers(of_source.sentence)
        read = [NumberedChange(0, AddRecord(kind, fields, of_source.source, numbers))]
    else:
        if of_source.sentence:
            raise PolicyKBError("--sentence is for one record", "Give it in each line.")
        read = list(read_lines(_text(lines), Defaults(kind, of_source.source, fields)))
        if not read:
            raise PolicyKBError("there is no record in the input", "Write one JSON object a line.")
    good = [one for one in read if isinstance(one, NumberedChange)]
    bad = [one for one in read if isinstance(one, BadLine)]
    line_numbers = [*(one.line for one in good), *(one.line for one in bad)]
    proposal = writing.propose(kb_options, [one.change for one in good])
    writing.finish(
        proposal,
        writing_options,
        {"records": [_json(one) for one in proposal.added]},
        [writing.added_line(proposal.root, one) for one in proposal.added],
        line_numbers if lines is not None else (),
        [Finding(len(good) + n, one.message, one.help) for n, one in enumerate(bad)],
    )


def _text(lines: str) -> str:
    if lines == "-":
        return sys.stdin.buffer.read().decode("utf-8", "surrogateescape")
    try:
        return Path(lines).read_bytes().decode("utf-8", "surrogateescape")
    except OSError as error:
        raise PolicyKBError(
            f"cannot read {lines}: {error.strerror}", "Name a file, or - for standard input."
        ) from None


def _json(added: "Added") -> "Json":
    where = added.location
    return {
        "record": added.kind,
        "id": added.id or None,
        "location": {"path": where.path, "line": where.line, "column": where.column},
    }

"""``policykb code``: code a source in an editor."""

from functools import partial
from typing import Annotated

import typer

from policykb.analysis.coverage import Treatment
from policykb.authoring.coding import Coded, Coding, sources_to_code
from policykb.cli import completion, editor, worksheets
from policykb.cli.kb_options import RequiredKbOptions
from policykb.cli.parameters import argument, non_empty, option
from policykb.cli.session import open_kb, print_note, print_text
from policykb.diagnostics import PolicyKBError
from policykb.model.knowledge_base import KnowledgeBase


def code(
    *,
    source: Annotated[
        str | None,
        argument(
            "[SOURCE]",
            "The source; may be left out if only one has open sentences.",
            completion=completion.complete_source,
        ),
    ] = None,
    all_sentences: Annotated[
        bool, option("--all", "Show all sentences, not only open ones.")
    ] = False,
    coder: Annotated[
        str, option("--coder NAME", "The coder of the new claims.", callback=non_empty)
    ] = "",
    listed: Annotated[
        bool, option("--list", "List the sources with open sentences; change nothing.")
    ] = False,
    printed: worksheets.Printed = False,
    applied: worksheets.Applied = None,
    kb_options: RequiredKbOptions,
) -> None:
    """Code the open sentences of a source in an editor.

    What is right is written as records; the rest comes back into the editor with a message.
    """
    base = open_kb(kb_options)
    if listed:
        print_text("".join(f"{name}\t{number}\n" for name, number in sources_to_code(base)))
        return
    coding = Coding(kb_options.root, _source(base, source), cached=kb_options.cached)
    if printed:
        print_text(coding.worksheet(all_sentences=all_sentences))
    elif applied is not None:
        coded = coding.write(editor.read(applied), coder)
        _tell(coding, coded)
        if worksheets.tell_problems(coded.problems):
            raise typer.Exit(1)
    else:
        _edit(coding, coder, all_sentences=all_sentences)


def _source(base: KnowledgeBase, name: str | None) -> str:
    if name is not None:
        return base.source(name).id
    found = sources_to_code(base)
    if len(found) == 1:
        return found[0][0]
    if not found:
        raise PolicyKBError(
            "no source has open sentences",
            "Name a source with --all to see all its sentences, or `policykb add source` one.",
        )
    names = ", ".join(one for one, _ in found[:5])
    raise PolicyKBError(f"{len(found)} sources have open sentences", f"Name one: {names}.")


def _edit(coding: Coding, coder: str, *, all_sentences: bool) -> None:
    def write(text: str) -> Coded:
        coded = coding.write(text, coder)
        if coded.typed:
            _tell(coding, coded)
        else:
            print_note("nothing was written")
        return coded

    make = partial(coding.worksheet, all_sentences=all_sentences)
    worksheets.edit_until_right(coding.root, coding.path, make, write, "policykb code")


def _tell(coding: Coding, coded: Coded) -> None:
    worksheets.tell_added(coding.root, coded.added, coded.warnings)
    coverage = coding.coverage
    counts = ", ".join(
        f"{coverage.count(one)} {one}"
        for one in (Treatment.CODED, Treatment.SKIPPED, Treatment.OPEN)
    )
    print_note(f"{len(coded.added)} records written; sentences: {counts}")

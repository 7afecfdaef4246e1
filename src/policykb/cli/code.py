"""``policykb code``: code a source in an editor."""

from pathlib import Path
from typing import Annotated

import typer

from policykb.analysis.coverage import Treatment
from policykb.authoring.coding import Coded, Coding, sources_to_code
from policykb.cli import completion, editor, options
from policykb.cli.parameters import argument, option
from policykb.cli.session import open_kb, print_message, print_note, print_text
from policykb.diagnostics import PolicyKBError
from policykb.model.knowledge_base import KnowledgeBase
from policykb.render.escaping import one_line
from policykb.text.files import relative_to_cwd, write_file


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
        str, option("--coder NAME", "The coder of the new claims.", callback=options.non_empty)
    ] = "",
    listed: Annotated[
        bool, option("--list", "List the sources with open sentences; change nothing.")
    ] = False,
    printed: Annotated[bool, option("--print", "Print the worksheet; change nothing.")] = False,
    applied: Annotated[
        Path | None,
        option(
            "--apply FILE", "Take a worksheet from a file, without an editor; - for standard input."
        ),
    ] = None,
    kb_options: options.RequiredKbOptions,
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
        _apply(coding, editor.read(applied), coder)
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


def _apply(coding: Coding, text: str, coder: str) -> None:
    coded = coding.write(text, coder)
    _tell(coding, coded)
    for one in coded.typed:
        for problem in coded.problems.get(one.line, ()):
            print_message(f"error: line {one.line}: {problem.message}")
            print_message(f"help: {problem.help}")
    if coded.problems:
        raise typer.Exit(1)


def _edit(coding: Coding, coder: str, *, all_sentences: bool) -> None:
    """Open the worksheet in the editor, until all of it is written or the person has enough."""
    path = coding.path
    if path.is_file():
        print_note(f"going on with {relative_to_cwd(coding.root, str(path))}")
    else:
        write_file(path, coding.worksheet(all_sentences=all_sentences))
    while True:
        editor.edit(path)
        text = editor.read(path)
        coded = coding.write(text, coder)
        if not coded.typed:
            path.unlink(missing_ok=True)
            print_note("nothing was written")
            return
        _tell(coding, coded)
        if not coded.problems:
            path.unlink(missing_ok=True)
            return
        write_file(path, coding.worksheet(coded, all_sentences=all_sentences))
        number = len(coded.problems)
        question = f"{number} line{'' if number == 1 else 's'} with faults; edit again?"
        if not editor.asks(question):
            print_note(f"kept in {relative_to_cwd(coding.root, str(path))}; policykb code goes on")
            raise typer.Exit(1)


def _tell(coding: Coding, coded: Coded) -> None:
    for added in coded.added:
        place = relative_to_cwd(coding.root, added.location.path)
        print_text(one_line(f"{place}:{added.location.line}: {added.kind} {added.id}".rstrip()))
        print_text("\n")
    for warning in coded.warnings:
        print_message(f"warning: {warning.message}")
    coverage = coding.coverage
    counts = ", ".join(
        f"{coverage.count(one)} {one}"
        for one in (Treatment.CODED, Treatment.SKIPPED, Treatment.OPEN)
    )
    print_note(f"{len(coded.added)} records written; sentences: {counts}")

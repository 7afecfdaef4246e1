"""``policykb adjudicate``: decide what coders read differently."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from policykb.analysis.collation import readings_of
from policykb.authoring.adjudication import Adjudication, Decided
from policykb.cli import editor, options, readings
from policykb.cli.parameters import argument, option
from policykb.cli.session import print_message, print_note, print_text, read_texts
from policykb.diagnostics import PolicyKBError
from policykb.loading.locate import find_required
from policykb.render.escaping import one_line
from policykb.text.files import relative_to_cwd, write_file


def adjudicate(
    *,
    coders: Annotated[
        list[str],
        argument(
            "CODER...",
            "Two coders or more: names in the field coder, folders (./ann), or with "
            "--revisions branches.",
        ),
    ],
    revisions: readings.Revisions = False,
    source: readings.Sources = None,
    into: Annotated[
        str | None, option("--into DIR", "Write to this knowledge base; by default the one here.")
    ] = None,
    coder: Annotated[
        str,
        option(
            "--coder NAME",
            "The coder of what is decided; by default the names, joined by +.",
            callback=options.non_empty,
        ),
    ] = "",
    printed: Annotated[bool, option("--print", "Print the worksheet; change nothing.")] = False,
    applied: Annotated[
        Path | None,
        option(
            "--apply FILE", "Take a worksheet from a file, without an editor; - for standard input."
        ),
    ] = None,
    kb_options: options.RequiredKbOptions,
) -> None:
    """Decide in an editor what coders read differently.

    Within one knowledge base the readings that are not kept are retracted. Of branches or folders
    the decided claims, and those on which all agree, are written to the knowledge base here.
    """
    found = readings.named(kb_options, coders, source or (), revisions=revisions)
    names = [one.name for one in found.readings]
    if found.kb and into is not None:
        raise PolicyKBError(
            "coders of one knowledge base are decided in it", "Leave --into out, or name folders."
        )
    root = find_required(into or kb_options.kb)
    adjudication = Adjudication(
        root,
        (lambda kb: readings_of(kb, names)) if found.kb else (lambda _: found.readings),
        found.texts,
        coder or found.joint,
        own=found.kb is not None,
        cached=kb_options.cached,
    )
    _check_texts(adjudication, found.collation(None).sources)
    if printed:
        print_text(adjudication.worksheet())
    elif applied is not None:
        decided = adjudication.write(editor.read(applied))
        _tell(adjudication, decided)
        if _show_problems(decided):
            raise typer.Exit(1)
    else:
        _edit(adjudication)


def _check_texts(adjudication: Adjudication, sources: Iterable[str]) -> None:
    """Raise an error if the knowledge base has no such source, or another text of it."""
    kb = adjudication.kb
    for name in sources:
        there = read_texts(kb, [name]).get(name) if name in kb.sources else None
        if there is None or there.text != adjudication.texts[name].text:
            raise PolicyKBError(
                f"{adjudication.root} has {'another text of' if there else 'no source'} {name}",
                "Decide into a knowledge base with the sources that were coded: --into DIR.",
            )


def _edit(adjudication: Adjudication) -> None:
    """Open the worksheet in the editor, until all of it is written or the person has enough."""
    path = adjudication.path
    if path.is_file():
        print_note(f"going on with {relative_to_cwd(adjudication.root, str(path))}")
    elif adjudication.own and not adjudication.collation.disagreements:
        print_note("nothing is left to decide")
        return
    else:
        write_file(path, adjudication.worksheet())
    while True:
        editor.edit(path)
        decided = adjudication.write(editor.read(path))
        _tell(adjudication, decided)
        if not decided.problems:
            path.unlink(missing_ok=True)
            _show_problems(decided)
            return
        write_file(path, adjudication.worksheet(decided))
        number = sum(map(bool, decided.problems.values()))
        question = f"{number} line{'' if number == 1 else 's'} with faults; edit again?"
        if not editor.asks(question):
            kept = relative_to_cwd(adjudication.root, str(path))
            print_note(f"kept in {kept}; the same command goes on")
            raise typer.Exit(1)


def _show_problems(decided: Decided) -> bool:
    """Print what is wrong. Return True if anything is."""
    some = [(f"line {line}: ", one) for line, found in decided.problems.items() for one in found]
    for where, problem in [*some, *(("", one) for one in decided.others)]:
        print_message(f"error: {where}{problem.message}")
        print_message(f"help: {problem.help}")
    return bool(decided.problems or decided.others)


def _tell(adjudication: Adjudication, decided: Decided) -> None:
    for added in decided.added:
        place = relative_to_cwd(adjudication.root, added.location.path)
        print_text(one_line(f"{place}:{added.location.line}: {added.kind} {added.id}".rstrip()))
        print_text("\n")
    for warning in decided.warnings:
        print_message(f"warning: {warning.message}")
    left = len(adjudication.collation.disagreements)
    plural = "" if decided.passages == 1 else "s"
    print_note(f"{decided.passages} passage{plural} decided, {left} left")

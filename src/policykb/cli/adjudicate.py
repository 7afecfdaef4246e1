"""``policykb adjudicate``: decide what coders read differently."""

from collections.abc import Iterable
from typing import Annotated

import typer

from policykb.analysis.collation import readings_of
from policykb.authoring.adjudication import Adjudication, Decided
from policykb.cli import editor, readings, worksheets
from policykb.cli.kb_options import RequiredKbOptions
from policykb.cli.parameters import argument, non_empty, option
from policykb.cli.session import print_note, print_text, read_texts
from policykb.diagnostics import PolicyKBError
from policykb.loading.locate import find_required


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
            callback=non_empty,
        ),
    ] = "",
    printed: worksheets.Printed = False,
    applied: worksheets.Applied = None,
    kb_options: RequiredKbOptions,
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
        if worksheets.tell_problems(decided.problems, decided.others):
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
    def write(text: str) -> Decided:
        decided = adjudication.write(text)
        _tell(adjudication, decided)
        if not decided.problems:
            worksheets.tell_problems({}, decided.others)
        return decided

    root, path = adjudication.root, adjudication.path
    if adjudication.own and not path.is_file() and not adjudication.collation.disagreements:
        print_note("nothing is left to decide")
    else:
        make = adjudication.worksheet
        worksheets.edit_until_right(root, path, make, write, "the same command")


def _tell(adjudication: Adjudication, decided: Decided) -> None:
    worksheets.tell_added(adjudication.root, decided.added, decided.warnings)
    left = len(adjudication.collation.disagreements)
    plural = "" if decided.passages == 1 else "s"
    print_note(f"{decided.passages} passage{plural} decided, {left} left")

"""What every command does around its own work: open the knowledge base, print, complain."""

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import typer

from policykb.cache.open import open_kb as open_kb_at
from policykb.cli.options import Printing, Where
from policykb.cli.progress import show_progress
from policykb.diagnostics import Diagnostic, PolicyKBError
from policykb.loading.locate import find_or_bundled
from policykb.render import Output, render
from policykb.render.escaping import no_commands, one_line
from policykb.render.formats import default_format
from policykb.render.lines import notes

if TYPE_CHECKING:
    from policykb.model.knowledge_base import KnowledgeBase
    from policykb.text.source_text import SourceText
    from policykb.views.view import View


def open_kb(context: typer.Context, where: Where, *, words: bool = False) -> "KnowledgeBase":
    """The knowledge base to answer from; says on standard error if it is the bundled one, or
    if records had to be left out. With ``words`` those of claims will be looked for.

    Raises:
        PolicyKBError: there is none, or none of its records is sound.
    """
    root, is_bundled = find_or_bundled(where.kb or context.obj.kb)
    cached = not (where.no_cache or context.obj.no_cache)
    kb = open_kb_at(root, show_progress, cached=cached, words=words)
    if is_bundled:
        remark(f"no knowledge base here, so this is the bundled one: {kb.title}")
    if not (kb.actors or kb.topics or kb.sources or kb.claims):
        only = f": {kb.left_out[0].reason}" if len(kb.left_out) == 1 else ""
        raise PolicyKBError(
            f"no sound record in {root}{only}", "`policykb validate` says what is wrong."
        )
    if kb.left_out:
        remark(f"left out as faulty: {left_out(kb)}; `policykb validate` says why")
    return kb


def left_out(kb: "KnowledgeBase") -> str:
    """How many records of which kind were left out."""
    kinds = [record.kind for record in kb.left_out]
    names = {"skipped": "skipped sentence"}
    return ", ".join(
        f"{kinds.count(kind)} {names.get(kind, kind)}{'' if kinds.count(kind) == 1 else 's'}"
        for kind in dict.fromkeys(kinds)
    )


def read_texts(kb: "KnowledgeBase", sources: Iterable[str]) -> "dict[str, SourceText]":
    """The texts of some sources by id, without those that cannot be read."""
    texts: dict[str, SourceText] = {}
    for source_id in dict.fromkeys(sources):
        from policykb.text.source_text import read_text

        source = kb.sources[source_id]
        text = read_text(kb.root, source.text_path, source.language)
        if isinstance(text, Diagnostic):
            remark(f"{text.message}; `policykb validate` says more")
        else:
            texts[source_id] = text
    return texts


def show(view: "View", printing: Printing) -> None:
    """Print a view, or write it to the file that was named; what its format has no room for goes
    to standard error.

    Raises:
        PolicyKBError: the format cannot hold it, or the file cannot be written.
    """
    output = Output.of(sys.stdout)
    path = printing.file
    chosen = printing.asked
    put(render(view, chosen, Output.of_file() if path else output), path)
    if not default_format(chosen, output).holds_notes:
        _write(sys.stderr, no_commands(notes(view)))


def put(text: str, path: Path | None) -> None:
    """Print a finished text, as :func:`emit` does, or write it to a file.

    Raises:
        PolicyKBError: it cannot be written.
    """
    if path is None:
        emit(text)
    else:
        from policykb.text.files import write_file

        write_file(path, text)
        remark(f"wrote {path}")


def emit(text: str) -> None:
    """Print a finished text.

    Raises:
        PolicyKBError: it cannot be written.
    """
    error = _write(sys.stdout, text)
    # A reader that has left has what it wanted; the exit code still tells the rest.
    if error is not None and not isinstance(error, BrokenPipeError):
        raise PolicyKBError(
            f"cannot write the answer: {error.strerror}",
            "Name a file that can be written to: -o FILE.",
        )


def say(text: str) -> None:
    """Say a line beside the answer."""
    _write(sys.stderr, no_commands(f"{one_line(text)}\n"))


def remark(text: str) -> None:
    """Say something about the answer, beside it."""
    say(f"policykb: {text}")


def complain(error: PolicyKBError) -> None:
    """Say why there is no answer, and what to do next."""
    say(f"error: {error.message}")
    if error.help:
        say(f"help: {error.help}")


def _write(stream: TextIO, text: str) -> OSError | None:
    try:
        stream.write(text)
        stream.flush()
    except OSError as error:
        # What is still buffered goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        return error
    return None

"""Shared steps of the commands: open the knowledge base, print answers, notes and errors."""

import os
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from policykb.cache.open import open_kb as open_kb_at
from policykb.cli.kb_options import EngineOptions, KbOptions
from policykb.cli.options import Printing
from policykb.cli.progress import show_progress
from policykb.diagnostics import Diagnostic, PolicyKBError
from policykb.loading.locate import is_tables, require_files
from policykb.render import Format, Output
from policykb.render.escaping import no_commands, one_line
from policykb.render.formats import default_format, render_pieces, render_png
from policykb.render.lines import notes
from policykb.views.wording.commands import with_kb

if TYPE_CHECKING:
    from policykb.model.knowledge_base import KnowledgeBase
    from policykb.model.records import Claim
    from policykb.text.source_text import SourceText
    from policykb.views.view import View


def open_kb(kb_options: KbOptions, *, texts: bool = False) -> "KnowledgeBase":
    """Open the knowledge base. Print a note on standard error if it is the bundled one, or if
    records were left out. ``texts`` says that the command needs the texts of sources.

    Raises:
        PolicyKBError: there is no knowledge base, it has no valid record, or it has no texts, which
            are needed.
    """
    if isinstance(kb_options, EngineOptions) and (master := kb_options.cluster):
        from policykb.datasets.spark.knowledge_base import open_cluster

        return _sound(open_cluster(kb_options.address, master))
    root, is_bundled = kb_options.find()
    if texts:
        require_files(root)
    if is_tables(root):
        from policykb.datasets.open import open_tables

        kb = open_tables(root)
    else:
        kb = open_kb_at(root, show_progress, cached=kb_options.cached)
    if is_bundled:
        print_note(f"no knowledge base here; using the bundled one: {kb.title}")
    return _sound(kb)


def _sound(kb: "KnowledgeBase") -> "KnowledgeBase":
    """Return a knowledge base that has records. Print a note if some were left out."""
    if not has_records(kb):
        if not kb.left_out:
            raise PolicyKBError(
                f"no record yet in {kb.root}", "Add actors, topics and a source with claims to it."
            )
        only = f": {kb.left_out[0].reason}" if len(kb.left_out) == 1 else ""
        raise PolicyKBError(
            f"no valid record in {kb.root}{only}", "`policykb validate` says what is wrong."
        )
    if kb.left_out:
        print_note(f"left out as faulty: {left_out(kb)}; `policykb validate` says why")
    return kb


def has_records(kb: "KnowledgeBase") -> bool:
    """Return True if the knowledge base has any valid record."""
    return bool(kb.actors or kb.topics or kb.sources or kb.claims)


def left_out(kb: "KnowledgeBase") -> str:
    """Return the number of left-out records of each kind, in words."""
    kinds = [record.kind for record in kb.left_out]
    names = {"skipped": "skipped sentence"}
    return ", ".join(
        f"{kinds.count(kind)} {names.get(kind, kind)}{'' if kinds.count(kind) == 1 else 's'}"
        for kind in dict.fromkeys(kinds)
    )


def read_texts(kb: "KnowledgeBase", sources: Iterable[str]) -> "dict[str, SourceText]":
    """Return the texts of some sources by id, without those that cannot be read."""
    texts: dict[str, SourceText] = {}
    if is_tables(kb.root):  # they have none
        return texts
    for source_id in dict.fromkeys(sources):
        from policykb.text.source_text import read_text

        source = kb.sources[source_id]
        text = read_text(kb.root, source.text_path, source.language)
        if isinstance(text, Diagnostic):
            print_note(f"{text.message}; `policykb validate` says more")
        else:
            texts[source_id] = text
    return texts


def read_texts_of(kb: "KnowledgeBase", claims: "Iterable[Claim]") -> "dict[str, SourceText]":
    """Return the texts of the sources of claims by source id, to find the quotes of these."""
    quotes: dict[str, list[str]] = {}
    for claim in claims:
        quotes.setdefault(claim.source, []).append(claim.quote)
    texts = read_texts(kb, quotes)
    for source_id, text in texts.items():
        text.expect(quotes[source_id])
    return texts


def print_view(view: "View", printing: Printing) -> None:
    """Print a view, or write it to the file of ``--output``. Notes that the format cannot hold go
    to standard error.

    Raises:
        PolicyKBError: the format does not fit the view, or the file cannot be written.
    """
    output = Output.of(sys.stdout)
    path = printing.file
    chosen = printing.chosen_format
    target = replace(Output.of_file() if path else output, picture_width=printing.picture_width)
    if chosen is Format.PNG:
        write_answer(render_png(view, target), path)
        return
    text = render_pieces(view, chosen, target)
    if output.terminal and not (path or printing.no_pager):
        _page("".join(text))
    else:
        write_answer(text, path)
    if not default_format(view, chosen, output).holds_notes:
        _write(sys.stderr, no_commands(notes(view)))


def _page(text: str) -> None:
    """Show a text in the pager, or print it."""
    from policykb.cli import pager

    if not pager.show(text):
        print_text(text)


def write_answer(content: str | bytes | Iterable[str], path: Path | None) -> None:
    """Write an answer to a file, or to standard output if ``path`` is None. Pieces are written as
    they come.

    Raises:
        PolicyKBError: the answer cannot be written.
    """
    if path is None:
        print_text(content)
    else:
        from policykb.text.files import write_file

        write_file(path, content)
        print_note(f"wrote {path}")


def print_text(text: str | bytes | Iterable[str]) -> None:
    """Print a text, its pieces as they come, or the bytes of a picture on standard output.

    Raises:
        PolicyKBError: it cannot be written.
    """
    pieces = (text,) if isinstance(text, str | bytes) else text
    written = (_write(sys.stdout, piece) for piece in pieces)
    error = next((error for error in written if error is not None), None)
    # A reader that closed the pipe has read enough; the exit code stays the same.
    if error is not None and not isinstance(error, BrokenPipeError):
        raise PolicyKBError(
            f"cannot write the answer: {error.strerror}",
            "Name a file that can be written to: -o FILE.",
        )


def print_message(text: str) -> None:
    """Print a line on standard error."""
    _write(sys.stderr, no_commands(f"{one_line(text)}\n"))


def print_note(text: str) -> None:
    """Print a note about the answer on standard error."""
    print_message(f"policykb: {with_kb(text)}")


def print_error(error: PolicyKBError) -> None:
    """Print why there is no answer, and what to do next."""
    print_message(f"error: {error.message}")
    if error.help:
        print_message(f"help: {with_kb(error.help)}")


def _write(stream: TextIO, content: str | bytes) -> OSError | None:
    try:
        if isinstance(content, bytes):
            stream.buffer.write(content)
        else:
            stream.write(content)
        stream.flush()
    except OSError as error:
        # Discard what is still in the buffer.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        return error
    return None

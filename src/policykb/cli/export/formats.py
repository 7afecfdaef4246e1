"""``policykb export FORMAT FILE``: write a knowledge base in the format of another program."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from policykb.cli.kb_options import KbOptions
from policykb.cli.parameters import argument
from policykb.cli.session import open_kb, print_note, print_text, read_texts
from policykb.diagnostics import PolicyKBError
from policykb.render.escaping import one_line
from policykb.text.files import write_file
from policykb.views.wording.claims import quantity

if TYPE_CHECKING:
    from policykb.model.knowledge_base import KnowledgeBase
    from policykb.text.source_text import SourceText

File = Annotated[Path, argument("FILE", "The file to write; - is standard output.")]

_STANDARD_OUTPUT = Path("-")
_METADATA = "metadata.json"
_SHOWN_LOSSES = 10


def qdpx(*, file: File, kb_options: KbOptions) -> None:
    """Write a REFI-QDA project, for NVivo, ATLAS.ti, MAXQDA and QualCoder.

    Topics, actors and stances are codes, and a claim is its quote, coded with these.
    """
    from policykb.exchange.refi.writer import project

    base = open_kb(kb_options, texts=True)
    made = project(base, _texts(base))
    _write(file, made.data, made.losses)


def qdc(*, file: File, kb_options: KbOptions) -> None:
    """Write topics, actors and stances as a REFI-QDA codebook."""
    from policykb.exchange.refi.writer import codebook

    base = open_kb(kb_options)
    counts = {"source": len(base.sources), "claim": len(base.claims)}
    held_not = [quantity(count, kind) for kind, count in counts.items() if count]
    _write(file, codebook(base), held_not)


def sqlite(*, file: File, kb_options: KbOptions) -> None:
    """Write an SQLite database, and beside it a metadata.json for Datasette."""
    from policykb.exchange.sqlite import database, metadata
    from policykb.exchange.tables import tables

    base = open_kb(kb_options, texts=True)
    made = tables(base)
    texts = {source: text.text for source, text in _texts(base).items()}
    beside = file.parent / _METADATA
    if file != _STANDARD_OUTPUT:
        _check_metadata(beside)
    _write(file, database(made, texts))
    if file != _STANDARD_OUTPUT:
        _write(beside, metadata(made, file.stem, base.title, base.description))


def xlsx(*, file: File, kb_options: KbOptions) -> None:
    """Write a workbook for people: a sheet a kind of record, names beside ids."""
    from policykb.exchange.sheets import workbook
    from policykb.exchange.tables import tables

    base = open_kb(kb_options)
    held_not = ["the texts of the sources"] if base.sources else []
    _write(file, workbook(tables(base), base.title, base.description), held_not)


def jsonld(*, file: File, kb_options: KbOptions) -> None:
    """Write claims as W3C Web Annotations of their sources, in JSON-LD."""
    from policykb.exchange.annotations import annotations

    base = open_kb(kb_options, texts=True)
    made = annotations(base, _texts(base))
    _write(file, made.text, made.losses)


def csl_json(*, file: File, kb_options: KbOptions) -> None:
    """Write the sources as CSL-JSON, for Zotero and other reference managers."""
    from policykb.render import Format, Output, render
    from policykb.views.lists import sources_view

    base = open_kb(kb_options)
    view = sources_view(base)
    held_not = [quantity(len(base.claims), "claim")] if base.claims else []
    _write(file, render(view, Format.CSL_JSON, Output.of_file()), held_not)


def graphml(*, file: File, kb_options: KbOptions) -> None:
    """Write who shares positions with whom as GraphML, for R, igraph and yEd.

    It is the network of all actors by positions held; `network -o FILE` has measures and filters.
    """
    _write_network(file, kb_options, "graphml")


def gexf(*, file: File, kb_options: KbOptions) -> None:
    """Write who shares positions with whom as GEXF, for Gephi.

    It is the network of all actors by positions held; `network -o FILE` has measures and filters.
    """
    _write_network(file, kb_options, "gexf")


def _write_network(file: Path, kb_options: KbOptions, name: str) -> None:
    from policykb.analysis.counted import count
    from policykb.analysis.network_answers import Request
    from policykb.render import Format, Output, render
    from policykb.views.network.view import network_view

    base = open_kb(kb_options)
    view = network_view(count(base), Request())
    held_not = ["the claims, only what they add up to"] if base.claims else []
    _write(file, render(view, Format(name), Output.of_file()), held_not)


def _texts(base: "KnowledgeBase") -> "dict[str, SourceText]":
    return read_texts(base, base.sources)


def _write(file: Path, content: str | bytes, held_not: Sequence[str] = ()) -> None:
    """Write a file and print its path; tell what it does not hold of the knowledge base."""
    if file == _STANDARD_OUTPUT:
        print_text(content)
    else:
        write_file(file, content)
        print_text(f"{one_line(str(file))}\n")
    for loss in held_not[:_SHOWN_LOSSES]:
        print_note(f"the format does not hold {loss}")
    if (more := len(held_not) - _SHOWN_LOSSES) > 0:
        print_note(f"the format does not hold {more:,} things more")


def _check_metadata(path: Path) -> None:
    """Raise PolicyKBError if there is metadata that policykb has not written."""
    from policykb.exchange.sqlite import ABOUT

    if not path.exists():
        return
    try:
        known = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        known = None
    if not isinstance(known, dict) or known.get("about") != ABOUT:
        raise PolicyKBError(
            f"{path} is there already, and not from policykb",
            "Name a file in another folder: nothing of others is overwritten.",
        )

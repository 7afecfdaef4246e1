"""``policykb grep``: find claims by words and fields."""

from collections import Counter
from dataclasses import replace
from typing import Annotated

import typer

from policykb.analysis.query import Hit, Selection, select
from policykb.cli import options
from policykb.cli.session import open_kb, print_note, print_text, print_view
from policykb.model.knowledge_base import KnowledgeBase
from policykb.render.escaping import one_line
from policykb.views.claims import claims_view


def grep(
    context: typer.Context,
    *,
    pattern: Annotated[
        str,
        typer.Argument(
            metavar="[PATTERN]",
            help="A regular expression for quote, summary or id. Case matters only if it has a "
            "capital letter. Without it, all claims match.",
            show_default=False,
        ),
    ] = "",
    fixed: Annotated[
        bool, typer.Option("--fixed-strings", "-F", help="PATTERN is plain text.")
    ] = False,
    word: Annotated[bool, typer.Option("--word-regexp", "-w", help="Whole words only.")] = False,
    ignore_case: Annotated[
        bool, typer.Option("--ignore-case", "-i", help="Ignore case even if PATTERN has capitals.")
    ] = False,
    files: Annotated[
        bool, typer.Option("--files-with-matches", "-l", help="Print only the files' paths.")
    ] = False,
    count: Annotated[
        bool, typer.Option("--count", "-c", help="Print only how many claims each file has.")
    ] = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="Print nothing; see the exit code.")
    ] = False,
    verbose: Annotated[
        bool,
        typer.Option("--verbose", "-v", help="Say how many claims were searched, and for what."),
    ] = False,
    filters: options.FindingFilters,
    printing: options.Printing,
    kb_options: options.KbOptions,
) -> None:
    """Find claims by words and fields; exit 1 if there is none."""
    base = open_kb(context, kb_options, words=bool(pattern))
    query = replace(
        filters.query(), pattern=pattern, fixed=fixed, word=word, ignore_case=ignore_case
    )
    selection = select(base, query)
    hits = selection.hits
    if verbose:
        print_note(_describe_search(base, selection, pattern))
    if not quiet:
        if files or count:
            print_text(_list_files(base, hits, counted=count))
        else:
            print_view(claims_view(base, hits, quotes=True), printing)
    if not hits:
        raise typer.Exit(1)


def _describe_search(base: KnowledgeBase, selection: Selection, pattern: str) -> str:
    """Return how many claims were searched, and for which parts of words (… marks where a word may
    go on).
    """
    looked_at, total = selection.looked_at, len(base.claims)
    number = f"{looked_at:,} of {total:,} claims" if looked_at < total else f"all {total:,} claims"
    literals = [
        f"{'' if begins else '…'}{text}{'' if ends else '…'}"
        for text, begins, ends in selection.scope.literals
    ]
    if literals:
        return f"searched {number}, for {', '.join(literals)}"
    return f"searched {number}" + (", because the pattern contains no word" if pattern else "")


def _list_files(base: KnowledgeBase, hits: tuple[Hit, ...], *, counted: bool) -> str:
    from policykb.text.files import relative_to_cwd

    found = Counter(relative_to_cwd(base.root, hit.claim.location.path) for hit in hits)
    return "".join(
        f"{one_line(path)}:{number}\n" if counted else f"{one_line(path)}\n"
        for path, number in found.items()
    )

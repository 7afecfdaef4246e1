"""``policykb grep``: find claims by words and fields."""

from collections import Counter
from dataclasses import replace
from typing import Annotated

import typer

from policykb.analysis.query import Hit, Query, Selection, select
from policykb.cli import options
from policykb.cli.filters import FindingFilters
from policykb.cli.kb_options import KbOptions
from policykb.cli.parameters import argument, option
from policykb.cli.session import open_kb, print_note, print_text, print_view
from policykb.model.knowledge_base import KnowledgeBase
from policykb.render.escaping import one_line
from policykb.views.claims import claims_view

PATTERN = "Pattern"
"""The section of the help with the options for how to read the pattern."""


def grep(
    *,
    pattern: Annotated[
        str,
        argument(
            "[PATTERN]",
            "A regular expression for quote, summary or id. Case matters only if it has a "
            "capital letter. Without it, all claims match.",
        ),
    ] = "",
    fixed: Annotated[bool, option("--fixed-strings -F", "PATTERN is plain text.", PATTERN)] = False,
    word: Annotated[bool, option("--word-regexp -w", "Whole words only.", PATTERN)] = False,
    ignore_case: Annotated[
        bool, option("--ignore-case -i", "Ignore case even if PATTERN has capitals.", PATTERN)
    ] = False,
    files: Annotated[
        bool, option("--files-with-matches -l", "Print only the files' paths.", options.OUTPUT)
    ] = False,
    count: Annotated[
        bool, option("--count -c", "Print only how many claims each file has.", options.OUTPUT)
    ] = False,
    quiet: Annotated[
        bool, option("--quiet -q", "Print nothing; see the exit code.", options.OUTPUT)
    ] = False,
    verbose: Annotated[
        bool,
        option("--verbose -v", "Say how many claims were searched, and for what.", options.OUTPUT),
    ] = False,
    filters: FindingFilters,
    printing: options.Printing,
    kb_options: KbOptions,
) -> None:
    """Find claims by words and fields; exit 1 if there is none."""
    base = open_kb(kb_options)
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
        if pattern and not quiet:
            _hint_at_case(base, query)
        raise typer.Exit(1)


def _hint_at_case(base: KnowledgeBase, query: Query) -> None:
    """Print a note if the pattern finds claims once its capital letters do not matter."""
    if query.ignore_case or not any(character.isupper() for character in query.pattern):
        return
    if number := len(select(base, replace(query, ignore_case=True)).hits):
        print_note(
            "nothing has these capital letters; without regard to case, with -i or a pattern in "
            f"lower case, {number:,} claim{'' if number == 1 else 's'} match"
            f"{'es' if number == 1 else ''}"
        )


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

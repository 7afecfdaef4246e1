"""``policykb coverage``: count coded, skipped and open sentences."""

from typing import Annotated

from policykb.analysis.coverage import cover
from policykb.cli import completion, options
from policykb.cli.kb_options import KbOptions
from policykb.cli.parameters import argument, option
from policykb.cli.session import open_kb, print_view, read_texts
from policykb.views.coverage import coverage_view


def coverage(
    *,
    source: Annotated[
        list[str] | None,
        argument(
            "[SOURCE...]", "These sources; by default all.", completion=completion.complete_source
        ),
    ] = None,
    sentences: Annotated[
        bool, option("--sentences", "List all sentences, not only open ones.")
    ] = False,
    printing: options.Printing,
    kb_options: KbOptions,
) -> None:
    """Count sentences coded, skipped and open."""
    base = open_kb(kb_options, texts=True)
    wanted = [base.source(word) for word in source] if source else list(base.sources.values())
    texts = read_texts(base, (one.id for one in wanted))
    covered = [cover(base, one, texts[one.id]) for one in wanted if one.id in texts]
    print_view(coverage_view(base, covered, sentences=sentences), printing)

"""Shell completion of the ids of actors, topics, sources and claims, and of rules."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import typer

from policykb.diagnostics import PolicyKBError

if TYPE_CHECKING:
    from policykb.model.knowledge_base import KnowledgeBase


def _kb(context: typer.Context) -> "KnowledgeBase | None":
    from policykb.cache.open import open_kb
    from policykb.loading.locate import find_or_bundled, is_tables

    try:
        root, _ = find_or_bundled(context.params.get("kb"))
        if is_tables(root):
            from policykb.datasets.open import open_tables

            return open_tables(root)
    except PolicyKBError:
        return None
    return open_kb(root, cached=not context.params.get("no_cache"))


def complete_actor(context: typer.Context, incomplete: str) -> Iterator[tuple[str, str]]:
    """Yield ids of actors, with their names."""
    if kb := _kb(context):
        yield from ((a.id, a.name) for a in kb.actors.values() if a.id.startswith(incomplete))


def complete_topic(context: typer.Context, incomplete: str) -> Iterator[tuple[str, str]]:
    """Yield ids of topics, with their labels."""
    if kb := _kb(context):
        yield from ((t.id, t.label) for t in kb.topics.values() if t.id.startswith(incomplete))


def complete_source(context: typer.Context, incomplete: str) -> Iterator[tuple[str, str]]:
    """Yield ids of sources, with their titles."""
    if kb := _kb(context):
        yield from ((s.id, s.title) for s in kb.sources.values() if s.id.startswith(incomplete))


def complete_claim(context: typer.Context, incomplete: str) -> Iterator[tuple[str, str]]:
    """Yield ids of claims, with their summaries."""
    if kb := _kb(context):
        yield from ((c.id, c.summary) for c in kb.claims.values() if c.id.startswith(incomplete))


_BY_KIND = {
    "actor": complete_actor,
    "topic": complete_topic,
    "source": complete_source,
    "claim": complete_claim,
}


def complete_record(context: typer.Context, incomplete: str) -> Iterator[tuple[str, str]]:
    """Yield ids of all records."""
    for complete in _BY_KIND.values():
        yield from complete(context, incomplete)


def complete_of_kind(context: typer.Context, incomplete: str) -> Iterator[tuple[str, str]]:
    """Yield ids of the records of the kind that is given as an argument before."""
    complete = _BY_KIND.get(str(context.params.get("kind")), complete_record)
    yield from complete(context, incomplete)


def complete_rule(incomplete: str) -> Iterator[tuple[str, str]]:
    """Yield codes and names of rules."""
    from policykb.diagnostics.catalogue import RULES

    for rule in RULES:
        yield from ((n, rule.summary) for n in (rule.code, rule.name) if n.startswith(incomplete))


def complete_codebook(incomplete: str) -> Iterator[tuple[str, str]]:
    """Yield the names of sections and fields of the codebook."""
    from policykb.views.codebook import codebook_names

    yield from ((n, meaning) for n, meaning in codebook_names() if n.startswith(incomplete))

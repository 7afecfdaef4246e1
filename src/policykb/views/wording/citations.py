"""Citations: the sentence of a claim, its place, its neighbours and its document."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from policykb.diagnostics import Location
from policykb.frozen import NamedTuple
from policykb.model.knowledge_base import KnowledgeBase
from policykb.model.records import ActorKind, Claim
from policykb.text.normalize import collapse_spaces
from policykb.views.table import CitedSource, Line, Quotation

if TYPE_CHECKING:  # texts are given; their module is slow to import
    from policykb.text.source_text import Extent, SourceText

Texts = Mapping[str, "SourceText"]
"""The texts of sources, by source id."""


class Citation(NamedTuple):
    """The sentence of a claim and its place: ``sources/<id>/text.txt:line``."""

    claim: str
    quote: str
    path: str
    line: int | None

    @property
    def place(self) -> str:
        """Return path and line; the path alone if the sentence is not found."""
        return self.path if self.line is None else f"{self.path}:{self.line}"


def cite(kb: KnowledgeBase, claim: Claim, texts: Texts) -> Citation:
    """Return the sentence of a claim with its place in the text of its source."""
    text, span = _find(claim, texts)
    at = text.location(span).line if text and span else None
    return Citation(claim.id, collapse_spaces(claim.quote), kb.sources[claim.source].text_path, at)


class Context(NamedTuple):
    """The sentence of a claim with the ones beside it, and its place."""

    before: str
    sentence: str
    after: str
    place: Location


def context(claim: Claim, texts: Texts) -> Context | None:
    """Return the sentence of a claim in its context; None if the text does not hold it."""
    text, span = _find(claim, texts)
    if not (text and span):
        return None
    before, sentence, after = map(collapse_spaces, text.context(span))
    return Context(before, sentence, after, text.location(span))


def _find(claim: Claim, texts: Texts) -> "tuple[SourceText | None, Extent | None]":
    text = texts.get(claim.source)
    found = text.find(claim.quote) if text is not None else ()
    return text, found[0] if found else None


def cited_source(kb: KnowledgeBase, source_id: str) -> CitedSource:
    """Return a source as a bibliography cites it; without its author if that is nobody's name."""
    source = kb.sources[source_id]
    author = kb.actors.get(source.author) if source.author else None
    if author is not None and author.kind is ActorKind.UNNAMED:
        author = None
    return CitedSource(
        source.id,
        collapse_spaces(source.title),
        source.kind.value,
        source.language,
        collapse_spaces(author.name) if author else None,
        author is not None and author.kind is ActorKind.PERSON,
        collapse_spaces(source.publisher) if source.publisher else None,
        source.published,
        source.url,
        source.accessed,
    )


def cited_sources(kb: KnowledgeBase, ids: Iterable[str]) -> list[CitedSource]:
    """Return sources (by id) as a bibliography cites them, the newest first."""
    found = (cited_source(kb, one) for one in set(ids))
    return sorted(found, key=lambda one: (one.published, one.id), reverse=True)


def sentence(
    kb: KnowledgeBase, claim: Claim, texts: Texts, introduction: Line = (), column: int = -1
) -> Quotation:
    """Return the sentence of a claim with its place and its document; ``column`` is the index of
    the cell that it supports.
    """
    citation = cite(kb, claim, texts)
    source = cited_source(kb, claim.source)
    return Quotation(
        citation.quote, source, citation.place, introduction=introduction, column=column
    )

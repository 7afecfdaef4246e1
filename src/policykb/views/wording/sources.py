"""The sources of an answer in words, for its head and for the foot of a picture."""

from collections.abc import Iterable

from policykb.analysis.comparison import Row
from policykb.model.knowledge_base import KnowledgeBase
from policykb.model.records import Source
from policykb.text.normalize import collapse_spaces
from policykb.views.wording.claims import quantity
from policykb.views.wording.dates import date_in_words

_NAMED = 3


def sources_of(rows: Iterable[Row]) -> set[str]:
    """Return the ids of the sources that the positions in these rows come from."""
    return {
        claim.source
        for row in rows
        for position in row.positions.values()
        for claim in position.trajectory
    }


def sources_in_words(kb: KnowledgeBase, ids: Iterable[str]) -> str:
    """Return the number of sources (by id), and the title, kind and date of the newest: ``1 source:
    “A title”, blog, 4 July 2025``.
    """
    sources = _newest_first(kb, ids)
    if not sources:
        return "No source"
    named = "; ".join(map(_named, sources[:_NAMED]))
    if len(sources) <= _NAMED:
        return f"{quantity(len(sources), 'source')}: {named}"
    first = date_in_words(sources[-1].published)
    return f"{quantity(len(sources), 'source')} since {first}, the newest: {named}"


def _named(source: Source) -> str:
    title = collapse_spaces(source.title)
    return f"“{title}”, {source.kind}, {date_in_words(source.published)}"


def source_line(kb: KnowledgeBase, ids: Iterable[str]) -> str:
    """Return the sources (by id) as the foot of a picture: title, kind and date of each."""
    sources = _newest_first(kb, ids)
    if not sources:
        return "policykb"
    more = f"; and {len(sources) - _NAMED} older" if len(sources) > _NAMED else ""
    lead = "Source" if len(sources) == 1 else "Sources"
    return f"{lead}: {'; '.join(map(_named, sources[:_NAMED]))}{more} · policykb"


def _newest_first(kb: KnowledgeBase, ids: Iterable[str]) -> list[Source]:
    found = (kb.sources[one] for one in set(ids))
    return sorted(found, key=lambda one: (one.published, one.id), reverse=True)

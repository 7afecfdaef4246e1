"""The sources of an answer in words, for its head and for the foot of a picture."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from policykb.model.knowledge_base import KnowledgeBase
from policykb.model.records import Source
from policykb.text.normalize import collapse_spaces
from policykb.views.wording.claims import quantity
from policykb.views.wording.dates import date_in_words, day_in_words

if TYPE_CHECKING:
    from policykb.analysis.verdicts import Row

_NAMED = 3


def sources_of(rows: "Iterable[Row]") -> set[str]:
    """Return the ids of the sources that the positions in these rows come from."""
    return {claim.source for row in rows for claim in row.claims}


def sources_in_words(kb: KnowledgeBase, ids: Iterable[str]) -> str:
    """Return the number of sources (by id), and the title, kind and date of the newest: ``1 source:
    “A title”, blog, 4 July 2025``.
    """
    newest = _newest_first(kb, ids)
    if not newest:
        return "No source"
    number = quantity(len(newest), "source")
    named = "; ".join(_named(kb.sources[one]) for one in newest[:_NAMED])
    if len(newest) <= _NAMED:
        return f"{number}: {named}"
    return f"{number} since {day_in_words(kb.published[newest[-1]])}, the newest: {named}"


def _named(source: Source) -> str:
    title = collapse_spaces(source.title)
    return f"“{title}”, {source.kind}, {date_in_words(source.published)}"


def source_line(kb: KnowledgeBase, ids: Iterable[str]) -> str:
    """Return the sources (by id) as the foot of a picture: title, kind and date of each."""
    newest = _newest_first(kb, ids)
    if not newest:
        return "policykb"
    more = f"; and {len(newest) - _NAMED} older" if len(newest) > _NAMED else ""
    lead = "Source" if len(newest) == 1 else "Sources"
    named = "; ".join(_named(kb.sources[one]) for one in newest[:_NAMED])
    return f"{lead}: {named}{more} · policykb"


def _newest_first(kb: KnowledgeBase, ids: Iterable[str]) -> list[str]:
    """Return ids of sources; their dates alone are looked up, as there may be many."""
    return sorted(set(ids), key=lambda one: (-kb.published[one], one))

"""The sources of an answer in words, for the foot of a picture."""

from collections.abc import Iterable

from policykb.model.knowledge_base import KnowledgeBase
from policykb.text.normalize import collapse_spaces
from policykb.views.wording.dates import date_in_words

_NAMED = 3


def source_line(kb: KnowledgeBase, ids: Iterable[str]) -> str:
    """Return the sources (by id) as the foot of a picture: title, kind and date of each."""
    sources = [kb.sources[one] for one in dict.fromkeys(ids)]
    told = [
        f"{collapse_spaces(source.title)}, {source.kind}, {date_in_words(source.published)}"
        for source in sources
    ]
    more = f"; and {len(told) - _NAMED} more" if len(told) > _NAMED else ""
    lead = "Source" if len(told) == 1 else "Sources"
    named = f"{lead}: {'; '.join(told[:_NAMED])}{more} · " if told else ""
    return f"{named}policykb"

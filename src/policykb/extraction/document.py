"""The content of a document: its paragraphs, and what it says about itself."""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from policykb.text.characters import FORBIDDEN
from policykb.text.normalize import collapse_spaces


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact that a document states about itself: the value of a field, and where it stands.

    The field is one of ``source.yaml``; an ``author`` is a name here, not an id.
    """

    field: str
    value: str
    origin: str


@dataclass(frozen=True, slots=True)
class ExtractedDocument:
    """The paragraphs of a document in reading order, the facts about it, and remarks on what was
    left out. There may be several facts for a field, the most certain first.
    """

    paragraphs: tuple[str, ...]
    facts: tuple[Fact, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """Return the text as ``text.txt`` holds it: one blank line between paragraphs."""
        return "\n\n".join(self.paragraphs) + "\n"


def clean(paragraph: str) -> str:
    """Return a paragraph as it stands in ``text.txt``.

    White space is collapsed, but line ends stay. Characters that records may not contain are
    removed, so that every sentence can be quoted. Letters with accents are composed (NFC), as
    people type them.
    """
    lines = (
        collapse_spaces(FORBIDDEN.sub("", collapse_spaces(line))) for line in paragraph.split("\n")
    )
    return unicodedata.normalize("NFC", "\n".join(filter(None, lines)))


def clean_all(paragraphs: Iterable[str]) -> tuple[str, ...]:
    """Return paragraphs as they stand in ``text.txt``, without empty ones."""
    return tuple(filter(None, map(clean, paragraphs)))


def facts(origin: str, **values: str | None) -> Iterator[Fact]:
    """Yield the facts of one origin: those of the fields that have a value."""
    for field, value in values.items():
        if value and (cleaned := clean(value.replace("\n", " "))):
            yield Fact(field, cleaned, origin)

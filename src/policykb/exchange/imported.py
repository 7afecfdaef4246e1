"""Codings from another program, before they are records of a knowledge base.

Whatever reads a foreign format makes an :class:`Imported`; :mod:`policykb.exchange.build` makes the
files of a knowledge base from it. Actors, topics and documents go by the names that the foreign
file has for them: ids are made from these.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from policykb.yaml.document import Data

RecordData = dict[str, Data]
"""A record as its file will hold it."""

Fields = Mapping[str, Data]
"""Fields of a record by their names in its file. References are the names of actors and topics as
:class:`Imported` has them, and the ids of claims. An ``id`` is kept; without one it is made.
"""


@dataclass(frozen=True, slots=True)
class ImportedDocument:
    """A document that statements are from.

    Args:
        fields: The fields of the source that are known; the others get usual values, and the note
            says which.
        text: The text; None if nothing but the quotes is known.
    """

    fields: Fields
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """A coded statement.

    What is not known gets the usual value, and is marked: without a stance the claim is a draft.

    Args:
        place: Where it stands in the foreign file, for messages: ``line 3``.
        document: The name of its document.
        actor: The name of its actor.
        topic: The name of its topic.
        fields: The other fields of the claim that are known.
        date: The day on which it was made, as in 2011-03-11; empty if unknown.
        extent: The offsets in the text of the document at which it begins and ends, in characters
            from 0, if there is no ``quote`` in ``fields``: the quote is the sentences that it
            touches.
    """

    place: str
    document: str
    actor: str
    topic: str
    fields: Fields
    date: str = ""
    extent: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class UncodedSentence:
    """A sentence of a document that is not coded, with the reason."""

    document: str
    quote: str
    reason: str


@dataclass(slots=True)
class Imported:
    """All that was read of a foreign file.

    Args:
        origin: The name of the file, for notes.
        title: The title of a new knowledge base.
        description: Its description, if any.
        actors: The fields of the actors that are known, by name.
        topics: The fields of the topics that are known, by name.
        documents: The documents, by name.
        statements: The statements, in reading order.
        skipped: The sentences that are not coded.
        losses: What a knowledge base cannot hold of the file, in sentences.
        remarks: What else a person should know of the file, in sentences.
        published: The day that documents without a date are taken to be from, as in 2011-03-11.
    """

    origin: str
    title: str
    description: str = ""
    actors: dict[str, Fields] = field(default_factory=dict)
    topics: dict[str, Fields] = field(default_factory=dict)
    documents: dict[str, ImportedDocument] = field(default_factory=dict)
    statements: list[Statement] = field(default_factory=list)
    skipped: list[UncodedSentence] = field(default_factory=list)
    losses: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    published: str = ""

"""The changes that can be made to records."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from policykb.yaml.document import Data


@dataclass(frozen=True, slots=True)
class AddRecord:
    """A new actor, topic, claim or skipped sentence.

    ``fields`` are as in the file of the record; a claim without an id gets one. ``source`` is the
    id of the source of a claim or skipped sentence. ``sentence`` numbers the sentence that is its
    quote, or the first and last of several.
    """

    kind: str
    fields: Mapping[str, Data]
    source: str = ""
    sentence: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class AddSource:
    """A new source with its text, and no claims yet. ``fields`` are those of ``source.yaml``, but
    for the checksum.
    """

    id: str
    fields: Mapping[str, Data]
    text: str


@dataclass(frozen=True, slots=True)
class ReplaceText:
    """Another text of a source. Quotes need not stand in it any more."""

    source: str
    text: str


@dataclass(frozen=True, slots=True)
class SetFields:
    """Other values of fields of the record of a kind with this id; None removes a field."""

    kind: str
    id: str
    fields: Mapping[str, Data | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Retract:
    """A claim that no longer counts, and why; its note gets the reason at its end."""

    claim: str
    note: str


@dataclass(frozen=True, slots=True)
class Rename:
    """Another id of a record, wherever it is referred to."""

    kind: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Merge:
    """A record that becomes part of another one of its kind, wherever it is referred to."""

    kind: str
    old: str
    into: str


AnyChange = AddRecord | AddSource | ReplaceText | SetFields | Retract | Rename | Merge
"""A change of the records of a knowledge base."""

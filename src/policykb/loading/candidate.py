"""The records of a part before their references are checked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from policykb.diagnostics import Route, Rule
from policykb.diagnostics.catalogue import (
    UNKNOWN_ACTOR,
    UNKNOWN_AUTHOR,
    UNKNOWN_BROADER,
    UNKNOWN_CONDITION,
    UNKNOWN_CONTRADICTS,
    UNKNOWN_DISPUTED_BY,
    UNKNOWN_PART_OF,
    UNKNOWN_RELATIVE_TO,
    UNKNOWN_SAID_BY,
    UNKNOWN_TARGET,
    UNKNOWN_TOPIC,
)
from policykb.loading.raw_records import RawRecord
from policykb.yaml.document import Data, Document


class ReferenceField(NamedTuple):
    """A field that refers: the way to it in the record, what it names, which rule it can break."""

    route: tuple[str, ...]
    kind: str
    rule: Rule


REFERENCE_FIELDS: Mapping[str, tuple[ReferenceField, ...]] = {
    "actor": (ReferenceField(("part_of",), "actor", UNKNOWN_PART_OF),),
    "topic": (ReferenceField(("broader",), "topic", UNKNOWN_BROADER),),
    "source": (ReferenceField(("author",), "actor", UNKNOWN_AUTHOR),),
    "claim": (
        ReferenceField(("actor",), "actor", UNKNOWN_ACTOR),
        ReferenceField(("topic",), "topic", UNKNOWN_TOPIC),
        ReferenceField(("target",), "actor", UNKNOWN_TARGET),
        ReferenceField(("said_by",), "actor", UNKNOWN_SAID_BY),
        ReferenceField(("disputed_by",), "actor", UNKNOWN_DISPUTED_BY),
        ReferenceField(("relative_to", "actor"), "actor", UNKNOWN_RELATIVE_TO),
        ReferenceField(("conditions",), "topic", UNKNOWN_CONDITION),
        ReferenceField(("contradicts",), "claim", UNKNOWN_CONTRADICTS),
    ),
    "skipped": (),
}


class Reference(NamedTuple):
    """One reference: where in its record it stands, and the id it gives."""

    route: Route
    field: ReferenceField
    id: str


def references(kind: str, data: Data) -> Iterator[Reference]:
    """All references that the data of a record makes, whether or not the rest of it is sound."""
    if not isinstance(data, dict):
        return
    for referring in REFERENCE_FIELDS[kind]:
        value: Data | None = data.get(referring.route[0])
        if value is None:
            continue
        for key in referring.route[1:]:
            value = value.get(key) if isinstance(value, dict) else None
        if isinstance(value, str):
            yield Reference(referring.route, referring, value)
        elif isinstance(value, list):
            for index, item in enumerate(value):
                if isinstance(item, str):
                    yield Reference((*referring.route, index), referring, item)


@dataclass(frozen=True, slots=True)
class Candidate:
    """What a file holds in a record's place: ``row`` is None where it does not fit its
    model, and ``reason`` then says why not.
    """

    kind: str
    id: str | None
    data: Data
    document: Document
    route: Route
    row: RawRecord | None
    reason: str = ""

    def references(self) -> Iterator[Reference]:
        """All references the data makes."""
        return references(self.kind, self.data)

    def about(self) -> tuple[str | None, str | None]:
        """The actor and the topic that a claim names, sound or not."""
        named = {reference.route: reference.id for reference in self.references()}
        is_claim = self.kind == "claim"
        return (named.get(("actor",)), named.get(("topic",))) if is_claim else (None, None)

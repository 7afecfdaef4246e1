"""The records of a part before their references are checked."""

from collections.abc import Iterator, Mapping

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
from policykb.frozen import NamedTuple, dataclass
from policykb.loading.raw_records import RawRecord
from policykb.model.fields import REFERRED_KINDS, TextType, file_fields
from policykb.model.records import RECORD_TYPES, RelativeTo
from policykb.yaml.document import Data, Document


class ReferenceField(NamedTuple):
    """A field that refers to records: its route, their kind, and the rule that it can break."""

    route: tuple[str, ...]
    kind: str
    rule: Rule


_RULES: Mapping[str, Rule] = {
    "part_of": UNKNOWN_PART_OF,
    "broader": UNKNOWN_BROADER,
    "author": UNKNOWN_AUTHOR,
    "actor": UNKNOWN_ACTOR,
    "topic": UNKNOWN_TOPIC,
    "target": UNKNOWN_TARGET,
    "said_by": UNKNOWN_SAID_BY,
    "disputed_by": UNKNOWN_DISPUTED_BY,
    "relative_to": UNKNOWN_RELATIVE_TO,
    "conditions": UNKNOWN_CONDITION,
    "contradicts": UNKNOWN_CONTRADICTS,
}
"""The rules that references can break, by field, in the order in which they are reported."""


def _reference_fields(record: type) -> tuple[ReferenceField, ...]:
    found = {field.route[0]: field for field in _referring(record, ())}
    return tuple(found[name] for name in _RULES if name in found)


def _referring(record: type, outer: tuple[str, ...]) -> Iterator[ReferenceField]:
    for field in file_fields(record):
        route = (*outer, field.name)
        if isinstance(field.type, TextType):
            if kind := REFERRED_KINDS.get(field.type):
                yield ReferenceField(route, kind, _RULES[route[0]])
        elif field.type is RelativeTo:
            yield from _referring(RelativeTo, route)


REFERENCE_FIELDS: Mapping[str, tuple[ReferenceField, ...]] = {
    kind: _reference_fields(record) for kind, record in RECORD_TYPES.items()
}
"""The fields that refer to other records, by kind."""


class Reference(NamedTuple):
    """A reference: its route in its record, its field, and the id."""

    route: Route
    field: ReferenceField
    id: str


def references(kind: str, data: Data) -> Iterator[Reference]:
    """Yield all references in the data of a record, valid or not."""
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
    """A record whose references are not checked yet, or that does not fit its schema.

    ``raw`` is None for the latter, and ``reason`` the reason.
    """

    kind: str
    id: str | None
    data: Data
    document: Document
    route: Route
    raw: RawRecord | None
    reason: str = ""

    def references(self) -> Iterator[Reference]:
        """Yield all references in the data."""
        return references(self.kind, self.data)

    def about(self) -> tuple[str | None, str | None]:
        """Return the actor and the topic that a claim names, valid or not."""
        named = {reference.route: reference.id for reference in self.references()}
        is_claim = self.kind == "claim"
        return (named.get(("actor",)), named.get(("topic",))) if is_claim else (None, None)

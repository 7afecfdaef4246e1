"""Records as JSON: every field, under its own name, absent values as null or empty lists."""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date
from enum import Enum

from policykb.diagnostics import Location
from policykb.model.knowledge_base import KnowledgeBase, LeftOut
from policykb.model.period import Period
from policykb.model.records import Claim, Record, RelativeTo
from policykb.views.view import Json

VERSION = 1
"""Version of the JSON contracts."""


def envelope(kb: KnowledgeBase, **members: Json) -> dict[str, Json]:
    """An answer: the version, where the knowledge base is, its members, and what is missing."""
    return {
        "version": VERSION,
        "kb": str(kb.root),
        **members,
        "left_out": [_left_out(record) for record in kb.left_out],
    }


def _left_out(record: LeftOut) -> Json:
    return {
        "kind": record.kind,
        "id": record.id,
        "reason": record.reason,
        "actor": record.actor,
        "topic": record.topic,
        "location": location(record.location),
    }


def location(where: Location) -> dict[str, Json]:
    """A place: path relative to the knowledge base, line and column from 1."""
    return {"path": where.path, "line": where.line, "column": where.column}


def record(of: Record) -> dict[str, Json]:
    """Every field of a record, its place last; a claim's score beside its stance."""
    made: dict[str, Json] = {}
    for field in fields(of):
        if field.name in {"location", "route"}:
            continue
        made[field.name] = _plain(getattr(of, field.name))
        if field.name == "stance" and isinstance(of, Claim):
            made["score"] = of.score
    made["location"] = location(of.location)
    return made


def _plain(value: object) -> Json:
    match value:
        case None | int():
            return value
        case Enum():
            return str(value.value)
        case Period() | date():
            return str(value)
        case RelativeTo():
            return {"actor": value.actor, "than": value.than.value}
        case tuple():
            return [_plain(item) for item in value]
        case _:
            return str(value)


def records(of: Iterable[Record]) -> list[Mapping[str, Json]]:
    """Records in their order."""
    return [record(one) for one in of]

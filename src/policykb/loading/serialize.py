"""What a reading says beside its rows as JSON, to be kept or sent, and back.

A rule is its code, a place a list of a path and four numbers; so nothing that is read back can be
anything but data.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from policykb.diagnostics import (
    Diagnostic,
    Fix,
    Location,
    OrderKeys,
    Related,
    RenameKey,
    SetValue,
    Span,
)
from policykb.diagnostics.catalogue import RULES
from policykb.diagnostics.settings import Settings
from policykb.loading.outline import ClaimSide, Header, IdList, Outline, ParsedPart
from policykb.loading.raw_records import RawRecord
from policykb.model.knowledge_base import LeftOut

_RULES = {rule.code: rule for rule in RULES}
_FIXES: Mapping[str, type[SetValue | RenameKey | OrderKeys]] = {
    one.__name__: one for one in (SetValue, RenameKey, OrderKeys)
}


TableRow = tuple[str | int | None, ...]
"""A row as it is kept: its part, its number, its texts, the four numbers of its span."""


class SerializedPart(NamedTuple):
    """A reading with flat rows, whose ``outline``, ``faults``, ``left_out``, ``header`` and
    ``findings`` are JSON; the last two are None where the reading has none.
    """

    name: str
    rows: Mapping[str, Sequence[TableRow]]
    outline: str
    faults: str
    left_out: str
    header: str | None
    findings: str | None
    digests: Mapping[str, str]


def serialize_part(reading: ParsedPart) -> SerializedPart:
    """A reading, packed."""
    header = reading.header
    name = reading.outline.part
    return SerializedPart(
        name,
        table_rows(name, reading.rows),
        serialize_outline(reading.outline),
        serialize_faults(reading.faults),
        serialize_left_out(reading.left_out),
        json.dumps([header.title, header.description, _settings(header.settings)])
        if header
        else None,
        None if reading.findings is None else serialize_faults(reading.findings),
        reading.digests,
    )


def table_rows(name: str, rows: Mapping[str, Sequence[RawRecord]]) -> dict[str, list[TableRow]]:
    """The rows of a part, by kind, as they are kept."""
    return {
        kind: [(name, row.number, *row.texts, *row.span) for row in some]
        for kind, some in rows.items()
    }


def _settings(settings: Settings) -> list[object]:
    names = ("select", "ignore", "strict", "exit_zero", "max_faults")
    return [getattr(settings, name) for name in names]


def deserialize_header(text: str) -> Header:
    """What ``kb.yaml`` says."""
    title, description, settings = json.loads(text)
    select, ignore, strict, exit_zero, max_faults = settings
    chosen = Settings(
        None if select is None else tuple(select),
        None if ignore is None else tuple(ignore),
        strict,
        exit_zero,
        max_faults,
    )
    return Header(title, description, chosen)


def serialize_outline(outline: Outline) -> str:
    """An outline as JSON: its fields in their order."""
    return json.dumps([getattr(outline, name) for name in Outline.__slots__])


def deserialize_outline(text: str) -> Outline:
    """The outline of that JSON."""
    made = Outline(*json.loads(text))
    made.claims = {one: ClaimSide(*side) for one, side in made.claims.items()}
    made.coded = [(actor, topic) for actor, topic in made.coded]
    made.conditions = [IdList(*one) for one in made.conditions]
    made.contradictions = [IdList(*one) for one in made.contradictions]
    return made


def serialize_faults(faults: Iterable[Diagnostic]) -> str:
    """Faults as JSON."""
    return json.dumps(
        [
            [
                one.rule.code,
                one.message,
                _place(one.location),
                one.help,
                one.route,
                [[_place(related.location), related.message] for related in one.related],
                _fix(one.fix),
            ]
            for one in faults
        ]
    )


def deserialize_faults(text: str) -> tuple[Diagnostic, ...]:
    """The faults of that JSON."""
    return tuple(
        Diagnostic(
            _RULES[code],
            message,
            _location(place),
            help_,
            tuple(route),
            tuple(Related(_location(there), said) for there, said in related),
            _unfix(fix),
        )
        for code, message, place, help_, route, related, fix in json.loads(text)
    )


def serialize_left_out(left_out: Iterable[LeftOut]) -> str:
    """What was left out as JSON."""
    return json.dumps(
        [
            [one.kind, one.id, _place(one.location), one.reason, one.actor, one.topic]
            for one in left_out
        ]
    )


def deserialize_left_out(text: str) -> tuple[LeftOut, ...]:
    """What that JSON says was left out."""
    return tuple(
        LeftOut(kind, record_id, _location(place), *others)
        for kind, record_id, place, *others in json.loads(text)
    )


_Place = list[str | Span | None]


def _place(location: Location) -> _Place:
    return [location.path, location.span]


def _location(place: Sequence[object]) -> Location:
    path, span = place
    return Location(str(path), Span(*span) if isinstance(span, list) else None)


def _fix(fix: Fix | None) -> list[object] | None:
    match fix:
        case None:
            return None
        case SetValue(route, value):
            return ["SetValue", route, value]
        case RenameKey(route, key):
            return ["RenameKey", route, key]
        case OrderKeys(route, keys):
            return ["OrderKeys", route, keys]


def _unfix(fix: list[object] | None) -> Fix | None:
    match fix:
        case ["SetValue", list(route), str(value)]:
            return SetValue(tuple(route), value)
        case ["RenameKey", list(route), str(key)]:
            return RenameKey(tuple(route), key)
        case ["OrderKeys", list(route), list(keys)]:
            return OrderKeys(tuple(route), tuple(keys))
    return None

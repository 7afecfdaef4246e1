"""Serialize a parsed part to JSON and raw records, to cache it or to send it to another process.

A rule becomes its code, and a location a path and four numbers, so that only data is ever read
back.
"""

import json
from collections.abc import Iterable, Mapping, Sequence

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
from policykb.frozen import NamedTuple
from policykb.loading.outline import ClaimSide, Header, IdList, Outline, ParsedPart
from policykb.loading.raw_records import FIELDS, RawRecord, RawRow, checksum, row_of
from policykb.model.knowledge_base import LeftOut
from policykb.text.tokens import distinct_words

_RULES = {rule.code: rule for rule in RULES}
CLAIMS_OF_WORDS = 16
"""The number of claims whose words are kept as one text."""
_SEARCHED = [FIELDS["claim"].index(name) for name in ("id", "quote", "summary")]


class SerializedRecords(NamedTuple):
    """The raw records of a part as rows, by kind, each with its check sum at the end, and the words
    of its claims, a text for so many claims that follow one another (:data:`CLAIMS_OF_WORDS`).
    """

    rows: Mapping[str, Sequence[RawRow]]
    words: Sequence[str]


class SerializedPart(NamedTuple):
    """A part of which all but the raw records is JSON.

    ``header`` and ``findings`` are None if the part has none.
    """

    name: str
    records: SerializedRecords
    outline: str
    faults: str
    left_out: str
    header: str | None
    findings: str | None
    digests: Mapping[str, str]


def serialize_part(parsed: ParsedPart) -> SerializedPart:
    """Serialize a parsed part."""
    header = parsed.header
    name = parsed.outline.part
    return SerializedPart(
        name,
        serialize_records(name, parsed.raw_records),
        serialize_outline(parsed.outline),
        serialize_faults(parsed.faults),
        serialize_left_out(parsed.left_out),
        json.dumps([header.title, header.description, _settings(header.settings)])
        if header
        else None,
        None if parsed.findings is None else serialize_faults(parsed.findings),
        parsed.digests,
    )


def serialize_records(name: str, records: Mapping[str, Sequence[RawRecord]]) -> SerializedRecords:
    """Serialize the raw records of a part, given by kind."""
    claims = [raw.texts for raw in records.get("claim", ())]
    groups = (
        claims[start : start + CLAIMS_OF_WORDS] for start in range(0, len(claims), CLAIMS_OF_WORDS)
    )
    rows = {kind: [row_of(kind, name, raw) for raw in some] for kind, some in records.items()}
    return SerializedRecords(
        {kind: [(*row, checksum(row)) for row in some] for kind, some in rows.items()},
        [distinct_words(texts[at] or "" for texts in some for at in _SEARCHED) for some in groups],
    )


def _settings(settings: Settings) -> list[object]:
    names = ("select", "ignore", "strict", "exit_zero", "max_faults")
    return [getattr(settings, name) for name in names]


def deserialize_header(text: str) -> Header:
    """Return the header in JSON."""
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
    """Return an outline as JSON: the list of its fields."""
    return json.dumps([getattr(outline, name) for name in Outline.__slots__])


def deserialize_outline(text: str) -> Outline:
    """Return the outline in JSON."""
    made = Outline(*json.loads(text))
    made.claims = {one: ClaimSide(*side) for one, side in made.claims.items()}
    made.coded = [(actor, topic) for actor, topic in made.coded]
    made.conditions = [IdList(*one) for one in made.conditions]
    made.contradictions = [IdList(*one) for one in made.contradictions]
    return made


def serialize_faults(faults: Iterable[Diagnostic]) -> str:
    """Return faults as JSON."""
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
                _fix(one.unsafe_fix),
            ]
            for one in faults
        ]
    )


def deserialize_faults(text: str) -> tuple[Diagnostic, ...]:
    """Return the faults in JSON."""
    return tuple(
        Diagnostic(
            _RULES[code],
            message,
            _location(place),
            help_,
            tuple(route),
            tuple(Related(_location(there), said) for there, said in related),
            _unfix(fix),
            _unfix(unsafe_fix),
        )
        for code, message, place, help_, route, related, fix, unsafe_fix in json.loads(text)
    )


def serialize_left_out(left_out: Iterable[LeftOut]) -> str:
    """Return records that were left out as JSON."""
    return json.dumps(
        [
            [one.kind, one.id, _place(one.location), one.reason, one.actor, one.topic]
            for one in left_out
        ]
    )


def deserialize_left_out(text: str) -> tuple[LeftOut, ...]:
    """Return the records that were left out in JSON."""
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

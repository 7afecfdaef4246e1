"""Which records are sound: those that fit their model and whose references lead to sound records.

An actor or topic is sound when the one it is part of, or narrower than, is; so those in
a circle are not. A reference to another claim only needs that claim to be written down:
a faulty claim does not take away the one that contradicts it.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from policykb import rules
from policykb.diagnostics import Diagnostic, Location, Related, Route, Rule, SetValue, shown
from policykb.documents import Data, Document
from policykb.knowledge import LeftOut
from policykb.ledger import Ledger
from policykb.loading.meaning import Meanings
from policykb.records import Actor, Claim, Record, Skipped, Source, Topic


class Field(NamedTuple):
    """A field that refers: the way to it in the record, what it names, which rule it can break."""

    route: tuple[str, ...]
    kind: str
    rule: Rule


_FIELDS: Mapping[str, tuple[Field, ...]] = {
    "actor": (Field(("part_of",), "actor", rules.UNKNOWN_PART_OF),),
    "topic": (Field(("broader",), "topic", rules.UNKNOWN_BROADER),),
    "source": (Field(("author",), "actor", rules.UNKNOWN_AUTHOR),),
    "claim": (
        Field(("actor",), "actor", rules.UNKNOWN_ACTOR),
        Field(("topic",), "topic", rules.UNKNOWN_TOPIC),
        Field(("target",), "actor", rules.UNKNOWN_TARGET),
        Field(("said_by",), "actor", rules.UNKNOWN_SAID_BY),
        Field(("disputed_by",), "actor", rules.UNKNOWN_DISPUTED_BY),
        Field(("relative_to", "actor"), "actor", rules.UNKNOWN_RELATIVE_TO),
        Field(("conditions",), "topic", rules.UNKNOWN_CONDITION),
        Field(("contradicts",), "claim", rules.UNKNOWN_CONTRADICTS),
    ),
    "skipped": (),
}


class Reference(NamedTuple):
    """One reference: where in its record it stands, and the id it gives."""

    route: Route
    field: Field
    id: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """What a file holds in a record's place: ``record`` is None where it does not fit its
    model, and ``reason`` then says why not.
    """

    kind: str
    id: str | None
    data: Data
    document: Document
    route: Route
    record: Record | None
    reason: str = ""

    def references(self) -> Iterator[Reference]:
        """All references the data makes, whether or not the rest of the record is sound."""
        if not self.data or not isinstance(self.data, dict):
            return
        for referring in _FIELDS[self.kind]:
            value: Data | None = self.data
            for key in referring.route:
                value = value.get(key) if isinstance(value, dict) else None
            if isinstance(value, str):
                yield Reference(referring.route, referring, value)
            elif isinstance(value, list):
                for index, item in enumerate(value):
                    if isinstance(item, str):
                        yield Reference((*referring.route, index), referring, item)

    def about(self) -> tuple[str | None, str | None]:
        """The actor and the topic that a claim names, sound or not."""
        named = {reference.route: reference.id for reference in self.references()}
        is_claim = self.kind == "claim"
        return (named.get(("actor",)), named.get(("topic",))) if is_claim else (None, None)


@dataclass(slots=True)
class Sound:
    """The sound records by id, and the others."""

    actors: dict[str, Actor] = field(default_factory=dict)
    topics: dict[str, Topic] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    claims: dict[str, Claim] = field(default_factory=dict)
    skipped: list[Skipped] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)

    def has(self, kind: str, record_id: str) -> bool:
        """Whether there is a sound record of this kind and id."""
        return record_id in getattr(self, f"{kind}s")

    def add(self, record: Record) -> None:
        """Take a record in."""
        match record:
            case Actor():
                self.actors[record.id] = record
            case Topic():
                self.topics[record.id] = record
            case Source():
                self.sources[record.id] = record
            case Claim():
                self.claims[record.id] = record
            case Skipped():
                self.skipped.append(record)


Declared = Mapping[str, Mapping[str, Location]]
"""The ids that are written down, faulty or not, by kind, and where."""


class Unsaid(NamedTuple):
    """The ids that may exist although no file says so, whose references are nobody's fault.

    ``incomplete`` are the kinds of which a file could not be read: there it may be any id.
    ``misnamed`` are the ids, by kind, that records without a proper one may mean to have.
    """

    incomplete: set[str]
    misnamed: Mapping[str, set[str]]

    def covers(self, kind: str, record_id: str) -> bool:
        """Whether there may be a record of this kind and id."""
        return kind in self.incomplete or record_id in self.misnamed[kind]


def sift(
    candidates: Sequence[Candidate], declared: Declared, unsaid: Unsaid, faults: Ledger
) -> Sound:
    """Keep the sound records; report references to nothing, and why each other record is left out.

    Args:
        candidates: all records of all kinds, each kind in loading order.
        declared: the ids written down in all files.
        unsaid: the ids that may exist although they are not declared.
        faults: takes what is wrong.
    """
    sound = Sound()
    by_kind: dict[str, list[Candidate]] = {}
    for candidate in candidates:
        by_kind.setdefault(candidate.kind, []).append(candidate)
    used = Counter((one.field.kind, one.id) for c in candidates for one in c.references())
    meanings = Meanings(declared, ((c.kind, c.id, c.data) for c in candidates), used)
    for candidate in candidates:
        _report(candidate, unsaid, meanings, faults)
    for kind, cycle in (("actor", rules.PART_OF_CYCLE), ("topic", rules.BROADER_CYCLE)):
        _nested(by_kind.get(kind, []), cycle, sound, faults)
    for kind in ("source", "claim", "skipped"):
        for candidate in by_kind.get(kind, []):
            _keep_or_leave(candidate, sound, declared)
    return sound


def _report(candidate: Candidate, unsaid: Unsaid, meanings: Meanings, faults: Ledger) -> None:
    for route, referring, wanted in candidate.references():
        kind, rule = referring.kind, referring.rule
        if not wanted or wanted in meanings.declared[kind] or unsaid.covers(kind, wanted):
            continue
        if faults.is_full(candidate.document.path):
            faults.count(candidate.document.path, 1)
            continue
        hint, meant = meanings.of(kind, wanted)
        full_route = (*candidate.route, *route)
        faults.add(
            Diagnostic(
                rule,
                f"unknown {kind} {shown(wanted)} in {referring.route[0]}",
                candidate.document.location(full_route),
                hint or rule.remedy,
                full_route,
                fix=SetValue(full_route, meant) if meant else None,
            )
        )


def _keep_or_leave(candidate: Candidate, sound: Sound, declared: Declared) -> None:
    record = candidate.record
    reasons = [candidate.reason] if record is None else []
    if isinstance(record, Claim | Skipped) and record.source not in sound.sources:
        reasons.append(f"its source {record.source} is faulty")
    for _, referring, wanted in candidate.references():
        kind = referring.kind
        leads = wanted in declared[kind] if kind == "claim" else sound.has(kind, wanted)
        if not leads:
            fault = "is faulty" if wanted in declared[kind] else "is unknown"
            reasons.append(f"its {'.'.join(referring.route)} {wanted} {fault}")
    if record is not None and not reasons:
        sound.add(record)
    else:
        _leave(candidate, "; ".join(reasons), sound)


def _leave(candidate: Candidate, reason: str, sound: Sound) -> None:
    location = candidate.document.location(candidate.route)
    sound.left_out.append(
        LeftOut(candidate.kind, candidate.id, location, reason, *candidate.about())
    )


def _nested(candidates: Sequence[Candidate], cycle: Rule, sound: Sound, faults: Ledger) -> None:
    """Keep the actors, or topics, that a way without faults leads up from."""
    below: dict[str | None, list[Candidate]] = {}
    for candidate in candidates:
        below.setdefault(_above(candidate), []).append(candidate)
    reached: set[str | None] = set()
    ready = [c for c in below.get(None, ()) if c.record is not None]
    while ready:
        reached.add(ready[-1].id)
        ready.extend(c for c in below.get(ready.pop().id, ()) if c.record is not None)
    rest = {c.id: c for c in candidates if c.record is not None and c.id not in reached}
    circles = list(_circles(rest))
    faults.extend(_circle_fault(circle, cycle) for circle in circles)
    in_circle = {candidate.id for circle in circles for candidate in circle}
    for candidate in candidates:
        if candidate.record is None:
            _leave(candidate, candidate.reason, sound)
        elif candidate.id in reached:
            sound.add(candidate.record)
        elif candidate.id in in_circle:
            _leave(candidate, "it stands in a circle", sound)
        else:
            _leave(candidate, f"{_above(candidate)}, which it belongs to, is not sound", sound)


def _above(candidate: Candidate) -> str | None:
    return next((reference.id for reference in candidate.references()), None)


def _circles(rest: Mapping[str | None, Candidate]) -> Iterator[list[Candidate]]:
    seen: set[str | None] = set()
    for start in rest:
        path: dict[str | None, None] = {}
        at: str | None = start
        while at in rest and at not in seen:
            seen.add(at)
            path[at] = None
            at = _above(rest[at])
        if at in path:
            ids = list(path)
            yield [rest[i] for i in ids[ids.index(at) :]]


def _circle_fault(circle: Sequence[Candidate], rule: Rule) -> Diagnostic:
    places = [(c, (*c.route, *next(c.references()).route)) for c in circle[:8]]
    (first, route), *others = places
    way = " → ".join([*(str(c.id) for c, _ in places), "…" if circle[8:] else str(first.id)])
    return Diagnostic(
        rule,
        f"{first.id} stands in a circle: {way}",
        first.document.location(route),
        rule.remedy,
        route,
        tuple(
            Related(c.document.location(there), f"{c.id} is in the circle") for c, there in others
        ),
    )

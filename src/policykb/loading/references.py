"""Resolve references: records are valid if they fit their schema and refer to valid records.

An actor or topic is valid if its parent is, so those in a cycle are not. A reference to a claim
only needs that claim to be declared: a faulty claim does not remove the one that contradicts it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from policykb.diagnostics import (
    Diagnostic,
    Location,
    Related,
    Route,
    Rule,
    SetValue,
    catalogue,
    format_value,
)
from policykb.diagnostics.limit import CappedFaults
from policykb.frozen import NamedTuple
from policykb.loading.candidate import Candidate
from policykb.loading.suggestions import Suggestions
from policykb.model.knowledge_base import LeftOut


def source_of(path: str) -> str:
    """Return the id of the source that a file in its folder belongs to."""
    return path.split("/")[1]


Declared = Mapping[str, Mapping[str, str]]
"""The ids that are written down, faulty or not, by kind, and the part that does so first."""


@dataclass(slots=True)
class ValidRecords:
    """The ids of valid records by kind, the candidates that are valid, and what is left out."""

    ids: dict[str, set[str]]
    candidates: list[Candidate] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)

    def add(self, candidate: Candidate) -> None:
        """Add a valid record."""
        self.candidates.append(candidate)
        if candidate.id is not None:
            self.ids[candidate.kind].add(candidate.id)


class PossibleIds(NamedTuple):
    """Ids that may exist although no file declares them; references to them are not reported.

    ``incomplete`` are the kinds of which a file could not be read, so that any id may exist.
    ``misnamed`` are the likely ids, by kind, of records without a valid one.
    """

    incomplete: set[str]
    misnamed: Mapping[str, set[str]]

    def covers(self, kind: str, record_id: str) -> bool:
        """Return True if there may be a record of this kind and id."""
        return kind in self.incomplete or record_id in self.misnamed[kind]


def resolve_candidates(
    candidates: Sequence[Candidate],
    declared: Declared,
    valid: ValidRecords,
    possible: PossibleIds,
    suggestions: Suggestions,
    faults: CappedFaults,
) -> None:
    """Add the valid candidates; report unknown references, and leave out the other candidates.

    Args:
        candidates: all candidates of the faulty parts, by kind in loading
            order.
        declared: the ids written down in all files.
        valid: the valid records of all other parts, to which those of the candidates are added.
        possible: the ids that may exist although they are not declared.
        suggestions: what unknown ids mean.
        faults: takes what is wrong.
    """
    by_kind: dict[str, list[Candidate]] = {}
    for candidate in candidates:
        by_kind.setdefault(candidate.kind, []).append(candidate)
    for candidate in candidates:
        _report_unknown(candidate, declared, possible, suggestions, faults)
    for kind, cycle in (("actor", catalogue.PART_OF_CYCLE), ("topic", catalogue.BROADER_CYCLE)):
        _add_hierarchy(by_kind.get(kind, []), cycle, valid, faults)
    for kind in ("source", "claim", "skipped"):
        for candidate in by_kind.get(kind, []):
            _add_or_leave_out(candidate, valid, declared)


def _report_unknown(
    candidate: Candidate,
    declared: Declared,
    possible: PossibleIds,
    suggestions: Suggestions,
    faults: CappedFaults,
) -> None:
    for route, referring, wanted in candidate.references():
        kind, rule = referring.kind, referring.rule
        if not wanted or wanted in declared[kind] or possible.covers(kind, wanted):
            continue
        if faults.is_full(candidate.document.path):
            faults.count(candidate.document.path, 1)
            continue
        hint, meant, likely = suggestions.of(kind, wanted)
        full_route = (*candidate.route, *route)
        faults.add(
            Diagnostic(
                rule,
                f"unknown {kind} {format_value(wanted)} in {referring.route[0]}",
                candidate.document.location(full_route),
                hint or rule.remedy,
                full_route,
                fix=SetValue(full_route, meant) if meant else None,
                unsafe_fix=SetValue(full_route, likely) if likely else None,
            )
        )


def _add_or_leave_out(candidate: Candidate, valid: ValidRecords, declared: Declared) -> None:
    reasons = [candidate.reason] if candidate.raw is None else []
    source = source_of(candidate.document.path)
    if (
        candidate.raw is not None
        and candidate.kind != "source"
        and source not in valid.ids["source"]
    ):
        reasons.append(f"its source {source} is faulty")
    for _, referring, wanted in candidate.references():
        kind = referring.kind
        leads = wanted in declared[kind] if kind == "claim" else wanted in valid.ids[kind]
        if not leads:
            fault = "is faulty" if wanted in declared[kind] else "is unknown"
            reasons.append(f"its {'.'.join(referring.route)} {wanted} {fault}")
    if not reasons:
        valid.add(candidate)
    else:
        _leave_out(candidate, "; ".join(reasons), valid)


def _leave_out(candidate: Candidate, reason: str, valid: ValidRecords) -> None:
    location = candidate.document.location(candidate.route)
    valid.left_out.append(
        LeftOut(candidate.kind, candidate.id, location, reason, *candidate.about())
    )


def _add_hierarchy(
    candidates: Sequence[Candidate], cycle: Rule, valid: ValidRecords, faults: CappedFaults
) -> None:
    """Add the actors, or topics, whose parents are all valid."""
    below: dict[str | None, list[Candidate]] = {}
    for candidate in candidates:
        below.setdefault(_above(candidate), []).append(candidate)
    reached: set[str | None] = set()
    ready = [c for c in below.get(None, ()) if c.raw is not None]
    while ready:
        reached.add(ready[-1].id)
        ready.extend(c for c in below.get(ready.pop().id, ()) if c.raw is not None)
    rest = {c.id: c for c in candidates if c.raw is not None and c.id not in reached}
    circles = list(_circles(rest))
    faults.extend(_circle_fault(circle, cycle) for circle in circles)
    in_circle = {candidate.id for circle in circles for candidate in circle}
    for candidate in candidates:
        if candidate.raw is None:
            _leave_out(candidate, candidate.reason, valid)
        elif candidate.id in reached:
            valid.add(candidate)
        elif candidate.id in in_circle:
            _leave_out(candidate, "it stands in a circle", valid)
        else:
            _leave_out(candidate, f"{_above(candidate)}, which it belongs to, is not sound", valid)


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


def duplicate_id_message(kind: str, record_id: str) -> str:
    """Return the message about a record whose id another one has."""
    return f"{kind} id {format_value(record_id)} is taken"


def duplicate_id_fault(message: str, here: Location, route: Route, first: Location) -> Diagnostic:
    """Return the fault of an id at ``route`` that is also that of the record at ``first``."""
    related = (Related(first, "the first record with this id"),)
    return Diagnostic(
        catalogue.DUPLICATE_ID, message, here, catalogue.DUPLICATE_ID.remedy, route, related
    )

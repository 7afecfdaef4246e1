"""The payload of a difference, and its changes as items for lines."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from policykb.analysis.diff import Difference
from policykb.analysis.positions import Position, PositionStatus
from policykb.analysis.record_diff import ChangeKind, RecordChange
from policykb.analysis.verdicts import Outcome
from policykb.loading.revision import Revision
from policykb.model.period import day_text
from policykb.model.records import Actor, Claim, Record, Skipped, Source, Topic
from policykb.text.normalize import collapse_spaces
from policykb.views import payloads
from policykb.views.payloads import Json, Scalar
from policykb.views.wording.filters import asked_for
from policykb.views.wording.positions import position_payload
from policykb.views.wording.summary import agreement_payload

FIELDS = payloads.fields(
    *("kind", "change", "id", "actor", "topic", "field", "before", "after", "claims", "location")
)
"""The fields of a line."""


_Commits = tuple[str, str | None]
"""The commits of both states; none of the working tree."""


def _commits(earlier: Revision, later: Revision | None) -> _Commits:
    return earlier.commit, later.commit if later else None


def text(record: Record | None, field: str) -> Scalar:
    """Return a field of a record on one line; None without a record, or if the field is empty."""
    value = payloads.record(record).get(field) if record is not None else None
    return None if value == [] else payloads.scalar(value, ", ")


def record_changes(found: Difference) -> dict[str, Sequence[RecordChange[Record]]]:
    """Return the records that differ, by kind, claims first."""
    return {
        "claims": found.claims,
        "actors": found.actors,
        "topics": found.topics,
        "sources": found.sources,
        "skipped": found.skipped,
    }


def changes(
    found: Difference, earlier: Revision, later: Revision | None
) -> Iterator[dict[str, Json]]:
    """Yield the difference as items: one for each record added or removed, for each field changed,
    and for each position, verdict and agreement moved.
    """
    commits = _commits(earlier, later)
    claims, *others = record_changes(found).items()
    yield from _edited(*claims, commits)
    for move in found.positions:
        values = (_held(move.before), _held(move.after))
        yield _moved("position", move.actor, move.topic, *values, move.claims)
    for verdict in found.verdicts:
        values = (_outcome(verdict.before), _outcome(verdict.after))
        yield _moved("verdict", " ".join(verdict.actors), verdict.topic, *values)
    for agreement in found.agreements:
        numbers = (agreement.before.value, agreement.after.value)
        yield _moved("agreement", " ".join(agreement.actors), None, *numbers)
    for kind, edited in others:
        yield from _edited(kind, edited, commits)


def _moved(
    kind: str,
    actor: str,
    topic: str | None,
    before: Scalar,
    after: Scalar,
    claims: Sequence[str] = (),
) -> dict[str, Json]:
    return {
        "kind": kind,
        "change": "moved",
        "id": None,
        "actor": actor,
        "topic": topic,
        "field": kind,
        "before": before,
        "after": after,
        "claims": list(claims),
        "location": None,
        "revision": None,
    }


def _edited(
    kinds: str, changes: Sequence[RecordChange[Record]], commits: _Commits
) -> Iterator[dict[str, Json]]:
    for change in changes:
        record = change.record
        claim = record if isinstance(record, Claim) else None
        for name in change.fields or (None,):
            yield {
                "kind": kinds.removesuffix("s"),
                "change": change.kind.value,
                "id": _id(record),
                "actor": claim.actor if claim else None,
                "topic": claim.topic if claim else None,
                "field": name,
                "before": _value(change.before, name),
                "after": _value(change.after, name),
                "claims": [],
                "location": payloads.location(record.location),
                "revision": commits[0] if change.after is None else commits[1],
            }


def _value(record: Record | None, field: str | None) -> Scalar:
    if record is None:
        return None
    return text(record, field) if field else _brief(record)


def _id(record: Record) -> str | None:
    match record:
        case Claim() | Actor() | Topic() | Source():
            return record.id
        case Skipped():
            return record.source
        case _:
            return None


def _brief(record: Record) -> str:
    """Return the content of a record in short."""
    match record:
        case Claim():
            return f"{record.stance} {record.period}: {collapse_spaces(record.summary)}"
        case Actor():
            return collapse_spaces(record.name)
        case Topic():
            return f"{collapse_spaces(record.label)}: {collapse_spaces(record.proposition)}"
        case Source():
            return f"{record.published}: {collapse_spaces(record.title)}"
        case Skipped():
            return collapse_spaces(record.quote)
        case _:
            return ""


def _held(position: Position) -> str:
    if position.stance:
        return position.stance.value
    if position.status is PositionStatus.RELATIVE:
        orders = (claim.relative_to for claim in position.deciding)
        steps = (f"{one.than} than {one.actor}" for one in orders if one)
        return ", ".join(dict.fromkeys(steps))
    return position.status.value


def _outcome(outcome: Outcome) -> str:
    return f"{outcome.verdict} {outcome.side}" if outcome.side else outcome.verdict.value


# --- for programs ----------------------------------------------------------------------


def payload(found: Difference, earlier: Revision, later: Revision | None) -> dict[str, Json]:
    """Return the payload: the difference by kind, and once more as a list of changes."""
    scope, commits = found.scope, _commits(earlier, later)
    (_, claims), *others = record_changes(found).items()
    made = payloads.envelope(
        found.after,
        **{"from": _revision(earlier), "to": _revision(later)},
        actors=list(scope.actors),
        as_of=day_text(found.day) if found.day else None,
        known_by=found.query.known_by or None,
        record_ends=day_text(found.record_ends) if found.record_ends else None,
        filters=_filters(found),
        claims=_edits(claims, commits),
        records={kind: _edits(edited, commits) for kind, edited in others},
        positions=[
            {
                "actor": move.actor,
                "topic": move.topic,
                "before": position_payload(found.before, move.before, None),
                "after": position_payload(found.after, move.after, None),
                "claims": list(move.claims),
                "sources": list(move.sources),
            }
            for move in found.positions
        ],
        verdicts=[
            {
                "topic": move.topic,
                "actors": list(move.actors),
                "before": payloads.attributes(move.before, "verdict", "side"),
                "after": payloads.attributes(move.after, "verdict", "side"),
            }
            for move in found.verdicts
        ],
        agreements=[
            {
                "actors": list(move.actors),
                "before": agreement_payload(move.before),
                "after": agreement_payload(move.after),
            }
            for move in found.agreements
        ],
        changes=list(changes(found, earlier, later)),
    )
    return {**made, "left_out_before": payloads.envelope(found.before)["left_out"]}


def _filters(found: Difference) -> Json:
    """Return the filters, with the ids of topics and sources, which one state alone may have."""
    plain = replace(found.query, topics=(), sources=())
    topics, sources = list(found.scope.topics), list(found.scope.sources)
    return asked_for(found.after, plain, topic=topics, source=sources)


def _revision(one: Revision | None) -> Json:
    return {"revision": one.word, "commit": one.commit} if one else None


def _edits(changes: Sequence[RecordChange[Record]], commits: _Commits) -> Json:
    before, after = commits
    return {
        "added": [_whole(one, after) for one in changes if one.kind is ChangeKind.ADDED],
        "removed": [_whole(one, before) for one in changes if one.kind is ChangeKind.REMOVED],
        "changed": [
            {
                "id": _id(one.record),
                "fields": list(one.fields),
                "before": payloads.record(one.before) | {"revision": before},
                "after": payloads.record(one.after) | {"revision": after},
            }
            for one in changes
            if one.before is not None and one.after is not None
        ],
    }


def _whole(change: RecordChange[Record], revision: str | None) -> Json:
    return payloads.record(change.record) | {"revision": revision, "faulty": change.faulty}

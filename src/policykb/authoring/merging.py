"""Make one record of two, wherever they are referred to."""

from collections import defaultdict
from collections.abc import Iterator

from policykb.authoring.adding import add_records
from policykb.authoring.changes import AddRecord, Merge
from policykb.authoring.draft import Draft, unknown
from policykb.authoring.places import Place, find, records, referring
from policykb.diagnostics import PolicyKBError, Route, SetValue
from policykb.loading.layout import SOURCES
from policykb.text.spelling import close_matches, normalize_name
from policykb.yaml.document import Data
from policykb.yaml.record_edits import RecordEdit, Remove, SetField

_NAMES = {"actor": "name", "topic": "label"}
_PARENTS = {"actor": "part_of", "topic": "broader"}


def merge(draft: Draft, change: Merge) -> None:
    """Make a record part of another one in a draft: what refers to it refers to the other.

    Raises:
        PolicyKBError: there is no such record, or the two cannot be one.
    """
    if change.old == change.into:
        raise PolicyKBError(
            f"{change.old} cannot be merged with itself", "Name two different records."
        )
    if change.kind == "source":
        _merge_sources(draft, change.old, change.into)
        return
    old, into = find(draft, change.kind, change.old), find(draft, change.kind, change.into)
    if change.kind == "claim":
        _check_claims(old, into)
    values, changes = _references(draft, change, old, into)
    changes[into.path] += _joined(change.kind, old, into)
    for path in values.keys() | changes.keys() | {old.path}:
        gone = [one for one in changes[path] if isinstance(one, Remove)]
        gone += [Remove(old.route)] if path == old.path else []
        kept = [one for one in changes[path] if not isinstance(one, Remove)]
        # From the end, so that the routes of what is left stay.
        ordered = sorted(gone, key=lambda one: one.route, reverse=True)
        draft.change(path, values[path], [*kept, *ordered])


def _references(
    draft: Draft, change: Merge, old: Place, into: Place
) -> tuple[dict[str, list[SetValue]], dict[str, list[RecordEdit]]]:
    """Return the references to change, and those that go because the list has the other already,
    by file; without those in the two records.
    """
    values: defaultdict[str, list[SetValue]] = defaultdict(list)
    changes: defaultdict[str, list[RecordEdit]] = defaultdict(list)
    for place, route in referring(draft, change.kind, change.old):
        if place[:2] in {old[:2], into[:2]}:
            continue
        if _is_listed(draft, place, route, change.into):
            changes[place.path].append(Remove(route))
        else:
            values[place.path].append(SetValue(route, change.into))
    return values, changes


def _is_listed(draft: Draft, place: Place, route: Route, record_id: str) -> bool:
    *outer, last = route
    listed = draft.document(place.path).value(tuple(outer))
    return isinstance(last, int) and isinstance(listed, list) and record_id in listed


def _joined(kind: str, old: Place, into: Place) -> list[RecordEdit]:
    """Return what a record gets from the one that becomes part of it."""
    ids = {old.data.get("id"), into.data.get("id")}
    if kind == "claim":
        listed = [*_texts(into.data.get("contradicts")), *_texts(old.data.get("contradicts"))]
        return list(
            _set(into, "contradicts", [one for one in dict.fromkeys(listed) if one not in ids])
        )
    aliases = _texts(into.data.get("aliases"))
    taken = {normalize_name(name) for name in (*_named(kind, into), *aliases)}
    found = [*_named(kind, old)[1:], *_texts(old.data.get("aliases"))]
    more = [name for name in found if normalize_name(name) not in taken]
    changes = list(_set(into, "aliases", [*aliases, *more]))
    parent, above = _PARENTS[kind], old.data.get(_PARENTS[kind])
    if into.data.get(parent) == old.data.get("id"):
        changes += _set(into, parent, "" if above is None or above in ids else above)
    return changes


def _named(kind: str, place: Place) -> list[str]:
    """Return the id and the name of a record."""
    return [str(place.data.get("id")), str(place.data.get(_NAMES[kind]))]


def _set(place: Place, key: str, value: Data) -> Iterator[RecordEdit]:
    """Yield the change that gives a field this value, or removes it if the value is empty."""
    if value and value != place.data.get(key):
        yield SetField(place.route, key, value)
    elif not value and key in place.data:
        yield Remove((*place.route, key))


def _texts(value: Data | None) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _check_claims(old: Place, into: Place) -> None:
    differs = any(old.data.get(name) != into.data.get(name) for name in ("actor", "topic"))
    if differs or old.path != into.path:
        ids = f"{old.data.get('id')} and {into.data.get('id')}"
        raise PolicyKBError(
            f"{ids} are not of one actor, topic and source",
            "Only such claims can be one; `policykb retract` keeps a claim that no longer counts.",
        )


def _merge_sources(draft: Draft, old: str, into: str) -> None:
    known = draft.source_ids()
    for source in (old, into):
        if source not in known:
            raise unknown("source", source, close_matches(source, known))
    path = f"{SOURCES}/{old}/claims.yaml"
    if comment := next(draft.document(path).comments(), None):
        raise PolicyKBError(
            f"{path}:{comment.span.line}: this comment would be lost", "Move or delete it first."
        )
    adds = [(0, AddRecord(kind, place.data, into)) for kind, place in records(draft, path)]
    draft.move_source(old, None)
    for refusal in add_records(draft, adds).refused:
        raise PolicyKBError(refusal.message, refusal.help)

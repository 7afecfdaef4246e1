"""Give a record another id, wherever it is referred to; set fields of a record."""

from policykb.authoring.changes import Rename, Retract, SetFields
from policykb.authoring.draft import Draft, unknown
from policykb.authoring.places import find, look_for, referring
from policykb.diagnostics import PolicyKBError, SetValue, format_value
from policykb.loading.schema_errors import slugify
from policykb.model.field_types import is_id
from policykb.model.records import Status
from policykb.text.spelling import close_matches
from policykb.yaml.record_edits import RecordEdit, Remove, SetField


def rename(draft: Draft, change: Rename) -> None:
    """Give a record another id in a draft.

    Raises:
        PolicyKBError: there is no such record, or the new id cannot be one or is taken.
    """
    kind, old, new = change.kind, change.old, change.new
    if not is_id(new):
        better = slugify(new)
        raise PolicyKBError(
            f"{format_value(new)} cannot be an id",
            f"Did you mean {better}?" if better else "Use lower-case letters, digits and hyphens.",
        )
    if kind == "source":
        _rename_source(draft, old, new)
        return
    place = find(draft, kind, old)
    if look_for(draft, kind, new):
        raise _taken(kind, old, new)
    values: dict[str, list[SetValue]] = {place.path: [SetValue((*place.route, "id"), new)]}
    for where, route in referring(draft, kind, old):
        values.setdefault(where.path, []).append(SetValue(route, new))
    for path, some in values.items():
        draft.change(path, some)


def _taken(kind: str, old: str, new: str) -> PolicyKBError:
    return PolicyKBError(
        f"the id {new} is taken by another {kind}",
        f"Name a free id; to make the two one: policykb merge {kind} {old} {new}",
    )


def _rename_source(draft: Draft, old: str, new: str) -> None:
    known = draft.source_ids()
    if old not in known:
        raise unknown("source", old, close_matches(old, known))
    if new in known:
        raise _taken("source", old, new)
    draft.move_source(old, new)


def set_fields(draft: Draft, change: SetFields) -> None:
    """Set fields of a record in a draft.

    Raises:
        PolicyKBError: there is no such record, or it cannot be changed.
    """
    place = find(draft, change.kind, change.id)
    changes: list[RecordEdit] = [
        Remove((*place.route, key)) if value is None else SetField(place.route, key, value)
        for key, value in change.fields.items()
        if value is not None or key in place.data
    ]
    draft.change(place.path, changes=changes)


def retract(draft: Draft, change: Retract) -> None:
    """Retract a claim in a draft.

    Raises:
        PolicyKBError: there is no such claim, it is retracted already, or there is no reason.
    """
    data = find(draft, "claim", change.claim).data
    if data.get("status") == Status.RETRACTED:
        raise PolicyKBError(f"{change.claim} is retracted already", "`policykb show` shows why.")
    if not change.note.strip():
        raise PolicyKBError("the note is empty", "Say why the claim no longer counts.")
    before = data.get("note")
    note = " ".join([*([before] if isinstance(before, str) else []), change.note])
    fields = {"status": Status.RETRACTED.value, "note": note}
    set_fields(draft, SetFields("claim", change.claim, fields))

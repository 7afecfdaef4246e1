"""Review drafts: accept, edit or reject claims that wait for a person's decision."""

import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path

from policykb.authoring.changes import SetFields
from policykb.authoring.draft import Draft
from policykb.authoring.places import Place, find
from policykb.diagnostics import PolicyKBError
from policykb.loading.part_files import list_at
from policykb.model.knowledge_base import KnowledgeBase
from policykb.model.records import Claim, Status
from policykb.text.normalize import collapse_spaces
from policykb.yaml.document import Data
from policykb.yaml.parser import parse_document


def drafts(kb: KnowledgeBase, sources: Sequence[str] = ()) -> Iterator[Claim]:
    """Yield the drafts of sources (ids; all if there are none), in reading order."""
    for source in sources or kb.sources:
        for claim in kb.by_source.get(source, ()):
            if claim.status is Status.DRAFT:
                yield claim


def accept(claim: Claim) -> SetFields:
    """Return the change that makes a draft an active claim.

    Raises:
        PolicyKBError: it is no draft.
    """
    _check_draft(claim)
    return SetFields("claim", claim.id, {"status": None})


def reject(claim: Claim, reason: str) -> SetFields:
    """Return the change that retracts a draft; the reason stands first in its note.

    Raises:
        PolicyKBError: it is no draft, or there is no reason.
    """
    _check_draft(claim)
    if not reason.strip():
        raise PolicyKBError("a draft is rejected with a reason", "Say why: --note TEXT.")
    said = f"Rejected: {collapse_spaces(reason).rstrip('.')}."
    note = f"{said} {collapse_spaces(claim.note)}" if claim.note else said
    return SetFields("claim", claim.id, {"status": Status.RETRACTED.value, "note": note})


def _check_draft(claim: Claim) -> None:
    if claim.status is not Status.DRAFT:
        raise PolicyKBError(
            f"{claim.id} is no draft, but {claim.status}", "`policykb review --list` lists drafts."
        )


def record_text(root: Path, claim: Claim) -> str:
    """Return the YAML of a claim as its file has it, for an editor.

    Raises:
        PolicyKBError: the claim is not in its file any more.
    """
    draft = Draft(root)
    place = find(draft, "claim", claim.id)
    document = draft.document(place.path)
    start, end = document.extent(place.route)
    line_start = document.text.rfind("\n", 0, start) + 1
    text = " " * (start - line_start) + document.text[start:end].rstrip()
    return textwrap.dedent(text) + "\n"


def edited(root: Path, claim: Claim, text: str) -> SetFields:
    """Return the change that gives a claim the fields of an edited text.

    Raises:
        PolicyKBError: the text is no record, or has another id.
    """
    place = find(Draft(root), "claim", claim.id)
    data = _parsed(place, text)
    if data.get("id") != claim.id:
        raise PolicyKBError(
            "the id was changed", f"Use policykb rename claim {claim.id} NEW for that."
        )
    removed = {name: None for name in place.data if name not in data}
    changed = {name: value for name, value in data.items() if place.data.get(name) != value}
    return SetFields("claim", claim.id, {**removed, **changed})


def _parsed(place: Place, text: str) -> dict[str, Data]:
    lines = textwrap.indent(text.rstrip(), "    ").splitlines() or [""]
    whole = "\n".join(["claims:", f"  - {lines[0].strip()}", *lines[1:], ""])
    document = parse_document(whole.encode(), place.path)
    records = list_at(document.data, "claims")
    if document.faults or len(records) != 1 or not isinstance(records[0], dict):
        fault = document.faults[0] if document.faults else None
        where = f"line {fault.location.line - 1}: {fault.message}" if fault else "this is no record"
        raise PolicyKBError(
            where, fault.help if fault else "Keep one field a line: `field: value`."
        )
    return records[0]

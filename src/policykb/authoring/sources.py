"""Add a source with its text; give one another text."""

import hashlib
import json
from collections.abc import Mapping

from policykb.authoring.changes import AddSource, ReplaceText
from policykb.authoring.draft import Draft, unknown
from policykb.diagnostics import PolicyKBError, format_value
from policykb.loading.layout import SOURCES
from policykb.loading.schema_errors import slugify
from policykb.model.field_types import is_id
from policykb.text.spelling import close_matches
from policykb.yaml.document import Data
from policykb.yaml.formatter import format_document
from policykb.yaml.parser import parse_document
from policykb.yaml.record_edits import SetField

_NO_CLAIMS = b"claims: []\n"


def add_source(draft: Draft, change: AddSource) -> None:
    """Add a source to a draft.

    Raises:
        PolicyKBError: its id cannot be one or is taken, or another source has the text.
    """
    if not is_id(change.id):
        better = slugify(change.id)
        raise PolicyKBError(
            f"{format_value(change.id)} cannot be an id",
            f"Did you mean {better}?" if better else "Use lower-case letters, digits and hyphens.",
        )
    folder = f"{SOURCES}/{change.id}"
    if change.id in draft.source_ids() or (draft.root / folder).exists():
        raise PolicyKBError(
            f"there is a source {change.id} already",
            "Nothing is overwritten: name another id with --id, or give that source this text "
            f"with --update {change.id}.",
        )
    text = change.text.encode()
    checksum = hashlib.sha256(text).hexdigest()
    for one in draft.kb.sources.values():
        if one.sha256 == checksum:
            raise PolicyKBError(
                f"the source {one.id} has this text already", f"`policykb show {one.id}` shows it."
            )
    fields = {**change.fields, "sha256": checksum}
    draft.put(f"{folder}/text.txt", text)
    draft.put(f"{folder}/source.yaml", _yaml(f"{folder}/source.yaml", fields))
    draft.put(f"{folder}/claims.yaml", _NO_CLAIMS)


def _yaml(path: str, fields: Mapping[str, Data]) -> bytes:
    """Return a file of one record in the form of ``fmt``."""
    # A text in JSON is a text in YAML.
    lines = (f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in fields.items())
    return format_document(parse_document("".join(lines).encode(), path)).encode()


def replace_text(draft: Draft, change: ReplaceText) -> None:
    """Give a source in a draft another text, and the checksum of that.

    Raises:
        PolicyKBError: there is no such source, or its file cannot be changed.
    """
    known = draft.source_ids()
    if change.source not in known:
        raise unknown("source", change.source, close_matches(change.source, known))
    folder = f"{SOURCES}/{change.source}"
    text = change.text.encode()
    draft.put(f"{folder}/text.txt", text)
    checksum = SetField((), "sha256", hashlib.sha256(text).hexdigest())
    draft.change(f"{folder}/source.yaml", changes=[checksum])

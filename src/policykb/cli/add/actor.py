"""``policykb add actor``: add actors."""

from typing import TYPE_CHECKING

from policykb.cli.add.records import Lines, add
from policykb.cli.field_options import FieldOptions, field_options
from policykb.cli.kb_options import RequiredKbOptions
from policykb.cli.writing import WritingOptions

if TYPE_CHECKING:
    ActorFields = FieldOptions
else:
    ActorFields = field_options("actor")


def actor(
    *,
    lines: Lines = None,
    fields: ActorFields,
    writing: WritingOptions,
    kb_options: RequiredKbOptions,
) -> None:
    """Add actors, who can hold a position."""
    add("actor", lines, fields.data(), writing, kb_options)

"""``policykb add topic``: add topics."""

from typing import TYPE_CHECKING

from policykb.cli.add.records import Lines, add
from policykb.cli.field_options import FieldOptions, field_options
from policykb.cli.kb_options import RequiredKbOptions
from policykb.cli.writing import WritingOptions

if TYPE_CHECKING:
    TopicFields = FieldOptions
else:
    TopicFields = field_options("topic")


def topic(
    *,
    lines: Lines = None,
    fields: TopicFields,
    writing: WritingOptions,
    kb_options: RequiredKbOptions,
) -> None:
    """Add topics, which one can be for or against."""
    add("topic", lines, fields.data(), writing, kb_options)

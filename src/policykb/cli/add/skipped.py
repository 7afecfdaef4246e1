"""``policykb add skipped``: add sentences that are not coded."""

from typing import TYPE_CHECKING

from policykb.cli.add.records import Lines, SentenceOptions, add
from policykb.cli.field_options import FieldOptions, field_options
from policykb.cli.kb_options import RequiredKbOptions
from policykb.cli.writing import WritingOptions

if TYPE_CHECKING:
    SkippedFields = FieldOptions
else:
    SkippedFields = field_options("skipped")


def skipped(
    *,
    lines: Lines = None,
    sentence: SentenceOptions,
    fields: SkippedFields,
    writing: WritingOptions,
    kb_options: RequiredKbOptions,
) -> None:
    """Add sentences of a source that are not coded.

    The quote is a sentence of the source; the reason says why it holds no claim.
    """
    add("skipped", lines, fields.data(), writing, kb_options, sentence)

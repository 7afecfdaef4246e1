"""``policykb add claim``: add claims."""

from typing import TYPE_CHECKING

from policykb.cli.add.records import Lines, SentenceOptions, add
from policykb.cli.field_options import FieldOptions, field_options
from policykb.cli.kb_options import RequiredKbOptions
from policykb.cli.writing import WritingOptions

if TYPE_CHECKING:
    ClaimFields = FieldOptions
else:
    ClaimFields = field_options("claim")


def claim(
    *,
    lines: Lines = None,
    sentence: SentenceOptions,
    fields: ClaimFields,
    writing: WritingOptions,
    kb_options: RequiredKbOptions,
) -> None:
    """Add claims to a source.

    The quote is a sentence of the source. An id is made of the actor and the topic if none is
    given. All is checked as `validate` checks it; if there is a fault, nothing is written.
    """
    add("claim", lines, fields.data(), writing, kb_options, sentence)

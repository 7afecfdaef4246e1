"""``policykb retract``: take a claim back."""

from typing import Annotated

from policykb.cli import writing
from policykb.cli.completion import complete_claim
from policykb.cli.kb_options import RequiredKbOptions
from policykb.cli.parameters import argument, option
from policykb.cli.writing import WritingOptions


def retract(
    *,
    claim: Annotated[str, argument("CLAIM", "The id of the claim.", completion=complete_claim)],
    note: Annotated[str, option("--note TEXT", "The reason.")],
    writing_options: WritingOptions,
    kb_options: RequiredKbOptions,
) -> None:
    """Retract a claim: it stays on record, but no longer counts.

    The reason is put at the end of its note. Prints the file that changes.
    """
    from policykb.authoring.changes import Retract

    proposal = writing.propose(kb_options, [Retract(claim, note)])
    writing.finish(proposal, writing_options, {"claim": claim}, writing.changed(proposal))

"""``policykb rename``: give a record another id."""

from typing import Annotated

from policykb.cli import writing
from policykb.cli.kb_options import RequiredKbOptions
from policykb.cli.parameters import argument
from policykb.cli.writing import WritingOptions


def rename(
    *,
    kind: writing.Kind,
    old: writing.OldId,
    new: Annotated[str, argument("NEW", "Its new id.")],
    writing_options: WritingOptions,
    kb_options: RequiredKbOptions,
) -> None:
    """Give a record another id, wherever it is referred to.

    Prints the files that change. The folder of a source gets the new name; comments stay.
    """
    from policykb.authoring.changes import Rename

    proposal = writing.propose(kb_options, [Rename(kind.value, old, new)])
    told = {"kind": kind.value, "old": old, "new": new}
    writing.finish(proposal, writing_options, told, writing.changed(proposal))

"""``policykb merge``: make one record of two."""

from typing import TYPE_CHECKING, Annotated

from policykb.cli import writing
from policykb.cli.completion import complete_of_kind
from policykb.cli.kb_options import RequiredKbOptions
from policykb.cli.parameters import argument
from policykb.cli.session import print_message
from policykb.cli.writing import WritingOptions

if TYPE_CHECKING:
    from policykb.analysis.conflicts import Conflict
    from policykb.views.payloads import Json


def merge(
    *,
    kind: writing.Kind,
    old: writing.OldId,
    into: Annotated[
        str, argument("INTO", "The record that it becomes part of.", completion=complete_of_kind)
    ],
    writing_options: WritingOptions,
    kb_options: RequiredKbOptions,
) -> None:
    """Make a record part of another one, wherever it is referred to.

    Its names become aliases of the other one. Prints the files that change, and which claims
    contradict each other then: acknowledge them in `contradicts`, or correct one.
    """
    from policykb.authoring.changes import Merge

    proposal = writing.propose(kb_options, [Merge(kind.value, old, into)])
    conflicts = proposal.new_conflicts
    told: dict[str, Json] = {
        "kind": kind.value,
        "old": old,
        "into": into,
        "conflicts": [_json(one) for one in conflicts],
    }
    for one in conflicts:
        first, second = one.first, one.second
        print_message(
            f"conflict: {first.actor} on {first.topic}: {first.id} ({first.stance}, "
            f"{first.period}) and {second.id} ({second.stance}, {second.period}): {one.kind}"
        )
    writing.finish(proposal, writing_options, told, writing.changed(proposal))


def _json(conflict: "Conflict") -> "Json":
    first, second = conflict.first, conflict.second
    return {
        "kind": conflict.kind.value,
        "actor": first.actor,
        "topic": first.topic,
        "claims": [first.id, second.id],
    }

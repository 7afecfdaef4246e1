"""Write what a worksheet asks for, as far as it is without faults, in one change."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from policykb.authoring.changes import AnyChange
from policykb.authoring.proposal import Proposal, propose
from policykb.authoring.worksheet_lines import Problem, TypedLine


class ChangeGroup(NamedTuple):
    """Changes that are written together, the typed lines that ask for them, and True if they decide
    a passage.
    """

    changes: Sequence[AnyChange]
    lines: Sequence[TypedLine] = ()
    is_passage: bool = False


def write_sound(
    root: Path,
    kept: str,
    text: str,
    groups: Sequence[ChangeGroup],
    problems: dict[int, list[Problem]],
    *,
    cached: bool,
) -> tuple[Sequence[ChangeGroup], Proposal | None, Sequence[Problem]]:
    """Write the groups of changes that bring no faults. Return them, their proposal (None if there
    are none), and the problems of groups without lines; those of lines are added to ``problems``.

    The written lines are removed from the file of the knowledge base (``kept``) that keeps the text
    of the worksheet. ``cached`` says if the snapshot may be used.

    Raises:
        PolicyKBError: The files cannot be read or written.
    """
    others: list[Problem] = []
    good = [one for one in groups if one.changes]
    while good:
        owners = [one for one in good for _ in one.changes]
        changes = [change for one in good for change in one.changes]
        proposal = propose(root, changes, cached=cached)
        if not proposal.faults:
            lines = [line.line for one in good for line in one.lines]
            proposal.with_typed(kept, text, lines).write()
            return good, proposal, others
        refused: set[int] = set()
        for fault in proposal.faults:
            code = f"{fault.diagnostic.rule.code} " if fault.diagnostic else ""
            problem = Problem(f"{code}{fault.message}", fault.help)
            # Of a fault elsewhere it is not known which group brings it.
            for group in good if fault.change is None else [owners[fault.change]]:
                refused.add(id(group))
                for line in group.lines:
                    problems.setdefault(line.line, []).append(problem)
                if not group.lines:
                    others.append(problem)
        good = [one for one in good if id(one) not in refused]
    return (), None, others

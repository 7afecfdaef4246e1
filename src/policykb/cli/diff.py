"""``policykb diff``: show what a change between two states in git means."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

from policykb.analysis import diff as difference
from policykb.cli import options
from policykb.cli.filters import Actors, CountingFilters
from policykb.cli.kb_options import RequiredKb
from policykb.cli.parameters import argument
from policykb.cli.progress import show_progress
from policykb.cli.session import has_records, left_out, print_note, print_view
from policykb.diagnostics import PolicyKBError, catalogue
from policykb.loading.locate import find_required
from policykb.loading.read import read
from policykb.loading.revision import Repository, Revision
from policykb.model.knowledge_base import KnowledgeBase
from policykb.views.diff.table import WORKING_TREE, difference_view


def diff(
    *,
    revision: Annotated[
        str,
        argument(
            "[REV]",
            "The state before: a commit, branch or tag; by default HEAD, the last commit. "
            "A..B and A...B name two states.",
        ),
    ] = "HEAD",
    other: Annotated[
        str | None, argument("[REV]", "The state after; by default the folder as it is.")
    ] = None,
    actor: Actors = None,
    as_of: options.AsOf = "",
    filters: CountingFilters,
    printing: options.Printing,
    kb: RequiredKb = None,
) -> None:
    """Show what a change in git does to claims and positions.

    The states are read from git, without touching the folder.
    """
    root = find_required(kb)
    repository = Repository(root)
    words = [revision] if other is None else [revision, other]
    earlier, later = repository.revisions(words)
    before, after = (_state(root, repository, one) for one in (earlier, later))
    if not (has_records(before) or has_records(after)):
        raise PolicyKBError(
            f"no valid record in {root} in either state",
            "`policykb validate` says what is wrong.",
        )
    found = difference.diff(before, after, actors=actor or (), as_of=as_of, query=filters.query())
    print_view(difference_view(found, earlier, later), printing)


def _state(root: Path, repository: Repository, revision: Revision | None) -> KnowledgeBase:
    """Return the knowledge base at a revision, or as it is in its folder."""
    if revision is None:
        loaded = read(root, show_progress)
    else:
        with repository.state(revision) as folder:
            loaded = read(folder, show_progress)
    name = str(revision) if revision else WORKING_TREE
    for fault in loaded.faults:
        if fault.rule is catalogue.UNSUPPORTED_VERSION:
            raise PolicyKBError(
                f"{name}: {fault.message}",
                "Only states in the format that this version reads can be compared.",
            )
    if loaded.kb.left_out:
        advice = "" if revision else "; `policykb validate` says why"
        print_note(f"left out as faulty in {name}: {left_out(loaded.kb)}{advice}")
    return replace(loaded.kb, root=root)

"""``policykb diff``: show what a change between two states in git means."""

from contextlib import nullcontext
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
from policykb.loading.read import LoadedKB, Loader, read
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
    was, now = _states(root, repository, earlier, later)
    before, after = _sound(root, was, earlier), _sound(root, now, later)
    if not (has_records(before) or has_records(after)):
        raise PolicyKBError(
            f"no valid record in {root} in either state",
            "`policykb validate` says what is wrong.",
        )
    found = difference.diff(before, after, actors=actor or (), as_of=as_of, query=filters.query())
    print_view(difference_view(found, earlier, later), printing)


def _states(
    root: Path, repository: Repository, earlier: Revision, later: Revision | None
) -> tuple[LoadedKB, LoadedKB]:
    """Return the knowledge base at two revisions, or at one and as it is in its folder. What both
    have is read once.
    """
    with repository.state(later) if later else nullcontext(root) as folder:
        loader = Loader(folder)
        after = loader.load(progress=show_progress)
        edits = repository.edits(earlier, folder)
        if edits is not None:
            return loader.load(edits), after
    with repository.state(earlier) as folder:
        return read(folder, show_progress), after


def _sound(root: Path, loaded: LoadedKB, revision: Revision | None) -> KnowledgeBase:
    """Return a state as a knowledge base at ``root``. Print a note if records were left out."""
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

"""``policykb diff``: what a change means, between two states in git."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from policykb.analysis import diff as difference
from policykb.cli import options
from policykb.cli.progress import show_progress
from policykb.cli.session import left_out, remark, show
from policykb.diagnostics import PolicyKBError, catalogue
from policykb.loading.locate import find_required
from policykb.loading.read import read
from policykb.loading.revision import Repository, Revision
from policykb.model.knowledge_base import KnowledgeBase
from policykb.views.diff.table import WORKING_TREE, difference_view


def diff(
    context: typer.Context,
    *,
    revision: Annotated[
        str,
        typer.Argument(
            metavar="REV",
            help="The state before: a commit, branch or tag; A..B and A...B name two states.",
            show_default=False,
        ),
    ],
    other: Annotated[
        str | None,
        typer.Argument(
            metavar="[REV]",
            help="The state after; by default the folder as it is.",
            show_default=False,
        ),
    ] = None,
    actor: options.Actors = None,
    as_of: options.AsOf = "",
    filters: options.CountingFilters,
    printing: options.Printing,
    kb: options.OwnKb = None,
) -> None:
    """Tell what a change in git does to claims and positions.

    The states are read from git, without touching the folder.
    """
    root = find_required(kb or context.obj.kb)
    repository = Repository(root)
    words = [revision] if other is None else [revision, other]
    earlier, later = repository.revisions(words)
    before, after = (_state(root, repository, one) for one in (earlier, later))
    if not (_any_record(before) or _any_record(after)):
        raise PolicyKBError(
            f"no sound record in {root}, in neither state",
            "`policykb validate` says what is wrong.",
        )
    told = difference.diff(before, after, actors=actor or (), as_of=as_of, query=filters.query())
    show(difference_view(told, earlier, later), printing)


def _state(root: Path, repository: Repository, revision: Revision | None) -> KnowledgeBase:
    """The knowledge base at a revision, or as it stands in its folder."""
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
        remark(f"left out as faulty in {name}: {left_out(loaded.kb)}{advice}")
    return replace(loaded.kb, root=root)


def _any_record(kb: KnowledgeBase) -> bool:
    return bool(kb.actors or kb.topics or kb.sources or kb.claims)

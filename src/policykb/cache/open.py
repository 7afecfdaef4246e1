"""Answers from the snapshot of a knowledge base, which is refreshed first if files have changed."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from policykb.cache.lazy_kb import stored_kb
from policykb.cache.snapshot import OTHERS, RECORDS, Snapshot
from policykb.cache.tables import DamagedSnapshotError
from policykb.model.knowledge_base import KnowledgeBase
from policykb.progress import Progress, no_progress
from policykb.text.edited import UNEDITED, Edited

if TYPE_CHECKING:
    from collections.abc import Callable

    from policykb.cache.refresh import Checker

_T = TypeVar("_T")


def open_kb(
    root: Path,
    progress: Progress = no_progress,
    *,
    cached: bool,
    edited: Edited = UNEDITED,
) -> KnowledgeBase:
    """Return the knowledge base at ``root`` as its files are now.

    Args:
        root: The folder of the knowledge base.
        progress: May show how far reading has come.
        cached: True if the snapshot may be used and refreshed.
        edited: What files are to hold instead of what they do.
    """

    def read_files() -> KnowledgeBase:
        from policykb.loading.read import read  # noqa: PLC0415 - a snapshot needs none

        return read(root, progress, edited).kb

    def kb_of(snapshot: Snapshot) -> KnowledgeBase:
        @cache
        def heal() -> KnowledgeBase:
            snapshot.delete()
            return read_files()

        return stored_kb(snapshot.database, root, heal)

    kb = from_snapshot(root, kb_of, progress, edited=edited) if cached else None
    return read_files() if kb is None else kb


def from_snapshot(
    root: Path,
    answer: "Callable[[Snapshot], _T]",
    progress: Progress = no_progress,
    *,
    load_checker: "Callable[[], Checker] | None" = None,
    edited: Edited = UNEDITED,
) -> _T | None:
    """Return what ``answer`` reads in the snapshot of the knowledge base at ``root``.

    Args:
        root: The folder of the knowledge base.
        answer: Is given the snapshot of the files as they are now.
        progress: May show how far reading has come.
        load_checker: Returns the checks whose findings the snapshot is to hold.
        edited: What files are to hold instead of what they do. The answer then comes from a copy
            of the snapshot in memory, in which only the edited parts are read again.

    Returns:
        The answer; None if there can be no snapshot, or if it is damaged. It is deleted then.
    """
    if snapshot := _fresh_snapshot(root, progress, load_checker):
        try:
            if not edited:
                return answer(snapshot)
            from policykb.cache.refresh import with_edits  # noqa: PLC0415 - only edits need it

            copy = with_edits(snapshot, edited, load_checker() if load_checker else None)
            return answer(copy) if copy is not None else None
        except DamagedSnapshotError:
            snapshot.delete()
    return None


def _fresh_snapshot(
    root: Path, progress: Progress, load_checker: "Callable[[], Checker] | None"
) -> Snapshot | None:
    """Return the snapshot of the files as they are now; None if there can be none."""

    def refreshed(old: Snapshot | None) -> Snapshot | None:
        from policykb.cache.refresh import refresh  # noqa: PLC0415 - only changed files need it

        checker = load_checker() if load_checker else None
        return refresh(root, old, progress, checker)

    check = load_checker is not None
    old = Snapshot.open(root)
    try:
        is_fresh = old is not None and old.is_fresh(*((RECORDS, OTHERS) if check else (RECORDS,)))
        if old is not None and is_fresh and (old.is_checked or not check):
            return old
        made = refreshed(old)
    except DamagedSnapshotError:
        if old is not None:
            old.delete()
        return refreshed(None)
    return old if made is None and is_fresh and not check else made

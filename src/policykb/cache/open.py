"""Opening a knowledge base to answer from: its snapshot, made anew where files have changed."""

from pathlib import Path
from typing import TYPE_CHECKING

from policykb.cache.snapshot import OTHERS, RECORDS, Snapshot
from policykb.model.knowledge_base import KnowledgeBase
from policykb.progress import Progress, no_progress

if TYPE_CHECKING:
    from collections.abc import Callable

    from policykb.cache.refresh import Checker


def open_kb(
    root: Path, progress: Progress = no_progress, *, cached: bool, words: bool = False
) -> KnowledgeBase:
    """The knowledge base at ``root`` as its files are now.

    Args:
        root: The folder of the knowledge base.
        progress: May show how far reading has come.
        cached: Whether what was read before may be used, and what is read be kept.
        words: Whether words of claims will be looked for, so that an index of them pays.
    """
    if cached and (snapshot := fresh_snapshot(root, progress, words=words)):
        return snapshot.kb
    from policykb.loading.read import read  # noqa: PLC0415 - only what is not kept needs it

    return read(root, progress).kb


def fresh_snapshot(
    root: Path,
    progress: Progress,
    *,
    load_checker: "Callable[[], Checker] | None" = None,
    words: bool = False,
) -> Snapshot | None:
    """The snapshot of the knowledge base at ``root`` as its files are now; with all that is wrong
    with it if ``check`` asks for that, and an index of words if ``words`` does and there can be
    one. None if there can be no snapshot.
    """
    check = load_checker is not None
    found = Snapshot.of(root)
    is_fresh = found is not None and found.is_fresh(*((RECORDS, OTHERS) if check else (RECORDS,)))
    if found is not None and is_fresh and found.has(check=check, words=words):
        return found
    from policykb.cache.refresh import refreshed  # noqa: PLC0415 - only what has changed needs it

    made = refreshed(root, found, progress, load_checker() if load_checker else None, words=words)
    return found if made is None and is_fresh and not check else made

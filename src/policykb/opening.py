"""Opening a knowledge base to answer from: from its snapshot, if there is a fresh one."""

from pathlib import Path

from policykb.knowledge import KnowledgeBase
from policykb.snapshot.opening import RECORDS, Snapshot
from policykb.watching import Watch, unwatched


def open_kb(
    root: Path, watch: Watch = unwatched, *, cached: bool, words: bool = False
) -> KnowledgeBase:
    """The knowledge base at ``root`` as its files are now.

    Args:
        root: The folder of the knowledge base.
        watch: May show how far reading has come.
        cached: Whether what was read before may be used, and what is read be kept.
        words: Whether words of claims will be looked for, so that an index of them pays.
    """
    if cached:
        found = Snapshot.of(root)
        fresh = found if found is not None and found.is_fresh(RECORDS) else None
        if fresh is None or (words and not fresh.has_words):
            from policykb.refreshing import refreshed  # noqa: PLC0415 - only what changed needs it

            fresh = refreshed(root, watch, words=words) or fresh
        if fresh is not None:
            return fresh.kb
    from policykb.loading.whole import read  # noqa: PLC0415 - only what is not kept needs it

    return read(root, watch).kb

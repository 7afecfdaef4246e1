"""Opening a knowledge base to answer from: from its snapshot, if there is a fresh one."""

from pathlib import Path

from policykb.knowledge import KnowledgeBase
from policykb.snapshot.opening import RECORDS, Snapshot
from policykb.watching import Watch, unwatched


def open_kb(root: Path, watch: Watch = unwatched, *, cached: bool) -> KnowledgeBase:
    """The knowledge base at ``root`` as its files are now.

    Args:
        root: The folder of the knowledge base.
        watch: May show how far reading has come.
        cached: Whether what was read before may be used, and what is read be kept.
    """
    if cached:
        found = Snapshot.of(root)
        if found is None or not found.is_fresh(RECORDS):
            from policykb.refreshing import refreshed  # noqa: PLC0415 - only what changed needs it

            found = refreshed(root, watch)
        if found is not None:
            return found.kb
    from policykb.loading.whole import read  # noqa: PLC0415 - only what is not kept needs it

    return read(root, watch).kb

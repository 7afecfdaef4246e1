"""Opening a knowledge base to answer from: from its snapshot, if there is a fresh one."""

from pathlib import Path

from policykb.fresh import fresh
from policykb.knowledge import KnowledgeBase
from policykb.watching import Watch, unwatched


def open_kb(root: Path, watch: Watch = unwatched, *, cached: bool) -> KnowledgeBase:
    """The knowledge base at ``root`` as its files are now.

    Args:
        root: The folder of the knowledge base.
        watch: May show how far reading has come.
        cached: Whether what was read before may be used, and what is read be kept.
    """
    if cached and (found := fresh(root, watch)):
        return found.kb
    from policykb.loading.whole import read  # noqa: PLC0415 - only what is not kept needs it

    return read(root, watch).kb

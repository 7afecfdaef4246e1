"""The snapshot to answer from, if there can be one."""

from pathlib import Path

from policykb.snapshot.opening import RECORDS, TEXTS, Snapshot
from policykb.watching import Watch


def fresh(root: Path, watch: Watch, *, check: bool = False) -> Snapshot | None:
    """The snapshot of the knowledge base at ``root`` as its files are now, with all that is wrong
    with it if ``check`` asks for that: the one that is kept, or that brought up to date; None if
    there can be none.
    """
    found = Snapshot.of(root)
    if found is not None and found.is_fresh(RECORDS) and not check:
        return found
    if found is not None and check and found.is_checked and found.is_fresh(RECORDS, TEXTS):
        return found
    from policykb.refreshing import refreshed  # noqa: PLC0415 - only what changed needs it

    return refreshed(root, found, watch, check=check)

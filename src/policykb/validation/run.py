"""All faults of a knowledge base, from its snapshot if that may be used, else from its files."""

from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from policykb.cache.open import from_snapshot
from policykb.cache.snapshot import Snapshot
from policykb.diagnostics.limit import CappedFaults
from policykb.diagnostics.settings import Settings
from policykb.loading.lazy_documents import LazyDocuments
from policykb.progress import Progress
from policykb.text.edited import UNEDITED, Edited
from policykb.validation.result import CheckResult

if TYPE_CHECKING:
    from policykb.cache.refresh import Checker


def run_checks(
    root: Path, progress: Progress, edited: Edited = UNEDITED, *, cached: bool
) -> CheckResult:
    """Return the faults of the knowledge base at ``root``.

    Args:
        root: The folder of the knowledge base.
        progress: May show how far reading has come.
        edited: What files are to hold instead of what they do.
        cached: True if the snapshot may be used and refreshed; with ``edited``, it is a copy in
            memory in which only the edited parts are read again.
    """
    if cached:
        answer = partial(_result_of, edited)
        found = from_snapshot(root, answer, progress, load_checker=_load_checks, edited=edited)
        if found is not None:
            return found
    from policykb.validation.workspace import (  # noqa: PLC0415 - a fresh snapshot needs none
        Workspace,
    )

    return Workspace(root).check(edited, progress)


def _load_checks() -> "Checker":
    from policykb.validation import checks  # noqa: PLC0415 - a fresh snapshot needs none

    return checks


def _result_of(edited: Edited, snapshot: Snapshot) -> CheckResult:
    """Return the result of the checks that is stored in a snapshot."""
    from policykb.loading.serialize import (  # noqa: PLC0415 - reading the files needs neither
        deserialize_faults,
        deserialize_header,
    )

    with closing(snapshot):
        database = snapshot.database
        faults = [fault for text in snapshot.faults() for fault in deserialize_faults(text)]
        pair_faults = CappedFaults()
        for text in snapshot.pair_faults():
            pair_faults.extend(deserialize_faults(text))
        files = snapshot.paths("files")
        header = snapshot.header()
        kinds = ("actor", "topic", "source", "claim")
        return CheckResult(
            (*faults, *pair_faults.kept()),
            {
                "files": len(files) + database.number("source folders"),
                **{f"{kind}s": database.count(kind) for kind in kinds},
            },
            database.number("left out count"),
            deserialize_header(header).settings if header else Settings(),
            LazyDocuments(snapshot.root, files, edited),
            snapshot.paths("commented"),
        )

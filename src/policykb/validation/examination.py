"""All faults of a knowledge base, before anybody says which of them are of interest."""

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from policykb.cache.open import fresh_snapshot
from policykb.cache.snapshot import Snapshot
from policykb.cache.trust import DAMAGE, forsaken
from policykb.diagnostics import Diagnostic
from policykb.diagnostics.limit import CappedFaults
from policykb.diagnostics.settings import Settings
from policykb.loading.lazy_documents import Documents
from policykb.progress import Progress
from policykb.yaml.document import Document


@dataclass(frozen=True, slots=True)
class Examined:
    """What is wrong with a knowledge base, in no order; what was looked at (files, and sound
    records by kind), how many records are left out, what ``kb.yaml`` wants to be reported, the
    documents of the files by path, and the paths of those with comments for policykb.
    """

    faults: tuple[Diagnostic, ...]
    checked: Mapping[str, int]
    left_out: int
    settings: Settings
    documents: Mapping[str, Document]
    commented: tuple[str, ...] = field(default=())


def examine(
    root: Path, progress: Progress, edited: Mapping[str, bytes] | None = None, *, cached: bool
) -> Examined:
    """Examine the knowledge base at ``root``: its files as they are, or as they are ``edited``. If
    it may be ``cached``, what was found before is used, and what is found kept.
    """
    if cached and not edited:
        try:
            if found := fresh_snapshot(root, progress, check=True):
                with closing(found):
                    return _kept(found)
        except DAMAGE as error:
            if not forsaken(error):
                raise
    return _anew(root, progress, edited or {})


def _kept(snapshot: Snapshot) -> Examined:
    from policykb.loading.serialize import (  # noqa: PLC0415 - who reads anew needs none
        unpack_faults,
        unpack_header,
    )

    faults = [fault for text in snapshot.faults() for fault in unpack_faults(text)]
    of_cells = CappedFaults()
    for text in snapshot.cell_faults():
        of_cells.extend(unpack_faults(text))
    files = snapshot.paths("files")
    header = snapshot.header()
    counted = {f"{kind}s": snapshot.count(kind) for kind in ("actor", "topic", "source", "claim")}
    return Examined(
        (*faults, *of_cells.kept()),
        {"files": len(files) + int(snapshot.told("sources") or 0), **counted},
        int(snapshot.told("left out") or 0),
        unpack_header(header).settings if header else Settings(),
        Documents(snapshot.root, files, {}),
        snapshot.paths("commented"),
    )


def _anew(root: Path, progress: Progress, edited: Mapping[str, bytes]) -> Examined:
    from policykb.loading.read import read  # noqa: PLC0415 - same
    from policykb.validation.checks.conflicts import divided  # noqa: PLC0415 - what is kept needs none
    from policykb.validation.run import (  # noqa: PLC0415 - same
        cell_faults,
        part_faults,
        whole_faults,
    )

    loaded = read(root, progress, edited, part_faults)
    of_cells = CappedFaults()
    for cell, is_compared in divided(loaded.outlines).items():
        of_cells.extend(cell_faults(loaded, cell, is_compared=is_compared))
    kb = loaded.kb
    return Examined(
        (*loaded.faults, *of_cells.kept(), *whole_faults(loaded)),
        {
            "files": len(loaded.documents) + len(loaded.source_ids),
            "actors": len(kb.actors),
            "topics": len(kb.topics),
            "sources": len(kb.sources),
            "claims": len(kb.claims),
        },
        len(kb.left_out),
        loaded.settings,
        loaded.documents,
        loaded.commented,
    )

"""All faults of a knowledge base, from its snapshot if that may be used, else from its files."""

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from policykb.cache.open import from_snapshot
from policykb.cache.snapshot import Snapshot
from policykb.diagnostics import Diagnostic
from policykb.diagnostics.limit import CappedFaults
from policykb.diagnostics.settings import Settings
from policykb.loading.lazy_documents import LazyDocuments
from policykb.progress import Progress
from policykb.yaml.document import Document

if TYPE_CHECKING:
    from policykb.cache.refresh import Checker


@dataclass(frozen=True, slots=True)
class CheckResult:
    """All faults of a knowledge base, in no order, and what else a report needs.

    ``checked`` counts the files and the valid records by kind, ``left_out`` the other records.
    ``settings`` are those of ``kb.yaml``. ``documents`` are those of all YAML files, by path, and
    ``commented`` the paths of those with comments for policykb.
    """

    faults: tuple[Diagnostic, ...]
    checked: Mapping[str, int]
    left_out: int
    settings: Settings
    documents: Mapping[str, Document]
    commented: tuple[str, ...] = ()


def run_checks(
    root: Path, progress: Progress, edited: Mapping[str, bytes] | None = None, *, cached: bool
) -> CheckResult:
    """Return the faults of the knowledge base at ``root``.

    Args:
        root: The folder of the knowledge base.
        progress: May show how far reading has come.
        edited: The bytes of YAML files, by path, that are checked instead of those on disk.
        cached: True if the snapshot may be used and refreshed. With ``edited`` it never is.
    """
    if cached and not edited:
        found = from_snapshot(root, _result_of, progress, load_checker=_load_checks)
        if found is not None:
            return found
    return _from_files(root, progress, edited or {})


def _load_checks() -> "Checker":
    from policykb.validation import checks  # noqa: PLC0415 - a fresh snapshot needs none

    return checks


def _result_of(snapshot: Snapshot) -> CheckResult:
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
            LazyDocuments(snapshot.root, files, {}),
            snapshot.paths("commented"),
        )


def _from_files(root: Path, progress: Progress, edited: Mapping[str, bytes]) -> CheckResult:
    from policykb.loading.read import read  # noqa: PLC0415 - a fresh snapshot needs none
    from policykb.validation.checks import (  # noqa: PLC0415 - same
        check_pair,
        check_part,
        check_whole,
        two_sided_pairs,
    )

    loaded = read(root, progress, edited, check_part)
    pair_faults = CappedFaults()
    for pair, is_compared in two_sided_pairs(loaded.outlines).items():
        pair_faults.extend(check_pair(loaded, pair, is_compared=is_compared))
    kb = loaded.kb
    return CheckResult(
        (*loaded.faults, *pair_faults.kept(), *check_whole(loaded)),
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

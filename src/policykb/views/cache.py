"""The snapshots in the cache as a view."""

from collections.abc import Sequence
from pathlib import Path

from policykb.cache.folder import SnapshotInfo
from policykb.views import payloads
from policykb.views.columns import Columns
from policykb.views.payloads import VERSION, Json
from policykb.views.table import Column, line
from policykb.views.view import View
from policykb.views.wording.claims import quantity

_FIELDS = payloads.fields("knowledge_base", "claims", "bytes", "fresh", "file")
_MEGABYTE = 1_000_000
_COLUMNS = Columns[SnapshotInfo](
    (Column("Knowledge base", 6), lambda one: str(one.root or f"unreadable: {one.path.name}")),
    (Column("Claims", 2, right=True), lambda one: "" if one.claims is None else f"{one.claims:,}"),
    (Column("MB", 2, right=True), lambda one: f"{one.size / _MEGABYTE:.1f}"),
    (Column("Fresh", 1), lambda one: "yes" if one.fresh else "no"),
)


def cache_view(folder: Path, found: Sequence[SnapshotInfo]) -> View:
    """Return the snapshots in a folder: their knowledge bases, sizes, and if they are fresh."""
    size = sum(one.size for one in found) / _MEGABYTE
    return View(
        title=f"{quantity(len(found), 'snapshot')}, {size:.1f} MB, in {folder}",
        columns=_COLUMNS.heads,
        make_groups=lambda: (_COLUMNS.group(found),) if found else (),
        make_payload=lambda: {
            "version": VERSION,
            "folder": str(folder),
            "snapshots": [_item(one) for one in found],
        },
        items="snapshots",
        fields=_FIELDS,
        to_scalar=payloads.as_written,
        headline=True,
        notes=()
        if found
        else (line("What is read of a knowledge base is kept there from the next answer on."),),
    )


def _item(one: SnapshotInfo) -> dict[str, Json]:
    return {
        "knowledge_base": None if one.root is None else str(one.root),
        "claims": one.claims,
        "bytes": one.size,
        "fresh": one.fresh,
        "file": one.path.name,
    }

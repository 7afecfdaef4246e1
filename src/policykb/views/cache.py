"""The snapshots in the cache as a view."""

from collections.abc import Sequence
from pathlib import Path

from policykb.cache.folder import SnapshotInfo
from policykb.views.cells import Column, Group, TableRow, cell, line
from policykb.views.payloads import VERSION
from policykb.views.view import Scalar, View

_MEGABYTE = 1_000_000


def cache_view(folder: Path, found: Sequence[SnapshotInfo]) -> View:
    """Return the snapshots in a folder: their knowledge bases, sizes, and if they are fresh."""
    fields = ("knowledge_base", "claims", "bytes", "fresh", "file")
    values = [_values(one) for one in found]
    size = sum(one.size for one in found) / _MEGABYTE
    number = f"{len(found)} {'snapshot' if len(found) == 1 else 'snapshots'}"
    columns = (
        Column("Knowledge base", 6),
        Column("Claims", 2, right=True),
        Column("MB", 2, right=True),
        Column("Fresh", 1),
    )
    return View(
        title=f"{number}, {size:.1f} MB, in {folder}",
        columns=columns,
        make_groups=lambda: (Group("", tuple(map(_row, found))),) if found else (),
        fields=fields,
        make_flat=lambda: tuple(
            tuple("yes" if v is True else "no" if v is False else v for v in one) for one in values
        ),
        make_payload=lambda: {
            "version": VERSION,
            "folder": str(folder),
            "snapshots": [dict(zip(fields, one, strict=True)) for one in values],
        },
        items="snapshots",
        headline=True,
        notes=()
        if found
        else (line("What is read of a knowledge base is kept there from the next answer on."),),
    )


def _values(one: SnapshotInfo) -> tuple[Scalar | bool, ...]:
    root = None if one.root is None else str(one.root)
    return (root, one.claims, one.size, one.fresh, one.path.name)


def _row(one: SnapshotInfo) -> TableRow:
    return TableRow(
        (
            cell(one.root or f"unreadable: {one.path.name}"),
            cell("" if one.claims is None else f"{one.claims:,}"),
            cell(f"{one.size / _MEGABYTE:.1f}"),
            cell("yes" if one.fresh else "no"),
        )
    )

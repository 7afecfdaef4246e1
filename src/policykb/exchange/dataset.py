"""The dataset: a knowledge base as Parquet files, for more claims than people write.

Its tables are those of :mod:`policykb.exchange.tables`, with the place of each record in loading
order and, beside each claim, the day its source was published: with it, the claims of an actor on a
topic are all that a position depends on. ``docs/scale.md`` describes the layout.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from importlib import import_module
from pathlib import Path

from policykb.diagnostics import PolicyKBError, format_value
from policykb.exchange import parquet
from policykb.exchange.tables import Table, TableColumn, TableValue, claims_table, other_tables
from policykb.loading.locate import DATASET_MARKER
from policykb.model.knowledge_base import KnowledgeBase, Prefilter
from policykb.model.records import Claim
from policykb.progress import Progress, no_progress
from policykb.text.new_folder import new_folder
from policykb.views.payloads import left_out

VERSION = 1
"""The version of the layout: it is raised if an older version would read it wrongly."""

CLAIMS = "claims"
"""The folder of the files of claims; the other tables are files of their own."""

_GROUP = 100_000
"""The rows of a row group, of which a reader leaves out those that an answer does not need."""
_FILE = 2_000_000
"""The rows of a file of claims."""

ORDER = TableColumn(
    "loading_order", int, "The record's place in loading order, from 0.", is_required=True
)
PUBLISHED = TableColumn("published", date, "The day its source was published.", is_required=True)
"""A column of claims, of what else would have to be looked up in the sources."""


def dataset_columns(table: str, of: Sequence[TableColumn]) -> tuple[TableColumn, ...]:
    """Return the columns of a table of a dataset, from those of the table of the exchange."""
    return (*of, *((PUBLISHED,) if table == CLAIMS else ()), ORDER)


def write_dataset(
    kb: KnowledgeBase, folder: Path, progress: Progress = no_progress
) -> dict[str, int]:
    """Write a knowledge base as a dataset; return the number of records by table. It appears at
    once in a folder that does not exist, or is empty. ``progress`` may show how far it has come.

    Raises:
        PolicyKBError: The folder is not empty or cannot be written, or pyarrow is missing.
    """
    try:
        import_module("pyarrow")
    except ImportError:
        raise PolicyKBError(
            "a dataset needs the package pyarrow", "Install it: pip install 'policykb[large]'."
        ) from None
    found = (_claims(kb, progress), *map(_numbered, other_tables(kb)))
    counts = {table.name: table.size for table in found}
    with new_folder(folder, last=DATASET_MARKER) as made:
        (made / CLAIMS).mkdir()
        for table in found:
            alone = made / f"{table.name}.parquet"
            files = _parts(made) if table.name == CLAIMS else iter([alone])
            parquet.write_files(table, files, rows=_FILE, group=_GROUP)
        marker = json.dumps(_marker(kb, counts), ensure_ascii=False, indent=2)
        (made / DATASET_MARKER).write_text(f"{marker}\n", "utf-8")
    return counts


def _parts(folder: Path) -> Iterator[Path]:
    number = 0
    while True:
        yield folder / CLAIMS / f"part-{number:05}.parquet"
        number += 1


def _numbered(table: Table) -> Table:
    """Return a table with the column that a dataset adds."""
    return _with_rows(table, ((*row, at) for at, row in enumerate(table.rows)))


def _claims(kb: KnowledgeBase, progress: Progress) -> Table:
    """Return the table of the claims by actor and topic, with the columns that a dataset adds.

    Raises:
        PolicyKBError: Two claims have the same id.
    """
    order: dict[str, int] = {}
    for at, one in enumerate(kb.claims):
        if order.setdefault(one, at) != at:
            raise PolicyKBError(
                f"{kb.root}: the id {format_value(one)} is there twice",
                "Give each claim an id of its own.",
            )
    days = {one: date.fromordinal(day) for one, day in kb.published.items()}
    table = claims_table(_by_actor(kb, len(order), progress), len(order))
    names = [column.name for column in table.columns]
    claim, source = names.index("id"), names.index("source")
    rows = ((*row, days[str(row[source])], order[str(row[claim])]) for row in table.rows)
    return _with_rows(table, rows)


def _by_actor(kb: KnowledgeBase, size: int, progress: Progress) -> Iterator[Claim]:
    """Yield all claims by actor and topic. Those of some actors at a time are in memory.

    Raises:
        PolicyKBError: There are not as many as ``size``.
    """
    done = 0
    counts = kb.claim_counts("actor")
    parts = list(_some(sorted(kb.actors), lambda one: counts.get(one, 0)))
    for actors in progress(parts, "packing"):
        found = sorted(
            kb.prefilter(Prefilter(actors=frozenset(actors))),
            key=lambda claim: (claim.actor, claim.topic),
        )
        done += len(found)
        yield from found
    if done != size:
        raise PolicyKBError(
            f"{kb.root}: of {size:,} claims {size - done:,} have an actor that is not there",
            "`policykb claims` names the first one.",
        )


def _some(actors: Iterable[str], size: Callable[[str], int]) -> Iterator[list[str]]:
    """Yield the actors, so many at a time as have the claims of a row group, but at least one."""
    some: list[str] = []
    total = 0
    for one in actors:
        if some and total + size(one) > _GROUP:
            yield some
            some, total = [], 0
        some.append(one)
        total += size(one)
    if some:
        yield some


def _with_rows(table: Table, rows: Iterator[tuple[TableValue, ...]]) -> Table:
    """Return a table with the columns that a dataset adds, and the rows that have them."""
    wider = dataset_columns(table.name, table.columns)
    return replace(table, columns=wider, make_rows=lambda: rows)


def _marker(kb: KnowledgeBase, counts: dict[str, int]) -> dict[str, object]:
    return {
        "policykb_dataset": VERSION,
        "title": kb.title,
        "description": kb.description,
        "counts": counts,
        "broader": sorted(kb.broader),
        "left_out": list(map(left_out, kb.left_out)),
    }

"""Datasets: folders of Parquet files that ``policykb pack`` has made."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, cast, overload

from policykb.datasets.database import Database
from policykb.datasets.knowledge_base import TabularKnowledgeBase
from policykb.datasets.mappings import Claims, RecordTable
from policykb.datasets.marker import AGAIN, left_out, parse_marker
from policykb.datasets.records import TABLES, located, made, other_day, selected
from policykb.diagnostics import PolicyKBError, format_value
from policykb.exchange.dataset import CLAIMS, dataset_columns
from policykb.exchange.tables import columns
from policykb.frozen import dataclass
from policykb.loading.locate import DATASET_MARKER
from policykb.model.records import Claim, Skipped, Source

_TYPES = {"str": "VARCHAR", "int": "BIGINT", "date": "DATE"}
_PLACE = "filename, file_row_number"


@dataclass(frozen=True)
class DatasetKnowledgeBase(TabularKnowledgeBase):
    """The knowledge base of a dataset."""

    @cached_property
    def published(self) -> Mapping[str, int]:
        """The day of publication of each source (ordinal), by source id."""
        for place in self.database.rows(f"SELECT {_PLACE} FROM sources WHERE published IS NULL"):  # noqa: S608 - no value from outside
            raise located(self.database, "source", place, "column published: it is empty")
        rows = self.database.rows("SELECT id, published FROM sources ORDER BY loading_order")
        return {one: day.toordinal() for one, day in rows}


def open_dataset(root: Path) -> DatasetKnowledgeBase:
    """Return the knowledge base of a dataset.

    Raises:
        PolicyKBError: It is of another version, or its files do not have the columns, types or
            number of rows that they should.
    """
    marker = _marker(root)
    files = {table: _files(root, table) for table in TABLES.values()}
    database = Database(root, [one for some in files.values() for one in some])
    for kind, name in TABLES.items():
        _check(database, kind, files[name], marker["counts"][name])
        database.parquet(name, files[name])
    sources: RecordTable[Source] = RecordTable(database, "source")
    table = DatasetClaims(database, sources)
    return DatasetKnowledgeBase(
        root=root,
        title=marker["title"],
        description=marker["description"],
        actors=RecordTable(database, "actor"),
        topics=RecordTable(database, "topic"),
        sources=sources,
        claims=Claims(table),
        skipped=SkippedSentences(database),
        left_out=tuple(map(left_out, marker["left_out"])),
        broader=frozenset(marker["broader"]),
        database=database,
        table=table,
    )


class DatasetClaims:
    """The claims of a dataset."""

    def __init__(self, database: Database, sources: RecordTable[Source]) -> None:
        self._database = database
        self._sources = sources
        self._known: dict[str, Mapping[str, date | None]] = {}

    def of_cells(self, condition: str = "", values: Sequence[object] = ()) -> Iterator[Claim]:
        """Yield the claims of actors and topics that a condition selects, in loading order."""
        return self.where(condition, values)

    def where(self, condition: str, values: Sequence[object]) -> Iterator[Claim]:
        """Yield the claims that a condition selects, in loading order.

        Raises:
            PolicyKBError: They cannot be read, are no claims, or refer to what there is not.
        """
        question = (
            f"SELECT {selected('claim')}, published, {_PLACE} FROM claims {condition}"  # noqa: S608 - no value from outside
            " ORDER BY loading_order"
        )
        seen: set[str] = set()
        for rows in self._database.batches(question, values):
            found = cast("list[Claim]", made(self._database, "claim", rows))
            self._sources.expect(claim.source for claim in found)
            for claim, row in zip(found, rows, strict=True):
                if (fault := self._fault(claim, row[-3], seen)) is not None:
                    raise located(self._database, "claim", row[-2:], fault)
                yield claim

    def _fault(self, claim: Claim, published: date | None, seen: set[str]) -> str | None:
        """Return the reason why a claim cannot stand beside those before it; None if it can."""
        for kind, ids in _references(claim):
            for one in ids:
                if one not in self._days_of(TABLES[kind]):
                    return f"there is no {kind} {format_value(str(one))} in {TABLES[kind]}.parquet"
        if fault := other_day(claim.source, self._days_of("sources")[claim.source], published):
            return fault
        if claim.id in seen:
            return f"the id {format_value(claim.id)} is there twice"
        seen.add(claim.id)
        return None

    def _days_of(self, table: str) -> Mapping[str, date | None]:
        """Return the ids of a table, those of sources with the day of publication."""
        if table not in self._known:
            day = "published" if table == "sources" else "NULL"
            rows = self._database.rows(f"SELECT id, {day} FROM {table}")  # noqa: S608 - no value from outside
            self._known[table] = dict(rows)
        return self._known[table]

    def with_id(self, key: str) -> Claim | None:
        """Return the claim with an id; None if there is none."""
        found = list(self.where("WHERE id = ?", [key]))
        return found[0] if found else None

    def ids(self) -> Iterator[str]:
        """Yield all ids, in loading order."""
        rows = self._database.batches("SELECT id FROM claims ORDER BY loading_order")
        return (one for some in rows for (one,) in some)

    def size(self) -> int:
        """Return the number of claims."""
        ((size,),) = self._database.rows("SELECT count(*) FROM claims")
        return int(size)


def _references(claim: Claim) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield the ids that a claim refers to, by kind. That of a claim need not be there."""
    than = (claim.relative_to.actor,) if claim.relative_to else ()
    about = (claim.target,) if claim.target is not None else ()
    yield "actor", (claim.actor, *than, *about, *claim.said_by, *claim.disputed_by)
    yield "topic", (claim.topic, *claim.conditions)
    yield "source", (claim.source,)


def _marker(root: Path) -> Mapping[str, Any]:
    """Return the content of the marker of a dataset."""
    path = root / DATASET_MARKER
    try:
        return parse_marker(path.read_bytes(), str(path))
    except OSError as error:
        raise PolicyKBError(f"cannot read {path}: {error.strerror}", AGAIN) from None


def _files(root: Path, table: str) -> list[Path]:
    """Return the files of a table, in order."""
    if table != CLAIMS:
        return [root / f"{table}.parquet"]
    return sorted((root / CLAIMS).glob("[!._]*.parquet"))  # as Spark does


def _check(database: Database, kind: str, files: Sequence[Path], count: int) -> None:
    """Raise PolicyKBError unless the files of a table have its columns and number of rows."""
    for file in files:
        if not file.is_file():
            raise PolicyKBError(f"{file} is missing", AGAIN)
    table = TABLES[kind]
    expected = {
        one.name: _TYPES[one.type.__name__] + "[]" * one.is_list
        for one in dataset_columns(table, columns(kind))
    }
    rows = 0
    for file in files:
        found = database.parquet_columns(file)
        for name, type_ in expected.items():
            if name not in found:
                raise PolicyKBError(f"{file} has no column {name}", AGAIN)
            if found[name] != type_:
                raise PolicyKBError(
                    f"{file}: the column {name} is {found[name]}, and should be {type_}", AGAIN
                )
        rows += database.parquet_rows(file)
    if rows != count:
        raise PolicyKBError(
            f"{database.root}: {rows:,} {table} in the files, and {count:,} in {DATASET_MARKER}",
            f"Look whether a file of {table} is missing, or make the dataset anew.",
        )


class SkippedSentences(Sequence[Skipped]):
    """The skipped sentences in loading order, which are read when one is asked for."""

    def __init__(self, database: Database) -> None:
        self._table: RecordTable[Skipped] = RecordTable(database, "skipped")
        self._read: list[Skipped] | None = None

    def _all(self) -> list[Skipped]:
        if self._read is None:
            self._read = list(self._table.where())
        return self._read

    def __len__(self) -> int:
        return len(self._table)

    @overload
    def __getitem__(self, index: int) -> Skipped: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Skipped]: ...
    def __getitem__(self, index: int | slice) -> Skipped | Sequence[Skipped]:
        return self._all()[index]

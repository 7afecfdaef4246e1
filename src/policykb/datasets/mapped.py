"""Tables of other programs as a knowledge base: a map says which column is which field.

The map is that of ``policykb import``, and so is its meaning: each distinct value of a column is
mapped once by the code of the import, and DuckDB joins the outcome to the rows.
"""

from collections.abc import Iterable, Mapping
from glob import glob
from pathlib import Path
from typing import TypeVar, cast

from policykb.datasets.database import Database
from policykb.datasets.dimensions import FIELDS, Dimensions, cell, joins
from policykb.datasets.knowledge_base import TabularKnowledgeBase
from policykb.datasets.mapped_claims import MappedClaims
from policykb.datasets.mappings import Claims
from policykb.diagnostics import PolicyKBError, Span
from policykb.exchange.claims import add_period
from policykb.exchange.foreign_table import ForeignRow
from policykb.exchange.records import RecordMaker
from policykb.exchange.table_import import TableReader
from policykb.loading.import_map import ReadMap, read_map
from policykb.loading.raw_records import raw_record, record_of
from policykb.model.records import Actor, Record, Source, Topic
from policykb.yaml.document import Data

_R = TypeVar("_R", bound=Record)


def open_mapped(path: Path) -> TabularKnowledgeBase:
    """Return the knowledge base of the table that a map names.

    Raises:
        PolicyKBError: The map or the table cannot be read, they do not fit, or a value of the table
            is none of its field.
    """
    map_ = read_map(path)
    files = _files(map_)
    database = Database(path, files)
    headings = database.raw(files, map_.options)
    if not database.rows("SELECT 1 FROM raw LIMIT 1"):
        raise PolicyKBError(f"{files[0]} has no rows", "Name a table that has some.")
    dimensions = Dimensions(database, map_, headings)
    reader = TableReader(files[0], map_, headings)
    _read_names(database, dimensions, reader, len(headings))
    maker = RecordMaker(reader.end().imported, map_.ids)
    maker.make()
    records = maker.records
    sources: dict[str, Source] = dict(sorted(_records("source", records["source"]).items()))
    _make_claims(database, dimensions, maker, sources)
    actors: dict[str, Actor] = _records("actor", records["actor"])
    topics: dict[str, Topic] = _records("topic", records["topic"])
    table = MappedClaims(database, reader, maker, len(headings), (actors, topics, sources))
    return TabularKnowledgeBase(
        root=path,
        title=maker.imported.title,
        description=maker.imported.description,
        actors=actors,
        topics=topics,
        sources=sources,
        claims=Claims(table),
        database=database,
        table=table,
        searchable=False,
    )


def _files(map_: ReadMap) -> list[Path]:
    """Return the files of a map, in order."""
    named = map_.options.file
    if named is None:
        raise PolicyKBError(
            f"{map_.path} does not say which table it is of",
            "Name it under `table:`, as in `file: votes.parquet`; `policykb import --map` needs no "
            "such line.",
        )
    folder = map_.path.parent
    path = folder / named
    try:
        is_pattern = any(one in named for one in "*?[") and not path.exists()
        is_folder = path.is_dir()
    except OSError as error:  # the name is too long, for example
        raise map_.error(
            ("table", "file"), f"there is no such file: {error.strerror}", "Correct its name."
        ) from None
    # The method of Path takes no absolute pattern.
    names = sorted(glob(named, root_dir=folder, recursive=True)) if is_pattern else [named]  # noqa: PTH207 - as above
    files = [folder / one for one in names if (folder / one).is_file()]
    if files:
        return files
    if is_folder:
        problem, help_ = f"{path} is a folder", f"Name the files in it: {named}/*.parquet."
    elif is_pattern:
        problem, help_ = f"no file is named {named}", "Correct the pattern."
    else:
        problem, help_ = f"there is no file {path}", "Correct its name."
    raise map_.error(("table", "file"), problem, help_)


def _read_names(
    database: Database, dimensions: Dimensions, reader: TableReader, columns: int
) -> None:
    """Read the rows in which the names of actors, topics and documents are first, and those from
    which documents are dated.
    """
    names = ("actor", "topic", "document", "disputed_by", "target", "relative_to_actor")
    places = {row for name in names for row in dimensions.values(name).values()} or {0}
    places |= set(_newest(database, dimensions))
    listed = ", ".join(f"c{column}" for column in range(columns))
    rows = database.rows(
        f"SELECT filename, file_row_number, {listed} FROM raw"  # noqa: S608 - no value from outside
        " WHERE place IN (SELECT unnest(?)) ORDER BY place",
        [sorted(places)],
    )
    for file, number, *cells in rows:
        reader.add(ForeignRow(f"row {number + 1}", list(map(cell, cells))))
        if reader.found.faults:
            fault = reader.found.faults[0]
            about = f"column {fault.column}: " if fault.column else ""
            raise PolicyKBError(
                f"{file}, {fault.place}: {about}{fault.message}", "Correct the table, or the map."
            )


def _newest(database: Database, dimensions: Dimensions) -> list[int]:
    """Return the row from which each document is dated: that of its newest statement."""
    if (dated := dimensions.of("date")) is None:
        return []
    documents = dimensions.of("document")
    group = f"{documents.name}.document" if documents else "''"
    used = [dated] if documents in (None, dated) else [dated, documents]
    rows = database.rows(
        f"SELECT max_by(place, {dated.name}.date) FROM raw {joins(used)} GROUP BY {group}"  # noqa: S608 - no value from outside
    )
    return [place for (place,) in rows]


def _records(kind: str, some: Iterable[Mapping[str, Data]]) -> dict[str, _R]:
    found: dict[str, _R] = {}
    for number, data in enumerate(some):
        raw = raw_record(kind, data, number, Span(1, 1, 1, 1))
        part = f"sources/{data['id']}" if kind == "source" else f"{kind}s.yaml"
        found[str(data["id"])] = cast("_R", record_of(kind, part, raw))
    return found


def _make_claims(
    database: Database,
    dimensions: Dimensions,
    maker: RecordMaker,
    sources: Mapping[str, Source],
) -> None:
    """Make the view ``claims``: the rows of the table with the fields that answers filter by."""
    for name, ids in (("actor", maker.actors), ("topic", maker.topics)):
        names = dimensions.values(name)
        database.table(f"{name}_ids", ("name", "id"), [(one, ids.of(one)) for one in names])
    documents = dimensions.values("document") or {"": 0}
    named = {one: maker.sources.of(one or maker.imported.title) for one in documents}
    database.table(
        "source_ids",
        ("name", "id", "d_published", "n_order"),
        [(one, id_, sources[id_].published, n) for n, (one, id_) in enumerate(named.items())],
    )
    given = {name: _given(dimensions, name) for name in FIELDS}
    _make_periods(database, dimensions, given, maker.imported.origin)
    fields = ", ".join(
        f"nullif({given[name]}, '') AS {name}"
        for name in FIELDS
        if name not in {"actor", "topic", "document", "period", "period_basis", "status", "stance"}
    )
    database.run(
        "CREATE VIEW claims AS SELECT raw.*, actor_ids.id AS actor, topic_ids.id AS topic,"  # noqa: S608 - as above
        " source_ids.id AS source, d_published AS published, n_order,"
        " periods.period AS period, periods.period_basis AS period_basis,"
        f" coalesce(nullif({given['stance']}, ''), 'mixed') AS stance,"
        f" CASE {given['stance']} WHEN '' THEN 'draft' ELSE nullif({given['status']}, '') END"
        f" AS status, {fields} FROM raw {joins(dimensions.all)}"
        f" JOIN actor_ids ON actor_ids.name = {given['actor']}"
        f" JOIN topic_ids ON topic_ids.name = {given['topic']}"
        f" JOIN source_ids ON source_ids.name = {given['document']}"
        f" JOIN periods ON {_same_period(given)} AND periods.d_of = d_published"
    )


def _given(dimensions: Dimensions, name: str) -> str:
    """Return the column of a field, as a question has it; an empty text if there is none."""
    dimension = dimensions.of(name)
    return f"{dimension.name}.{name}" if dimension else "''"


def _same_period(given: Mapping[str, str]) -> str:
    return (
        f"periods.given_date = {given['date']} AND periods.given_period = {given['period']}"
        f" AND periods.given_basis = {given['period_basis']}"
    )


def _make_periods(
    database: Database, dimensions: Dimensions, given: Mapping[str, str], origin: str
) -> None:
    """Make the table of the periods and their bases, by what is given of them."""
    needed = ("date", "period", "period_basis", "document")
    used = [one for one in dimensions.all if any(name in one.fields for name in needed)]
    rows = database.rows(
        f"SELECT DISTINCT {given['date']}, {given['period']}, {given['period_basis']}, d_published"  # noqa: S608 - as above
        f" FROM raw {joins(used)} JOIN source_ids ON source_ids.name = {given['document']}"
    )
    made: list[tuple[object, ...]] = []
    for day, period, basis, published in rows:
        known = {"period": period, "period_basis": basis}
        fields: dict[str, Data] = {name: text for name, text in known.items() if text}
        add_period(fields, day, published.isoformat(), origin)
        made.append((day, period, basis, published, fields["period"], fields["period_basis"]))
    columns = ("given_date", "given_period", "given_basis", "d_of", "period", "period_basis")
    database.table("periods", columns, made)

"""Foreign files of any format as codings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from policykb.diagnostics import PolicyKBError
from policykb.exchange.foreign_files import no_map, reader_of
from policykb.exchange.imported import Imported
from policykb.exchange.mapped_columns import RowFault
from policykb.exchange.opening import READERS
from policykb.exchange.records import KNOWN_IDS
from policykb.loading.import_map import ReadMap, with_ids
from policykb.text.files import write_file

_QUALCODER = "data.qda"
"""The database in the folder of a project of QualCoder."""


@dataclass(frozen=True, slots=True)
class ReadFile:
    """The content of a foreign file.

    Args:
        imported: The codings.
        rows: The number of rows, or of statements.
        unit: The word for what was counted.
        faults: The rows that do not fit: if there are any, nothing is to be written.
        map: The map by which it was read, if it needs one.
    """

    imported: Imported
    rows: int
    unit: str
    faults: Sequence[RowFault] = ()
    map: ReadMap | None = None

    @property
    def known_ids(self) -> Mapping[str, Mapping[str, str]]:
        """Return the ids in the map, by kind and name."""
        return self.map.ids if self.map else KNOWN_IDS

    def keep_ids(self, ids: Mapping[str, Mapping[str, str]]) -> None:
        """Write ids that were made into the map, if there are new ones.

        Raises:
            PolicyKBError: It cannot be written.
        """
        if self.map and any(ids[kind].items() - self.map.ids[kind].items() for kind in ids):
            write_file(self.map.path, with_ids(self.map, ids))


def read_file(path: Path, map_path: Path | None) -> ReadFile:
    """Return the codings in a file.

    Args:
        path: The file; its content says what it is. A project of QualCoder is a folder, whose
            database is read.
        map_path: The map, for tables.

    Raises:
        PolicyKBError: It cannot be read, or is of no known format.
    """
    if (path / _QUALCODER).is_file():
        path /= _QUALCODER
    if (reader := reader_of(path)) is not None:
        if map_path is not None:
            raise no_map(path)
        imported = reader(path)
        if not (imported.statements or imported.documents or imported.topics or imported.actors):
            raise PolicyKBError(
                f"{path.name} holds nothing to import: no codes, texts or codings",
                "Look into the program that wrote it if anything was to be exported.",
            )
        # No file says nothing at all: it was written on a day.
        written = datetime.fromtimestamp(path.stat().st_mtime, UTC).date().isoformat()
        imported.published = imported.published or written
        return ReadFile(imported, len(imported.statements), "statement")
    if path.suffix.lower() not in READERS:
        raise PolicyKBError(
            f"{path} is in no format that can be imported",
            "These can: databases of DNA 3, QualCoder and Taguette, REFI-QDA (.qdpx, .qdc), and "
            f"tables ({', '.join(READERS)}).",
        )
    from policykb.exchange.table_import import read_table  # noqa: PLC0415 - for tables only
    from policykb.loading.import_map import read_map  # noqa: PLC0415 - as above

    if map_path is None:
        raise PolicyKBError(
            "a table needs a map, which says what its columns are",
            f"`policykb import {path} --print-map` proposes one; name it with --map MAP.",
        )
    map_ = read_map(map_path)
    read = read_table(path, map_)
    if not read.rows:
        raise PolicyKBError(f"{path} has no row below its heading", "Nothing can be imported.")
    return ReadFile(read.imported, read.rows, "row", read.faults, map_)

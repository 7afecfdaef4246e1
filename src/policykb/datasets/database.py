"""Questions to tables in files, by DuckDB, which is imported only here.

What stands in files never becomes a part of a question: values are parameters, and names of columns
are quoted. DuckDB reads these files and no others, writes nothing beside them, loads no extension,
and has no network.
"""

import os
import tempfile
from collections.abc import Iterator, Sequence
from copy import copy
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any

from policykb.diagnostics import PolicyKBError

if TYPE_CHECKING:
    from policykb.model.import_map import TableOptions

Rows = list[tuple[Any, ...]]

_BATCH = 10_000
_INTEGERS = 1_000_000
_INSERTED = 50_000
_ENCODINGS = {
    **dict.fromkeys(("utf-8", "utf-8-sig"), "utf-8"),
    "utf-16": "utf-16",
    "iso8859-1": "latin-1",
}
"""The encodings of DuckDB, by their names in Python."""
_ADDED = frozenset({"filename", "file_row_number"})
"""The columns that DuckDB adds to those of Parquet files."""
_REASONS = ("Expected Number of Columns", "Value with unterminated quote", "Invalid unicode")
"""The beginnings of lines that say what is wrong with a table of text."""
_SETTINGS = (
    "SET memory_limit = '50%'",
    "SET enable_progress_bar = false",
    "SET enable_external_access = false",
    "SET lock_configuration = true",
)


class Database:
    """Tables in files, as views of a database in memory.

    Args:
        root: What the knowledge base is known by, for messages.
        files: All files that are read.

    Raises:
        PolicyKBError: DuckDB is not installed.
    """

    def __init__(self, root: Path, files: Sequence[Path]) -> None:
        try:
            import duckdb  # noqa: PLC0415 - of the extra "large"
        except ImportError:
            raise PolicyKBError(
                f"{root} needs the package duckdb", "Install it: pip install 'policykb[large]'."
            ) from None
        self.root = root
        self._is_shared = True
        self._error = duckdb.Error
        self._connection = duckdb.connect(
            config={
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
                "allow_community_extensions": False,
                "temp_directory": str(
                    Path(tempfile.gettempdir(), f"policykb-{os.urandom(8).hex()}")
                ),
            }
        )
        self._connection.execute("SET allowed_paths = ?", [[str(one.absolute()) for one in files]])
        for setting in _SETTINGS:
            self._connection.execute(setting)

    def again(self) -> "Database":
        """Return the same tables, beside which others can be made that nobody else sees. Questions
        to it must be asked one after the other.
        """
        made = copy(self)
        made._connection = self._connection.cursor()  # noqa: SLF001 - it is of this class
        made._is_shared = False  # noqa: SLF001 - as above
        return made

    def parquet(self, name: str, files: Sequence[Path]) -> None:
        """Make a view of Parquet files: their columns, ``file_row_number`` and ``filename``."""
        paths = [str(one.absolute()) for one in files]
        try:
            found = self._connection.read_parquet(
                paths,
                file_row_number=True,
                filename=True,
                hive_partitioning=False,
                binary_as_string=True,
            )
            found.create_view(name)
        except self._error as error:
            raise self._unreadable(error) from None

    def raw(self, files: Sequence[Path], options: "TableOptions") -> list[str]:
        """Make the view ``raw`` of the table in Parquet or CSV files: its columns as ``c0``, ``c1``
        and so on, ``place`` (the number of the row from 0), ``filename`` and ``file_row_number``.
        Return the headings.

        Raises:
            PolicyKBError: They cannot be read, or do not have the same headings.
        """
        kinds = {one.suffix.lower() for one in files}
        if kinds == {".parquet"}:
            for name in self.parquet_columns(files[0]):
                if name.lower() in _ADDED:
                    raise PolicyKBError(
                        f"{files[0]} has a column {name}, a name that is used here",
                        "Rename the column.",
                    )
            self.parquet("files", files)
            described = self.rows(
                "DESCRIBE SELECT * EXCLUDE (file_row_number, filename) FROM files"
            )
            headings = columns = [row[0] for row in described]
        elif kinds <= {".csv", ".tsv", ".tab", ".txt"}:
            headings = self._csv(files, options)
            columns = [f"c{number}" for number in range(len(headings))]
        elif len(kinds) > 1:
            raise PolicyKBError(
                f"{files[0]} and others are of several kinds: {', '.join(sorted(kinds))}",
                "Name only files of one form.",
            )
        else:
            raise PolicyKBError(
                f"{files[0]} is no Parquet or CSV file",
                "Save it as one of these, or make a knowledge base of it: `policykb import`.",
            )
        names = ", ".join(f"files.{quoted(one)} AS c{number}" for number, one in enumerate(columns))
        counts: dict[str, int] = {}
        if len(files) > 1:
            counts.update(self.rows("SELECT filename, count(*) FROM files GROUP BY 1"))
        paths = [str(one.absolute()) for one in files]
        ends = accumulate((counts.get(one, 0) for one in paths), initial=0)
        starts = list(zip(paths, ends, strict=False))
        self.table("starts", ("file", "n_start"), starts)
        joined = "JOIN starts ON filename = starts.file" if len(files) > 1 else "CROSS JOIN starts"
        self.run(
            f"CREATE VIEW raw AS SELECT {names}, file_row_number + starts.n_start AS place,"  # noqa: S608 - names are quoted
            f" filename, file_row_number FROM files {joined}"
        )
        return headings

    def _csv(self, files: Sequence[Path], options: "TableOptions") -> list[str]:
        """Read CSV files into the table ``files``, and return their headings."""
        from policykb.exchange.csv_table import form_of  # noqa: PLC0415 - it needs pydantic

        form = form_of(files[0], options)
        columns = [f"c{number}" for number in range(len(form.headings))]
        types = ", ".join(f"'{one}': 'VARCHAR'" for one in columns)
        listed = ", ".join(f"{one} VARCHAR" for one in columns)
        self.run(f"CREATE TABLE files ({listed}, file_row_number BIGINT, filename VARCHAR)")
        for file in files:
            one = form_of(file, options)
            if one != form:
                raise PolicyKBError(
                    f"{file} has not the headings, encoding and delimiter of {files[0]}",
                    "Name only files of one form.",
                )
            known = _ENCODINGS.get(one.encoding)
            if known is None:
                raise PolicyKBError(
                    f"{file} is {one.encoding}, which cannot be read in place",
                    "Save it as UTF-8, or make a knowledge base of it: `policykb import`.",
                )
            path = str(file.absolute())
            self.run(
                "INSERT INTO files SELECT *, row_number() OVER () - 1, ? FROM read_csv(?,"  # noqa: S608 - no value from outside
                " delim = ?, encoding = ?, quote = '\"', escape = '\"', header = true,"
                f" auto_detect = false, max_line_size = 20_000_000, columns = {{{types}}})",
                [path, path, one.delimiter, known],
            )
        return [*form.headings]

    def parquet_columns(self, file: Path) -> dict[str, str]:
        """Return the columns of a Parquet file with their types."""
        question = "DESCRIBE SELECT * FROM read_parquet(?, hive_partitioning = false)"
        return {row[0]: row[1] for row in self.rows(question, [str(file.absolute())])}

    def parquet_rows(self, file: Path) -> int:
        """Return the number of rows of a Parquet file, as its footer has it."""
        question = "SELECT num_rows FROM parquet_file_metadata(?)"
        ((number,),) = self.rows(question, [str(file.absolute())])
        return int(number)

    def run(self, question: str, values: Sequence[object] = ()) -> None:
        """Run a statement that returns nothing."""
        self.rows(question, values)

    def rows(self, question: str, values: Sequence[object] = ()) -> Rows:
        """Return the rows that a question asks for.

        Raises:
            PolicyKBError: A file cannot be read.
        """
        try:
            return self._connection.execute(question, list(values)).fetchall()
        except self._error as error:
            raise self._unreadable(error) from None

    def batches(self, question: str, values: Sequence[object] = ()) -> Iterator[Rows]:
        """Yield the rows that a question asks for, some at a time.

        Raises:
            PolicyKBError: A file cannot be read.
        """
        try:
            # Other questions may be asked in between.
            connection = self._connection.cursor() if self._is_shared else self._connection
            found = connection.execute(question, list(values))
            while some := found.fetchmany(_BATCH):
                yield some
        except self._error as error:
            raise self._unreadable(error) from None

    def integers(self, question: str) -> Iterator[list[memoryview]]:
        """Yield the columns that a question asks for, some rows at a time. They are of the type
        INTEGER, and no value is missing.

        Raises:
            PolicyKBError: A file cannot be read.
        """
        try:
            batches = self._connection.sql(question).to_arrow_reader(_INTEGERS)
            for some in batches:
                yield [
                    memoryview(one.buffers()[1]).cast("i")[one.offset :][: len(one)]
                    for one in some.columns
                ]
        except self._error as error:
            raise self._unreadable(error) from None

    def table(self, name: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        """Make a table of rows in memory. Numbers are in columns whose names begin with ``n_``,
        days in those that begin with ``d_``; all others hold texts.
        """
        types = {"n_": "BIGINT", "d_": "DATE"}
        typed = [(quoted(one), types.get(one[:2], "VARCHAR")) for one in columns]
        kind = "TABLE" if self._is_shared else "TEMP TABLE"
        self.run(f"CREATE {kind} {name} ({', '.join(f'{one} {type_}' for one, type_ in typed)})")
        lists = ", ".join(f"unnest(?::{type_}[])" for _, type_ in typed)
        for start in range(0, len(rows), _INSERTED):
            some = rows[start : start + _INSERTED]
            values = [list(cells) for cells in zip(*some, strict=True)]
            self.run(f"INSERT INTO {name} SELECT {lists}", values)

    def _unreadable(self, error: Exception) -> PolicyKBError:
        lines = str(error).splitlines()
        told = [one for one in lines[1:] if one.startswith(_REASONS)][:1]
        files = [one.partition("= ")[2] for one in lines if one.startswith("  file = ")][:1]
        return PolicyKBError(
            f"{self.root} cannot be read: {': '.join([*files, lines[0], *told])}",
            "Look whether its file is whole, and has the columns and types of the others."
            if self.root.is_file()
            else "Look whether its files are whole; `policykb pack DIR` makes a dataset anew.",
        )


def quoted(name: str) -> str:
    """Return the name of a column as a question has it."""
    return '"' + name.replace('"', '""') + '"'

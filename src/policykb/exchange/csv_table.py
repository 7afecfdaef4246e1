"""Tables of text: commas, semicolons or tabs between cells."""

import codecs
import csv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, Protocol

from policykb.diagnostics import PolicyKBError
from policykb.exchange.foreign_table import ForeignRow, ForeignTable
from policykb.model.import_map import TableOptions

_DELIMITERS = (",", ";", "\t", "|")
_MAX_CELL = 1024 * 1024
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@contextmanager
def open_csv(path: Path, options: TableOptions) -> Iterator[ForeignTable]:
    """Open a table of text, in UTF-8 unless the options or a byte order mark say otherwise.

    Raises:
        PolicyKBError: It has no heading, or is in another encoding.
    """
    encoding = _encoding(path, options)
    csv.field_size_limit(_MAX_CELL)
    with path.open(encoding=encoding, newline="") as file:
        with _decoding(path, encoding):
            heading = file.readline()
            file.seek(0)
        reader = csv.reader(file, delimiter=_delimiter(path, heading, options), strict=True)
        rows = _rows(path, encoding, reader)
        first = next(rows, None)
        if first is None:
            raise PolicyKBError(f"{path} is empty", "Its first line must be a heading.")
        headings = [str(cell).strip() for cell in first.cells]
        yield ForeignTable(headings, _whole(path, rows, len(headings)))


class Form(NamedTuple):
    """The form of a table of text: its headings, its encoding, and what separates its cells."""

    headings: Sequence[str]
    encoding: str
    delimiter: str


def form_of(path: Path, options: TableOptions) -> Form:
    """Return the form of a table of text.

    Raises:
        PolicyKBError: It has no heading, or is in another encoding.
    """
    encoding = _encoding(path, options)
    with path.open(encoding=encoding, newline="") as file, _decoding(path, encoding):
        heading = file.readline()
    with open_csv(path, options) as table:
        return Form(table.headings, encoding, _delimiter(path, heading, options))


def _encoding(path: Path, options: TableOptions) -> str:
    with path.open("rb") as file:
        beginning = file.read(4)
    marked = next((name for mark, name in _MARKS if beginning.startswith(mark)), "")
    if marked or options.encoding is None:
        return marked or "utf-8"
    try:
        return codecs.lookup(options.encoding).name
    except LookupError:
        raise PolicyKBError(
            f"there is no encoding {options.encoding}", "Write utf-8, latin-1 or cp1252, say."
        ) from None


def _delimiter(path: Path, heading: str, options: TableOptions) -> str:
    """Return the delimiter that the options name, or else the most frequent one of the heading."""
    if options.delimiter is None:
        unquoted = "".join(heading.split('"')[::2])
        return max(_DELIMITERS, key=unquoted.count)
    named = "\t" if options.delimiter in {"tab", "\\t"} else options.delimiter
    if len(named) != 1:
        raise PolicyKBError(
            f"the delimiter of {path} must be one character", "Write `;`, say, or `tab`."
        )
    return named


class _Reader(Protocol):
    """The type of :func:`csv.reader`."""

    line_num: int

    def __next__(self) -> list[str]: ...


def _rows(path: Path, encoding: str, reader: _Reader) -> Iterator[ForeignRow]:
    line = 1
    try:
        with _decoding(path, encoding):
            while True:
                cells = next(reader)
                if cells:
                    yield ForeignRow(f"line {line}", cells)
                line = reader.line_num + 1
    except StopIteration:
        return
    except csv.Error as error:
        raise PolicyKBError(
            f"{path}:{line}: {error}",
            "Look for a quotation mark that is missing, or not doubled, in that row.",
        ) from None


def _whole(path: Path, rows: Iterator[ForeignRow], size: int) -> Iterator[ForeignRow]:
    """Yield the rows, each of which must have a cell for every heading."""
    for row in rows:
        if len(row.cells) != size:
            raise PolicyKBError(
                f"{path}, {row.place}: {len(row.cells)} cells, but {size} headings",
                "Put cells that hold the delimiter in quotation marks.",
            )
        yield row


@contextmanager
def _decoding(path: Path, encoding: str) -> Iterator[None]:
    try:
        yield
    except UnicodeError:
        raise _not_decoded(path, encoding) from None


def _not_decoded(path: Path, encoding: str) -> PolicyKBError:
    """Return the error that names the first line that is not in an encoding."""
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            try:
                decoder.decode(line)
            except UnicodeDecodeError as error:
                byte = error.object[error.start]
                return PolicyKBError(
                    f"{path}:{number}: the byte 0x{byte:02X} is not {encoding}",
                    "The file may be in Latin-1 or Windows-1252: name its encoding in the map, "
                    "`table: {encoding: cp1252}`, or save it as UTF-8.",
                )
    return PolicyKBError(f"{path} is not {encoding}", "Name its encoding in the map.")
